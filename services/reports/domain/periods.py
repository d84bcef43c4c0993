"""Terms, and periods of membership."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# The ends of a membership that is open.
OPEN_BEGIN = date.min
OPEN_END = date.max


@dataclass(frozen=True, slots=True)
class Term:
    """A quarter, trimester, half-year or module; both dates inclusive."""

    term_id: str
    begin_date: date
    end_date: date


@dataclass(frozen=True, slots=True)
class Period:
    """When a pupil was in a group; both dates inclusive."""

    pupil_id: str
    begin_date: date
    end_date: date


def term_at(terms: Sequence[Term], day: date) -> Term | None:
    """The term of a day, the shorter one of two; in holidays the one that ended last; before all terms the first."""
    around = [term for term in terms if term.begin_date <= day <= term.end_date]
    if around:
        return min(around, key=lambda term: (term.end_date - term.begin_date, term.begin_date, term.term_id))
    past = [term for term in terms if term.end_date < day]
    if past:
        return max(past, key=lambda term: (term.end_date, term.begin_date, term.term_id))
    return min(terms, key=lambda term: (term.begin_date, term.end_date, term.term_id), default=None)


def joined(periods: Iterable[Period]) -> list[Period]:
    """The same days in as few periods as can be: nobody is counted twice on one day."""
    result: list[Period] = []
    for period in sorted(periods, key=lambda each: (each.pupil_id, each.begin_date)):
        last = result[-1] if result else None
        if last is not None and last.pupil_id == period.pupil_id and _touches(last, period):
            result[-1] = Period(last.pupil_id, last.begin_date, max(last.end_date, period.end_date))
        elif period.begin_date <= period.end_date:
            result.append(period)
    return result


def _touches(last: Period, period: Period) -> bool:
    return last.end_date == OPEN_END or period.begin_date <= last.end_date + timedelta(days=1)
