"""A guardian's own notices."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from services.notify.store import deliveries
from services.notify.store import notices as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def list_notices(
    pool: Pool, guardian_id: str, before: tuple[datetime, str] | None, most: int
) -> tuple[list[store.Notice], dict[str, list[deliveries.Delivery]], int]:
    """Visible notices, newest first; their deliveries by notice; how many are unread."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        found = store.list_notices(connection, guardian_id, before, most)
        by_notice: dict[str, list[deliveries.Delivery]] = {}
        for delivery in deliveries.of_notices(connection, [notice.notice_id for notice in found]):
            by_notice.setdefault(delivery.notice_id, []).append(delivery)
        return found, by_notice, store.count_unread(connection, guardian_id)


def count_unread(pool: Pool, guardian_id: str) -> int:
    """How many notices the guardian has not read."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.count_unread(connection, guardian_id)


def seconds_to_next(pool: Pool, guardian_id: str) -> float | None:
    """Until the list gets another notice by itself, because its time comes; None: none waits."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.next_listed(connection, guardian_id)


def mark_read(connection: Connection[Any], guardian_id: str, until: datetime) -> int:
    """Marks notices visible by then as read; how many stay unread."""
    store.mark_read(connection, guardian_id, until)
    return store.count_unread(connection, guardian_id)
