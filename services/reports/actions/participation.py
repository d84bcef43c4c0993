"""Applies what identity tells of families and of their looks at the diary. Each runs in the event's transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.reports.domain.periods import Period, joined
from services.reports.store import participation, progress


def apply_visits(connection: Connection[Any], school_id: str, day: date, visits: Sequence[tuple[str, str]]) -> None:
    """Keeps that persons looked at pupils' diaries (person, pupil) on a day."""
    progress.take_turn(connection, school_id)
    participation.write_visits(connection, school_id, day, visits)


def apply_family(connection: Connection[Any], pupil_id: str, version: int, guardians: Sequence[Period]) -> None:
    """Keeps a pupil's guardians. A family belongs to no school: events of one wait for each other at its own row."""
    participation.write_family(connection, pupil_id, version, joined(guardians))
