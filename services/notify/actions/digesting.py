"""Digests: what came together for one person in one channel, put together and sent when its time comes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.database import EVERY_SCHOOL, transaction
from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.falling_back import fall_back_together, reserve_of
from services.notify.actions.gating import Claim, admit, learn
from services.notify.actions.holding import DIGEST, next_digest
from services.notify.actions.sending import LEASE, RATE_LIMITED, RIGHTS_ENDED, Channel, Desk, Outcome, Parcel, attempt
from services.notify.domain.breaking import GIVE_UP_AFTER
from services.notify.domain.merging import Change, net_changes
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.telling import notice_kind_of
from services.notify.domain.timing import end_of_quiet
from services.notify.store import digests, routing
from services.notify.store.notices import Notice


def send_digest(desk: Desk, digest_id: str) -> None:
    """Does what is due of a digest; nothing when it was done or there is nothing left of it."""
    if not _assemble(desk, digest_id):
        return
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        digest = digests.lock_digest(connection, digest_id)
        channel = _channel(desk, digest)
        if digest is None or channel is None:
            return
        _drop_without_rights(connection, digest_id)
        found = digests.notices_in(connection, digest_id)
        quiet_until = _quiet_until(connection, found, desk.platform)
        if quiet_until is not None:
            if digests.rest_digest(connection, digest_id, quiet_until, "QUIET_HOURS"):
                add_task(connection, DIGEST, [digest_id], available_at=quiet_until)
            return
        claimed = digests.claim_digest(connection, digest_id, LEASE)
        if claimed is None:
            return
        claim, merged = Claim(*claimed), merge(found)
        outcome = admit(connection, channel, claim) if merged else Outcome("abandoned", RIGHTS_ENDED, tried=False)
    if outcome is None:
        parcel = Parcel(digest_id, digest.guardian_id, tuple(merged), digest=True)
        outcome = attempt(channel, parcel, claim.tries)
    _keep(desk, digest_id, channel, outcome)


def merge(found: Sequence[Notice]) -> list[Notice]:
    """The notices with the lines that are to be told, those of one thing merged; notices without any are left out."""
    lines = [(number, item) for number, notice in enumerate(found) for item in notice.items]
    changes = [
        Change(
            (found[number].pupil_id, found[number].lesson_id, item["line_item_id"]),
            item["old_value"],
            item["new_value"],
        )
        for number, item in lines
    ]
    kept: dict[int, list[dict[str, str]]] = {}
    for position, (old, new) in sorted(net_changes(changes).items()):
        number, item = lines[position]
        kept.setdefault(number, []).append(item | {"old_value": old, "new_value": new})
    return [
        replace(
            found[number], items=items, kind=notice_kind_of(items[0]["kind"], [each["old_value"] for each in items])
        )
        for number, items in kept.items()
    ]


def _assemble(desk: Desk, digest_id: str) -> bool:
    """Closes a held digest whose time has come; whether it is on its way now."""
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        digest = digests.lock_digest(connection, digest_id)
        if digest is None or digest.state != "held":
            return digest is not None and digest.state == "queued"
        if not digest.due:
            return False
        _drop_without_rights(connection, digest_id)
        found = digests.notices_in(connection, digest_id)
        quiet_until = _quiet_until(connection, found, desk.platform)
        if quiet_until is not None:
            # Until the morning it takes in what comes.
            later = next_digest(connection, digest.guardian_id, digest.channel, quiet_until)
            digests.move_digest(connection, digest_id, later)
            digests.settle_digest(connection, digest_id, "retracted", "QUIET_HOURS")
            return False
        told = {notice.notice_id for notice in merge(found)}
        nothing = [notice.notice_id for notice in found if notice.notice_id not in told]
        if not told:
            digests.settle_deliveries(connection, digest_id, None, "retracted", "NOTHING_LEFT")
            digests.settle_digest(connection, digest_id, "retracted", "NOTHING_LEFT")
            return False
        # A notice that was merged into a later one is sent with it; one whose thing is as it was is not.
        digests.settle_deliveries(connection, digest_id, _undone(found, nothing), "retracted", "NOTHING_LEFT")
        digests.settle_deliveries(connection, digest_id, None, "queued")
        digests.settle_digest(connection, digest_id, "queued")
        return True


def _undone(found: Sequence[Notice], nothing: Sequence[str]) -> list[str]:
    """Of the notices without a line of their own those of whose things no other notice tells."""
    told = {(n.pupil_id, n.lesson_id, n.topic) for n in merge(found)}
    return [n.notice_id for n in found if n.notice_id in nothing and (n.pupil_id, n.lesson_id, n.topic) not in told]


def _drop_without_rights(connection: Connection[Any], digest_id: str) -> None:
    """Access ends the moment its reason ends, also for what waits."""
    ended = [
        notice.notice_id
        for notice in digests.notices_in(connection, digest_id)
        if not routing.may_be_told(connection, notice.school_id, notice.pupil_id, notice.guardian_id)
    ]
    if ended:
        digests.settle_deliveries(connection, digest_id, ended, "abandoned", RIGHTS_ENDED)


def _quiet_until(connection: Connection[Any], found: Sequence[Notice], platform: SchoolSettings) -> datetime | None:
    """When the quiet hours of all children concerned are over; None where none are now."""
    latest = None
    for school_id, pupil_id, guardian_id in {(n.school_id, n.pupil_id, n.guardian_id) for n in found}:
        settings = settings_of(connection, school_id, [(guardian_id, pupil_id)], platform).of(guardian_id, pupil_id)
        moment, zone = routing.school_clock(connection, school_id)
        end = end_of_quiet(moment, settings.quiet, zone)
        if end > moment:
            latest = max(end, latest or end)
    return latest


def _channel(desk: Desk, digest: digests.Digest | None) -> Channel | None:
    return next((each for each in desk.channels if digest and each.name == digest.channel), None)


def _keep(desk: Desk, digest_id: str, channel: Channel, outcome: Outcome) -> None:
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        if not _tries_again(connection, desk, digest_id, outcome):
            state = "abandoned" if outcome.wait is not None else outcome.state
            if state != "sent" and outcome.reason != RIGHTS_ENDED:
                moment, _ = digests.digest_failing_for(connection, digest_id)
                fall_back_together(connection, desk, digests.notices_in(connection, digest_id), moment)
            digests.settle_digest(connection, digest_id, state, outcome.reason)
            digests.settle_deliveries(connection, digest_id, None, state, outcome.reason)
        learn(connection, channel, outcome)


def _tries_again(connection: Connection[Any], desk: Desk, digest_id: str, outcome: Outcome) -> bool:
    """Leaves the digest queued where another try is to come and no channel in reserve takes the place of all of it."""
    if outcome.wait is None:
        return False
    if outcome.reason != RATE_LIMITED:
        _, failing = digests.digest_failing_for(connection, digest_id)
        if failing > GIVE_UP_AFTER:
            return False
        found = digests.notices_in(connection, digest_id)
        if failing > desk.reserve_after and all(reserve_of(connection, desk, notice) for notice in found):
            return False
    time = digests.postpone_digest(connection, digest_id, outcome.wait, outcome.reason, tried=outcome.tried)
    add_task(connection, DIGEST, [digest_id], available_at=time)
    return True
