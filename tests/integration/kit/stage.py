"""What the tests of messaging play with: a service `notify` that listens to one event type of the register."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pika
from psycopg import Connection
from zvonok.identity.events.v1 import roster_pb2

from kit.config import ServiceConfig
from kit.consumer import Event, EventHandler
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition
from kit.ids import new_id
from kit.outbox import add_event
from kit.topology import open_broker_channel, queue_of
from tests.conftest import DatabaseUrls, Pool

FAMILY = "zvonok.identity.family.changed.v1"
SCHOOL = new_id()
QUEUE = queue_of("notify")
PATIENCE_SECONDS = 60


@dataclass
class Applied:
    """A handler that keeps what it was given; it does first what `before` says."""

    pupils: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    before: Callable[[Connection[Any]], object] = lambda _connection: None

    def handlers(self) -> dict[str, EventHandler]:
        return {FAMILY: EventHandler(roster_pb2.FamilyChanged, self.apply)}

    def apply(self, connection: Connection[Any], message: roster_pb2.FamilyChanged, event: Event) -> None:
        self.before(connection)
        with self.changed:
            self.pupils.append(message.pupil_id)
            self.events.append(event)
            self.changed.notify_all()

    def wait_for(self, count: int) -> list[str]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.pupils) >= count, PATIENCE_SECONDS), len(self.pupils)
        return self.pupils


def refuse(_connection: Connection[Any]) -> None:
    raise FailedPrecondition("NOT_YET", "not yet")


def accept(_connection: Connection[Any]) -> None:
    return


def config_of(urls: DatabaseUrls, amqp_url: str) -> ServiceConfig:
    return ServiceConfig("notify", urls.app, urls.owner, amqp_url, "", "", Path(), Path(), "", False, Path())


@contextmanager
def running(target: Callable[..., None], *args: Any) -> Iterator[threading.Thread]:
    """A relay or consumer in a thread; asked to stop, and gone, at the end of the block."""
    stop = threading.Event()
    thread = threading.Thread(target=target, args=(*args, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def add(pool: Pool, pupil: str) -> str:
    """Leaves an event in the outbox; returns its id."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return add_event(connection, FAMILY, roster_pb2.FamilyChanged(pupil_id=pupil), school_id=SCHOOL)


def outbox(pool: Pool) -> list[tuple[Any, ...]]:
    """Name and tries of what is in the outbox."""
    with pool.connection() as connection:
        return connection.execute("SELECT name, tries FROM outbox").fetchall()


def family(pupil: str) -> bytes:
    """The body of an event about a pupil."""
    return bytes(roster_pb2.FamilyChanged(pupil_id=pupil).SerializeToString())


def attributes(event_id: str, event_type: str = FAMILY) -> dict[str, str]:
    """An event's headers."""
    return {
        "cloudEvents_id": event_id,
        "cloudEvents_type": event_type,
        "cloudEvents_time": "2026-10-01T10:00:00+00:00",
    }


def publish(amqp_url: str, body: bytes, queue: str = QUEUE, **headers: str) -> None:
    """Puts a message into a queue (the service's), past the relay."""
    properties = pika.BasicProperties(
        headers=headers,
        message_id=headers.get("cloudEvents_id"),
        type=headers.get("cloudEvents_type"),
        delivery_mode=2,
    )
    with open_broker_channel(amqp_url) as channel:
        channel.basic_publish("", queue, body, properties, mandatory=True)


def receive(amqp_url: str, queue: str, count: int) -> list[tuple[pika.BasicProperties, bytes]]:
    """Waits for so many messages in a queue and takes them out of it."""
    taken: list[tuple[pika.BasicProperties, bytes]] = []
    with open_broker_channel(amqp_url) as channel:
        for method, properties, body in channel.consume(queue, inactivity_timeout=PATIENCE_SECONDS):
            assert method is not None, f"{len(taken)} of {count} messages came into {queue}"
            channel.basic_ack(method.delivery_tag)
            taken.append((properties, body))
            if len(taken) == count:
                channel.cancel()
                break
    return taken


def await_message(amqp_url: str, queue: str) -> pika.BasicProperties:
    """Waits until there is a message in a queue, and leaves it there."""
    with open_broker_channel(amqp_url) as channel:
        for method, properties, _ in channel.consume(queue, inactivity_timeout=PATIENCE_SECONDS):
            assert method is not None, f"no message came into {queue}"
            channel.cancel()
            found: pika.BasicProperties = properties
            return found
    raise AssertionError("the queue is gone")


def depth(amqp_url: str, queue: str) -> int:
    """Messages ready in a queue."""
    with open_broker_channel(amqp_url) as channel:
        return int(channel.queue_declare(queue, passive=True).method.message_count)
