"""A notice's way through one channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from services.notify.store.notices import NOTICE_COLUMNS, Notice

# News of the same thing to the same person go out one after the other, so that the newest comes last.
_SAME_THING = """n.guardian_id = %(guardian)s AND n.pupil_id = %(pupil)s AND n.lesson_id = %(lesson)s
    AND n.topic = %(topic)s AND n.state = 'visible'"""


def put(connection: Connection[Any], notice_id: str, channel: str, digest_id: str | None) -> None:
    """A delivery that is queued now or waits for a digest; one that the notice has in the channel stays as it is."""
    connection.execute(
        """INSERT INTO delivery (notice_id, channel, state, digest_id) VALUES (%s, %s, %s, %s)
           ON CONFLICT (notice_id, channel) DO NOTHING""",
        [notice_id, channel, "queued" if digest_id is None else "held", digest_id],
    )


def _same_thing(notice: Notice, channel: str) -> dict[str, Any]:
    return {
        "guardian": notice.guardian_id,
        "pupil": notice.pupil_id,
        "lesson": notice.lesson_id,
        "topic": notice.topic,
        "notice": notice.notice_id,
        "time": notice.visible_at,
        "channel": channel,
    }


def claim(connection: Connection[Any], notice: Notice, channel: str, lease: timedelta) -> tuple[int, str] | None:
    """Takes a queued delivery of its own that nobody works on; the number of this try and why it has waited.

    None when there is nothing to do, or older news of the same thing are still on their way.
    """
    row = connection.execute(
        f"""UPDATE delivery SET tries = tries + 1, lease_until = now() + %(lease)s, updated_at = now()
            WHERE notice_id = %(notice)s AND channel = %(channel)s AND state = 'queued' AND digest_id IS NULL
              AND lease_until <= now() AND NOT EXISTS (SELECT FROM notice n JOIN delivery d USING (notice_id)
                  WHERE {_SAME_THING} AND d.channel = %(channel)s AND d.state = 'queued'
                    AND (n.visible_at, n.notice_id) < (%(time)s, %(notice)s))
            RETURNING tries, reason""",
        _same_thing(notice, channel) | {"lease": lease},
    ).fetchone()
    return (int(row[0]), row[1]) if row else None


def later_queued(connection: Connection[Any], notice: Notice, channel: str) -> list[str]:
    """Newer notices of the same thing that wait for this one to be out of the way."""
    rows = connection.execute(
        f"""SELECT notice_id FROM notice n JOIN delivery d USING (notice_id)
            WHERE {_SAME_THING} AND d.channel = %(channel)s AND d.state = 'queued'
              AND (n.visible_at, n.notice_id) > (%(time)s, %(notice)s)""",
        _same_thing(notice, channel),
    ).fetchall()
    return [row[0] for row in rows]


def rest(connection: Connection[Any], notice_id: str, channel: str, until: datetime, reason: str) -> bool:
    """Lets a queued delivery that nobody works on wait, without a try; whether there was one."""
    return bool(
        connection.execute(
            """UPDATE delivery SET lease_until = %s, reason = %s, updated_at = now()
               WHERE notice_id = %s AND channel = %s AND state = 'queued' AND digest_id IS NULL
                 AND lease_until <= now()""",
            [until, reason, notice_id, channel],
        ).rowcount
    )


def finish(connection: Connection[Any], notice_id: str, channel: str, state: str, reason: str) -> None:
    """The end of a delivery: sent, failed or abandoned."""
    connection.execute(
        "UPDATE delivery SET state = %s, reason = %s, updated_at = now() WHERE notice_id = %s AND channel = %s",
        [state, reason, notice_id, channel],
    )


def postpone(
    connection: Connection[Any], notice_id: str, channel: str, wait: timedelta, reason: str, *, tried: bool
) -> datetime:
    """Leaves a claimed delivery queued for a later try; when. Where nothing was tried the claim counts for none."""
    row = connection.execute(
        """UPDATE delivery SET lease_until = now() + %s, reason = %s, updated_at = now(), tries = tries - %s
           WHERE notice_id = %s AND channel = %s RETURNING lease_until""",
        [wait, reason, 0 if tried else 1, notice_id, channel],
    ).fetchone()
    assert row is not None  # noqa: S101  (the caller has claimed it)
    time: datetime = row[0]
    return time


def failing_for(connection: Connection[Any], notice_id: str, channel: str) -> timedelta:
    """For how long a delivery could not be handed over; begins to count at the first call."""
    row = connection.execute(
        """UPDATE delivery SET failing_since = coalesce(failing_since, now())
           WHERE notice_id = %s AND channel = %s RETURNING now() - failing_since""",
        [notice_id, channel],
    ).fetchone()
    assert row is not None  # noqa: S101  (the caller has claimed it)
    length: timedelta = row[0]
    return length


def channels_of(connection: Connection[Any], notice_id: str) -> set[str]:
    """The channels that the notice has been given to."""
    rows = connection.execute("SELECT channel FROM delivery WHERE notice_id = %s", [notice_id]).fetchall()
    return {row[0] for row in rows}


def held(connection: Connection[Any], guardian_id: str, pupil_id: str) -> list[tuple[Notice, str]]:
    """(notice, channel) of what waits for digests to a person about a child, oldest first; their digests locked."""
    connection.execute(
        """SELECT FROM digest WHERE guardian_id = %s AND state = 'held' ORDER BY digest_id FOR UPDATE""", [guardian_id]
    )
    rows = connection.execute(
        f"""SELECT w.channel, {NOTICE_COLUMNS} FROM notice
            JOIN LATERAL (SELECT d.channel FROM delivery d
                          WHERE d.notice_id = notice.notice_id AND d.state = 'held') w ON true
            WHERE guardian_id = %s AND pupil_id = %s AND state = 'visible'
            ORDER BY visible_at, notice_id, w.channel""",
        [guardian_id, pupil_id],
    ).fetchall()
    return [(Notice(*row[1:]), row[0]) for row in rows]


def reroute(
    connection: Connection[Any], notice_id: str, channel: str, state: str, digest_id: str | None, reason: str = ""
) -> None:
    """A held delivery goes another way: into another digest, out now, or nowhere."""
    connection.execute(
        """UPDATE delivery SET state = %s, digest_id = %s, reason = %s, lease_until = now(), updated_at = now()
           WHERE notice_id = %s AND channel = %s AND state = 'held'""",
        [state, digest_id, reason, notice_id, channel],
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a notice got through one channel."""

    notice_id: str
    channel: str
    state: str
    tries: int
    updated_at: datetime
    reason: str
    # Of a held one: when its digest is due.
    due_at: datetime | None


def of_notices(connection: Connection[Any], notice_ids: Sequence[str]) -> list[Delivery]:
    """All deliveries of these notices."""
    rows = connection.execute(
        """SELECT d.notice_id, d.channel, d.state, coalesce(g.tries, d.tries), d.updated_at,
                  coalesce(nullif(d.reason, ''), g.reason, ''), CASE WHEN d.state = 'held' THEN g.due_at END
           FROM delivery d LEFT JOIN digest g USING (digest_id) WHERE d.notice_id = ANY(%s::uuid[])
           ORDER BY d.notice_id, d.channel""",
        [list(notice_ids)],
    ).fetchall()
    return [Delivery(*row) for row in rows]
