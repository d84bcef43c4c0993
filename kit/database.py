"""Connections to a service's own PostgreSQL database."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from opentelemetry.trace import SpanKind
from psycopg import Connection
from psycopg.types.string import TextLoader
from psycopg_pool import ConnectionPool

from kit.telemetry import tracer

_STATEMENT_TIMEOUT_MS = 30_000
_IDLE_IN_TRANSACTION_MS = 60_000
_WAIT_FOR_CONNECTION_SECONDS = 5.0
_SPAN = {"db.system.name": "postgresql"}


class _Check:
    """Finds out that the server has gone before a caller does.

    A server that ends closes its connections: there is something to read then. Asking it each time would cost every
    call a round trip.
    """

    def __init__(self) -> None:
        self.pool: ConnectionPool[Connection[tuple[Any, ...]]] | None = None

    def __call__(self, connection: Connection[Any]) -> None:
        try:
            if _has_something_to_say(connection):
                ConnectionPool.check_connection(connection)
        except psycopg.OperationalError:
            # Where one is dead all are, most likely; the pool alone would find out one by one, with pauses.
            if self.pool is not None:
                self.pool.check()
            raise


def _has_something_to_say(connection: Connection[Any]) -> bool:
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _configure(connection: Connection[Any]) -> None:
    # Ids are text everywhere in Python: they come so over the wire and go so into resource names. (psycopg's own loader
    # of texts is in C: a journal has thousands of ids.)
    connection.adapters.register_loader("uuid", TextLoader)
    connection.prepare_threshold = 2


def open_pool(url: str, *, size: int = 8) -> ConnectionPool[Connection[tuple[Any, ...]]]:
    """A pool of at most `size` connections in autocommit mode; opens the first in the background.

    Taking a connection raises psycopg_pool.PoolTimeout when none can be had within 5 s.
    """
    check = _Check()
    pool = ConnectionPool(
        url,
        min_size=1,
        max_size=size,
        timeout=_WAIT_FOR_CONNECTION_SECONDS,
        max_lifetime=3600,
        # Short, though the pool never gives up: its pauses double, and a new round begins at once when somebody asks.
        reconnect_timeout=3,
        configure=_configure,
        check=check,
        kwargs={
            "autocommit": True,
            "options": f"-c statement_timeout={_STATEMENT_TIMEOUT_MS}"
            f" -c idle_in_transaction_session_timeout={_IDLE_IN_TRANSACTION_MS} -c timezone=UTC",
        },
        open=False,
    )
    check.pool = pool
    pool.open()
    return pool


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


@contextmanager
def pipelined_transaction(
    pool: ConnectionPool[Connection[tuple[Any, ...]]],
) -> Iterator[Connection[tuple[Any, ...]]]:
    """A `transaction` whose statements are sent together, BEGIN and COMMIT too, until a result is fetched."""
    with (
        tracer().start_as_current_span("transaction", kind=SpanKind.CLIENT, attributes=_SPAN),
        pool.connection() as connection,
        connection.pipeline(),
        connection.transaction(),
    ):
        yield connection
