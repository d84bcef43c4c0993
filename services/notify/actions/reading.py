"""A guardian's own notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from services.notify.store import counting, deliveries
from services.notify.store import notices as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of notices with their deliveries, how many are unread, how many wait and until when."""

    notices: list[store.Notice]
    deliveries: dict[str, list[deliveries.Delivery]]
    unread: int
    held: int
    next_at: datetime | None


def list_notices(pool: Pool, guardian_id: str, before: tuple[datetime, str] | None, most: int) -> Listed:
    """Visible notices, newest first."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        found = store.list_notices(connection, guardian_id, before, most)
        by_notice: dict[str, list[deliveries.Delivery]] = {}
        for delivery in deliveries.of_notices(connection, [notice.notice_id for notice in found]):
            by_notice.setdefault(delivery.notice_id, []).append(delivery)
        unread = store.count_unread(connection, guardian_id)
        return Listed(found, by_notice, unread, *store.count_held(connection, guardian_id))


def count_deliveries(pool: Pool, school_id: str, days: int) -> list[counting.Count]:
    """How a school's notices of the last days got through."""
    with transaction(pool, school_id) as connection:
        return counting.school_counts(connection, school_id, days)


def unread(pool: Pool, guardian_id: str, most: int) -> tuple[int, list[tuple[datetime, str]]]:
    """How many notices the guardian has not read, and the newest of them."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.count_unread(connection, guardian_id), store.newest_unread(connection, guardian_id, most)


def seconds_to_next(pool: Pool, guardian_id: str) -> float | None:
    """Until the list gets another notice by itself, because its time comes; None: none waits."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.next_listed(connection, guardian_id)


def mark_read(connection: Connection[Any], guardian_id: str, until: datetime) -> int:
    """Marks notices visible by then as read; how many stay unread."""
    store.mark_read(connection, guardian_id, until)
    return store.count_unread(connection, guardian_id)
