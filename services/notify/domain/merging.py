"""Several news of one thing in one message: from what was told before the first to what is true after the last."""

from collections.abc import Sequence
from typing import NamedTuple


class Change(NamedTuple):
    """One line of a notice, and what it is about: (child, lesson, line item)."""

    thing: tuple[str, str, str]
    old_value: str
    new_value: str


def net_changes(changes: Sequence[Change]) -> dict[int, tuple[str, str]]:
    """Position → (old, new) of the lines to tell, oldest first in `changes`: the last line of each thing, told from
    where its first one began; things that ended where they began are not told."""
    first: dict[tuple[str, str, str], str] = {}
    last: dict[tuple[str, str, str], int] = {}
    for position, change in enumerate(changes):
        first.setdefault(change.thing, change.old_value)
        last[change.thing] = position
    return {
        position: (first[thing], changes[position].new_value)
        for thing, position in last.items()
        if first[thing] != changes[position].new_value
    }
