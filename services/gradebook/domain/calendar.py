"""The days of a school: which timetable each goes by, and when its bells ring. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

WEEK = timedelta(days=7)
EVERY, A, B = "every", "a", "b"
LAST_BELL = 20
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class BellSchedule:
    """When the bells ring; `weekdays`: 1 (Monday) to 7, on which it holds."""

    schedule_id: str
    title: str
    weekdays: tuple[int, ...]
    # bell → begin, end
    bells: Mapping[int, tuple[time, time]]


@dataclass(frozen=True, slots=True, order=True)
class SpecialDay:
    """A day, or days off, unlike its day of the week; both days are inclusive.

    `as_weekday`: it goes by the timetable of that day; `weeks`: of that kind of week ("a", "b"; empty: its own).
    """

    begin: date
    end: date
    title: str = ""
    off: bool = False
    as_weekday: int | None = None
    weeks: str = ""
    schedule_id: str | None = None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """By which timetable a day goes: weekday 1 to 7, kind of week ("": the school has no A and B weeks)."""

    weekday: int
    weeks: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a school has said of its days. `a_weeks`: Mondays that begin an A week, ascending."""

    special_days: Sequence[SpecialDay] = ()
    a_weeks: Sequence[date] = ()
    schedules: Sequence[BellSchedule] = ()
    shared_rooms: Sequence[str] = ()
    version: int = 0
    _special: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)
    _of_weekday: dict[int, BellSchedule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        special = {day: each for each in self.special_days for day in days_of(each.begin, each.end)}
        object.__setattr__(self, "_special", special)
        of_weekday = {weekday: each for each in self.schedules for weekday in each.weekdays}
        object.__setattr__(self, "_of_weekday", of_weekday)

    def special(self, day: date) -> SpecialDay | None:
        """What is special about a day."""
        return self._special.get(day)

    def plan_of(self, day: date) -> DayPlan | None:
        """The timetable by which a day goes; None: a day off."""
        special = self._special.get(day)
        if special is None:
            return DayPlan(day.isoweekday(), self.weeks_of(day))
        if special.off:
            return None
        return DayPlan(special.as_weekday or day.isoweekday(), special.weeks or self.weeks_of(day))

    def weeks_of(self, day: date) -> str:
        """The kind of a day's week by the calendar alone."""
        if not self.a_weeks:
            return ""
        monday = day - timedelta(days=day.weekday())
        begun = [each for each in self.a_weeks if each <= monday]
        from_week = begun[-1] if begun else self.a_weeks[0]
        return A if (monday - from_week) // WEEK % 2 == 0 else B

    def bells_of(self, day: date) -> Mapping[int, tuple[time, time]]:
        """When the bells of a day ring; empty on a day off, and where the school has said nothing."""
        special, plan = self._special.get(day), self.plan_of(day)
        if plan is None:
            return {}
        if special is not None and special.schedule_id is not None:
            return next((each.bells for each in self.schedules if each.schedule_id == special.schedule_id), {})
        schedule = self._of_weekday.get(plan.weekday)
        return schedule.bells if schedule else {}

    def is_shared(self, room: str) -> bool:
        """Whether a room holds several groups at once."""
        return room_key(room) in {room_key(each) for each in self.shared_rooms}


def days_of(begin: date, end: date) -> Iterable[date]:
    """The days from one to another, both inclusive."""
    return (begin + timedelta(days=number) for number in range((end - begin).days + 1))


def room_key(room: str) -> str:
    """What tells one room from another: case and blanks do not."""
    return " ".join(room.casefold().split())


def in_weeks(weeks: str, kind: str) -> bool:
    """Whether what holds in `weeks` ("every", "a", "b") holds in a week of a kind."""
    return weeks in (EVERY, kind)


def read_time(text: str) -> time | None:
    """HH:MM; None for anything else."""
    return time.fromisoformat(text) if _TIME.fullmatch(text) else None
