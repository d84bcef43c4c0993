"""From a weekly pattern to the lessons of terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


@dataclass(frozen=True, slots=True)
class Term:
    """A term; both days are inclusive."""

    term_id: str
    begin: date
    end: date
    school_year: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A planned lesson: its day, its bell (from 1), its term and school year."""

    day: date
    bell: int
    term_id: str
    school_year: int


def slots_of(periods: Iterable[str], terms: Iterable[Term]) -> list[Slot]:
    """All lessons that the pattern ("mon-3": Monday, third bell) gives in these terms, in order."""
    pattern = sorted({_read(period) for period in periods})
    found = set()
    for term in terms:
        for weekday, bell in pattern:
            day = term.begin + timedelta(days=(weekday - term.begin.weekday()) % 7)
            while day <= term.end:
                found.add(Slot(day, bell, term.term_id, term.school_year))
                day += timedelta(days=7)
    return sorted(found)


def _read(period: str) -> tuple[int, int]:
    weekday, _, bell = period.partition("-")
    return _WEEKDAYS[weekday], int(bell)
