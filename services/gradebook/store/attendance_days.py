"""What pupils missed, by day; the school's rule of a full day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.attendance_days import FullDayRule, Missed

# Lessons of these pupils on days on which they are theirs; year by year, as every statement on many lessons.
_MISSED = """
    WITH day AS MATERIALIZED (
        SELECT w.pupil_id, l.lesson_id, l.group_id, l.school_year, l.date, l.bell, l.state, g.subject_title
        FROM (SELECT DISTINCT * FROM unnest(%(pupils)s::uuid[], %(begins)s::date[], %(ends)s::date[]))
            AS w (pupil_id, begin_date, end_date)
        JOIN group_pupil m ON m.school_id = %(school)s AND m.pupil_id = w.pupil_id
        JOIN teaching_group g ON g.school_id = m.school_id AND g.group_id = m.group_id
        JOIN lesson l ON l.school_id = m.school_id AND l.group_id = m.group_id AND l.state <> 'cancelled'
            AND l.date BETWEEN greatest(m.begin_date, w.begin_date) AND least(m.end_date, w.end_date)
    ), cell AS (
        SELECT c.* FROM (SELECT DISTINCT school_year FROM day) y
        CROSS JOIN LATERAL (
            SELECT lesson_id, pupil_id, attendance, minutes_late, reason, version FROM attendance a
            WHERE a.school_id = %(school)s AND a.school_year = y.school_year
                AND a.lesson_id = ANY(ARRAY(SELECT DISTINCT lesson_id FROM day))
                AND a.pupil_id = ANY(%(pupils)s::uuid[])
        ) c
    ), both_ AS (
        SELECT day.*, c.attendance, c.minutes_late, c.reason, c.version,
               count(*) OVER a_day AS due,
               count(*) FILTER (WHERE day.state = 'held' OR c.attendance IS NOT NULL) OVER a_day AS recorded
        FROM day LEFT JOIN cell c ON c.lesson_id = day.lesson_id AND c.pupil_id = day.pupil_id
        WINDOW a_day AS (PARTITION BY day.pupil_id, day.date)
    )
    SELECT pupil_id, date, due, recorded, group_id, lesson_id, bell, subject_title, attendance, minutes_late, reason,
           version
    FROM both_ WHERE attendance IN ('absent', 'late') ORDER BY pupil_id, date, bell, lesson_id
"""
# pupil, first day, last day
Span = tuple[str, date, date]


def missed_by(connection: Connection[Any], school_id: str, spans: Sequence[Span]) -> list[Missed]:
    """What these pupils missed or came late to, each in the days given, which do not overlap; by pupil, day, bell."""
    rows = connection.execute(
        _MISSED,
        {
            "school": school_id,
            "pupils": [pupil for pupil, _, _ in spans],
            "begins": [begin for _, begin, _ in spans],
            "ends": [end for _, _, end in spans],
        },
    ).fetchall()
    return [Missed(*row) for row in rows]


def spans_of_class(connection: Connection[Any], school_id: str, class_id: str, begin: date, end: date) -> list[Span]:
    """Who is in the class between two days, by its groups: spans that do not overlap."""
    rows = connection.execute(
        """SELECT pupil_id, lower(span), upper(span) - 1
           FROM (SELECT m.pupil_id, unnest(range_agg(
                     daterange(greatest(m.begin_date, %(begin)s), least(m.end_date, %(end)s), '[]'))) AS span
                 FROM teaching_group g JOIN group_pupil m USING (school_id, group_id)
                 WHERE g.school_id = %(school)s AND g.class_id = %(class)s
                     AND m.begin_date <= %(end)s AND m.end_date >= %(begin)s
                 GROUP BY m.pupil_id) s
           ORDER BY pupil_id, span""",
        {"school": school_id, "class": class_id, "begin": begin, "end": end},
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def rule_of(connection: Connection[Any], school_id: str, *, lock: bool = False) -> FullDayRule:
    """The school's rule. `lock`: until the transaction ends."""
    row = connection.execute(
        f"SELECT kind, lessons, version FROM full_day_rule WHERE school_id = %s {'FOR UPDATE' if lock else ''}",
        [school_id],
    ).fetchone()
    return FullDayRule(*row) if row else FullDayRule()


def put_rule(connection: Connection[Any], school_id: str, rule: FullDayRule, seen_version: int) -> bool:
    """Keeps the rule after the version that was seen; False when another came between."""
    row = connection.execute(
        """INSERT INTO full_day_rule (school_id, kind, lessons, version) VALUES (%(school)s, %(kind)s, %(lessons)s, 1)
           ON CONFLICT (school_id) DO UPDATE SET kind = excluded.kind, lessons = excluded.lessons,
               version = full_day_rule.version + 1
           WHERE full_day_rule.version = %(seen)s
           RETURNING version""",
        {"school": school_id, "kind": rule.kind, "lessons": rule.lessons, "seen": seen_version},
    ).fetchone()
    return row is not None
