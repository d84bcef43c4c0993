"""Bells, special days, A weeks, shared rooms: what is kept, shown with lessons, and refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.errors import Conflict, InvalidArgument, NotAllowed
from kit.ids import new_id
from tests.conftest import Pool
from tests.integration.gradebook.timetables import NEXT, Office, bells, day_as, entry, off, rules
from tests.integration.gradebook.world import TODAY, World

DAY = timedelta(days=1)


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(World(pool("gradebook")))


def test_bells_are_shown_where_lessons_are_and_a_short_day_has_its_own(office: Office) -> None:
    world = office.world
    algebra = office.course(periods=["mon-1", "mon-2", "sat-1", "tue-1"])
    calendar = office.set_bells(
        bells("Обычные дни", [1, 2, 3, 4, 5], "08:30-09:15", "09:25-10:10"), bells("Короткие", [], "08:30-09:00")
    ).calendar
    short = next(each.bell_schedule for each in calendar.bell_schedules if each.title == "Короткие")
    tuesday = NEXT + DAY
    office.set_calendar(
        pb.SpecialDay(begin_date=tuesday.isoformat(), end_date=tuesday.isoformat(), title="Праздник",
                      bell_schedule=short)
    )  # fmt: skip
    shown = {(each.date, each.bell): (each.begin_time, each.end_time) for each in algebra.lessons(NEXT)}
    assert shown[NEXT.isoformat(), 1] == ("08:30", "09:15")
    assert shown[NEXT.isoformat(), 2] == ("09:25", "10:10")
    assert shown[tuesday.isoformat(), 1] == ("08:30", "09:00")
    assert shown[(NEXT + 5 * DAY).isoformat(), 1] == ("", "")
    first = algebra.lessons(NEXT)[0]
    assert world.get(first.name).lesson.end_time == "09:15"
    week = gradebook_pb2.GetDiaryRequest(pupil=world.pupil(), begin_date=NEXT.isoformat(), end_date=tuesday.isoformat())
    diary = world.call(world.servicer.GetDiary, week).lessons
    assert [each.lesson.begin_time for each in diary] == ["08:30", "09:25", "08:30"]
    days = office.call("GetWeek", date=NEXT.isoformat(), room="x").days
    assert [len(day.bells) for day in days] == [2, 1, 2, 2, 2, 0, 0]
    assert (days[1].title, days[1].off, days[1].in_term) == ("Праздник", False, True)


def test_an_exchanged_day_rings_as_the_day_it_goes_by(office: Office) -> None:
    office.set_bells(bells("Будни", [1], "08:30-09:15"), bells("Суббота", [6], "10:00-10:40"))
    office.set_calendar(day_as(NEXT + 5 * DAY, 1), off(NEXT))
    days = office.call("GetWeek", date=NEXT.isoformat(), room="x").days
    assert (days[5].weekday, days[5].bells[0].begin_time) == (1, "08:30")
    assert (days[0].off, days[0].weekday, list(days[0].bells)) == (True, 0, [])


def test_a_schedule_keeps_its_id_and_one_in_use_can_not_go(office: Office) -> None:
    first = office.set_bells(bells("Будни", [1, 2], "08:30-09:15")).calendar.bell_schedules[0]
    changed = office.set_bells(bells("Все дни", [1, 2, 3], "08:00-08:45", bell_schedule=first.bell_schedule)).calendar
    assert (changed.bell_schedules[0].bell_schedule, changed.bell_schedules[0].title) == (
        first.bell_schedule, "Все дни",
    )  # fmt: skip
    special = {"bell_schedule": first.bell_schedule, "begin_date": NEXT.isoformat(), "end_date": NEXT.isoformat()}
    office.set_calendar(pb.SpecialDay(**special))
    assert rules(office.set_bells(bells("Новое", [1], "08:30-09:15"))) == [("bell_schedules", "SCHEDULE_IN_USE")]


@pytest.mark.parametrize(
    ("schedules", "expected"),
    [
        ([bells("", [1], "08:30-09:15")], ("bell_schedules[0].title", "TITLE_NEEDED")),
        (
            [bells("А", [1], "08:30-09:15"), bells("А", [2], "08:30-09:15")],
            ("bell_schedules[1].title", "TITLE_NEEDED"),
        ),
        ([bells("x" * 201, [1], "08:30-09:15")], ("bell_schedules[0].title", "TEXT_TOO_LONG")),
        ([bells("А", [8], "08:30-09:15")], ("bell_schedules[0].weekdays", "BAD_WEEKDAY")),
        (
            [bells("А", [1], "08:30-09:15"), bells("Б", [1], "08:30-09:15")],
            ("bell_schedules[1].weekdays", "WEEKDAY_TWICE"),
        ),
        ([bells("А", [1])], ("bell_schedules[0].bells", "BELLS_NEEDED")),
        ([bells("А", [1], "09:15-08:30")], ("bell_schedules[0].bells", "BELLS_OVERLAP")),
        ([bells("А", [1], "08:30-09:15", "09:10-09:55")], ("bell_schedules[0].bells", "BELLS_OVERLAP")),
        ([bells("А", [1], *["08:30-09:15"] * 21)], None),
        (
            [bells("А", [1], "08:30-09:15", bell_schedule="01920000-0000-7000-8000-000000000001")],
            ("bell_schedules[0]", "UNKNOWN_BELL_SCHEDULE"),
        ),
    ],
)
def test_bells_that_can_not_be_are_refused_by_name(
    office: Office, schedules: list[pb.BellSchedule], expected: tuple[str, str] | None
) -> None:
    found = rules(office.set_bells(*schedules))
    assert found == [expected] if expected else {rule for _, rule in found} == {"BELLS_OVERLAP", "BAD_BELL"}
    assert office.calendar().version == 0


@pytest.mark.parametrize("begin_time", ["", "8:30", "24:00", "08:60", "08:30:00", "half past"])
def test_what_is_no_time_is_refused(office: Office, begin_time: str) -> None:
    wrong = pb.BellSchedule(title="А", bells=[pb.Bell(bell=1, begin_time=begin_time, end_time="09:15")])
    with pytest.raises(InvalidArgument) as refused:
        office.set_bells(wrong)
    assert (refused.value.reason, refused.value.metadata["field"]) == (
        "BAD_TIME_OF_DAY", "bell_schedules[0].bells[0]",
    )  # fmt: skip


def day(begin: Any = NEXT, end: Any = None, **fields: Any) -> pb.SpecialDay:
    return pb.SpecialDay(begin_date=begin.isoformat(), end_date=(end or begin).isoformat(), **fields)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([off(NEXT, NEXT - DAY)], ("special_days[0]", "DATES_REVERSED")),
        ([off(NEXT, NEXT + 121 * DAY)], ("special_days[0]", "DATES_REVERSED")),
        ([off(NEXT + timedelta(days=2000))], ("special_days[0]", "DATE_OUT_OF_RANGE")),
        ([day()], ("special_days[0]", "OFF_OR_LESSONS")),
        ([day(off=True, as_weekday=1)], ("special_days[0]", "OFF_OR_LESSONS")),
        ([day(end=NEXT + DAY, as_weekday=1)], ("special_days[0]", "ONE_DAY")),
        ([day(as_weekday=8)], ("special_days[0]", "BAD_WEEKDAY")),
        ([day(weeks=pb.WEEK_KIND_A)], ("special_days[0]", "NO_A_WEEKS")),
        ([day(bell_schedule="01920000-0000-7000-8000-000000000001")], ("special_days[0]", "UNKNOWN_BELL_SCHEDULE")),
        ([off(NEXT, title="a\x00b")], ("special_days[0]", "BAD_CHARACTER")),
        ([off(NEXT, NEXT + 3 * DAY), off(NEXT + 2 * DAY)], ("special_days[1]", "DAYS_OVERLAP")),
        ([off(TODAY - DAY)], ("special_days[0]", "DAY_IN_PAST")),
        ([off(TODAY - DAY, TODAY + DAY)], ("special_days[0]", "DAY_IN_PAST")),
    ],
)
def test_special_days_that_can_not_be_are_refused_by_name(
    office: Office, days: list[pb.SpecialDay], expected: tuple[str, str]
) -> None:
    assert rules(office.set_calendar(*days)) == [expected]
    assert office.calendar().version == 0


def test_weeks_rooms_and_numbers_that_can_not_be_are_refused(office: Office) -> None:
    assert rules(office.set_calendar(a_weeks=[NEXT + DAY])) == [("a_weeks[0]", "NOT_A_MONDAY")]
    assert rules(office.set_calendar(rooms=["", "x" * 51])) == [
        ("shared_rooms[0]", "ROOM_NEEDED"), ("shared_rooms[1]", "TEXT_TOO_LONG"),
    ]  # fmt: skip
    with pytest.raises(InvalidArgument) as many:
        office.set_calendar(*[off(NEXT)] * 401)
    assert many.value.metadata["field"] == "special_days"
    with pytest.raises(InvalidArgument):
        office.call("SetCalendar", a_weeks=["2026-02-30"])
    with pytest.raises(InvalidArgument):
        office.call("GetWeek", date=NEXT.isoformat())
    with pytest.raises(NotAllowed):
        office.call("SetCalendar", school=f"schools/{new_id()}")


def test_days_that_were_stay_special_and_a_change_between_is_a_conflict(office: Office) -> None:
    office.set_calendar(off(TODAY, NEXT))
    office.set_calendar(off(TODAY, NEXT + DAY))
    with pytest.raises(Conflict):
        office.call("SetCalendar", seen_version=1)
    with pytest.raises(Conflict):
        office.call("SetBellSchedules", seen_version=1)
    # Tomorrow, today's day off is one of those that were.
    with office.world.pool.connection() as connection:
        connection.execute("SELECT set_config('zvonok.school', '*', false)")
        connection.execute("UPDATE special_day SET begin_date = %s", [TODAY - DAY])
        connection.execute("SELECT set_config('zvonok.school', '', false)")
    assert rules(office.set_calendar(off(NEXT))) == [("special_days", "DAY_IN_PAST")]
    assert rules(office.set_calendar(off(TODAY - DAY, NEXT, title="Каникулы, исправлено"))) == []


def test_a_bell_that_the_day_has_not_is_refused_in_a_pattern(office: Office) -> None:
    algebra = office.course()
    office.set_bells(bells("Будни", [1], "08:30-09:15"))
    assert rules(office.set(algebra.entries(entry(1, 2)))) == [("groups[0].entries[0]", "NO_SUCH_BELL")]
    assert rules(office.set(algebra.entries(entry(2, 2)))) == []
