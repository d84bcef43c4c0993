"""Where a notice that has become visible goes: to a channel at once, or into the recipient's next digest there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.outbox import add_task
from services.notify.domain.settings import AT_ONCE, Settings, is_silent
from services.notify.store import deliveries, digests
from services.notify.store.notices import Notice

DELIVER = "notify.deliver"
DIGEST = "notify.digest"


def route(
    connection: Connection[Any],
    notice: Notice,
    settings: Settings,
    modes: Mapping[str, str],
    moment: datetime,
    zone: str,
) -> None:
    """Queues the notice for every channel by its mode, or holds it for a digest.

    Where news of the same thing wait for a digest of the channel already, this one goes with them: the newest value is
    the last that is told, whatever was set meanwhile.
    """
    for channel, mode in modes.items():
        if is_silent(mode):
            continue
        digest_id = digests.digest_of_same_thing(connection, notice, channel)
        if digest_id is None and mode != AT_ONCE:
            digest_id = next_digest(connection, notice.guardian_id, channel, settings.due(mode, moment, zone) or moment)
        deliveries.put(connection, notice.notice_id, channel, digest_id)


def next_digest(connection: Connection[Any], guardian_id: str, channel: str, due_at: datetime) -> str:
    """The held digest of that time, made with its job where it is the first to need it."""
    digest_id, made = digests.hold_digest(connection, guardian_id, channel, due_at)
    if made:
        add_task(connection, DIGEST, [digest_id], available_at=due_at)
    return digest_id
