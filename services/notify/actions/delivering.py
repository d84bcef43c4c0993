"""Telling: a held notice becomes visible when its time comes, and goes out by its channels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.outbox import add_task
from services.notify.actions.noticing import DELIVER
from services.notify.domain.retrying import MOST_TRIES, next_try
from services.notify.domain.telling import items_to_tell, notice_kind
from services.notify.store import notices, routing

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
EMAIL = "email"
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


def deliver(pool: Pool, notice_id: str, channel: Channel) -> None:
    """Does what is due of a notice; nothing when it was done, replaced or taken back already."""
    notice = _open(pool, notice_id, channel.name)
    if notice is None:
        return
    with transaction(pool, EVERY_SCHOOL) as connection:
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


def _open(pool: Pool, notice_id: str, channel: str) -> notices.Notice | None:
    """The notice, made visible if it was held and its time has come."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        notice = notices.lock_notice(connection, notice_id)
        if notice is None or notice.state == "retracted":
            return None
        if notice.state == "visible":
            return notice
        if not notice.due:
            return None
        items = items_to_tell(notices.cells_of(connection, notice))
        # Access ends the moment its reason ends, also for what was on its way.
        still = routing.is_guardian_today(connection, notice.school_id, notice.pupil_id, notice.guardian_id)
        if not items or not still:
            notices.retract(connection, notice_id)
            return None
        notices.show(connection, notice, notice_kind(items), items, [channel])
        return notices.lock_notice(connection, notice_id)


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
