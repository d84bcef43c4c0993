"""What a pupil needs, against brute force over exact fractions."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.gradebook.domain.forecast import MOST_WORKS, Forecast, forecast
from services.gradebook.domain.marks import numbers_of, weighted_average
from services.gradebook.domain.scales import DEFAULT, Scale

values = st.sampled_from(["2", "3", "4", "5", "4/5", "2/3", "н/а", "осв", "зачёт", "•"])
weights = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2)
marks = st.lists(st.tuples(values, weights), max_size=30)
categories = st.dictionaries(st.sampled_from(["answer", "test", "project"]), weights, min_size=1)


def _threshold(mark: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=mark - Decimal("0.99"), max_value=Decimal(mark), places=2)


thresholds = st.one_of(st.just(()), st.tuples(_threshold(3), _threshold(4), _threshold(5)))


def shown(given_marks: list[tuple[str, Decimal]], more: tuple[int, Fraction] = (0, Fraction(0))) -> Fraction | None:
    """The average as it is shown, made another way: Σ(mark·weight) ÷ Σ(weight), half up to two decimals.

    `more`: a mark with the weight of all works that are added of it.
    """
    counted = [(number, Fraction(weight)) for value, weight in given_marks for number in numbers_of(value)]
    counted += [more] if more[1] else []
    if not counted:
        return None
    exact = sum(number * weight for number, weight in counted) / sum(weight for _, weight in counted)
    return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)


@settings(deadline=None, max_examples=60)
@given(marks, categories, thresholds)
def test_what_is_needed_is_what_brute_force_finds(
    given_marks: list[tuple[str, Decimal]], open_categories: dict[str, Decimal], least: tuple[Decimal, ...]
) -> None:
    scale = Scale(thresholds=least)
    found = forecast(given_marks, scale, open_categories)
    average = shown(given_marks)
    assert [target.mark for target in found.targets] == [3, 4, 5]
    for target in found.targets:
        threshold = Fraction(target.threshold)
        assert target.reached == (average is not None and average >= threshold)
        told = {(way.category, way.value): way.count for way in target.ways}
        expected = {}
        for code, weight in open_categories.items():
            for value in (2, 3, 4, 5) if not target.reached else ():
                for count in range(1, MOST_WORKS + 1):
                    reached = shown(given_marks, (value, count * Fraction(weight)))
                    assert reached is not None
                    if reached >= threshold:
                        expected[code, value] = count
                        break
        assert told == expected


@given(marks)
def test_who_has_reached_a_mark_has_reached_the_lower_ones(given_marks: list[tuple[str, Decimal]]) -> None:
    reached = [target.reached for target in forecast(given_marks, DEFAULT, {"test": Decimal(2)}).targets]
    assert reached == sorted(reached, reverse=True)


def ways(found: Forecast, mark: int) -> list[tuple[str, int, int]]:
    [target] = [each for each in found.targets if each.mark == mark]
    return [(way.category, way.value, way.count) for way in target.ways]


def test_two_fives_for_a_test() -> None:
    given_marks = [("3", Decimal(1)), ("3", Decimal(2)), ("4", Decimal(1))]
    assert weighted_average(given_marks) == Decimal("3.25")
    found = forecast(given_marks, DEFAULT, {"test": Decimal(2), "answer": Decimal(1)})
    assert ways(found, 4) == [("test", 5, 1), ("test", 4, 1), ("answer", 5, 1), ("answer", 4, 2)]
    assert ways(found, 5) == [("test", 5, 5), ("answer", 5, 10)]


def test_what_many_works_do_not_reach_has_no_way() -> None:
    many = [("2", Decimal(10))] * 40
    found = forecast(many, DEFAULT, {"answer": Decimal(1)})
    assert ways(found, 5) == []
    assert not found.targets[-1].reached


def test_without_marks_one_is_enough_and_a_wide_scale_has_no_steps() -> None:
    assert ways(forecast([], DEFAULT, {"test": Decimal(2)}), 4) == [("test", 5, 1), ("test", 4, 1)]
    assert forecast([("77", Decimal(1))], Scale(1, 100), {"test": Decimal(2)}).targets == ()
    assert forecast([("зачёт", Decimal(1))], Scale(0, 0), {"test": Decimal(2)}) == Forecast(None, 0, ())
