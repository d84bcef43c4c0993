"""Connections to a service's own PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import SpanKind
from psycopg import Connection
from psycopg.types.string import TextLoader
from psycopg_pool import ConnectionPool

from kit.telemetry import tracer

_STATEMENT_TIMEOUT_MS = 30_000
_IDLE_IN_TRANSACTION_MS = 60_000
_WAIT_FOR_CONNECTION_SECONDS = 5.0
_SPAN = {"db.system.name": "postgresql"}


def _configure(connection: Connection[Any]) -> None:
    # Ids are text everywhere in Python: they come so over the wire and go so into resource names. (psycopg's own loader
    # of texts is in C: a journal has thousands of ids.)
    connection.adapters.register_loader("uuid", TextLoader)
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
    """One connection in one transaction: committed at the end of the block, rolled back when it raises.

    One span a transaction: a span a statement took a third of the time of a save (docs/adr/0013).
    """
    with (
        tracer().start_as_current_span("transaction", kind=SpanKind.CLIENT, attributes=_SPAN),
        pool.connection() as connection,
        connection.transaction(),
    ):
        yield connection
