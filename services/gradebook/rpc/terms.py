"""TermMarkService: term, interim, annual, exam and final marks; closing, confirmation and publication of periods."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from psycopg import Connection
from zvonok.gradebook.v1 import terms_pb2 as pb
from zvonok.gradebook.v1 import terms_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import assessing, periods, summing_up
from services.gradebook.actions.asking import Asker
from services.gradebook.domain.terms import Period
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import term_messages as messages
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import GROUP, PUPIL, read_day

_SCHOOL = "schools/{school}"
_CLASS = "schools/{school}/classes/{class}"
_MOST_MARKS = 1000
_PAGE, _MOST = 100, 500
_FIRST_YEAR, _LAST_YEAR = 1000, 9999
Answer = TypeVar("Answer", bound=Message)


class TermMarkServicer(terms_pb2_grpc.TermMarkServiceServicer):
    """See proto/zvonok/gradebook/v1/terms.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetTermMarks(self, request: pb.GetTermMarksRequest, context: grpc.ServicerContext) -> pb.GetTermMarksResponse:
        """A group's marks."""
        ids, now = parse(request.group, GROUP), datetime.now(UTC)
        year = _year(request.school_year)
        marks = assessing.get_term_marks(self._pool, ids["school"], ids["group"], year, now)
        message = pb.GetTermMarksResponse(periods=[_period(ids["school"], each, now) for each in marks.periods])
        messages.fill_marks(message, ids["school"], marks)
        return message

    def RecordTermMarks(
        self, request: pb.RecordTermMarksRequest, context: grpc.ServicerContext
    ) -> pb.RecordTermMarksResponse:
        """Saves decisions."""
        if len(request.marks) > _MOST_MARKS:
            raise InvalidArgument("TOO_MANY_CELLS", f"At most {_MOST_MARKS} marks in one save.")
        ids = parse(request.group, GROUP)
        wanted, reason = messages.read_wanted(request, ids["school"]), clean(request.reason)
        return change_once(
            self._pool, request, ids["school"], pb.RecordTermMarksResponse,
            lambda connection, asker: messages.recorded(
                ids["school"],
                assessing.record_term_marks(
                    connection, asker, ids["group"], wanted, reason, all_or_nothing=request.all_or_nothing
                ),
            ),
        )  # fmt: skip

    def GetSummarySheet(
        self, request: pb.GetSummarySheetRequest, context: grpc.ServicerContext
    ) -> pb.GetSummarySheetResponse:
        """A class's sheet."""
        ids, now = parse(getattr(request, "class"), _CLASS), datetime.now(UTC)
        named = messages.read_period(request.period, ids["school"])
        sheet = summing_up.get_summary_sheet(self._pool, ids["school"], ids["class"], named, now)
        message = pb.GetSummarySheetResponse(period=_period(ids["school"], sheet.period, now))
        messages.fill_sheet(message, ids["school"], sheet)
        return message

    def GetPeriod(self, request: pb.GetPeriodRequest, context: grpc.ServicerContext) -> pb.GetPeriodResponse:
        """How far the school is."""
        school, now = parse(request.school, _SCHOOL)["school"], datetime.now(UTC)
        named = messages.read_period(request.period, school)
        period, groups = summing_up.get_period(self._pool, school, named, now)
        return pb.GetPeriodResponse(
            period=_period(school, period, now), groups=[messages.progress(school, each) for each in groups]
        )

    def ListPeriods(self, request: pb.ListPeriodsRequest, context: grpc.ServicerContext) -> pb.ListPeriodsResponse:
        """The periods of a year."""
        school, now = parse(request.school, _SCHOOL)["school"], datetime.now(UTC)
        found, years = periods.list_periods(self._pool, school, _year(request.school_year), now)
        return pb.ListPeriodsResponse(periods=[_period(school, each, now) for each in found], school_years=years)

    def ListFlags(self, request: pb.ListFlagsRequest, context: grpc.ServicerContext) -> pb.ListFlagsResponse:
        """What to look at."""
        school, now = parse(request.school, _SCHOOL)["school"], datetime.now(UTC)
        named = messages.read_period(request.period, school)
        size, after = pages.page_size(request.page_size, _PAGE, _MOST), pages.read_id(request.page_token)
        found, rest = summing_up.list_flags(self._pool, school, named, now, after, size)
        return pb.ListFlagsResponse(
            marks=[messages.flagged(school, request.period, each) for each in found],
            next_page_token=pages.encode([rest]) if rest else "",
        )

    def ClosePeriod(self, request: pb.ClosePeriodRequest, context: grpc.ServicerContext) -> pb.ClosePeriodResponse:
        """Closes it."""
        return self._change(
            request, pb.ClosePeriodResponse,
            lambda connection, asker, named: periods.close_period(
                connection, asker, named, accept_missing=request.accept_missing
            ),
        )  # fmt: skip

    def ReopenPeriod(self, request: pb.ReopenPeriodRequest, context: grpc.ServicerContext) -> pb.ReopenPeriodResponse:
        """Opens it again."""
        reason = clean(request.reason)
        return self._change(
            request, pb.ReopenPeriodResponse,
            lambda connection, asker, named: periods.reopen_period(connection, asker, named, reason),
        )  # fmt: skip

    def ConfirmPeriod(
        self, request: pb.ConfirmPeriodRequest, context: grpc.ServicerContext
    ) -> pb.ConfirmPeriodResponse:
        """The council's protocol."""
        protocol, day = clean(request.protocol), read_day(request.protocol_date, "protocol_date")
        return self._change(
            request, pb.ConfirmPeriodResponse,
            lambda connection, asker, named: periods.confirm_period(connection, asker, named, protocol, day),
        )  # fmt: skip

    def SetPublication(
        self, request: pb.SetPublicationRequest, context: grpc.ServicerContext
    ) -> pb.SetPublicationResponse:
        """The moment from which families see it."""
        at = _time(request)
        return self._change(
            request, pb.SetPublicationResponse,
            lambda connection, asker, named: periods.set_publication(
                connection, asker, named, asker.now if request.now else at
            ),
        )  # fmt: skip

    def GetPupilTermMarks(
        self, request: pb.GetPupilTermMarksRequest, context: grpc.ServicerContext
    ) -> pb.GetPupilTermMarksResponse:
        """A pupil's published marks."""
        ids, year = parse(request.pupil, PUPIL), _year(request.school_year)
        year, shown, marks = summing_up.get_pupil_term_marks(
            self._pool, ids["school"], ids["pupil"], year, datetime.now(UTC)
        )
        message = pb.GetPupilTermMarksResponse(school_year=year)
        messages.fill_pupil(message, ids["school"], shown, marks)
        return message

    def _change(
        self,
        request: Any,
        answer: type[Answer],
        work: Callable[[Connection[Any], Asker, periods.Named], Period],
    ) -> Answer:
        """Changes a period once, and answers with it as it is then."""
        school = parse(request.school, _SCHOOL)["school"]
        named = messages.read_period(request.period, school, request.seen_version)

        def change(connection: Connection[Any], asker: Asker) -> Answer:
            period = work(connection, asker, named)
            return answer(period=_period(school, period, asker.now))

        return change_once(self._pool, request, school, answer, change)


def _period(school_id: str, period: Period, now: datetime) -> pb.Period:
    return messages.period_message(school_id, period, published=period.published(now))


def _year(year: int) -> int:
    if year and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InvalidArgument(
            "BAD_YEAR", "school_year is a year such as 2027, or 0.", metadata={"field": "school_year"}
        )
    return year


def _time(request: pb.SetPublicationRequest) -> datetime | None:
    if not request.HasField("publish_time"):
        return None
    try:
        return request.publish_time.ToDatetime(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidArgument("BAD_TIME", "publish_time must be a time.", metadata={"field": "publish_time"}) from error
