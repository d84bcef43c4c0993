"""What the bulk import needs beyond the journal: lessons' places and histories."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.bulk import Later, Place


def places_of(connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date) -> dict[str, Place]:
    """The group's lessons between two days, by id."""
    rows = connection.execute(
        """SELECT lesson_id, date, bell FROM lesson
           WHERE school_id = %s AND group_id = %s AND date BETWEEN %s AND %s ORDER BY date, bell""",
        [school_id, group_id, begin, end],
    ).fetchall()
    return {row[0]: Place(*row) for row in rows}


def lock_lessons(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> None:
    """Locks lessons until the transaction ends, in the order in which every save of several takes them."""
    connection.execute(
        "SELECT FROM lesson WHERE school_id = %s AND lesson_id = ANY(%s::uuid[]) ORDER BY lesson_id FOR UPDATE",
        [school_id, list(lesson_ids)],
    )


def history_numbers(
    connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date
) -> dict[str, int]:
    """How many lines the history of each lesson has."""
    rows = connection.execute(
        """SELECT lesson_id, history_number FROM lesson
           WHERE school_id = %s AND group_id = %s AND date BETWEEN %s AND %s""",
        [school_id, group_id, begin, end],
    ).fetchall()
    return dict(rows)


def later_lines(connection: Connection[Any], school_id: str, seen: Mapping[str, int]) -> list[Later]:
    """The lines of pupils' cells in lessons' histories after the number seen of each, in order of number."""
    rows = connection.execute(
        """SELECT h.lesson_id, h.number, h.line_item_id, h.pupil_id, h.old_value
           FROM unnest(%s::uuid[], %s::bigint[]) AS w (lesson_id, number)
           JOIN lesson l ON l.school_id = %s AND l.lesson_id = w.lesson_id
           JOIN change_history h ON h.school_id = l.school_id AND h.school_year = l.school_year
               AND h.lesson_id = l.lesson_id AND h.number > w.number
           WHERE h.cell IN ('mark', 'attendance') AND h.pupil_id IS NOT NULL ORDER BY h.number""",
        [list(seen), list(seen.values()), school_id],
    ).fetchall()
    return [Later(*row) for row in rows]


def year_group_of(connection: Connection[Any], school_id: str, group_id: str) -> int | None:
    """The group's year group; None for a group that is not known."""
    row = connection.execute(
        "SELECT year_group FROM teaching_group WHERE school_id = %s AND group_id = %s", [school_id, group_id]
    ).fetchone()
    return row[0] if row else None
