"""Shares of schools for who may know nothing of anybody: whole percents, small groups hidden.

A share is hidden when fewer than five people stand behind it. What is hidden is left out of the sum of all schools too,
so it can't be found by taking the others off the sum; and shares are given without their counts, so days can't be taken
off each other to find a single lesson.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LEAST_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A share, and how many people stand behind it; the part may be weighed."""

    part: Decimal
    whole: int
    people: int


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What is told of a share: a whole percent; nothing where there is no data, or too few people stand behind it."""

    percent: int | None = None
    hidden: bool = False


NO_DATA = Aggregate()
Shares = Mapping[str, Counted]


def aggregate(counted: Counted) -> Aggregate:
    """A share as it may be told."""
    if not counted.whole:
        return NO_DATA
    if counted.people < LEAST_PEOPLE:
        return Aggregate(hidden=True)
    return Aggregate(_percent(counted.part, counted.whole))


def total(schools: Iterable[Shares], name: str) -> Aggregate:
    """One share of all schools that may be told of, together."""
    found = [each[name] for each in schools]
    told = [each for each in found if each.whole and each.people >= LEAST_PEOPLE]
    if not told:
        return Aggregate(hidden=any(each.whole for each in found))
    return Aggregate(_percent(sum((each.part for each in told), Decimal(0)), sum(each.whole for each in told)))


def _percent(part: Decimal, whole: int) -> int:
    """Rounded half up, and never 0 or 100 unless it is."""
    found = int((100 * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if found == 0 and part:
        return 1
    return 99 if found == 100 and part != whole else found  # noqa: PLR2004
