"""When a channel has failed for good or for long, the next one that the recipient keeps in reserve takes its place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.holding import DELIVER, next_digest
from services.notify.actions.sending import Desk
from services.notify.domain.settings import RESERVE, setting_kind
from services.notify.store import deliveries
from services.notify.store.notices import Notice


def reserve_of(connection: Connection[Any], desk: Desk, notice: Notice) -> str | None:
    """The next channel in use that is in reserve for such notices and has not been asked with this one yet."""
    pair = notice.guardian_id, notice.pupil_id
    settings = settings_of(connection, notice.school_id, [pair], desk.platform).of(*pair)
    asked = deliveries.channels_of(connection, notice.notice_id)
    for channel in desk.channels:
        if channel.name not in asked and settings.mode(setting_kind(notice.kind), channel.name) == RESERVE:
            return channel.name
    return None


def fall_back(connection: Connection[Any], desk: Desk, notice: Notice) -> bool:
    """Queues the notice in the next channel in reserve; whether there was one."""
    reserve = reserve_of(connection, desk, notice)
    if reserve is None:
        return False
    deliveries.put(connection, notice.notice_id, reserve, None)
    add_task(connection, DELIVER, [notice.notice_id])
    return True


def fall_back_together(connection: Connection[Any], desk: Desk, found: Sequence[Notice], moment: datetime) -> bool:
    """The same for the notices of a digest: in each channel in reserve they stay one message. Whether any had one."""
    any_has = False
    for notice in found:
        reserve = reserve_of(connection, desk, notice)
        if reserve is not None:
            digest_id = next_digest(connection, notice.guardian_id, reserve, moment)
            deliveries.put(connection, notice.notice_id, reserve, digest_id)
            any_has = True
    return any_has
