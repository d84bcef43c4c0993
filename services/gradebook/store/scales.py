"""Scales by year group, and the versions of the averaging formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.scales import Scale, default_of

# In the order of the fields of Scale; `k` is the scale.
SCALE_COLUMNS = """
    k.lowest, k.highest, k.words, k.double_marks, k.double_subjects, k.minimum_marks, k.thresholds, k.version
"""


def read_scale(columns: Sequence[Any], year_group: int) -> Scale:
    """A scale out of its columns; where the school has set none, the default."""
    lowest, highest, words, double_marks, subjects, minimum, thresholds, version = columns
    if version is None:
        return default_of(year_group)
    return Scale(lowest, highest, tuple(words), double_marks, tuple(subjects), minimum, tuple(thresholds), version)


def scales_of(connection: Connection[Any], school_id: str) -> dict[int, Scale]:
    """The scales that the school has set, by year group."""
    rows = connection.execute(
        f"SELECT k.year_group, {SCALE_COLUMNS} FROM mark_scale k WHERE k.school_id = %s", [school_id]
    ).fetchall()
    return {row[0]: read_scale(row[1:], row[0]) for row in rows}


def put_scale(connection: Connection[Any], school_id: str, year_group: int, scale: Scale) -> None:
    """Writes a scale in the version it has."""
    connection.execute(
        """INSERT INTO mark_scale (school_id, year_group, lowest, highest, words, double_marks, double_subjects,
                                   minimum_marks, thresholds, version)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::numeric[], %s)
           ON CONFLICT (school_id, year_group) DO UPDATE SET lowest = excluded.lowest, highest = excluded.highest,
               words = excluded.words, double_marks = excluded.double_marks,
               double_subjects = excluded.double_subjects, minimum_marks = excluded.minimum_marks,
               thresholds = excluded.thresholds, version = excluded.version""",
        [
            school_id, year_group, scale.lowest, scale.highest, list(scale.words), scale.double_marks,
            list(scale.double_subjects), scale.minimum_marks, list(scale.thresholds), scale.version,
        ],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Formula:
    """Weights (text) by category from a moment on; None: from the beginning."""

    version: int
    begin: datetime | None
    weights: dict[str, str]


@dataclass(frozen=True, slots=True)
class TermFormula:
    """By which version a group's term is averaged; 0: each line item by the weights of its day."""

    version: int
    rebased_at: datetime | None
    # The term is closed, or a lock holds on it.
    closed: bool


_WEIGHTS = "(SELECT coalesce(jsonb_object_agg(code, weight::text), '{}') FROM category WHERE school_id = %(school)s)"


def keep_first_formula(connection: Connection[Any], school_id: str) -> None:
    """Before the first change of a weight: keeps what has held until now as version 1."""
    connection.execute(
        f"""INSERT INTO formula (school_id, version, weights) SELECT %(school)s, 1, {_WEIGHTS}
            ON CONFLICT DO NOTHING""",
        {"school": school_id},
    )


def add_formula(connection: Connection[Any], school_id: str, now: datetime) -> None:
    """After a change of a weight: the next version."""
    connection.execute(
        f"""INSERT INTO formula (school_id, version, begin_time, weights)
            SELECT %(school)s, max(version) + 1, %(now)s, {_WEIGHTS} FROM formula WHERE school_id = %(school)s""",
        {"school": school_id, "now": now},
    )


def formulas_of(connection: Connection[Any], school_id: str, before: int | None, most: int) -> list[Formula]:
    """Versions, newest first, below the given one. A school that has changed no weight has version 1 alone."""
    rows = connection.execute(
        f"""SELECT version, begin_time, weights FROM (
                SELECT version, begin_time, weights FROM formula WHERE school_id = %(school)s
                UNION ALL SELECT 1, NULL, {_WEIGHTS}
                    WHERE NOT EXISTS (SELECT FROM formula WHERE school_id = %(school)s)) AS f
            WHERE coalesce(version < %(before)s, true) ORDER BY version DESC LIMIT %(most)s""",
        {"school": school_id, "before": before, "most": most},
    ).fetchall()
    return [Formula(*row) for row in rows]


def term_formula(connection: Connection[Any], school_id: str, group_id: str, term_id: str) -> TermFormula | None:
    """By which version a group's term is averaged, and whether it is closed or locked; None: no such group or term."""
    row = connection.execute(
        """SELECT coalesce(f.version, 0), f.rebased_at, EXISTS (
               SELECT FROM period_lock k WHERE k.school_id = g.school_id AND k.ended_at IS NULL
                   AND coalesce(k.class_id = g.class_id, k.class_id IS NULL)
                   AND coalesce(k.subject_code = g.subject_code, true) AND coalesce(k.term_id = t.term_id, true))
               OR EXISTS (SELECT FROM period p WHERE p.school_id = g.school_id AND p.period_id = t.term_id
                   AND p.state <> 'open')
           FROM teaching_group g JOIN term t USING (school_id)
           LEFT JOIN term_formula f USING (school_id, group_id, term_id)
           WHERE school_id = %s AND g.group_id = %s AND t.term_id = %s""",
        [school_id, group_id, term_id],
    ).fetchone()
    return TermFormula(*row) if row else None


def put_term_formula(
    connection: Connection[Any], school_id: str, group_id: str, term_id: str, version: int, now: datetime
) -> None:
    """Keeps that a group's term is averaged by a version."""
    connection.execute(
        """INSERT INTO term_formula VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT (school_id, group_id, term_id) DO UPDATE SET version = excluded.version,
               rebased_at = excluded.rebased_at""",
        [school_id, group_id, term_id, version, now],
    )
