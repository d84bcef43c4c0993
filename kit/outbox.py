"""What a transaction wants to happen after its commit: events to publish, jobs to start."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from psycopg import Connection
from psycopg.types.json import Jsonb

from kit.envelope import REPLAY
from kit.ids import new_id
from kit.telemetry import trace_headers

_INSERT = """
    INSERT INTO outbox (outbox_id, kind, name, school_id, payload, headers, available_at)
    VALUES (%s, %s, %s, %s, %s, %s, coalesce(%s, now()))
"""
# The replay under way in this thread: its id, and how many events of each type it has told.
_REPLAY: ContextVar[tuple[str, Counter[str]] | None] = ContextVar("replay", default=None)
_DROP = "DELETE FROM outbox WHERE outbox_id = %s AND available_at > now() AND claimed_until IS NULL"


def add_event(
    connection: Connection[Any],
    event_type: str,
    message: Message,
    *,
    school_id: str | None,
    available_at: datetime | None = None,
) -> str:
    """Leaves an event for the relay, in the caller's transaction, to be told at `available_at` (at once when None);
    returns the event's id."""
    event_id = new_id()
    payload, headers = message.SerializeToString(), trace_headers()
    if (replay := _REPLAY.get()) is not None:
        headers |= {REPLAY: replay[0]}
        replay[1][event_type] += 1
    connection.execute(_INSERT, [event_id, "event", event_type, school_id, payload, Jsonb(headers), available_at])
    return event_id


@contextmanager
def replaying(replay_id: str) -> Iterator[Counter[str]]:
    """The block tells stored state again: its events carry the replay's id; yields how many there are of each type.

    So a reader that rebuilds can tell when the last of them has come, in whatever order they come.
    """
    told: Counter[str] = Counter()
    token = _REPLAY.set((replay_id, told))
    try:
        yield told
    finally:
        _REPLAY.reset(token)


def drop_event(connection: Connection[Any], event_id: str) -> bool:
    """Takes back an event whose time has not come; False when it is told or about to be."""
    return bool(connection.execute(_DROP, [event_id]).rowcount)


def add_task(
    connection: Connection[Any], task: str, args: Sequence[str], *, available_at: datetime | None = None
) -> str:
    """Leaves a job for the relay, to be started at `available_at` (at once when None); returns the job's id."""
    task_id = new_id()
    payload = json.dumps(list(args)).encode()
    connection.execute(_INSERT, [task_id, "task", task, None, payload, Jsonb(trace_headers()), available_at])
    return task_id
