"""What an operator watches, read afresh whenever metrics are collected: outbox age, queue depths, a service's rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, LiteralString

import pika.exceptions
import psycopg
from opentelemetry import metrics
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.metrics import CallbackOptions, Observation

from kit.config import ServiceConfig
from kit.database import SEE_EVERY_SCHOOL
from kit.topology import dead_queue_of, open_broker_channel, queue_of

_DUE = """
    SELECT count(*), coalesce(extract(epoch FROM now() - min(available_at)), 0) FROM outbox WHERE available_at <= now()
"""
_CONNECT_SECONDS = 3

# Connections of their own: collecting runs in another thread, and has to tell about the relay also when that waits.


def observe_outbox(config: ServiceConfig) -> None:
    """Gauges of a service's outbox: rows that are due, and how long the oldest of them has been due."""

    def read(column: int) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def observe(_options: CallbackOptions) -> Iterable[Observation]:
            return [
                Observation(value[column], {"service": config.service}) for value in outbox_due(config.database_url)
            ]

        return observe

    meter = metrics.get_meter("zvonok")
    meter.create_observable_gauge("outbox.rows", [read(0)], unit="1", description="rows due and not yet published")
    meter.create_observable_gauge("outbox.age", [read(1)], unit="s", description="how long the oldest row is due")


def observe_queues(config: ServiceConfig) -> None:
    """Gauge of a consuming service's queues: messages ready in its own and in its dead-letter queue."""

    def observe(_options: CallbackOptions) -> Iterable[Observation]:
        queues = (queue_of(config.service), dead_queue_of(config.service))
        return [
            Observation(depth, {"service": config.service, "queue": queue})
            for queue, depth in queue_depths(config.amqp_url, queues).items()
        ]

    meter = metrics.get_meter("zvonok")
    meter.create_observable_gauge("queue.messages", [observe], unit="1", description="messages ready in a queue")


def observe_counts(
    config: ServiceConfig, name: str, description: str, query: LiteralString, labels: Sequence[str]
) -> None:
    """Gauge of a service's own rows: `query` gives the values of the labels and, last, a count; over every school."""

    def observe(_options: CallbackOptions) -> Iterable[Observation]:
        return [
            Observation(int(row[-1]), {"service": config.service, **dict(zip(labels, row[:-1], strict=True))})
            for row in rows_of(config.database_url, query)
        ]

    metrics.get_meter("zvonok").create_observable_gauge(name, [observe], unit="1", description=description)


def rows_of(database_url: str, query: LiteralString) -> list[tuple[Any, ...]]:
    """What the query gives over every school; nothing while the database is away."""
    try:
        with suppress_instrumentation(), _connect(database_url, SEE_EVERY_SCHOOL) as connection:
            return connection.execute(query).fetchall()
    except psycopg.OperationalError:
        return []


def outbox_due(database_url: str) -> list[tuple[int, float]]:
    """Rows due and the seconds that the oldest is overdue, as one pair; no pair while the database is away."""
    try:
        with suppress_instrumentation(), _connect(database_url) as connection:
            return [(int(rows), float(age)) for rows, age in connection.execute(_DUE).fetchall()]
    except psycopg.OperationalError:
        return []


def queue_depths(amqp_url: str, queues: Iterable[str]) -> dict[str, int]:
    """Messages ready by queue; empty while the broker is away or has not these queues yet."""
    try:
        with open_broker_channel(amqp_url) as channel:
            return {queue: int(channel.queue_declare(queue, passive=True).method.message_count) for queue in queues}
    except (pika.exceptions.AMQPError, OSError):
        return {}


def _connect(database_url: str, options: str = "") -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(database_url, autocommit=True, connect_timeout=_CONNECT_SECONDS, options=options)
