"""Telling: a held notice becomes visible when its time comes, and goes out by its channels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.noticing import DELIVER
from services.notify.domain.retrying import MOST_TRIES, next_try
from services.notify.domain.settings import (
    AT_ONCE,
    CHANNELS,
    IN_APP,
    OFF,
    SchoolSettings,
    Settings,
    setting_kind,
    wanted_cells,
)
from services.notify.domain.telling import items_to_tell, notice_kind
from services.notify.domain.timing import end_of_quiet
from services.notify.store import notices, routing

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_LEASE = timedelta(seconds=60)
_LATE = timedelta(seconds=90)
_SWEEP_AT_ONCE = 500
_RANDOM = SystemRandom()


class TemporaryFailure(Exception):
    """The channel could not take the message now; the reason is a code."""


class PermanentFailure(Exception):
    """The channel will never take the message; the reason is a code."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a guardian: `send(notice)` returns when the other side has taken the message."""

    name: str
    send: Callable[[notices.Notice], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What telling needs: the database, the channels in use, and what holds where a school has laid down nothing."""

    pool: Pool
    channels: Sequence[Channel]
    platform: SchoolSettings


def deliver(desk: Desk, notice_id: str) -> None:
    """Does what is due of a notice; nothing when it was done, replaced or taken back already."""
    notice = _open(desk, notice_id)
    if notice is not None:
        for channel in desk.channels:
            _send(desk, notice, channel)


def _send(desk: Desk, notice: notices.Notice, channel: Channel) -> None:
    pool, notice_id = desk.pool, notice.notice_id
    with transaction(pool, EVERY_SCHOOL) as connection:
        quiet_until = _quiet_until(connection, notice, _settings(connection, notice, desk.platform))
        if quiet_until is not None:
            # A try that came late or failed before: the night is not the time for the next one.
            if notices.rest_delivery(connection, notice_id, channel.name, quiet_until, "QUIET_HOURS"):
                add_task(connection, DELIVER, [notice_id], available_at=quiet_until)
            return
        tries = notices.claim_delivery(connection, notice_id, channel.name, _LEASE)
        still = routing.is_guardian_today(connection, notice.school_id, notice.pupil_id, notice.guardian_id)
    if tries is None:
        return
    if not still:
        _finish(pool, notice_id, channel.name, "abandoned", "RIGHTS_ENDED")
        return
    if tries > MOST_TRIES:
        # The tries before did not even fail: the process died or the message could not be put together.
        _finish(pool, notice_id, channel.name, "abandoned", "NEVER_FINISHED")
        return
    try:
        channel.send(notice)
    except PermanentFailure as failure:
        _finish(pool, notice_id, channel.name, "failed", str(failure))
    except TemporaryFailure as failure:
        _try_later(pool, notice_id, channel.name, tries, str(failure))
    else:
        _finish(pool, notice_id, channel.name, "sent", "")


def _open(desk: Desk, notice_id: str) -> notices.Notice | None:
    """The notice, made visible if it was held and its time has come."""
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        notice = notices.lock_notice(connection, notice_id)
        if notice is None or notice.state == "retracted":
            return None
        if notice.state == "visible":
            return notice
        if not notice.due:
            return None
        # Access ends the moment its reason ends, also for what was on its way.
        if not routing.is_guardian_today(connection, notice.school_id, notice.pupil_id, notice.guardian_id):
            notices.retract(connection, notice_id, "RIGHTS_ENDED")
            return None
        settings = _settings(connection, notice, desk.platform)
        quiet_until = _quiet_until(connection, notice, settings)
        if quiet_until is not None:
            notices.postpone(connection, notice_id, quiet_until)
            add_task(connection, DELIVER, [notice_id], available_at=quiet_until)
            return None
        return _show(connection, notice, settings)


def _show(connection: Connection[Any], notice: notices.Notice, settings: Settings) -> notices.Notice | None:
    items = items_to_tell(wanted_cells(notices.cells_of(connection, notice), settings))
    if not items:
        notices.retract(connection, notice.notice_id, "NOTHING_LEFT")
        return None
    kind = notice_kind(items)
    modes = {channel: settings.mode(setting_kind(kind), channel) for channel in CHANNELS}
    if all(mode == OFF for mode in modes.values()):
        notices.retract(connection, notice.notice_id, "SWITCHED_OFF")
        return None
    moment, zone = routing.school_clock(connection, notice.school_id)
    listed_at = settings.due(modes.pop(IN_APP), moment, zone)
    at_once = [channel for channel, mode in modes.items() if mode == AT_ONCE]
    notices.show(connection, notice, kind, items, listed_at, at_once)
    return notices.lock_notice(connection, notice.notice_id)


def _settings(connection: Connection[Any], notice: notices.Notice, platform: SchoolSettings) -> Settings:
    pair = notice.guardian_id, notice.pupil_id
    return settings_of(connection, notice.school_id, [pair], platform).of(*pair)


def _quiet_until(connection: Connection[Any], notice: notices.Notice, settings: Settings) -> datetime | None:
    """When the recipient's quiet hours end; None where none are now."""
    moment, zone = routing.school_clock(connection, notice.school_id)
    end = end_of_quiet(moment, settings.quiet, zone)
    return None if end == moment else end


def _finish(pool: Pool, notice_id: str, channel: str, state: str, reason: str) -> None:
    with transaction(pool, EVERY_SCHOOL) as connection:
        notices.finish_delivery(connection, notice_id, channel, state, reason)


def _try_later(pool: Pool, notice_id: str, channel: str, tries: int, reason: str) -> None:
    wait = next_try(tries, _RANDOM)
    if wait is None:
        _finish(pool, notice_id, channel, "abandoned", reason)
        return
    with transaction(pool, EVERY_SCHOOL) as connection:
        time = notices.postpone_delivery(connection, notice_id, channel, wait, reason)
        add_task(connection, DELIVER, [notice_id], available_at=time)


def sweep(pool: Pool) -> int:
    """Starts the jobs of notices again whose jobs were lost; how many."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        found = notices.overdue(connection, _LATE, _SWEEP_AT_ONCE)
        for notice_id in found:
            add_task(connection, DELIVER, [notice_id])
    return len(found)
