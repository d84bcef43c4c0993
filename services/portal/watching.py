"""Pupils to look at: with one 3, on the edge between two marks, falling, and decisions beside their averages.

Made from a period's decisions and averages, and from those of the term before. Thresholds are DOMAIN.md's (0.6) and the
plain half; where a school rounds otherwise, the journal's proposal stands on the page of term marks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

_HALF = Decimal("0.5")
_EDGE = Decimal("0.10")
_FALL = Decimal("0.50")
_DEPARTURE = Decimal("0.6")
_FAIR = 3
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """A pupil's decision ('': none yet) and average ('': none) in a subject."""

    pupil: str
    subject: str
    value: str
    average: str

    @property
    def number(self) -> int | None:
        """The decision as a number; without one, the average rounded half up."""
        if self.value:
            return int(self.value) if _NUMBER.fullmatch(self.value) else None
        return int(Decimal(self.average).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if self.average else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A pupil and subject to look at: the standing, and what it stood at before or is near to."""

    standing: Standing
    other: str = ""


@dataclass(slots=True)
class Watch:
    """The lists, each in the order of the pupils given."""

    one_three: list[Seen] = field(default_factory=list)
    # `other` is the border that is near.
    edge: list[Seen] = field(default_factory=list)
    # `other` is the average or mark of the term before.
    falling: list[Seen] = field(default_factory=list)
    departing: list[Seen] = field(default_factory=list)


def watch(standings: Iterable[Standing], before: Mapping[tuple[str, str], Standing]) -> Watch:
    """Sorts standings; `before` are those of the term before by pupil and subject."""
    found, of_pupil = Watch(), defaultdict[str, list[Standing]](list)
    for one in standings:
        of_pupil[one.pupil].append(one)
        if one.average and not one.value:
            border = _border(Decimal(one.average))
            if border:
                found.edge.append(Seen(one, border))
        fallen = _fallen(one, before.get((one.pupil, one.subject)))
        if fallen:
            found.falling.append(Seen(one, fallen))
        if _departs(one):
            found.departing.append(Seen(one))
    for each in of_pupil.values():
        numbers = [one.number for one in each if one.number is not None]
        failing = any(one.value in ("н/а", "незачёт") for one in each)
        if numbers and not failing and min(numbers) == _FAIR and numbers.count(_FAIR) == 1:
            found.one_three.append(Seen(next(one for one in each if one.number == _FAIR)))
    return found


def _departs(one: Standing) -> bool:
    if not one.value or not one.average or one.number is None:
        return False
    return abs(Decimal(one.number) - Decimal(one.average)) >= _DEPARTURE


def _border(average: Decimal) -> str:
    """The half that an average is within 0.10 of; '' when it is near none."""
    border = average.quantize(Decimal(1), rounding="ROUND_DOWN") + _HALF
    return f"{border:.1f}" if abs(average - border) <= _EDGE else ""


def _fallen(now: Standing, before: Standing | None) -> str:
    """What it stood at before when it has fallen by half a mark or a decision by one; '' otherwise."""
    if before is None:
        return ""
    if now.value and before.value and now.number is not None and before.number is not None:
        return before.value if now.number < before.number else ""
    if now.average and before.average and Decimal(now.average) <= Decimal(before.average) - _FALL:
        return before.average
    return ""
