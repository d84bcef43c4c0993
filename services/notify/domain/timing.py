"""Wall clocks: quiet hours and the times of digests, right also on the days when clocks are changed.

Everything is built on one function, `instant`: when a clock of the zone first shows a time of a day or, where that time
is left out by a change of the clock, the moment of the change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` to `end` of the wall clock, past midnight where `end` is not later; `end` itself is not quiet."""

    begin: time
    end: time


@lru_cache(maxsize=4096)
def instant(day: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which a clock of the zone first shows `at` of the day, or the first moment after it."""
    local = ZoneInfo(zone)
    first = datetime.combine(day, at, local).astimezone(UTC)
    if first.astimezone(local).replace(tzinfo=None) == datetime.combine(day, at):
        return first
    # The clock jumps over this time. fold=1 reads it with the offset after the jump, that is before the jump.
    early, late = datetime.combine(day, at, local).replace(fold=1).astimezone(UTC), first
    while late - early > _SECOND:
        middle = early + (late - early) / 2
        if middle.astimezone(local).replace(tzinfo=None) < datetime.combine(day, at):
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def end_of_quiet(moment: datetime, hours: QuietHours | None, zone: str) -> datetime:
    """The moment itself where it is not in quiet hours, else the moment at which these end."""
    if hours is None:
        return moment
    today = moment.astimezone(ZoneInfo(zone)).date()
    for day in (today - _DAY, today, today + _DAY):
        begin = instant(day, hours.begin, zone)
        end = instant(day if hours.end > hours.begin else day + _DAY, hours.end, zone)
        if begin <= moment < end:
            return end
    return moment


def next_time(moment: datetime, at: time, weekday: int | None, zone: str) -> datetime:
    """The first moment after this one at which it is `at` of the wall clock, on the weekday (0: Monday; None: any)."""
    day = moment.astimezone(ZoneInfo(zone)).date() - _DAY
    while True:
        if weekday is None or day.weekday() == weekday:
            found = instant(day, at, zone)
            if found > moment:
                return found
        day += _DAY
