"""The scale and the average, compared with exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.marks import OWED, numbers_of, weighted_average
from services.gradebook.domain.scales import DEFAULT, mark_problem

WORDS = ["н/а", "осв", "зачёт", "незачёт"]
values = st.sampled_from(["2", "3", "4", "5", "4/5", "2/2", "5/3", *WORDS, OWED, ""])
weights = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2)


@given(st.lists(st.tuples(values, weights), max_size=200))
def test_average_is_the_exact_fraction_rounded_half_up(marks: list[tuple[str, Decimal]]) -> None:
    counted = [
        (int(part), Fraction(weight)) for value, weight in marks for part in value.split("/") if part in {*"2345"}
    ]
    found = weighted_average(marks)
    if not counted:
        assert found is None
        return
    exact = sum(mark * weight for mark, weight in counted) / sum(weight for _, weight in counted)
    rounded = (exact * 100 + Fraction(1, 2)).__floor__()
    assert found is not None
    assert Fraction(found) == Fraction(rounded, 100)
    assert -found.as_tuple().exponent == 2  # type: ignore[operator]  # a finite number


def test_half_is_rounded_up() -> None:
    # 33/8 = 4.125
    marks = [("4", Decimal(7)), ("5", Decimal(1))]
    assert weighted_average(marks) == Decimal("4.13")


@pytest.mark.parametrize("value", ["2", "3", "4", "5", "4/5", "5/2", OWED, *WORDS])
def test_values_in_the_scale(value: str) -> None:
    assert mark_problem(DEFAULT, 7, "ALG", value) is None


@pytest.mark.parametrize(
    "value",
    ["", "1", "05", "100", "6", "0", "-4", "4.5", "NaN", "5 ", "4/", "/5", "4/5/3", "4/осв", "зачет", "н", "٥", "５"],
)
def test_values_outside_the_scale(value: str) -> None:
    assert mark_problem(DEFAULT, 7, "ALG", value) is not None


def test_words_are_no_numbers_and_both_halves_count() -> None:
    assert [numbers_of(word) for word in WORDS] == [()] * 4
    assert numbers_of("4/5") == (4, 5)
