"""Telling the other services of homework: ids, days and versions; texts and file names stay here."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import homework_pb2

from kit.outbox import add_event
from services.gradebook.domain.homework import Assigned
from services.gradebook.domain.lesson import Lesson
from services.gradebook.store.assignments import StoredAssignment
from services.gradebook.store.homework import next_lesson_day

HOMEWORK_CHANGED = "zvonok.gradebook.homework.changed.v1"


def add_class_homework(
    connection: Connection[Any],
    lesson: Lesson,
    due: date | None,
    minutes: int | None,
    now: datetime,
    *,
    replayed: bool = False,
) -> None:
    """Tells of the homework that stands in a lesson for everybody; `due`: by the timetable where nobody said."""
    message = _message(lesson, lesson.lesson_id, lesson.homework, due if lesson.homework == "given" else None, now)
    message.minutes, message.version, message.replayed = minutes or 0, lesson.version, replayed
    add_event(connection, HOMEWORK_CHANGED, message, school_id=lesson.school_id)


def add_assignment(
    connection: Connection[Any],
    lesson: Lesson,
    assignment: StoredAssignment,
    due: date | None,
    former: Iterable[str],
    now: datetime,
    *,
    state: str = "given",
    replayed: bool = False,
) -> None:
    """Tells of an assignment; `former`: pupils who had it before and have it no more."""
    assigned: Assigned = assignment.assigned
    message = _message(lesson, assignment.assignment_id, state, due, now)
    message.pupil_ids.extend(sorted(assigned.pupil_ids or ()))
    message.former_pupil_ids.extend(sorted(former))
    message.files, message.minutes = len(assigned.files), assigned.minutes or 0
    message.version, message.replayed = assignment.version, replayed
    add_event(connection, HOMEWORK_CHANGED, message, school_id=lesson.school_id)


def due_day(connection: Connection[Any], lesson: Lesson, wanted: date | None) -> date | None:
    """The day something given in a lesson is due: as said, or the group's next lesson; None: there is none yet."""
    return wanted or next_lesson_day(connection, lesson.school_id, lesson.group_id, lesson.day)


def _message(
    lesson: Lesson, item_id: str, state: str, due: date | None, now: datetime
) -> homework_pb2.HomeworkChanged:  # fmt: skip
    message = homework_pb2.HomeworkChanged(
        school_id=lesson.school_id,
        group_id=lesson.group_id,
        class_id=lesson.class_id or "",
        lesson_id=lesson.lesson_id,
        item_id=item_id,
        state=state,
        due_date=due.isoformat() if due else "",
        lesson_date=lesson.day.isoformat(),
        subject_title=lesson.subject_title,
        teacher_id=lesson.teacher_id or "",
    )
    message.changed_at.FromDatetime(now)
    return message
