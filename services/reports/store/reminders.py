"""Who was reminded on which day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json


def keep(
    connection: Connection[Any], school_id: str, day: date, metric: str, asked_by: str, lessons: Mapping[str, int]
) -> set[str]:
    """Notes that teachers (person id → lessons) are reminded on a day; returns those who were not yet."""
    rows = connection.execute(
        "INSERT INTO reminder (school_id, day, metric, asked_by, person_id, lessons)"
        " SELECT %s, %s, %s, %s, * FROM json_to_recordset(%s) AS (person uuid, lessons int)"
        " ON CONFLICT DO NOTHING RETURNING person_id",
        [
            school_id,
            day,
            metric,
            asked_by,
            Json([{"person": person, "lessons": count} for person, count in sorted(lessons.items())]),
        ],
    )
    return {row[0] for row in rows.fetchall()}
