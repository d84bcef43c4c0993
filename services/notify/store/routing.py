"""Whom to tell."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

Member = tuple[str, str, str]  # person id, first day, last day; ISO dates, empty: open


def put_school(connection: Connection[Any], school_id: str, version: int, time_zone: str, live_from: str) -> None:
    """Keeps a school when newer."""
    connection.execute(
        """INSERT INTO school (school_id, version, time_zone, live_from) VALUES (%s, %s, %s, %s)
           ON CONFLICT (school_id)
           DO UPDATE SET version = excluded.version, time_zone = excluded.time_zone, live_from = excluded.live_from
           WHERE school.version < excluded.version""",
        [school_id, version, time_zone, live_from],
    )


def put_family(
    connection: Connection[Any], pupil_id: str, version: int, guardians: Sequence[Member], *, own_notices: bool = False
) -> None:
    """Keeps a pupil's guardians when newer, and whether the pupil is told too."""
    newer = connection.execute(
        """INSERT INTO family (pupil_id, version, own_notices) VALUES (%s, %s, %s)
           ON CONFLICT (pupil_id) DO UPDATE SET version = excluded.version, own_notices = excluded.own_notices
           WHERE family.version < excluded.version""",
        [pupil_id, version, own_notices],
    ).rowcount
    if not newer:
        return
    connection.execute("DELETE FROM guardian WHERE pupil_id = %s", [pupil_id])
    connection.execute(
        """INSERT INTO guardian (pupil_id, person_id, begin_date, end_date)
           SELECT %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])""",
        [
            pupil_id,
            [each[0] for each in guardians],
            [each[1] or "-infinity" for each in guardians],
            [each[2] or "infinity" for each in guardians],
        ],
    )


def school_live_from(connection: Connection[Any], school_id: str) -> date | None:
    """The first day of which families are told; None while the school is not known."""
    row = connection.execute("SELECT live_from FROM school WHERE school_id = %s", [school_id]).fetchone()
    return row[0] if row else None


def school_clock(connection: Connection[Any], school_id: str) -> tuple[datetime, str]:
    """The moment, by the database's clock, and the time zone of a school; UTC for what belongs to none."""
    row = connection.execute(
        "SELECT now(), coalesce((SELECT time_zone FROM school WHERE school_id = %s), 'UTC')", [school_id]
    ).fetchone()
    assert row is not None  # noqa: S101  (a select without FROM)
    return row[0], row[1]


def recipients_of(
    connection: Connection[Any], school_id: str, pupil_ids: Sequence[str]
) -> tuple[dict[str, list[str]], set[str]]:
    """Pupil → guardians with rights today at the school, and the pupil where it is told too; and the pupils whose
    family is not known yet."""
    rows = connection.execute(
        """SELECT f.pupil_id, f.own_notices, g.person_id
           FROM family f
           JOIN school s ON s.school_id = %s
           LEFT JOIN guardian g ON g.pupil_id = f.pupil_id
               AND (now() AT TIME ZONE s.time_zone)::date BETWEEN g.begin_date AND g.end_date
           WHERE f.pupil_id = ANY(%s::uuid[])""",
        [school_id, list(pupil_ids)],
    ).fetchall()
    found: dict[str, list[str]] = {}
    for pupil_id, own_notices, guardian_id in rows:
        known = found.setdefault(pupil_id, [pupil_id] if own_notices else [])
        if guardian_id is not None and guardian_id not in known:
            known.append(guardian_id)
    return found, set(pupil_ids) - found.keys()


def has_own_notices(connection: Connection[Any], pupil_id: str) -> bool:
    """Whether a pupil is told like a guardian."""
    row = connection.execute("SELECT own_notices FROM family WHERE pupil_id = %s", [pupil_id]).fetchone()
    return bool(row and row[0])


def may_be_told(connection: Connection[Any], school_id: str, about_id: str, recipient_id: str) -> bool:
    """Whether a person may still be told of another: a guardian with rights; and everybody of his own affairs."""
    return recipient_id == about_id or recipient_id in recipients_of(connection, school_id, [about_id])[0].get(
        about_id, []
    )
