"""A class's weekly pattern as a form: the grid that is drawn, what was typed into it, what was refused where.

A cell is a day of the week and a bell; it holds lessons of several groups, or of A and B weeks, and an empty line.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zvonok.gradebook.v1.timetable_pb2 import (
    Calendar,
    GroupEntries,
    GroupTimetable,
    TimetableEntry,
    TimetableRefusal,
)

_FIELD = re.compile(r"(group|weeks|room|teacher|kept)\.([1-7]\.(?:20|1\d|[1-9])\.\d{1,2})", re.ASCII)
_REFUSED = re.compile(r"groups\[(\d+)\](?:\.entries\[(\d+)\])?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}|", re.ASCII)
_EVERY = 1
_LEAST_BELLS = 7
_SUNDAY = 7


class BadForm(Exception):
    """The hidden part of the form is not what the page had sent: it must be loaded again."""


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson of the pattern; `begin`, `end`: ISO dates, empty where open."""

    weekday: int
    bell: int
    weeks: int
    room: str
    teacher: str
    begin: str
    end: str

    def message(self, since: str) -> TimetableEntry:
        """The place from a day on."""
        return TimetableEntry(
            weekday=self.weekday, bell=self.bell, weeks=self.weeks, room=self.room, teacher=self.teacher,  # type: ignore[arg-type]
            begin_date=self.begin if self.begin > since else "", end_date=self.end,
        )  # fmt: skip


