"""How far each lesson of a journal has come."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

# The channel of NOTIFY on which migration 0160 tells of a group (its id).
MOVED = "journal_moved"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lesson stands: its numbers, and who saved it last and when (None: it holds nothing)."""

    lesson_id: str
    change_number: int
    version: int
    teacher_id: str | None
    recorded_at: datetime | None


def standings(
    connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date
) -> dict[str, Standing]:
    """The lessons of a group between two days, by id, in order of day and bell."""
    rows = connection.execute(
        """SELECT lesson_id, history_number, version, teacher_id, recorded_at FROM lesson
           WHERE school_id = %s AND group_id = %s AND date BETWEEN %s AND %s ORDER BY date, bell""",
        [school_id, group_id, begin, end],
    )
    return {row[0]: Standing(*row) for row in rows}
