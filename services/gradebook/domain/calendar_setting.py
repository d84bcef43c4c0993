"""What of a school's bells, special days and A weeks can't be. Pure.

Days before today stay as they were: what was is corrected lesson by lesson, with a reason, and not by the calendar.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.gradebook.domain.calendar import LAST_BELL, WEEK, BellSchedule, Calendar, SpecialDay, days_of
from services.gradebook.domain.texts import LONGEST_TITLE, Problem, bad_text
from services.gradebook.domain.timetable_setting import LONGEST_ROOM

MOST_SCHEDULES = 20
MOST_SPECIAL_DAYS = 400
MOST_A_WEEKS = 50
MOST_SHARED_ROOMS = 50
_LONGEST_OFF = timedelta(days=120)
# How far from today a special day or an A week may lie.
_FARTHEST = timedelta(days=366 * 3)

# (field of the request, problem)
Told = tuple[str, Problem]


def schedule_problems(schedules: Sequence[BellSchedule], calendar: Calendar) -> Iterator[Told]:
    """What can't be of bell schedules; those that are there have the ids that the calendar knows."""
    known = {each.schedule_id for each in calendar.schedules}
    titles: set[str] = set()
    weekdays: set[int] = set()
    ids: set[str] = set()
    for number, each in enumerate(schedules):
        name = f"bell_schedules[{number}]"
        if each.schedule_id and (each.schedule_id not in known or each.schedule_id in ids):
            yield name, ("UNKNOWN_BELL_SCHEDULE", "There is no such bell schedule: leave its id empty for a new one.")
        if not each.title or each.title in titles:
            yield f"{name}.title", ("TITLE_NEEDED", "Give every bell schedule a title of its own.")
        elif (problem := bad_text(each.title, LONGEST_TITLE)) is not None:
            yield f"{name}.title", problem
        if not set(each.weekdays) <= set(range(1, 8)):
            yield f"{name}.weekdays", ("BAD_WEEKDAY", "A day of the week is 1 (Monday) to 7.")
        elif weekdays & set(each.weekdays):
            yield f"{name}.weekdays", ("WEEKDAY_TWICE", "A day of the week has one bell schedule.")
        yield from _bell_problems(name, each)
        titles.add(each.title)
        weekdays.update(each.weekdays)
        ids.add(each.schedule_id)
    for day in calendar.special_days:
        if day.schedule_id is not None and day.schedule_id not in ids:
            problem = "SCHEDULE_IN_USE", f"The day {day.begin} goes by a bell schedule that would be gone."
            yield "bell_schedules", problem


def _bell_problems(name: str, schedule: BellSchedule) -> Iterator[Told]:
    if not schedule.bells:
        yield f"{name}.bells", ("BELLS_NEEDED", "A bell schedule has at least one bell.")
    last = None
    for bell in sorted(schedule.bells):
        begin, end = schedule.bells[bell]
        if not 1 <= bell <= LAST_BELL:
            yield f"{name}.bells", ("BAD_BELL", f"A bell is 1 to {LAST_BELL}.")
        elif begin >= end or (last is not None and begin < last):
            yield (
                f"{name}.bells",
                ("BELLS_OVERLAP", f"Bell {bell} begins after the one before has ended, and ends later."),
            )
        last = end


def calendar_problems(
    days: Sequence[SpecialDay], a_weeks: Sequence[date], rooms: Sequence[str], calendar: Calendar, today: date
) -> Iterator[Told]:
    """What can't be of special days, A weeks and shared rooms."""
    schedules = {each.schedule_id for each in calendar.schedules}
    taken: set[date] = set()
    for number, day in enumerate(days):
        name = f"special_days[{number}]"
        problem = _day_problem(day, schedules, today, has_weeks=bool(a_weeks))
        if problem is not None:
            yield name, problem
            continue
        own = set(days_of(day.begin, day.end))
        if own & taken:
            yield name, ("DAYS_OVERLAP", "A day is special once.")
        taken |= own
        if day.begin < today and any(_differs(each, day, calendar) for each in own if each < today):
            yield name, ("DAY_IN_PAST", "Days before today stay as they were: cancel their lessons one by one.")
    gone = [day for each in calendar.special_days for day in days_of(each.begin, min(each.end, today - timedelta(1)))]
    if any(day not in taken for day in gone):
        yield "special_days", ("DAY_IN_PAST", "Special days before today stay.")
    yield from _week_problems(a_weeks, today)
    for number, room in enumerate(rooms):
        problem = bad_text(room, LONGEST_ROOM) if room else ("ROOM_NEEDED", "Name the room.")
        if problem is not None:
            yield f"shared_rooms[{number}]", problem


def _day_problem(day: SpecialDay, schedules: set[str], today: date, *, has_weeks: bool) -> Problem | None:
    lessons = day.as_weekday is not None or bool(day.weeks) or day.schedule_id is not None
    if not day.begin <= day.end <= day.begin + _LONGEST_OFF:
        return "DATES_REVERSED", f"The last day is not before the first, and at most {_LONGEST_OFF.days} days later."
    if abs(day.begin - today) > _FARTHEST:
        return "DATE_OUT_OF_RANGE", "The day lies too far from today."
    if day.off == lessons:
        return "OFF_OR_LESSONS", "A special day is off, or has lessons by another day of the week or other bells."
    if not day.off and day.begin != day.end:
        return "ONE_DAY", "Days with lessons are named one by one."
    return _plan_problem(day, schedules, has_weeks=has_weeks) or bad_text(day.title, LONGEST_TITLE)


def _plan_problem(day: SpecialDay, schedules: set[str], *, has_weeks: bool) -> Problem | None:
    if day.as_weekday is not None and not 1 <= day.as_weekday <= 7:  # noqa: PLR2004
        return "BAD_WEEKDAY", "A day of the week is 1 (Monday) to 7."
    if day.weeks and not has_weeks:
        return "NO_A_WEEKS", "Say first which weeks are A weeks."
    if day.schedule_id is not None and day.schedule_id not in schedules:
        return "UNKNOWN_BELL_SCHEDULE", "There is no such bell schedule."
    return None


def _differs(day: date, wanted: SpecialDay, calendar: Calendar) -> bool:
    before = calendar.special(day)
    return before is None or (before.off, before.as_weekday, before.weeks) != (
        wanted.off, wanted.as_weekday, wanted.weeks,
    )  # fmt: skip


def _week_problems(a_weeks: Sequence[date], today: date) -> Iterator[Told]:
    for number, monday in enumerate(a_weeks):
        if monday.weekday() != 0 or abs(monday - today) > _FARTHEST:
            yield f"a_weeks[{number}]", ("NOT_A_MONDAY", "Name the Monday on which an A week begins.")


def weeks_problem(before: Calendar, after: Calendar, begin: date, today: date) -> Problem | None:
    """Why A weeks can't change so, while patterns name A and B weeks: the weeks from `begin` to today stay."""
    if not after.a_weeks:
        return "A_WEEKS_NEEDED", "Groups have lessons in A or B weeks: say which weeks are A weeks."
    monday = begin - timedelta(days=begin.weekday())
    while monday + WEEK <= today:
        if before.a_weeks and before.weeks_of(monday) != after.weeks_of(monday):
            return "WEEKS_IN_PAST", "Weeks before this one keep their kind: begin a new count in a week to come."
        monday += WEEK
    return None
