"""The control room: shares of a school over a period, as of a day; and the lessons behind a share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.reports.domain.lessons import LessonCounts
from services.reports.domain.metrics import MARKS_OF_COUNTED, Counts, Group, TeacherCounts, total_of
from services.reports.domain.periods import Span, Term, span_before, term_at
from services.reports.store import control_room, participation, progress, roster
from services.reports.store import pupils_behind as store
from services.reports.store.control_room import Cut, LessonRow
from services.reports.store.participation import Participants
from services.reports.store.pupils_behind import PupilRow

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days: a term (None: the one of the day), or any two days; as of a day (None: today at the school)."""

    term_id: str | None = None
    days: tuple[date, date] | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """Groups and teachers with their counts; empty while nothing is known of the school or it has no terms."""

    groups: list[Group]
    teachers: list[TeacherCounts]
    term_id: str | None = None
    span: Span | None = None
    # The span before, and its counts in total; None where there is nothing to compare with.
    before: Span | None = None
    total_before: Counts | None = None
    participants: Participants | None = None
    participants_before: Participants | None = None
    # Lessons by week (its Monday).
    weeks: list[tuple[date, LessonCounts]] = field(default_factory=list)
    update_time: datetime | None = None


def control_room_of(pool: Pool, school_id: str, wanted: Wanted) -> ControlRoom:
    """The numbers of a school. A day to come is taken as today. Raises NotAllowed when the school has no such term."""
    with transaction(pool, school_id) as connection:
        # All numbers of one answer are of one moment.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        moved_at = progress.update_time(connection, school_id)
        found = _span(connection, school_id, wanted)
        if found is None:
            return ControlRoom([], [], update_time=moved_at)
        term, span, terms = found
        term_id = term.term_id if term else None
        before = span_before(terms, None if wanted.days else term, span)
        return ControlRoom(
            control_room.groups(connection, school_id, term_id, span),
            control_room.teachers(connection, school_id, span),
            term_id,
            span,
            before,
            _total(connection, school_id, terms, before) if before else None,
            participation.participants(connection, school_id, span),
            participation.participants(connection, school_id, before) if before else None,
            control_room.weeks(connection, school_id, span),
            moved_at,
        )


def lessons_behind(
    pool: Pool, school_id: str, metric: str, cut: Cut, wanted: Wanted, after: tuple[date, str] | None, most: int
) -> list[LessonRow]:
    """The lessons that lower a metric (a key of store.control_room.LACKS), by day and id. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        span = span_of(connection, school_id, wanted)
        return (
            [] if span is None else control_room.lessons_behind(connection, school_id, metric, cut, span, after, most)
        )


def pupils_behind(
    pool: Pool, school_id: str, metric: str, cut: Cut, wanted: Wanted, after: tuple[str, str] | None, most: int
) -> list[PupilRow]:
    """The pupils whom a metric (a key of domain.metrics.MARKS_OF_COUNTED) counts, group by group. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        term, span, _ = _span(connection, school_id, wanted) or (None, None, ())
        if term is None or span is None:
            return []
        return store.pupils_behind(
            connection, school_id, MARKS_OF_COUNTED[metric], cut, span, term.term_id, after, most
        )


def span_of(connection: Connection[Any], school_id: str, wanted: Wanted) -> Span | None:
    """The days that are wanted; None while the school or its terms are not known. Raises NotAllowed."""
    found = _span(connection, school_id, wanted)
    return found[1] if found else None


def moved_at(pool: Pool, school_id: str) -> datetime | None:
    """When the numbers of the school last may have moved."""
    with transaction(pool, school_id) as connection:
        return progress.update_time(connection, school_id)


def _span(
    connection: Connection[Any], school_id: str, wanted: Wanted
) -> tuple[Term | None, Span, Sequence[Term]] | None:
    """The term whose marks count, the span, all terms; None when the school or any term of it is not known."""
    today = control_room.today_at(connection, school_id)
    if today is None:
        return None
    terms = roster.terms(connection, school_id)
    day = today if wanted.as_of is None else min(wanted.as_of, today)
    if wanted.days is not None:
        until = min(wanted.days[1], day)
        return term_at(terms, until), Span(wanted.days[0], until, day), terms
    term = term_at(terms, day) if wanted.term_id is None else _named(terms, wanted.term_id)
    return (term, Span(term.begin_date, min(day, term.end_date), day), terms) if term else None


def _named(terms: Sequence[Term], term_id: str) -> Term:
    found = next((term for term in terms if term.term_id == term_id), None)
    if found is None:
        raise NotAllowed
    return found


def _total(connection: Connection[Any], school_id: str, terms: Sequence[Term], span: Span) -> Counts:
    term = term_at(terms, span.until)
    return total_of(control_room.groups(connection, school_id, term.term_id if term else None, span))
