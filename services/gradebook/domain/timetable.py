"""From a weekly pattern to the lessons of terms, and from the lessons that are there to those that should be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Term:
    """A term; both days are inclusive."""

    term_id: str
    begin: date
    end: date
    school_year: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place for a lesson: its day, its bell (from 1), its term and school year."""

    day: date
    bell: int
    term_id: str
    school_year: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A lesson that is there; `empty`: it is planned and nothing was ever recorded in it."""

    lesson_id: str
    slot: Slot
    version: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes the lessons that are there those that should be."""

    add: list[Slot] = field(default_factory=list)
    drop: list[Planned] = field(default_factory=list)
    # An empty lesson whose day now lies in another term.
    move: list[tuple[Planned, Slot]] = field(default_factory=list)


def slots_of(periods: Iterable[str], terms: Iterable[Term]) -> list[Slot]:
    """All slots that the pattern ("mon-3": Monday, third bell) gives in these terms, in order.

    Where terms overlap, a day is of the one that begins later: a quarter, not its half-year. Raises ValueError for a
    period of another form.
    """
    pattern = sorted({_read(period) for period in periods})
    found: dict[tuple[date, int], Slot] = {}
    for term in sorted(terms, key=lambda term: (term.begin, term.term_id)):
        for weekday, bell in pattern:
            day = term.begin + timedelta(days=(weekday - term.begin.weekday()) % 7)
            while day <= term.end:
                found[day, bell] = Slot(day, bell, term.term_id, term.school_year)
                day += _WEEK
    return sorted(found.values())


def plan(wanted: Iterable[Slot], stored: Iterable[Planned]) -> Plan:
    """The difference between the slots that should have lessons and the lessons stored.

    A lesson that holds anything, or was held or cancelled, stays as it is and keeps its place taken.
    """
    missing = {(slot.day, slot.bell): slot for slot in wanted}
    result = Plan()
    for lesson in stored:
        slot = missing.pop((lesson.slot.day, lesson.slot.bell), None)
        if not lesson.empty:
            continue
        if slot is None:
            result.drop.append(lesson)
        elif slot != lesson.slot:
            result.move.append((lesson, slot))
    result.add.extend(missing.values())
    return result


def _read(period: str) -> tuple[int, int]:
    weekday, _, bell = period.partition("-")
    if weekday not in _WEEKDAYS or not (bell.isascii() and bell.isdigit()) or not 1 <= int(bell) <= 20:  # noqa: PLR2004
        raise ValueError("a period must read like mon-3")
    return _WEEKDAYS[weekday], int(bell)
