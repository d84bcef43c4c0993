"""What notices are about besides lessons' cells: lessons that were moved, substitutions, periods, homework by day."""

from datetime import date
from typing import Any

from psycopg import Connection

from services.notify.domain.rescheduling import Place, Rescheduled, Substitution


def put_rescheduled(
    connection: Connection[Any], school_id: str, lesson_id: str, version: int, lesson: Rescheduled
) -> tuple[Rescheduled | None, Rescheduled] | None:
    """Keeps where a lesson is when newer: how it was known before (None: not at all) and now. None: not newer.

    Where it was to be first stays as it was first told.
    """
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rescheduled {lesson_id}"])
    row = connection.execute(
        """SELECT version, first_date, first_bell, first_room, date, bell, room, cancelled FROM rescheduled_lesson
           WHERE school_id = %s AND lesson_id = %s""",
        [school_id, lesson_id],
    ).fetchone()
    before = Rescheduled(Place(*row[1:4]), Place(*row[4:7]), row[7]) if row else None
    if row and row[0] >= version:
        return None
    first = before.first if before else lesson.first
    connection.execute(
        """INSERT INTO rescheduled_lesson (school_id, lesson_id, version, first_date, first_bell, first_room,
                                           date, bell, room, cancelled)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (school_id, lesson_id) DO UPDATE SET (version, date, bell, room, cancelled) =
               (excluded.version, excluded.date, excluded.bell, excluded.room, excluded.cancelled)""",
        [
            school_id, lesson_id, version, first.day, first.bell, first.room,
            lesson.now.day, lesson.now.bell, lesson.now.room, lesson.cancelled,
        ],
    )  # fmt: skip
    return before, Rescheduled(first, lesson.now, lesson.cancelled)


def put_substitution(
    connection: Connection[Any], school_id: str, substitution_id: str, row: Substitution
) -> list[Substitution] | None:
    """Keeps a substitution when newer: all that are known of its lesson then, the person who stood in before as one
    that has ended. None: not newer."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"substitution {row.lesson_id}"])
    known = dict(_substitutions(connection, school_id, row.lesson_id))
    before = known.get(substitution_id)
    if before and before.version >= row.version:
        return None
    connection.execute(
        """INSERT INTO substitution (school_id, substitution_id, version, lesson_id, date, bell, person_id, kind,
                                     assigned)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (school_id, substitution_id) DO UPDATE SET (version, date, bell, person_id, kind, assigned) =
               (excluded.version, excluded.date, excluded.bell, excluded.person_id, excluded.kind,
                excluded.assigned)""",
        [
            school_id, substitution_id, row.version, row.lesson_id, row.day, row.bell, row.person_id, row.kind,
            row.assigned,
        ],
    )  # fmt: skip
    known[substitution_id] = row
    former = Substitution(row.lesson_id, row.day, row.bell, before.person_id, row.kind, False, 0) if before else None
    return [*known.values(), *([former] if former else [])]


def _substitutions(
    connection: Connection[Any], school_id: str, lesson_id: str
) -> list[tuple[str, Substitution]]:  # fmt: skip
    rows = connection.execute(
        """SELECT substitution_id, lesson_id, date, bell, person_id, kind, assigned, version FROM substitution
           WHERE school_id = %s AND lesson_id = %s ORDER BY substitution_id""",
        [school_id, lesson_id],
    ).fetchall()
    return [(row[0], Substitution(*row[1:])) for row in rows]


def publish_period(connection: Connection[Any], school_id: str, period_id: str) -> bool:
    """Remembers that families may know a period's marks; whether that is new."""
    return bool(
        connection.execute(
            """INSERT INTO published_period (school_id, period_id, published_at) VALUES (%s, %s, now())
               ON CONFLICT DO NOTHING""",
            [school_id, period_id],
        ).rowcount
    )


def lock_period(connection: Connection[Any], school_id: str, period_id: str) -> bool:
    """Makes publication and marks of a period come one after the other; whether it is published."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"period {period_id}"])
    row = connection.execute(
        "SELECT FROM published_period WHERE school_id = %s AND period_id = %s", [school_id, period_id]
    ).fetchone()
    return row is not None


def pupils_with_marks(connection: Connection[Any], school_id: str, period_id: str) -> list[str]:
    """The pupils who have a mark of the period."""
    rows = connection.execute(
        """SELECT DISTINCT pupil_id FROM cell
           WHERE school_id = %s AND lesson_id = %s AND kind = 'term_mark' AND value <> '' ORDER BY pupil_id""",
        [school_id, period_id],
    ).fetchall()
    return [row[0] for row in rows]


def homework_days(connection: Connection[Any], school_id: str, lesson_id: str, item_id: str) -> dict[str, str]:
    """Pupil → the value that is known of homework given to them."""
    rows = connection.execute(
        """SELECT pupil_id, value FROM cell
           WHERE school_id = %s AND lesson_id = %s AND line_item_id = %s AND kind = 'homework'""",
        [school_id, lesson_id, item_id],
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def forget_told(connection: Connection[Any], school_id: str, lesson_id: str, cell: tuple[str, str, int]) -> None:
    """What is settled, by news that are newer, is not told as taken back: its families are told of it otherwise.

    `cell`: pupil, line item, version of the news.
    """
    connection.execute(
        """DELETE FROM told USING cell c
           WHERE c.school_id = %s AND c.lesson_id = %s AND c.pupil_id = %s AND c.line_item_id = %s AND c.version < %s
             AND told.pupil_id = c.pupil_id AND told.lesson_id = c.lesson_id
             AND told.line_item_id = c.line_item_id""",
        [school_id, lesson_id, *cell],
    )


def today_at(connection: Connection[Any], school_id: str) -> date | None:
    """The day at a school; None while it is not known."""
    row = connection.execute(
        "SELECT (now() AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s", [school_id]
    ).fetchone()
    return row[0] if row else None
