"""Absences of teachers, substitutions, and what says who is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.substituting import Absence, Days, StandIn, Taught, Teacher


@dataclass(frozen=True, slots=True)
class Substitution:
    """A line of the register."""

    substitution_id: str
    lesson_id: str
    group_id: str
    day: date
    bell: int
    absent_id: str
    absence_kind: str
    person_id: str | None
    kind: str
    state: str
    version: int
    assigned_by: str
    assigned_at: datetime
    end_reason: str
    subject_title: str = ""
    class_title: str = ""
    room: str = ""
    filled: bool = False

    @property
    def told(self) -> str:
        """How it stands in the history."""
        return f"{self.state} {self.kind} {self.person_id or 'nobody'} for {self.absent_id} lesson {self.lesson_id}"


def take_substitutions(connection: Connection[Any], school_id: str) -> None:
    """Waits for the school's turn: two who assign at once would each see the same teacher free."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('substitutions ' || %s, 0))", [school_id])


_ABSENCE = "absence_id, person_id, begin_date, end_date, bells, kind, version"


def _absence(row: Sequence[Any]) -> Absence:
    return Absence(row[0], row[1], row[2], row[3], tuple(row[4]), row[5], row[6])


def put_absence(connection: Connection[Any], school_id: str, absence: Absence, person_id: str, now: datetime) -> None:
    """Keeps an absence, or its next version."""
    connection.execute(
        f"""INSERT INTO teacher_absence (school_id, {_ABSENCE}, recorded_by, recorded_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (school_id, absence_id)
            DO UPDATE SET end_date = excluded.end_date, version = excluded.version""",
        [
            school_id, absence.absence_id, absence.person_id, absence.begin, absence.end, list(absence.bells),
            absence.kind, absence.version, person_id, now,
        ],
    )  # fmt: skip


def get_absence(connection: Connection[Any], school_id: str, absence_id: str) -> Absence | None:
    """An absence."""
    row = connection.execute(
        f"SELECT {_ABSENCE} FROM teacher_absence WHERE school_id = %s AND absence_id = %s", [school_id, absence_id]
    ).fetchone()
    return _absence(row) if row else None


def absences_of(
    connection: Connection[Any], school_id: str, begin: date, end: date, after: tuple[date, str] | None, most: int
) -> list[Absence]:
    """Absences that touch these days, by first day and id, after the given one."""
    key = after or (date.min, "00000000-0000-0000-0000-000000000000")
    rows = connection.execute(
        f"""SELECT {_ABSENCE} FROM teacher_absence
            WHERE school_id = %s AND end_date >= %s AND begin_date <= %s AND end_date >= begin_date
              AND (begin_date, absence_id) > (%s, %s::uuid)
            ORDER BY begin_date, absence_id LIMIT %s""",
        [school_id, begin, end, *key, most],
    ).fetchall()
    return [_absence(row) for row in rows]


def absences_of_person(
    connection: Connection[Any], school_id: str, person_id: str, begin: date, end: date
) -> list[Absence]:
    """Somebody's absences that touch these days."""
    rows = connection.execute(
        f"""SELECT {_ABSENCE} FROM teacher_absence WHERE school_id = %s AND person_id = %s
            AND end_date >= greatest(%s, begin_date) AND begin_date <= %s""",
        [school_id, person_id, begin, end],
    ).fetchall()
    return [_absence(row) for row in rows]


def is_teacher(connection: Connection[Any], school_id: str, person_id: str, begin: date, end: date) -> bool:
    """Whether somebody teaches a group of the school on one of these days."""
    row = connection.execute(
        """SELECT true FROM group_teacher WHERE school_id = %s AND person_id = %s AND begin_date <= %s
               AND end_date >= %s LIMIT 1""",
        [school_id, person_id, end, begin],
    ).fetchone()
    return row is not None


