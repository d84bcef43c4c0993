"""Telling the whole journal again, for read models that are rebuilt while everything runs."""

from collections import defaultdict
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.gradebook.events.v1 import lessons_pb2, marks_pb2

from kit.database import EVERY_SCHOOL, transaction
from services.gradebook.actions.publishing import (
    add_owed,
    add_recorded,
    add_scheduled,
    owed_lesson,
    recorded_lesson,
    scheduled_lesson,
)
from services.gradebook.actions.publishing_plans import add_link, add_plan
from services.gradebook.actions.replaying_homework import replay_homework
from services.gradebook.actions.replaying_substitutions import replay_substitutions
from services.gradebook.actions.replaying_terms import replay_periods, replay_term_marks
from services.gradebook.domain.marks import told_value
from services.gradebook.domain.texts import write_day
from services.gradebook.domain.timetable import Slot
from services.gradebook.store import lesson_plans, roster
from services.gradebook.store.journal import JournalRows, load_journal

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_GROUPS_AT_ONCE = 20


def replay_lessons(pool: Pool, school_id: str | None) -> int:
    """Publishes every lesson's present state (of one school when named); returns the number of events.

    Some groups a transaction, so nothing is locked for long. Stopped half-way and begun again it repeats events, which
    readers tell by their versions.
    """
    events = 0
    after: tuple[str, str] | None = None
    while True:
        with transaction(pool, EVERY_SCHOOL) as connection:
            groups = roster.groups_after(connection, school_id, after, _GROUPS_AT_ONCE)
            events += sum(_replay_group(connection, group) for group in groups)
        if len(groups) < _GROUPS_AT_ONCE:
            break
        after = (groups[-1].school_id, groups[-1].group_id)
    with transaction(pool, EVERY_SCHOOL) as connection:
        return events + replay_periods(connection, school_id)


def _replay_group(connection: Connection[Any], group: roster.Group) -> int:
    rows = load_journal(connection, group.school_id, group.group_id, date.min, date.max, deleted=True)
    planned = [
        scheduled_lesson(
            lesson.lesson_id,
            Slot(lesson.day, lesson.bell, lesson.term_id, lesson.school_year),
            lesson.state,
            lesson.version,
        )
        for lesson in rows.lessons
    ]
    with connection.pipeline():
        events = add_scheduled(connection, group, planned)
        recorded = _recorded(rows)
        for message in recorded:
            add_recorded(connection, message)
        owed = _owed(rows)
        for works in owed:
            add_owed(connection, works)
    events += len(recorded) + len(owed) + replay_term_marks(connection, group.school_id, group.group_id)
    events += replay_homework(connection, group.school_id, group.group_id, rows.lessons)
    return events + _replay_plan(connection, group) + replay_substitutions(connection, group)


def _replay_plan(connection: Connection[Any], group: roster.Group) -> int:
    """The group's lesson plan, and what its lessons teach of it; nothing where there was never a plan."""
    [plan] = lesson_plans.plans_of(connection, group.school_id, [group.group_id])
    if not plan.version:
        return 0
    links = lesson_plans.links_of_group(connection, group.school_id, group.group_id)
    with connection.pipeline():
        add_plan(connection, group.school_id, plan, replayed=True)
        for link in links:
            add_link(connection, group.school_id, group.group_id, link, replayed=True)
    return 1 + len(links)


def _recorded(rows: JournalRows) -> list[lessons_pb2.LessonRecorded]:
    """The lessons that hold something, with all their cells; a deleted mark is told as empty."""
    categories = {item.line_item_id: item.category for item in rows.items}
    marks: dict[str, list[lessons_pb2.MarkChanged]] = defaultdict(list)
    for mark in rows.marks:
        if mark.line_item_id not in categories:
            # The line item was deleted since, empty: readers know its marks as empty.
            continue
        marks[mark.lesson_id].append(
            lessons_pb2.MarkChanged(
                line_item_id=mark.line_item_id,
                pupil_id=mark.pupil_id,
                category=categories[mark.line_item_id],
                new_value=told_value(mark.value),
                version=mark.version,
                entered_date=write_day(mark.entered),
            )
        )
    attendance: dict[str, list[lessons_pb2.AttendanceChanged]] = defaultdict(list)
    for cell in rows.attendance:
        attendance[cell.lesson_id].append(
            lessons_pb2.AttendanceChanged(
                pupil_id=cell.pupil_id,
                new_attendance=cell.attendance,
                minutes_late=cell.minutes_late,
                reason=cell.reason,
                version=cell.version,
            )
        )
    messages = []
    for lesson in rows.lessons:
        if lesson.recorded_at is not None:
            message = recorded_lesson(lesson, replayed=True)
            message.marks.extend(marks[lesson.lesson_id])
            message.attendance.extend(attendance[lesson.lesson_id])
            messages.append(message)
    return messages


def _owed(rows: JournalRows) -> list[marks_pb2.OwedWorkChanged]:
    """The lessons in which work is owed."""
    categories = {item.line_item_id: item.category for item in rows.items}
    lessons = {lesson.lesson_id: lesson for lesson in rows.lessons}
    messages: dict[str, marks_pb2.OwedWorkChanged] = {}
    for mark in rows.marks:
        if mark.due is not None:
            lesson = lessons[mark.lesson_id]
            message = messages.setdefault(mark.lesson_id, owed_lesson(lesson, replayed=True))
            message.works.add(
                line_item_id=mark.line_item_id,
                pupil_id=mark.pupil_id,
                category=categories[mark.line_item_id],
                state="owed",
                due_date=mark.due.isoformat(),
                version=mark.version,
            )
    return list(messages.values())
