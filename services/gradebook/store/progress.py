"""Where pupils stand: marks by course, scales, categories; work that is owed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection

from services.gradebook.domain.marks import OWED
from services.gradebook.domain.rules import Category
from services.gradebook.domain.scales import Scale
from services.gradebook.store.scales import SCALE_COLUMNS, read_scale


@dataclass(slots=True)
class CourseRow:
    """A group that the pupil was in on a day of the period; exempt times as JSON has them."""

    group_id: str
    subject_title: str
    scale: Scale
    exempt: list[tuple[str, str, bool]]


@dataclass(slots=True)
class CourseMarkRow:
    """A mark of a pupil."""

    group_id: str
    day: date
    value: str
    comment: str
    due: date | None
    category: str
    title: str
    weight: Decimal


_COURSES = f"""
    SELECT g.group_id, g.subject_title, g.year_group, {SCALE_COLUMNS}, (
        SELECT json_agg(json_build_array(e.begin_date, e.end_date, e.partial) ORDER BY e.begin_date)
        FROM exemption e
        WHERE e.school_id = g.school_id AND e.subject_code = g.subject_code AND e.pupil_id = %(pupil)s
            AND e.begin_date <= e.end_date AND e.begin_date <= %(end)s AND e.end_date >= %(begin)s)
    FROM teaching_group g LEFT JOIN mark_scale k ON k.school_id = g.school_id AND k.year_group = g.year_group
    WHERE g.school_id = %(school)s AND g.group_id = ANY(ARRAY(
        SELECT p.group_id FROM group_pupil p WHERE p.school_id = %(school)s AND p.pupil_id = %(pupil)s
            AND p.begin_date <= %(end)s AND p.end_date >= %(begin)s))
    ORDER BY g.subject_title, g.group_id
"""
# By lessons first, year by year, as the diary does (store/journal.py).
_MARKS = """
    WITH l AS MATERIALIZED (
        SELECT l.school_year, l.lesson_id, l.group_id, l.date, l.bell FROM lesson l
        WHERE l.school_id = %(school)s AND l.date BETWEEN %(begin)s AND %(end)s AND l.recorded_at IS NOT NULL
            AND l.group_id = ANY(ARRAY(
                SELECT p.group_id FROM group_pupil p WHERE p.school_id = %(school)s AND p.pupil_id = %(pupil)s)))
    SELECT l.group_id, l.date, cell.value, cell.comment, cell.due_date, cell.category, cell.title, cell.weight
    FROM (SELECT DISTINCT school_year FROM l) y CROSS JOIN LATERAL (
        SELECT c.value, c.comment, c.due_date, i.category, i.title, i.weight, c.lesson_id
        FROM mark c JOIN line_item i USING (school_id, school_year, lesson_id, line_item_id)
        WHERE c.school_id = %(school)s AND c.school_year = y.school_year AND c.pupil_id = %(pupil)s
            AND c.lesson_id = ANY(ARRAY(SELECT lesson_id FROM l)) AND c.value <> ''
        OFFSET 0
    ) cell JOIN l USING (lesson_id) ORDER BY l.date, l.bell, cell.lesson_id, cell.title
"""


def load_courses(
    connection: Connection[Any], school_id: str, pupil_id: str, begin: date, end: date
) -> tuple[list[CourseRow], list[CourseMarkRow]]:
    """A pupil's courses between two days, and the marks in them."""
    values = {"school": school_id, "pupil": pupil_id, "begin": begin, "end": end}
    courses = connection.execute(_COURSES, values)
    marks = connection.execute(_MARKS, values)
    return (
        [CourseRow(row[0], row[1], read_scale(row[3:-1], row[2]), row[-1] or []) for row in courses.fetchall()],
        [CourseMarkRow(*row) for row in marks.fetchall()],
    )


def scale_of_group(connection: Connection[Any], school_id: str, group_id: str) -> tuple[int, Scale] | None:
    """A group's year group and its scale; None for a group that is not known."""
    row = connection.execute(
        f"""SELECT g.year_group, {SCALE_COLUMNS}
            FROM teaching_group g LEFT JOIN mark_scale k ON k.school_id = g.school_id AND k.year_group = g.year_group
            WHERE g.school_id = %s AND g.group_id = %s""",
        [school_id, group_id],
    ).fetchone()
    return (row[0], read_scale(row[1:], row[0])) if row else None


def open_categories(categories: list[Category]) -> list[Category]:
    """Those that new line items can be of."""
    return [each for each in categories if not each.retired]


@dataclass(slots=True)
class OwedRow:
    """Work that is owed."""

    group_id: str
    lesson_id: str
    line_item_id: str
    pupil_id: str
    day: date
    due: date
    category: str
    title: str
    subject_title: str
    class_title: str
    comment: str
    version: int


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose owed work is asked for: what is not named narrows nothing. `due_before`: overdue then."""

    group_id: str | None = None
    pupil_id: str | None = None
    class_id: str | None = None
    due_before: date | None = None


def owed_of(
    connection: Connection[Any], school_id: str, whose: Whose, after: tuple[date, str, str] | None, most: int
) -> list[OwedRow]:
    """Owed work by due day, line item and pupil, after the given key. Who is exempt by now owes nothing there."""
    rows = connection.execute(
        f"""SELECT l.group_id, l.lesson_id, m.line_item_id, m.pupil_id, l.date, m.due_date, i.category, i.title,
                g.subject_title, g.class_title, m.comment, m.version
            FROM mark m
            JOIN lesson l ON l.school_id = m.school_id AND l.lesson_id = m.lesson_id
            JOIN line_item i ON i.school_id = m.school_id AND i.school_year = m.school_year
                AND i.lesson_id = m.lesson_id AND i.line_item_id = m.line_item_id
            JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
            WHERE m.school_id = %(school)s AND m.value = '{OWED}' AND m.due_date IS NOT NULL
                AND coalesce(l.group_id = %(group)s::uuid, true) AND coalesce(m.pupil_id = %(pupil)s::uuid, true)
                AND (%(class)s::uuid IS NULL OR g.class_id = %(class)s)
                AND coalesce(m.due_date < %(before)s, true)
                AND (%(day)s::date IS NULL
                     OR (m.due_date, m.line_item_id, m.pupil_id) > (%(day)s, %(item)s::uuid, %(last)s::uuid))
                AND NOT EXISTS (SELECT FROM exemption e WHERE e.school_id = m.school_id AND e.pupil_id = m.pupil_id
                    AND e.subject_code = g.subject_code AND NOT e.partial
                    AND l.date BETWEEN e.begin_date AND e.end_date)
            ORDER BY m.due_date, m.line_item_id, m.pupil_id LIMIT %(most)s""",
        {
            "school": school_id,
            "group": whose.group_id,
            "pupil": whose.pupil_id,
            "class": whose.class_id,
            "before": whose.due_before,
            "day": after and after[0],
            "item": after and after[1],
            "last": after and after[2],
            "most": most,
        },
    ).fetchall()
    return [OwedRow(*row) for row in rows]


def zone_of(connection: Connection[Any], school_id: str) -> str | None:
    """The school's time zone; None for a school that is not known."""
    row = connection.execute("SELECT time_zone FROM school WHERE school_id = %s", [school_id]).fetchone()
    return row[0] if row else None
