"""Reading what pupils missed, by day; the school's rule of a full day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import Conflict, NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.domain import attendance_days as domain
from services.gradebook.domain.absences import Period
from services.gradebook.domain.attendance_days import FullDayRule, PupilDays
from services.gradebook.domain.rules import reason_problem
from services.gradebook.store import absences
from services.gradebook.store import attendance_days as store
from services.gradebook.store.lesson_plans import today_at
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Days:
    """Pupils with their days, by the rule."""

    pupils: list[PupilDays]
    rule: FullDayRule


def get_class_days(pool: Pool, school_id: str, class_id: str, begin: date, end: date) -> Days:
    """The pupils of a class who missed something between two days, each while in the class."""
    with transaction(pool, school_id) as connection:
        spans = store.spans_of_class(connection, school_id, class_id, begin, end)
        return _days(connection, school_id, spans)


def get_pupil_days(pool: Pool, school_id: str, pupil_id: str, begin: date, end: date) -> tuple[Days, list[Period]]:
    """One pupil's days, with the periods that give reasons."""
    with transaction(pool, school_id) as connection:
        days = _days(connection, school_id, [(pupil_id, begin, end)])
        return days, absences.periods_of_pupil(connection, school_id, pupil_id, begin, end)


def _days(connection: Connection[Any], school_id: str, spans: list[store.Span]) -> Days:
    today, rule = today_at(connection, school_id), store.rule_of(connection, school_id)
    if today is None:
        raise NotAllowed
    return Days(domain.days_of(store.missed_by(connection, school_id, spans), rule, today), rule)


def get_rule(pool: Pool, school_id: str) -> FullDayRule:
    """The school's rule."""
    with transaction(pool, school_id) as connection:
        return store.rule_of(connection, school_id)


def set_rule(connection: Connection[Any], asker: Asker, rule: FullDayRule, reason: str) -> FullDayRule:
    """Sets the rule whose version was seen. Raises InvalidArgument, NotAllowed, Conflict."""
    refuse(domain.rule_problem(rule))
    refuse(reason_problem(reason, needed=False))
    if today_at(connection, asker.school_id) is None:
        raise NotAllowed
    before = store.rule_of(connection, asker.school_id, lock=True)
    if before.version != rule.version:
        raise Conflict("VERSION_CONFLICT", "The rule was changed meanwhile: load it again.")
    if before.told == rule.told:
        return before
    if not store.put_rule(connection, asker.school_id, rule, before.version):
        raise Conflict("VERSION_CONFLICT", "The rule was changed meanwhile: load it again.")
    keep_changes(connection, asker, SchoolChange("full day", before.told, rule.told, reason))
    return store.rule_of(connection, asker.school_id)
