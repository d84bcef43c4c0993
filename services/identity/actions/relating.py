"""Giving and ending rights: substitutes, roles, offices. Each change tells the others in its own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import is_id, new_id
from services.identity.actions.noticing import notice_right
from services.identity.actions.publishing import publish_classes, publish_groups
from services.identity.domain import policy
from services.identity.domain.relating import (
    ENDABLE,
    OFFICES,
    ROLES,
    STAFF,
    Days,
    Problem,
    days_problem,
    substitution_problem,
)
from services.identity.store import access, import_register
from services.identity.store import relations as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_LISTED = (*STAFF, policy.SUBSTITUTE)


@dataclass(frozen=True, slots=True)
class Thing:
    """What a right is held to: its kind and id, and the school it belongs to (None: to none)."""

    kind: str
    object_id: str
    school_id: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A relation that was given, and the version of relations that has seen it."""

    relation_id: str
    version: int


def assign_substitute(connection: Connection[Any], actor: str, person_id: str, group: Thing, days: Days) -> Given:
    """Lets somebody of the school's staff stand in for some days.

    Raises InvalidArgument for the days, FailedPrecondition NOT_STAFF or OWN_RIGHT, NotAllowed when there is no such
    group or person.
    """
    assert group.school_id is not None  # noqa: S101  (a group is of a school)
    today = _today(connection, group.school_id)
    _refuse(substitution_problem(days, today))
    _not_oneself(actor, person_id)
    _exists(connection, group)
    begin = days.begin or today
    if not store.is_of_municipality_of(connection, person_id, group.school_id):
        raise NotAllowed
    if not store.is_staff(connection, person_id, group.school_id, STAFF, begin):
        raise FailedPrecondition("NOT_STAFF", "A substitute is one of the school's own staff on that day.")
    return _give(connection, actor, person_id, policy.SUBSTITUTE, group, Days(begin, days.end or begin))


def grant_role(connection: Connection[Any], actor: str, person_id: str, role: str, thing: Thing, days: Days) -> Given:
    """Gives a school's role to somebody of its municipality.

    Raises InvalidArgument (UNKNOWN_ROLE, WRONG_OBJECT, days), FailedPrecondition OWN_RIGHT, NotAllowed when there is
    no such thing or person.
    """
    assert thing.school_id is not None  # noqa: S101  (a school's role)
    if role not in ROLES:
        raise InvalidArgument("UNKNOWN_ROLE", f"A role is one of {', '.join(ROLES)}.")
    if ROLES[role] != thing.kind:
        raise InvalidArgument("WRONG_OBJECT", f"A {role} is one of a {ROLES[role]}: name one.")
    today = _today(connection, thing.school_id)
    _refuse(days_problem(days, today))
    _not_oneself(actor, person_id)
    _exists(connection, thing)
    if not store.is_of_municipality_of(connection, person_id, thing.school_id):
        raise NotAllowed
    return _give(connection, actor, person_id, role, thing, Days(days.begin or today, days.end))


def grant_office(connection: Connection[Any], actor: str, person: str, office: str, scope: Thing, days: Days) -> Given:
    """Gives an office; `person` is an id or a user name. Raises InvalidArgument, NotAllowed."""
    if OFFICES.get(office) != scope.kind:
        raise InvalidArgument("WRONG_OBJECT", f"An office is one of {', '.join(OFFICES)}, each of its kind of scope.")
    today = _today(connection, scope.school_id) if scope.school_id else date.today()  # noqa: DTZ011  (of no school)
    _refuse(days_problem(days, today))
    person_id: str | None = person
    if not is_id(person):
        person_id = store.find_person(connection, person)
    if person_id is None or not store.person_exists(connection, person_id):
        raise NotAllowed
    return _give(connection, actor, person_id, office, scope, Days(days.begin or today, days.end))


def end_relation(connection: Connection[Any], actor: str, school_id: str, relation_id: str, last: date | None) -> int:
    """Ends a relation of the school's staff; None: at once. Gives the version that has seen it.

    Raises NotAllowed when there is none, FailedPrecondition NOT_ENDABLE or OWN_RIGHT, InvalidArgument for the day.
    """
    found = store.get(connection, school_id, relation_id)
    if found is None:
        raise NotAllowed
    if found.relation not in ENDABLE:
        raise FailedPrecondition("NOT_ENDABLE", "Pupils and families come by packages, directors by the operator.")
    _not_oneself(actor, found.person_id)
    yesterday = _today(connection, school_id) - timedelta(days=1)
    if last is not None and last < yesterday:
        raise InvalidArgument("DATE_OUT_OF_RANGE", "What was done under a right stays: end it yesterday or later.")
    wanted = last or yesterday
    if last is not None and found.end is not None and last > found.end:
        raise InvalidArgument("DATE_OUT_OF_RANGE", "A right is ended here, never prolonged: give a new one.")
    import_register.act_as(connection, actor)
    store.end(connection, relation_id, min(wanted, found.end or wanted))
    _publish(connection, found.relation, Thing(found.object_kind, found.object_id, school_id))
    notice_right(connection, found.person_id, "right_ended", found.relation, school_id)
    return access.relations_version(connection)


def list_relations(
    pool: Pool, school_id: str, person_id: str | None, object_id: str | None, after: str | None, most: int
) -> list[store.RelationRow]:
    """The staff's relations at the school in the order of their ids, after the given one."""
    with transaction(pool, school_id) as connection:
        return store.list_staff(connection, school_id, _LISTED, person_id, object_id, after, most)


def _give(connection: Connection[Any], actor: str, person_id: str, relation: str, thing: Thing, days: Days) -> Given:
    import_register.act_as(connection, actor)
    given = store.give(
        connection,
        store.NewRelation(new_id(), person_id, relation, thing.kind, thing.object_id, thing.school_id, days),
    )
    _publish(connection, relation, thing)
    notice_right(connection, person_id, "right_given", relation, thing.school_id)
    return Given(given, access.relations_version(connection))


def _publish(connection: Connection[Any], relation: str, thing: Thing) -> None:
    told: Sequence[str] = [thing.object_id]
    if relation == policy.SUBJECT_TEACHER:
        publish_groups(connection, told)
    elif relation == policy.CLASS_TEACHER:
        publish_classes(connection, told)


def _today(connection: Connection[Any], school_id: str) -> date:
    today = store.today_at(connection, school_id)
    if today is None:
        raise NotAllowed
    return today


def _exists(connection: Connection[Any], thing: Thing) -> None:
    if thing.school_id is None or not store.object_exists(connection, thing.school_id, thing.kind, thing.object_id):
        raise NotAllowed


def _not_oneself(actor: str, person_id: str) -> None:
    if actor == f"persons/{person_id}":
        raise FailedPrecondition("OWN_RIGHT", "Nobody changes his own rights: ask somebody else.")


def _refuse(problem: Problem | None) -> None:
    if problem is not None:
        raise InvalidArgument(*problem)
