"""The control room's numbers, one row a teaching group, and by teacher; the lessons behind a number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from services.reports.domain.lessons import LessonCounts
from services.reports.domain.metrics import Group, PupilCounts, TeacherCounts, Topics, group_counts
from services.reports.domain.periods import Span

_SUMS = """sum(c.due)::int AS due, sum(c.held)::int AS held, sum(c.filled)::int AS filled,
           sum(c.filled_in_time)::int AS filled_in_time, sum(c.homework_recorded)::int AS homework_recorded"""
# Lessons of the span, with what was known at the end of the day asked for.
_COUNTED = """c.school_id = %(school)s AND c.day BETWEEN %(begin)s AND %(until)s AND c.known_on <= %(as_of)s"""
# Marks of lessons of the term up to the span's last day, as known at the end of the day asked for: exact up to two.
MARKED = """SELECT e.group_id, e.pupil_id, sum(e.marks) AS marks FROM early_mark e
        WHERE e.school_id = %(school)s AND e.term_id = %(term)s AND e.day <= %(until)s AND e.known_on <= %(as_of)s
        GROUP BY e.group_id, e.pupil_id"""
# Each part is made once: a plan that takes a group for the only one would make it again for every other.
_GROUPS = f"""
    WITH lessons AS MATERIALIZED (
        SELECT c.group_id, {_SUMS} FROM lesson_count c WHERE {_COUNTED} GROUP BY c.group_id
    ), marked AS MATERIALIZED (
        {MARKED}
    ), pupils AS MATERIALIZED (
        SELECT m.group_id, count(*)::int AS pupils,
               count(*) FILTER (WHERE k.marks IS NULL)::int AS without_marks,
               count(*) FILTER (WHERE k.marks = 1)::int AS with_one_mark
        FROM group_pupil m LEFT JOIN marked k ON k.group_id = m.group_id AND k.pupil_id = m.pupil_id
        WHERE m.school_id = %(school)s AND %(until)s BETWEEN m.begin_date AND m.end_date
            AND %(begin)s <= %(until)s AND %(term)s::uuid IS NOT NULL
        GROUP BY m.group_id
    ), topics AS MATERIALIZED (
        SELECT group_id, count(*)::int AS due, count(*) FILTER (WHERE taught_on <= %(until)s)::int AS taught
        FROM plan_topic WHERE school_id = %(school)s AND due_on <= %(until)s AND %(begin)s <= %(until)s
        GROUP BY group_id
    )
    SELECT g.group_id, g.subject_title, g.class_id, coalesce(k.title, g.class_title),
           coalesce(k.year_group, g.year_group),
           coalesce(l.due, 0), coalesce(l.held, 0), coalesce(l.filled, 0), coalesce(l.filled_in_time, 0),
           coalesce(l.homework_recorded, 0),
           coalesce(p.pupils, 0), coalesce(p.without_marks, 0), coalesce(p.with_one_mark, 0),
           coalesce(t.due, 0), coalesce(t.taught, 0)
    FROM teaching_group g
    LEFT JOIN class k ON k.school_id = g.school_id AND k.class_id = g.class_id
    LEFT JOIN lessons l ON l.group_id = g.group_id
    LEFT JOIN pupils p ON p.group_id = g.group_id
    LEFT JOIN topics t ON t.group_id = g.group_id
    WHERE g.school_id = %(school)s AND (NOT g.ended OR l.due > 0 OR p.pupils > 0)
    ORDER BY coalesce(k.year_group, g.year_group), coalesce(k.title, g.class_title), g.subject_title, g.group_id
"""
# A lesson of a group with two teachers counts for both.
_TEACHERS = f"""
    SELECT t.person_id, {_SUMS}
    FROM lesson_count c
    JOIN group_teacher t ON t.school_id = c.school_id AND t.group_id = c.group_id
        AND c.day BETWEEN t.begin_date AND t.end_date
    WHERE {_COUNTED}
    GROUP BY t.person_id ORDER BY t.person_id
"""


def today_at(connection: Connection[Any], school_id: str) -> date | None:
    """Today at the school; None while the school is not known here."""
    row = connection.execute(
        "SELECT (now() AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s", [school_id]
    ).fetchone()
    return row[0] if row else None


def groups(connection: Connection[Any], school_id: str, term_id: str | None, span: Span) -> list[Group]:
    """Counts of every group over the span.

    Pupils are those of its last day, and their marks those of the term (None: nobody is counted). Costs by the
    school's groups, the days and the pupils, not by the marks or years that are stored.
    """
    # Of a school that has just come the planner knows nothing, takes it for a few rows, and would go through all marks'
    # rows for every pupil: here every join is of a whole school, so it is made by hash.
    connection.execute("SET LOCAL enable_nestloop = off")
    rows = connection.execute(_GROUPS, {**_values(school_id, span), "term": term_id}).fetchall()
    connection.execute("SET LOCAL enable_nestloop = on")
    return [
        Group(
            group_id,
            subject,
            class_id,
            title,
            year,
            group_counts(year, LessonCounts(*n[:5]), PupilCounts(*n[5:8]), Topics(*n[8:])),
        )
        for group_id, subject, class_id, title, year, *n in rows
    ]


_WEEKS = f"""
    SELECT date_trunc('week', c.day)::date, {_SUMS} FROM lesson_count c WHERE {_COUNTED} GROUP BY 1 ORDER BY 1
