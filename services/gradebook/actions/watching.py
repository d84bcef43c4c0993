"""What has moved in a journal since it was last looked at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from services.gradebook.store.watching import Standing, standings

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def look(pool: Pool, school_id: str, group_id: str, begin: date, end: date) -> dict[str, Standing]:
    """Where the lessons of a group stand, by id."""
    with transaction(pool, school_id) as connection:
        return standings(connection, school_id, group_id, begin, end)


def moved(before: Mapping[str, Standing], now: Mapping[str, Standing]) -> tuple[list[Standing], list[Standing]]:
    """The lessons that are new or stand elsewhere now, and those that are gone."""
    changed = [standing for lesson_id, standing in now.items() if before.get(lesson_id) != standing]
    return changed, [standing for lesson_id, standing in before.items() if lesson_id not in now]
