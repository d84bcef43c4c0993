"""Telling the other services of lesson plans: ids, hours and versions; the topics' words stay here."""

from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import plans_pb2

from kit.outbox import add_event
from services.gradebook.store.lesson_plans import GroupPlan, Link

PLAN_CHANGED = "zvonok.gradebook.plan.changed.v1"
LESSON_TOPIC_CHANGED = "zvonok.gradebook.lesson_topic.changed.v1"


def add_plan(connection: Connection[Any], school_id: str, plan: GroupPlan, *, replayed: bool = False) -> None:
    """Tells of a plan as it is now."""
    message = plans_pb2.PlanChanged(
        school_id=school_id,
        group_id=plan.group_id,
        class_id=plan.class_id or "",
        version=plan.version,
        topics=[plans_pb2.PlanTopic(topic_id=topic.topic_id, hours=topic.hours) for topic in plan.topics],
        replayed=replayed,
    )
    add_event(connection, PLAN_CHANGED, message, school_id=school_id)


def add_link(connection: Connection[Any], school_id: str, group_id: str, link: Link, *, replayed: bool = False) -> None:
    """Tells what a lesson teaches of the plan."""
    message = plans_pb2.LessonTopicChanged(
        school_id=school_id,
        group_id=group_id,
        lesson_id=link.lesson_id,
        topic_id=link.topic_id or "",
        version=link.version,
        replayed=replayed,
    )
    add_event(connection, LESSON_TOPIC_CHANGED, message, school_id=school_id)
