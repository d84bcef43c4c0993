"""Counting that families look at the diary: the first look of a person and child on a day, read off the disclosures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from psycopg import Connection
from zvonok.identity.events.v1 import visits_pb2

from kit.ids import is_id
from kit.outbox import add_event
from kit.rpc.gate import GateDisclosure
from services.identity.domain.policy import GUARDIAN, SELF
from services.identity.store import visits as store

DIARY_OPENED = "zvonok.identity.diary.opened.v1"
# All that a family sees of a child there is the diary: marks, homework, term marks, progress.
_DIARY = "/zvonok.gradebook."
_FAMILY = (GUARDIAN, SELF)


def keep_visits(
    connection: Connection[Any], disclosures: Sequence[GateDisclosure], zones: Mapping[str, str], now: datetime
) -> None:
    """Keeps and tells the visits among disclosures, in their transaction; `zones` by school, others are left out."""
    found: dict[str, set[store.Visit]] = defaultdict(set)
    for each in disclosures:
        person = each.reader.removeprefix("persons/")
        if not each.refused and each.relation in _FAMILY and each.method.startswith(_DIARY) and is_id(person):
            found[each.school].update((person, pupil) for pupil in each.data_subjects if is_id(pupil))
    # Always in the same order, so that two commits cannot wait for each other.
    for school_id in sorted(found.keys() & zones.keys()):
        day = _day_at(zones[school_id], now)
        first = store.keep(connection, school_id, day, sorted(found[school_id]))
        if first:
            tell(connection, school_id, day, first)


def replay_visits(connection: Connection[Any], school_id: str) -> None:
    """Tells all visits of a school again, a day an event."""
    for day in store.days_of_school(connection, school_id):
        tell(connection, school_id, day, store.visits_of_day(connection, school_id, day))


def tell(connection: Connection[Any], school_id: str, day: date, visits: Sequence[store.Visit]) -> None:
    """An event of visits of a day."""
    message = visits_pb2.DiaryOpened(
        school_id=school_id,
        date=day.isoformat(),
        visits=[visits_pb2.DiaryVisit(person_id=person, pupil_id=pupil) for person, pupil in visits],
    )
    add_event(connection, DIARY_OPENED, message, school_id=school_id)


def _day_at(zone: str, now: datetime) -> date:
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()
