"""Changes of the timetable and substitutions: the news of one day make one message."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg import Connection

from kit.errors import FailedPrecondition
from services.notify.actions.noticing import notice_changes
from services.notify.domain.rescheduling import (
    Rescheduled,
    Substitution,
    changed_days,
    duties,
    news_by_day,
    news_of_lesson,
)
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.topics import day_thing
from services.notify.store import groups, occasions
from services.notify.store.notices import CellChange, Occasion


def notice_rescheduled(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    lesson_id: str,
    lesson: Rescheduled,
    version: int,
    platform: SchoolSettings,
) -> None:
    """Holds notices of a lesson that was moved, cancelled or restored, for each day concerned that is not over."""
    today = _today(connection, school_id)
    group = _group(connection, school_id, group_id)
    kept = occasions.put_rescheduled(connection, school_id, lesson_id, version, lesson)
    if kept is None:
        return
    before, after = kept
    for day, value in changed_days(news_by_day(before), news_by_day(after)).items():
        if day >= today:
            pupils = groups.pupils_of(connection, school_id, group_id, day)
            changes = [
                CellChange(pupil, lesson_id, "timetable", "", value, version, group.subject_title) for pupil in pupils
            ]
            notice_changes(connection, _of_day(school_id, "timetable", day), changes, platform)


def notice_substitution(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    substitution_id: str,
    row: Substitution,
    platform: SchoolSettings,
) -> None:
    """Holds notices of a substitution for the families of the group, and for who stands in and who does no more."""
    today = _today(connection, school_id)
    group = _group(connection, school_id, group_id)
    rows = occasions.put_substitution(connection, school_id, substitution_id, row)
    if rows is None or row.day < today:
        return
    value, version = news_of_lesson(rows)
    pupils = groups.pupils_of(connection, school_id, group_id, row.day)
    _notice(
        connection,
        _of_day(school_id, "substitution", row.day),
        {
            pupil: CellChange(pupil, row.lesson_id, "substitution", "", value, version, group.subject_title)
            for pupil in pupils
        },
        platform,
    )
    _notice(
        connection,
        _of_day(school_id, "duty", row.day),
        {
            person: CellChange(person, row.lesson_id, "duty", group.class_title, duty, version, group.subject_title)
            for person, duty in duties(rows).items()
        },
        platform,
    )


def pupils_in(connection: Connection[Any], school_id: str, group_id: str, day: date) -> list[str]:
    """A group's pupils on a day. Raises FailedPrecondition while the group is not known."""
    _group(connection, school_id, group_id)
    return groups.pupils_of(connection, school_id, group_id, day)


def _notice(
    connection: Connection[Any], occasion: Occasion, changes: Mapping[str, CellChange], platform: SchoolSettings
) -> None:
    notice_changes(connection, occasion, [changes[key] for key in sorted(changes)], platform)


def _of_day(school_id: str, topic: str, day: date) -> Occasion:
    return Occasion(school_id, day_thing(school_id, topic, day), day, 0, "")


def _today(connection: Connection[Any], school_id: str) -> date:
    today = occasions.today_at(connection, school_id)
    if today is None:
        raise FailedPrecondition("SCHOOL_NOT_KNOWN_YET", "The school's own event has not come yet.")
    return today


def _group(connection: Connection[Any], school_id: str, group_id: str) -> groups.Group:
    group = groups.find_group(connection, school_id, group_id)
    if group is None:
        raise FailedPrecondition("GROUP_NOT_KNOWN_YET", "The group's own event has not come yet.")
    return group
