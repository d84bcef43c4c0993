"""Sending webhooks' calls: one webhook at a time is in one sender's hands, so that one that hangs holds up itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.outward import CallFailed, Outward
from kit.webhook_signature import webhook_headers
from services.reports.domain.webhooks import DELIVERED, Answer, judge, key_of, rest_after
from services.reports.store import deliveries, webhooks
from services.reports.store.deliveries import Delivery
from services.reports.store.webhooks import Claimed

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_BATCH = 20
_BATCH_SECONDS = 30.0
# Longer than a batch with its last call; a killed sender's webhook is free again after it.
_LEASE = timedelta(seconds=90)
_PURGED_AT_ONCE = 5_000
_OK, _REDIRECTS = 200, 300


@dataclass(frozen=True, slots=True)
class Desk:
    """What sending needs: the database, the way out, the service's own secret."""

    pool: Pool
    outward: Outward
    own_secret: bytes
    random: Random = field(default_factory=Random)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def claim_webhook(desk: Desk, *, failing_too: bool) -> Claimed | None:
    """A webhook with calls that are due, for the caller alone."""
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        return webhooks.claim(connection, _LEASE, failing_too=failing_too)


def send_calls(desk: Desk, claimed: Claimed) -> None:
    """Sends the webhook's due calls one after another, until one fails or others should have their turn."""
    failures, gone = claimed.failures, False
    ends = time.monotonic() + _BATCH_SECONDS
    with transaction(desk.pool, claimed.school_id) as connection:
        found = deliveries.due(connection, claimed, _BATCH)
    for delivery in found:
        answer = _call(desk, claimed, delivery)
        verdict = judge(answer, delivery.tries + 1, desk.random)
        with transaction(desk.pool, claimed.school_id) as connection:
            deliveries.keep_answer(connection, claimed, delivery, answer, verdict)
        failures = 0 if verdict.state == DELIVERED else failures + 1
        gone = verdict.gone
        if failures or time.monotonic() > ends:
            break
    rest = rest_after(failures, desk.random) if failures else timedelta()
    with transaction(desk.pool, claimed.school_id) as connection:
        webhooks.release(connection, claimed, failures, rest, gone=gone)


def _call(desk: Desk, claimed: Claimed, delivery: Delivery) -> Answer:
    timestamp, body = int(desk.now().timestamp()), delivery.body.encode()
    keys = [key_of(desk.own_secret, claimed.webhook_id, number) for number in claimed.key_numbers]
    headers = webhook_headers(keys, delivery.delivery_id, timestamp, body)
    try:
        status = desk.outward.post(claimed.url, body, headers)
    except CallFailed as failure:
        return Answer(0, failure.reason)
    return Answer(status, "" if _OK <= status < _REDIRECTS else "REFUSED")


def seconds_until_due(desk: Desk) -> float | None:
    """Until the next call is due; None when none waits."""
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        return webhooks.seconds_until_due(connection)


def purge_calls(desk: Desk) -> int:
    """Drops calls of events older than a month, a portion at a time; returns how many."""
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        return deliveries.purge(connection, _PURGED_AT_ONCE)
