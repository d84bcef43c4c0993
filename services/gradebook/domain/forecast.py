"""What a pupil needs for a mark: exact, in fractions (DOMAIN.md "Weighted average")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from services.gradebook.domain.marks import numbers_of, weighted_average
from services.gradebook.domain.scales import Scale

# So many works of one kind are looked at.
MOST_WORKS = 20
# A scale of more marks (1 to 100) has no steps that anybody asks for.
MOST_TARGETS = 12
# An average is shown in two decimals, half up: so much less is enough for a threshold.
_HALF_CENT = Fraction(1, 200)


@dataclass(frozen=True, slots=True)
class Way:
    """So many marks of a value for work of a category, and nothing else."""

    category: str
    value: int
    count: int


@dataclass(frozen=True, slots=True)
class Target:
    """A term mark: the least average that gives it, whether it is reached, else the ways to it."""

    mark: int
    threshold: Decimal
    reached: bool
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a pupil stands in a course."""

    average: Decimal | None
    marks: int
    targets: tuple[Target, ...]


def forecast(marks: Iterable[tuple[str, Decimal]], scale: Scale, categories: Mapping[str, Decimal]) -> Forecast:
    """From marks with their weights, and the categories that new works can be of with the weights of today."""
    given = list(marks)
    total, weights, count = Fraction(0), Fraction(0), 0
    for value, weight in given:
        for number in numbers_of(value):
            total += number * Fraction(weight)
            weights += Fraction(weight)
            count += 1
    steps = scale.targets()
    targets = [_target(mark, least, total, weights, scale, categories) for mark, least in steps]
    return Forecast(weighted_average(given), count, tuple(targets) if len(steps) <= MOST_TARGETS else ())


def _target(
    mark: int, least: Decimal, total: Fraction, weights: Fraction, scale: Scale, categories: Mapping[str, Decimal]
) -> Target:
    enough = Fraction(least) - _HALF_CENT
    if weights and total >= enough * weights:
        return Target(mark, least, reached=True, ways=())
    ways = []
    for code, weight in sorted(categories.items(), key=lambda each: (-each[1], each[0])):
        for value in range(scale.highest, 0, -1):
            if value <= enough:
                break
            # (total + n·weight·value) ÷ (weights + n·weight) ≥ enough, solved for n.
            needed = max(1, ceil((enough * weights - total) / (Fraction(weight) * (value - enough))))
            if needed <= MOST_WORKS:
                ways.append(Way(code, value, needed))
    return Target(mark, least, reached=False, ways=tuple(ways))
