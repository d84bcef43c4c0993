"""Scales: what a mark can be in a year group, and which average stands for which mark."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.gradebook.domain.scales import (
    DEFAULT,
    WITHOUT_MARKS,
    Scale,
    default_of,
    mark_problem,
    read_threshold,
    scale_problem,
)


def rule(scale: Scale, value: str, year_group: int = 7, subject: str = "RUS") -> str:
    problem = mark_problem(scale, year_group, subject, value)
    return problem[0] if problem else ""


def test_the_first_grade_has_no_marks_whatever_the_school_says() -> None:
    assert default_of(1) == WITHOUT_MARKS
    for value in ("5", "зачёт", "•"):
        assert rule(DEFAULT, value, year_group=1) == "NO_MARKS_IN_GRADE_1"
    assert scale_problem(1, DEFAULT) is not None
    assert scale_problem(1, WITHOUT_MARKS) is None


@pytest.mark.parametrize(
    ("scale", "allowed", "refused"),
    [
        (Scale(1, 5), ["1", "5", "1/5"], ["0", "6", "01"]),
        (Scale(1, 10), ["10", "1", "9/10"], ["11", "0", "010"]),
        (Scale(0, 100), ["0", "100", "7"], ["101", "00", "1e2"]),
        (Scale(0, 0, ("зачёт", "незачёт")), ["зачёт", "незачёт"], ["5", "0", "осв", "0/0"]),
        (Scale(2, 5, ("осв",)), ["осв", "5"], ["зачёт", "н/а"]),
    ],
)
def test_a_school_has_its_own_range_and_words(scale: Scale, allowed: list[str], refused: list[str]) -> None:
    assert scale_problem(5, scale) is None
    assert [rule(scale, value) for value in allowed] == [""] * len(allowed)
    assert [rule(scale, value) for value in refused] == ["NOT_IN_SCALE"] * len(refused)


def test_double_marks_where_the_school_gives_them() -> None:
    some = replace(DEFAULT, double_subjects=("RUS", "LIT"))
    assert (rule(some, "4/5"), rule(some, "4/5", subject="ALG")) == ("", "DOUBLE_NOT_ALLOWED")
    assert rule(replace(DEFAULT, double_marks=False), "4/5") == "DOUBLE_NOT_ALLOWED"
    assert rule(some, "4/6", subject="ALG") == "NOT_IN_SCALE"


def test_a_year_group_without_marks_owes_none() -> None:
    assert rule(WITHOUT_MARKS, "5", year_group=2) == rule(WITHOUT_MARKS, "•", year_group=2) == "NO_MARKS_IN_YEAR_GROUP"


@pytest.mark.parametrize(
    ("year_group", "scale", "expected"),
    [
        (0, DEFAULT, "BAD_YEAR_GROUP"),
        (13, DEFAULT, "BAD_YEAR_GROUP"),
        (5, Scale(5, 2), "BAD_RANGE"),
        (5, Scale(5, 5), "BAD_RANGE"),
        (5, Scale(-1, 5), "BAD_RANGE"),
        (5, Scale(1, 101), "BAD_RANGE"),
        (5, Scale(words=("отлично",)), "UNKNOWN_WORD"),
        (5, Scale(words=("осв", "осв")), "UNKNOWN_WORD"),
        (5, Scale(minimum_marks=-1), "BAD_MINIMUM"),
        (5, Scale(minimum_marks=51), "BAD_MINIMUM"),
        (5, Scale(double_subjects=("",)), "BAD_SUBJECTS"),
        (5, Scale(double_subjects=("x" * 101,)), "BAD_SUBJECTS"),
        (5, Scale(double_subjects=("x",) * 51), "BAD_SUBJECTS"),
        (5, Scale(thresholds=(Decimal(3),)), "BAD_THRESHOLDS"),
        (5, Scale(thresholds=(Decimal(2), Decimal("3.5"), Decimal("4.5"))), "BAD_THRESHOLDS"),
        (5, Scale(thresholds=(Decimal("2.5"), Decimal("4.01"), Decimal("4.5"))), "BAD_THRESHOLDS"),
        (5, Scale(0, 0, thresholds=(Decimal(1),)), "BAD_THRESHOLDS"),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(year_group: int, scale: Scale, expected: str) -> None:
    problem = scale_problem(year_group, scale)
    assert problem is not None
    assert problem[0] == expected


def test_an_average_stands_for_a_mark_by_the_schools_thresholds() -> None:
    of = [(Decimal(text), DEFAULT.mark_for(Decimal(text))) for text in ("2.00", "2.49", "2.50", "3.49", "3.50", "4.50")]
    assert [mark for _, mark in of] == [2, 2, 3, 3, 4, 5]
    strict = replace(DEFAULT, thresholds=(Decimal("2.5"), Decimal("3.5"), Decimal("4.6")))
    assert scale_problem(7, strict) is None
    assert (strict.mark_for(Decimal("4.59")), strict.mark_for(Decimal("4.60"))) == (4, 5)


@pytest.mark.parametrize("text", ["", ".", "3.", ".5", "NaN", "1e3", "-1", "3.555", "٣", "1000", "3,5", "3.5 "])
def test_what_is_no_threshold(text: str) -> None:
    assert read_threshold(text) is None


def test_what_is_a_threshold() -> None:
    assert [read_threshold(text) for text in ("3.5", "3", "99.75")] == [Decimal("3.5"), Decimal(3), Decimal("99.75")]
