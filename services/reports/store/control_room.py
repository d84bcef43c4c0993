"""The control room's numbers, one row a teaching group."""

from datetime import date
from typing import Any

from psycopg import Connection

from services.reports.domain.lessons import LessonCounts
from services.reports.domain.metrics import Group, PupilCounts, group_counts
from services.reports.domain.periods import Term

_GROUPS = """
    WITH lessons AS (
        SELECT group_id, sum(due)::int AS due, sum(held)::int AS held, sum(filled)::int AS filled,
               sum(filled_in_time)::int AS filled_in_time, sum(homework_recorded)::int AS homework_recorded
        FROM group_day
        WHERE school_id = %(school)s AND day BETWEEN %(begin)s AND %(until)s
        GROUP BY group_id
    ), pupils AS (
        SELECT m.group_id, count(*)::int AS pupils,
               count(*) FILTER (WHERE f.first_on IS NULL OR f.first_on > %(until)s)::int AS without_marks,
               count(*) FILTER (WHERE f.first_on <= %(until)s
                                  AND (f.second_on IS NULL OR f.second_on > %(until)s))::int AS with_one_mark
        FROM group_pupil m
        LEFT JOIN first_marks f ON f.school_id = m.school_id AND f.term_id = %(term)s
            AND f.group_id = m.group_id AND f.pupil_id = m.pupil_id
        WHERE m.school_id = %(school)s AND %(until)s BETWEEN m.begin_date AND m.end_date
            AND %(begin)s <= %(until)s
        GROUP BY m.group_id
    )
    SELECT g.group_id, g.subject_title, g.class_id, coalesce(c.title, g.class_title),
           coalesce(c.year_group, g.year_group),
           coalesce(l.due, 0), coalesce(l.held, 0), coalesce(l.filled, 0), coalesce(l.filled_in_time, 0),
           coalesce(l.homework_recorded, 0),
           coalesce(p.pupils, 0), coalesce(p.without_marks, 0), coalesce(p.with_one_mark, 0)
    FROM teaching_group g
    LEFT JOIN class c ON c.school_id = g.school_id AND c.class_id = g.class_id
    LEFT JOIN lessons l ON l.group_id = g.group_id
    LEFT JOIN pupils p ON p.group_id = g.group_id
    WHERE g.school_id = %(school)s AND (NOT g.ended OR l.due > 0 OR p.pupils > 0)
    ORDER BY coalesce(c.year_group, g.year_group), coalesce(c.title, g.class_title), g.subject_title, g.group_id
"""


def today_at(connection: Connection[Any], school_id: str) -> date | None:
    """Today at the school; None while the school is not known here."""
    row = connection.execute(
        "SELECT (now() AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s", [school_id]
    ).fetchone()
    return row[0] if row else None


def groups(connection: Connection[Any], school_id: str, term: Term, until: date) -> list[Group]:
    """Counts of every group from the term's first day until a day, both inclusive.

    Costs by the school's groups, days of the term and pupils, not by the marks or years that are stored.
    """
    rows = connection.execute(
        _GROUPS,
        {"school": school_id, "term": term.term_id, "begin": term.begin_date, "until": until},
    )
    return [
        Group(group_id, subject, class_id, title, year, group_counts(year, LessonCounts(*n[:5]), PupilCounts(*n[5:])))
        for group_id, subject, class_id, title, year, *n in rows.fetchall()
    ]
