"""Settings of people and of schools."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from services.notify.domain.settings import SchoolSettings, Settings
from services.notify.domain.timing import QuietHours

_COLUMNS = "routes, marks_at_most, quiet_begin, quiet_end, daily_at, weekly_on"


def own_settings(
    connection: Connection[Any], pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Settings, int]]:
    """(person, pupil) → own settings and their version; who has set nothing is not among them."""
    rows = connection.execute(
        f"""SELECT guardian_id, pupil_id, version, {_COLUMNS} FROM setting
            JOIN unnest(%s::uuid[], %s::uuid[]) AS w (guardian_id, pupil_id) USING (guardian_id, pupil_id)""",
        [[each[0] for each in pairs], [each[1] for each in pairs]],
    ).fetchall()
    return {(row[0], row[1]): (_settings(*row[3:]), row[2]) for row in rows}


def lock_own_settings(connection: Connection[Any], guardian_id: str, pupil_id: str) -> None:
    """Two changes of one person's settings come one after the other, also where no row is there yet."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"setting {guardian_id} {pupil_id}"])


def put_own_settings(
    connection: Connection[Any], guardian_id: str, pupil_id: str, settings: Settings, version: int
) -> None:
    """Writes a person's settings of a child."""
    connection.execute(
        f"""INSERT INTO setting (guardian_id, pupil_id, version, {_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (guardian_id, pupil_id) DO UPDATE SET (version, {_COLUMNS}) = (excluded.version,
                excluded.routes, excluded.marks_at_most, excluded.quiet_begin, excluded.quiet_end, excluded.daily_at,
                excluded.weekly_on)""",
        [guardian_id, pupil_id, version, *_values(settings)],
    )


def school_settings(connection: Connection[Any], school_id: str) -> tuple[SchoolSettings, int] | None:
    """What the school has laid down and its version; None: nothing."""
    row = connection.execute(
        f"SELECT grace_seconds, version, {_COLUMNS} FROM school_setting WHERE school_id = %s", [school_id]
    ).fetchone()
    return (SchoolSettings(row[0], _settings(*row[2:])), row[1]) if row else None


def lock_school_settings(connection: Connection[Any], school_id: str) -> None:
    """Two changes of a school's settings come one after the other."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"school_setting {school_id}"])


def put_school_settings(connection: Connection[Any], school_id: str, settings: SchoolSettings, version: int) -> None:
    """Writes what a school lays down."""
    connection.execute(
        f"""INSERT INTO school_setting (school_id, version, grace_seconds, {_COLUMNS})
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (school_id) DO UPDATE SET (version, grace_seconds, {_COLUMNS}) = (excluded.version,
                excluded.grace_seconds, excluded.routes, excluded.marks_at_most, excluded.quiet_begin,
                excluded.quiet_end, excluded.daily_at, excluded.weekly_on)""",
        [school_id, version, settings.grace_seconds, *_values(settings.defaults)],
    )


def _settings(
    routes: Mapping[str, Mapping[str, str]],
    marks_at_most: int | None,
    begin: time | None,
    end: time | None,
    daily_at: time,
    weekly_on: int,
) -> Settings:
    quiet = QuietHours(begin, end) if begin is not None and end is not None else None
    ways = {(kind, channel): mode for kind, modes in routes.items() for channel, mode in modes.items()}
    return Settings(ways, marks_at_most, quiet, daily_at, weekly_on)


def _values(settings: Settings) -> list[Any]:
    routes: dict[str, dict[str, str]] = {}
    for (kind, channel), mode in settings.routes.items():
        routes.setdefault(kind, {})[channel] = mode
    quiet = settings.quiet
    return [
        Jsonb(routes),
        settings.marks_at_most,
        quiet.begin if quiet else None,
        quiet.end if quiet else None,
        settings.daily_at,
        settings.weekly_on,
    ]