@dataclass(slots=True)
class Line:
    """A lesson in a cell as the form has it; an empty group: none. `key`: what its fields are called."""

    key: str
    group: str = ""
    weeks: int = _EVERY
    room: str = ""
    teacher: str = ""
    begin: str = ""
    end: str = ""
    # Of what the page had shown here first.
    was: str = ""
    problems: list[TimetableRefusal] = field(default_factory=list)

    @property
    def kept(self) -> str:
        """What the page hides with the line: its group, and between which days it holds."""
        return f"{self.was};{self.begin};{self.end}"

    def place(self) -> Place:
        """Where the line stands."""
        weekday, bell, _ = self.key.split(".")
        return Place(int(weekday), int(bell), self.weeks, self.room, self.teacher, self.begin, self.end)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page had shown of a group: its version and its places."""

    version: int
    places: frozenset[Place]


@dataclass(slots=True)
class Typed:
    """What came with the form."""

    since: str
    lines: list[Line]
    seen: Mapping[str, Seen]


@dataclass(slots=True)
class Save:
    """The groups that change, and of each entry the line that it comes from."""

    groups: list[GroupEntries] = field(default_factory=list)
    lines: list[list[Line]] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """The pattern as it is drawn: days of the week, bells, and the lines of each cell, an empty one last."""

    weekdays: Sequence[int]
    bells: Sequence[int]
    cells: Mapping[tuple[int, int], list[Line]]
    seen: str


def shown_lines(groups: Iterable[GroupTimetable], since: str) -> list[Line]:
    """The lines of what holds on a day or later."""
    numbers: dict[tuple[int, int], int] = {}
    lines = []
    for group in groups:
        for entry in group.entries:
            if entry.end_date and entry.end_date < since:
                continue
            at = entry.weekday, entry.bell
            numbers[at] = numbers.get(at, -1) + 1
            lines.append(
                Line(
                    f"{entry.weekday}.{entry.bell}.{numbers[at]}", group.group, entry.weeks or _EVERY, entry.room,
                    entry.teacher, entry.begin_date, entry.end_date, group.group,
                )
            )  # fmt: skip
    return lines


def seen_of(groups: Iterable[GroupTimetable], lines: Iterable[Line]) -> dict[str, Seen]:
    """What a page shows of each group."""
    places: dict[str, set[Place]] = {group.group: set() for group in groups}
    versions = {group.group: group.version for group in groups}
    for line in lines:
        places[line.group].add(line.place())
    return {name: Seen(versions[name], frozenset(found)) for name, found in places.items()}


def build_grid(lines: Sequence[Line], seen: Mapping[str, Seen], calendar: Calendar) -> Grid:
    """The grid of these lines."""
    used = [line.key.split(".") for line in lines]
    bells = {bell.bell for schedule in calendar.bell_schedules for bell in schedule.bells}
    last = max([_LEAST_BELLS, *bells, *(int(bell) for _, bell, _ in used)])
    sunday = any(int(weekday) == _SUNDAY for weekday, _, _ in used)
    weekdays = range(1, 8 if sunday else 7)
    cells: dict[tuple[int, int], list[Line]] = {
        (weekday, bell): [] for weekday in weekdays for bell in range(1, last + 1)
    }
    for line in lines:
        place = line.place()
        cells[place.weekday, place.bell].append(line)
    for (weekday, bell), own in cells.items():
        if all(line.group for line in own):
            free = 1 + max((int(line.key.rpartition(".")[2]) for line in own), default=-1)
            own.append(Line(f"{weekday}.{bell}.{free}"))
    return Grid(weekdays, range(1, last + 1), cells, _packed(seen))


def _packed(seen: Mapping[str, Seen]) -> str:
    values = {
        name: [one.version, [[p.weekday, p.bell, p.weeks, p.room, p.teacher, p.begin, p.end] for p in one.places]]
        for name, one in seen.items()
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_form(form: Mapping[str, str]) -> Typed:
    """What was typed. Raises BadForm."""
    since = form.get("since", "")
    if not _ISO.fullmatch(since):
        raise BadForm
    fields: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        match = _FIELD.fullmatch(name)
        if match is not None:
            fields.setdefault(match[2], {})[match[1]] = value
    lines = [_line(key, values) for key, values in fields.items()]
    return Typed(since, [line for line in lines if line.group], _unpacked(form.get("seen", "")))


def _line(key: str, values: Mapping[str, str]) -> Line:
    group, weeks = values.get("group", ""), values.get("weeks", "")
    was, _, days = values.get("kept", "").partition(";")
    begin, _, end = days.partition(";")
    if not (_ISO.fullmatch(begin) and _ISO.fullmatch(end)):
        raise BadForm
    line = Line(key, group, int(weeks) if weeks in ("1", "2", "3") else _EVERY, values.get("room", "").strip(), was=was)
    if group == was:
        # Of another group neither the days nor the teacher hold.
        line.begin, line.end, line.teacher = begin, end, values.get("teacher", "")
    return line


def _unpacked(text: str) -> dict[str, Seen]:
    try:
        values: dict[str, Any] = json.loads(text)
        return {
            str(name): Seen(int(version), frozenset(_place(*place) for place in places))
            for name, (version, places) in values.items()
        }
    except (AttributeError, RecursionError, TypeError, ValueError) as error:
        raise BadForm from error


def _place(*values: Any) -> Place:
    weekday, bell, weeks, room, teacher, begin, end = values
    return Place(int(weekday), int(bell), int(weeks), str(room), str(teacher), str(begin), str(end))


def build_save(typed: Typed) -> Save:
    """The groups whose places differ from what the page had shown, each with all of them.

    A place that has ended before the day from which the change holds is past. Raises BadForm for a group that the page
    had not shown.
    """
    save = Save()
    by_group: dict[str, list[Line]] = {name: [] for name in typed.seen}
    for line in typed.lines:
        if line.group not in by_group:
            raise BadForm
        by_group[line.group].append(line)
    for name, lines in by_group.items():
        seen, places = typed.seen[name], [line.place() for line in lines]
        if len(places) == len(seen.places) and frozenset(places) == seen.places:
            continue
        held = [line for line in lines if not line.end or line.end >= typed.since]
        entries = [line.place().message(typed.since) for line in held]
        save.groups.append(GroupEntries(group=name, seen_version=seen.version, entries=entries))
        save.lines.append(held)
    return save


def show_refusals(save: Save, refusals: Iterable[TimetableRefusal]) -> list[TimetableRefusal]:
    """Puts refusals to the lines that they are about; those about a group as a whole come back."""
    others = []
    for refusal in refusals:
        match = _REFUSED.fullmatch(refusal.field)
        if match is not None and match[2] is not None:
            save.lines[int(match[1])][int(match[2])].problems.append(refusal)
        else:
            others.append(refusal)
    return others
