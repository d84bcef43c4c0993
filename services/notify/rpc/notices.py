"""NoticeService: a guardian's own notices."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.notify.v1 import notify_pb2, notify_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument
from kit.idempotency import first_answer, keep_answer
from kit.listening import Bell
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.notify.actions import reading
from services.notify.domain.topics import TOPICS
from services.notify.domain.values import read_value
from services.notify.store.deliveries import Delivery
from services.notify.store.notices import Notice

_PAGE, _MOST = 30, 100
_DAYS, _MOST_DAYS = 7, 31
# Whoever watches is told of at most so many at once; the count tells the rest.
_FRESH = 20
_BEGINNING = (datetime.min.replace(tzinfo=UTC), "")


class NoticeServicer(notify_pb2_grpc.NoticeServiceServicer):
    """See proto/zvonok/notify/v1/notify.proto."""

    def __init__(self, resources: Resources, bell: Bell) -> None:
        self._pool = resources.pool
        self._bell = bell

    def ListNotices(
        self, request: notify_pb2.ListNoticesRequest, context: grpc.ServicerContext
    ) -> notify_pb2.ListNoticesResponse:
        """The caller's notices."""
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        listed = reading.list_notices(self._pool, current_call().person_id, before, size + 1)
        found = listed.notices
        last = found[size - 1] if len(found) > size else None
        return notify_pb2.ListNoticesResponse(
            notices=[_message(notice, listed.deliveries.get(notice.notice_id, ())) for notice in found[:size]],
            next_page_token=pages.encode_moment(last.listed_at, last.notice_id) if last and last.listed_at else "",
            unread=listed.unread,
            held=listed.held,
            next_time=listed.next_at,
        )

    def CountDeliveries(
        self, request: notify_pb2.CountDeliveriesRequest, context: grpc.ServicerContext
    ) -> notify_pb2.CountDeliveriesResponse:
        """A school's counts."""
        school_id = parse(request.school, "schools/{school}")["school"]
        days = request.days or _DAYS
        if not 1 <= days <= _MOST_DAYS:
            raise InvalidArgument("DAYS_OUT_OF_RANGE", "days must be from 1 to 31.", metadata={"field": "days"})
        return notify_pb2.CountDeliveriesResponse(
            counts=[
                notify_pb2.DeliveryCount(channel=channel, state=state, reason=reason, count=count)
                for channel, state, reason, count in reading.count_deliveries(self._pool, school_id, days)
            ]
        )

    def MarkNoticesRead(
        self, request: notify_pb2.MarkNoticesReadRequest, context: grpc.ServicerContext
    ) -> notify_pb2.MarkNoticesReadResponse:
        """Marks the caller's notices as read."""
        call = current_call()
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            answer = first_answer(
                connection, call.subject, request.request_id, request, notify_pb2.MarkNoticesReadResponse
            )
            if answer is None:
                until = _read_time(request.until)
                answer = notify_pb2.MarkNoticesReadResponse(unread=reading.mark_read(connection, call.person_id, until))
                keep_answer(connection, call.subject, request.request_id, request, answer)
        return answer

    def WatchUnread(
        self, request: notify_pb2.WatchUnreadRequest, context: grpc.ServicerContext
    ) -> Iterator[notify_pb2.WatchUnreadResponse]:
        """The caller's count of unread notices, at once and at every change, and which have come."""
        person_id = current_call().person_id
        with self._bell.subscribe(person_id) as rung:
            context.add_callback(rung.set)
            latest: tuple[datetime, str] | None = None
            while context.is_active():
                rung.clear()
                count, newest = reading.unread(self._pool, person_id, _FRESH)
                fresh = [notice_id for time, notice_id in newest if latest and (time, notice_id) > latest]
                # Before the first message everything is known; an empty list is older than what comes.
                latest = max(latest or _BEGINNING, *newest[:1], _BEGINNING)
                yield notify_pb2.WatchUnreadResponse(unread=count, notices=fresh)
                rung.wait(_patience(reading.seconds_to_next(self._pool, person_id)))


def _patience(seconds: float | None) -> float | None:
    """How long to wait for the bell. What comes into the list by the hour rings none."""
    return None if seconds is None else min(max(seconds, 0.05), threading.TIMEOUT_MAX)


def _message(notice: Notice, deliveries: Sequence[Delivery]) -> notify_pb2.Notice:
    message = notify_pb2.Notice(
        notice=notice.notice_id,
        pupil="" if TOPICS[notice.topic].themselves else f"schools/{notice.school_id}/pupils/{notice.pupil_id}",
        kind=notice.kind,
        lesson_date=notice.day.isoformat(),
        lesson_bell=notice.bell,
        subject_title=notice.subject_title,
        read=notice.read,
        text=notice.text,
        confirm=notice.confirm,
        confirmed=notice.confirmed,
    )
    if notice.listed_at is not None:
        message.create_time.FromDatetime(notice.listed_at)
    for item in notice.items:
        message.items.append(_item(item))
    message.deliveries.add(channel="in_app", state="sent", update_time=message.create_time)
    for delivery in deliveries:
        entry = message.deliveries.add(channel=delivery.channel, state=delivery.state, tries=delivery.tries)
        entry.reason = delivery.reason
        if delivery.due_at is not None:
            entry.due_time.FromDatetime(delivery.due_at)
        entry.update_time.FromDatetime(delivery.updated_at)
    return message


def _item(item: Mapping[str, str]) -> notify_pb2.NoticeItem:
    new, old = read_value(item["new_value"]), read_value(item["old_value"])
    # What was taken back is named by where it was.
    place = new if item["new_value"] else old
    return notify_pb2.NoticeItem(
        kind=item["kind"],
        category=item["category"],
        old_value=old.code,
        new_value=new.code,
        minutes_late=new.minutes_late,
        subject_title=item.get("subject_title", ""),
        date=place.day,
        bell=place.bell,
        room=place.room,
    )


def _read_time(time: Timestamp) -> datetime:
    """Raises InvalidArgument for a time that no calendar has."""
    try:
        return time.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidArgument("BAD_TIME", "until is no time.", metadata={"field": "until"}) from error
