"""The history of lessons as people read it: newest first, some lines at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

_LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Whose history: a group's lessons between two days, or one of them; of one pupil or line item where given."""

    school_id: str
    group_id: str
    lesson_id: str | None
    pupil_id: str | None
    line_item_id: str | None
    begin: date
    end: date


@dataclass(slots=True)
class ChangeRow:
    """A line of the history, with its lesson's day and its line item's titles."""

    change_id: int
    time: datetime
    person_id: str
    lesson_id: str
    day: date
    bell: int
    cell: str
    line_item_id: str | None
    category: str
    title: str
    pupil_id: str | None
    old: str
    new: str
    reason: str
    version: int


# Year by year, as every statement on many lessons (store/journal.py).
_LINES = """
    WITH l AS MATERIALIZED (
        SELECT lesson_id, school_year, date, bell FROM lesson
        WHERE school_id = %(school)s AND group_id = %(group)s AND date BETWEEN %(begin)s AND %(end)s
            AND (%(lesson)s::uuid IS NULL OR lesson_id = %(lesson)s)
    )
    SELECT c.change_id, c.changed_at, c.person_id, c.lesson_id, l.date, l.bell, c.cell, c.line_item_id,
           coalesce(i.category, ''), coalesce(i.title, ''), c.pupil_id, c.old_value, c.new_value, c.reason, c.version
    FROM (SELECT DISTINCT school_year FROM l) y
    CROSS JOIN LATERAL (
        SELECT * FROM change_history c
        WHERE c.school_id = %(school)s AND c.school_year = y.school_year
            AND c.lesson_id = ANY(ARRAY(SELECT lesson_id FROM l)) AND c.change_id < %(before)s
            AND (%(pupil)s::uuid IS NULL OR c.pupil_id = %(pupil)s)
            AND (%(item)s::uuid IS NULL OR c.line_item_id = %(item)s)
        ORDER BY c.change_id DESC LIMIT %(most)s
    ) c
    JOIN l USING (lesson_id)
    LEFT JOIN line_item i ON i.school_id = c.school_id AND i.school_year = c.school_year
        AND i.lesson_id = c.lesson_id AND i.line_item_id = c.line_item_id
    ORDER BY c.change_id DESC LIMIT %(most)s
"""


def list_changes(connection: Connection[Any], place: Place, before: int | None, most: int) -> list[ChangeRow]:
    """Lines of the history, newest first, after the given one."""
    rows = connection.execute(
        _LINES,
        {
            "school": place.school_id,
            "group": place.group_id,
            "lesson": place.lesson_id,
            "pupil": place.pupil_id,
            "item": place.line_item_id,
            "begin": place.begin,
            "end": place.end,
            "before": _LAST if before is None else before,
            "most": most,
        },
    ).fetchall()
    return [ChangeRow(*row) for row in rows]
