"""Connections to a service's own PostgreSQL database."""

import select
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from opentelemetry.trace import SpanKind
from psycopg import Connection, Transaction, sql
from psycopg.pq import TransactionStatus
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


# The work spans schools: a parent of children in two of them, an import, a check of all records.
EVERY_SCHOOL = "*"
# libpq options of a connection that looks at a database from outside, as benches and tests do.
SEE_EVERY_SCHOOL = f"-c zvonok.school={EVERY_SCHOOL}"


@contextmanager
def transaction(
    pool: ConnectionPool[Connection[tuple[Any, ...]]], school: str
) -> Iterator[Connection[tuple[Any, ...]]]:
    """One connection in one transaction: committed at the end of the block, rolled back when it raises.

    It sees and writes rows of this school (an id) alone, of all with EVERY_SCHOOL: row-level security holds that,
    whatever a statement forgets (docs/adr/0015). One span a transaction: a span a statement took a third of the time
    of a save (docs/adr/0013).
    """
    with _connection_in_span(pool) as connection, ExitStack() as stack:
        # BEGIN and the wall make one journey.
        with connection.pipeline():
            stack.enter_context(Transaction(connection))
            see_school(connection, school)
        yield connection


@contextmanager
def pipelined_transaction(
    pool: ConnectionPool[Connection[tuple[Any, ...]]], school: str
) -> Iterator[Connection[tuple[Any, ...]]]:
    """A `transaction` whose statements are sent together, BEGIN and COMMIT too, until a result is fetched.

    BEGIN and COMMIT are statements like any other here: psycopg's own transaction waits for an answer to each. And its
    statements go by keys: each is planned once a connection, not for every value anew (docs/adr/0170).
    """
    with _connection_in_span(pool) as connection:
        try:
            with connection.pipeline():
                connection.execute("BEGIN", prepare=False)
                connection.execute("SET LOCAL plan_cache_mode = force_generic_plan", prepare=False)
                see_school(connection, school)
                yield connection
                commit = connection.execute("COMMIT", prepare=False)
        finally:
            if connection.info.transaction_status is not TransactionStatus.IDLE and not connection.broken:
                connection.rollback()
        if commit.statusmessage != "COMMIT":
            # Somebody went on after a statement had failed: the server rolled back, and says so without an error.
            raise psycopg.errors.InFailedSqlTransaction("nothing was saved: a statement before COMMIT had failed")


def see_school(connection: Connection[Any], school: str) -> None:
    """Until the transaction's end it sees rows of this school alone, of all with EVERY_SCHOOL."""
    # SET and not set_config(): a query would fix the transaction's isolation level before its first statement can.
    connection.execute(sql.SQL("SET LOCAL zvonok.school = {}").format(school), prepare=False)


@contextmanager
def _connection_in_span(
    pool: ConnectionPool[Connection[tuple[Any, ...]]],
) -> Iterator[Connection[tuple[Any, ...]]]:
    with (
        tracer().start_as_current_span("transaction", kind=SpanKind.CLIENT, attributes=_SPAN),
        pool.connection() as connection,
    ):
        yield connection
