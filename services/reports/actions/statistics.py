"""Statistics of a period: of a school, a class or a group; and by teacher."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.reports.domain.periods import Span, Term, term_at
from services.reports.domain.results import Cut, PupilResults, Results, by_teacher
from services.reports.store import control_room, participation, roster, statistics
from services.reports.store.participation import NO_PARTICIPANTS, Participants
from services.reports.store.statistics import Assessed, AttendanceRow, Part
from services.reports.store.term_marks import WHOLE_YEAR

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class WantedPeriod:
    """A term, or a school year (both None: the term of the day); as of a day (None: today at the school)."""

    term_id: str | None = None
    school_year: int | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days of what is counted, as far as the day asked for, and how."""

    begin: date
    assessed: Assessed


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that tables and charts are made from; without a period: nothing is known of the school."""

    period: Period | None = None
    cuts: list[Cut] = field(default_factory=list)
    pupils: dict[str | None, PupilResults] = field(default_factory=dict)
    terms: list[tuple[str, Results]] = field(default_factory=list)
    attendance: list[AttendanceRow] = field(default_factory=list)
    classes: dict[str, tuple[str, int]] = field(default_factory=dict)
    participants: Participants = NO_PARTICIPANTS
    # Titles of the class and the subject of a group that was asked for.
    titles: tuple[str, str] = ("", "")


def statistics_of(pool: Pool, school_id: str, part: Part, wanted: WantedPeriod) -> Statistics:
    """The numbers of a part of a school. A day to come is taken as today.

    Raises NotAllowed when the school has no such term or year.
    """
    with transaction(pool, school_id) as connection:
        # All numbers of one answer are of one moment.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        terms = roster.terms(connection, school_id)
        period = _period(connection, school_id, terms, wanted)
        if period is None:
            return Statistics()
        assessed = period.assessed
        of_year = statistics.assessed_terms(terms, assessed.school_year, assessed.as_of)
        trend = statistics.totals(connection, school_id, of_year, part)
        return Statistics(
            period,
            statistics.cuts(connection, school_id, assessed, part),
            statistics.pupils(connection, school_id, assessed, part),
            [(each.period_id, trend[each.period_id]) for each in of_year if each.period_id in trend],
            statistics.attendance(connection, school_id, period.begin, assessed.day, part),
            statistics.classes(connection, school_id),
            NO_PARTICIPANTS if part.group_id else _participants(connection, school_id, period),
            statistics.group_titles(connection, school_id, part.group_id) if part.group_id else ("", ""),
        )


def teacher_results(pool: Pool, school_id: str, wanted: WantedPeriod) -> list[tuple[str, Results]]:
    """What the pupils of each teacher's groups were given, by person id. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        period = _period(connection, school_id, roster.terms(connection, school_id), wanted)
        if period is None:
            return []
        cuts = statistics.cuts(connection, school_id, period.assessed, Part())
        return by_teacher(cuts, statistics.teachers_on(connection, school_id, period.assessed.day))


def _participants(connection: Connection[Any], school_id: str, period: Period) -> Participants:
    assessed = period.assessed
    return participation.participants(connection, school_id, Span(period.begin, assessed.day, assessed.as_of))


def _period(
    connection: Connection[Any], school_id: str, terms: Sequence[Term], wanted: WantedPeriod
) -> Period | None:  # fmt: skip
    today = control_room.today_at(connection, school_id)
    if today is None or not terms:
        return None
    as_of = today if wanted.as_of is None else min(wanted.as_of, today)
    if wanted.school_year is not None:
        of_year = [term for term in terms if term.school_year == wanted.school_year]
        if not of_year:
            raise NotAllowed
        day = min(as_of, max(term.end_date for term in of_year))
        assessed = Assessed(WHOLE_YEAR, "annual", wanted.school_year, day, as_of)
        return Period(min(term.begin_date for term in of_year), assessed)
    found = term_at(terms, as_of)
    if wanted.term_id is not None:
        found = next((term for term in terms if term.term_id == wanted.term_id), None)
    if found is None:
        raise NotAllowed
    return Period(
        found.begin_date,
        Assessed(found.term_id, "term", found.school_year, min(as_of, found.end_date), as_of),
    )
