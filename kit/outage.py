"""Waiting for a broker or database that is away: growing pauses, one line in the log at each end of the outage."""

import time
from collections.abc import Callable

from kit.logs import logger

_FIRST_SECONDS = 0.1
_LONGEST_SECONDS = 5.0


class Outage:
    """The outages of one neighbour, one after the other.

    `pause(seconds)` waits; it may return early, and may raise to give up waiting.
    """

    def __init__(self, neighbour: str, pause: Callable[[float], object]) -> None:
        self._neighbour = neighbour
        self._pause = pause
        self._seconds = _FIRST_SECONDS
        self._since: float | None = None

    def wait(self, problem: Exception) -> None:
        """Waits before the next attempt, each time longer, at most 5 s."""
        if self._since is None:
            self._since = time.monotonic()
            # The class alone: the texts of drivers quote addresses and rows.
            logger().warning("away", neighbour=self._neighbour, problem=problem.__class__.__name__)
        self._pause(self._seconds)
        self._seconds = min(self._seconds * 2, _LONGEST_SECONDS)

    def over(self) -> None:
        """An attempt has succeeded."""
        if self._since is not None:
            logger().info("back", neighbour=self._neighbour, seconds=round(time.monotonic() - self._since, 1))
        self._since = None
        self._seconds = _FIRST_SECONDS
