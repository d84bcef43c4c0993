"""Reading the record of disclosures."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from services.identity.store.disclosures import Look
from services.identity.store.disclosures import list_looks as load_looks

__all__ = ["Look", "list_looks"]


def list_looks(
    pool: ConnectionPool[Connection[tuple[Any, ...]]], pupil_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Look]:
    """Who looked at a pupil's data, newest first, refused attempts included."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return load_looks(connection, pupil_id, before, most)
