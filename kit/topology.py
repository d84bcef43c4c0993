"""The broker's exchanges and queues. Declared at deployment (`migrate`), never in passing.

zvonok.events (topic) ─▶ zvonok.<service> ─▶ consumer
consumer, when an event fails ─▶ zvonok.<service>.retry.<seconds> ─(time runs out)─▶ zvonok.<service>
consumer, when it has failed for good ─▶ zvonok.<service>.dead
zvonok.events, when nobody listens to a type ─▶ zvonok.unrouted (kept short, for the operator to see)
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pika
from pika.adapters.blocking_connection import BlockingChannel

EVENTS = "zvonok.events"
UNROUTED = "zvonok.unrouted"
RETRY_SECONDS = (1, 5, 30, 120, 600)
_UNROUTED_KEPT = 1000
# How often an event may be handed out without an outcome. Deaths of the consumer are not the event's fault, so dozens
# of them must cost nothing (RabbitMQ 4 would give up after 20); but one that kills every consumer must not stop all
# the others for ever. What exceeds it is parked by the broker among the dead letters, to be replayed.
_DELIVERIES = 1000
# Dead letters are handed out whenever they are listed: that may never use them up.
_LISTINGS = 1_000_000_000


def queue_of(service: str) -> str:
    """The queue of a consuming service."""
    return f"zvonok.{service}"


def retry_queue_of(service: str, seconds: int) -> str:
    """The queue in which a failed event waits before it is tried again."""
    return f"zvonok.{service}.retry.{seconds}"


def dead_queue_of(service: str) -> str:
    """The queue of events that a service could not apply."""
    return f"zvonok.{service}.dead"


def jobs_queue_of(service: str) -> str:
    """The queue of a service's Celery jobs."""
    return f"zvonok.{service}.jobs"


@contextmanager
def open_broker_channel(amqp_url: str) -> Iterator[BlockingChannel]:
    """A channel with publisher confirms on a connection of its own."""
    parameters = pika.URLParameters(amqp_url)
    parameters.heartbeat = 30
    parameters.blocked_connection_timeout = 60
    connection = pika.BlockingConnection(parameters)
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        yield channel
    finally:
        if connection.is_open:
            connection.close()


def declare(amqp_url: str, service: str, event_types: Sequence[str]) -> None:
    """Makes what a service needs of the broker; repeated calls change nothing but the bindings.

    Bindings are only added: a type that is no longer listened to is unbound by hand (docs/architecture/messaging.md).
    """
    with open_broker_channel(amqp_url) as channel:
        _declare_exchange(channel)
        if event_types:
            _declare_queues(channel, service)
            for event_type in event_types:
                channel.queue_bind(queue_of(service), EVENTS, routing_key=event_type)


def _declare_exchange(channel: BlockingChannel) -> None:
    channel.exchange_declare(UNROUTED, exchange_type="fanout", durable=True)
    channel.queue_declare(UNROUTED, durable=True, arguments={"x-max-length": _UNROUTED_KEPT})
    channel.queue_bind(UNROUTED, UNROUTED)
    channel.exchange_declare(EVENTS, exchange_type="topic", durable=True, arguments={"alternate-exchange": UNROUTED})


def _declare_queues(channel: BlockingChannel, service: str) -> None:
    channel.queue_declare(
        queue_of(service),
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": _DELIVERIES,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": dead_queue_of(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )
    for seconds in RETRY_SECONDS:
        channel.queue_declare(
            retry_queue_of(service, seconds),
            durable=True,
            arguments={
                "x-queue-type": "quorum",
                "x-message-ttl": seconds * 1000,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": queue_of(service),
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )
    channel.queue_declare(
        dead_queue_of(service),
        durable=True,
        arguments={"x-queue-type": "quorum", "x-delivery-limit": _LISTINGS},
    )
