"""Rows of lessons, as every reader takes them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.lesson import Lesson

# In the order of the fields of Lesson; `l` is the lesson, `g` its group.
COLUMNS = """
    l.school_id, l.group_id, l.lesson_id, g.class_id, g.subject_title, g.class_title, l.school_year, l.term_id, l.date,
    l.bell, l.room, l.state, l.topic, l.homework, l.homework_text, l.homework_due, l.attendance_confirmed,
    l.filled_date, l.teacher_id, l.recorded_at, l.version, l.edit_version,
    l.history_number, l.moved_from_date, l.moved_from_bell, l.cancel_reason, l.planned_teacher_id, l.substitute_id,
    l.substitution_kind, l.homework_recorded_date
"""
COLUMN_COUNT = 30
FROM = "FROM lesson l JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id"


def list_lessons(
    connection: Connection[Any],
    groups: Sequence[tuple[str, str]],
    begin: date,
    end: date,
    after: tuple[date, int, str] | None,
    most: int,
) -> list[Lesson]:
    """Lessons of (school, group) pairs between two days, by day, bell and id, after the given key."""
    key = after or (date.min, 0, "00000000-0000-0000-0000-000000000000")
    rows = connection.execute(
        f"""SELECT {COLUMNS} {FROM}
            JOIN (SELECT DISTINCT * FROM unnest(%s::uuid[], %s::uuid[])) AS wanted (school_id, group_id)
                ON wanted.school_id = l.school_id AND wanted.group_id = l.group_id
            WHERE l.date BETWEEN %s AND %s AND (l.date, l.bell, l.lesson_id) > (%s, %s, %s::uuid)
            ORDER BY l.date, l.bell, l.lesson_id LIMIT %s""",
        [[school for school, _ in groups], [group for _, group in groups], begin, end, *key, most],
    ).fetchall()
    return [Lesson(*row) for row in rows]
