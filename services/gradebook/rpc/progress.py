"""ProgressService: where pupils stand, what they need, what they owe."""

from collections.abc import Iterable, Sequence
from datetime import date

import grpc
from zvonok.gradebook.v1 import gradebook_pb2, progress_pb2_grpc
from zvonok.gradebook.v1 import progress_pb2 as pb

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import forecasting
from services.gradebook.domain.forecast import Forecast, Way
from services.gradebook.rpc.messages import category_message, decimal_text, exempt_messages
from services.gradebook.rpc.requests import CLASS, GROUP, LONGEST_JOURNAL_DAYS, PUPIL, read_day, read_days
from services.gradebook.store.progress import CourseMarkRow, OwedRow, Whose

_SCHOOL = "schools/{school}"
_PAGE, _MOST = 100, 500


class ProgressServicer(progress_pb2_grpc.ProgressServiceServicer):
    """See proto/zvonok/gradebook/v1/progress.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetForecast(self, request: pb.GetForecastRequest, context: grpc.ServicerContext) -> pb.GetForecastResponse:
        """A pupil's courses."""
        ids = parse(request.pupil, PUPIL)
        days = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        courses, categories = forecasting.get_forecast(self._pool, ids["school"], ids["pupil"], *days)
        return pb.GetForecastResponse(
            courses=[_course(ids["school"], each) for each in courses],
            categories=[category_message(each) for each in categories],
        )

    def GetGroupForecast(
        self, request: pb.GetGroupForecastRequest, context: grpc.ServicerContext
    ) -> pb.GetGroupForecastResponse:
        """Everybody of a group."""
        ids = parse(request.group, GROUP)
        days = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        found = forecasting.get_group_forecast(self._pool, ids["school"], ids["group"], *days)
        return pb.GetGroupForecastResponse(
            pupils=[
                pb.PupilForecast(
                    pupil=f"schools/{ids['school']}/pupils/{pupil_id}", forecast=_forecast(each, found.minimum_marks)
                )
                for pupil_id, each in found.pupils
            ],
            categories=[category_message(each) for each in found.categories],
        )

    def ListGroupOwedWork(
        self, request: pb.ListGroupOwedWorkRequest, context: grpc.ServicerContext
    ) -> pb.ListGroupOwedWorkResponse:
        """What a group owes."""
        ids = parse(request.group, GROUP)
        works, token = self._owed(ids["school"], Whose(group_id=ids["group"]), request.page_size, request.page_token)
        return pb.ListGroupOwedWorkResponse(works=works, next_page_token=token)

    def ListPupilOwedWork(
        self, request: pb.ListPupilOwedWorkRequest, context: grpc.ServicerContext
    ) -> pb.ListPupilOwedWorkResponse:
        """What a pupil owes."""
        ids = parse(request.pupil, PUPIL)
        works, token = self._owed(ids["school"], Whose(pupil_id=ids["pupil"]), request.page_size, request.page_token)
        return pb.ListPupilOwedWorkResponse(works=works, next_page_token=token)

    def ListClassOwedWork(
        self, request: pb.ListClassOwedWorkRequest, context: grpc.ServicerContext
    ) -> pb.ListClassOwedWorkResponse:
        """What a class owes."""
        ids = parse(getattr(request, "class"), CLASS)
        works, token = self._owed(ids["school"], Whose(class_id=ids["class"]), request.page_size, request.page_token)
        return pb.ListClassOwedWorkResponse(works=works, next_page_token=token)

    def ListOverdueWork(
        self, request: pb.ListOverdueWorkRequest, context: grpc.ServicerContext
    ) -> pb.ListOverdueWorkResponse:
        """What is overdue in a school."""
        ids = parse(request.school, _SCHOOL)
        works, token = self._owed(ids["school"], Whose(), request.page_size, request.page_token, overdue=True)
        return pb.ListOverdueWorkResponse(works=works, next_page_token=token)

    def _owed(
        self, school_id: str, whose: Whose, page_size: int, page_token: str, *, overdue: bool = False
    ) -> tuple[Sequence[pb.OwedWork], str]:
        size = pages.page_size(page_size, _PAGE, _MOST)
        rows, today = forecasting.list_owed(
            self._pool, school_id, whose, _read_token(page_token), size + 1, overdue=overdue
        )
        last = rows[size - 1] if len(rows) > size else None
        token = pages.encode([last.due.isoformat(), last.line_item_id, last.pupil_id]) if last else ""
        return [_owed_message(school_id, row, today) for row in rows[:size]], token


def _read_token(token: str) -> tuple[date, str, str] | None:
    if not token:
        return None
    day, item, pupil = pages.decode(token, str, str, str)
    if not is_id(str(item)) or not is_id(str(pupil)):
        raise InvalidArgument("BAD_PAGE_TOKEN", "The page token is not one of ours: leave it empty to start again.")
    return read_day(str(day), "page_token"), str(item), str(pupil)


def _course(school_id: str, course: forecasting.Course) -> pb.Course:
    return pb.Course(
        group=f"schools/{school_id}/groups/{course.row.group_id}",
        subject_title=course.row.subject_title,
        marks=[
            pb.CourseMark(date=mark.day.isoformat(), mark=_mark(mark), exempt=exempt) for mark, exempt in course.marks
        ],
        forecast=_forecast(course.forecast, course.row.scale.minimum_marks),
        exempt_times=exempt_messages(course.row.exempt),
    )


def _mark(mark: CourseMarkRow) -> gradebook_pb2.DiaryMark:
    return gradebook_pb2.DiaryMark(
        value=mark.value,
        category=mark.category,
        title=mark.title,
        weight=decimal_text(mark.weight),
        comment=mark.comment,
        due_date=mark.due.isoformat() if mark.due is not None else "",
    )


def _forecast(found: Forecast, minimum_marks: int) -> pb.Forecast:
    return pb.Forecast(
        average="" if found.average is None else str(found.average),
        marks=found.marks,
        minimum_marks=minimum_marks,
        targets=[
            pb.Target(
                mark=target.mark,
                threshold=f"{target.threshold:.2f}",
                reached=target.reached,
                ways=_ways(target.ways),
            )
            for target in found.targets
        ],
    )


def _ways(ways: Iterable[Way]) -> list[pb.Way]:
    return [pb.Way(category=way.category, value=way.value, count=way.count) for way in ways]


def _owed_message(school_id: str, row: OwedRow, today: date) -> pb.OwedWork:
    lesson = f"schools/{school_id}/groups/{row.group_id}/lessons/{row.lesson_id}"
    return pb.OwedWork(
        line_item=f"{lesson}/lineItems/{row.line_item_id}",
        pupil=f"schools/{school_id}/pupils/{row.pupil_id}",
        date=row.day.isoformat(),
        due_date=row.due.isoformat(),
        category=row.category,
        title=row.title,
        subject_title=row.subject_title,
        class_title=row.class_title,
        comment=row.comment,
        version=row.version,
        overdue=row.due < today,
    )
