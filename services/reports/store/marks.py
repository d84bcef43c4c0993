"""Cells of the journal as numbers of marks, and the days of each pupil's first two marks of a term."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json


@dataclass(frozen=True, slots=True)
class Cell:
    """How many current marks a cell holds as of its version."""

    line_item_id: str
    pupil_id: str
    marks: int
    version: int


def write_cells(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, day: date, cells: Sequence[Cell]
) -> None:
    """Writes the cells of a lesson on that day; those that are known in the same or a newer version stay."""
    connection.execute(
        "INSERT INTO mark_cell (school_id, lesson_id, group_id, day, line_item_id, pupil_id, marks, version)"
        " SELECT %s, %s, %s, %s, * FROM json_to_recordset(%s)"
        " AS (line_item_id uuid, pupil_id uuid, marks smallint, version bigint)"
        " ON CONFLICT (school_id, lesson_id, line_item_id, pupil_id) DO UPDATE"
        " SET marks = excluded.marks, version = excluded.version WHERE mark_cell.version < excluded.version",
        [
            school_id,
            lesson_id,
            group_id,
            day,
            Json([asdict(cell) for cell in cells]),
        ],
    )


def move_cells(connection: Connection[Any], school_id: str, lesson_id: str, day: date) -> list[str]:
    """Moves a lesson's cells to another day; returns the pupils concerned."""
    rows = connection.execute(
        "UPDATE mark_cell SET day = %s WHERE school_id = %s AND lesson_id = %s RETURNING pupil_id",
        [day, school_id, lesson_id],
    )
    return list({row[0] for row in rows.fetchall()})


# The index on (school, group, pupil, day) gives the two rows; a double mark counts as two.
_TWO_DAYS = """
    SELECT array_agg(two.day ORDER BY two.day) AS days
    FROM (SELECT c.day
          FROM mark_cell c CROSS JOIN LATERAL generate_series(1, c.marks)
          WHERE c.school_id = t.school_id AND c.group_id = p.group_id AND c.pupil_id = p.pupil_id
            AND c.marks > 0 AND c.day BETWEEN t.begin_date AND t.end_date
          ORDER BY c.day LIMIT 2) two
"""
_WRITE = f"""
    INSERT INTO first_marks (school_id, term_id, group_id, pupil_id, first_on, second_on)
    SELECT t.school_id, t.term_id, p.group_id, p.pupil_id, d.days[1], d.days[2]
    FROM term t CROSS JOIN pair p CROSS JOIN LATERAL ({_TWO_DAYS}) d
    WHERE t.school_id = %(school)s AND {{terms}}
    ON CONFLICT (school_id, term_id, group_id, pupil_id) DO UPDATE
    SET first_on = excluded.first_on, second_on = excluded.second_on
"""
_OF_PUPILS = (
    "WITH pair AS (SELECT %(group)s::uuid AS group_id, unnest(%(pupils)s::uuid[]) AS pupil_id)"
    + _WRITE.format(
        terms="EXISTS (SELECT FROM unnest(%(days)s::date[]) AS day WHERE day BETWEEN t.begin_date AND t.end_date)"
    )
)
_OF_SCHOOL = (
    "WITH pair AS (SELECT DISTINCT group_id, pupil_id FROM mark_cell WHERE school_id = %(school)s AND marks > 0)"
    + _WRITE.format(terms="t.term_id = ANY(%(terms)s::uuid[])")
)


def count_again(
    connection: Connection[Any], school_id: str, group_id: str, pupil_ids: Sequence[str], days: Sequence[date]
) -> None:
    """Finds the first two marks of these pupils of a group in the terms of these days."""
    connection.execute(
        _OF_PUPILS, {"school": school_id, "group": group_id, "pupils": list(pupil_ids), "days": list(days)}
    )


def count_terms_again(connection: Connection[Any], school_id: str, term_ids: Sequence[str]) -> None:
    """Finds the first two marks of everybody in these terms, whose dates have changed; drops those of ended terms."""
    connection.execute(
        "DELETE FROM first_marks f WHERE f.school_id = %s AND (f.term_id = ANY(%s::uuid[])"
        " OR NOT EXISTS (SELECT FROM term t WHERE t.school_id = f.school_id AND t.term_id = f.term_id))",
        [school_id, list(term_ids)],
    )
    connection.execute(_OF_SCHOOL, {"school": school_id, "terms": list(term_ids)})
