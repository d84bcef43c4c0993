"""Turns of a school's events, and who is told that its numbers moved."""

from datetime import datetime
from typing import Any

from psycopg import Connection

# Heard by every serving process; the payload is the school's id.
MOVED = "control_room_moved"


def take_turn(connection: Connection[Any], school_id: str) -> None:
    """Holds the school until the transaction ends, so that differences are made from what is committed.

    Watchers of the school are told when it commits.
    """
    connection.execute(
        "INSERT INTO progress (school_id, update_time) VALUES (%s, clock_timestamp())"
        " ON CONFLICT (school_id) DO UPDATE SET update_time = excluded.update_time"
        " RETURNING pg_notify(%s, school_id::text)",
        [school_id, MOVED],
    )


def update_time(connection: Connection[Any], school_id: str) -> datetime | None:
    """When the school's last event was applied; None before the first."""
    row = connection.execute("SELECT update_time FROM progress WHERE school_id = %s", [school_id]).fetchone()
    return row[0] if row else None