"""


def weeks(connection: Connection[Any], school_id: str, span: Span) -> list[tuple[date, LessonCounts]]:
    """Lessons of the span by week (its Monday), as they were known at the end of the day asked for."""
    rows = connection.execute(_WEEKS, _values(school_id, span)).fetchall()
    return [(row[0], LessonCounts(*row[1:])) for row in rows]


def teachers(connection: Connection[Any], school_id: str, span: Span) -> list[TeacherCounts]:
    """The lessons of everybody who taught in the span, by the register, counted in the same way."""
    rows = connection.execute(_TEACHERS, _values(school_id, span)).fetchall()
    return [TeacherCounts(row[0], LessonCounts(*row[1:])) for row in rows]


def _values(school_id: str, span: Span) -> dict[str, Any]:
    return {"school": school_id, "begin": span.begin, "until": span.until, "as_of": span.as_of}


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a school; None: not narrowed by it."""

    class_id: str | None = None
    group_id: str | None = None
    subject_title: str | None = None
    teacher_id: str | None = None
    year_group: int | None = None


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson behind a number."""

    lesson_id: str
    group_id: str
    day: date
    class_title: str
    subject_title: str
    filled_on: date | None


_FILLED = "l.attendance_confirmed AND l.topic_recorded AND greatest(l.day, l.filled_on) <= %(as_of)s"
# What a lesson lacks, by the metric that it lowers.
LACKS = {
    "lessons_filled": f"NOT coalesce({_FILLED}, false)",
    "filled_in_time": f"coalesce({_FILLED}, false) AND coalesce(l.filled_on > l.day, true)",
    "homework_recorded": f"(l.state = 'held' OR coalesce({_FILLED}, false))"
    " AND (l.homework NOT IN ('none', 'given') OR l.homework_on > %(as_of)s)",
}


_BEHIND = """
    FROM lesson l
    JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
    LEFT JOIN class k ON k.school_id = g.school_id AND k.class_id = g.class_id
    {teachers}
    WHERE l.school_id = %(school)s AND l.day BETWEEN %(begin)s AND %(until)s AND l.state <> 'cancelled'
      AND ({lacks})
      AND (%(class)s::uuid IS NULL OR g.class_id = %(class)s)
      AND (%(group)s::uuid IS NULL OR g.group_id = %(group)s)
      AND (%(subject)s::text IS NULL OR g.subject_title = %(subject)s)
      AND (%(year_group)s::int IS NULL OR coalesce(k.year_group, g.year_group) = %(year_group)s)
"""
_TAUGHT = """t.school_id = l.school_id AND t.group_id = l.group_id AND l.day BETWEEN t.begin_date AND t.end_date
      AND (%(teacher)s::uuid IS NULL OR t.person_id = %(teacher)s)"""


def lessons_behind(
    connection: Connection[Any],
    school_id: str,
    metric: str,
    cut: Cut,
    span: Span,
    after: tuple[date, str] | None,
    most: int,
) -> list[LessonRow]:
    """The lessons of the cut and the span that lower a metric (a key of LACKS), by day and id, after the given one."""
    rows = connection.execute(
        f"""SELECT l.lesson_id, l.group_id, l.day, coalesce(k.title, g.class_title), g.subject_title, l.filled_on
            {_BEHIND.format(teachers="", lacks=LACKS[metric])}
              AND (%(teacher)s::uuid IS NULL OR EXISTS (SELECT FROM group_teacher t WHERE {_TAUGHT}))
              AND (%(after_day)s::date IS NULL OR (l.day, l.lesson_id) > (%(after_day)s, %(after_id)s::uuid))
            ORDER BY l.day, l.lesson_id LIMIT %(most)s""",
        {
            **_narrowed(school_id, span, cut),
            "after_day": after and after[0],
            "after_id": after and after[1],
            "most": most,
        },
    ).fetchall()
    return [LessonRow(*row) for row in rows]


def teachers_behind(
    connection: Connection[Any], school_id: str, metric: str, cut: Cut, span: Span
) -> dict[str, int]:  # fmt: skip
    """How many of these lessons each teacher has, by the register; of a group with two teachers both have them."""
    rows = connection.execute(
        f"""SELECT t.person_id, count(*)
            {_BEHIND.format(teachers=f"JOIN group_teacher t ON {_TAUGHT}", lacks=LACKS[metric])}
            GROUP BY t.person_id""",
        _narrowed(school_id, span, cut),
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _narrowed(school_id: str, span: Span, cut: Cut) -> dict[str, Any]:
    return {
        **_values(school_id, span),
        "class": cut.class_id,
        "group": cut.group_id,
        "subject": cut.subject_title,
        "teacher": cut.teacher_id,
        "year_group": cut.year_group,
    }
