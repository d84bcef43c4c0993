"""Telling the other services of lessons by messages left in the outbox: ids, versions and values, nobody's texts."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import lessons_pb2, marks_pb2, timetable_pb2

from kit.outbox import add_event
from services.gradebook.domain.exemptions import Exemption
from services.gradebook.domain.lesson import Cell, Judgement, Lesson
from services.gradebook.domain.marks import OWED, told_value
from services.gradebook.domain.texts import write_day
from services.gradebook.domain.timetable import Slot
from services.gradebook.store.roster import Group

LESSONS_SCHEDULED = "zvonok.gradebook.lessons.scheduled.v1"
LESSON_RESCHEDULED = "zvonok.gradebook.lesson.rescheduled.v1"
LESSON_RECORDED = "zvonok.gradebook.lesson.recorded.v1"
OWED_WORK_CHANGED = "zvonok.gradebook.owed_work.changed.v1"
EXEMPTION_CHANGED = "zvonok.gradebook.exemption.changed.v1"
_LESSONS_AN_EVENT = 500


def scheduled_lesson(lesson_id: str, slot: Slot, state: str, version: int) -> lessons_pb2.ScheduledLesson:
    """One lesson of the plan."""
    return lessons_pb2.ScheduledLesson(
        lesson_id=lesson_id,
        date=slot.day.isoformat(),
        bell=slot.bell,
        state=state,
        version=version,
        term_id=slot.term_id,
    )


def add_scheduled(
    connection: Connection[Any], group: Group | Lesson, lessons: Sequence[lessons_pb2.ScheduledLesson], cause: str = ""
) -> int:
    """Tells of planned lessons of a group, at most 500 an event; returns the number of events."""
    for begin in range(0, len(lessons), _LESSONS_AN_EVENT):
        message = lessons_pb2.LessonsScheduled(
            school_id=group.school_id,
            group_id=group.group_id,
            class_id=group.class_id or "",
            lessons=lessons[begin : begin + _LESSONS_AN_EVENT],
            cause=cause,
        )
        add_event(connection, LESSONS_SCHEDULED, message, school_id=group.school_id)
    return -(-len(lessons) // _LESSONS_AN_EVENT)


def add_rescheduled(connection: Connection[Any], before: Lesson, after: Lesson, change: str) -> None:
    """Tells of a single lesson that was moved, cancelled or restored: what changed, and its new state."""
    slot = Slot(after.day, after.bell, after.term_id, after.school_year)
    add_scheduled(connection, after, [scheduled_lesson(after.lesson_id, slot, after.state, after.version)])
    message = timetable_pb2.LessonRescheduled(
        school_id=after.school_id,
        group_id=after.group_id,
        class_id=after.class_id or "",
        lesson_id=after.lesson_id,
        subject_title=after.subject_title,
        change=change,
        old_date=before.day.isoformat(),
        old_bell=before.bell,
        old_room=before.room,
        new_date=after.day.isoformat(),
        new_bell=after.bell,
        new_room=after.room,
        version=after.version,
    )
    add_event(connection, LESSON_RESCHEDULED, message, school_id=after.school_id)


def add_recorded(connection: Connection[Any], message: lessons_pb2.LessonRecorded) -> None:
    """Tells of a save."""
    add_event(connection, LESSON_RECORDED, message, school_id=message.school_id)


def recorded_lesson(lesson: Lesson, *, replayed: bool = False) -> lessons_pb2.LessonRecorded:
    """A lesson's present facts, without its cells."""
    message = lessons_pb2.LessonRecorded(
        school_id=lesson.school_id,
        group_id=lesson.group_id,
        class_id=lesson.class_id or "",
        lesson_id=lesson.lesson_id,
        date=lesson.day.isoformat(),
        bell=lesson.bell,
        term_id=lesson.term_id,
        state=lesson.state,
        version=lesson.version,
        attendance_confirmed=lesson.attendance_confirmed,
        topic_recorded=bool(lesson.topic),
        homework=lesson.homework,
        filled_date=write_day(lesson.filled_date) if lesson.filled else "",
        teacher_id=lesson.teacher_id or "",
        subject_title=lesson.subject_title,
        replayed=replayed,
        homework_recorded_date=write_day(lesson.homework_recorded_date),
    )
    if lesson.recorded_at is not None:
        message.recorded_at.FromDatetime(lesson.recorded_at)
    return message


