"""Days on which families looked at a child's diary."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

# (person id, pupil id)
Visit = tuple[str, str]


def keep(connection: Connection[Any], school_id: str, day: date, visits: Iterable[Visit]) -> list[Visit]:
    """Writes visits of a day at a school; returns those that are the day's first."""
    rows = connection.execute(
        "INSERT INTO diary_visit (school_id, day, person_id, pupil_id)"
        " SELECT %s, %s, person, pupil FROM json_to_recordset(%s) AS (person uuid, pupil uuid)"
        " ON CONFLICT DO NOTHING RETURNING person_id, pupil_id",
        [school_id, day, Json([{"person": person, "pupil": pupil} for person, pupil in visits])],
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def days_of_school(connection: Connection[Any], school_id: str) -> list[date]:
    """The days on which there were visits."""
    rows = connection.execute("SELECT DISTINCT day FROM diary_visit WHERE school_id = %s ORDER BY day", [school_id])
    return [row[0] for row in rows.fetchall()]


def visits_of_day(connection: Connection[Any], school_id: str, day: date) -> Sequence[Visit]:
    """All visits of a day."""
    rows = connection.execute(
        "SELECT person_id, pupil_id FROM diary_visit WHERE school_id = %s AND day = %s ORDER BY person_id, pupil_id",
        [school_id, day],
    )
    return [(row[0], row[1]) for row in rows.fetchall()]
