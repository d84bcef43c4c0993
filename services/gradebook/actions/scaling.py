"""Setting scales, and giving a group's term the weights of today."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.audit import Head
from kit.database import transaction
from kit.errors import Conflict, FailedPrecondition, NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.domain import scales as domain
from services.gradebook.domain.lesson import Change
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.saving import chain
from services.gradebook.domain.scales import Scale
from services.gradebook.store import items
from services.gradebook.store import rules as rule_store
from services.gradebook.store import scales as store
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def get_scales(pool: Pool, school_id: str) -> dict[int, Scale]:
    """The scale of every year group. Raises NotAllowed for a school that is not known."""
    with transaction(pool, school_id) as connection:
        if rule_store.window_of(connection, school_id) is None:
            raise NotAllowed
        return _scales(connection, school_id)


def _scales(connection: Connection[Any], school_id: str) -> dict[int, Scale]:
    own = store.scales_of(connection, school_id)
    grades = range(domain.FIRST_GRADE, domain.LAST_GRADE + 1)
    return {grade: own.get(grade, domain.default_of(grade)) for grade in grades}


def set_scale(connection: Connection[Any], asker: Asker, year_group: int, scale: Scale, reason: str) -> Scale:
    """Sets the scale of a year group, where nobody changed the one that was seen. Raises InvalidArgument, Conflict."""
    refuse(domain.scale_problem(year_group, scale))
    refuse(reason_problem(reason, needed=False))
    if rule_store.lock_rules(connection, asker.school_id) is None:
        raise NotAllowed
    before = _scales(connection, asker.school_id)[year_group]
    if before.version != scale.version:
        raise Conflict("VERSION_CONFLICT", "The scale was changed meanwhile: load the scales again.")
    if before == scale:
        return before
    after = replace(scale, version=scale.version + 1)
    store.put_scale(connection, asker.school_id, year_group, after)
    keep_changes(connection, asker, SchoolChange(f"scale {year_group}", before.told, after.told, reason))
    return after


def list_formulas(pool: Pool, school_id: str, before: int | None, most: int) -> list[store.Formula]:
    """Versions of the formula, newest first."""
    with transaction(pool, school_id) as connection:
        return store.formulas_of(connection, school_id, before, most)


def get_term_formula(pool: Pool, school_id: str, group_id: str, term_id: str) -> store.TermFormula:
    """By which version a group's term is averaged. Raises NotAllowed when there is no such group or term."""
    with transaction(pool, school_id) as connection:
        return _term_formula(connection, school_id, group_id, term_id)


def _term_formula(connection: Connection[Any], school_id: str, group_id: str, term_id: str) -> store.TermFormula:
    found = store.term_formula(connection, school_id, group_id, term_id)
    if found is None:
        raise NotAllowed
    return found


def rebase_term(
    connection: Connection[Any], asker: Asker, group_id: str, term_id: str, reason: str
) -> tuple[store.TermFormula, int]:
    """Gives the line items of a group's term the weights of today; each change is a line of its lesson's history.

    Raises InvalidArgument, NotAllowed, FailedPrecondition (TERM_CLOSED): a change of weights never rewrites a closed
    term (DOMAIN.md "Line items"), whatever unlock was granted.
    """
    refuse(reason_problem(reason, needed=True))
    lessons = items.lock_lessons_of_term(connection, asker.school_id, group_id, term_id)
    # The rules' row keeps weights and locks as they are until the end.
    if rule_store.lock_rules(connection, asker.school_id) is None:
        raise NotAllowed
    before = _term_formula(connection, asker.school_id, group_id, term_id)
    if before.closed:
        raise FailedPrecondition("TERM_CLOSED", "The term is closed: its averages stay as they are.")
    weights = {each.code: each.weight for each in rule_store.categories_of(connection, asker.school_id)}
    changed = [
        item for item in items.items_of(connection, asker.school_id, lessons)
        if weights.get(item.category, item.weight) != item.weight
    ]  # fmt: skip
    _write_weights(connection, asker, lessons, changed, weights, reason)
    store.keep_first_formula(connection, asker.school_id)
    newest = store.formulas_of(connection, asker.school_id, None, 1)[0].version
    store.put_term_formula(connection, asker.school_id, group_id, term_id, newest, asker.now)
    told = f"{len(changed)} line items by version {newest}"
    what = f"formula group {group_id} term {term_id}"
    keep_changes(connection, asker, SchoolChange(what, f"version {before.version}", told, reason))
    return _term_formula(connection, asker.school_id, group_id, term_id), len(changed)


def _write_weights(
    connection: Connection[Any],
    asker: Asker,
    lessons: list[items.LockedLesson],
    changed: list[items.StoredItem],
    weights: dict[str, Any],
    reason: str,
) -> None:
    of_lesson: dict[str, list[Change]] = defaultdict(list)
    for item in changed:
        new = replace(item, weight=weights[item.category], version=item.version + 1)
        of_lesson[item.lesson_id].append(
            Change("weight", item.line_item_id, None, str(item.weight), str(new.weight), reason, new.version)
        )
        items.put_item(connection, asker.school_id, new)
    for lesson in lessons:
        if lesson.lesson_id in of_lesson:
            lines, _ = chain(
                Head(lesson.number, lesson.hash), of_lesson[lesson.lesson_id],
                person_id=asker.person_id, request_id=asker.request_id, now=asker.now,
            )  # fmt: skip
            by = asker.person_id, asker.request_id, asker.now
            items.add_lines(connection, asker.school_id, lesson, lines, by)
