"""A line item as a whole: marks of a written work in one sitting; another title or category; gone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from services.gradebook.actions.asking import Asker, refuse
from services.gradebook.actions.recording import Loaded, Save, Saved, record_loaded
from services.gradebook.domain.lesson import Change, LessonState
from services.gradebook.domain.recording import closed_problem, window_problem
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.saving import chain
from services.gradebook.domain.sitting import Sitting, Skipped, expand, item_problem
from services.gradebook.store import items
from services.gradebook.store.recording import load_state


@dataclass(frozen=True, slots=True)
class Sat:
    """What became of a sitting, and who was left out."""

    save: Save
    saved: Saved
    skipped: Sequence[Skipped]


def batch_record_marks(connection: Connection[Any], save: Save, sitting: Sitting, loaded: Loaded, now: datetime) -> Sat:
    """Saves the marks of one line item for the class, in a lesson that `load_lesson` has loaded in this transaction.

    `save` says who, where; its wanted parts come from the sitting. Raises NotAllowed when there is no such lesson.
    """
    if loaded.state is None:
        raise NotAllowed
    wanted, skipped = expand(loaded.state, sitting)
    whole = replace(save, wanted=wanted)
    saved = record_loaded(connection, whole, loaded, now)
    owed = {mark.pupil_id for mark in saved.marks}
    told = [replace(each, owed=each.owed and each.pupil_id in owed) for each in skipped]
    return Sat(whole, saved, told)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What is wanted of a line item; None: stays."""

    group_id: str
    lesson_id: str
    line_item_id: str
    seen_version: int
    category: str | None
    title: str | None
    reason: str


def update_item(connection: Connection[Any], asker: Asker, change: ItemChange) -> items.StoredItem:
    """Gives a line item another title or category; with the category its weight of today.

    Raises NotAllowed, InvalidArgument, FailedPrecondition by the rules of RecordLesson, Conflict.
    """
    state, before = _load(connection, asker, change)
    after = replace(
        before,
        category=before.category if change.category is None else change.category,
        title=before.title if change.title is None else change.title,
        version=before.version + 1,
    )
    refuse(item_problem(state, before.line_item_id, before.category, after.category, after.title))
    if after.category != before.category:
        after = replace(after, weight=state.categories[after.category])
    if replace(after, version=before.version) == before:
        return before
    items.put_item(connection, asker.school_id, after)
    facts = (("line_item", before.told, after.told), ("weight", str(before.weight), str(after.weight)))
    _keep(connection, asker, state, [
        Change(cell, before.line_item_id, None, old, new, change.reason, after.version)
        for cell, old, new in facts if old != new
    ])  # fmt: skip
    return after


def delete_item(connection: Connection[Any], asker: Asker, change: ItemChange) -> None:
    """Takes a line item out of its lesson. Raises as update_item, and FailedPrecondition (LINE_ITEM_HAS_MARKS)."""
    state, before = _load(connection, asker, change)
    if any(item == before.line_item_id and cell.value for (item, _), cell in state.marks.items()):
        raise FailedPrecondition("LINE_ITEM_HAS_MARKS", "The column has marks: delete them first, one by one.")
    items.delete_item(connection, asker.school_id, before)
    line = Change("line_item", before.line_item_id, None, before.told, "", change.reason, before.version + 1)
    _keep(connection, asker, state, [line])


def _load(connection: Connection[Any], asker: Asker, change: ItemChange) -> tuple[LessonState, items.StoredItem]:
    refuse(reason_problem(change.reason, needed=False))
    state = load_state(connection, asker.school_id, change.group_id, change.lesson_id, asker.now)
    if state is None:
        raise NotAllowed
    year = state.lesson.school_year
    item = None
    if change.line_item_id in state.line_items:
        item = items.item_of(connection, asker.school_id, year, change.lesson_id, change.line_item_id)
    if item is None:
        raise InvalidArgument("UNKNOWN_LINE_ITEM", "The lesson has no such line item: load the lesson again.")
    closed = closed_problem(state) or window_problem(state, item.category)
    if closed is not None:
        raise FailedPrecondition(*closed)
    if item.version != change.seen_version:
        raise Conflict("VERSION_CONFLICT", "The column was changed meanwhile: load the lesson again.")
    return state, item


def _keep(connection: Connection[Any], asker: Asker, state: LessonState, changes: list[Change]) -> None:
    lesson = state.lesson
    lines, _ = chain(
        state.history, changes, person_id=asker.person_id, request_id=asker.request_id, now=asker.now
    )  # fmt: skip
    locked = items.LockedLesson(lesson.lesson_id, lesson.school_year, state.history.number, state.history.hash)
    items.add_lines(connection, asker.school_id, locked, lines, (asker.person_id, asker.request_id, asker.now))
