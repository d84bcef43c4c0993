"""Digests, and the deliveries that wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from kit.ids import new_id
from services.notify.store.notices import NOTICE_COLUMNS, Notice


@dataclass(frozen=True, slots=True)
class Digest:
    """One message to one person through one channel."""

    digest_id: str
    guardian_id: str
    channel: str
    state: str
    due: bool


def hold_digest(connection: Connection[Any], guardian_id: str, channel: str, due_at: datetime) -> tuple[str, bool]:
    """The held digest of a person, channel and time; whether it was made now.

    Where a job is just putting it together, this waits for that job and then makes another one.
    """
    row = connection.execute(
        """INSERT INTO digest (digest_id, guardian_id, channel, due_at) VALUES (%s, %s, %s, %s)
           ON CONFLICT (guardian_id, channel, due_at) WHERE state = 'held'
           DO UPDATE SET due_at = excluded.due_at RETURNING digest_id, xmax = 0""",
        [new_id(), guardian_id, channel, due_at],
    ).fetchone()
    assert row is not None  # noqa: S101  (one of both always gives a row)
    return row[0], row[1]


def digest_of_same_thing(connection: Connection[Any], notice: Notice, channel: str) -> str | None:
    """The held digest, locked, in which earlier news of the same thing wait for the same person; None: none do."""
    row = connection.execute(
        """SELECT g.digest_id FROM digest g
           WHERE g.state = 'held' AND g.guardian_id = %s AND g.channel = %s AND EXISTS (
               SELECT FROM delivery d JOIN notice n USING (notice_id)
               WHERE d.digest_id = g.digest_id AND d.state = 'held'
                 AND n.pupil_id = %s AND n.lesson_id = %s AND n.topic = %s)
           ORDER BY g.due_at DESC LIMIT 1 FOR UPDATE OF g""",
        [notice.guardian_id, channel, notice.pupil_id, notice.lesson_id, notice.topic],
    ).fetchone()
    return row[0] if row else None


def lock_digest(connection: Connection[Any], digest_id: str) -> Digest | None:
    """The digest, locked until the transaction ends."""
    row = connection.execute(
        """SELECT digest_id, guardian_id, channel, state, due_at <= now() FROM digest
           WHERE digest_id = %s FOR UPDATE""",
        [digest_id],
    ).fetchone()
    return Digest(*row) if row else None


def notices_in(connection: Connection[Any], digest_id: str) -> list[Notice]:
    """The notices that wait in a digest or are on their way in it, oldest first."""
    rows = connection.execute(
        f"""SELECT {NOTICE_COLUMNS} FROM notice
            WHERE notice_id IN (SELECT d.notice_id FROM delivery d
                                WHERE d.digest_id = %s AND d.state IN ('held', 'queued'))
            ORDER BY visible_at, notice_id""",
        [digest_id],
    ).fetchall()
    return [Notice(*row) for row in rows]


def settle_deliveries(
    connection: Connection[Any], digest_id: str, notice_ids: Sequence[str] | None, state: str, reason: str = ""
) -> None:
    """What becomes of a digest's deliveries that have no end yet: all of them, or those of these notices."""
    connection.execute(
        """UPDATE delivery SET state = %s, reason = %s, updated_at = now()
           WHERE digest_id = %s AND state IN ('held', 'queued')
             AND (%s::uuid[] IS NULL OR notice_id = ANY(%s::uuid[]))""",
        [state, reason, digest_id, notice_ids, notice_ids],
    )


def settle_digest(connection: Connection[Any], digest_id: str, state: str, reason: str = "") -> None:
    """Where a digest stands now."""
    connection.execute(
        "UPDATE digest SET state = %s, reason = %s, updated_at = now() WHERE digest_id = %s",
        [state, reason, digest_id],
    )


def move_digest(connection: Connection[Any], digest_id: str, other_id: str) -> None:
    """All that waits in a digest waits in another one."""
    connection.execute(
        "UPDATE delivery SET digest_id = %s WHERE digest_id = %s AND state = 'held'", [other_id, digest_id]
    )


