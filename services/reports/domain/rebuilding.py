"""How far a rebuild has come, and what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What of one table was not as it is now: rows missing, rows too many, rows with other values."""

    table: str
    rows: int
    missing: int
    surplus: int
    different: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Replayed events that were applied, of those that are awaited. Past it: a replay was run twice."""

    taken: int
    awaited: int
    complete: bool


def progress_of(taken: Mapping[str, int], awaited: Mapping[str, int]) -> Progress:
    """Complete when of every type exactly as many have come as were told."""
    return Progress(
        sum(min(taken.get(kind, 0), count) for kind, count in awaited.items()),
        sum(awaited.values()),
        all(taken.get(kind, 0) == count for kind, count in awaited.items()),
    )
