"""What a moved or cancelled lesson means for the days concerned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.notify.domain.values import write_value


@dataclass(frozen=True, slots=True)
class Place:
    """When and where a lesson is."""

    day: date
    bell: int
    room: str


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """Where a lesson was to be first, and where it is now."""

    first: Place
    now: Place
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Substitution:
    """Who stands in at a lesson, and how; it stands or has ended."""

    lesson_id: str
    day: date
    bell: int
    person_id: str | None
    kind: str
    assigned: bool
    version: int


def news_by_day(lesson: Rescheduled | None) -> dict[date, str]:
    """Day → what its families are told; nothing for a lesson that is where it was to be first."""
    if lesson is None:
        return {}
    first, now = lesson.first, lesson.now
    if lesson.cancelled:
        return {place.day: write_value("cancelled", bell=place.bell) for place in (now, first)}
    if now == first:
        return {}
    moved = write_value("moved", now.day, now.bell, now.room)
    return {now.day: write_value("added", now.day, now.bell, now.room), first.day: moved}


def changed_days(before: Mapping[date, str], after: Mapping[date, str]) -> dict[date, str]:
    """Day → its value now ('': none any more), of every day that has or had one, in order."""
    return {day: after.get(day, "") for day in sorted(before.keys() | after.keys())}


def news_of_lesson(rows: Iterable[Substitution]) -> tuple[str, int]:
    """What families are told of a lesson, and as of which version: all of its substitutions count one."""
    listed = list(rows)
    stands = next((row for row in listed if row.assigned), None)
    value = write_value(stands.kind, bell=stands.bell) if stands else ""
    return value, sum(row.version for row in listed)


def duties(rows: Iterable[Substitution]) -> dict[str, str]:
    """Person → what that teacher is told of a lesson; '' for who does not stand in any more."""
    found: dict[str, str] = {}
    for row in rows:
        if row.person_id is not None:
            value = write_value("duty", bell=row.bell) if row.assigned else ""
            found[row.person_id] = found.get(row.person_id) or value
    return found
