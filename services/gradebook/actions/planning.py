"""Keeping what identity tells of schools, classes and groups, and planning lessons from it.

Events come in any order and more than once: only a newer version is kept, and the plan is made from what is known,
again whenever more becomes known. The result is the same for every order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from kit.ids import new_id
from services.gradebook.actions.publishing import add_scheduled, scheduled_lesson
from services.gradebook.actions.substituting import end_of_dropped
from services.gradebook.domain.marks import DEFAULT_CATEGORIES
from services.gradebook.domain.membership import Span, merged
from services.gradebook.domain.timetable import (
    Entry,
    Plan,
    Planned,
    SchoolDays,
    Term,
    entries_in_force,
    plan,
    register_entries,
)
from services.gradebook.store import plan as store
from services.gradebook.store import roster
from services.gradebook.store.calendar import load_calendar
from services.gradebook.store.timetable import OwnPattern, own_patterns

_GROUPS_AT_ONCE = 100


def keep_school(connection: Connection[Any], school: roster.School, terms: Sequence[Term]) -> None:
    """Keeps a school when newer; when its terms changed, its groups' lessons are planned anew."""
    roster.take_school(connection, school.school_id, alone=True)
    if not roster.put_school(connection, school):
        return
    roster.put_default_categories(connection, school.school_id, DEFAULT_CATEGORIES)
    if roster.put_terms(connection, school.school_id, terms):
        plan_groups(connection, roster.groups_of_school(connection, school.school_id), terms)


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
    plan_groups(connection, [group], roster.terms_of(connection, group.school_id))


@dataclass(slots=True)
class Counts:
    """What became of lessons that held nothing."""

    added: int = 0
    dropped: int = 0
    changed: int = 0


def plan_groups(
    connection: Connection[Any], groups: Sequence[roster.Group], terms: Sequence[Term], cause: str = ""
) -> Counts:
    """Plans the lessons of groups of one school anew, from all that is known; `cause` is told with them."""
    counts = Counts()
    if not groups:
        return counts
    days = _DaysOfGroups(connection, groups[0].school_id, terms)
    for begin in range(0, len(groups), _GROUPS_AT_ONCE):
        some = groups[begin : begin + _GROUPS_AT_ONCE]
        ids = [group.group_id for group in some]
        own = own_patterns(connection, some[0].school_id, ids)
        stored = store.lessons_of_groups(connection, some[0].school_id, ids)
        for group in some:
            wanted = days.of(group).slots(_entries(group, own))
            _carry_out(connection, group, plan(wanted, stored[group.group_id]), cause, counts)
    return counts


class _DaysOfGroups:
    """The school days of groups: worked out once for all groups that learn in the same terms."""

    def __init__(self, connection: Connection[Any], school_id: str, terms: Sequence[Term]) -> None:
        self._calendar = load_calendar(connection, school_id)
        self._terms = terms
        self._known: dict[frozenset[str], SchoolDays] = {}

    def of(self, group: roster.Group) -> SchoolDays:
        """Those of a group; one that has ended has none."""
        ids = frozenset() if group.ended else frozenset(group.term_ids)
        if ids not in self._known:
            own = [term for term in self._terms if term.term_id in ids]
            self._known[ids] = SchoolDays(own, self._calendar)
        return self._known[ids]


def _entries(group: roster.Group, own: Mapping[str, OwnPattern]) -> Iterable[Entry]:
    register = register_entries(group.periods, group.room)
    pattern = own.get(group.group_id)
    return register if pattern is None else entries_in_force(register, pattern.entries, pattern.since)


def _carry_out(connection: Connection[Any], group: roster.Group, difference: Plan, cause: str, counts: Counts) -> None:
    messages = []
    if difference.add:
        added = [(new_id(), slot) for slot in difference.add]
        store.add_lessons(connection, group, added)
        messages += [scheduled_lesson(lesson_id, slot, "planned", 1) for lesson_id, slot in added]
        counts.added += len(added)
    if difference.drop:
        gone = store.drop_lessons(connection, group.school_id, _ids(difference.drop))
        messages += [
            scheduled_lesson(each.lesson_id, each.slot, "cancelled", each.version + 1)
            for each in difference.drop
            if each.lesson_id in gone
        ]
        counts.dropped += len(gone)
        end_of_dropped(connection, group.school_id, sorted(gone))
    if difference.move:
        wanted = [(lesson.lesson_id, slot) for lesson, slot in difference.move]
        moved = store.move_lessons(connection, group.school_id, wanted)
        messages += [
            scheduled_lesson(lesson.lesson_id, slot, "planned", lesson.version + 1)
            for lesson, slot in difference.move
            if lesson.lesson_id in moved
        ]
        counts.changed += len(moved)
    if difference.place:
        places = [(lesson.lesson_id, slot) for lesson, slot in difference.place]
        store.place_lessons(connection, group.school_id, places)
        counts.changed += len(places)
    add_scheduled(connection, group, messages, cause)


def _ids(lessons: Sequence[Planned]) -> list[str]:
    return [lesson.lesson_id for lesson in lessons]
