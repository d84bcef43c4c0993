"""Which marks count for whom."""

from collections.abc import Iterable
from datetime import date


def in_exempt_time(day: date, exempt: Iterable[tuple[str, str, bool]] | None) -> bool:
    """Whether a pupil is fully exempt on a day; times as (first day, last day, whether partial), days as ISO text."""
    text = day.isoformat()
    return any(begin <= text <= end and not partial for begin, end, partial in exempt or ())
