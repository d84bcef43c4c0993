"""Keeping what identity tells of schools, classes and groups, and planning lessons from it.

Events come in any order and more than once: only a newer version is kept, and the plan is made from what is known,
again whenever more becomes known. The result is the same for every order.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from kit.ids import new_id
from services.gradebook.actions.publishing import add_scheduled, scheduled_lesson
from services.gradebook.domain.marks import DEFAULT_CATEGORIES
from services.gradebook.domain.membership import Span, merged
from services.gradebook.domain.timetable import Planned, Term, plan, slots_of
from services.gradebook.store import plan as store
from services.gradebook.store import roster

_GROUPS_AT_ONCE = 100


def keep_school(connection: Connection[Any], school: roster.School, terms: Sequence[Term]) -> None:
    """Keeps a school when newer; when its terms changed, its groups' lessons are planned anew."""
    roster.take_school(connection, school.school_id, alone=True)
    if not roster.put_school(connection, school):
        return
    roster.put_default_categories(connection, school.school_id, DEFAULT_CATEGORIES)
    if roster.put_terms(connection, school.school_id, terms):
        groups = roster.groups_of_school(connection, school.school_id)
        for begin in range(0, len(groups), _GROUPS_AT_ONCE):
            _plan(connection, groups[begin : begin + _GROUPS_AT_ONCE], terms)


def keep_class(connection: Connection[Any], row: roster.ClassRow) -> None:
    """Keeps a class when newer."""
    roster.put_class(connection, row)


def keep_group(
    connection: Connection[Any], group: roster.Group, pupils: Sequence[Span], teachers: Sequence[Span]
) -> None:
    """Keeps a group with its people when newer, and plans its lessons anew.

    A group whose terms are not known yet is planned when its school comes.
    """
    roster.take_school(connection, group.school_id, alone=False)
    if not roster.put_group(connection, group):
        return
    roster.put_pupils(connection, group.school_id, group.group_id, merged(pupils))
    roster.put_teachers(connection, group.school_id, group.group_id, merged(teachers))
    _plan(connection, [group], roster.terms_of(connection, group.school_id))


def _plan(connection: Connection[Any], groups: Sequence[roster.Group], terms: Sequence[Term]) -> None:
    stored = store.lessons_of_groups(connection, groups[0].school_id, [group.group_id for group in groups])
    for group in groups:
        _plan_group(connection, group, terms, stored[group.group_id])


def _plan_group(
    connection: Connection[Any], group: roster.Group, terms: Sequence[Term], stored: Sequence[Planned]
) -> None:
    own = [] if group.ended else [term for term in terms if term.term_id in group.term_ids]
    difference = plan(slots_of(group.periods, own), stored)
    messages = []
    if difference.add:
        added = [(new_id(), slot) for slot in difference.add]
        store.add_lessons(connection, group, added)
        messages += [scheduled_lesson(lesson_id, slot, "planned", 1) for lesson_id, slot in added]
    if difference.drop:
        gone = store.drop_lessons(connection, group.school_id, _ids(difference.drop))
        messages += [
            scheduled_lesson(each.lesson_id, each.slot, "cancelled", each.version + 1)
            for each in difference.drop
            if each.lesson_id in gone
        ]
    if difference.move:
        wanted = [(lesson.lesson_id, slot) for lesson, slot in difference.move]
        moved = store.move_lessons(connection, group.school_id, wanted)
        messages += [
            scheduled_lesson(lesson.lesson_id, slot, "planned", lesson.version + 1)
            for lesson, slot in difference.move
            if lesson.lesson_id in moved
        ]
    if stored:
        store.set_room(connection, group)
    add_scheduled(connection, group, messages)


def _ids(lessons: Sequence[Planned]) -> list[str]:
    return [lesson.lesson_id for lesson in lessons]
