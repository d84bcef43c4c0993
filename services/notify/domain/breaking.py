"""When a channel that fails is left alone, and for how long; when another one takes its place."""

from datetime import timedelta
from random import Random

OPENS_AFTER = 5
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
# Whoever waits for a pause to end comes within a minute of it, not all at once.
_SPREAD_SECONDS = 60.0
# A message that could not be handed over for so long, unless it is set otherwise, goes by a channel in reserve …
RESERVE_AFTER = timedelta(minutes=15)
# … and without one is given up at last: news of the day before yesterday are none.
GIVE_UP_AFTER = timedelta(days=2)


def pause_after(failures: int) -> timedelta | None:
    """How long a channel is left alone after so many failures of its own, one after the other; None: not yet."""
    if failures < OPENS_AFTER:
        return None
    return min(_FIRST_PAUSE * (1 << min(failures - OPENS_AFTER, 10)), _LONGEST_PAUSE)


def spread(random: Random) -> timedelta:
    """A little to add to a wait that many share."""
    return timedelta(seconds=random.uniform(0, _SPREAD_SECONDS))
