"""Cells of the journal as numbers of marks, and those that can be a pupil's first or second of a term."""

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
    # ISO date from which they stand; None: not told, so from the lesson's day.
    entered_on: str | None = None


def write_cells(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, day: date, cells: Sequence[Cell]
) -> None:
    """Writes the cells of a lesson on that day; those that are known in the same or a newer version stay."""
    connection.execute(
        "INSERT INTO mark_cell (school_id, lesson_id, group_id, day, line_item_id, pupil_id, marks, version,"
        " entered_on) SELECT %s, %s, %s, %s, * FROM json_to_recordset(%s)"
        " AS (line_item_id uuid, pupil_id uuid, marks smallint, version bigint, entered_on date)"
        " ON CONFLICT (school_id, lesson_id, line_item_id, pupil_id) DO UPDATE"
        " SET marks = excluded.marks, version = excluded.version, entered_on = excluded.entered_on"
        " WHERE mark_cell.version < excluded.version",
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


# The index mark_cell_early has all that is read. What stands on a later day than both cells that were known first is
# nobody's first or second mark, whichever days are asked for: it is known later than they are too.
_EARLY = """
    SELECT t.school_id, t.term_id, p.group_id, p.pupil_id, d.day, d.known_on, d.marks
    FROM term t CROSS JOIN pair p CROSS JOIN LATERAL (
        SELECT max(two.day) AS day FROM (
            SELECT c.day FROM mark_cell c WHERE {cells} AND c.day BETWEEN t.begin_date AND t.end_date
            ORDER BY greatest(c.day, c.entered_on), c.day LIMIT 2) two
    ) last CROSS JOIN LATERAL (
        SELECT c.day, greatest(c.day, c.entered_on) AS known_on, sum(c.marks)::int AS marks
        FROM mark_cell c WHERE {cells} AND c.day BETWEEN t.begin_date AND last.day GROUP BY 1, 2
    ) d
    WHERE t.school_id = %(school)s AND {terms}
"""
_CELLS = "c.school_id = t.school_id AND c.group_id = p.group_id AND c.pupil_id = p.pupil_id AND c.marks > 0"
_WRITE = """
    INSERT INTO early_mark AS e (school_id, term_id, group_id, pupil_id, day, known_on, marks) SELECT * FROM told
    ON CONFLICT (school_id, term_id, group_id, pupil_id, day, known_on) DO UPDATE
    SET marks = excluded.marks WHERE e.marks <> excluded.marks
"""
_AROUND_DAYS = "EXISTS (SELECT FROM unnest(%(days)s::date[]) AS day WHERE day BETWEEN t.begin_date AND t.end_date)"
# Most often nothing changes: the first two marks of a term are there already.
_OF_PUPILS = f"""
    WITH pair AS (SELECT %(group)s::uuid AS group_id, unnest(%(pupils)s::uuid[]) AS pupil_id),
    told AS MATERIALIZED ({_EARLY.format(cells=_CELLS, terms=_AROUND_DAYS)}), gone AS (
        DELETE FROM early_mark e USING term t
        WHERE t.school_id = %(school)s AND {_AROUND_DAYS} AND e.school_id = t.school_id AND e.term_id = t.term_id
          AND e.group_id = %(group)s AND e.pupil_id = ANY(%(pupils)s::uuid[])
          AND NOT EXISTS (SELECT FROM told n WHERE n.term_id = e.term_id AND n.pupil_id = e.pupil_id
                              AND n.day = e.day AND n.known_on = e.known_on)
    )
    {_WRITE}
"""
_OF_SCHOOL = f"""
    WITH pair AS (SELECT DISTINCT group_id, pupil_id FROM mark_cell WHERE school_id = %(school)s AND marks > 0),
    told AS MATERIALIZED ({_EARLY.format(cells=_CELLS, terms="t.term_id = ANY(%(terms)s::uuid[])")})
    {_WRITE}
"""


def count_again(
    connection: Connection[Any], school_id: str, group_id: str, pupil_ids: Sequence[str], days: Sequence[date]
) -> None:
    """Finds the early marks of these pupils of a group in the terms of these days."""
    connection.execute(
        _OF_PUPILS, {"school": school_id, "group": group_id, "pupils": list(pupil_ids), "days": list(days)}
    )


def count_terms_again(connection: Connection[Any], school_id: str, term_ids: Sequence[str]) -> None:
    """Finds the early marks of everybody in these terms, whose dates have changed; drops those of ended terms."""
    connection.execute(
        "DELETE FROM early_mark f WHERE f.school_id = %s AND (f.term_id = ANY(%s::uuid[])"
        " OR NOT EXISTS (SELECT FROM term t WHERE t.school_id = f.school_id AND t.term_id = f.term_id))",
        [school_id, list(term_ids)],
    )
    connection.execute(_OF_SCHOOL, {"school": school_id, "terms": list(term_ids)})
