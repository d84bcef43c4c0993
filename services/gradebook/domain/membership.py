"""Who was in a group on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A person's days in a group, both inclusive; date.min and date.max: open."""

    person_id: str
    begin: date
    end: date


def read_span(person_id: str, begin: str, end: str) -> Span:
    """A span from ISO dates, empty: open. Raises ValueError."""
    return Span(person_id, date.fromisoformat(begin) if begin else date.min, date.fromisoformat(end or "9999-12-31"))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days without overlaps, in order: a span for each unbroken stay; one that ends before it begins goes."""
    result: list[Span] = []
    for span in sorted(span for span in spans if span.begin <= span.end):
        last = result[-1] if result else None
        if last is not None and last.person_id == span.person_id and span.begin <= _after(last.end):
            result[-1] = Span(last.person_id, last.begin, max(last.end, span.end))
        else:
            result.append(span)
    return result


def _after(day: date) -> date:
    return day if day == date.max else day + _DAY
