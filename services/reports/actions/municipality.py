"""A municipality's schools side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from services.reports.domain.metrics import Share, metrics_of, teachers_in_full, total_of
from services.reports.domain.municipality import Counted, Shares
from services.reports.domain.periods import Span, Term, term_at
from services.reports.domain.results import NO_RESULTS
from services.reports.store import control_room, participation, roster, statistics
from services.reports.store.statistics import Assessed, Part

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class SchoolShares:
    """A school with its shares by name; without a span it has no terms yet, and no shares."""

    school_id: str
    title: str
    span: Span | None
    shares: Shares


def municipality_of(pool: Pool, municipality_id: str, as_of: date | None) -> list[SchoolShares]:
    """The schools by title, each with its term of the day as far as the day (None: today at the school)."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        # All numbers of one answer are of one moment.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [
            _school(connection, school_id, title, as_of)
            for school_id, title in roster.schools_of(connection, municipality_id)
        ]


def _school(connection: Connection[Any], school_id: str, title: str, as_of: date | None) -> SchoolShares:
    today, terms = control_room.today_at(connection, school_id), roster.terms(connection, school_id)
    day = today if as_of is None or today is None else min(as_of, today)
    term = term_at(terms, day) if day is not None else None
    if day is None or term is None:
        return SchoolShares(school_id, title, None, {})
    span = Span(term.begin_date, min(day, term.end_date), day)
    return SchoolShares(school_id, title, span, _shares(connection, school_id, term, span))


def _shares(connection: Connection[Any], school_id: str, term: Term, span: Span) -> Shares:
    metrics = metrics_of(total_of(control_room.groups(connection, school_id, term.term_id, span)))
    teachers = teachers_in_full(control_room.teachers(connection, school_id, span))
    people = participation.participants(connection, school_id, span).whole
    by_teachers = {
        "lessons_filled": metrics.lessons_filled,
        "filled_in_time": metrics.filled_in_time,
        "teachers_in_full": teachers,
        "homework_recorded": metrics.homework_recorded,
        "material_covered": metrics.material_covered,
    }
    by_pupils = {
        "pupils_without_marks": metrics.pupils_without_marks,
        "pupils_with_one_mark": metrics.pupils_with_one_mark,
        "pupils_taking_part": people.pupils,
        "attendance": _attendance(statistics.attendance(connection, school_id, span.begin, span.until, Part())),
    }
    return {
        **_counted(by_teachers, teachers.whole),
        **_counted(by_pupils, people.pupils.whole),
        **_counted({"parents_taking_part": people.parents}, people.parents.whole),
        **_results(connection, school_id, Assessed(term.term_id, "term", term.school_year, span.until, span.as_of)),
    }


def _results(connection: Connection[Any], school_id: str, assessed: Assessed) -> dict[str, Counted]:
    """Shares of decisions; the people behind them are the pupils who have one."""
    results = statistics.totals(connection, school_id, [assessed], Part()).get(assessed.period_id, NO_RESULTS)
    pupils, index = statistics.assessed_pupils(connection, school_id, assessed), results.learning_index
    return {
        **_counted({"pass_rate": results.pass_rate, "quality_rate": results.quality_rate}, pupils),
        "learning_index": Counted((index or Decimal(0)) * results.whole / 100, results.whole, pupils),
    }


def _counted(shares: dict[str, Share], people: int) -> dict[str, Counted]:
    return {name: Counted(Decimal(share.part), share.whole, people) for name, share in shares.items()}


def _attendance(days: Sequence[statistics.AttendanceRow]) -> Share:
    places = sum(each.places for each in days)
    return Share(max(0, places - sum(each.absent for each in days)), places)
