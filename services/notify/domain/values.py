"""Values of what is told, as they stand in cells and lines of notices: a code, with a day, a bell and a room.

Marks are their own code ("5", "4 5"); lateness is "late 5"; the rest is "code|2026-11-27|3|204", cut where it is empty.
"""

from datetime import date
from typing import NamedTuple

_LATE = "late "


class Value(NamedTuple):
    """What a value says; parts that it does not have are empty."""

    code: str
    day: str = ""
    bell: int = 0
    room: str = ""
    minutes_late: int = 0


def write_value(code: str, day: date | None = None, bell: int = 0, room: str = "") -> str:
    """A value as it is kept."""
    parts = (code, day.isoformat() if day else "", str(bell or ""), room)
    return "|".join(parts).rstrip("|")


def read_value(text: str) -> Value:
    """What a kept value says."""
    if text.startswith(_LATE):
        return Value("late", minutes_late=int(text.removeprefix(_LATE) or 0))
    code, day, bell, room = (*text.split("|", 3), "", "", "")[:4]
    return Value(code, day, int(bell or 0), room)
