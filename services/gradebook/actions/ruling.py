"""Setting the school's own rules, locking parts of the journal, and unlocking them for a while."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import AlreadyExists, Conflict, FailedPrecondition, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.domain import rules as domain
from services.gradebook.domain.rules import Category
from services.gradebook.store import rules as store
from services.gradebook.store import scales
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Rules:
    """A school's rules."""

    categories: Sequence[Category]
    edit_days: int | None
    version: int


def get_rules(pool: Pool, school_id: str) -> Rules:
    """The school's rules. Raises NotAllowed for a school that is not known."""
    with transaction(pool, school_id) as connection:
        return _rules(connection, school_id)


def _rules(connection: Connection[Any], school_id: str) -> Rules:
    window = store.window_of(connection, school_id)
    if window is None:
        raise NotAllowed
    return Rules(store.categories_of(connection, school_id), *window)


def set_category(connection: Connection[Any], asker: Asker, category: Category, reason: str) -> Rules:
    """Adds a category (version 0) or changes the one whose version was seen; gives all rules.

    Raises InvalidArgument, AlreadyExists (CATEGORY_EXISTS), Conflict, FailedPrecondition (TOO_MANY_CATEGORIES).
    """
    refuse(domain.category_problem(category.code, category.title, category.edit_days))
    refuse(domain.reason_problem(reason, needed=False))
    _own(connection, asker)
    stored = {each.code: each for each in store.categories_of(connection, asker.school_id)}
    before = stored.get(category.code)
    if before is None and category.version:
        raise NotAllowed
    if before is not None and not category.version:
        raise AlreadyExists("CATEGORY_EXISTS", "There is a category of this code: change that one.")
    if before is not None and before.version != category.version:
        raise Conflict("VERSION_CONFLICT", "The category was changed meanwhile: load the rules again.")
    if before is None and len(stored) >= domain.MOST_CATEGORIES:
        raise FailedPrecondition("TOO_MANY_CATEGORIES", f"A school has at most {domain.MOST_CATEGORIES} categories.")
    if before != category:
        new_weight = before is None or before.weight != category.weight
        if new_weight:
            scales.keep_first_formula(connection, asker.school_id)
        store.put_category(connection, asker.school_id, replace(category, version=category.version + 1))
        if new_weight:
            scales.add_formula(connection, asker.school_id, asker.now)
        old = before.told if before else ""
        keep_changes(connection, asker, SchoolChange(f"category {category.code}", old, category.told, reason))
    return _rules(connection, asker.school_id)


def set_edit_window(
    connection: Connection[Any], asker: Asker, edit_days: int | None, seen_version: int, reason: str
) -> Rules:
    """Sets the school's window. Raises InvalidArgument, Conflict."""
    refuse(domain.window_problem(edit_days))
    refuse(domain.reason_problem(reason, needed=False))
    before, version = _own(connection, asker)
    if version != seen_version:
        raise Conflict("VERSION_CONFLICT", "The window was changed meanwhile: load the rules again.")
    if before != edit_days:
        store.set_window(connection, asker.school_id, edit_days)
        keep_changes(connection, asker, SchoolChange("edit_days", _days(before), _days(edit_days), reason))
    return _rules(connection, asker.school_id)


def create_lock(
    connection: Connection[Any],
    asker: Asker,
    class_id: str | None,
    subject_code: str | None,
    term_id: str | None,
    reason: str,
) -> store.Lock:
    """Closes a part of the journal. Raises InvalidArgument, NotAllowed when there is no such class, subject or term."""
    refuse(domain.reason_problem(reason, needed=False))
    lock = store.Lock(new_id(), class_id, subject_code, term_id, reason, asker.now)
    if not store.add_lock(connection, asker.school_id, lock, asker.person_id):
        raise NotAllowed
    keep_changes(connection, asker, SchoolChange(f"lock {lock.lock_id}", "", _scope(lock), reason))
    return lock


def end_lock(connection: Connection[Any], asker: Asker, lock_id: str, reason: str) -> store.Lock:
    """Opens it again. Raises NotAllowed when no such lock holds."""
    refuse(domain.reason_problem(reason, needed=False))
    lock = store.end_lock(connection, asker.school_id, lock_id, asker.person_id, asker.now)
    if lock is None:
        raise NotAllowed
    keep_changes(connection, asker, SchoolChange(f"lock {lock.lock_id}", _scope(lock), "", reason))
    return lock


def list_locks(pool: Pool, school_id: str, before: tuple[datetime, str] | None, most: int) -> list[store.Lock]:
    """The locks that hold, newest first."""
    with transaction(pool, school_id) as connection:
        return store.locks_of(connection, school_id, before, most)


def request_unlock(
    connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str | None, reason: str
) -> store.Unlock:
    """Asks for a lesson, or all lessons of a group. Raises InvalidArgument, NotAllowed."""
    refuse(domain.reason_problem(reason, needed=True))
    if not store.place_exists(connection, asker.school_id, group_id, lesson_id):
        raise NotAllowed
    unlock_id = new_id()
    store.add_unlock(connection, asker.school_id, unlock_id, (group_id, lesson_id), reason, asker.person_id, asker.now)
    keep_changes(connection, asker, SchoolChange(f"unlock {unlock_id}", "", "requested", reason))
    return _unlock(connection, asker.school_id, unlock_id)


def decide_unlock(
    connection: Connection[Any], asker: Asker, unlock_id: str, until: datetime | None, answer: str
) -> store.Unlock:
    """Grants a request until then, or refuses it (None).

    Raises InvalidArgument, NotAllowed when there is no such request, FailedPrecondition (ALREADY_DECIDED).
    """
    refuse(domain.reason_problem(answer, needed=False))
    if until is not None:
        refuse(domain.grant_problem(until, asker.now))
    _unlock(connection, asker.school_id, unlock_id)
    if not store.decide_unlock(connection, asker.school_id, unlock_id, asker.person_id, until, answer, asker.now):
        raise FailedPrecondition("ALREADY_DECIDED", "The request was decided already: the teacher may ask again.")
    told = f"granted until {until.isoformat()}" if until is not None else "refused"
    keep_changes(connection, asker, SchoolChange(f"unlock {unlock_id}", "requested", told, answer))
    return _unlock(connection, asker.school_id, unlock_id)


def list_unlocks(
    pool: Pool, school_id: str, after: tuple[datetime, str] | None, most: int, *, decided: bool
) -> list[store.Unlock]:
    """Requests that wait, oldest first; or all, newest first."""
    with transaction(pool, school_id) as connection:
        return store.unlocks_of(connection, school_id, after, most, decided=decided)


def list_own_unlocks(
    pool: Pool, school_id: str, person_id: str, group_id: str | None, before: tuple[datetime, str] | None, most: int
) -> list[store.Unlock]:
    """A person's own requests, newest first."""
    with transaction(pool, school_id) as connection:
        return store.unlocks_by(connection, school_id, person_id, group_id, before, most)


def _unlock(connection: Connection[Any], school_id: str, unlock_id: str) -> store.Unlock:
    found = store.get_unlock(connection, school_id, unlock_id)
    if found is None:
        raise NotAllowed
    return found


def _own(connection: Connection[Any], asker: Asker) -> tuple[int | None, int]:
    window = store.lock_rules(connection, asker.school_id)
    if window is None:
        raise NotAllowed
    return window


def _days(edit_days: int | None) -> str:
    return "" if edit_days is None else str(edit_days)


def _scope(lock: store.Lock) -> str:
    return f"class {lock.class_id or 'any'}, subject {lock.subject_code or 'any'}, term {lock.term_id or 'any'}"
