"""Decisions of periods, the newest of each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

# The period of what belongs to a school year as a whole.
WHOLE_YEAR = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class TermMark:
    """A decision of a group: kind, pupil, value ('': taken back), the average beside it and the day, both as text."""

    kind: str
    pupil_id: str
    version: int
    value: str
    average: str | None
    recorded_on: str | None


def write_term_marks(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    period: tuple[str, int],
    marks: Sequence[TermMark],
) -> None:
    """Writes a group's decisions of a period (term id or WHOLE_YEAR, school year), each once, where newer."""
    connection.execute(
        "INSERT INTO term_mark AS t (school_id, group_id, period_id, school_year,"
        " kind, pupil_id, version, value, average, recorded_on)"
        " SELECT %s, %s, %s, %s, * FROM json_to_recordset(%s)"
        " AS (kind text, pupil_id uuid, version bigint, value text, average numeric, recorded_on date)"
        " ON CONFLICT (school_id, period_id, kind, school_year, group_id, pupil_id) DO UPDATE"
        " SET version = excluded.version, value = excluded.value, average = excluded.average,"
        " recorded_on = excluded.recorded_on WHERE t.version < excluded.version",
        [school_id, group_id, *period, Json([asdict(mark) for mark in marks])],
    )
