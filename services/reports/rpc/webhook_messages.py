"""Webhooks and their calls on the wire."""

from datetime import UTC, datetime

from zvonok.reports.v1 import webhooks_pb2 as pb

from kit.errors import InvalidArgument
from kit.ids import is_id
from services.reports.domain.webhooks import ACTIVE, GONE, STATES
from services.reports.rpc.messages import timestamp
from services.reports.store.deliveries import Delivery
from services.reports.store.webhooks import Webhook

_MOST_NAMED = 500


def webhook_message(row: Webhook) -> pb.Webhook:
    """A webhook, without its secret."""
    return pb.Webhook(
        webhook=row.webhook_id,
        url=row.url,
        event_types=row.event_types,
        active=row.state == ACTIVE,
        version=row.version,
        create_time=timestamp(row.created_at),
        key_number=row.key_number,
        old_key_until=timestamp(row.old_key_until),
        failures=row.failures,
        gone=row.state == GONE,
        waiting=row.waiting,
        parked=row.parked,
    )


def delivery_message(row: Delivery) -> pb.WebhookDelivery:
    """A line of the log."""
    return pb.WebhookDelivery(
        delivery=row.delivery_id,
        event_type=row.event_type,
        event_time=timestamp(row.event_time),
        state=row.state,
        tries=row.tries,
        next_try_time=timestamp(row.next_try_at) if row.state == "waiting" else None,
        last_try_time=timestamp(row.last_try_at),
        status=row.status,
        problem=row.problem,
        body=row.body,
    )


def read_state(state: str) -> str | None:
    """A state to be listed; None for all. Raises InvalidArgument (UNKNOWN_DELIVERY_STATE)."""
    if state and state not in STATES:
        known = ", ".join(STATES)
        raise InvalidArgument("UNKNOWN_DELIVERY_STATE", f"state is {known}, or empty.", metadata={"field": "state"})
    return state or None


def read_replay(
    request: pb.ReplayWebhookDeliveriesRequest,
) -> tuple[list[str] | None, tuple[datetime, datetime] | None]:
    """What is to be sent again: ids, or a span. Raises InvalidArgument (NOTHING_TO_REPLAY, BAD_SPAN)."""
    spans = request.HasField("begin_time") or request.HasField("end_time")
    if spans == bool(request.deliveries) or len(request.deliveries) > _MOST_NAMED:
        raise InvalidArgument(
            "NOTHING_TO_REPLAY", f"Name at most {_MOST_NAMED} deliveries, or a span of time, and not both."
        )
    if request.deliveries:
        if not all(is_id(each) for each in request.deliveries):
            raise InvalidArgument("BAD_RESOURCE_NAME", "deliveries are ids as the log has them.")
        return list(request.deliveries), None
    try:
        begin, end = request.begin_time.ToDatetime(UTC), request.end_time.ToDatetime(UTC)
    except (ValueError, OverflowError):
        begin = end = datetime.max.replace(tzinfo=UTC)
    if begin >= end:
        raise InvalidArgument("BAD_SPAN", "begin_time must lie before end_time.", metadata={"field": "begin_time"})
    return None, (begin, end)
