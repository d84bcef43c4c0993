"""Reading and setting the weekly pattern of groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import InvalidArgument, NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes
from services.gradebook.actions.planning import Counts, plan_groups
from services.gradebook.domain.calendar import Calendar
from services.gradebook.domain.conflicts import TOLD, Clash, Occupation, clashes, lesson_occupation
from services.gradebook.domain.membership import Span
from services.gradebook.domain.timetable import Entry, Term, entries_in_force, register_entries
from services.gradebook.domain.timetable_setting import (
    GroupFacts,
    begin_problem,
    effective_days,
    entry_problem,
    pattern_from,
    pattern_problems,
)
from services.gradebook.store import roster
from services.gradebook.store import timetable as store
from services.gradebook.store.calendar import load_calendar
from services.gradebook.store.school_history import SchoolChange
from services.gradebook.store.timetable import OwnPattern

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class WantedPattern:
    """A group's pattern as asked for, with the version that was seen (0: none) and the request's name for it."""

    field: str
    group_id: str
    seen_version: int
    entries: Sequence[Entry]
    # The request's names for the entries; one each.
    entry_fields: Sequence[str]
    # Of a file: the lines of the entries.
    lines: Sequence[int] = ()

    def names(self) -> list[tuple[str, int]]:
        """What each entry is called: field, line."""
        return list(zip(self.entry_fields, self.lines or [0] * len(self.entry_fields), strict=True))


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that can't be done: which, by which rule, what to do; of a conflict both sides."""

    field: str
    rule: str
    message: str
    clash: Clash | None = None
    # Of a file.
    line: int = 0


@dataclass(frozen=True, slots=True)
class GroupPattern:
    """A group with the pattern that holds for it. Version 0: the register's alone."""

    facts: GroupFacts
    entries: Sequence[Entry]
    version: int
    teachers_today: Sequence[str]


@dataclass(slots=True)
class Outcome:
    """What a change made of the patterns and their lessons, or why nothing was done."""

    groups: list[GroupPattern] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


class Timetable:
    """A school's timetable as it is: groups with their people and patterns, calendar, today."""

    def __init__(self, connection: Connection[Any], school_id: str, now: datetime) -> None:
        today = store.today_at(connection, school_id, now)
        if today is None:
            raise NotAllowed
        self.school_id, self.today = school_id, today
        self.calendar: Calendar = load_calendar(connection, school_id)
        self.terms: Sequence[Term] = roster.terms_of(connection, school_id)
        self.groups = {group.group_id: group for group in roster.groups_of_school(connection, school_id)}
        self.own: dict[str, OwnPattern] = store.own_patterns(connection, school_id)
        teachers, pupils = store.people_of_groups(connection, school_id)
        self.facts = {
            group_id: _facts(group, self.terms, teachers.get(group_id, ()), pupils.get(group_id, ()))
            for group_id, group in self.groups.items()
        }

    def entries(self, group_id: str, own: Mapping[str, OwnPattern] | None = None) -> list[Entry]:
        """The pattern that holds for a group, the register's part of it too."""
        group = self.groups[group_id]
        register = register_entries(group.periods, group.room)
        pattern = (own if own is not None else self.own).get(group_id)
        return register if pattern is None else entries_in_force(register, pattern.entries, pattern.since)

    def shown(self, group_id: str) -> GroupPattern:
        """A group as it is told."""
        own = self.own.get(group_id)
        facts = self.facts[group_id]
        teachers = [each.person_id for each in facts.teachers if each.begin <= self.today <= each.end]
        return GroupPattern(facts, self.entries(group_id), own.version if own else 0, teachers)

    def occupations(self, group_ids: Iterable[str], begin: date) -> list[Occupation]:
        """What the patterns of groups take from a day on."""
        found = []
        for group_id in group_ids:
            facts = self.facts[group_id]
            for entry in self.entries(group_id):
                days = effective_days(entry, facts.terms, begin)
                if days:
                    found.append(occupation(facts, entry, days))
        return found

    def moved(self, connection: Connection[Any], begin: date) -> list[Occupation]:
        """The lessons that stand elsewhere than the pattern says, from a day on."""
        found = []
        for lesson in store.moved_lessons(connection, self.school_id, begin):
            plan = self.calendar.plan_of(lesson.day)
            weekday = plan.weekday if plan else lesson.day.isoweekday()
            place = lesson.bell, lesson.room, lesson.teacher_id
            found.append(lesson_occupation(self.facts[lesson.group_id], lesson.day, place, weekday, lesson.lesson_id))
        return found


def occupation(
    facts: GroupFacts, entry: Entry, days: Sequence[tuple[date, date]], key: str = "", line: int = 0
) -> Occupation:
    """What an entry takes in these days; `key`, `line`: what the request calls it."""
    return Occupation(
        facts, entry.weekday, entry.bell, entry.weeks, entry.room, entry.teacher_id, days, None, key, line
    )


