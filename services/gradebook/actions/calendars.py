"""Reading and setting a school's bells, special days, A weeks and shared rooms."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import Conflict, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes
from services.gradebook.actions.planning import Counts, plan_groups
from services.gradebook.actions.timetabling import Refused
from services.gradebook.domain import calendar_setting as domain
from services.gradebook.domain.calendar import BellSchedule, Calendar, SpecialDay
from services.gradebook.store import calendar as store
from services.gradebook.store import roster, timetable
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(slots=True)
class CalendarSet:
    """The calendar after a change, or why nothing was done."""

    calendar: Calendar
    refused: list[Refused] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


def get_calendar(pool: Pool, school_id: str) -> Calendar:
    """What the school has said of its days."""
    with transaction(pool, school_id) as connection:
        return store.load_calendar(connection, school_id)


def set_bell_schedules(
    connection: Connection[Any], asker: Asker, schedules: Sequence[BellSchedule], seen_version: int
) -> CalendarSet:
    """Replaces the bell schedules; those without an id are new. Raises NotAllowed, Conflict."""
    before, _ = _own(connection, asker, seen_version)
    refused = [Refused(name, *problem) for name, problem in domain.schedule_problems(schedules, before)]
    if refused:
        return CalendarSet(before, refused)
    wanted = [replace(each, schedule_id=each.schedule_id or new_id()) for each in schedules]
    store.put_schedules(connection, asker.school_id, wanted)
    keep_changes(connection, asker, SchoolChange("bell_schedules", _bells(before.schedules), _bells(wanted), ""))
    return CalendarSet(store.load_calendar(connection, asker.school_id))


def set_calendar(
    connection: Connection[Any],
    asker: Asker,
    wanted: tuple[Sequence[SpecialDay], Sequence[date], Sequence[str]],
    seen_version: int,
) -> CalendarSet:
    """Replaces special days, A weeks and shared rooms, and plans the school's lessons anew. Raises as above."""
    before, today = _own(connection, asker, seen_version)
    days, a_weeks, rooms = wanted
    refused = [Refused(name, *problem) for name, problem in domain.calendar_problems(*wanted, before, today)]
    terms = roster.terms_of(connection, asker.school_id)
    after = replace(before, special_days=sorted(days, key=lambda day: day.begin), a_weeks=sorted(a_weeks))
    if not refused and timetable.has_weeks(connection, asker.school_id):
        begin = min((term.begin for term in terms), default=today)
        problem = domain.weeks_problem(before, after, begin, today)
        refused += [Refused("a_weeks", *problem)] if problem is not None else []
    if refused:
        return CalendarSet(before, refused)
    store.put_days(connection, asker.school_id, after.special_days, after.a_weeks, rooms)
    groups = roster.groups_of_school(connection, asker.school_id)
    counts = plan_groups(connection, groups, terms, "timetable")
    keep_changes(connection, asker, *_lines(before, replace(after, shared_rooms=tuple(rooms))))
    return CalendarSet(store.load_calendar(connection, asker.school_id), [], counts)


def _own(connection: Connection[Any], asker: Asker, seen_version: int) -> tuple[Calendar, date]:
    roster.take_school(connection, asker.school_id, alone=True)
    today = timetable.today_at(connection, asker.school_id, asker.now)
    if today is None:
        raise NotAllowed
    store.lock_calendar(connection, asker.school_id)
    calendar = store.load_calendar(connection, asker.school_id)
    if calendar.version != seen_version:
        raise Conflict("VERSION_CONFLICT", "The calendar was changed meanwhile: load it again.")
    return calendar, today


def _lines(before: Calendar, after: Calendar) -> list[SchoolChange]:
    told = (
        ("special_days", _days(before.special_days), _days(after.special_days)),
        ("a_weeks", " ".join(map(str, before.a_weeks)), " ".join(map(str, after.a_weeks))),
        ("shared_rooms", "; ".join(before.shared_rooms), "; ".join(after.shared_rooms)),
    )
    return [SchoolChange(what, old, new, "") for what, old, new in told if old != new]


def _days(days: Sequence[SpecialDay]) -> str:
    return "; ".join(
        f"{each.begin}..{each.end} {each.title} "
        + ("off" if each.off else f"as {each.as_weekday or 'itself'} {each.weeks} {each.schedule_id or ''}".rstrip())
        for each in days
    )


def _bells(schedules: Sequence[BellSchedule]) -> str:
    return "; ".join(
        f"{each.title} on {','.join(map(str, each.weekdays))}: "
        + " ".join(f"{bell} {begin:%H:%M}-{end:%H:%M}" for bell, (begin, end) in sorted(each.bells.items()))
        for each in schedules
    )