def mark_changes(judged: Judgement, categories: dict[str, str], ids: dict[str, str]) -> list[lessons_pb2.MarkChanged]:
    """The marks that a save changed; owed work is none yet, and comments are told to nobody.

    `ids`: new line items' ids by their keys.
    """
    return [
        lessons_pb2.MarkChanged(
            line_item_id=ids.get(wanted.line_item, wanted.line_item),
            pupil_id=wanted.pupil_id,
            category=categories[wanted.line_item],
            old_value=told_value(cell.value),
            new_value=told_value(wanted.value),
            version=after.version,
            entered_date=write_day(after.entered),
        )
        for wanted, cell, after in judged.marks
        if told_value(cell.value) != told_value(wanted.value)
    ]


def attendance_changes(judged: Judgement) -> list[lessons_pb2.AttendanceChanged]:
    """The attendance that a save changed."""
    return [
        lessons_pb2.AttendanceChanged(
            pupil_id=wanted.pupil_id,
            old_attendance=cell.value.partition(" ")[0],
            new_attendance=wanted.attendance,
            minutes_late=wanted.minutes_late,
            reason=wanted.reason,
            version=cell.version + 1,
        )
        for wanted, cell in judged.attendance
    ]


def add_owed(connection: Connection[Any], message: marks_pb2.OwedWorkChanged) -> None:
    """Tells of owed work."""
    add_event(connection, OWED_WORK_CHANGED, message, school_id=message.school_id)


def owed_lesson(lesson: Lesson, *, replayed: bool = False) -> marks_pb2.OwedWorkChanged:
    """The lesson in which work is owed, without the works."""
    message = marks_pb2.OwedWorkChanged(
        school_id=lesson.school_id,
        group_id=lesson.group_id,
        class_id=lesson.class_id or "",
        lesson_id=lesson.lesson_id,
        date=lesson.day.isoformat(),
        term_id=lesson.term_id,
        subject_title=lesson.subject_title,
        teacher_id=lesson.teacher_id or "",
        replayed=replayed,
    )
    if lesson.recorded_at is not None:
        message.changed_at.FromDatetime(lesson.recorded_at)
    return message


def owed_changes(
    judged: Judgement, categories: dict[str, str], ids: dict[str, str]
) -> list[marks_pb2.OwedWorkChange]:  # fmt: skip
    """Owed work that a save set, settled or cleared. `ids`: new line items' ids by their keys."""
    changes = []
    for wanted, cell, after in judged.marks:
        due = after.due or cell.due
        if due is not None and (cell.value, cell.due) != (after.value, after.due):
            changes.append(
                marks_pb2.OwedWorkChange(
                    line_item_id=ids.get(wanted.line_item, wanted.line_item),
                    pupil_id=wanted.pupil_id,
                    category=categories[wanted.line_item],
                    state=_owed_state(after),
                    due_date=due.isoformat(),
                    version=after.version,
                )
            )
    return changes


def _owed_state(after: Cell) -> str:
    if after.value == OWED:
        return "owed"
    return "done" if after.value else "cleared"


def add_exemption(connection: Connection[Any], school_id: str, exemption: Exemption) -> None:
    """Tells of an exemption; its document stays here."""
    message = marks_pb2.ExemptionChanged(
        school_id=school_id,
        exemption_id=exemption.exemption_id,
        pupil_id=exemption.pupil_id,
        subject_code=exemption.subject_code,
        begin_date=exemption.begin.isoformat(),
        end_date=exemption.end.isoformat(),
        partial=exemption.partial,
        version=exemption.version,
    )
    add_event(connection, EXEMPTION_CHANGED, message, school_id=school_id)
