"""The demonstration's timetable: bells, a week of holidays, and two subjects that change places every other week."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from uuid import uuid4

from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.gradebook.v1 import timetable_pb2_grpc

from deploy.local.connection import Platform

Metadata = tuple[tuple[str, str], ...]

_BEGINS = ("08:30", "09:25", "10:25", "11:25", "12:25", "13:25", "14:20", "15:15")
_ENDS = ("09:15", "10:10", "11:10", "12:10", "13:10", "14:10", "15:05", "16:00")
_SHORT_BEGINS = ("08:30", "09:10", "09:50", "10:40", "11:30", "12:10", "12:50", "13:30")
_SHORT_ENDS = ("09:00", "09:40", "10:20", "11:10", "12:00", "12:40", "13:20", "14:00")
# The last week of the term in which today lies (generate.add_terms).
_HOLIDAYS_AFTER_WEEKS = 3
_MOST_TRIES = 40


def set_timetable(platform: Platform, school: str, today: date, metadata: Metadata) -> None:
    """Sets them as a deputy head does; what an interrupted load has set stays. Raises grpc.RpcError, RuntimeError."""
    with platform.channel("gradebook") as channel:
        _set(timetable_pb2_grpc.TimetableServiceStub(channel), school, today, metadata)


def _set(stub: timetable_pb2_grpc.TimetableServiceStub, school: str, today: date, metadata: Metadata) -> None:
    calendar = stub.GetCalendar(pb.GetCalendarRequest(school=school), metadata=metadata).calendar
    if not calendar.bell_schedules:
        wanted = pb.SetBellSchedulesRequest(
            school=school, request_id=str(uuid4()), seen_version=calendar.version,
            bell_schedules=[
                _schedule("Обычные дни", range(1, 8), _BEGINS, _ENDS),
                _schedule("Сокращённые уроки", (), _SHORT_BEGINS, _SHORT_ENDS),
            ],
        )  # fmt: skip
        calendar = _done(stub.SetBellSchedules(wanted, metadata=metadata)).calendar
    monday = today - timedelta(days=today.weekday())
    if not calendar.a_weeks:
        begin = monday + timedelta(weeks=_HOLIDAYS_AFTER_WEEKS)
        holidays = pb.SpecialDay(
            begin_date=begin.isoformat(), end_date=(begin + timedelta(days=6)).isoformat(), title="Каникулы", off=True
        )
        days = pb.SetCalendarRequest(
            school=school, request_id=str(uuid4()), seen_version=calendar.version, special_days=[holidays],
            a_weeks=[(monday + timedelta(weeks=1)).isoformat()],
        )  # fmt: skip
        _done(stub.SetCalendar(days, metadata=metadata))
    groups = stub.GetTimetable(pb.GetTimetableRequest(school=school), metadata=metadata).groups
    if not any(group.own for group in groups):
        _alternate(stub, school, metadata, groups, monday + timedelta(weeks=1))


def _schedule(title: str, weekdays: Sequence[int], begins: Sequence[str], ends: Sequence[str]) -> pb.BellSchedule:
    bells = [
        pb.Bell(bell=number, begin_time=begin, end_time=end)
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True), 1)
    ]
    return pb.BellSchedule(title=title, weekdays=weekdays, bells=bells)


def _alternate(
    stub: timetable_pb2_grpc.TimetableServiceStub,
    school: str,
    metadata: Metadata,
    groups: Sequence[pb.GroupTimetable],
    begin: date,
) -> None:
    """Lets two subjects of a class with a lesson a week change places in B weeks: the first two for which that can be.

    Best of 7А, to which most accounts of the demonstration belong.
    """
    single = sorted((group for group in groups if len(group.entries) == 1), key=lambda group: group.class_title != "7А")
    pairs = [(one, two) for one, two in combinations(single, 2) if one.class_title == two.class_title]
    for first, second in pairs[:_MOST_TRIES]:
        wanted = pb.SetTimetableRequest(
            school=school, request_id=str(uuid4()), begin_date=begin.isoformat(),
            groups=[_in_turns(first, second), _in_turns(second, first)],
        )  # fmt: skip
        if not stub.SetTimetable(wanted, metadata=metadata).refusals:
            return


def _in_turns(group: pb.GroupTimetable, other: pb.GroupTimetable) -> pb.GroupEntries:
    own, there = group.entries[0], other.entries[0]
    entries = [
        pb.TimetableEntry(weekday=own.weekday, bell=own.bell, room=own.room, weeks=pb.WEEK_KIND_A),
        pb.TimetableEntry(weekday=there.weekday, bell=there.bell, room=own.room, weeks=pb.WEEK_KIND_B),
    ]
    return pb.GroupEntries(group=group.group, seen_version=group.version, entries=entries)


def _done(
    answer: pb.SetBellSchedulesResponse | pb.SetCalendarResponse,
) -> pb.SetBellSchedulesResponse | pb.SetCalendarResponse:
    if answer.refusals:
        raise RuntimeError(f"the demonstration's timetable was refused by {answer.refusals[0].rule}")
    return answer
