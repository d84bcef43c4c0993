"""Letters that came back, and as whom schools write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from services.notify.domain.settings import EMAIL


def take_back(connection: Connection[Any], parcel_id: str, reason: str) -> list[tuple[str, str]]:
    """The letter of a notice or a digest, sent before, has failed; (notice, recipient) of what was in it."""
    connection.execute(
        "UPDATE digest SET state = 'failed', reason = %s, updated_at = now() WHERE digest_id = %s AND state = 'sent'",
        [reason, parcel_id],
    )
    rows = connection.execute(
        """UPDATE delivery d SET state = 'failed', reason = %(reason)s, updated_at = now()
           FROM notice n
           WHERE n.notice_id = d.notice_id AND d.channel = %(email)s AND d.state = 'sent'
             AND (d.digest_id = %(parcel)s OR d.notice_id = %(parcel)s AND d.digest_id IS NULL)
           RETURNING n.notice_id, n.guardian_id""",
        {"reason": reason, "email": EMAIL, "parcel": parcel_id},
    ).fetchall()
    return sorted((row[0], row[1]) for row in rows)


def put_bounce(connection: Connection[Any], parcel_id: str, guardian_id: str, address: bytes, status: str) -> None:
    """Keeps that a letter came back; a second report of it changes nothing."""
    connection.execute(
        """INSERT INTO bounce (parcel_id, guardian_id, address, status) VALUES (%s, %s, %s, %s)
           ON CONFLICT (parcel_id) DO NOTHING""",
        [parcel_id, guardian_id, address, status],
    )


def bounces_of(connection: Connection[Any], guardian_id: str, address: bytes) -> list[str]:
    """The status of each letter to this person that came back from the address."""
    rows = connection.execute(
        "SELECT status FROM bounce WHERE guardian_id = %s AND address = %s", [guardian_id, address]
    ).fetchall()
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Sender:
    """As whom a school writes; an empty title: as the platform."""

    title: str = ""
    reply_to: str = ""
    version: int = 0


def sender_of(connection: Connection[Any], school_id: str) -> Sender:
    """What the school has laid down, or nothing."""
    row = connection.execute(
        "SELECT title, reply_to, version FROM school_sender WHERE school_id = %s", [school_id]
    ).fetchone()
    return Sender(*row) if row else Sender()


def put_sender(connection: Connection[Any], school_id: str, sender: Sender) -> bool:
    """Lays it down where the version before it is the one that stands; whether it did."""
    return bool(
        connection.execute(
            """INSERT INTO school_sender AS s (school_id, title, reply_to, version)
               SELECT %(school)s, %(title)s, %(reply_to)s, %(version)s
               WHERE %(version)s = 1 OR EXISTS (SELECT FROM school_sender WHERE school_id = %(school)s)
               ON CONFLICT (school_id) DO UPDATE
               SET title = excluded.title, reply_to = excluded.reply_to, version = excluded.version
               WHERE s.version = excluded.version - 1""",
            {
                "school": school_id,
                "title": sender.title,
                "reply_to": sender.reply_to,
                "version": sender.version,
            },
        ).rowcount
    )


def schools_of_notices(connection: Connection[Any], guardian_id: str) -> Sequence[tuple[str, str]]:
    """(pupil, school) of everybody that a person was told of, by the newest notice."""
    rows = connection.execute(
        """SELECT DISTINCT ON (pupil_id) pupil_id, school_id FROM notice
           WHERE guardian_id = %s AND state IN ('held', 'visible') ORDER BY pupil_id, notice_id DESC""",
        [guardian_id],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]
