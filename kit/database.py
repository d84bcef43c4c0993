"""Connections to a service's own PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import ConnectionPool

_STATEMENT_TIMEOUT_MS = 30_000
_IDLE_IN_TRANSACTION_MS = 60_000
_WAIT_FOR_CONNECTION_SECONDS = 5.0


class _UuidAsText(Loader):
    """Ids are text everywhere in Python: they come so over the wire and go so into resource names."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode()


def _configure(connection: Connection[Any]) -> None:
    connection.adapters.register_loader("uuid", _UuidAsText)
    connection.prepare_threshold = 2


def open_pool(url: str, *, size: int = 8) -> ConnectionPool[Connection[tuple[Any, ...]]]:
    """A pool of at most `size` connections in autocommit mode; opens the first in the background.

    Taking a connection raises psycopg_pool.PoolTimeout when none can be had within 5 s.
    """
    return ConnectionPool(
        url,
        min_size=1,
        max_size=size,
        timeout=_WAIT_FOR_CONNECTION_SECONDS,
        max_lifetime=3600,
        # Short, though the pool never gives up: its pauses double, and a new round begins at once when somebody asks.
        reconnect_timeout=3,
        configure=_configure,
        check=ConnectionPool.check_connection,
        kwargs={
            "autocommit": True,
            "options": f"-c statement_timeout={_STATEMENT_TIMEOUT_MS}"
            f" -c idle_in_transaction_session_timeout={_IDLE_IN_TRANSACTION_MS} -c timezone=UTC",
        },
        open=True,
    )


@contextmanager
def transaction(pool: ConnectionPool[Connection[tuple[Any, ...]]]) -> Iterator[Connection[tuple[Any, ...]]]:
    """One connection in one transaction: committed at the end of the block, rolled back when it raises."""
    with pool.connection() as connection, connection.transaction():
        yield connection
