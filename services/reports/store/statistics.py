"""What statistics are added up from: decisions by group and class, pupils by what they have, attendance by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.reports.domain.periods import Term
from services.reports.domain.results import Cut, PupilResults, Results, results_of


@dataclass(frozen=True, slots=True)
class Part:
    """Of a school: a class, a group, or (both None) all of it."""

    class_id: str | None = None
    group_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """A period to count: its term (or WHOLE_YEAR), kind of mark and school year; the pupils of `day`; what was known at
    the end of `as_of`."""

    period_id: str
    kind: str
    school_year: int
    day: date
    as_of: date


# Grade 1 has no marks at all. A pupil's class is the register's; a pupil of no class counts with the group alone.
_TOLD = """
    SELECT m.group_id, m.pupil_id, p.class_id, coalesce(t.value, '') AS value, t.average,
           CASE WHEN t.value IN ('1', '2', '3', '4', '5') THEN t.value::int END AS number
    FROM group_pupil m
    JOIN teaching_group g ON g.school_id = m.school_id AND g.group_id = m.group_id AND g.year_group <> 1
    LEFT JOIN LATERAL (
        SELECT class_id FROM class_pupil p
        WHERE p.school_id = m.school_id AND p.pupil_id = m.pupil_id AND %(day)s BETWEEN p.begin_date AND p.end_date
        ORDER BY class_id LIMIT 1) p ON true
    LEFT JOIN term_mark t ON t.school_id = m.school_id AND t.period_id = %(period)s AND t.kind = %(kind)s
        AND t.school_year = %(year)s AND t.group_id = m.group_id AND t.pupil_id = m.pupil_id
        AND (t.recorded_on IS NULL OR t.recorded_on <= %(as_of)s)
    WHERE m.school_id = %(school)s AND %(day)s BETWEEN m.begin_date AND m.end_date
      AND (%(class)s::uuid IS NULL OR p.class_id = %(class)s)
      AND (%(group)s::uuid IS NULL OR m.group_id = %(group)s)
"""
_CUTS = f"""
    WITH counted AS (
        SELECT group_id, class_id, value, count(*)::int AS pupils,
               count(*) FILTER (WHERE number - average >= 0.6)::int AS above,
               count(*) FILTER (WHERE average - number >= 0.6)::int AS below
        FROM ({_TOLD}) d GROUP BY group_id, class_id, value
    )
    SELECT d.group_id, g.subject_title, coalesce(k.year_group, g.year_group), d.class_id, d.value, d.pupils, d.above,
           d.below
    FROM counted d
    JOIN teaching_group g ON g.school_id = %(school)s AND g.group_id = d.group_id
    LEFT JOIN class k ON k.school_id = g.school_id AND k.class_id = g.class_id
"""
# Who has a number, or fails, in a subject is sorted by all subjects together; exempt subjects do not count.
_PUPILS = f"""
    WITH pupil AS (
        SELECT class_id, bool_or(value IN ('1', '2', 'н/а', 'незачёт')) AS failing, bool_or(value = '') AS missing,
               min(number) AS lowest, count(*) FILTER (WHERE number = 3) AS threes
        FROM ({_TOLD}) d GROUP BY pupil_id, class_id
    )
    SELECT class_id, count(*)::int,
           count(*) FILTER (WHERE NOT failing AND NOT missing AND lowest = 5)::int,
           count(*) FILTER (WHERE NOT failing AND NOT missing AND lowest = 4)::int,
           count(*) FILTER (WHERE NOT failing AND NOT missing AND lowest = 3 AND threes = 1)::int,
           count(*) FILTER (WHERE failing)::int
    FROM pupil GROUP BY class_id
"""


def cuts(connection: Connection[Any], school_id: str, assessed: Assessed, part: Part) -> list[Cut]:
    """Decisions by group and by the class of its pupils. Costs by pupils and groups, not by the marks behind them."""
    found: dict[tuple[str, str, int, str | None], Results] = {}
    rows = connection.execute(_CUTS, _values(school_id, assessed, part)).fetchall()
    for group_id, subject, year_group, class_id, value, *numbers in rows:
        key = (group_id, subject, year_group, class_id)
        found[key] = found.get(key, Results()) + results_of(value, *numbers)
    return [Cut(*key, results) for key, results in found.items()]


def pupils(
    connection: Connection[Any], school_id: str, assessed: Assessed, part: Part
) -> dict[str | None, PupilResults]:
    """Pupils by what they have in all subjects, by class (None: in no class)."""
    rows = connection.execute(_PUPILS, _values(school_id, assessed, part)).fetchall()
    return {row[0]: PupilResults(*row[1:]) for row in rows}


# Decisions alone, of all pupils of a part: who has none is not counted here.
_TOTALS = """
    SELECT t.period_id, t.value, count(*)::int
    FROM json_to_recordset(%(periods)s) AS a (period uuid, day date)
    JOIN term_mark t ON t.school_id = %(school)s AND t.period_id = a.period AND t.kind = %(kind)s
        AND t.school_year = %(year)s AND t.value <> '' AND (t.recorded_on IS NULL OR t.recorded_on <= %(as_of)s)
    JOIN group_pupil m ON m.school_id = t.school_id AND m.group_id = t.group_id AND m.pupil_id = t.pupil_id
        AND a.day BETWEEN m.begin_date AND m.end_date
    WHERE (%(group)s::uuid IS NULL OR t.group_id = %(group)s)
      AND (%(class)s::uuid IS NULL OR EXISTS (
          SELECT FROM class_pupil p WHERE p.school_id = t.school_id AND p.class_id = %(class)s
              AND p.pupil_id = t.pupil_id AND a.day BETWEEN p.begin_date AND p.end_date))
    GROUP BY t.period_id, t.value
