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
    "absence_periods": """
        SELECT begin_date::text, end_date::text, reason, document, ended_at IS NOT NULL
        FROM absence_period WHERE school_id = %(school)s AND pupil_id = %(pupil)s ORDER BY created_at, period_id""",
    "absence_notes": """
        SELECT sent_at, begin_date::text, end_date::text, reason, text, state, answer
        FROM absence_note WHERE school_id = %(school)s AND pupil_id = %(pupil)s ORDER BY sent_at, note_id""",
    # What was given by name, and what was ticked; an item is an assignment, or the lesson for its class-wide homework.
    "homework": """
        WITH item AS (
            SELECT school_id, school_year, assignment_id AS item_id, true AS personal
            FROM assignment_pupil WHERE school_id = %(school)s AND pupil_id = %(pupil)s
            UNION ALL
            SELECT d.school_id, d.school_year, d.item_id, false
            FROM homework_done d WHERE d.school_id = %(school)s AND d.pupil_id = %(pupil)s AND NOT EXISTS (
                SELECT FROM assignment_pupil p WHERE p.school_id = d.school_id AND p.school_year = d.school_year
                    AND p.assignment_id = d.item_id AND p.pupil_id = d.pupil_id))
        SELECT l.date::text, g.subject_title, coalesce(a.text, l.homework_text),
            coalesce(CASE WHEN a.assignment_id IS NULL THEN l.homework_due ELSE a.due_date END::text, ''),
            ARRAY(SELECT f.name FROM homework_file f WHERE f.school_id = i.school_id AND f.school_year = i.school_year
                  AND f.assignment_id = i.item_id AND f.removed_at IS NULL ORDER BY f.name),
            i.personal, coalesce(a.withdrawn, l.homework <> 'given'), coalesce(d.done, false), d.updated_at
        FROM item i
        LEFT JOIN assignment a ON a.school_id = i.school_id AND a.school_year = i.school_year
            AND a.assignment_id = i.item_id
        JOIN lesson l ON l.school_id = i.school_id AND l.lesson_id = coalesce(a.lesson_id, i.item_id)
        JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
        LEFT JOIN homework_done d ON d.school_id = i.school_id AND d.school_year = i.school_year
            AND d.item_id = i.item_id AND d.pupil_id = %(pupil)s
        ORDER BY l.date, l.bell, i.item_id""",
    # Nobody has them before their publication, not even so.
    "term_marks": """
        SELECT c.school_year, d.begin_date::text, d.end_date::text, g.subject_title, c.kind, c.value,
               coalesce(c.average::text, '')
        FROM term_mark c
        JOIN period p USING (school_id, school_year, period_id)
        JOIN teaching_group g ON g.school_id = c.school_id AND g.group_id = c.group_id
        CROSS JOIN LATERAL (
            SELECT min(t.begin_date) AS begin_date, max(t.end_date) AS end_date FROM term t
            WHERE t.school_id = c.school_id AND t.school_year = c.school_year
              AND (c.period_id = '00000000-0000-0000-0000-000000000000' OR t.term_id = c.period_id)) d
        WHERE c.school_id = %(school)s AND c.pupil_id = %(pupil)s AND c.value <> '' AND p.publish_at <= now()
        ORDER BY c.school_year, d.end_date, g.subject_title, c.group_id, c.kind""",
}


def rows_about(
    connection: Connection[Any], kind: str, school_id: str, pupil_id: str, at_once: int
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a kind, so many at once, through a server-side cursor: memory stays flat."""
    with connection.cursor(name=kind) as cursor:
        cursor.execute(STATEMENTS[kind], {"school": school_id, "pupil": pupil_id})
        while rows := cursor.fetchmany(at_once):
            yield rows
