"""The gate before a channel: not faster than its rate, and left alone while it fails. All workers share it."""

from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Any

from psycopg import Connection

from kit.logs import logger
from services.notify.actions.sending import LEASE, RATE_LIMITED, UP, Channel, Outcome
from services.notify.domain.breaking import pause_after, spread
from services.notify.store import channel_states

CHANNEL_DOWN = "CHANNEL_DOWN"
_NOW = timedelta(0)
_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Claim:
    """A message in hand: the number of this try, and why it has waited until now (a code, or nothing)."""

    tries: int
    reason: str


def admit(connection: Connection[Any], channel: Channel, claim: Claim) -> Outcome | None:
    """None: the message may go. Else it waits for a slot or the end of a pause, and this was no try.

    A message that has waited for its slot has it. Of many that wait for a failing channel one is the probe.
    """
    pause = channel_states.pause_of(connection, channel.name)
    if pause is not None:
        if pause.left <= _NOW and channel_states.take_probe(connection, channel.name, LEASE):
            return None
        return Outcome("queued", CHANNEL_DOWN, max(pause.left, _NOW) + spread(_RANDOM), tried=False)
    if claim.reason == RATE_LIMITED:
        return None
    left = channel_states.take_slot(connection, channel.name, channel.per_second)
    return Outcome("queued", RATE_LIMITED, left, tried=False) if left > _NOW else None


def learn(connection: Connection[Any], channel: Channel, outcome: Outcome) -> None:
    """What a try has shown of the channel: enough failures of its own pause it, any answer ends them."""
    if not outcome.channel:
        return
    if outcome.channel == UP:
        since = channel_states.forget_failures(connection, channel.name)
        if since is not None:
            logger().info("channel_back", channel=channel.name, down_since=since.isoformat())
        return
    failures = channel_states.count_failure(connection, channel.name)
    length = pause_after(failures)
    if length is not None:
        channel_states.pause(connection, channel.name, length)
        logger().warning(
            "channel_down",
            channel=channel.name,
            reason=outcome.reason,
            failures=failures,
            seconds=round(length.total_seconds()),
        )