"""


def totals(
    connection: Connection[Any], school_id: str, periods: Sequence[Assessed], part: Part
) -> dict[str, Results]:  # fmt: skip
    """Decisions of a part, by period, of periods of one kind, school year and day asked for; without who has none."""
    if not periods:
        return {}
    rows = connection.execute(
        _TOTALS,
        {
            **_values(school_id, periods[0], part),
            "periods": Json([{"period": each.period_id, "day": each.day.isoformat()} for each in periods]),
        },
    )
    found: dict[str, Results] = {}
    for period_id, value, pupils_with_it in rows.fetchall():
        found[period_id] = found.get(period_id, Results()) + results_of(value, pupils_with_it, 0, 0)
    return found


def assessed_pupils(connection: Connection[Any], school_id: str, assessed: Assessed) -> int:
    """How many pupils have a decision that is in a share."""
    row = connection.execute(
        """SELECT count(DISTINCT t.pupil_id)::int FROM term_mark t
           JOIN group_pupil m ON m.school_id = t.school_id AND m.group_id = t.group_id AND m.pupil_id = t.pupil_id
               AND %(day)s BETWEEN m.begin_date AND m.end_date
           WHERE t.school_id = %(school)s AND t.period_id = %(period)s AND t.kind = %(kind)s
             AND t.school_year = %(year)s AND t.value IN ('1', '2', '3', '4', '5', 'н/а')
             AND (t.recorded_on IS NULL OR t.recorded_on <= %(as_of)s)""",
        _values(school_id, assessed, Part()),
    ).fetchone()
    return row[0] if row else 0


def _values(school_id: str, assessed: Assessed, part: Part) -> dict[str, Any]:
    return {
        "school": school_id,
        "period": assessed.period_id,
        "kind": assessed.kind,
        "year": assessed.school_year,
        "day": assessed.day,
        "as_of": assessed.as_of,
        "class": part.class_id,
        "group": part.group_id,
    }


def classes(connection: Connection[Any], school_id: str) -> dict[str, tuple[str, int]]:
    """Titles and years of classes."""
    rows = connection.execute("SELECT class_id, title, year_group FROM class WHERE school_id = %s", [school_id])
    return {row[0]: (row[1], row[2]) for row in rows.fetchall()}


def group_titles(connection: Connection[Any], school_id: str, group_id: str) -> tuple[str, str]:
    """Titles of a group's class and subject; empty while it is not known."""
    row = connection.execute(
        "SELECT class_title, subject_title FROM teaching_group WHERE school_id = %s AND group_id = %s",
        [school_id, group_id],
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def teachers_on(connection: Connection[Any], school_id: str, day: date) -> list[tuple[str, str]]:
    """(group id, person id): who taught which group on a day, by the register."""
    rows = connection.execute(
        "SELECT DISTINCT group_id, person_id FROM group_teacher"
        " WHERE school_id = %s AND %s BETWEEN begin_date AND end_date",
        [school_id, day],
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def assessed_terms(terms: Sequence[Term], school_year: int, as_of: date) -> list[Assessed]:
    """The terms of a school year that had begun by the day, in their order, each as it is counted."""
    begun = [term for term in terms if term.school_year == school_year and term.begin_date <= as_of]
    return [
        Assessed(term.term_id, "term", school_year, min(as_of, term.end_date), as_of)
        for term in sorted(begun, key=lambda term: (term.begin_date, term.end_date, term.term_id))
    ]


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A day of a class (None: of mixed groups). Places are pupils × lessons with confirmed attendance."""

    class_id: str | None
    day: date
    places: int
    absent: int
    ill: int
    excused: int
    unexcused: int
    late: int


# How many pupils a group has from a day on, until the next step. Memberships change seldom, so there are few steps.
_ATTENDANCE = """
    WITH change AS (
        SELECT group_id, begin_date AS day, 1 AS difference FROM group_pupil WHERE school_id = %(school)s
        UNION ALL
        SELECT group_id, end_date + 1, -1 FROM group_pupil WHERE school_id = %(school)s AND end_date < '9999-12-31'
    ), step AS MATERIALIZED (
        SELECT group_id, day, sum(sum(difference)) OVER w AS size, lead(day) OVER w AS next
        FROM change GROUP BY group_id, day WINDOW w AS (PARTITION BY group_id ORDER BY day)
    )
    SELECT g.class_id, c.day, coalesce(sum(c.lessons * s.size), 0)::int, sum(c.absent)::int, sum(c.ill)::int,
           sum(c.excused)::int, sum(c.unexcused)::int, sum(c.late)::int
    FROM attendance_count c
    JOIN teaching_group g ON g.school_id = c.school_id AND g.group_id = c.group_id
    LEFT JOIN step s ON s.group_id = c.group_id AND c.day >= s.day AND (s.next IS NULL OR c.day < s.next)
    WHERE c.school_id = %(school)s AND c.day BETWEEN %(begin)s AND %(until)s
      AND (%(class)s::uuid IS NULL OR g.class_id = %(class)s)
      AND (%(group)s::uuid IS NULL OR c.group_id = %(group)s)
    GROUP BY g.class_id, c.day HAVING sum(c.lessons) > 0
    ORDER BY c.day, g.class_id
"""


def attendance(
    connection: Connection[Any], school_id: str, begin: date, until: date, part: Part
) -> list[AttendanceRow]:  # fmt: skip
    """Attendance by day and class. Costs by groups and days, not by absences."""
    rows = connection.execute(
        _ATTENDANCE,
        {"school": school_id, "begin": begin, "until": until, "class": part.class_id, "group": part.group_id},
    ).fetchall()
    return [AttendanceRow(*row) for row in rows]
