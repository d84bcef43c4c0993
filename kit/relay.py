"""The relay: publishes what transactions left in the outbox, at least once, as soon as it is due.

A row is claimed by moving its `available_at` a lease ahead (other relays pass it by), published with a confirm, and
deleted. A relay that dies in between leaves the row to be claimed again when the lease is over: the receiver's inbox
makes two of the same one.
"""

import json
import select
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pika.exceptions
import psycopg
from celery import Celery
from kombu.exceptions import OperationalError as JobBrokerDown
from opentelemetry import metrics
from opentelemetry.trace import SpanKind
from pika.adapters.blocking_connection import BlockingChannel
from psycopg import Connection

from kit.config import ServiceConfig
from kit.envelope import event_properties
from kit.logs import logger
from kit.tasks import build_celery
from kit.telemetry import attach, trace_headers, tracer
from kit.topology import EVENTS, open_broker_channel

_BATCH = 100
_LEASE_SECONDS = 30
# Wakes come by NOTIFY and by the next due time; this is only how often a quiet relay proves that it lives.
_LONGEST_WAIT_SECONDS = 20.0
_LONGEST_BACKOFF_SECONDS = 5.0

_CLAIM = """
    UPDATE outbox SET available_at = now() + make_interval(secs => %s), tries = tries + 1
    WHERE outbox_id IN (
        SELECT outbox_id FROM outbox WHERE available_at <= now()
        ORDER BY available_at LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING outbox_id::text, kind, name, school_id::text, payload, headers, created_at
"""
_NEXT_DUE = "SELECT extract(epoch FROM min(available_at) - now()) FROM outbox"
_STATE = (
    "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox WHERE available_at <= now()"
)

_AWAY = (psycopg.OperationalError, pika.exceptions.AMQPError, JobBrokerDown, OSError)


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    kind: str
    name: str
    school_id: str | None
    payload: bytes
    headers: dict[str, str]
    created_at: datetime


def run_relay(config: ServiceConfig, stop: threading.Event) -> None:
    """Publishes until `stop` is set. A broker or database that is away is waited for; nothing is given up."""
    jobs = build_celery(config)
    state = {"rows": 0.0, "age": 0.0}
    _observe(config.service, state)
    backoff = 0.1
    while not stop.is_set():
        try:
            with (
                psycopg.connect(config.database_url, autocommit=True) as database,
                open_broker_channel(config.amqp_url) as channel,
            ):
                database.execute("LISTEN outbox")
                logger().info("relay_ready")
                backoff = 0.1
                _publish_until(stop, config, database, channel, jobs, state)
        except _AWAY as error:
            if stop.is_set():
                return
            logger().warning("relay_waits", problem=error.__class__.__name__, seconds=round(backoff, 1))
            stop.wait(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF_SECONDS)


def _publish_until(
    stop: threading.Event,
    config: ServiceConfig,
    database: Connection[Any],
    channel: BlockingChannel,
    jobs: Celery,
    state: dict[str, float],
) -> None:
    while not stop.is_set():
        rows = _claim(database)
        if rows:
            done = [row.id for row in rows if _send(config.service, channel, jobs, row)]
            database.execute("DELETE FROM outbox WHERE outbox_id = ANY(%s::uuid[])", [done])
            state["rows"], state["age"] = database.execute(_STATE).fetchone() or (0, 0)
            continue
        state["rows"] = state["age"] = 0.0
        channel.connection.process_data_events(time_limit=0)
        _wait(database, stop)


def _claim(database: Connection[Any]) -> list[_Row]:
    return [_Row(*row) for row in database.execute(_CLAIM, [_LEASE_SECONDS, _BATCH]).fetchall()]


def _send(service: str, channel: BlockingChannel, jobs: Celery, row: _Row) -> bool:
    with (
        attach(row.headers),
        tracer().start_as_current_span(f"publish {row.name}", kind=SpanKind.PRODUCER) as span,
    ):
        span.set_attribute("messaging.system", "rabbitmq")
        span.set_attribute("messaging.message.id", row.id)
        if row.kind == "task":
            jobs.send_task(row.name, args=_arguments(row.payload), task_id=row.id)
            return True
        properties = event_properties(
            event_id=row.id,
            event_type=row.name,
            source=service,
            time=row.created_at,
            school_id=row.school_id,
            trace=trace_headers(),
        )
        try:
            channel.basic_publish(EVENTS, row.name, row.payload, properties, mandatory=True)
        except (pika.exceptions.UnroutableError, pika.exceptions.NackError) as error:
            # Stays in the outbox and is tried again when its lease is over.
            logger().error("event_not_taken", type=row.name, event_id=row.id, problem=error.__class__.__name__)
            return False
        return True


def _arguments(payload: bytes) -> Sequence[str]:
    arguments: Sequence[str] = json.loads(payload)
    return arguments


def _wait(database: Connection[Any], stop: threading.Event) -> None:
    """Until a transaction adds something, or the next row is due, or the process is to stop."""
    row = database.execute(_NEXT_DUE).fetchone()
    due = float(row[0]) if row and row[0] is not None else _LONGEST_WAIT_SECONDS
    ends = time.monotonic() + min(max(due, 0.0), _LONGEST_WAIT_SECONDS)
    while not stop.is_set() and (left := ends - time.monotonic()) > 0:
        # A signal handler only sets an event, so the wait is cut into seconds to see it.
        ready, _, _ = select.select([database.fileno()], [], [], min(left, 1.0))
        if ready and any(True for _ in database.notifies(timeout=0)):
            return


def _observe(service: str, state: dict[str, float]) -> None:
    meter = metrics.get_meter("zvonok")
    labels = {"service": service}

    def gauge(name: str) -> Any:
        return [lambda _options: [metrics.Observation(state[name], labels)]]

    meter.create_observable_gauge("outbox.rows", gauge("rows"), unit="1", description="rows due and not yet published")
    meter.create_observable_gauge("outbox.age", gauge("age"), unit="s", description="age of the oldest row due")
