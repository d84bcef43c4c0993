"""Events that a service could not apply: an operator lists, reads and replays them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pika
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from pika.adapters.blocking_connection import BlockingChannel

from kit.envelope import REASON, tries_of, without_history
from kit.topology import dead_queue_of, open_broker_channel, queue_of


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One parked event; `body` is its protobuf."""

    event_id: str
    event_type: str
    time: str
    tries: int
    reason: str
    body: bytes


def dead_letters(amqp_url: str, service: str) -> Iterator[DeadLetter]:
    """All parked events of a service, oldest first. They stay where they are."""
    with open_broker_channel(amqp_url) as channel:
        for _, properties, body in _take(channel, dead_queue_of(service)):
            headers = properties.headers or {}
            yield DeadLetter(
                event_id=properties.message_id or "",
                event_type=properties.type or "",
                time=str(headers.get("cloudEvents_time", "")),
                tries=tries_of(properties),
                # Without a reason of ours it was the broker that parked it: handed out too often.
                reason=str(headers.get(REASON) or headers.get("x-first-death-reason", "")),
                body=body,
            )


def as_json(letter: DeadLetter, types: Mapping[str, type[Message]]) -> str:
    """The event's message as JSON where its type is known, else its length."""
    message_type = types.get(letter.event_type)
    if message_type is None:
        return f"(unknown type, {len(letter.body)} bytes)"
    message = message_type()
    try:
        message.ParseFromString(letter.body)
    except DecodeError:
        return f"(malformed, {len(letter.body)} bytes)"
    return json_format.MessageToJson(message)


def replay(amqp_url: str, service: str, event_id: str | None) -> int:
    """Puts one parked event (or all, when None) back into the service's queue; returns how many.

    Published with a confirm before it is taken off: interrupted in between an event is doubled, which the inbox
    undoes, and never lost.
    """
    replayed = 0
    with open_broker_channel(amqp_url) as channel:
        # All are taken before the first is put back, so that one that fails again at once is not met twice.
        for tag, properties, body in list(_take(channel, dead_queue_of(service))):
            if event_id is not None and properties.message_id != event_id:
                continue
            properties.headers = without_history(properties)
            channel.basic_publish("", queue_of(service), body, properties, mandatory=True)
            channel.basic_ack(tag)
            replayed += 1
    return replayed


def _take(channel: BlockingChannel, queue: str) -> Iterator[tuple[int, pika.BasicProperties, bytes]]:
    """All messages of the queue. What is not acknowledged goes back when the channel is closed."""
    while True:
        method, properties, body = channel.basic_get(queue)
        if method is None:
            return
        yield method.delivery_tag, properties, body
