"""ControlRoomService: the numbers, what is behind them, and a stream that tells when they may have moved."""

import threading
from collections.abc import Iterator

import grpc
from zvonok.reports.v1 import reports_pb2, reports_pb2_grpc

from kit import pages
from kit.database import transaction
from kit.idempotency import once
from kit.listening import Bell
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.reports.actions import control_room
from services.reports.actions.reminding import remind
from services.reports.domain.metrics import Counts
from services.reports.rpc.messages import lesson_message, metrics_message, pupil_message, room_message, timestamp
from services.reports.rpc.requests import (
    SCHOOL,
    read_counted,
    read_cut,
    read_metric,
    read_pair,
    read_part,
    read_reminded,
    read_token,
    read_wanted,
)

_LEAST_SECONDS_BETWEEN = 1.0
_PAGE, _MOST = 100, 500
# As many as identity names at once.
_MOST_PUPILS = 200


class ControlRoomServicer(reports_pb2_grpc.ControlRoomServiceServicer):
    """See proto/zvonok/reports/v1/reports.proto."""

    def __init__(self, resources: Resources, bell: Bell) -> None:
        self._pool = resources.pool
        self._bell = bell

    def GetControlRoom(
        self, request: reports_pb2.GetControlRoomRequest, context: grpc.ServicerContext
    ) -> reports_pb2.GetControlRoomResponse:
        """The metrics of a school."""
        school_id = parse(request.school, SCHOOL)["school"]
        return room_message(school_id, control_room.control_room_of(self._pool, school_id, read_wanted(request)))

    def ListTeacherMetrics(
        self, request: reports_pb2.ListTeacherMetricsRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ListTeacherMetricsResponse:
        """The metrics of lessons by teacher."""
        school_id = parse(request.school, SCHOOL)["school"]
        room = control_room.control_room_of(self._pool, school_id, read_wanted(request))
        return reports_pb2.ListTeacherMetricsResponse(
            teachers=[
                reports_pb2.TeacherMetrics(
                    teacher=f"persons/{each.person_id}", metrics=metrics_message(Counts(lessons=each.lessons))
                )
                for each in room.teachers
                if each.lessons.due
            ]
        )

    def ListLessonsBehind(
        self, request: reports_pb2.ListLessonsBehindRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ListLessonsBehindResponse:
        """The lessons behind a share."""
        school_id = parse(request.school, SCHOOL)["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        rows = control_room.lessons_behind(
            self._pool, school_id, read_metric(request.metric), read_cut(request, school_id), read_wanted(request),
            read_token(request.page_token), size + 1,
        )  # fmt: skip
        more = len(rows) > size
        return reports_pb2.ListLessonsBehindResponse(
            lessons=[lesson_message(school_id, row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].day.isoformat(), rows[size - 1].lesson_id]) if more else "",
        )

    def ListPupilsBehind(
        self, request: reports_pb2.ListPupilsBehindRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ListPupilsBehindResponse:
        """The pupils behind a share."""
        school_id = parse(request.school, SCHOOL)["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST_PUPILS)
        rows = control_room.pupils_behind(
            self._pool, school_id, read_counted(request.metric), read_part(request, school_id), read_wanted(request),
            read_pair(request.page_token), size + 1,
        )  # fmt: skip
        last = rows[size - 1] if len(rows) > size else None
        return reports_pb2.ListPupilsBehindResponse(
            pupils=[pupil_message(school_id, row) for row in rows[:size]],
            next_page_token=pages.encode([last.group_id, last.pupil_id]) if last else "",
        )

    def RemindTeachers(
        self, request: reports_pb2.RemindTeachersRequest, context: grpc.ServicerContext
    ) -> reports_pb2.RemindTeachersResponse:
        """Reminds teachers."""
        school_id = parse(request.school, SCHOOL)["school"]
        metric, cut, wanted = read_reminded(request.metric), read_cut(request, school_id), read_wanted(request)
        call = current_call()
        with transaction(self._pool, school_id) as connection:

            def work() -> reports_pb2.RemindTeachersResponse:
                told = remind(connection, school_id, call.person_id, metric, cut, wanted)
                return reports_pb2.RemindTeachersResponse(reminded=told.teachers, already_reminded=told.already)

            return once(connection, call.subject, request, reports_pb2.RemindTeachersResponse, work)

    def WatchControlRoom(
        self, request: reports_pb2.WatchControlRoomRequest, context: grpc.ServicerContext
    ) -> Iterator[reports_pb2.WatchControlRoomResponse]:
        """A message at once, and one after changes, at most one a second."""
        school_id = parse(request.school, SCHOOL)["school"]
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
                    update_time=timestamp(control_room.moved_at(self._pool, school_id))
                )
                # Many changes within a second are one message; none is missed, because the ring is kept.
                ended.wait(_LEAST_SECONDS_BETWEEN)
                rung.wait()
