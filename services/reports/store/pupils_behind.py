"""The pupils whom the control room counts as having no mark, or one."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from services.reports.domain.metrics import YEAR_WITHOUT_MARKS
from services.reports.domain.periods import Span
from services.reports.store.control_room import MARKED, Cut


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil of a group behind a number."""

    pupil_id: str
    group_id: str
    class_title: str
    subject_title: str


# The same pupils as the control room counts: members on the span's last day, of groups that have marks at all.
_BEHIND = f"""
    WITH marked AS MATERIALIZED ({MARKED}), place AS MATERIALIZED (
        SELECT g.group_id, coalesce(k.year_group, g.year_group) AS year_group,
               coalesce(k.title, g.class_title) AS class_title, g.subject_title
        FROM teaching_group g LEFT JOIN class k ON k.school_id = g.school_id AND k.class_id = g.class_id
        WHERE g.school_id = %(school)s AND coalesce(k.year_group, g.year_group) <> %(without)s
          AND (%(class)s::uuid IS NULL OR g.class_id = %(class)s)
          AND (%(group)s::uuid IS NULL OR g.group_id = %(group)s)
          AND (%(subject)s::text IS NULL OR g.subject_title = %(subject)s)
          AND (%(year_group)s::int IS NULL OR coalesce(k.year_group, g.year_group) = %(year_group)s)
    )
    SELECT m.pupil_id, m.group_id, p.class_title, p.subject_title
    FROM group_pupil m JOIN place p ON p.group_id = m.group_id
    LEFT JOIN marked k ON k.group_id = m.group_id AND k.pupil_id = m.pupil_id
    WHERE m.school_id = %(school)s AND %(until)s BETWEEN m.begin_date AND m.end_date AND %(begin)s <= %(until)s
      AND coalesce(k.marks, 0) = %(marks)s
      AND (%(after_group)s::uuid IS NULL
           OR (p.year_group, p.class_title, p.subject_title, m.group_id, m.pupil_id) > (
               SELECT a.year_group, a.class_title, a.subject_title, a.group_id, %(after_pupil)s::uuid
               FROM place a WHERE a.group_id = %(after_group)s))
    ORDER BY p.year_group, p.class_title, p.subject_title, m.group_id, m.pupil_id LIMIT %(most)s
"""


def pupils_behind(
    connection: Connection[Any],
    school_id: str,
    marks: int,
    cut: Cut,
    span: Span,
    term_id: str,
    after: tuple[str, str] | None,
    most: int,
) -> list[PupilRow]:
    """Pupils of the cut with this many marks (0 or 1) in the term, by year group, class and subject, after the given
    (group, pupil)."""
    # As of the control room's own statement: every join is of a whole school.
    connection.execute("SET LOCAL enable_nestloop = off")
    rows = connection.execute(
        _BEHIND,
        {
            "school": school_id,
            "begin": span.begin,
            "until": span.until,
            "as_of": span.as_of,
            "term": term_id,
            "marks": marks,
            "without": YEAR_WITHOUT_MARKS,
            "class": cut.class_id,
            "group": cut.group_id,
            "subject": cut.subject_title,
            "year_group": cut.year_group,
            "after_group": after and after[0],
            "after_pupil": after and after[1],
            "most": most,
        },
    ).fetchall()
    connection.execute("SET LOCAL enable_nestloop = on")
    return [PupilRow(*row) for row in rows]
