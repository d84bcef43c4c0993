"""The consumer: applies other services' events, one transaction each, once each.

inbox row (event id) · handler · commit · acknowledge. An event that fails is put into a retry queue with a growing
delay and at last into the dead-letter queue; one that can't be understood goes there at once. While the database is
away the event is kept in hand, uses up no try, and nothing is acknowledged.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pika
import pika.exceptions
import psycopg
from google.protobuf.message import DecodeError, Message
from opentelemetry.trace import SpanKind
from pika.adapters.blocking_connection import BlockingChannel
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from kit.config import ServiceConfig
from kit.database import transaction
from kit.envelope import REASON, TRIES, Event, MalformedEvent, read_event, trace_of
from kit.errors import ServiceError
from kit.logs import logger
from kit.telemetry import attach, tracer
from kit.topology import RETRY_SECONDS, dead_queue_of, open_broker_channel, queue_of, retry_queue_of

__all__ = ["Event", "EventHandler", "run_consumer"]

_PREFETCH = 20
_AT_ONCE_AGAIN = 3
_LONGEST_BACKOFF_SECONDS = 5.0
_INBOX_DAYS = 30
_PURGE_EVERY_EVENTS = 10_000
_QUIET_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class EventHandler:
    """What is done with events of one type: `apply(connection, message, event)` in the inbox's transaction."""

    message_type: type[Message]
    apply: Callable[[Connection[Any], Any, Event], None]


class _Failed(Exception):
    """Applying an event failed; the reason is a code or a class name, never a text that could hold data."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


def run_consumer(
    config: ServiceConfig,
    handlers: Mapping[str, EventHandler],
    pool: ConnectionPool[Connection[tuple[Any, ...]]],
    stop: threading.Event,
) -> None:
    """Applies events until `stop` is set; waits for a broker that is away."""
    backoff = 0.1
    while not stop.is_set():
        try:
            with open_broker_channel(config.amqp_url) as channel:
                channel.basic_qos(prefetch_count=_PREFETCH)
                logger().info("consumer_ready", queue=queue_of(config.service))
                backoff = 0.1
                _Consumer(config.service, handlers, pool, stop, channel).consume()
        except (pika.exceptions.AMQPError, OSError) as error:
            if stop.is_set():
                return
            logger().warning("consumer_waits", problem=error.__class__.__name__, seconds=round(backoff, 1))
            stop.wait(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF_SECONDS)


@dataclass(slots=True)
class _Consumer:
    service: str
    handlers: Mapping[str, EventHandler]
    pool: ConnectionPool[Connection[tuple[Any, ...]]]
    stop: threading.Event
    channel: BlockingChannel
    applied: int = 0

    def consume(self) -> None:
        queue = queue_of(self.service)
        for method, properties, body in self.channel.consume(queue, inactivity_timeout=_QUIET_SECONDS):
            if self.stop.is_set():
                self.channel.cancel()
                return
            if method is not None:
                self._take(method.delivery_tag, properties, body)

    def _take(self, tag: int, properties: pika.BasicProperties, body: bytes) -> None:
        with (
            attach(trace_of(properties)),
            tracer().start_as_current_span(f"apply {properties.type}", kind=SpanKind.CONSUMER) as span,
        ):
            span.set_attribute("messaging.system", "rabbitmq")
            span.set_attribute("messaging.message.id", properties.message_id or "")
            try:
                self._apply(properties, body)
            except _Failed as failure:
                span.set_attribute("error.type", failure.reason)
                self._put_aside(failure, properties, body)
            self.channel.basic_ack(tag)

    def _apply(self, properties: pika.BasicProperties, body: bytes) -> None:
        try:
            event = read_event(properties)
        except MalformedEvent as error:
            raise _Failed("MALFORMED", for_good=True) from error
        handler = self.handlers.get(event.type)
        if handler is None:
            raise _Failed("UNKNOWN_TYPE", for_good=True)
        message = handler.message_type()
        try:
            message.ParseFromString(body)
        except DecodeError as error:
            raise _Failed("MALFORMED", for_good=True) from error
        self._apply_patiently(handler, message, event)

    def _apply_patiently(self, handler: EventHandler, message: Message, event: Event) -> None:
        """Waits for a database that is away; repeats at once what lost a race."""
        races = 0
        backoff = 0.1
        while True:
            try:
                self._apply_once(handler, message, event)
            except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as error:
                races += 1
                if races > _AT_ONCE_AGAIN:
                    raise _Failed(error.__class__.__name__, for_good=False) from error
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
                if isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable):
                    raise _Failed(error.__class__.__name__, for_good=False) from error
                logger().warning("database_away", problem=error.__class__.__name__, seconds=round(backoff, 1))
                # Keeps the connection to the broker alive; raises when it is gone, and the event comes again.
                self.channel.connection.sleep(backoff)
                backoff = min(backoff * 2, _LONGEST_BACKOFF_SECONDS)
            except ServiceError as error:
                raise _Failed(error.reason, for_good=False) from error
            except psycopg.Error as error:
                # Its text may quote a row: only the class is kept.
                logger().error("event_failed", event_id=event.id, type=event.type, problem=error.__class__.__name__)
                raise _Failed(error.__class__.__name__, for_good=False) from error
            except Exception as error:
                logger().error("event_failed", event_id=event.id, type=event.type, exc_info=error)
                raise _Failed(error.__class__.__name__, for_good=False) from error
            else:
                return

    def _apply_once(self, handler: EventHandler, message: Message, event: Event) -> None:
        with transaction(self.pool) as connection:
            new = connection.execute(
                "INSERT INTO inbox (event_id) VALUES (%s) ON CONFLICT DO NOTHING", [event.id]
            ).rowcount
            if new:
                handler.apply(connection, message, event)
        self.applied += 1
        if self.applied % _PURGE_EVERY_EVENTS == 1:
            with transaction(self.pool) as connection:
                connection.execute(
                    "DELETE FROM inbox WHERE received_at < now() - make_interval(days => %s)", [_INBOX_DAYS]
                )

    def _put_aside(self, failure: _Failed, properties: pika.BasicProperties, body: bytes) -> None:
        headers = dict(properties.headers or {})
        tries = int(headers.get(TRIES, 0)) + 1
        over = failure.for_good or tries > len(RETRY_SECONDS)
        headers |= {TRIES: tries, REASON: failure.reason}
        properties.headers = headers
        target = dead_queue_of(self.service) if over else retry_queue_of(self.service, RETRY_SECONDS[tries - 1])
        # Confirmed before the original is acknowledged: an event is never in no queue.
        self.channel.basic_publish("", target, body, properties, mandatory=True)
        logger().warning(
            "event_put_aside", event_id=properties.message_id, type=properties.type, reason=failure.reason, queue=target
        )
