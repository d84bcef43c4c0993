"""Keeping what identity tells of schools and groups, and planning lessons from it."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import lessons_pb2

from kit.ids import new_id
from kit.outbox import add_event
from services.gradebook.domain.marks import DEFAULT_CATEGORIES
from services.gradebook.domain.timetable import Term, slots_of
from services.gradebook.store import roster as store

LESSONS_SCHEDULED = "zvonok.gradebook.lessons.scheduled.v1"


def keep_school(
    connection: Connection[Any], school_id: str, version: int, time_zone: str, terms: Sequence[Term]
) -> None:
    """Keeps a school and its terms when newer, and plans its groups' lessons anew."""
    if not store.put_school(connection, school_id, version, time_zone):
        return
    store.put_terms(connection, school_id, terms)
    store.put_default_categories(connection, school_id, DEFAULT_CATEGORIES)
    for group in store.groups_of_school(connection, school_id):
        _plan(connection, group)


def keep_group(
    connection: Connection[Any],
    group: store.Group,
    version: int,
    titles: tuple[str, str],
    year_group: int,
    members: Sequence[store.Member],
) -> None:
    """Keeps a group (titles: subject, class) and its pupils when newer, and plans its lessons anew."""
    if store.put_group(connection, group, version, titles, year_group):
        store.put_members(connection, group.school_id, group.group_id, members)
        _plan(connection, group)


def _plan(connection: Connection[Any], group: store.Group) -> None:
    """Adds the lessons that the weekly pattern gives and are missing; drops those it no longer gives and hold nothing.

    A group whose terms are not known yet is planned when its school comes.
    """
    terms = store.terms_of(connection, group.school_id, group.term_ids)
    wanted = [] if group.ended else slots_of(group.periods, terms)
    keys = {(slot.day, slot.bell) for slot in wanted}
    stored = store.lessons_of_group(connection, group.school_id, group.group_id)
    taken = {(lesson.day, lesson.bell) for lesson in stored}
    added = [(new_id(), slot) for slot in wanted if (slot.day, slot.bell) not in taken]
    dropped = [lesson for lesson in stored if lesson.empty and (lesson.day, lesson.bell) not in keys]
    if not added and not dropped:
        return
    store.add_lessons(connection, group, added)
    store.drop_lessons(connection, group.school_id, [lesson.lesson_id for lesson in dropped])
    message = lessons_pb2.LessonsScheduled(
        school_id=group.school_id, group_id=group.group_id, class_id=group.class_id or ""
    )
    for lesson_id, slot in added:
        message.lessons.add(
            lesson_id=lesson_id, date=slot.day.isoformat(), bell=slot.bell, state="planned", version=1,
            term_id=slot.term_id,
        )  # fmt: skip
    for lesson in dropped:
        message.lessons.add(
            lesson_id=lesson.lesson_id, date=lesson.day.isoformat(), bell=lesson.bell, state="cancelled", version=2,
            term_id=lesson.term_id,
        )  # fmt: skip
    add_event(connection, LESSONS_SCHEDULED, message, school_id=group.school_id)