def _facts(group: roster.Group, terms: Iterable[Term], teachers: Sequence[Span], pupils: Sequence[Span]) -> GroupFacts:
    own = [] if group.ended else [term for term in terms if term.term_id in group.term_ids]
    title = group.title or f"{group.class_title} {group.subject_title}".strip()
    return GroupFacts(
        group.group_id, title, group.subject_title, group.class_id, group.class_title, own, teachers, pupils
    )


def get_timetable(pool: Pool, school_id: str, class_id: str | None, now: datetime) -> list[GroupPattern]:
    """The patterns of a school's groups, or of those of a class, by class and title. Groups that ended are left out."""
    with transaction(pool, school_id) as connection:
        table = Timetable(connection, school_id, now)
        wanted = table.groups if class_id is None else store.groups_of_class(connection, school_id, class_id)
    shown = [table.shown(group_id) for group_id in wanted if not table.groups[group_id].ended]
    return sorted(shown, key=lambda each: (table.groups[each.facts.group_id].year_group, each.facts.class_title,
                                           each.facts.title, each.facts.group_id))  # fmt: skip


def set_timetable(
    connection: Connection[Any], asker: Asker, wanted: Sequence[WantedPattern], begin: date, *, dry_run: bool
) -> Outcome:
    """Sets the patterns of groups from a day on and plans their lessons anew; refused in one part, nothing is done.

    Raises NotAllowed for a school or group that there is not, InvalidArgument when the day is past.
    """
    roster.take_school(connection, asker.school_id, alone=True)
    table = Timetable(connection, asker.school_id, asker.now)
    problem = begin_problem(begin, table.today)
    if problem is not None:
        raise InvalidArgument(*problem, metadata={"field": "begin_date"})
    refused = [*_own_problems(table, wanted, begin)]
    if not refused:
        refused = [*_clashes(connection, table, wanted, begin)]
    if refused:
        return Outcome(refused=refused)
    with connection.transaction(force_rollback=dry_run):
        return _apply(connection, asker, table, wanted, begin)


def _own_problems(table: Timetable, wanted: Sequence[WantedPattern], begin: date) -> Iterable[Refused]:
    seen = set()
    for each in wanted:
        group = table.groups.get(each.group_id)
        if group is None:
            raise NotAllowed
        own = table.own.get(each.group_id)
        if each.group_id in seen:
            yield Refused(each.field, "GROUP_TWICE", "Name each group once.")
        elif group.ended:
            yield Refused(each.field, "GROUP_ENDED", "The group has ended.")
        elif (own.version if own else 0) != each.seen_version:
            yield Refused(each.field, "VERSION_CONFLICT", "The group's timetable was changed meanwhile: load it again.")
        seen.add(each.group_id)
        for number, problem in pattern_problems(each.entries):
            name, line = each.names()[number]
            yield Refused(name, *problem, line=line)
        for entry, (name, line) in zip(each.entries, each.names(), strict=True):
            problem_of = entry_problem(entry, table.facts[each.group_id], table.calendar, begin)
            if problem_of is not None:
                yield Refused(name, *problem_of, line=line)


def _clashes(
    connection: Connection[Any], table: Timetable, wanted: Sequence[WantedPattern], begin: date
) -> Iterable[Refused]:
    changing = {each.group_id for each in wanted}
    new = [
        occupation(facts, entry, effective_days(entry, facts.terms, begin), *name)
        for each in wanted
        for facts in [table.facts[each.group_id]]
        for entry, name in zip(each.entries, each.names(), strict=True)
    ]
    others = table.occupations(table.groups.keys() - changing, begin) + table.moved(connection, begin)
    for clash in clashes(new, others, table.calendar.is_shared):
        yield Refused(clash.wanted.key, clash.rule, TOLD[clash.rule], clash, clash.wanted.line)


def _apply(
    connection: Connection[Any], asker: Asker, table: Timetable, wanted: Sequence[WantedPattern], begin: date
) -> Outcome:
    lines = []
    for each in wanted:
        before = table.own.get(each.group_id)
        own = before or OwnPattern(begin, 0, ())
        pattern = OwnPattern(min(own.since, begin), own.version + 1, pattern_from(own.entries, each.entries, begin))
        if before is None or replace(before, version=0) != replace(pattern, version=0):
            store.put_pattern(connection, asker.school_id, each.group_id, pattern)
            table.own[each.group_id] = pattern
            old = told(before.entries) if before else "register"
            lines.append(SchoolChange(f"timetable {each.group_id}", old, told(pattern.entries), ""))
    groups = [table.groups[each.group_id] for each in wanted]
    counts = plan_groups(connection, groups, table.terms, "timetable")
    keep_changes(connection, asker, *lines)
    return Outcome([table.shown(group.group_id) for group in groups], [], counts)


def told(entries: Iterable[Entry]) -> str:
    """How a pattern stands in the history."""
    return "; ".join(
        " ".join(
            part
            for part in (
                f"{each.weekday}-{each.bell}",
                each.weeks if each.weeks != "every" else "",
                f"room {each.room}" if each.room else "",
                f"teacher {each.teacher_id}" if each.teacher_id else "",
                f"from {each.begin}" if each.begin > date.min else "",
                f"to {each.end}" if each.end < date.max else "",
            )
            if part
        )
        for each in entries
    )
