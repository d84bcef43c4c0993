"""Changing lesson plans: topic by topic, from a file, from a parallel class. Each change carries the version seen."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import Connection

from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_plans import add_link, add_plan
from services.gradebook.domain.lesson_plans import (
    MOST_TOPICS,
    Topic,
    given_by,
    links_after,
    replaced,
    topic_problem,
)
from services.gradebook.domain.plan_sheet import Line, SheetProblem, read_plan
from services.gradebook.store import lesson_plans as store
from services.gradebook.store.lesson_plans import GroupPlan, Link
from services.gradebook.store.rules import categories_of
from services.gradebook.store.school_history import SchoolChange

MOST_COPIES = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """The plan that a file made or would make; or everything that is wrong with the file."""

    plan: GroupPlan | None
    problems: list[SheetProblem] = field(default_factory=list)


def set_topic(connection: Connection[Any], asker: Asker, group_id: str, seen: int, topic: Topic, position: int) -> None:
    """Adds a topic (without id) at a place, or changes the one of its id.

    Raises InvalidArgument for a wrong topic, Conflict, NotAllowed, FailedPrecondition (TOO_MANY_TOPICS).
    """
    refuse(topic_problem(topic, _categories(connection, asker.school_id)))
    plan = _take(connection, asker.school_id, group_id, seen)
    topics = list(plan.topics)
    if topic.topic_id:
        at = _place_of(topics, topic.topic_id)
        before, topics[at] = topics[at].told, topic
    else:
        if len(topics) >= MOST_TOPICS:
            raise FailedPrecondition("TOO_MANY_TOPICS", f"A plan has at most {MOST_TOPICS} topics.")
        topic = replace(topic, topic_id=new_id())
        topics.insert(position - 1 if 0 < position <= len(topics) else len(topics), topic)
        before = ""
    change = SchoolChange(f"plan {group_id} topic {topic.topic_id}", before, topic.told, "")
    _keep(connection, asker, plan, topics, change)


def delete_topic(connection: Connection[Any], asker: Asker, group_id: str, seen: int, topic_id: str) -> None:
    """Takes a topic out. Raises Conflict, NotAllowed, FailedPrecondition (TOPIC_TAUGHT)."""
    plan = _take(connection, asker.school_id, group_id, seen)
    topics = list(plan.topics)
    gone = topics.pop(_place_of(topics, topic_id))
    _keep_taught(connection, asker.school_id, plan, topics)
    _keep(connection, asker, plan, topics, SchoolChange(f"plan {group_id} topic {topic_id}", gone.told, "", ""))


def move_topic(
    connection: Connection[Any], asker: Asker, group_id: str, seen: int, topic_id: str, position: int
) -> None:
    """Puts a topic at a place from 1. Raises Conflict, NotAllowed, InvalidArgument (POSITION_OUT_OF_RANGE)."""
    if position < 1:
        raise InvalidArgument("POSITION_OUT_OF_RANGE", "A place in the plan is counted from 1.")
    plan = _take(connection, asker.school_id, group_id, seen)
    topics = list(plan.topics)
    at = _place_of(topics, topic_id)
    topics.insert(min(position, len(topics)) - 1, topics.pop(at))
    now = topics.index(next(each for each in topics if each.topic_id == topic_id))
    change = SchoolChange(f"plan {group_id} topic {topic_id} place", str(at + 1), str(now + 1), "")
    _keep(connection, asker, plan, topics, change)


def import_plan(
    connection: Connection[Any],
    asker: Asker,
    group_id: str,
    seen: int,
    rows: Sequence[Line],
    *,
    preview: bool,
    append: bool,
) -> Imported:
    """Makes the plan of a file's rows; of a preview, shows only what it would be. One wrong row changes nothing.

    Raises Conflict, NotAllowed, FailedPrecondition (TOPIC_TAUGHT: a taught topic is not in the file).
    """
    plan = _take(connection, asker.school_id, group_id, seen)
    wanted, problems = read_plan(rows, _categories(connection, asker.school_id))
    if append and len(plan.topics) + len(wanted) > MOST_TOPICS:
        problems.append(SheetProblem(0, "", "TOO_MANY_TOPICS", f"A plan has at most {MOST_TOPICS} topics."))
    if problems:
        return Imported(None, problems)
    topics = [*plan.topics, *wanted] if append else replaced(plan.topics, wanted)
    _keep_taught(connection, asker.school_id, plan, topics)
    if preview:
        return Imported(replace(plan, topics=topics))
    return Imported(_keep(connection, asker, plan, topics, _whole(plan, topics)))


def copy_plan(
    connection: Connection[Any], asker: Asker, group_ids: Sequence[str], seen: Mapping[str, int]
) -> list[str]:
    """Gives the first group's plan to the others: to all or none; returns the others.

    Raises InvalidArgument (TOO_MANY_GROUPS, NOTHING_TO_COPY_TO), FailedPrecondition (PLAN_EMPTY, DIFFERENT_COURSE,
    TOPIC_TAUGHT), Conflict, NotAllowed.
    """
    source_id, *others = dict.fromkeys(group_ids)
    if not others:
        raise InvalidArgument("NOTHING_TO_COPY_TO", "Name the groups that get the plan after the one that has it.")
    if len(others) > MOST_COPIES:
        raise InvalidArgument("TOO_MANY_GROUPS", f"At most {MOST_COPIES} groups at once.")
    # In one order, so that two who copy at once don't wait for each other for ever.
    for group_id in sorted([source_id, *others]):
        store.lock_plan(connection, asker.school_id, group_id)
    source = _plan(connection, asker.school_id, source_id)
    if not source.topics:
        raise FailedPrecondition("PLAN_EMPTY", "The plan to copy has no topics.")
    for group_id in others:
        plan = _plan(connection, asker.school_id, group_id)
        _check_seen(plan, seen.get(group_id, 0))
        if (plan.subject_code, plan.year_group) != (source.subject_code, source.year_group):
            raise FailedPrecondition(
                "DIFFERENT_COURSE", "A plan goes to groups of the same subject and year group.",
                metadata={"group": group_id},
            )  # fmt: skip
        topics = replaced(plan.topics, source.topics)
        _keep_taught(connection, asker.school_id, plan, topics)
        _keep(connection, asker, plan, topics, _whole(plan, topics))
    return others


def _take(connection: Connection[Any], school_id: str, group_id: str, seen: int) -> GroupPlan:
    store.lock_plan(connection, school_id, group_id)
    plan = _plan(connection, school_id, group_id)
    _check_seen(plan, seen)
    return plan


def _plan(connection: Connection[Any], school_id: str, group_id: str) -> GroupPlan:
    found = store.plans_of(connection, school_id, [group_id])
    if not found:
        raise NotAllowed
    return found[0]


def _check_seen(plan: GroupPlan, seen: int) -> None:
    if plan.version != seen:
        raise Conflict(
            "VERSION_CONFLICT", "The plan was changed meanwhile: load it again.", metadata={"group": plan.group_id}
        )


def _place_of(topics: Sequence[Topic], topic_id: str) -> int:
    for place, topic in enumerate(topics):
        if topic.topic_id == topic_id:
            return place
    raise NotAllowed


def _keep_taught(connection: Connection[Any], school_id: str, plan: GroupPlan, topics: Sequence[Topic]) -> None:
    """Refuses to lose what lessons have taught."""
    given = given_by(store.lessons_of(connection, school_id, [plan.group_id])[plan.group_id])
    kept = {topic.topic_id for topic in topics}
    lost = [
        place for place, topic in enumerate(plan.topics, 1) if given.get(topic.topic_id) and topic.topic_id not in kept
    ]
    if lost:
        raise FailedPrecondition(
            "TOPIC_TAUGHT", "A topic that lessons have taught stays in the plan: leave it there with the same words.",
            metadata={"group": plan.group_id, "positions": ", ".join(map(str, lost))},
        )  # fmt: skip


def _keep(
    connection: Connection[Any], asker: Asker, plan: GroupPlan, topics: Sequence[Topic], change: SchoolChange
) -> GroupPlan:
    """Writes the topics in the plan's next version, and lets lessons that teach nothing yet find theirs."""
    named = [topic if topic.topic_id else replace(topic, topic_id=new_id()) for topic in topics]
    if named == plan.topics:
        return plan
    after = replace(plan, topics=named, version=plan.version + 1)
    store.put_topics(connection, asker.school_id, plan.group_id, named, after.version)
    add_plan(connection, asker.school_id, after)
    lessons = store.lessons_of(connection, asker.school_id, [plan.group_id])[plan.group_id]
    for lesson, topic_id in links_after(named, lessons):
        link = Link(lesson.lesson_id, topic_id, by_hand=False, version=lesson.version + 1)
        store.put_link(connection, asker.school_id, plan.group_id, link)
        add_link(connection, asker.school_id, plan.group_id, link)
    keep_changes(connection, asker, change)
    return after


def _whole(before: GroupPlan, topics: Sequence[Topic]) -> SchoolChange:
    """A line of the history for a change of many topics: how many there are, and their digest."""
    return SchoolChange(f"plan {before.group_id}", _told(before.topics), _told(topics), "")


def _told(topics: Sequence[Topic]) -> str:
    if not topics:
        return ""
    digest = hashlib.sha256("\n".join(topic.told for topic in topics).encode()).hexdigest()
    return f"{len(topics)} topics, sha256 {digest}"


def _categories(connection: Connection[Any], school_id: str) -> dict[str, str]:
    return {each.code: each.title for each in categories_of(connection, school_id) if not each.retired}
