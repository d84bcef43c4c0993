"""Handing a message to a channel: once at a time, with tries that end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import SystemRandom
from typing import Any

from opentelemetry import metrics
from psycopg import Connection
from psycopg_pool import ConnectionPool

from services.notify.domain.breaking import RESERVE_AFTER
from services.notify.domain.retrying import MOST_TRIES, next_try
from services.notify.domain.settings import SchoolSettings
from services.notify.store.notices import Notice

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
# Longer than any channel's own patience: nobody else takes a message while a try is still going on.
LEASE = timedelta(seconds=120)
UP, DOWN = "up", "down"
RATE_LIMITED, RIGHTS_ENDED = "RATE_LIMITED", "RIGHTS_ENDED"
_PER_SECOND = 100.0
_RANDOM = SystemRandom()


class TemporaryFailure(Exception):
    """The channel did not take this message now; the reason is a code."""


class ChannelDown(TemporaryFailure):
    """The channel itself does not work: it says nothing of this message, and the next one will not fare better."""


class NotReady(TemporaryFailure):
    """What the message needs could not be had now; the channel was not asked."""


class PermanentFailure(Exception):
    """The channel will never take the message; the reason is a code."""


class Unsendable(PermanentFailure):
    """There is no such message to hand over: no address, or no words for it. The channel was not asked."""


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

    It raises one of the failures above, asks identity for names and the address, and keeps nothing.
    """

    name: str
    send: Callable[[Parcel], None]
    # How many messages it may be handed in a second, by all workers together.
    per_second: float = _PER_SECOND


@dataclass(frozen=True, slots=True)
class Desk:
    """What telling needs: the database, the channels in use, and what holds where a school has laid down nothing."""

    pool: Pool
    channels: Sequence[Channel]
    platform: SchoolSettings
    # A message that could not be handed over for so long goes by a channel in reserve.
    reserve_after: timedelta = RESERVE_AFTER


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: sent, failed, abandoned, or queued for another one after `wait`."""

    state: str
    reason: str = ""
    wait: timedelta | None = None
    # Whether this counts as a try.
    tried: bool = True
    # What it has shown of the channel: UP, DOWN or nothing.
    channel: str = ""


def attempt(channel: Channel, parcel: Parcel, tries: int) -> Outcome:
    """The `tries`-th try, counted for operators. Raises what a channel did not foresee: the job is repeated when its
    lease has ended."""
    outcome = _attempt(channel, parcel, tries)
    labels: dict[str, str | bool] = {"channel": channel.name, "state": outcome.state, "digest": parcel.digest}
    _tries().add(1, labels)
    return outcome


@cache
def _tries() -> metrics.Counter:
    """One for the process: a counter made for each try is memory that never comes back."""
    return metrics.get_meter("zvonok").create_counter("notices.tries", description="tries to send by outcome")


def _attempt(channel: Channel, parcel: Parcel, tries: int) -> Outcome:
    """The `tries`-th try. Raises what a channel did not foresee: the job is repeated when its lease has ended."""
    if tries > MOST_TRIES:
        # The tries before did not even fail: the process died or the message could not be put together.
        return Outcome("abandoned", "NEVER_FINISHED", tried=False)
    try:
        channel.send(parcel)
    except Unsendable as failure:
        return Outcome("failed", str(failure))
    except PermanentFailure as failure:
        return Outcome("failed", str(failure), channel=UP)
    except TemporaryFailure as failure:
        wait = next_try(tries, _RANDOM)
        shown = DOWN if isinstance(failure, ChannelDown) else "" if isinstance(failure, NotReady) else UP
        return Outcome("queued" if wait else "abandoned", str(failure), wait, channel=shown)
    return Outcome("sent", channel=UP)
