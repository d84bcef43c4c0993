"""What pupils were given in a period, as counts and shares (DOMAIN.md "Control metrics")."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from services.reports.domain.metrics import Share

Key = TypeVar("Key")
_CENT = Decimal("0.01")
# Values as counts; whatever else stands there ("зачёт", a number of another scale) is no part of any share.
_COUNTED = {
    "5": "fives", "4": "fours", "3": "threes", "2": "twos", "1": "twos", "н/а": "not_assessed", "осв": "exempt",
    "": "missing",
}  # fmt: skip
# The learning index weighs 5, 4, 3, 2 and not assessed.
_WEIGHTS = (100, 64, 36, 16, 7)


@dataclass(frozen=True, slots=True)
class Results:
    """Numbers of decisions by value; of pupils without one (missing); of those that depart from the average by 0.6."""

    fives: int = 0
    fours: int = 0
    threes: int = 0
    twos: int = 0
    not_assessed: int = 0
    exempt: int = 0
    without_number: int = 0
    missing: int = 0
    above_average: int = 0
    below_average: int = 0

    def __add__(self, other: "Results") -> "Results":
        return Results(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def whole(self) -> int:
        """N: exempt pupils are left out, those not assessed are in it."""
        return self.fives + self.fours + self.threes + self.twos + self.not_assessed

    @property
    def decided(self) -> bool:
        """Whether there is any decision."""
        return bool(self.whole or self.exempt or self.without_number)

    @property
    def pass_rate(self) -> Share:
        """Успеваемость: 5, 4 and 3 ÷ N."""
        return Share(self.fives + self.fours + self.threes, self.whole)

    @property
    def quality_rate(self) -> Share:
        """Качество знаний: 5 and 4 ÷ N."""
        return Share(self.fives + self.fours, self.whole)

    @property
    def learning_index(self) -> Decimal | None:
        """СОУ in percent, two decimals, half up; None where N is zero."""
        if not self.whole:
            return None
        counts = (self.fives, self.fours, self.threes, self.twos, self.not_assessed)
        total = sum(weight * count for weight, count in zip(_WEIGHTS, counts, strict=True))
        return (Decimal(total) / self.whole).quantize(_CENT, rounding=ROUND_HALF_UP)


NO_RESULTS = Results()


def results_of(value: str, pupils: int, above: int, below: int) -> Results:
    """So many decisions of one value."""
    return Results(**{_COUNTED.get(value, "without_number"): pupils}, above_average=above, below_average=below)


@dataclass(frozen=True, slots=True)
class PupilResults:
    """Pupils by what they have in all their subjects; who lacks a decision and fails nowhere is in `pupils` alone."""

    pupils: int = 0
    excellent: int = 0
    good: int = 0
    with_one_three: int = 0
    failing: int = 0

    def __add__(self, other: "PupilResults") -> "PupilResults":
        return PupilResults(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Cut:
    """Decisions of a group's pupils who are in one class: what all tables are added up from."""

    group_id: str
    subject_title: str
    year_group: int
    class_id: str | None
    results: Results


def total_of(cuts: Iterable[Cut]) -> Results:
    """All together."""
    return sum((cut.results for cut in cuts), NO_RESULTS)


def by_class(cuts: Iterable[Cut]) -> dict[str | None, Results]:
    """By the class that pupils are in."""
    return _sums((cut.class_id, cut.results) for cut in cuts)


def by_subject(cuts: Iterable[Cut]) -> list[tuple[str, Results]]:
    """Subjects by title."""
    return sorted(_sums((cut.subject_title, cut.results) for cut in cuts).items())


def by_year_group(cuts: Iterable[Cut]) -> list[tuple[int, Results]]:
    """Year groups in their order."""
    return sorted(_sums((cut.year_group, cut.results) for cut in cuts).items())


def by_teacher(cuts: Iterable[Cut], teachers: Iterable[tuple[str, str]]) -> list[tuple[str, Results]]:
    """By teacher, of (group id, person id); a group with two teachers counts for both."""
    groups = _sums((cut.group_id, cut.results) for cut in cuts)
    found = _sums((person_id, groups.get(group_id, NO_RESULTS)) for group_id, person_id in teachers)
    return sorted((person_id, results) for person_id, results in found.items() if results.decided)


def _sums(parts: Iterable[tuple[Key, Results]]) -> dict[Key, Results]:
    found: dict[Key, Results] = {}
    for key, results in parts:
        found[key] = found.get(key, NO_RESULTS) + results
    return found
