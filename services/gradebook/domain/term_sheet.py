"""What a term summary sheet counts (DOMAIN.md "Control metrics": pass rate, quality rate, learning index). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.gradebook.domain.terms import EXEMPT, NOT_ASSESSED

_CENT = Decimal("0.01")
_EXCELLENT, _GOOD, _FAIR = 5, 4, 3


@dataclass(frozen=True, slots=True)
class Assessment:
    """How many pupils have which mark. Not counted where exempt (DOMAIN.md "Control metrics": N leaves them out)."""

    fives: int = 0
    fours: int = 0
    threes: int = 0
    twos: int = 0
    not_assessed: int = 0
    exempt: int = 0
    missing: int = 0

    @property
    def whole(self) -> int:
        """N: those with a number, and those not assessed."""
        return self.fives + self.fours + self.threes + self.twos + self.not_assessed

    def percent(self, *weights: int) -> Decimal | None:
        """Σ(weight · count) ÷ N over 5, 4, 3, 2 and not assessed; two decimals, half up; None where N is zero."""
        if not self.whole:
            return None
        counts = (self.fives, self.fours, self.threes, self.twos, self.not_assessed)
        total = sum(weight * count for weight, count in zip(weights, counts, strict=True))
        return (Decimal(total) / self.whole).quantize(_CENT, rounding=ROUND_HALF_UP)

    @property
    def pass_rate(self) -> Decimal | None:
        """Успеваемость."""
        return self.percent(100, 100, 100, 0, 0)

    @property
    def quality_rate(self) -> Decimal | None:
        """Качество знаний."""
        return self.percent(100, 100, 0, 0, 0)

    @property
    def learning_index(self) -> Decimal | None:
        """СОУ."""
        return self.percent(100, 64, 36, 16, 7)


def assess(values: Iterable[str]) -> Assessment:
    """Counts decisions; зачёт and незачёт are neither."""
    counts = {"5": 0, "4": 0, "3": 0, "2": 0, NOT_ASSESSED: 0, EXEMPT: 0, "": 0}
    for value in values:
        if value in counts:
            counts[value] += 1
    return Assessment(*counts.values())


@dataclass(frozen=True, slots=True)
class Achievement:
    """Pupils by what they have in all their subjects; who has no number at all, or lacks a decision, is nowhere but in
    `pupils`."""

    pupils: int = 0
    # All 5; all 4 and 5, with a 4; one 3 beside them; a 2 or not assessed.
    excellent: int = 0
    good: int = 0
    with_one_three: int = 0
    failing: int = 0


def achieve(pupils: Iterable[Sequence[str]]) -> Achievement:
    """Sorts pupils by their decisions ('' where one is missing)."""
    counts = {"excellent": 0, "good": 0, "with_one_three": 0, "failing": 0}
    whole = 0
    for values in pupils:
        whole += 1
        numbers = [int(value) for value in values if value.isascii() and value.isdigit()]
        if any(value in ("2", NOT_ASSESSED, "незачёт") for value in values):
            counts["failing"] += 1
        elif numbers and "" not in values:
            if min(numbers) == _EXCELLENT:
                counts["excellent"] += 1
            elif min(numbers) == _GOOD:
                counts["good"] += 1
            elif numbers.count(_FAIR) == 1:
                counts["with_one_three"] += 1
    return Achievement(whole, **counts)
