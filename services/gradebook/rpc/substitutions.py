"""SubstitutionService: absences of teachers, lessons to cover, who stands in, the register."""

from typing import Any

import grpc
from psycopg import Connection
from zvonok.gradebook.v1 import substitutions_pb2 as pb
from zvonok.gradebook.v1 import substitutions_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import covering_days, substituting
from services.gradebook.actions.asking import Asker
from services.gradebook.domain.substituting import MOST_LINES
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import substitution_messages as messages
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import LONGEST_JOURNAL_DAYS, read_day, read_days

_SCHOOL = "schools/{school}"
_PAGE, _MOST = 200, 1000


class SubstitutionServicer(substitutions_pb2_grpc.SubstitutionServiceServicer):
    """See proto/zvonok/gradebook/v1/substitutions.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def RecordTeacherAbsence(
        self, request: pb.RecordTeacherAbsenceRequest, context: grpc.ServicerContext
    ) -> pb.RecordTeacherAbsenceResponse:
        """Notes who is away."""
        school, absence = _school(request.school), messages.read_absence(request)
        return change_once(
            self._pool, request, school, pb.RecordTeacherAbsenceResponse,
            lambda connection, asker: pb.RecordTeacherAbsenceResponse(
                absence=messages.absence(substituting.record_absence(connection, asker, absence))
            ),
        )  # fmt: skip

    def EndTeacherAbsence(
        self, request: pb.EndTeacherAbsenceRequest, context: grpc.ServicerContext
    ) -> pb.EndTeacherAbsenceResponse:
        """The teacher is back."""
        school, absence_id = _school(request.school), _id(request.absence, "absence")
        last = read_day(request.last_date, "last_date")

        def work(connection: Connection[Any], asker: Asker) -> pb.EndTeacherAbsenceResponse:
            absence, ended = substituting.end_absence(connection, asker, absence_id, request.seen_version, last)
            return pb.EndTeacherAbsenceResponse(
                absence=messages.absence(absence),
                ended_substitutions=[messages.substitution(school, each) for each in ended],
            )

        return change_once(self._pool, request, school, pb.EndTeacherAbsenceResponse, work)

    def ListTeacherAbsences(
        self, request: pb.ListTeacherAbsencesRequest, context: grpc.ServicerContext
    ) -> pb.ListTeacherAbsencesResponse:
        """Who is away on some days."""
        school = _school(request.school)
        begin, end = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = messages.read_absence_token(request.page_token)
        rows = covering_days.list_absences(self._pool, school, begin, end, after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListTeacherAbsencesResponse(
            absences=[messages.absence(row) for row in rows[:size]],
            next_page_token=pages.encode([last.begin.isoformat(), last.absence_id]) if last else "",
        )

    def GetDayToCover(
        self, request: pb.GetDayToCoverRequest, context: grpc.ServicerContext
    ) -> pb.GetDayToCoverResponse:
        """A day at once."""
        school = _school(request.school)
        day = covering_days.get_day(self._pool, school, read_day(request.date, "date"))
        return pb.GetDayToCoverResponse(
            absences=[messages.absence(each) for each in day.absences],
            lessons=[messages.to_cover(school, each) for each in day.lessons],
            teachers=[f"persons/{each}" for each in day.teachers],
        )

    def AssignSubstitutes(
        self, request: pb.AssignSubstitutesRequest, context: grpc.ServicerContext
    ) -> pb.AssignSubstitutesResponse:
        """Assigns many lessons."""
        school = _school(request.school)
        if len(request.lines) > MOST_LINES:
            raise InvalidArgument("TOO_MANY_LINES", f"Assign 1 to {MOST_LINES} lessons at once.")
        lines = [messages.read_line(school, line) for line in request.lines]
        return change_once(
            self._pool, request, school, pb.AssignSubstitutesResponse,
            lambda connection, asker: pb.AssignSubstitutesResponse(
                outcomes=[messages.outcome(school, each) for each in substituting.assign(connection, asker, lines)]
            ),
        )  # fmt: skip

    def EndSubstitution(
        self, request: pb.EndSubstitutionRequest, context: grpc.ServicerContext
    ) -> pb.EndSubstitutionResponse:
        """Takes one back."""
        school, substitution_id = _school(request.school), _id(request.substitution, "substitution")
        seen, reason = request.seen_version, clean(request.reason)
        return change_once(
            self._pool, request, school, pb.EndSubstitutionResponse,
            lambda connection, asker: pb.EndSubstitutionResponse(
                substitution=messages.substitution(
                    school, substituting.end_substitution(connection, asker, substitution_id, seen, reason)
                )
            ),
        )  # fmt: skip

    def ListSubstitutions(
        self, request: pb.ListSubstitutionsRequest, context: grpc.ServicerContext
    ) -> pb.ListSubstitutionsResponse:
        """The register."""
        person = parse(request.person, "persons/{person}")["person"] if request.person else None
        found, token = self._register(request, person, ended=request.ended)
        return pb.ListSubstitutionsResponse(substitutions=found, next_page_token=token)

    def ListOwnSubstitutions(
        self, request: pb.ListOwnSubstitutionsRequest, context: grpc.ServicerContext
    ) -> pb.ListOwnSubstitutionsResponse:
        """Where the caller stands in."""
        found, token = self._register(request, current_call().person_id, ended=False)
        return pb.ListOwnSubstitutionsResponse(substitutions=found, next_page_token=token)

    def _register(
        self,
        request: pb.ListSubstitutionsRequest | pb.ListOwnSubstitutionsRequest,
        person_id: str | None,
        *,
        ended: bool,
    ) -> tuple[list[pb.Substitution], str]:
        school = _school(request.school)
        days = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = messages.read_register_token(request.page_token)
        rows = covering_days.list_substitutions(self._pool, school, days, person_id, after, size + 1, ended=ended)
        last = rows[size - 1] if len(rows) > size else None
        token = pages.encode([last.day.isoformat(), last.bell, last.substitution_id]) if last else ""
        return [messages.substitution(school, row) for row in rows[:size]], token


def _school(name: str) -> str:
    return parse(name, _SCHOOL)["school"]


def _id(text: str, field: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", f"{field} must be an id that this service gave.", metadata={"field": field})
    return text
