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
    # The year in which the school year ends; 0: not told.
    school_year: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """When somebody was in a group, or taught it; both dates inclusive."""

    person_id: str
    begin_date: date
    end_date: date


@dataclass(frozen=True, slots=True)
class Span:
    """Lessons of these days, both inclusive, as things stood at the end of the day `as_of`; may hold no day."""

    begin: date
    until: date
    as_of: date


def span_before(terms: Sequence[Term], term: Term | None, span: Span) -> Span | None:
    """What a span is compared with: as many days from the beginning of the term before, as they stood at their end;
    without a term the days just before. None where there is nothing before."""
    length = span.until - span.begin
    if term is None:
        end = span.begin - timedelta(days=1)
        return Span(end - length, end, end)
    earlier = [one for one in terms if one.end_date < term.begin_date]
    if not earlier:
        return None
    last = max(earlier, key=lambda one: (one.end_date, one.begin_date, one.term_id))
    end = min(last.end_date, last.begin_date + length)
    return Span(last.begin_date, end, end)


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
    for period in sorted(periods, key=lambda each: (each.person_id, each.begin_date)):
        last = result[-1] if result else None
        if last is not None and last.person_id == period.person_id and _touches(last, period):
            result[-1] = Period(last.person_id, last.begin_date, max(last.end_date, period.end_date))
        elif period.begin_date <= period.end_date:
            result.append(period)
    return result


def _touches(last: Period, period: Period) -> bool:
    return last.end_date == OPEN_END or period.begin_date <= last.end_date + timedelta(days=1)
