"""Reading and changing settings."""

from typing import Any

from psycopg import Connection

from kit.errors import Conflict, InvalidArgument
from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.holding import DELIVER, next_digest
from services.notify.domain.settings import (
    AT_ONCE,
    IN_APP,
    KINDS,
    Problem,
    SchoolSettings,
    Settings,
    find_problem,
    find_school_problem,
    notice_kinds,
    over_defaults,
    setting_kind,
)
from services.notify.store import deliveries, notices, routing
from services.notify.store import settings as store


def get_settings(
    connection: Connection[Any], school_id: str, person_id: str, pupil_id: str, platform: SchoolSettings
) -> tuple[Settings, int]:
    """What holds for a person about a child, and the version (0: the school's defaults hold)."""
    own = store.own_settings(connection, [(person_id, pupil_id)]).get((person_id, pupil_id))
    chosen = settings_of(connection, school_id, [(person_id, pupil_id)], platform)
    return chosen.of(person_id, pupil_id), own[1] if own else 0


def set_settings(
    connection: Connection[Any],
    school_id: str,
    person_id: str,
    pupil_id: str,
    settings: Settings,
    seen_version: int,
    platform: SchoolSettings,
) -> tuple[Settings, int]:
    """Changes a person's own settings; what is held for the person follows them at once.

    Raises InvalidArgument for settings that there are not, Conflict when they were changed since they were seen.
    """
    _refuse(find_problem(settings))
    store.lock_own_settings(connection, person_id, pupil_id)
    own = store.own_settings(connection, [(person_id, pupil_id)]).get((person_id, pupil_id))
    _check_version(own[1] if own else 0, seen_version)
    if own:
        settings = over_defaults(settings, own[0])
    store.put_own_settings(connection, person_id, pupil_id, settings, seen_version + 1)
    chosen = settings_of(connection, school_id, [(person_id, pupil_id)], platform).of(person_id, pupil_id)
    _time_held_again(connection, person_id, pupil_id, chosen)
    _route_again(connection, person_id, pupil_id, chosen)
    _list_again(connection, school_id, person_id, pupil_id, chosen)
    return chosen, seen_version + 1


def get_school_settings(
    connection: Connection[Any], school_id: str, platform: SchoolSettings
) -> tuple[SchoolSettings, int]:
    """What a school has laid down, and the version (0: nothing, the platform's defaults hold)."""
    return store.school_settings(connection, school_id) or (platform, 0)


def set_school_settings(
    connection: Connection[Any], school_id: str, settings: SchoolSettings, seen_version: int
) -> tuple[SchoolSettings, int]:
    """Lays down a school's grace window and defaults. They hold for what happens from now on.

    Raises InvalidArgument for settings that there are not, Conflict when they were changed since they were seen.
    """
    _refuse(find_school_problem(settings))
    store.lock_school_settings(connection, school_id)
    found = store.school_settings(connection, school_id)
    _check_version(found[1] if found else 0, seen_version)
    if found:
        defaults = over_defaults(settings.defaults, found[0].defaults)
        settings = SchoolSettings(settings.grace_seconds, defaults)
    store.put_school_settings(connection, school_id, settings, seen_version + 1)
    return settings, seen_version + 1


def _refuse(problem: Problem | None) -> None:
    if problem is not None:
        raise InvalidArgument(problem.reason, problem.message, metadata={"field": problem.field})


def _check_version(present: int, seen: int) -> None:
    if present != seen:
        raise Conflict(
            "VERSION_CONFLICT",
            "The settings were changed since they were seen.",
            metadata={"version": str(present)},
        )


def _time_held_again(connection: Connection[Any], person_id: str, pupil_id: str, settings: Settings) -> None:
    """Held notices are due by the new quiet hours; each gets another job, the old one finds nothing to do."""
    for notice_id, school_id, ready_at in notices.held_of(connection, person_id, pupil_id):
        moment, zone = routing.school_clock(connection, school_id)
        due_at = settings.due(AT_ONCE, max(ready_at, moment), zone) or moment
        notices.postpone(connection, notice_id, due_at)
        add_task(connection, DELIVER, [notice_id], available_at=due_at)


def _route_again(connection: Connection[Any], person_id: str, pupil_id: str, settings: Settings) -> None:
    """What waits for digests waits for those of the new times, goes out now, or nowhere."""
    for notice, channel in deliveries.held(connection, person_id, pupil_id):
        mode = settings.mode(setting_kind(notice.kind), channel)
        moment, zone = routing.school_clock(connection, notice.school_id)
        due_at = settings.due(mode, moment, zone)
        if due_at is None:
            deliveries.reroute(connection, notice.notice_id, channel, "retracted", None, "SWITCHED_OFF")
        elif mode == AT_ONCE:
            deliveries.reroute(connection, notice.notice_id, channel, "queued", None)
            add_task(connection, DELIVER, [notice.notice_id], available_at=due_at)
        else:
            digest_id = next_digest(connection, person_id, channel, due_at)
            deliveries.reroute(connection, notice.notice_id, channel, "held", digest_id)


def _list_again(connection: Connection[Any], school_id: str, person_id: str, pupil_id: str, settings: Settings) -> None:
    """What was to come into the list on the portal later comes by the new settings."""
    if routing.school_live_from(connection, school_id) is None:
        return
    moment, zone = routing.school_clock(connection, school_id)
    for kind in KINDS:
        mode = settings.mode(kind, IN_APP)
        at = settings.due(mode, moment, zone)
        notices.relist(connection, person_id, pupil_id, notice_kinds(kind), at)
    notices.ring(connection, person_id)
