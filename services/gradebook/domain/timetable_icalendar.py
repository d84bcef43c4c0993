"""A timetable out of an iCalendar file (RFC 5545), as timetable programs write it. Pure.

An event is a lesson: SUMMARY names the group, LOCATION the room, DTSTART the bell. A weekly rule (INTERVAL 1 or 2) says
in which weeks; events without a rule say it together, by the weeks in which they are. How long a rule goes on is not
asked: the pattern holds until it is changed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar as Document

from services.gradebook.domain.calendar import EVERY, Calendar
from services.gradebook.domain.texts import clean
from services.gradebook.domain.timetable import Entry
from services.gradebook.domain.timetable_sheet import FileEntry, FileProblem, GroupIndex

MOST_EVENTS = 20_000
# How far from a bell an event may begin and still be its lesson.
_NEAR = timedelta(minutes=10)
_EVERY_OTHER = 2
_WEEKDAYS = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
# The library raises whatever its parts raise; each means that the file is not what it says.
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class _Place:
    """A group's lesson at a time of the week."""

    group_id: str
    weekday: int
    bell: int
    room: str


@dataclass(slots=True)
class _Single:
    """Events without a rule at one place: the first line, and the weeks in which they are."""

    line: int
    mondays: set[date] = field(default_factory=set)


class _WrongEventError(Exception):
    """Which property of an event is wrong, by which rule, what to do."""

    def __init__(self, prop: str, rule: str, message: str) -> None:
        super().__init__(rule)
        self.prop, self.rule, self.message = prop, rule, message


