"""What follows from a saved lesson beside the lesson itself: which planned topic it teaches, what homework is due."""

from dataclasses import replace
from typing import Any

from psycopg import Connection

from kit.errors import FailedPrecondition, NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_homework import add_class_homework
from services.gradebook.actions.publishing_plans import add_link
from services.gradebook.domain.lesson import Edit, Lesson, WantedEdit, WantedSave
from services.gradebook.domain.lesson_plans import chosen_topic
from services.gradebook.domain.recording import judge
from services.gradebook.store import lesson_plans as store
from services.gradebook.store.following import Around
from services.gradebook.store.recording import load_state
from services.gradebook.store.school_history import SchoolChange


def follow(connection: Connection[Any], lesson: Lesson, edit: Edit, around: Around) -> None:
    """Carries out what a save of topic or homework means for the rest, in the save's transaction.

    `around` was asked for with the topic that the save wanted: the lesson's own now, where it changed.
    """
    if edit.topic is not None:
        _link_by_words(connection, lesson, around)
    if edit.homework is not None and lesson.recorded_at is not None:
        due = lesson.homework_due or around.next_day
        add_class_homework(connection, lesson, due, around.minutes, lesson.recorded_at)


def _link_by_words(connection: Connection[Any], lesson: Lesson, around: Around) -> None:
    """A lesson teaches the planned topic of its own topic's words. What the teacher said by hand stays until the
    lesson gets the words of another, or none."""
    now, wanted = around.link, None
    if lesson.topic:
        given = {topic.topic_id: count for topic, count in around.topics}
        wanted = chosen_topic([topic for topic, _ in around.topics], given, now.topic_id)
        if wanted is None and now.by_hand:
            return
    if wanted != now.topic_id:
        link = replace(now, topic_id=wanted, by_hand=False, version=now.version + 1)
        store.put_link(connection, lesson.school_id, lesson.group_id, link)
        add_link(connection, lesson.school_id, lesson.group_id, link)


def set_lesson_topic(
    connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, topic_id: str | None
) -> None:
    """Says which planned topic a lesson teaches; None: none. The rules of saving a lesson hold for it.

    Raises NotAllowed, FailedPrecondition (LESSON_WITHOUT_TOPIC, LESSON_CANCELLED, PERIOD_LOCKED, EDIT_WINDOW_CLOSED).
    """
    state = load_state(connection, asker.school_id, group_id, lesson_id, asker.now)
    if state is None:
        raise NotAllowed
    # A save that changes nothing is refused by the rules that would refuse one that does.
    for refusal in judge(state, WantedSave(WantedEdit(state.lesson.version), [], [], [])).refusals:
        raise FailedPrecondition(refusal.rule, refusal.message)
    [plan] = store.plans_of(connection, asker.school_id, [group_id])
    if topic_id is not None and topic_id not in {topic.topic_id for topic in plan.topics}:
        raise NotAllowed
    if topic_id is not None and not state.lesson.topic:
        refuse(("LESSON_WITHOUT_TOPIC", "Write the lesson's own topic first."))
    now = store.link_of(connection, asker.school_id, lesson_id)
    if (now.topic_id, now.by_hand) == (topic_id, topic_id is not None):
        return
    link = replace(now, topic_id=topic_id, by_hand=topic_id is not None, version=now.version + 1)
    store.put_link(connection, asker.school_id, group_id, link)
    add_link(connection, asker.school_id, group_id, link)
    change = SchoolChange(f"lesson {lesson_id} planned topic", now.topic_id or "", topic_id or "", "")
    keep_changes(connection, asker, change)
