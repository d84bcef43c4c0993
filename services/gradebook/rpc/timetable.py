"""TimetableService: bells, special days, weekly patterns, single lessons moved and cancelled."""

from datetime import UTC, datetime
from typing import Any

import grpc
from psycopg import Connection
from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.gradebook.v1 import timetable_pb2_grpc

from kit.errors import InvalidArgument
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import calendars, rescheduling, timetable_file, timetabling, weeks
from services.gradebook.actions.asking import Asker
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import timetable_messages as messages
from services.gradebook.rpc import timetable_requests as requests
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import read_day
from services.gradebook.rpc.timetable_requests import SCHOOL


class TimetableServicer(timetable_pb2_grpc.TimetableServiceServicer):
    """See proto/zvonok/gradebook/v1/timetable.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetCalendar(self, request: pb.GetCalendarRequest, context: grpc.ServicerContext) -> pb.GetCalendarResponse:
        """Bells, special days, A weeks, shared rooms."""
        calendar = calendars.get_calendar(self._pool, parse(request.school, SCHOOL)["school"])
        return pb.GetCalendarResponse(calendar=messages.calendar_message(calendar))

    def SetBellSchedules(
        self, request: pb.SetBellSchedulesRequest, context: grpc.ServicerContext
    ) -> pb.SetBellSchedulesResponse:
        """Replaces the bell schedules."""
        school = parse(request.school, SCHOOL)["school"]
        wanted = requests.read_schedules(request.bell_schedules)

        def work(connection: Connection[Any], asker: Asker) -> pb.SetBellSchedulesResponse:
            done = calendars.set_bell_schedules(connection, asker, wanted, request.seen_version)
            return pb.SetBellSchedulesResponse(
                calendar=None if done.refused else messages.calendar_message(done.calendar),
                refusals=messages.refusal_messages(school, done.refused),
            )

        return change_once(self._pool, request, school, pb.SetBellSchedulesResponse, work)

    def SetCalendar(self, request: pb.SetCalendarRequest, context: grpc.ServicerContext) -> pb.SetCalendarResponse:
        """Replaces special days, A weeks, shared rooms."""
        school = parse(request.school, SCHOOL)["school"]
        wanted = requests.read_calendar(request)

        def work(connection: Connection[Any], asker: Asker) -> pb.SetCalendarResponse:
            done = calendars.set_calendar(connection, asker, wanted, request.seen_version)
            return pb.SetCalendarResponse(
                calendar=None if done.refused else messages.calendar_message(done.calendar),
                refusals=messages.refusal_messages(school, done.refused),
                lessons=messages.counts_message(done.counts),
            )

        return change_once(self._pool, request, school, pb.SetCalendarResponse, work)

    def GetTimetable(self, request: pb.GetTimetableRequest, context: grpc.ServicerContext) -> pb.GetTimetableResponse:
        """The weekly patterns."""
        school = parse(request.school, SCHOOL)["school"]
        class_id = requests.class_id(school, getattr(request, "class"))
        groups = timetabling.get_timetable(self._pool, school, class_id, datetime.now(UTC))
        return pb.GetTimetableResponse(groups=messages.group_messages(school, groups))

    def SetTimetable(self, request: pb.SetTimetableRequest, context: grpc.ServicerContext) -> pb.SetTimetableResponse:
        """Sets weekly patterns."""
        school = parse(request.school, SCHOOL)["school"]
        begin = read_day(request.begin_date, "begin_date")
        wanted = requests.read_patterns(school, request.groups)

        def work(connection: Connection[Any], asker: Asker) -> pb.SetTimetableResponse:
            done = timetabling.set_timetable(connection, asker, wanted, begin, dry_run=request.dry_run)
            return pb.SetTimetableResponse(
                groups=messages.group_messages(school, done.groups),
                refusals=messages.refusal_messages(school, done.refused),
                lessons=messages.counts_message(done.counts),
            )

        return change_once(self._pool, request, school, pb.SetTimetableResponse, work)

    def GetWeek(self, request: pb.GetWeekRequest, context: grpc.ServicerContext) -> pb.GetWeekResponse:
        """A week of lessons."""
        school = parse(request.school, SCHOOL)["school"]
        day = read_day(request.date, "date")
        week = weeks.get_week(self._pool, school, day, *_of(school, request))
        return messages.week_message(school, week)

    def MoveLessons(self, request: pb.MoveLessonsRequest, context: grpc.ServicerContext) -> pb.MoveLessonsResponse:
        """Moves lessons."""
        school = parse(request.school, SCHOOL)["school"]
        moves, reason = requests.read_moves(school, request.moves), clean(request.reason)

        def work(connection: Connection[Any], asker: Asker) -> pb.MoveLessonsResponse:
            done = rescheduling.move_lessons(connection, asker, moves, reason)
            return pb.MoveLessonsResponse(
                lessons=messages.lesson_messages(done.lessons, done.calendar),
                refusals=messages.refusal_messages(school, done.refused),
            )

        return change_once(self._pool, request, school, pb.MoveLessonsResponse, work)

    def CancelLesson(self, request: pb.CancelLessonRequest, context: grpc.ServicerContext) -> pb.CancelLessonResponse:
        """Cancels a lesson."""
        school = parse(request.school, SCHOOL)["school"]
        ids, reason = requests.lesson_ids(school, request.lesson), clean(request.reason)

        def work(connection: Connection[Any], asker: Asker) -> pb.CancelLessonResponse:
            done = rescheduling.cancel_lesson(connection, asker, *ids, request.seen_version, reason)
            return pb.CancelLessonResponse(lesson=messages.lesson_messages(done.lessons, done.calendar)[0])

        return change_once(self._pool, request, school, pb.CancelLessonResponse, work)

    def RestoreLesson(
        self, request: pb.RestoreLessonRequest, context: grpc.ServicerContext
    ) -> pb.RestoreLessonResponse:
        """Takes a cancellation back."""
        school = parse(request.school, SCHOOL)["school"]
        ids, reason = requests.lesson_ids(school, request.lesson), clean(request.reason)

        def work(connection: Connection[Any], asker: Asker) -> pb.RestoreLessonResponse:
            done = rescheduling.restore_lesson(connection, asker, *ids, request.seen_version, reason)
            lessons = messages.lesson_messages(done.lessons, done.calendar)
            return pb.RestoreLessonResponse(
                lesson=lessons[0] if lessons else None, refusals=messages.refusal_messages(school, done.refused)
            )

        return change_once(self._pool, request, school, pb.RestoreLessonResponse, work)

    def ImportTimetable(
        self, request: pb.ImportTimetableRequest, context: grpc.ServicerContext
    ) -> pb.ImportTimetableResponse:
        """Takes a file in."""
        school = parse(request.school, SCHOOL)["school"]
        begin = read_day(request.begin_date, "begin_date")

        def work(connection: Connection[Any], asker: Asker) -> pb.ImportTimetableResponse:
            done = timetable_file.import_timetable(connection, asker, request.content, begin, dry_run=request.dry_run)
            return pb.ImportTimetableResponse(
                groups=messages.group_messages(school, done.outcome.groups),
                refusals=messages.refusal_messages(school, done.outcome.refused),
                lessons=messages.counts_message(done.outcome.counts),
                rows=done.rows,
            )

        return change_once(self._pool, request, school, pb.ImportTimetableResponse, work)

    def ExportTimetable(
        self, request: pb.ExportTimetableRequest, context: grpc.ServicerContext
    ) -> pb.ExportTimetableResponse:
        """Gives a file out."""
        school = parse(request.school, SCHOOL)["school"]
        class_id = requests.class_id(school, getattr(request, "class"))
        language = "en" if request.language == "en" else "ru"
        content = timetable_file.export_timetable(self._pool, school, class_id, language, datetime.now(UTC))
        return pb.ExportTimetableResponse(content=content)


def _of(school: str, request: pb.GetWeekRequest) -> tuple[weeks.Of, str]:
    match request.WhichOneof("of"):
        case "class":
            return "class", requests.class_id(school, getattr(request, "class")) or ""
        case "group":
            return "group", requests.group_id(school, request.group)
        case "teacher":
            return "teacher", parse(request.teacher, requests.PERSON)["person"]
        case "room" if request.room.strip():
            return "room", request.room
    raise InvalidArgument("NOTHING_NAMED", "Name a class, a group, a teacher or a room.", metadata={"field": "of"})
