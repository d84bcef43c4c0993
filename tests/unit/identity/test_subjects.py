"""Age of consent and retention."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.domain.subjects import Tie, erasable_from, is_of_age, years_later

TODAY = date(2026, 11, 24)
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("born", "today", "of_age"),
    [
        (date(2012, 11, 24), TODAY, True),
        (date(2012, 11, 25), TODAY, False),
        (date(2012, 2, 29), date(2026, 2, 28), False),
        (date(2012, 2, 29), date(2026, 3, 1), True),
        (None, TODAY, False),
    ],
)
def test_a_pupil_is_of_age_on_his_fourteenth_birthday(born: date | None, today: date, of_age: bool) -> None:
    assert is_of_age(born, today) is of_age


@given(days, st.integers(1, 30))
def test_a_period_of_years_is_never_cut_short(day: date, years: int) -> None:
    later = years_later(day, years)
    assert (later.year, later.month) in {(day.year + years, day.month), (day.year + years, 3)}
    assert later - day >= timedelta(days=365 * years)


@given(days)
def test_journals_keep_their_people_for_five_years(end: date) -> None:
    first = erasable_from([Tie("pupil", end)], TODAY)
    assert (first is None) is (end >= TODAY)
    if first is not None:
        assert first == years_later(end, 5)


@pytest.mark.parametrize(
    ("ties", "first"),
    [
        ([], date.min),
        ([Tie("guardian", None, child_learns=False)], date.min),
        ([Tie("guardian", None, child_learns=True)], None),
        ([Tie("guardian", date(2026, 1, 1), child_learns=True)], date.min),
        ([Tie("guardian_without_rights", None, child_learns=True)], None),
        ([Tie("subject_teacher", date(2020, 2, 29)), Tie("guardian", None, child_learns=False)], date(2025, 3, 1)),
        ([Tie("subject_teacher", date(2020, 1, 1)), Tie("class_teacher", None)], None),
    ],
)
def test_the_last_reason_to_keep_decides(ties: list[Tie], first: date | None) -> None:
    assert erasable_from(ties, TODAY) == first
