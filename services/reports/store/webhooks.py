"""Webhooks of schools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from services.reports.domain.webhooks import ACTIVE, OLD_KEY_LIVES, PAUSED

# Heard by the sender.
DUE = "webhooks"

_COLUMNS = "webhook_id, owner, url, event_types, state, version, created_at, key_number, old_key_until, failures"
_COUNTS = """
    (SELECT count(*) FROM webhook_delivery d
     WHERE d.school_id = w.school_id AND d.webhook_id = w.webhook_id AND d.state = 'waiting'),
    (SELECT count(*) FROM webhook_delivery d
     WHERE d.school_id = w.school_id AND d.webhook_id = w.webhook_id AND d.state = 'parked')
"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as it stands. `failures`: in a row; `waiting`, `parked`: its calls."""

    webhook_id: str
    owner: str
    url: str
    event_types: list[str]
    state: str
    version: int
    created_at: datetime
    key_number: int
    old_key_until: datetime | None
    failures: int
    waiting: int
    parked: int


def webhooks(
    connection: Connection[Any], school_id: str, owner: str | None, after: str | None, most: int
) -> list[Webhook]:
    """Webhooks of the school (of one owner, when named), by id, after the given one."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, {_COUNTS} FROM webhook w WHERE school_id = %(school)s"
        " AND (%(owner)s::text IS NULL OR owner = %(owner)s)"
        " AND (%(after)s::uuid IS NULL OR webhook_id > %(after)s) ORDER BY webhook_id LIMIT %(most)s",
        {"school": school_id, "owner": owner, "after": after, "most": most},
    )
    return [Webhook(*row) for row in rows.fetchall()]


def webhook(connection: Connection[Any], school_id: str, webhook_id: str) -> Webhook | None:
    """One webhook, locked until the transaction ends."""
    row = connection.execute(
        f"SELECT {_COLUMNS}, {_COUNTS} FROM webhook w WHERE school_id = %s AND webhook_id = %s FOR UPDATE OF w",
        [school_id, webhook_id],
    ).fetchone()
    return Webhook(*row) if row else None


def count(connection: Connection[Any], school_id: str) -> int:
    """How many the school has."""
    row = connection.execute("SELECT count(*) FROM webhook WHERE school_id = %s", [school_id]).fetchone()
    return row[0] if row else 0


def add(
    connection: Connection[Any], school_id: str, webhook_id: str, owner: str, url: str, event_types: Sequence[str]
) -> None:
    """A new webhook."""
    connection.execute(
        "INSERT INTO webhook (school_id, webhook_id, owner, url, event_types) VALUES (%s, %s, %s, %s, %s)",
        [school_id, webhook_id, owner, url, list(event_types)],
    )


def change(
    connection: Connection[Any], school_id: str, webhook_id: str, url: str, event_types: Sequence[str], active: bool
) -> None:
    """Changes a webhook; it is tried at once, whatever it did before."""
    connection.execute(
        "UPDATE webhook SET url = %s, event_types = %s, state = %s, version = version + 1, failures = 0,"
        " claimed_until = '-infinity' WHERE school_id = %s AND webhook_id = %s",
        [url, list(event_types), ACTIVE if active else PAUSED, school_id, webhook_id],
    )
    connection.execute(f"NOTIFY {DUE}")


def drop(connection: Connection[Any], school_id: str, webhook_id: str) -> None:
    """The webhook and its log go."""
    connection.execute("DELETE FROM webhook WHERE school_id = %s AND webhook_id = %s", [school_id, webhook_id])


def rotate(connection: Connection[Any], school_id: str, webhook_id: str) -> None:
    """A new key; the one before it is valid for a while."""
    connection.execute(
        "UPDATE webhook SET key_number = key_number + 1, old_key_until = now() + %s, version = version + 1"
        " WHERE school_id = %s AND webhook_id = %s",
        [OLD_KEY_LIVES, school_id, webhook_id],
    )


def wanting(connection: Connection[Any], school_id: str, event_type: str) -> list[str]:
    """The ids of the school's webhooks that want events of this type."""
    rows = connection.execute(
        "SELECT webhook_id FROM webhook WHERE school_id = %s AND %s = ANY(event_types)", [school_id, event_type]
    )
    return [row[0] for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A webhook that one sender is at work on."""

    school_id: str
    webhook_id: str
    url: str
    # The keys that sign: the newest, and the one before it while it is valid.
    key_numbers: list[int]
    failures: int


_CLAIM = """
    WITH chosen AS (
        SELECT school_id, webhook_id FROM webhook w
        WHERE state = 'active' AND claimed_until <= clock_timestamp() AND (failures = 0 OR %(failing_too)s)
            AND EXISTS (SELECT FROM webhook_delivery d WHERE d.school_id = w.school_id
                AND d.webhook_id = w.webhook_id AND d.state = 'waiting' AND d.next_try_at <= clock_timestamp())
        ORDER BY failures > 0, claimed_until LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE webhook w SET claimed_until = clock_timestamp() + %(lease)s FROM chosen
    WHERE w.school_id = chosen.school_id AND w.webhook_id = chosen.webhook_id
    RETURNING w.school_id, w.webhook_id, w.url, w.failures,
        CASE WHEN w.old_key_until > now() THEN ARRAY[w.key_number, w.key_number - 1] ELSE ARRAY[w.key_number] END
"""


def claim(connection: Connection[Any], lease: timedelta, *, failing_too: bool) -> Claimed | None:
    """A webhook with a call that is due, for one sender alone until it is released or the lease ends.

    Who failed last time comes after everybody else, or not at all. Every other one in turn.
    """
    row = connection.execute(_CLAIM, {"lease": lease, "failing_too": failing_too}).fetchone()
    return Claimed(row[0], row[1], row[2], row[4], row[3]) if row else None


def release(connection: Connection[Any], claimed: Claimed, failures: int, rest: timedelta, *, gone: bool) -> None:
    """Ends a claim: the webhook has failed so often in a row now, and rests so long."""
    connection.execute(
        "UPDATE webhook SET claimed_until = clock_timestamp() + %s, failures = %s,"
        " state = CASE WHEN %s AND state = 'active' THEN 'gone' ELSE state END"
        " WHERE school_id = %s AND webhook_id = %s",
        [rest, failures, gone, claimed.school_id, claimed.webhook_id],
    )


def seconds_until_due(connection: Connection[Any]) -> float | None:
    """Until the next call is due; None when none waits."""
    row = connection.execute(
        "SELECT extract(epoch FROM min(greatest(d.next_try_at, w.claimed_until)) - clock_timestamp())"
        " FROM webhook w CROSS JOIN LATERAL (SELECT min(next_try_at) AS next_try_at FROM webhook_delivery d"
        "   WHERE d.school_id = w.school_id AND d.webhook_id = w.webhook_id AND d.state = 'waiting') d"
        " WHERE w.state = 'active' AND d.next_try_at IS NOT NULL"
    ).fetchone()
    return float(row[0]) if row and row[0] is not None else None
