"""From a weekly pattern to the lessons of terms, and from the lessons that are there to those that should be. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from services.gradebook.domain.calendar import EVERY, Calendar, days_of, in_weeks

_WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A term; both days are inclusive."""

    term_id: str
    begin: date
    end: date
    school_year: int


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A place of the weekly pattern: weekday 1 to 7, bell from 1, weeks "every", "a" or "b".

    `teacher_id`: which of the group's teachers; None: all of them. Both days are inclusive; date.min, date.max: open.
    """

    weekday: int
    bell: int
    weeks: str = EVERY
    room: str = ""
    teacher_id: str | None = None
    begin: date = date.min
    end: date = date.max


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place for a lesson: its day, its bell (from 1), its term and school year; where, and by whom if named."""

    day: date
    bell: int
    term_id: str
    school_year: int
    room: str = ""
    teacher_id: str | None = None

    @property
    def place(self) -> tuple[date, int]:
        """When it is."""
        return self.day, self.bell


@dataclass(frozen=True, slots=True)
class Planned:
    """A lesson that is there. `empty`: it is planned, stands where the pattern put it, and nothing was ever recorded.

    `moved_from`: the place that the pattern gave it, when it was moved from there.
    """

    lesson_id: str
    slot: Slot
    version: int
    empty: bool
    moved_from: tuple[date, int] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes the lessons that are there those that should be."""

    add: list[Slot] = field(default_factory=list)
    drop: list[Planned] = field(default_factory=list)
    # An empty lesson whose day now lies in another term.
    move: list[tuple[Planned, Slot]] = field(default_factory=list)
    # An empty lesson that gets another room or another of the group's teachers.
    place: list[tuple[Planned, Slot]] = field(default_factory=list)


def register_entries(periods: Iterable[str], room: str) -> list[Entry]:
    """The register's pattern ("mon-3": Monday, third bell). Raises ValueError for a period of another form."""
    return sorted(Entry(*_read(period), room=room) for period in set(periods))


def entries_in_force(register: Iterable[Entry], own: Iterable[Entry], since: date | None) -> list[Entry]:
    """The register's pattern before the day since which the school has its own, and the own from that day on."""
    if since is None:
        return list(register)
    if since == date.min:
        return list(own)
    return [replace(each, end=min(each.end, since - _DAY)) for each in register] + list(own)


class SchoolDays:
    """The days of terms on which there are lessons, by the day of the week by whose timetable they go.

    Where terms overlap, a day is of the one that begins later: a quarter, not its half-year.
    """

    def __init__(self, terms: Iterable[Term], calendar: Calendar) -> None:
        term_of: dict[date, Term] = {}
        for term in sorted(terms, key=lambda term: (term.begin, term.term_id)):
            for day in days_of(term.begin, term.end):
                term_of[day] = term
        self._by_weekday: Mapping[int, list[tuple[date, str, Term]]] = defaultdict(list)
        for day in sorted(term_of):
            plan = calendar.plan_of(day)
            if plan is not None:
                self._by_weekday[plan.weekday].append((day, plan.weeks, term_of[day]))

    def slots(self, entries: Iterable[Entry]) -> list[Slot]:
        """All slots that a pattern gives, in order; one a place."""
        found: dict[tuple[date, int], Slot] = {}
        for entry in sorted(entries, key=_steady):
            for day, weeks, term in self._by_weekday.get(entry.weekday, ()):
                if entry.begin <= day <= entry.end and in_weeks(entry.weeks, weeks):
                    slot = Slot(day, entry.bell, term.term_id, term.school_year, entry.room, entry.teacher_id)
                    found.setdefault(slot.place, slot)
        return [found[place] for place in sorted(found)]


def _steady(entry: Entry) -> tuple[int, int, str, date, str]:
    return entry.weekday, entry.bell, entry.weeks, entry.begin, entry.room


def plan(wanted: Iterable[Slot], stored: Sequence[Planned]) -> Plan:
    """The difference between the slots that should have lessons and the lessons stored.

    A lesson that holds anything, or was held, cancelled or moved, stays as it is and keeps its place taken; a moved one
    keeps the place taken too from which it was moved.
    """
    missing = {slot.place: slot for slot in wanted}
    for lesson in stored:
        if lesson.moved_from is not None:
            missing.pop(lesson.moved_from, None)
    result = Plan()
    for lesson in stored:
        slot = missing.pop(lesson.slot.place, None)
        if not lesson.empty:
            continue
        if slot is None:
            result.drop.append(lesson)
        elif (slot.term_id, slot.school_year) != (lesson.slot.term_id, lesson.slot.school_year):
            result.move.append((lesson, slot))
        elif slot != lesson.slot:
            result.place.append((lesson, slot))
    result.add.extend(missing.values())
    return result


def _read(period: str) -> tuple[int, int]:
    weekday, _, bell = period.partition("-")
    if weekday not in _WEEKDAYS or not (bell.isascii() and bell.isdigit()) or not 1 <= int(bell) <= 20:  # noqa: PLR2004
        raise ValueError("a period must read like mon-3")
    return _WEEKDAYS[weekday], int(bell)
