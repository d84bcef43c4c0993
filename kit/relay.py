"""The relay: publishes what transactions left in the outbox, at least once, as soon as it is due.

A row is claimed for a while (other relays pass it by), published with a confirm, and deleted. What could not be
published is let go at once; what a killed relay had claimed is claimed again when its time is over. An event may so be
published twice: the receiver's inbox makes two of the same one.
"""

import json
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
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.trace import SpanKind
from pika.adapters.blocking_connection import BlockingChannel
from psycopg import Connection

from kit.config import ServiceConfig
from kit.envelope import REPLAY, event_properties
from kit.gauges import observe_outbox
from kit.logs import logger
from kit.outage import Outage
from kit.retention import Retention
from kit.tasks import build_celery
from kit.telemetry import attach, trace_headers, tracer
from kit.topology import EVENTS, open_broker_channel

_BATCH = 100
# A row that is claimed again and again (it is refused, or kills the relay) is claimed for longer each time.
_CLAIM_SECONDS = 10
_LONGEST_CLAIM = 60  # times that
# Wakes come by NOTIFY and by the next due time; this is only how often a quiet relay proves that it lives.
_LONGEST_WAIT_SECONDS = 20.0

_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT outbox_id FROM outbox WHERE greatest(available_at, claimed_until) <= now()
        ORDER BY greatest(available_at, claimed_until) LIMIT %s FOR UPDATE SKIP LOCKED)
    UPDATE outbox SET claimed_until = now() + make_interval(secs => %s) * least(tries + 1, %s), tries = tries + 1
    FROM due WHERE outbox.outbox_id = due.outbox_id
    RETURNING outbox.outbox_id::text, kind, name, school_id::text, payload, headers, created_at
"""
_DELETE = "DELETE FROM outbox WHERE outbox_id = ANY(%s::uuid[])"
_LET_GO = "UPDATE outbox SET claimed_until = NULL, tries = tries - 1 WHERE outbox_id = ANY(%s::uuid[])"
_NEXT_DUE = "SELECT extract(epoch FROM min(greatest(available_at, claimed_until)) - now()) FROM outbox"

_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, pika.exceptions.AMQPError, JobBrokerDown, OSError)
_REFUSED = (pika.exceptions.UnroutableError, pika.exceptions.NackError)


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
    observe_outbox(config)
    jobs = build_celery(config)
    outage = Outage("broker or database", stop.wait)
    while not stop.is_set():
        try:
            with (
                psycopg.connect(config.database_url, autocommit=True) as database,
                open_broker_channel(config.amqp_url) as channel,
            ):
                database.execute("LISTEN outbox")
                logger().info("relay_ready")
                _Relay(config.service, database, channel, jobs, stop, outage).publish_until_stopped()
        except _AWAY as error:
            outage.wait(error)


@dataclass(frozen=True, slots=True)
class _Relay:
    service: str
    database: Connection[Any]
    channel: BlockingChannel
    jobs: Celery
    stop: threading.Event
    outage: Outage

    def publish_until_stopped(self) -> None:
        requests = Retention("request")
        while not self.stop.is_set():
            rows = self._claim()
            if rows:
                self._publish(rows)
            # After a full batch there may be more; what came meanwhile has rung, and so does not let us wait.
            if len(rows) < _BATCH:
                # Also answers the broker's heartbeats; raises when the connection is gone.
                self.channel.connection.process_data_events(time_limit=0)
                requests.purge_when_due(self.database)
                self._wait()
            self.outage.over()

    def _claim(self) -> list[_Row]:
        with suppress_instrumentation():
            found = self.database.execute(_CLAIM, [_BATCH, _CLAIM_SECONDS, _LONGEST_CLAIM]).fetchall()
        # Nobody may rely on order; but ids grow with time, and order kept saves the readers work.
        return sorted((_Row(*row) for row in found), key=lambda row: row.id)

    def _publish(self, rows: Sequence[_Row]) -> None:
        left = {row.id for row in rows}
        done = []
        try:
            for row in rows:
                if self.stop.is_set():
                    break
                if self._send(row):
                    done.append(row.id)
                left.discard(row.id)
        finally:
            # Also when the broker has gone: what it confirmed is not sent again, the rest waits for nobody.
            with suppress_instrumentation():
                self.database.execute(_DELETE, [done])
                if left:
                    self.database.execute(_LET_GO, [list(left)])

    def _send(self, row: _Row) -> bool:
        """Whether the broker has the row now. One that it refuses keeps its claim, so that it is tried again later."""
        with (
            attach(row.headers),
            tracer().start_as_current_span(f"publish {row.name}", kind=SpanKind.PRODUCER) as span,
        ):
            span.set_attribute("messaging.system", "rabbitmq")
            span.set_attribute("messaging.message.id", row.id)
            try:
                self._send_job(row) if row.kind == "task" else self._send_event(row)
            except Exception as error:
                if isinstance(error, _AWAY) and not isinstance(error, _REFUSED):
                    raise
                span.set_attribute("error.type", error.__class__.__name__)
                logger().error(f"{row.kind}_not_taken", name=row.name, id=row.id, problem=error.__class__.__name__)
                return False
        return True

    def _send_job(self, row: _Row) -> None:
        self.jobs.send_task(row.name, args=json.loads(row.payload), task_id=row.id)

    def _send_event(self, row: _Row) -> None:
        properties = event_properties(
            event_id=row.id,
            event_type=row.name,
            source=self.service,
            time=row.created_at,
            school_id=row.school_id,
            trace=trace_headers(),
            replay_id=row.headers.get(REPLAY),
        )
        self.channel.basic_publish(EVENTS, row.name, row.payload, properties, mandatory=True)

    def _wait(self) -> None:
        """Until a transaction adds something, or the next row is due, or the process is to stop."""
        with suppress_instrumentation():
            row = self.database.execute(_NEXT_DUE).fetchone()
        due = float(row[0]) if row and row[0] is not None else _LONGEST_WAIT_SECONDS
        ends = time.monotonic() + min(max(due, 0.0), _LONGEST_WAIT_SECONDS)
        while not self.stop.is_set() and (left := ends - time.monotonic()) > 0:
            # Not select: a notification may have come along with the last answer, and then the socket stays silent.
            # A signal handler only sets an event, so the wait is cut into seconds to see it.
            if any(True for _ in self.database.notifies(timeout=min(left, 1.0), stop_after=1)):
                return
