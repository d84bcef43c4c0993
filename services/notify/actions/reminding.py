"""Reminders of a deputy head to teachers: lessons that are not filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg import Connection

from services.notify.actions.noticing import notice_changes
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.topics import day_thing, part
from services.notify.store.notices import CellChange, Occasion


def notice_reminder(
    connection: Connection[Any],
    school_id: str,
    day: date,
    metric: str,
    lessons: Mapping[str, int],
    platform: SchoolSettings,
) -> None:
    """Holds a notice for every teacher (person id → lessons). The reminders of a day are one thing: a doubled event
    changes nothing. Raises FailedPrecondition while the school is not known."""
    thing = day_thing(school_id, "reminder", day)
    changes = [
        CellChange(person, part(thing, metric), "reminder", metric, str(count), 1)
        for person, count in sorted(lessons.items())
    ]
    notice_changes(connection, Occasion(school_id, thing, day, 0, ""), changes, platform)
