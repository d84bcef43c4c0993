"""The mark scale and the weighted average (DOMAIN.md "Rules of the journal")."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NUMERIC = {"2": 2, "3": 3, "4": 4, "5": 5}
OTHER = {"н/а", "осв", "зачёт", "незачёт"}
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


def is_in_scale(value: str) -> bool:
    """Whether a value is a mark: 2 to 5, one of the words, or a double mark such as 4/5."""
    if value in NUMERIC or value in OTHER:
        return True
    first, slash, second = value.partition("/")
    return bool(slash) and first in NUMERIC and second in NUMERIC


def is_assessment(value: str) -> bool:
    """Whether a value judges work that was done: a number, зачёт or незачёт."""
    return value not in ("", "н/а", "осв")


@lru_cache(maxsize=256)
def numbers_of(value: str) -> tuple[int, ...]:
    """The numeric marks in a value: two in a double mark, none in a word."""
    return tuple(NUMERIC[part] for part in value.split("/") if part in NUMERIC) if value not in OTHER else ()


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
