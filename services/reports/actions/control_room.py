"""The control room: shares of a school as of a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.reports.domain.metrics import Group
from services.reports.domain.periods import Term, term_at
from services.reports.store import control_room, progress, roster

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """Groups with their counts as of a day; empty while nothing is known of the school or it has no terms."""

    groups: list[Group]
    term_id: str | None = None
    as_of: date | None = None
    update_time: datetime | None = None


def control_room_of(pool: Pool, school_id: str, term_id: str | None, as_of: date | None) -> ControlRoom:
    """The numbers of a term (None: the one of the day) as of a day (None, or a day to come: today at the school).

    Raises NotAllowed when the school has no such term.
    """
    with transaction(pool, school_id) as connection:
        # All numbers of one answer are of one moment.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        today = control_room.today_at(connection, school_id)
        if today is None:
            return ControlRoom([])
        day = today if as_of is None else min(as_of, today)
        term = _term(connection, school_id, term_id, day)
        moved_at = progress.update_time(connection, school_id)
        if term is None:
            return ControlRoom([], as_of=day, update_time=moved_at)
        groups = control_room.groups(connection, school_id, term, min(day, term.end_date))
        return ControlRoom(groups, term.term_id, day, moved_at)


def moved_at(pool: Pool, school_id: str) -> datetime | None:
    """When the numbers of the school last may have moved."""
    with transaction(pool, school_id) as connection:
        return progress.update_time(connection, school_id)


def _term(connection: Connection[Any], school_id: str, term_id: str | None, day: date) -> Term | None:
    terms = roster.terms(connection, school_id)
    if term_id is None:
        return term_at(terms, day)
    named = next((term for term in terms if term.term_id == term_id), None)
    if named is None:
        raise NotAllowed
    return named
