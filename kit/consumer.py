"""The consumer: applies other services' events, one transaction each, once each.

inbox row (event id) · handler · commit · acknowledge. An event that fails is put into a retry queue with a growing
delay and at last into the dead-letter queue; one that can't be understood goes there at once. While the database is
away the event is kept in hand, uses up no try, and nothing is acknowledged.
"""

import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pika
import pika.exceptions
import psycopg
from google.protobuf.message import DecodeError, Message
from opentelemetry.trace import SpanKind
from pika.adapters.blocking_connection import BlockingChannel
from psycopg import Connection
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled, SerializationFailure
from psycopg_pool import ConnectionPool, PoolTimeout

from kit.config import ServiceConfig
from kit.database import EVERY_SCHOOL, see_school
from kit.envelope import REASON, TRIES, Event, MalformedEvent, read_event, trace_of, tries_of, without_history
from kit.errors import ServiceError
from kit.gauges import observe_queues
from kit.logs import logger
from kit.outage import Outage
from kit.retention import Retention
from kit.telemetry import attach, tracer
from kit.topology import RETRY_SECONDS, dead_queue_of, open_broker_channel, queue_of, retry_queue_of

__all__ = ["Event", "EventHandler", "run_consumer"]

_PREFETCH = 20
_AT_ONCE_AGAIN = 3
# So often the database may break off one event and answer again; then that is held to be the event's doing.
_BREAKS = 5
_QUIET_SECONDS = 1.0
_FRAMES_LOGGED = 4


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


class _Stopping(Exception):
    """The process is to end while an event is in hand that can't be applied now: the broker gives it out again."""


def run_consumer(
    config: ServiceConfig,
    handlers: Mapping[str, EventHandler],
    pool: ConnectionPool[Connection[tuple[Any, ...]]],
    stop: threading.Event,
) -> None:
    """Applies events until `stop` is set; waits for a broker that is away."""
    observe_queues(config)
    outage = Outage("broker", stop.wait)
    while not stop.is_set():
        try:
            with open_broker_channel(config.amqp_url) as channel:
                channel.basic_qos(prefetch_count=_PREFETCH)
                logger().info("consumer_ready", queue=queue_of(config.service))
                _Consumer(config.service, handlers, pool, stop, channel, outage).consume()
        except _Stopping:
            return
        except (pika.exceptions.AMQPError, OSError) as error:
            outage.wait(error)


@dataclass(slots=True)
class _Consumer:
    service: str
    handlers: Mapping[str, EventHandler]
    pool: ConnectionPool[Connection[tuple[Any, ...]]]
    stop: threading.Event
    channel: BlockingChannel
    broker_outage: Outage
    database_outage: Outage = field(init=False)

    def __post_init__(self) -> None:
        self.database_outage = Outage("database", self._pause)

    def consume(self) -> None:
        inbox = Retention("inbox")
        for method, properties, body in self.channel.consume(queue_of(self.service), inactivity_timeout=_QUIET_SECONDS):
            if self.stop.is_set():
                # What was handed out in advance goes back to the queue.
                self.channel.cancel()
                return
            if method is not None:
                self._take(method.delivery_tag, properties, body)
            self.broker_outage.over()
            inbox.purge_when_due(self.pool)
        raise pika.exceptions.ConsumerCancelled

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
        races = breaks = 0
        while True:
            try:
                return self._apply_once(handler, message, event)
            except (SerializationFailure, DeadlockDetected) as error:
                races += 1
                if races > _AT_ONCE_AGAIN:
                    raise _failure(error, event) from error
            except (QueryCanceled, LockNotAvailable) as error:
                raise _failure(error, event) from error
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
                breaks += 1
                if breaks > _BREAKS:
                    raise _failure(error, event) from error
                self._await_database(error)
            except Exception as error:
                raise _failure(error, event) from error

    def _apply_once(self, handler: EventHandler, message: Message, event: Event) -> None:
        # The event's own span tells of this transaction.
        with self.pool.connection() as connection, connection.transaction():
            new = connection.execute(
                "INSERT INTO inbox (event_id) VALUES (%s) ON CONFLICT DO NOTHING", [event.id]
            ).rowcount
            if new:
                see_school(connection, event.school_id or EVERY_SCHOOL)
                handler.apply(connection, message, event)

    def _await_database(self, problem: Exception) -> None:
        """Returns when the database answers; the event stays in hand and uses up no try."""
        while True:
            self.database_outage.wait(problem)
            try:
                with self.pool.connection(timeout=_QUIET_SECONDS) as connection:
                    connection.execute("SELECT 1")
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
                problem = error
            else:
                return self.database_outage.over()

    def _pause(self, seconds: float) -> None:
        # Keeps the connection to the broker alive; raises when it is gone, and the event is given out again.
        self.channel.connection.sleep(min(seconds, _QUIET_SECONDS))
        if self.stop.is_set():
            raise _Stopping

    def _put_aside(self, failure: _Failed, properties: pika.BasicProperties, body: bytes) -> None:
        tries = tries_of(properties) + 1
        over = failure.for_good or tries > len(RETRY_SECONDS)
        target = dead_queue_of(self.service) if over else retry_queue_of(self.service, RETRY_SECONDS[tries - 1])
        properties.headers = without_history(properties) | {TRIES: tries, REASON: failure.reason}
        properties.delivery_mode = pika.DeliveryMode.Persistent.value
        # Confirmed before the original is acknowledged: an event is never in no queue.
        self.channel.basic_publish("", target, body, properties, mandatory=True)
        logger().warning(
            "event_put_aside", event_id=properties.message_id, type=properties.type, reason=failure.reason, queue=target
        )


def _failure(error: Exception, event: Event) -> _Failed:
    """Why an event could not be applied: a refusal's code, or the class of what went wrong, and in the log its place.

    Never the error's text, which may quote a row or a value.
    """
    if isinstance(error, ServiceError):
        return _Failed(error.reason, for_good=False)
    problem = error.__class__.__name__
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_LOGGED:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    logger().error("event_failed", event_id=event.id, type=event.type, problem=problem, where=where)
    return _Failed(problem, for_good=False)
