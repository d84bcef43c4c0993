"""Messages of class teachers, and the classes they go to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from services.notify.store.routing import Member


def put_class(
    connection: Connection[Any], school_id: str, class_id: str, version: int, pupils: Sequence[Member]
) -> None:
    """Keeps a class's pupils when newer."""
    newer = connection.execute(
        """INSERT INTO school_class (school_id, class_id, version) VALUES (%s, %s, %s)
           ON CONFLICT (school_id, class_id) DO UPDATE SET version = excluded.version
           WHERE school_class.version < excluded.version""",
        [school_id, class_id, version],
    ).rowcount
    if not newer:
        return
    connection.execute("DELETE FROM class_pupil WHERE school_id = %s AND class_id = %s", [school_id, class_id])
    connection.execute(
        """INSERT INTO class_pupil (school_id, class_id, pupil_id, begin_date, end_date)
           SELECT %s, %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])""",
        [
            school_id,
            class_id,
            [each[0] for each in pupils],
            [each[1] or "-infinity" for each in pupils],
            [each[2] or "infinity" for each in pupils],
        ],
    )


def pupils_today(connection: Connection[Any], school_id: str, class_id: str) -> list[str] | None:
    """The class's pupils on the school's day; None while the class or the school is not known."""
    row = connection.execute(
        """SELECT array(SELECT DISTINCT p.pupil_id::text FROM class_pupil p
                        WHERE p.school_id = k.school_id AND p.class_id = k.class_id
                          AND (now() AT TIME ZONE s.time_zone)::date BETWEEN p.begin_date AND p.end_date ORDER BY 1)
           FROM school_class k JOIN school s USING (school_id) WHERE k.school_id = %s AND k.class_id = %s""",
        [school_id, class_id],
    ).fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class Message:
    """A message, of how many pupils families were written to, and of how many somebody has read and confirmed it."""

    message_id: str
    text: str
    confirm: bool
    sender_id: str
    sent_at: datetime
    pupils: int
    read: int
    confirmed: int


def add_message(connection: Connection[Any], school_id: str, class_id: str, message: Message) -> None:
    """Keeps a message."""
    connection.execute(
        """INSERT INTO message (school_id, message_id, class_id, sender_id, text, confirm)
           VALUES (%s, %s, %s, %s, %s, %s)""",
        [school_id, message.message_id, class_id, message.sender_id, message.text, message.confirm],
    )


def count_today(connection: Connection[Any], school_id: str, class_id: str) -> int:
    """How many messages the class was sent in the last 24 hours; others that are just being sent are waited for."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"message {class_id}"])
    row = connection.execute(
        """SELECT count(*) FROM message
           WHERE school_id = %s AND class_id = %s AND sent_at > now() - interval '1 day'""",
        [school_id, class_id],
    ).fetchone()
    assert row is not None  # noqa: S101  (count always gives a row)
    return int(row[0])


_COUNTED = """
    SELECT m.message_id, m.text, m.confirm, m.sender_id, m.sent_at, c.pupils, c.read, c.confirmed
    FROM message m CROSS JOIN LATERAL (
        SELECT count(DISTINCT n.pupil_id) AS pupils,
               count(DISTINCT n.pupil_id) FILTER (WHERE n.read_at IS NOT NULL) AS read,
               count(DISTINCT n.pupil_id) FILTER (WHERE n.confirmed_at IS NOT NULL) AS confirmed
        FROM notice n WHERE n.topic = 'message' AND n.lesson_id = m.message_id) c
    WHERE m.school_id = %(school)s AND m.class_id = %(class)s
"""


def list_messages(
    connection: Connection[Any], school_id: str, class_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Message]:
    """The class's messages, newest first, from before the given time and id on."""
    rows = connection.execute(
        f"""{_COUNTED}
              AND (%(time)s::timestamptz IS NULL OR (m.sent_at, m.message_id) < (%(time)s, %(id)s::uuid))
            ORDER BY m.sent_at DESC, m.message_id DESC LIMIT %(most)s""",
        {
            "school": school_id,
            "class": class_id,
            "time": before[0] if before else None,
            "id": before[1] if before else None,
            "most": most,
        },
    ).fetchall()
    return [Message(*row) for row in rows]


def find_message(connection: Connection[Any], school_id: str, class_id: str, message_id: str) -> Message | None:
    """One of the class's messages."""
    row = connection.execute(
        f"{_COUNTED} AND m.message_id = %(message)s", {"school": school_id, "class": class_id, "message": message_id}
    ).fetchone()
    return Message(*row) if row else None


@dataclass(frozen=True, slots=True)
class Reading:
    """How many of a pupil's family a message went to, have read and confirmed it, and when the first of them did."""

    pupil_id: str
    recipients: int
    read: int
    confirmed: int
    read_at: datetime | None
    confirmed_at: datetime | None


def readings(connection: Connection[Any], school_id: str, message_id: str) -> list[Reading]:
    """Pupil by pupil, who has read a message."""
    rows = connection.execute(
        """SELECT pupil_id, count(*), count(read_at), count(confirmed_at), min(read_at), min(confirmed_at) FROM notice
           WHERE school_id = %s AND topic = 'message' AND lesson_id = %s GROUP BY pupil_id ORDER BY pupil_id""",
        [school_id, message_id],
    ).fetchall()
    return [Reading(*row) for row in rows]


def confirm(connection: Connection[Any], person_id: str, notice_id: str) -> bool:
    """Remembers that a person has read a message; False where no such message was shown to them."""
    return bool(
        connection.execute(
            """UPDATE notice SET confirmed_at = coalesce(confirmed_at, now()), read_at = coalesce(read_at, now())
               WHERE notice_id = %s AND guardian_id = %s AND topic = 'message' AND state = 'visible'""",
            [notice_id, person_id],
        ).rowcount
    )


def forget_texts(connection: Connection[Any], days: int) -> int:
    """Empties texts that were kept long enough; how many."""
    return connection.execute(
        "UPDATE message SET text = '' WHERE text <> '' AND sent_at < now() - make_interval(days => %s)", [days]
    ).rowcount
