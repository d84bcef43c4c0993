"""Waking streams when something in the database has changed: one LISTEN connection a process, many waiters."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from kit.logs import logger

_RECONNECT_SECONDS, _LONGEST_RECONNECT_SECONDS = 1.0, 15.0
_PROOF_OF_LIFE_SECONDS = 20.0


class Bell:
    """Rings all subscribers' events at every NOTIFY of one channel, optionally only those of its payload.

    A broken connection is opened again; then everybody is rung, because a ring may have been missed.
    """

    def __init__(self, database_url: str, channel: str) -> None:
        self._url = database_url
        self._channel = channel
        self._lock = threading.Lock()
        self._waiting: dict[threading.Event, str | None] = {}

    def start(self) -> None:
        """Begins to listen in a thread of its own, which ends when nobody has the bell any more."""
        threading.Thread(
            target=_listen,
            args=(weakref.ref(self), self._url, self._channel),
            name=f"bell-{self._channel}",
            daemon=True,
        ).start()

    @contextmanager
    def subscribe(self, payload: str | None = None) -> Iterator[threading.Event]:
        """An event that is set at every ring (of this payload, when given) while the block lasts."""
        rung = threading.Event()
        with self._lock:
            self._waiting[rung] = payload
        try:
            yield rung
        finally:
            with self._lock:
                del self._waiting[rung]

    def ring(self, payload: str | None) -> None:
        """Sets the events that wait for this payload; all of them at None."""
        with self._lock:
            for rung, wanted in self._waiting.items():
                if payload is None or wanted is None or wanted == payload:
                    rung.set()


def _listen(whose: "weakref.ref[Bell]", url: str, channel: str) -> None:
    pause, seconds = threading.Event(), _RECONNECT_SECONDS
    while whose() is not None:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"LISTEN {channel}")
                seconds = _RECONNECT_SECONDS
                _ring(whose, None)
                while whose() is not None:
                    for notice in connection.notifies(timeout=_PROOF_OF_LIFE_SECONDS):
                        _ring(whose, notice.payload or None)
                    connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            logger().warning("bell_waits", channel=channel, problem=error.__class__.__name__)
            pause.wait(seconds)
            seconds = min(seconds * 2, _LONGEST_RECONNECT_SECONDS)


def _ring(whose: "weakref.ref[Bell]", payload: str | None) -> None:
    bell = whose()
    if bell is not None:
        bell.ring(payload)
