"""ControlRoomService: the numbers, and a stream that tells when they may have moved."""

import threading
from collections.abc import Iterator
from datetime import date, datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.reports.v1 import reports_pb2, reports_pb2_grpc

from kit.errors import InvalidArgument
from kit.listening import Bell
from kit.names import parse
from kit.service import Resources
from services.reports.actions import control_room
from services.reports.domain.metrics import Counts, Share, by_class, by_subject, metrics_of, total_of

_LEAST_SECONDS_BETWEEN = 1.0


class ControlRoomServicer(reports_pb2_grpc.ControlRoomServiceServicer):
    """See proto/zvonok/reports/v1/reports.proto."""

    def __init__(self, resources: Resources, bell: Bell) -> None:
        self._pool = resources.pool
        self._bell = bell

    def GetControlRoom(
        self, request: reports_pb2.GetControlRoomRequest, context: grpc.ServicerContext
    ) -> reports_pb2.GetControlRoomResponse:
        """The metrics of a school."""
        school_id = parse(request.school, "schools/{school}")["school"]
        room = control_room.control_room_of(
            self._pool, school_id, _term_id(request.term, school_id), _day(request.as_of_date)
        )
        return _answer(school_id, room)

    def WatchControlRoom(
        self, request: reports_pb2.WatchControlRoomRequest, context: grpc.ServicerContext
    ) -> Iterator[reports_pb2.WatchControlRoomResponse]:
        """A message at once, and one after changes, at most one a second."""
        school_id = parse(request.school, "schools/{school}")["school"]
        ended = threading.Event()
        with self._bell.subscribe(school_id) as rung:

            def end() -> None:
                ended.set()
                rung.set()

            if not context.add_callback(end):
                return
            while not ended.is_set():
                rung.clear()
                if ended.is_set():
                    return
                yield reports_pb2.WatchControlRoomResponse(
                    update_time=_timestamp(control_room.moved_at(self._pool, school_id))
                )
                # Many changes within a second are one message; none is missed, because the ring is kept.
                ended.wait(_LEAST_SECONDS_BETWEEN)
                rung.wait()


def _term_id(term: str, school_id: str) -> str | None:
    if not term:
        return None
    ids = parse(term, "schools/{school}/terms/{term}")
    if ids["school"] != school_id:
        raise InvalidArgument("TERM_OF_ANOTHER_SCHOOL", "The term must be one of the school that is asked about.")
    return ids["term"]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidArgument(
            "BAD_DATE", "as_of_date must be a date of the form YYYY-MM-DD.", metadata={"field": "as_of_date"}
        ) from error


def _answer(school_id: str, room: control_room.ControlRoom) -> reports_pb2.GetControlRoomResponse:
    school = f"schools/{school_id}"
    return reports_pb2.GetControlRoomResponse(
        total=_metrics(total_of(room.groups)),
        classes=[
            reports_pb2.ClassMetrics(
                **{"class": f"{school}/classes/{each.class_id}"},
                class_title=each.class_title,
                year_group=each.year_group,
                metrics=_metrics(each.counts),
            )
            for each in by_class(room.groups)
        ],
        subjects=[
            reports_pb2.SubjectMetrics(subject_title=title, metrics=_metrics(counts))
            for title, counts in by_subject(room.groups)
        ],
        groups=[
            reports_pb2.GroupMetrics(
                group=f"{school}/groups/{each.group_id}",
                class_title=each.class_title,
                subject_title=each.subject_title,
                metrics=_metrics(each.counts),
            )
            for each in room.groups
        ],
        term=f"{school}/terms/{room.term_id}" if room.term_id else "",
        as_of_date=room.as_of.isoformat() if room.as_of else "",
        update_time=_timestamp(room.update_time),
    )


def _metrics(counts: Counts) -> reports_pb2.Metrics:
    metrics = metrics_of(counts)
    return reports_pb2.Metrics(
        lessons_filled=_share(metrics.lessons_filled),
        filled_in_time=_share(metrics.filled_in_time),
        pupils_without_marks=_share(metrics.pupils_without_marks),
        pupils_with_one_mark=_share(metrics.pupils_with_one_mark),
        homework_recorded=_share(metrics.homework_recorded),
    )


def _share(share: Share) -> reports_pb2.Share:
    return reports_pb2.Share(part=share.part, whole=share.whole)


def _timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    result = Timestamp()
    result.FromDatetime(moment)
    return result
