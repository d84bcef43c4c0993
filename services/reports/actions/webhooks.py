"""Webhooks of a school: made, changed, told of events, sent again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.reports.domain.webhooks import ACTIVE, EVENT_TYPES, LONGEST_URL, TEST, body_of, is_url
from services.reports.store import deliveries, webhooks
from services.reports.store.deliveries import Delivery
from services.reports.store.webhooks import Webhook

MOST_WEBHOOKS = 20


def list_webhooks(
    connection: Connection[Any], school_id: str, owner: str | None, after: str | None, most: int
) -> list[Webhook]:
    """Webhooks of the school (of one owner, when named)."""
    return webhooks.webhooks(connection, school_id, owner, after, most)


def create_webhook(
    connection: Connection[Any], school_id: str, owner: str, url: str, event_types: Sequence[str], *, loopback: bool
) -> Webhook:
    """A new webhook. Raises InvalidArgument, FailedPrecondition (TOO_MANY_WEBHOOKS)."""
    wanted = _checked(url, event_types, loopback=loopback)
    if webhooks.count(connection, school_id) >= MOST_WEBHOOKS:
        raise FailedPrecondition("TOO_MANY_WEBHOOKS", f"A school has at most {MOST_WEBHOOKS} webhooks.")
    webhook_id = new_id()
    webhooks.add(connection, school_id, webhook_id, owner, url, wanted)
    return find_webhook(connection, school_id, webhook_id, None)


def _checked(url: str, event_types: Sequence[str], *, loopback: bool) -> list[str]:
    """The types, each once. Raises InvalidArgument (BAD_WEBHOOK_URL, NO_EVENT_TYPES, UNKNOWN_EVENT_TYPE)."""
    if not is_url(url, loopback=loopback):
        raise InvalidArgument(
            "BAD_WEBHOOK_URL",
            f"url must be an address https://… of at most {LONGEST_URL} plain characters, without a user name.",
            metadata={"field": "url"},
        )
    if not event_types:
        raise InvalidArgument("NO_EVENT_TYPES", "Name at least one event type.", metadata={"field": "event_types"})
    if not set(event_types) <= set(EVENT_TYPES):
        known = ", ".join(EVENT_TYPES)
        raise InvalidArgument("UNKNOWN_EVENT_TYPE", f"There are {known}.", metadata={"field": "event_types"})
    return [each for each in EVENT_TYPES if each in event_types]


def find_webhook(connection: Connection[Any], school_id: str, webhook_id: str, owner: str | None) -> Webhook:
    """A webhook of the school (and of the owner, when named), locked. Raises NotAllowed when there is no such one."""
    found = webhooks.webhook(connection, school_id, webhook_id)
    if found is None or owner not in (None, found.owner):
        raise NotAllowed
    return found


def update_webhook(
    connection: Connection[Any],
    school_id: str,
    before: Webhook,
    seen_version: int,
    url: str,
    event_types: Sequence[str],
    *,
    active: bool,
    loopback: bool,
) -> Webhook:
    """Changes a webhook. Raises InvalidArgument, Conflict (VERSION_CONFLICT)."""
    wanted = _checked(url, event_types, loopback=loopback)
    if before.version != seen_version:
        raise Conflict("VERSION_CONFLICT", "The webhook was changed by somebody else since it was read.")
    webhooks.change(connection, school_id, before.webhook_id, url, wanted, active)
    return find_webhook(connection, school_id, before.webhook_id, None)


def delete_webhook(connection: Connection[Any], school_id: str, webhook_id: str) -> None:
    """The webhook and its log go."""
    webhooks.drop(connection, school_id, webhook_id)


def rotate_key(connection: Connection[Any], school_id: str, webhook_id: str) -> Webhook:
    """A new key; the one before it is valid for a week more."""
    webhooks.rotate(connection, school_id, webhook_id)
    return find_webhook(connection, school_id, webhook_id, None)


def test_webhook(connection: Connection[Any], school_id: str, webhook: Webhook) -> str:
    """Leaves a call that tells nothing; returns its id. Raises FailedPrecondition (WEBHOOK_OFF)."""
    if webhook.state != ACTIVE:
        raise FailedPrecondition("WEBHOOK_OFF", "The webhook is switched off: switch it on first.")
    event_id, now = new_id(), datetime.now(UTC)
    body = body_of(event_id, TEST, now, school_id, {})
    [delivery_id] = deliveries.add(connection, school_id, [webhook.webhook_id], event_id, TEST, now, body)
    return delivery_id


def tell_webhooks(
    connection: Connection[Any],
    school_id: str,
    event_id: str,
    event_type: str,
    event_time: datetime,
    body: Callable[[], str],
) -> None:
    """Leaves a call for every webhook of the school that wants the event; a doubled event leaves nothing more."""
    wanted_by = webhooks.wanting(connection, school_id, event_type)
    if wanted_by:
        deliveries.add(connection, school_id, wanted_by, event_id, event_type, event_time, body())


def list_deliveries(
    connection: Connection[Any], school_id: str, webhook_id: str, state: str | None, before: str | None, most: int
) -> list[Delivery]:
    """The log of a webhook, newest first."""
    return deliveries.deliveries(connection, school_id, webhook_id, state, before, most)


def replay_deliveries(
    connection: Connection[Any],
    school_id: str,
    webhook_id: str,
    delivery_ids: Sequence[str] | None,
    span: tuple[datetime, datetime] | None,
    *,
    parked_only: bool,
) -> int:
    """Sends again what was done with: named calls, or those of a span of time. Returns how many."""
    return deliveries.send_again(connection, school_id, webhook_id, delivery_ids, span, parked_only=parked_only)
