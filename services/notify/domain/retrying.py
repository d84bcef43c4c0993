"""When a delivery is tried again."""

from datetime import timedelta
from random import Random

_DELAYS = (5, 30, 120, 600, 1800, 3600, 7200)
MOST_TRIES = len(_DELAYS) + 1


def next_try(tries: int, random: Random) -> timedelta | None:
    """How long to wait after the given number of tries, with a tenth of jitter; None: give up."""
    if tries >= MOST_TRIES:
        return None
    seconds = _DELAYS[tries - 1]
    return timedelta(seconds=seconds * random.uniform(0.9, 1.1))
