"""Telling homework again, for read models that are rebuilt."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection

from services.gradebook.actions.publishing_homework import add_assignment, add_class_homework
from services.gradebook.domain.lesson import Lesson
from services.gradebook.store import assignments as store


def replay_homework(connection: Connection[Any], school_id: str, group_id: str, lessons: Sequence[Lesson]) -> int:
    """Publishes a group's homework as it is now, of all its lessons; returns the number of events."""
    by_id = {lesson.lesson_id: lesson for lesson in lessons}
    days = sorted(lesson.day for lesson in lessons if lesson.state != "cancelled")
    given = [lesson for lesson in lessons if lesson.homework]
    assigned = store.assignments_of_group(connection, school_id, group_id)
    minutes = store.minutes_of_group(connection, school_id, group_id)
    now = datetime.now(UTC)
    with connection.pipeline():
        for lesson in given:
            due = lesson.homework_due or _next(days, lesson.day)
            estimate = minutes.get(lesson.lesson_id)
            add_class_homework(connection, lesson, due, estimate, lesson.recorded_at or now, replayed=True)
        for lesson_id, assignment, withdrawn in assigned:
            lesson = by_id[lesson_id]
            due, state = assignment.assigned.due or _next(days, lesson.day), "withdrawn" if withdrawn else "given"
            add_assignment(connection, lesson, assignment, due, (), now, state=state, replayed=True)
    return len(given) + len(assigned)


def _next(days: Sequence[date], day: date) -> date | None:
    place = bisect_right(days, day)
    return days[place] if place < len(days) else None
