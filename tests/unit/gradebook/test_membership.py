"""Spans of membership without overlaps hold the same days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.membership import Span, merged, read_span

DAYS = [date(2026, 9, 1) + timedelta(days=number) for number in range(12)]
ends = st.sampled_from(DAYS)
spans = st.builds(Span, st.sampled_from("ab"), st.one_of(ends, st.just(date.min)), st.one_of(ends, st.just(date.max)))


def days_of(found: list[Span]) -> list[tuple[str, date]]:
    return [(span.person_id, day) for span in found for day in DAYS if span.begin <= day <= span.end]


@given(st.lists(spans, max_size=8))
def test_merged_spans_hold_the_same_days_once(given_spans: list[Span]) -> None:
    result = merged(given_spans)
    days = days_of(result)
    assert len(days) == len(set(days))
    assert set(days) == set(days_of(given_spans))
    assert merged(reversed(result)) == result


def test_open_ends() -> None:
    assert read_span("a", "", "") == Span("a", date.min, date.max)
    assert read_span("a", "2026-09-01", "2026-10-01") == Span("a", date(2026, 9, 1), date(2026, 10, 1))
