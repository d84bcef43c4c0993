"""Browsers that people have asked to show notices."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where and with which keys a browser is reached (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str


def put_subscription(
    connection: Connection[Any], person_id: str, session_id: str, subscription: Subscription, most: int
) -> None:
    """Keeps a browser for the person who uses it now; beyond `most` of a person the oldest are forgotten."""
    connection.execute(
        """INSERT INTO push_subscription (subscription_id, person_id, session_id, endpoint, p256dh, auth)
           VALUES (%s, %s, %s, %s, %s, %s)
           ON CONFLICT (endpoint) DO UPDATE
           SET person_id = excluded.person_id, session_id = excluded.session_id, p256dh = excluded.p256dh,
               auth = excluded.auth""",
        [new_id(), person_id, session_id, subscription.endpoint, subscription.p256dh, subscription.auth],
    )
    connection.execute(
        """DELETE FROM push_subscription WHERE subscription_id IN (
               SELECT subscription_id FROM push_subscription WHERE person_id = %s
               ORDER BY subscription_id DESC OFFSET %s)""",
        [person_id, most],
    )


def subscriptions_of(connection: Connection[Any], person_id: str) -> list[Subscription]:
    """The browsers of a person."""
    rows = connection.execute(
        "SELECT endpoint, p256dh, auth FROM push_subscription WHERE person_id = %s ORDER BY subscription_id",
        [person_id],
    ).fetchall()
    return [Subscription(*row) for row in rows]


def has_subscription(connection: Connection[Any], person_id: str) -> bool:
    """Whether any browser of a person shows notices."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM push_subscription WHERE person_id = %s)", [person_id]
    ).fetchone()
    return bool(row and row[0])


def drop_endpoint(connection: Connection[Any], endpoint: str) -> None:
    """Forgets a browser that is gone."""
    connection.execute("DELETE FROM push_subscription WHERE endpoint = %s", [endpoint])


def drop_own(connection: Connection[Any], person_id: str, endpoint: str, session_id: str) -> int:
    """Forgets a person's browser by its address, or those of a session; how many."""
    return connection.execute(
        """DELETE FROM push_subscription
           WHERE person_id = %(person)s AND (endpoint = %(endpoint)s OR session_id = %(session)s)""",
        {"person": person_id, "endpoint": endpoint or None, "session": session_id or None},
    ).rowcount
