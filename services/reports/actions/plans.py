"""Applies what the gradebook tells of lesson plans. Each runs in the event's transaction."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from services.reports.domain.lessons import CANCELLED, Lesson
from services.reports.store import lessons, plans, progress


def apply_plan(
    connection: Connection[Any], school_id: str, group_id: str, version: int, topics: Sequence[tuple[str, int]]
) -> None:
    """Keeps a group's plan: (topic id, hours) in their order."""
    progress.take_turn(connection, school_id)
    if plans.write_plan(connection, school_id, group_id, version):
        plans.write_topics(connection, school_id, group_id, topics)
        plans.count_again(connection, school_id, [group_id])


def apply_link(connection: Connection[Any], school_id: str, lesson_id: str, version: int, topic_id: str | None) -> None:
    """Keeps which topic a lesson teaches; of a lesson that is not known yet it counts when that comes."""
    progress.take_turn(connection, school_id)
    if plans.write_link(connection, school_id, lesson_id, version, topic_id):
        known = lessons.lessons(connection, school_id, [lesson_id]).get(lesson_id)
        if known is not None:
            plans.count_again(connection, school_id, [known.group_id])


def follow_lessons(
    connection: Connection[Any], school_id: str, changes: Sequence[tuple[Lesson | None, Lesson]]
) -> None:
    """Counts the topics of groups again whose lessons (before, after) are other ones or on other days."""
    groups = {after.group_id for before, after in changes if _place(before) != _place(after)}
    plans.count_again(connection, school_id, sorted(groups))


def _place(lesson: Lesson | None) -> Any:
    """When a lesson is given; None: not at all."""
    return None if lesson is None or lesson.schedule.state == CANCELLED else lesson.schedule.day