def lock_lessons(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> set[date]:
    """The days of these lessons, which stay as they are until the transaction ends."""
    rows = connection.execute(
        """SELECT date FROM lesson WHERE school_id = %s AND lesson_id = ANY(%s::uuid[]) ORDER BY lesson_id
           FOR UPDATE""",
        [school_id, list(lesson_ids)],
    ).fetchall()
    return {row[0] for row in rows}


def load_days(connection: Connection[Any], school_id: str, days: Sequence[date]) -> Days:
    """What says who is free on these days; teachers are those of any of them."""
    values = {"school": school_id, "days": list(days)}
    with connection.pipeline():
        absences = connection.execute(
            f"""SELECT {_ABSENCE} FROM teacher_absence a WHERE school_id = %(school)s
                AND EXISTS (SELECT FROM unnest(%(days)s::date[]) d WHERE d BETWEEN a.begin_date AND a.end_date)""",
            values,
        )
        lessons = connection.execute(
            """SELECT l.lesson_id, l.group_id, g.class_id, g.class_title, g.subject_code, g.subject_title, l.date,
                      l.bell, l.room,
                      CASE WHEN l.planned_teacher_id = ANY(t.people) THEN ARRAY[l.planned_teacher_id] ELSE t.people END
               FROM lesson l JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
               CROSS JOIN LATERAL (SELECT array(SELECT t.person_id FROM group_teacher t
                   WHERE t.school_id = l.school_id AND t.group_id = l.group_id
                     AND l.date BETWEEN t.begin_date AND t.end_date) AS people) t
               WHERE l.school_id = %(school)s AND l.date = ANY(%(days)s) AND l.state <> 'cancelled'""",
            values,
        )
        stand_ins = connection.execute(
            """SELECT substitution_id, lesson_id, person_id, version FROM substitution
               WHERE school_id = %(school)s AND date = ANY(%(days)s) AND state = 'assigned'""",
            values,
        )
        teachers = connection.execute(
            """SELECT t.person_id, array_agg(DISTINCT g.subject_code),
                      array_agg(DISTINCT g.class_id) FILTER (WHERE g.class_id IS NOT NULL), array_agg(DISTINCT d)
               FROM group_teacher t JOIN teaching_group g ON g.school_id = t.school_id AND g.group_id = t.group_id
               JOIN unnest(%(days)s::date[]) d ON d BETWEEN t.begin_date AND t.end_date
               WHERE t.school_id = %(school)s AND NOT g.ended GROUP BY t.person_id""",
            values,
        )
    return Days(
        [_absence(row) for row in absences.fetchall()],
        [Taught(*(*row[:9], frozenset(row[9]))) for row in lessons.fetchall()],
        [StandIn(*row) for row in stand_ins.fetchall()],
        {row[0]: Teacher(frozenset(row[1]), frozenset(row[2] or ()), frozenset(row[3])) for row in teachers.fetchall()},
    )


def add_substitution(connection: Connection[Any], school_id: str, row: Substitution) -> None:
    """Keeps a substitution, and who stands in with the lesson."""
    connection.execute(
        """INSERT INTO substitution (school_id, substitution_id, lesson_id, group_id, date, bell, absent_id,
                                     absence_kind, person_id, kind, assigned_by, assigned_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            school_id, row.substitution_id, row.lesson_id, row.group_id, row.day, row.bell, row.absent_id,
            row.absence_kind, row.person_id, row.kind, row.assigned_by, row.assigned_at,
        ],
    )  # fmt: skip
    _set_lesson(connection, school_id, row.lesson_id, row.person_id, row.kind)


def end_substitution(connection: Connection[Any], school_id: str, substitution_id: str, reason: str) -> bool:
    """Ends one that stands; False when it does not any more."""
    row = connection.execute(
        """UPDATE substitution SET state = 'ended', version = version + 1, end_reason = %s
           WHERE school_id = %s AND substitution_id = %s AND state = 'assigned' RETURNING lesson_id""",
        [reason, school_id, substitution_id],
    ).fetchone()
    if row is None:
        return False
    _set_lesson(connection, school_id, row[0], None, "")
    return True


def _set_lesson(
    connection: Connection[Any], school_id: str, lesson_id: str, person_id: str | None, kind: str
) -> None:  # fmt: skip
    connection.execute(
        "UPDATE lesson SET substitute_id = %s, substitution_kind = %s WHERE school_id = %s AND lesson_id = %s",
        [person_id, kind, school_id, lesson_id],
    )


# The lesson may be gone by now: the register stays.
_SELECT = """
    SELECT s.substitution_id, s.lesson_id, s.group_id, s.date, s.bell, s.absent_id, s.absence_kind, s.person_id, s.kind,
           s.state, s.version, s.assigned_by, s.assigned_at, s.end_reason, g.subject_title, g.class_title,
           coalesce(l.room, ''), coalesce(l.attendance_confirmed AND l.topic <> '', false)
    FROM substitution s
    JOIN teaching_group g ON g.school_id = s.school_id AND g.group_id = s.group_id
    LEFT JOIN lesson l ON l.school_id = s.school_id AND l.lesson_id = s.lesson_id
"""


def get_substitutions(
    connection: Connection[Any], school_id: str, substitution_ids: Sequence[str]
) -> dict[str, Substitution]:
    """Substitutions by id."""
    rows = connection.execute(
        f"{_SELECT} WHERE s.school_id = %s AND s.substitution_id = ANY(%s::uuid[])", [school_id, list(substitution_ids)]
    ).fetchall()
    return {row[0]: Substitution(*row) for row in rows}


def standing_for(
    connection: Connection[Any], school_id: str, absent_id: str, begin: date, end: date
) -> list[Substitution]:
    """What stands for lessons of somebody who is away on these days."""
    rows = connection.execute(
        f"""{_SELECT} WHERE s.school_id = %s AND s.absent_id = %s AND s.date BETWEEN %s AND %s
            AND s.state = 'assigned' ORDER BY s.date, s.bell, s.substitution_id""",
        [school_id, absent_id, begin, end],
    ).fetchall()
    return [Substitution(*row) for row in rows]


def list_substitutions(
    connection: Connection[Any],
    school_id: str,
    days: tuple[date, date],
    person_id: str | None,
    after: tuple[date, int, str] | None,
    most: int,
    *,
    ended: bool,
) -> list[Substitution]:
    """Substitutions of these days (of one substitute), by day, bell and id, after the given key."""
    key = after or (date.min, 0, "00000000-0000-0000-0000-000000000000")
    rows = connection.execute(
        f"""{_SELECT} WHERE s.school_id = %(school)s AND s.date BETWEEN %(begin)s AND %(end)s
            AND (%(person)s::uuid IS NULL OR s.person_id = %(person)s) AND (%(ended)s OR s.state = 'assigned')
            AND (s.date, s.bell, s.substitution_id) > (%(day)s, %(bell)s, %(id)s::uuid)
            ORDER BY s.date, s.bell, s.substitution_id LIMIT %(most)s""",
        {
            "school": school_id, "begin": days[0], "end": days[1], "person": person_id, "ended": ended,
            "day": key[0], "bell": key[1], "id": key[2], "most": most,
        },
    ).fetchall()  # fmt: skip
    return [Substitution(*row) for row in rows]


def standing_in(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> list[Substitution]:
    """What stands for these lessons."""
    rows = connection.execute(
        f"""{_SELECT} WHERE s.school_id = %s AND s.lesson_id = ANY(%s::uuid[]) AND s.state = 'assigned'
            ORDER BY s.substitution_id""",
        [school_id, list(lesson_ids)],
    ).fetchall()
    return [Substitution(*row) for row in rows]


def substitutions_of_group(connection: Connection[Any], school_id: str, group_id: str) -> list[Substitution]:
    """All substitutions of a group, ended ones too."""
    rows = connection.execute(
        f"{_SELECT} WHERE s.school_id = %s AND s.group_id = %s ORDER BY s.substitution_id", [school_id, group_id]
    ).fetchall()
    return [Substitution(*row) for row in rows]


def today_at(connection: Connection[Any], school_id: str, now: datetime) -> date | None:
    """The day at a school; None for a school that is not known."""
    row = connection.execute(
        "SELECT (%s::timestamptz AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s", [now, school_id]
    ).fetchone()
    return row[0] if row else None
