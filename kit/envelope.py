"""An event on the broker: CloudEvents attributes as AMQP headers, the trace context, a protobuf body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pika

CONTENT_TYPE = "application/protobuf"
TRIES = "zvonok-tries"
REASON = "zvonok-reason"
# The replay that an event belongs to: the request id of the call that asked for it.
REPLAY = "zvonok-replay"


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler knows of an event besides its message."""

    id: str
    type: str
    time: datetime
    school_id: str | None
    # The replay that it belongs to (kit.outbox.replaying); None: it tells of something that happened.
    replay_id: str | None = None


class MalformedEvent(Exception):
    """The headers or the body are not those of an event of ours."""


def event_properties(
    *,
    event_id: str,
    event_type: str,
    source: str,
    time: datetime,
    school_id: str | None,
    trace: Mapping[str, str],
    replay_id: str | None = None,
) -> pika.BasicProperties:
    """The AMQP properties of a persistent event."""
    headers: dict[str, Any] = {
        "cloudEvents_specversion": "1.0",
        "cloudEvents_id": event_id,
        "cloudEvents_type": event_type,
        "cloudEvents_source": f"/zvonok/{source}",
        "cloudEvents_time": time.astimezone(UTC).isoformat(),
        **trace,
    }
    if school_id is not None:
        headers["cloudEvents_schoolid"] = school_id
    if replay_id is not None:
        headers[REPLAY] = replay_id
    return pika.BasicProperties(
        content_type=CONTENT_TYPE, delivery_mode=2, message_id=event_id, type=event_type, headers=headers
    )


def read_event(properties: pika.BasicProperties) -> Event:
    """The event's attributes. Raises MalformedEvent when one is missing or wrong."""
    headers = properties.headers or {}
    try:
        school, replay = headers.get("cloudEvents_schoolid"), headers.get(REPLAY)
        event = Event(
            id=str(UUID(str(headers["cloudEvents_id"]))),
            type=str(headers["cloudEvents_type"]),
            time=datetime.fromisoformat(str(headers["cloudEvents_time"])),
            school_id=None if school is None else str(UUID(str(school))),
            replay_id=None if replay is None else str(UUID(str(replay))),
        )
    except (KeyError, ValueError) as error:
        raise MalformedEvent from error
    if event.time.tzinfo is None:
        raise MalformedEvent
    return event


def without_history(properties: pika.BasicProperties) -> dict[str, Any]:
    """The headers without those that tell how often the event was tried, and without the broker's own.

    A copy that is published anew with the broker's record of dead-lettering could be taken for a cycle and dropped.
    """
    headers = properties.headers or {}
    return {name: value for name, value in headers.items() if name not in {TRIES, REASON} and not name.startswith("x-")}


def tries_of(properties: pika.BasicProperties) -> int:
    """How often applying the event has failed."""
    tries = (properties.headers or {}).get(TRIES)
    return tries if isinstance(tries, int) and tries > 0 else 0


def trace_of(properties: pika.BasicProperties) -> dict[str, str]:
    """The trace context that the event carries."""
    headers = properties.headers or {}
    return {name: str(headers[name]) for name in ("traceparent", "tracestate") if name in headers}
