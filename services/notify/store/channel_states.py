"""How each channel does: slots of its rate, failures, pauses. Shared by all workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Pause:
    """A channel is left alone for `left` more; nothing or less: whoever comes first may probe."""

    left: timedelta


def pause_of(connection: Connection[Any], channel: str) -> Pause | None:
    """The pause of a channel that fails; None: it is in use."""
    row = connection.execute(
        "SELECT paused_until - now() FROM channel_state WHERE channel = %s AND paused_until IS NOT NULL", [channel]
    ).fetchone()
    return Pause(row[0]) if row else None


def take_probe(connection: Connection[Any], channel: str, lease: timedelta) -> bool:
    """Whether the caller is the one that probes a channel whose pause is over; the others wait for it."""
    return bool(
        connection.execute(
            "UPDATE channel_state SET paused_until = now() + %s WHERE channel = %s AND paused_until <= now()",
            [lease, channel],
        ).rowcount
    )


def take_slot(connection: Connection[Any], channel: str, per_second: float) -> timedelta:
    """Takes the channel's next free slot; how long until it comes, zero or less: it is here.

    A second's worth may go at once (the generic cell rate algorithm, ITU-T I.371, as a virtual clock).
    """
    row = connection.execute(
        """INSERT INTO channel_state AS s (channel, next_slot)
           VALUES (%(channel)s, now() - interval '1 second' + make_interval(secs => %(step)s))
           ON CONFLICT (channel) DO UPDATE
           SET next_slot = greatest(s.next_slot, now() - interval '1 second') + make_interval(secs => %(step)s)
           RETURNING next_slot - make_interval(secs => %(step)s) - now()""",
        {"channel": channel, "step": 1 / per_second},
    ).fetchone()
    assert row is not None  # noqa: S101  (one of both always gives a row)
    left: timedelta = row[0]
    return left


def count_failure(connection: Connection[Any], channel: str) -> int:
    """One more failure of the channel itself; how many one after the other."""
    row = connection.execute(
        """INSERT INTO channel_state AS s (channel, failures, down_since) VALUES (%s, 1, now())
           ON CONFLICT (channel) DO UPDATE
           SET failures = s.failures + 1, down_since = coalesce(s.down_since, now())
           RETURNING failures""",
        [channel],
    ).fetchone()
    assert row is not None  # noqa: S101  (one of both always gives a row)
    return int(row[0])


def pause(connection: Connection[Any], channel: str, length: timedelta) -> None:
    """Leaves the channel alone from now on."""
    connection.execute("UPDATE channel_state SET paused_until = now() + %s WHERE channel = %s", [length, channel])


def forget_failures(connection: Connection[Any], channel: str) -> datetime | None:
    """The channel answers: since when it had been paused; None: it had not."""
    row = connection.execute(
        """UPDATE channel_state now SET failures = 0, down_since = NULL, paused_until = NULL
           FROM (SELECT channel, down_since, paused_until FROM channel_state
                 WHERE channel = %s AND failures > 0 FOR UPDATE) old
           WHERE now.channel = old.channel
           RETURNING CASE WHEN old.paused_until IS NOT NULL THEN old.down_since END""",
        [channel],
    ).fetchone()
    return row[0] if row else None
