"""Handing a message to a channel: once at a time, with tries that end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from services.notify.domain.retrying import MOST_TRIES, next_try
from services.notify.domain.settings import SchoolSettings
from services.notify.store.notices import Notice

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
LEASE = timedelta(seconds=60)
_RANDOM = SystemRandom()


class TemporaryFailure(Exception):
    """The channel could not take the message now; the reason is a code."""


class PermanentFailure(Exception):
    """The channel will never take the message; the reason is a code."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one person in one message: a notice, or a digest of several."""

    # The same at every try: channels make their own ids of it.
    parcel_id: str
    recipient_id: str
    # Oldest first.
    notices: tuple[Notice, ...]
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a person: `send(parcel)` returns when the other side has taken the message.

    It raises TemporaryFailure or PermanentFailure, asks identity for names and the address, and keeps nothing.
    """

    name: str
    send: Callable[[Parcel], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What telling needs: the database, the channels in use, and what holds where a school has laid down nothing."""

    pool: Pool
    channels: Sequence[Channel]
    platform: SchoolSettings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: sent, failed, abandoned, or queued for another one after `wait`."""

    state: str
    reason: str = ""
    wait: timedelta | None = None


def attempt(channel: Channel, parcel: Parcel, tries: int) -> Outcome:
    """The `tries`-th try. Raises what a channel did not foresee: the job is repeated when its lease has ended."""
    if tries > MOST_TRIES:
        # The tries before did not even fail: the process died or the message could not be put together.
        return Outcome("abandoned", "NEVER_FINISHED")
    try:
        channel.send(parcel)
    except PermanentFailure as failure:
        return Outcome("failed", str(failure))
    except TemporaryFailure as failure:
        wait = next_try(tries, _RANDOM)
        return Outcome("queued" if wait else "abandoned", str(failure), wait)
    return Outcome("sent")