def is_icalendar(content: bytes) -> bool:
    """Whether a file says that it is one."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper() == b"BEGIN:VCALENDAR"


def read_icalendar(
    content: bytes, groups: GroupIndex, calendar: Calendar, zone: ZoneInfo
) -> tuple[list[FileEntry], list[FileProblem], int]:
    """The entries of a file, or everything that is wrong with it; and how many events it has."""
    try:
        events = list(Document.from_ical(content.lstrip(b"\xef\xbb\xbf \r\n\t")).walk("VEVENT"))
    except _BROKEN:
        return [], [FileProblem(0, "", "FILE_BROKEN", "The file is no iCalendar file that can be read.")], 0
    if not 0 < len(events) <= MOST_EVENTS:
        message = f"A file holds 1 to {MOST_EVENTS} events."
        return [], [FileProblem(0, "", "FILE_EMPTY" if not events else "TOO_MANY_ROWS", message)], len(events)
    reader = _Reader(groups, calendar, zone)
    lines = [number for number, line in enumerate(content.splitlines(), 1) if line.strip().upper() == b"BEGIN:VEVENT"]
    for line, event in zip(lines, events, strict=False):
        reader.read(line, event)
    reader.fold()
    return _once(reader.entries), sorted(reader.problems, key=lambda each: each.line), len(events)


class _Reader:
    """Reads one event after the other."""

    def __init__(self, groups: GroupIndex, calendar: Calendar, zone: ZoneInfo) -> None:
        self._groups, self._calendar, self._zone = groups, calendar, zone
        self._single: dict[_Place, _Single] = {}
        self.entries: list[FileEntry] = []
        self.problems: list[FileProblem] = []

    def read(self, line: int, event: Any) -> None:
        """Keeps what an event says."""
        try:
            self._read(line, event)
        except _WrongEventError as error:
            self.problems.append(FileProblem(line, error.prop, error.rule, error.message))
        except _BROKEN:
            self.problems.append(FileProblem(line, "", "EVENT_BROKEN", "This event can't be read."))

    def _read(self, line: int, event: Any) -> None:
        begin = event.decoded("DTSTART")
        if not isinstance(begin, datetime):
            raise _WrongEventError("DTSTART", "EVENT_WITHOUT_TIME", "A lesson begins at a time, and not on a day.")
        local = begin.replace(tzinfo=self._zone) if begin.tzinfo is None else begin.astimezone(self._zone)
        group = self._groups.find("", clean(str(event.get("SUMMARY", ""))))
        if not isinstance(group, str):
            raise _WrongEventError("SUMMARY", *group)
        room, rule = clean(str(event.get("LOCATION", ""))), event.get("RRULE")
        if rule is None:
            place = _Place(group, local.isoweekday(), self._bell(local.isoweekday(), local.time()), room)
            self._single.setdefault(place, _Single(line)).mondays.add(_monday(local.date()))
            return
        weeks = self._weeks(rule, local.date())
        for weekday in _weekdays(rule, local.isoweekday()):
            entry = Entry(weekday, self._bell(weekday, local.time()), weeks, room)
            self.entries.append(FileEntry(line, group, entry))

    def _weeks(self, rule: Any, begin: date) -> str:
        interval = rule.get("INTERVAL", [1])[0]
        if rule.get("FREQ", [""])[0] != "WEEKLY" or interval not in (1, _EVERY_OTHER):
            raise _WrongEventError("RRULE", "RULE_NOT_WEEKLY", "A lesson repeats every week or every other week.")
        if interval == 1:
            return EVERY
        weeks = self._calendar.weeks_of(begin)
        if not weeks:
            raise _WrongEventError("RRULE", "NO_A_WEEKS", "Say first which weeks are A weeks.")
        return weeks

    def _bell(self, weekday: int, at: time) -> int:
        schedule = next((each for each in self._calendar.schedules if weekday in each.weekdays), None)
        if schedule is None:
            message = "Set a bell schedule for this day of the week first: bells are told by their times."
            raise _WrongEventError("DTSTART", "BELLS_NEEDED", message)
        near = {bell: _distance(begin, at) for bell, (begin, _) in schedule.bells.items()}
        bell = min(near, key=lambda each: near[each])
        if near[bell] > _NEAR:
            raise _WrongEventError("DTSTART", "NO_BELL_AT_TIME", "No bell of this day of the week rings at this time.")
        return bell

    def fold(self) -> None:
        """Makes patterns of events without rules: what is in most weeks of the file (of one kind) is in them all."""
        all_weeks = {monday for each in self._single.values() for monday in each.mondays}
        of_kind: Mapping[str, set[date]] = defaultdict(set)
        for monday in all_weeks:
            of_kind[self._calendar.weeks_of(monday)].add(monday)
        for place, each in self._single.items():
            kinds = {self._calendar.weeks_of(monday) for monday in each.mondays}
            one_kind = len(kinds) == 1 and len(of_kind) > 1
            weeks = kinds.pop() if one_kind else EVERY
            expected = of_kind[weeks] if one_kind else all_weeks
            if len(each.mondays) * 2 >= len(expected):
                entry = Entry(place.weekday, place.bell, weeks, place.room)
                self.entries.append(FileEntry(each.line, place.group_id, entry))
            else:
                message = "This event is in few weeks of the file: take it out, and move that lesson by itself."
                self.problems.append(FileProblem(each.line, "DTSTART", "EVENT_NOT_WEEKLY", message))


def _weekdays(rule: Any, begin: int) -> Iterator[int]:
    """The days of the week of a weekly rule; without BYDAY that of its first event."""
    days = rule.get("BYDAY")
    for day in [days] if isinstance(days, str) else days or ():
        yield _WEEKDAYS[str(day).upper()]
    if not days:
        yield begin


def _distance(first: time, second: time) -> timedelta:
    day = date(2000, 1, 1)
    return abs(datetime.combine(day, first) - datetime.combine(day, second.replace(tzinfo=None)))


def _once(entries: list[FileEntry]) -> list[FileEntry]:
    """A class's and a teacher's calendar in one file tell the same lesson twice: once is enough."""
    found: dict[tuple[str, Entry], FileEntry] = {}
    for each in entries:
        found.setdefault((each.group_id, each.entry), each)
    return sorted(found.values(), key=lambda each: each.line)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
