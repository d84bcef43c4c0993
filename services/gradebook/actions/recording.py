"""Saving a lesson: one call, one transaction, every consequence left in the outbox."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from psycopg import Connection
from zvonok.gradebook.events.v1 import lessons_pb2

from kit.errors import NotAllowed
from kit.ids import new_id
from kit.outbox import add_event
from services.gradebook.domain.recording import (
    Judgement,
    LessonState,
    Refusal,
    StoredLesson,
    WantedAttendance,
    WantedEdit,
    WantedItem,
    WantedMark,
    judge,
)
from services.gradebook.store import recording as store

LESSON_RECORDED = "zvonok.gradebook.lesson.recorded.v1"


@dataclass(frozen=True, slots=True)
class Save:
    """What a caller asks to save."""

    school_id: str
    group_id: str
    lesson_id: str
    person_id: str
    request_id: str
    edit: WantedEdit | None
    items: list[WantedItem]
    marks: list[WantedMark]
    attendance: list[WantedAttendance]
    all_or_nothing: bool


@dataclass(slots=True)
class Saved:
    """What became of it: new versions of cells, new line items, refusals."""

    lesson: StoredLesson
    items: list[store.NewItem] = field(default_factory=list)
    # (line item id, pupil id, value, version)
    marks: list[tuple[str, str, str, int]] = field(default_factory=list)
    # (pupil id, attendance, minutes late, version)
    attendance: list[tuple[str, str, int, int]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def record_lesson(connection: Connection[Any], save: Save) -> Saved:
    """Saves what is right of a save, in the caller's transaction; raises NotAllowed when there is no such lesson.

    With all_or_nothing one refusal refuses all: nothing is saved and the refusals say why.
    """
    state = store.load_state(connection, save.school_id, save.group_id, save.lesson_id)
    if state is None:
        raise NotAllowed
    judged = judge(state, save.edit, save.items, save.marks, save.attendance)
    nothing = not (judged.items or judged.marks or judged.attendance or judged.edit)
    if nothing or (save.all_or_nothing and judged.refusals):
        return Saved(state.lesson, refusals=judged.refusals)
    items, judged = _with_ids(state, judged)
    changes = _changes(save, state, judged, items)
    store.write_changes(connection, state.lesson, changes)
    message = _event(state, changes)
    add_event(connection, LESSON_RECORDED, message, school_id=save.school_id)
    return Saved(
        lesson=replace(
            state.lesson,
            state=changes.lesson.state,
            topic=changes.lesson.topic,
            homework=changes.lesson.homework,
            homework_text=changes.lesson.homework_text,
            homework_due=changes.lesson.homework_due,
            attendance_confirmed=changes.lesson.attendance_confirmed,
            filled_date=changes.lesson.filled_date,
            version=changes.lesson.version,
        ),
        items=items,
        marks=[(mark.line_item, mark.pupil_id, mark.value, cell.version + 1) for mark, cell in judged.marks],
        attendance=[
            (each.pupil_id, each.attendance, each.minutes_late if each.attendance == "late" else 0, cell.version + 1)
            for each, cell in judged.attendance
        ],
        refusals=judged.refusals,
    )


def _with_ids(state: LessonState, judged: Judgement) -> tuple[list[store.NewItem], Judgement]:
    """Gives new line items their ids, and marks that name them by key."""
    ids = {item.key: new_id() for item in judged.items}
    items = [
        store.NewItem(ids[item.key], item.category, item.title, state.categories[item.category])
        for item in judged.items
    ]
    if ids:
        judged.marks = [
            (replace(mark, line_item=ids.get(mark.line_item, mark.line_item)), cell) for mark, cell in judged.marks
        ]
    return items, judged


def _changes(save: Save, state: LessonState, judged: Judgement, items: list[store.NewItem]) -> store.Changes:
    lesson, edit = state.lesson, judged.edit
    topic = lesson.topic if edit is None or edit.topic is None else edit.topic
    homework = (lesson.homework, lesson.homework_text, lesson.homework_due)
    if edit is not None and edit.homework is not None:
        homework = edit.homework
    confirmed = lesson.attendance_confirmed if edit is None or edit.confirmed is None else edit.confirmed
    happened = lesson.day <= lesson.today and bool(judged.marks or judged.attendance or confirmed or topic)
    filled = confirmed and bool(topic)
    state_now = "held" if happened or lesson.state == "held" else lesson.state
    update = store.LessonUpdate(
        state=state_now,
        topic=topic,
        homework=homework[0],
        homework_text=homework[1],
        homework_due=homework[2],
        attendance_confirmed=confirmed,
        filled_date=(lesson.filled_date or lesson.today) if filled else None,
        # Cells have versions of their own, so that a colleague's marks are no conflict with my topic.
        # The state is a fact of the lesson: readers of events write it only with a newer version.
        version=lesson.version + (1 if edit is not None or lesson.version == 1 or state_now != lesson.state else 0),
    )
    history = None
    if edit is not None:
        history = (
            _lesson_value(lesson.topic, lesson.homework, lesson.homework_text, lesson.attendance_confirmed),
            _lesson_value(topic, homework[0], homework[1], confirmed),
        )
    return store.Changes(save.person_id, save.request_id, update, history, items, judged.marks, judged.attendance)


def _lesson_value(topic: str, homework: str, text: str, confirmed: bool) -> str:
    """How topic, homework and confirmation stand in the history."""
    return f"topic: {topic}\nhomework ({homework or 'not said'}): {text}\nconfirmed: {confirmed}"


def _event(state: LessonState, changes: store.Changes) -> lessons_pb2.LessonRecorded:
    message = event_head(state.lesson, changes.lesson, changes.person_id)
    categories = state.line_items | {item.line_item_id: item.category for item in changes.items}
    for wanted, cell in changes.marks:
        message.marks.add(
            line_item_id=wanted.line_item,
            pupil_id=wanted.pupil_id,
            category=categories[wanted.line_item],
            old_value=cell.value,
            new_value=wanted.value,
            version=cell.version + 1,
        )
    for each, cell in changes.attendance:
        message.attendance.add(
            pupil_id=each.pupil_id,
            old_attendance=cell.value.partition(" ")[0],
            new_attendance=each.attendance,
            minutes_late=each.minutes_late if each.attendance == "late" else 0,
            version=cell.version + 1,
        )
    return message


def event_head(stored: StoredLesson, update: store.LessonUpdate, teacher_id: str) -> lessons_pb2.LessonRecorded:
    """The event of a lesson without its cells."""
    return lessons_pb2.LessonRecorded(
        school_id=stored.school_id,
        group_id=stored.group_id,
        class_id=stored.class_id or "",
        lesson_id=stored.lesson_id,
        date=stored.day.isoformat(),
        bell=stored.bell,
        term_id=stored.term_id,
        state=update.state,
        version=update.version,
        attendance_confirmed=update.attendance_confirmed,
        topic_recorded=bool(update.topic),
        homework=update.homework,
        filled_date=_iso(update.filled_date),
        recorded_at=_now(),
        teacher_id=teacher_id,
        subject_title=stored.subject_title,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _now() -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(datetime.now(UTC))
    return stamp
