"""All that the journal holds about one pupil at one school, of all years."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

_OF_LESSON = """
    JOIN lesson l ON l.school_id = c.school_id AND l.lesson_id = c.lesson_id
    JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
    WHERE c.school_id = %(school)s AND c.pupil_id = %(pupil)s
"""
# By kind: the rows in the order of the fields of their message.
STATEMENTS = {
    "marks": f"""
        SELECT l.date::text, l.bell, g.subject_title, i.category, i.title, c.value, i.weight::text, c.comment,
            coalesce(c.due_date::text, '')
        FROM mark c
        JOIN line_item i USING (school_id, school_year, lesson_id, line_item_id) {_OF_LESSON} AND c.value <> ''
        ORDER BY l.date, l.bell, c.line_item_id""",
    "attendance": f"""
        SELECT l.date::text, l.bell, g.subject_title, c.attendance, c.minutes_late, c.reason
        FROM attendance c {_OF_LESSON} AND c.attendance <> 'present' ORDER BY l.date, l.bell""",
    "changes": f"""
        SELECT c.changed_at, l.date::text, l.bell, g.subject_title, c.cell, c.old_value, c.new_value, c.reason
        FROM change_history c {_OF_LESSON} ORDER BY c.changed_at, c.change_id""",
    "exemptions": """
        SELECT subject_code, begin_date::text, end_date::text, partial, document
        FROM exemption WHERE school_id = %(school)s AND pupil_id = %(pupil)s ORDER BY begin_date, exemption_id""",
}


def rows_about(
    connection: Connection[Any], kind: str, school_id: str, pupil_id: str, at_once: int
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a kind, so many at once, through a server-side cursor: memory stays flat."""
    with connection.cursor(name=kind) as cursor:
        cursor.execute(STATEMENTS[kind], {"school": school_id, "pupil": pupil_id})
        while rows := cursor.fetchmany(at_once):
            yield rows
