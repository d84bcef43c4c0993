"""Telling: a held notice becomes visible when its time comes, and goes out by its channels."""

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from kit.database import EVERY_SCHOOL, transaction
from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.falling_back import fall_back
from services.notify.actions.gating import Claim, admit, learn
from services.notify.actions.holding import DELIVER, DIGEST, route
from services.notify.actions.sending import (
    LEASE,
    RATE_LIMITED,
    RIGHTS_ENDED,
    Channel,
    Desk,
    Outcome,
    Parcel,
    Pool,
    attempt,
)
from services.notify.domain.breaking import GIVE_UP_AFTER
from services.notify.domain.settings import (
    IN_APP,
    WEB_PUSH,
    SchoolSettings,
    Settings,
    is_silent,
    setting_kind,
    wanted_cells,
)
from services.notify.domain.telling import items_to_tell, notice_kind
from services.notify.domain.timing import end_of_quiet
from services.notify.domain.topics import TOPICS
from services.notify.store import deliveries, digests, notices, routing
from services.notify.store.subscriptions import has_subscription

_LATE = timedelta(seconds=90)
_SWEEP_AT_ONCE = 500


def deliver(desk: Desk, notice_id: str) -> None:
    """Does what is due of a notice; nothing when it was done, replaced or taken back already."""
    notice = _open(desk, notice_id)
    if notice is not None:
        for channel in desk.channels:
            _send(desk, notice, channel)


def _send(desk: Desk, notice: notices.Notice, channel: Channel) -> None:
    notice_id = notice.notice_id
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        quiet_until = _quiet_until(connection, notice, _settings(connection, notice, desk.platform))
        if quiet_until is not None:
            # A try that came late or failed before: the night is not the time for the next one.
            if deliveries.rest(connection, notice_id, channel.name, quiet_until, "QUIET_HOURS"):
                add_task(connection, DELIVER, [notice_id], available_at=quiet_until)
            return
        claimed = deliveries.claim(connection, notice, channel.name, LEASE)
        if claimed is None:
            return
        claim = Claim(*claimed)
        still = routing.may_be_told(connection, notice.school_id, notice.pupil_id, notice.guardian_id)
        outcome = admit(connection, channel, claim) if still else Outcome("abandoned", RIGHTS_ENDED, tried=False)
    if outcome is None:
        outcome = attempt(channel, Parcel(notice_id, notice.guardian_id, (notice,)), claim.tries)
    _keep(desk, notice, channel, outcome)


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
        if not routing.may_be_told(connection, notice.school_id, notice.pupil_id, notice.guardian_id):
            notices.retract(connection, notice_id, RIGHTS_ENDED)
            return None
        settings = _settings(connection, notice, desk.platform)
        quiet_until = _quiet_until(connection, notice, settings)
        if quiet_until is not None:
            notices.postpone(connection, notice_id, quiet_until)
            add_task(connection, DELIVER, [notice_id], available_at=quiet_until)
            return None
        return _show(connection, desk, notice, settings)


def _show(connection: Connection[Any], desk: Desk, notice: notices.Notice, settings: Settings) -> notices.Notice | None:
    items = items_to_tell(wanted_cells(notices.cells_of(connection, notice), settings))
    if not items:
        notices.retract(connection, notice.notice_id, "NOTHING_LEFT")
        return None
    kind = notice_kind(items)
    in_use = (IN_APP, *(channel.name for channel in desk.channels))
    modes = {channel: settings.mode(setting_kind(kind), channel) for channel in in_use}
    if WEB_PUSH in modes and not has_subscription(connection, notice.guardian_id):
        del modes[WEB_PUSH]
    if all(is_silent(mode) for mode in modes.values()):
        notices.retract(connection, notice.notice_id, "SWITCHED_OFF")
        return None
    moment, zone = routing.school_clock(connection, notice.school_id)
    listed_at = settings.due(modes.pop(IN_APP), moment, zone)
    notices.show(connection, notice, kind, items, listed_at)
    route(connection, notice, settings, modes, moment, zone)
    return notices.lock_notice(connection, notice.notice_id)


def _settings(connection: Connection[Any], notice: notices.Notice, platform: SchoolSettings) -> Settings:
    if TOPICS[notice.topic].always:
        return Settings()
    pair = notice.guardian_id, notice.pupil_id
    return settings_of(connection, notice.school_id, [pair], platform).of(*pair)


def _quiet_until(connection: Connection[Any], notice: notices.Notice, settings: Settings) -> datetime | None:
    """When the recipient's quiet hours end; None where none are now."""
    moment, zone = routing.school_clock(connection, notice.school_id)
    end = end_of_quiet(moment, settings.quiet, zone)
    return None if end == moment else end


def _keep(desk: Desk, notice: notices.Notice, channel: Channel, outcome: Outcome) -> None:
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        if not _tries_again(connection, desk, notice, channel, outcome):
            # What still had a try left is given up for the channel in reserve, or for its age.
            state = "abandoned" if outcome.wait is not None else outcome.state
            deliveries.finish(connection, notice.notice_id, channel.name, state, outcome.reason)
            if outcome.wait is None and state != "sent" and outcome.reason != RIGHTS_ENDED:
                fall_back(connection, desk, notice)
            # Newer news of the same thing have waited for the end of this.
            for later in deliveries.later_queued(connection, notice, channel.name):
                add_task(connection, DELIVER, [later])
        learn(connection, channel, outcome)


def _tries_again(
    connection: Connection[Any], desk: Desk, notice: notices.Notice, channel: Channel, outcome: Outcome
) -> bool:
    """Leaves the delivery queued where another try is to come and no channel in reserve takes its place."""
    if outcome.wait is None:
        return False
    if outcome.reason != RATE_LIMITED:
        failing = deliveries.failing_for(connection, notice.notice_id, channel.name)
        if failing > GIVE_UP_AFTER or (failing > desk.reserve_after and fall_back(connection, desk, notice)):
            return False
    time = deliveries.postpone(
        connection, notice.notice_id, channel.name, outcome.wait, outcome.reason, tried=outcome.tried
    )
    add_task(connection, DELIVER, [notice.notice_id], available_at=time)
    return True


def sweep(pool: Pool) -> int:
    """Starts the jobs of notices and digests again whose jobs were lost; how many."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        found = notices.overdue(connection, _LATE, _SWEEP_AT_ONCE)
        for notice_id in found:
            add_task(connection, DELIVER, [notice_id])
        late = digests.overdue_digests(connection, _LATE, _SWEEP_AT_ONCE)
        for digest_id in late:
            add_task(connection, DIGEST, [digest_id])
    return len(found) + len(late)
