"""Saving a lesson: one call, one transaction, every consequence left in the outbox."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.errors import NotAllowed
from kit.ids import new_id
from services.gradebook.actions.following import follow
from services.gradebook.actions.publishing import (
    add_owed,
    add_recorded,
    attendance_changes,
    mark_changes,
    owed_changes,
    owed_lesson,
    recorded_lesson,
)
from services.gradebook.domain.lesson import Judgement, Lesson, LessonState, Refusal, WantedSave
from services.gradebook.domain.recording import judge
from services.gradebook.domain.saving import chain, history_of, lesson_after, parts_of
from services.gradebook.store import recording as store
from services.gradebook.store.following import Around, ask_around


@dataclass(frozen=True, slots=True)
class Save:
    """Who asks to save what, where. `teacher_id`: whose lesson it is when another enters it; empty: who asks.

    `of_lesson`: False for attendance alone that is entered for the teacher: the lesson's state and teacher stay.
    """

    school_id: str
    group_id: str
    lesson_id: str
    person_id: str
    request_id: str
    wanted: WantedSave
    all_or_nothing: bool
    teacher_id: str = ""
    of_lesson: bool = True


@dataclass(frozen=True, slots=True)
class SavedMark:
    """A mark as it is stored now."""

    line_item_id: str
    pupil_id: str
    value: str
    version: int
    # False: it was so already.
    changed: bool


@dataclass(frozen=True, slots=True)
class SavedAttendance:
    """Attendance as it is stored now."""

    pupil_id: str
    attendance: str
    minutes_late: int
    version: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it: the new line items; the cells as they are stored now, saved or so already; refusals.

    The lesson is None when all was refused together.
    """

    lesson: Lesson | None
    items: list[store.NewItem] = field(default_factory=list)
    marks: list[SavedMark] = field(default_factory=list)
    attendance: list[SavedAttendance] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    # Topic, homework and confirmation as fields of the request; whether they changed.
    parts: list[tuple[str, bool]] = field(default_factory=list)


def record_lesson(connection: Connection[Any], save: Save, now: datetime) -> Saved:
    """Saves what is right of a save, in the caller's transaction. Raises NotAllowed when there is no such lesson.

    With all_or_nothing one refusal refuses all: nothing is saved, and the answer holds refusals alone.
    """
    return record_loaded(connection, save, load_lesson(connection, save, now), now)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The lesson of a save, locked, with all that the save is judged by, None when there is no such lesson; and what a
    changed topic or homework has consequences for, None where the save changes neither."""

    state: LessonState | None
    around: Callable[[], Around] | None


def load_lesson(connection: Connection[Any], save: Save, now: datetime) -> Loaded:
    """Locks and loads the lesson of a save: everything is asked at once."""
    place = save.school_id, save.group_id, save.lesson_id
    state, edit = store.ask_state(connection, *place, now), save.wanted.edit
    asked = edit is not None and (edit.topic is not None or edit.homework is not None)
    around = ask_around(connection, *place, edit.topic or "") if edit is not None and asked else None
    return Loaded(state(), around)


def record_loaded(connection: Connection[Any], save: Save, loaded: Loaded, now: datetime) -> Saved:
    """`record_lesson` of a lesson that `load_lesson` has loaded in this transaction. Raises NotAllowed."""
    state = loaded.state
    if state is None:
        raise NotAllowed
    judged = judge(state, save.wanted)
    if save.all_or_nothing and judged.refusals:
        return Saved(None, refusals=judged.refusals)
    lesson, items, ids = state.lesson, [], {item.key: item.item_id or new_id() for item in judged.items}
    if judged.changes:
        items = [
            store.NewItem(ids[item.key], item.category, item.title, state.categories[item.category])
            for item in judged.items
        ]
        lesson = replace(lesson, recorded_at=now)
        if save.of_lesson:
            lesson = lesson_after(
                state.lesson, judged, today=state.today, now=now, teacher_id=save.teacher_id or save.person_id
            )
        lesson = _write(connection, save, state, judged, lesson, items, ids)
        _publish(connection, state, judged, lesson, ids)
        if loaded.around is not None:
            follow(connection, lesson, judged.edit, loaded.around())
    return Saved(
        lesson, items, _marks(judged, ids), _attendance(judged), judged.refusals, parts_of(save.wanted, judged)
    )


def _write(
    connection: Connection[Any],
    save: Save,
    state: LessonState,
    judged: Judgement,
    lesson: Lesson,
    items: list[store.NewItem],
    ids: dict[str, str],
) -> Lesson:
    assert lesson.recorded_at is not None  # noqa: S101 - the lesson after a save
    changes, head = chain(
        state.history,
        history_of(state.lesson, lesson, judged, ids),
        person_id=save.person_id,
        request_id=save.request_id,
        now=lesson.recorded_at,
    )
    store.write_lesson(connection, lesson, head)
    store.write_cells(connection, lesson, judged, items, ids, changes, save.person_id, save.request_id)
    return replace(lesson, change_number=head.number)


def _publish(
    connection: Connection[Any], state: LessonState, judged: Judgement, lesson: Lesson, ids: dict[str, str]
) -> None:
    categories = state.line_items | {item.key: item.category for item in judged.items}
    message = recorded_lesson(lesson)
    message.marks.extend(mark_changes(judged, categories, ids))
    message.attendance.extend(attendance_changes(judged))
    add_recorded(connection, message)
    works = owed_changes(judged, categories, ids)
    if works:
        owed = owed_lesson(lesson)
        owed.works.extend(works)
        add_owed(connection, owed)


def _marks(judged: Judgement, ids: dict[str, str]) -> list[SavedMark]:
    changed = [(wanted, after.version, True) for wanted, _, after in judged.marks]
    same = [(wanted, cell.version, False) for wanted, cell in judged.same_marks]
    return [
        SavedMark(ids.get(wanted.line_item, wanted.line_item), wanted.pupil_id, wanted.value, version, new)
        for wanted, version, new in changed + same
    ]


def _attendance(judged: Judgement) -> list[SavedAttendance]:
    changed = [(wanted, cell.version + 1, True) for wanted, cell in judged.attendance]
    same = [(wanted, cell.version, False) for wanted, cell in judged.same_attendance]
    return [
        SavedAttendance(wanted.pupil_id, wanted.attendance, wanted.minutes_late, version, new)
        for wanted, version, new in changed + same
    ]
