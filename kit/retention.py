"""How long a service's messaging tables keep rows that only guard against repeats."""

import time
from typing import Any, Literal

import psycopg
from opentelemetry.instrumentation.utils import suppress_instrumentation
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool, PoolTimeout

from kit.logs import logger

# Longer than any message waits anywhere, and than a browser keeps a draft that was not saved.
_DAYS = 30
_ROWS_AT_ONCE = 5_000
_EVERY_SECONDS = 3_600.0
_SOON_SECONDS = 5.0

_AGE = {"inbox": "received_at", "request": "created_at"}


class Retention:
    """Purges one table in small portions, about once an hour, in between other work of one thread."""

    def __init__(self, table: Literal["inbox", "request"]) -> None:
        self._table = table
        self._next = 0.0
        self._statement = sql.SQL(
            "DELETE FROM {table} WHERE ctid = ANY(ARRAY("
            "SELECT ctid FROM {table} WHERE {age} < now() - make_interval(days => %s) LIMIT %s))"
        ).format(table=sql.Identifier(table), age=sql.Identifier(_AGE[table]))

    def purge_when_due(self, database: Connection[Any] | ConnectionPool[Connection[tuple[Any, ...]]]) -> None:
        """Deletes a portion when it is time. A failure is logged and tried again later: nothing depends on it."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY_SECONDS
        try:
            with suppress_instrumentation():
                deleted = self._purge(database)
        except (psycopg.Error, PoolTimeout) as error:
            logger().warning("not_purged", table=self._table, problem=error.__class__.__name__)
            return
        if deleted == _ROWS_AT_ONCE:
            self._next = time.monotonic() + _SOON_SECONDS

    def _purge(self, database: Connection[Any] | ConnectionPool[Connection[tuple[Any, ...]]]) -> int:
        if isinstance(database, ConnectionPool):
            with database.connection() as connection:
                return self._purge(connection)
        return database.execute(self._statement, [_DAYS, _ROWS_AT_ONCE]).rowcount
