"""Homework: told when it is given, and once more on the eve of the day on which it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from services.notify.actions.noticing import is_told, notice_changes
from services.notify.actions.scheduling import pupils_in
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.topics import day_thing, eve_of, part
from services.notify.domain.values import read_value, write_value
from services.notify.store import occasions, routing
from services.notify.store.notices import CellChange, Occasion


@dataclass(frozen=True, slots=True)
class Homework:
    """Homework as it is now: whether it is given, when it is due, to whom (empty: the whole group), to whom no more."""

    group_id: str
    item_id: str
    given: bool
    due: date | None
    pupil_ids: Sequence[str]
    former_ids: Sequence[str]
    version: int


def notice_homework(
    connection: Connection[Any], occasion: Occasion, homework: Homework, platform: SchoolSettings
) -> None:
    """Holds notices of homework that was given, changed or taken back; `occasion` is its lesson."""
    if not is_told(connection, occasion):
        return
    school_id, item = occasion.school_id, part(homework.item_id, "homework")
    before = occasions.homework_days(connection, school_id, occasion.lesson_id, item)
    has = set(homework.pupil_ids or pupils_in(connection, school_id, homework.group_id, occasion.day))
    value = write_value("given", homework.due) if homework.given else ""
    values = {pupil: value if pupil in has else "" for pupil in sorted(has | before.keys() | set(homework.former_ids))}
    notice_changes(
        connection,
        occasion,
        [CellChange(pupil, item, "homework", "", each, homework.version) for pupil, each in values.items()],
        platform,
    )
    _remind(connection, occasion, homework, before, values, platform)


def _remind(
    connection: Connection[Any],
    occasion: Occasion,
    homework: Homework,
    before: dict[str, str],
    after: dict[str, str],
    platform: SchoolSettings,
) -> None:
    """What is due on a day makes one message on its eve. What is given later than that was told with its day."""
    moment, zone = routing.school_clock(connection, occasion.school_id)
    kept = occasions.homework_days(
        connection, occasion.school_id, occasion.lesson_id, part(homework.item_id, "homework")
    )
    changes: dict[date, list[CellChange]] = {}
    for pupil, value in after.items():
        if kept.get(pupil, "") != value:
            continue  # a newer event was here before
        old, new = _day(before.get(pupil, "")), _day(value)
        for day in {old, new} - {None}:
            assert day is not None  # noqa: S101  (taken out one line above)
            due = "due" if day == new else ""
            changes.setdefault(day, []).append(
                CellChange(pupil, homework.item_id, "homework_due", "", due, homework.version, occasion.subject_title)
            )
    for day in sorted(changes):
        if moment < eve_of(day, zone):
            thing = Occasion(occasion.school_id, day_thing(occasion.school_id, "homework_due", day), day, 0, "")
            notice_changes(connection, thing, changes[day], platform)


def _day(value: str) -> date | None:
    day = read_value(value).day
    return date.fromisoformat(day) if day else None
