"""Events that a service could not apply: an operator lists, reads and replays them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message

from kit.envelope import REASON, TRIES
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
        # Nothing is acknowledged, so closing the channel puts everything back.
        while True:
            method, properties, body = channel.basic_get(dead_queue_of(service))
            if method is None:
                return
            headers = properties.headers or {}
            yield DeadLetter(
                event_id=properties.message_id or "",
                event_type=properties.type or "",
                time=str(headers.get("cloudEvents_time", "")),
                tries=int(headers.get(TRIES, 0)),
                reason=str(headers.get(REASON, "")),
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
        waiting = channel.queue_declare(dead_queue_of(service), passive=True).method.message_count
        for _ in range(waiting):
            method, properties, body = channel.basic_get(dead_queue_of(service))
            if method is None:
                break
            if event_id is not None and properties.message_id != event_id:
                continue
            headers = {name: value for name, value in (properties.headers or {}).items() if name not in (TRIES, REASON)}
            properties.headers = {name: value for name, value in headers.items() if not name.startswith("x-")}
            channel.basic_publish("", queue_of(service), body, properties, mandatory=True)
            channel.basic_ack(method.delivery_tag)
            replayed += 1
    return replayed
