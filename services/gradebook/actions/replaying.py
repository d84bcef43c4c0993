"""Telling the whole journal again, for read models that are rebuilt."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.gradebook.events.v1 import lessons_pb2

from kit.database import transaction
from kit.outbox import add_event
from services.gradebook.actions.planning import LESSONS_SCHEDULED
from services.gradebook.actions.recording import LESSON_RECORDED, event_head
from services.gradebook.store import replaying as store
from services.gradebook.store.recording import LessonUpdate

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def replay_lessons(pool: Pool, school_id: str | None) -> int:
    """Publishes every lesson's present state (of one school when named), a group a transaction; counts the events."""
    with pool.connection() as connection:
        groups = store.list_groups(connection, school_id)
    events = 0
    for school, group in groups:
        with transaction(pool) as connection:
            events += _replay_group(connection, school, group)
    return events


def _replay_group(connection: Connection[Any], school_id: str, group_id: str) -> int:
    lessons = store.load_lessons(connection, school_id, group_id)
    if not lessons:
        return 0
    planned = lessons_pb2.LessonsScheduled(
        school_id=school_id, group_id=group_id, class_id=lessons[0].stored.class_id or ""
    )
    for lesson in lessons:
        planned.lessons.add(
            lesson_id=lesson.stored.lesson_id,
            date=lesson.stored.day.isoformat(),
            bell=lesson.stored.bell,
            state=lesson.stored.state,
            version=lesson.stored.version,
            term_id=lesson.stored.term_id,
        )
    add_event(connection, LESSONS_SCHEDULED, planned, school_id=school_id)
    recorded = [lesson for lesson in lessons if lesson.stored.version > 1]
    marks, attendance = store.load_cells(connection, school_id, group_id)
    for lesson in recorded:
        message = _recorded(lesson)
        for mark in marks.get(lesson.stored.lesson_id, ()):
            message.marks.add(
                line_item_id=mark[0], pupil_id=mark[1], category=mark[2], new_value=mark[3], version=mark[4]
            )
        for cell in attendance.get(lesson.stored.lesson_id, ()):
            message.attendance.add(pupil_id=cell[0], new_attendance=cell[1], minutes_late=cell[2], version=cell[3])
        add_event(connection, LESSON_RECORDED, message, school_id=school_id)
    return 1 + len(recorded)


def _recorded(lesson: store.ReplayedLesson) -> lessons_pb2.LessonRecorded:
    stored = lesson.stored
    update = LessonUpdate(
        stored.state, stored.topic, stored.homework, stored.homework_text, stored.homework_due,
        stored.attendance_confirmed, stored.filled_date, stored.version,
    )  # fmt: skip
    message = event_head(stored, update, lesson.teacher_id or "")
    message.replayed = True
    return message