def drop_waiting_of_verification(connection: Connection[Any], verification_id: str, pupil_ids: Sequence[str]) -> None:
    """What was put into words of a check of personal data about these pupils, and waits for a digest or for its time
    in the list, waits no more. A job that is just telling one is waited for."""
    notices = """SELECT notice_id FROM notice
                 WHERE topic = 'verification' AND lesson_id = %(thing)s AND pupil_id = ANY(%(pupils)s::uuid[])"""
    values = {"thing": verification_id, "pupils": list(pupil_ids)}
    connection.execute(f"{notices} ORDER BY notice_id FOR UPDATE", values)
    connection.execute(
        f"""SELECT FROM digest WHERE state = 'held' AND digest_id IN (
                SELECT digest_id FROM delivery WHERE state = 'held' AND notice_id IN ({notices}))
            ORDER BY digest_id FOR UPDATE""",
        values,
    )
    connection.execute(
        f"""UPDATE delivery SET state = 'retracted', reason = 'NOTHING_LEFT', updated_at = now()
            WHERE state = 'held' AND notice_id IN ({notices})""",
        values,
    )
    connection.execute(
        f"UPDATE notice SET listed_at = NULL WHERE listed_at > now() AND notice_id IN ({notices})", values
    )


def claim_digest(connection: Connection[Any], digest_id: str, lease: timedelta) -> tuple[int, str] | None:
    """Takes a queued digest that nobody works on; the number of this try and why it has waited. None when there is
    nothing to do."""
    row = connection.execute(
        """UPDATE digest SET tries = tries + 1, lease_until = now() + %s, updated_at = now()
           WHERE digest_id = %s AND state = 'queued' AND lease_until <= now() RETURNING tries, reason""",
        [lease, digest_id],
    ).fetchone()
    return (int(row[0]), row[1]) if row else None


def rest_digest(connection: Connection[Any], digest_id: str, until: datetime, reason: str) -> bool:
    """Lets a queued digest that nobody works on wait, without a try; whether it did."""
    return bool(
        connection.execute(
            """UPDATE digest SET lease_until = %s, reason = %s, updated_at = now()
               WHERE digest_id = %s AND state = 'queued' AND lease_until <= now()""",
            [until, reason, digest_id],
        ).rowcount
    )


def postpone_digest(
    connection: Connection[Any], digest_id: str, wait: timedelta, reason: str, *, tried: bool
) -> datetime:
    """Leaves a claimed digest queued for a later try; when. Where nothing was tried the claim counts for none."""
    row = connection.execute(
        """UPDATE digest SET lease_until = now() + %s, reason = %s, updated_at = now(), tries = tries - %s
           WHERE digest_id = %s RETURNING lease_until""",
        [wait, reason, 0 if tried else 1, digest_id],
    ).fetchone()
    assert row is not None  # noqa: S101  (the caller has claimed it)
    time: datetime = row[0]
    return time


def digest_failing_for(connection: Connection[Any], digest_id: str) -> tuple[datetime, timedelta]:
    """The moment, and for how long a digest could not be handed over; begins to count at the first call."""
    row = connection.execute(
        """UPDATE digest SET failing_since = coalesce(failing_since, now())
           WHERE digest_id = %s RETURNING now(), now() - failing_since""",
        [digest_id],
    ).fetchone()
    assert row is not None  # noqa: S101  (the caller has claimed it)
    return row[0], row[1]


def overdue_digests(connection: Connection[Any], late: timedelta, most: int) -> list[str]:
    """Digests whose job was lost: held long past their time, or queued long past their lease."""
    rows = connection.execute(
        """(SELECT digest_id FROM digest WHERE state = 'held' AND due_at < now() - %(late)s LIMIT %(most)s)
           UNION
           (SELECT digest_id FROM digest WHERE state = 'queued' AND lease_until < now() - %(late)s LIMIT %(most)s)""",
        {"late": late, "most": most},
    ).fetchall()
    return [row[0] for row in rows]
