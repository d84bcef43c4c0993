"""Telling the user what is being done: one line a step, with its time. Standard library only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """The command cannot be done here; the text is one sentence that says what helps."""


class Steps:
    """Prints steps as they begin and end; on a terminal the running one is shown too."""

    def __init__(self) -> None:
        self._shows = sys.stdout.isatty()

    @contextmanager
    def step(self, text: str) -> Iterator[list[str]]:
        """One step. What is appended to the list that it yields is printed at the end of its line."""
        started = time.monotonic()
        notes: list[str] = []
        if self._shows:
            print(f"  ...     {text}", end="", flush=True)
        try:
            yield notes
        except BaseException:
            self._end(f"  failed  {text}  after {time.monotonic() - started:.1f} s")
            raise
        note = f"  ({', '.join(notes)})" if notes else ""
        self._end(f"  {time.monotonic() - started:5.1f} s  {text}{note}")

    def say(self, text: str) -> None:
        """A line that is no step."""
        self._end(f"          {text}")

    def _end(self, line: str) -> None:
        print(f"\r\033[K{line}" if self._shows else line, flush=True)
