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


def put_family(connection: Connection[Any], pupil_id: str, version: int, guardians: Sequence[Member]) -> None:
    """Keeps a pupil's guardians when newer."""
    newer = connection.execute(
        """INSERT INTO family (pupil_id, version) VALUES (%s, %s)
           ON CONFLICT (pupil_id) DO UPDATE SET version = excluded.version WHERE family.version < excluded.version""",
        [pupil_id, version],
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
    """The moment, by the database's clock, and the time zone of a school that is known."""
    row = connection.execute("SELECT now(), time_zone FROM school WHERE school_id = %s", [school_id]).fetchone()
    assert row is not None  # noqa: S101  (its notices are made once it is known)
    return row[0], row[1]


def guardians_of(
    connection: Connection[Any], school_id: str, pupil_ids: Sequence[str]
) -> tuple[dict[str, list[str]], set[str]]:
    """Pupil → guardians with rights today at the school; and the pupils whose family is not known yet."""
    rows = connection.execute(
        """SELECT f.pupil_id, g.person_id
           FROM family f
           JOIN school s ON s.school_id = %s
           LEFT JOIN guardian g ON g.pupil_id = f.pupil_id
               AND (now() AT TIME ZONE s.time_zone)::date BETWEEN g.begin_date AND g.end_date
           WHERE f.pupil_id = ANY(%s::uuid[])""",
        [school_id, list(pupil_ids)],
    ).fetchall()
    found: dict[str, list[str]] = {}
    for pupil_id, guardian_id in rows:
        found.setdefault(pupil_id, [])
        if guardian_id is not None and guardian_id not in found[pupil_id]:
            found[pupil_id].append(guardian_id)
    return found, set(pupil_ids) - found.keys()


def is_guardian_today(connection: Connection[Any], school_id: str, pupil_id: str, guardian_id: str) -> bool:
    """Whether the person still has rights over the pupil."""
    return guardian_id in guardians_of(connection, school_id, [pupil_id])[0].get(pupil_id, [])
