"""Requests of the timetable as what they ask for."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from services.gradebook.actions.timetabling import WantedPattern
from services.gradebook.domain import calendar_setting as limits
from services.gradebook.domain.calendar import EVERY, A, B, BellSchedule, SpecialDay, read_time
from services.gradebook.domain.rescheduling import WantedMove
from services.gradebook.domain.texts import clean
from services.gradebook.domain.timetable import Entry
from services.gradebook.domain.timetable_setting import MOST_ENTRIES, MOST_GROUPS
from services.gradebook.rpc.requests import read_day

SCHOOL = "schools/{school}"
PERSON = "persons/{person}"
_MOST_MOVES = 50
_WEEKS = {pb.WEEK_KIND_UNSPECIFIED: EVERY, pb.WEEK_KIND_EVERY: EVERY, pb.WEEK_KIND_A: A, pb.WEEK_KIND_B: B}


def read_schedules(messages: Sequence[pb.BellSchedule]) -> list[BellSchedule]:
    """Bell schedules as asked for. Raises InvalidArgument for what is no time, a bell named twice or too many."""
    _limit(messages, limits.MOST_SCHEDULES, "bell_schedules")
    return [
        BellSchedule(
            _own_id(each.bell_schedule, f"bell_schedules[{number}].bell_schedule"),
            clean(each.title),
            tuple(sorted(set(each.weekdays))),
            _bells(each.bells, f"bell_schedules[{number}].bells"),
        )
        for number, each in enumerate(messages)
    ]


def _bells(messages: Sequence[pb.Bell], field: str) -> dict[int, tuple[time, time]]:
    found: dict[int, tuple[time, time]] = {}
    for number, each in enumerate(messages):
        begin, end = read_time(each.begin_time), read_time(each.end_time)
        if begin is None or end is None:
            raise _bad("BAD_TIME_OF_DAY", "A time is HH:MM, for example 08:30.", f"{field}[{number}]")
        if each.bell in found:
            raise _bad("BELL_TWICE", "Name each bell once.", f"{field}[{number}]")
        found[each.bell] = begin, end
    return dict(sorted(found.items()))


def read_calendar(request: pb.SetCalendarRequest) -> tuple[list[SpecialDay], list[date], list[str]]:
    """Special days, A weeks and shared rooms as asked for. Raises InvalidArgument for what is no date or too many."""
    _limit(request.special_days, limits.MOST_SPECIAL_DAYS, "special_days")
    _limit(request.a_weeks, limits.MOST_A_WEEKS, "a_weeks")
    _limit(request.shared_rooms, limits.MOST_SHARED_ROOMS, "shared_rooms")
    days = [
        SpecialDay(
            read_day(each.begin_date, f"special_days[{number}].begin_date"),
            read_day(each.end_date, f"special_days[{number}].end_date"),
            clean(each.title),
            each.off,
            each.as_weekday or None,
            "" if _WEEKS[each.weeks] == EVERY else _WEEKS[each.weeks],
            _own_id(each.bell_schedule, f"special_days[{number}].bell_schedule") or None,
        )
        for number, each in enumerate(request.special_days)
    ]
    a_weeks = {read_day(each, f"a_weeks[{number}]") for number, each in enumerate(request.a_weeks)}
    return days, sorted(a_weeks), list(dict.fromkeys(clean(each) for each in request.shared_rooms))


def read_patterns(school: str, groups: Sequence[pb.GroupEntries]) -> list[WantedPattern]:
    """Patterns of groups as asked for. Raises InvalidArgument for bad names and dates, and too many."""
    _limit(groups, MOST_GROUPS, "groups")
    found = []
    for number, each in enumerate(groups):
        field = f"groups[{number}]"
        _limit(each.entries, MOST_ENTRIES, f"{field}.entries")
        fields = [f"{field}.entries[{entry}]" for entry in range(len(each.entries))]
        entries = [_entry(entry, name) for entry, name in zip(each.entries, fields, strict=True)]
        found.append(WantedPattern(field, group_id(school, each.group), each.seen_version, entries, fields))
    return found


def _entry(message: pb.TimetableEntry, field: str) -> Entry:
    return Entry(
        message.weekday,
        message.bell,
        _WEEKS[message.weeks],
        clean(message.room),
        parse(message.teacher, PERSON)["person"] if message.teacher else None,
        read_day(message.begin_date, f"{field}.begin_date") if message.begin_date else date.min,
        read_day(message.end_date, f"{field}.end_date") if message.end_date else date.max,
    )


def read_moves(school: str, moves: Sequence[pb.LessonMove]) -> list[WantedMove]:
    """Moves of lessons as asked for. Raises InvalidArgument."""
    _limit(moves, _MOST_MOVES, "moves")
    found = []
    for number, each in enumerate(moves):
        group, lesson = lesson_ids(school, each.lesson)
        day = read_day(each.date, f"moves[{number}].date")
        room = clean(each.room) if each.HasField("room") else None
        found.append(WantedMove(f"moves[{number}]", group, lesson, each.seen_version, day, each.bell, room))
    return found


def group_id(school: str, name: str) -> str:
    """The group of a name in this school: the gate has asked for this school alone. Raises InvalidArgument."""
    return parse(name, f"schools/{school}/groups/{{group}}")["group"]


def class_id(school: str, name: str) -> str | None:
    """The class of a name in this school; None for an empty one. Raises InvalidArgument."""
    return parse(name, f"schools/{school}/classes/{{id}}")["id"] if name else None


def lesson_ids(school: str, name: str) -> tuple[str, str]:
    """Group and lesson of a name in this school. Raises InvalidArgument."""
    ids = parse(name, f"schools/{school}/groups/{{group}}/lessons/{{lesson}}")
    return ids["group"], ids["lesson"]


def _own_id(text: str, field: str) -> str:
    if text and not is_id(text):
        raise _bad("BAD_ID", f"{field} must be an id that this service gave.", field)
    return text


def _limit(parts: Iterable[object], most: int, field: str) -> None:
    if len(list(parts)) > most:
        raise _bad("TOO_MANY_PARTS", f"At most {most} in one request.", field)


def _bad(reason: str, message: str, field: str) -> InvalidArgument:
    return InvalidArgument(reason, message, metadata={"field": field})
