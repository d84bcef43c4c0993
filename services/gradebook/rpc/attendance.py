"""AttendanceService: why pupils were absent."""

import grpc
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.gradebook.v1 import attendance_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id, new_id
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import attendance_days, excusing
from services.gradebook.actions.asking import Asker
from services.gradebook.domain.absences import Period
from services.gradebook.domain.attendance_days import PupilDays
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import absence_messages as messages
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import LONGEST_JOURNAL_DAYS, PUPIL, read_day, read_days

CLASS = "schools/{school}/classes/{klass}"
_SCHOOL = "schools/{school}"
_PAGE, _MOST = 100, 500
_LONGEST_CLASS_DAYS = 92


class AttendanceServicer(attendance_pb2_grpc.AttendanceServiceServicer):
    """See proto/zvonok/gradebook/v1/attendance.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def SetAbsenceReasons(
        self, request: pb.SetAbsenceReasonsRequest, context: grpc.ServicerContext
    ) -> pb.SetAbsenceReasonsResponse:
        """Reasons, cell by cell."""
        ids = parse(getattr(request, "class"), CLASS)
        wanted = [messages.read_reason(f"reasons[{n}]", each, ids["school"]) for n, each in enumerate(request.reasons)]
        return change_once(
            self._pool, request, ids["school"], pb.SetAbsenceReasonsResponse,
            lambda connection, asker: messages.reasons_message(
                ids["school"], wanted, excusing.set_reasons(connection, asker, ids["klass"], wanted)
            ),
        )  # fmt: skip

    def CreateAbsencePeriod(
        self, request: pb.CreateAbsencePeriodRequest, context: grpc.ServicerContext
    ) -> pb.CreateAbsencePeriodResponse:
        """A reason for days."""
        ids = parse(getattr(request, "class"), CLASS)
        pupil_id = parse(request.pupil, f"schools/{ids['school']}/pupils/{{id}}")["id"]
        begin, end = read_day(request.begin_date, "begin_date"), read_day(request.end_date, "end_date")

        def work(connection: excusing.AnyConnection, asker: Asker) -> pb.CreateAbsencePeriodResponse:
            period = Period(
                new_id(), pupil_id, begin, end, messages.reason_text(request.reason), clean(request.document),
                asker.person_id, asker.now,
            )  # fmt: skip
            done = excusing.create_period(connection, asker, ids["klass"], period, replace=request.replace)
            return pb.CreateAbsencePeriodResponse(
                period=messages.period_message(ids["school"], period), **messages.applied(ids["school"], done)
            )

        return change_once(self._pool, request, ids["school"], pb.CreateAbsencePeriodResponse, work)

    def EndAbsencePeriod(
        self, request: pb.EndAbsencePeriodRequest, context: grpc.ServicerContext
    ) -> pb.EndAbsencePeriodResponse:
        """No more reasons."""
        ids = parse(getattr(request, "class"), CLASS)
        if not is_id(request.period):
            raise InvalidArgument(
                "BAD_ID", "period must be an id that this service gave.", metadata={"field": "period"}
            )

        def work(connection: excusing.AnyConnection, asker: Asker) -> pb.EndAbsencePeriodResponse:
            period, done = excusing.end_period(
                connection, asker, ids["klass"], request.period, clear=request.clear_reasons
            )
            return pb.EndAbsencePeriodResponse(
                period=messages.period_message(ids["school"], period), **messages.applied(ids["school"], done)
            )

        return change_once(self._pool, request, ids["school"], pb.EndAbsencePeriodResponse, work)

    def ListAbsencePeriods(
        self, request: pb.ListAbsencePeriodsRequest, context: grpc.ServicerContext
    ) -> pb.ListAbsencePeriodsResponse:
        """Periods of the class's pupils."""
        ids = parse(getattr(request, "class"), CLASS)
        days = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_moment(request.page_token)
        rows = excusing.list_periods(self._pool, ids["school"], ids["klass"], days, before, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListAbsencePeriodsResponse(
            periods=[messages.period_message(ids["school"], row) for row in rows[:size]],
            next_page_token=pages.encode_moment(last.created_at, last.period_id) if last else "",
        )

    def GetFullDayRule(
        self, request: pb.GetFullDayRuleRequest, context: grpc.ServicerContext
    ) -> pb.GetFullDayRuleResponse:
        """What makes a full day."""
        rule = attendance_days.get_rule(self._pool, parse(request.school, _SCHOOL)["school"])
        return pb.GetFullDayRuleResponse(rule=messages.rule_message(rule))

    def SetFullDayRule(
        self, request: pb.SetFullDayRuleRequest, context: grpc.ServicerContext
    ) -> pb.SetFullDayRuleResponse:
        """Sets it."""
        rule, reason = messages.read_rule(request.rule), clean(request.reason)
        return change_once(
            self._pool, request, parse(request.school, _SCHOOL)["school"], pb.SetFullDayRuleResponse,
            lambda connection, asker: pb.SetFullDayRuleResponse(
                rule=messages.rule_message(attendance_days.set_rule(connection, asker, rule, reason))
            ),
        )  # fmt: skip

    def GetClassAttendance(
        self, request: pb.GetClassAttendanceRequest, context: grpc.ServicerContext
    ) -> pb.GetClassAttendanceResponse:
        """A class's days."""
        ids = parse(getattr(request, "class"), CLASS)
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_CLASS_DAYS)
        days = attendance_days.get_class_days(self._pool, ids["school"], ids["klass"], begin, end)
        return pb.GetClassAttendanceResponse(
            pupils=[messages.pupil_days(ids["school"], each) for each in days.pupils],
            full_day_rule=messages.rule_message(days.rule),
        )

    def GetPupilAttendance(
        self, request: pb.GetPupilAttendanceRequest, context: grpc.ServicerContext
    ) -> pb.GetPupilAttendanceResponse:
        """A pupil's days."""
        ids = parse(request.pupil, PUPIL)
        begin, end = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        days, periods = attendance_days.get_pupil_days(self._pool, ids["school"], ids["pupil"], begin, end)
        found = days.pupils[0] if days.pupils else PupilDays(ids["pupil"])
        return pb.GetPupilAttendanceResponse(
            attendance=messages.pupil_days(ids["school"], found),
            periods=[messages.period_message(ids["school"], each) for each in periods],
            full_day_rule=messages.rule_message(days.rule),
        )
