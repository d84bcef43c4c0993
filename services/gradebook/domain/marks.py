"""The mark scale and the weighted average (DOMAIN.md "Rules of the journal")."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

OTHER = {"н/а", "осв", "зачёт", "незачёт"}
EXEMPT = "осв"
# Owed work (точка): a promise of a mark, and in no average.
OWED = "•"
_MOST_DIGITS = 3
_CENT = Decimal("0.01")

# Categories of a school that has said nothing else, with their weights.
DEFAULT_CATEGORIES = {
    "answer": Decimal("1.00"),
    "homework": Decimal("1.00"),
    "independent_work": Decimal("1.50"),
    "dictation": Decimal("2.00"),
    "test": Decimal("2.00"),
}
# Given in the lesson, to those who are there; other work can be handed in later.
ANSWER = "answer"


def read_number(text: str) -> int | None:
    """A whole number as marks are written: digits without idle zeros; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or (len(text) > 1 and text[0] == "0"):
        return None
    return int(text)


def is_assessment(value: str) -> bool:
    """Whether a value judges work that was done: a number, зачёт or незачёт."""
    return value not in ("", "н/а", EXEMPT, OWED)


def told_value(value: str) -> str:
    """A mark as others are told of it: owed work is none yet."""
    return "" if value == OWED else value


@lru_cache(maxsize=256)
def numbers_of(value: str) -> tuple[int, ...]:
    """The numeric marks in a value: two in a double mark, none in a word."""
    numbers = [read_number(part) for part in value.split("/")]
    return tuple(number for number in numbers if number is not None)


def weighted_average(marks: Iterable[tuple[str, Decimal]]) -> Decimal | None:
    """Σ(mark·weight) ÷ Σ(weight) over numeric marks, half up to two decimals; None where there is none.

    Both halves of a double mark count with the full weight.
    """
    # Whole numbers by weight first: a school has few weights and many marks.
    sums: dict[Decimal, int] = {}
    counts: dict[Decimal, int] = {}
    for value, weight in marks:
        for number in numbers_of(value):
            sums[weight] = sums.get(weight, 0) + number
            counts[weight] = counts.get(weight, 0) + 1
    if not counts:
        return None
    total = sum((weight * number for weight, number in sums.items()), Decimal(0))
    weights = sum((weight * count for weight, count in counts.items()), Decimal(0))
    return (total / weights).quantize(_CENT, rounding=ROUND_HALF_UP)
