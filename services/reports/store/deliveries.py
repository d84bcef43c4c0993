"""Calls of webhooks, waiting and done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.ids import new_id
from services.reports.domain.webhooks import Answer, Verdict
from services.reports.store.webhooks import DUE, Claimed

_DAYS_KEPT = 30
# What operators watch: calls by state, but for those that were taken.
CALLS = "SELECT state, count(*) FROM webhook_delivery WHERE state <> 'delivered' GROUP BY state"
_COLUMNS = (
    "delivery_id, event_type, event_time, body, state, tries, next_try_at, last_try_at, status, problem"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call: what is told, and what became of it."""

    delivery_id: str
    event_type: str
    event_time: datetime
    body: str
    state: str
    tries: int
    next_try_at: datetime
    last_try_at: datetime | None
    status: int
    problem: str


def add(
    connection: Connection[Any],
    school_id: str,
    webhook_ids: Sequence[str],
    event_id: str,
    event_type: str,
    event_time: datetime,
    body: str,
) -> list[str]:
    """A call for each webhook, once for an event; returns the ids of the new ones."""
    ids = [new_id() for _ in webhook_ids]
    rows = connection.execute(
        "INSERT INTO webhook_delivery (school_id, webhook_id, delivery_id, event_id, event_type, event_time, body)"
        " SELECT %s, w, d, %s, %s, %s, %s FROM unnest(%s::uuid[], %s::uuid[]) AS t (w, d)"
        " ON CONFLICT (school_id, webhook_id, event_id) DO NOTHING RETURNING delivery_id",
        [school_id, event_id, event_type, event_time, body, list(webhook_ids), ids],
    ).fetchall()
    connection.execute(f"NOTIFY {DUE}")
    return [row[0] for row in rows]


def due(connection: Connection[Any], claimed: Claimed, most: int) -> list[Delivery]:
    """The calls of a claimed webhook that are due, in the order of their events."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM webhook_delivery WHERE school_id = %s AND webhook_id = %s AND state = 'waiting'"
        " AND next_try_at <= clock_timestamp() ORDER BY delivery_id LIMIT %s",
        [claimed.school_id, claimed.webhook_id, most],
    )
    return [Delivery(*row) for row in rows.fetchall()]


def keep_answer(
    connection: Connection[Any], claimed: Claimed, delivery: Delivery, answer: Answer, verdict: Verdict
) -> None:
    """Keeps what came of a try, unless another sender or a replay has come between."""
    connection.execute(
        "UPDATE webhook_delivery SET state = %s, tries = tries + 1, last_try_at = clock_timestamp(),"
        " next_try_at = clock_timestamp() + %s, status = %s, problem = %s"
        " WHERE school_id = %s AND webhook_id = %s AND delivery_id = %s AND state = 'waiting' AND tries = %s",
        [
            verdict.state,
            verdict.delay,
            answer.status,
            answer.problem,
            claimed.school_id,
            claimed.webhook_id,
            delivery.delivery_id,
            delivery.tries,
        ],
    )


def deliveries(
    connection: Connection[Any], school_id: str, webhook_id: str, state: str | None, before: str | None, most: int
) -> list[Delivery]:
    """The log of a webhook, newest first, before the given id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM webhook_delivery WHERE school_id = %(school)s AND webhook_id = %(webhook)s"
        " AND (%(state)s::text IS NULL OR state = %(state)s)"
        " AND (%(before)s::uuid IS NULL OR delivery_id < %(before)s) ORDER BY delivery_id DESC LIMIT %(most)s",
        {"school": school_id, "webhook": webhook_id, "state": state, "before": before, "most": most},
    )
    return [Delivery(*row) for row in rows.fetchall()]


def send_again(
    connection: Connection[Any],
    school_id: str,
    webhook_id: str,
    delivery_ids: Sequence[str] | None,
    span: tuple[datetime, datetime] | None,
    *,
    parked_only: bool,
) -> int:
    """Calls that are done become due: those named, or those of events of a span. Returns how many."""
    count = connection.execute(
        "UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_try_at = clock_timestamp()"
        " WHERE school_id = %(school)s AND webhook_id = %(webhook)s AND state <> 'waiting'"
        " AND (state = 'parked' OR NOT %(parked_only)s)"
        " AND (%(ids)s::uuid[] IS NULL OR delivery_id = ANY(%(ids)s))"
        " AND (%(begin)s::timestamptz IS NULL OR event_time >= %(begin)s AND event_time < %(end)s)",
        {
            "school": school_id,
            "webhook": webhook_id,
            "parked_only": parked_only,
            "ids": None if delivery_ids is None else list(delivery_ids),
            "begin": span and span[0],
            "end": span and span[1],
        },
    ).rowcount
    connection.execute(f"NOTIFY {DUE}")
    return count


def purge(connection: Connection[Any], most: int) -> int:
    """Drops calls of old events; returns how many, at most so many at once."""
    return connection.execute(
        "DELETE FROM webhook_delivery WHERE ctid = ANY(ARRAY(SELECT ctid FROM webhook_delivery"
        " WHERE event_time < now() - make_interval(days => %s) LIMIT %s))",
        [_DAYS_KEPT, most],
    ).rowcount
