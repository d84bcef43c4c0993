"""From what happened to held notices."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Connection

from kit.errors import FailedPrecondition
from kit.ids import new_id
from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.holding import DELIVER
from services.notify.domain.settings import AT_ONCE, SchoolSettings
from services.notify.domain.topics import TOPICS, ready_at
from services.notify.store import notices, routing

Concerned = tuple[str, str]  # whom it is about, topic


def notice_changes(
    connection: Connection[Any],
    occasion: notices.Occasion,
    changes: Sequence[notices.CellChange],
    platform: SchoolSettings,
) -> None:
    """Keeps the new values, and holds a notice for everybody who is told of whom they concern.

    Each waits for what its topic waits for (domain/topics.py) and for the end of the recipient's quiet hours; what is
    held already takes the change in. Raises FailedPrecondition (tried again by the consumer) while the school or a
    family is not known yet.
    """
    if is_told(connection, occasion) and changes:
        hold(
            connection,
            occasion,
            notices.put_cells(connection, occasion.school_id, occasion.lesson_id, changes),
            platform,
        )


def is_told(connection: Connection[Any], occasion: notices.Occasion) -> bool:
    """Whether the school lives already on the occasion's day. Raises FailedPrecondition while it is not known."""
    live_from = routing.school_live_from(connection, occasion.school_id)
    if live_from is None:
        raise FailedPrecondition("SCHOOL_NOT_KNOWN_YET", "The school's own event has not come yet.")
    return occasion.day >= live_from


def hold(
    connection: Connection[Any], occasion: notices.Occasion, concerned: Collection[Concerned], platform: SchoolSettings
) -> None:
    """Holds a notice for everybody who is told of whom it concerns, where none is held yet."""
    if not concerned:
        return
    others = sorted({about for about, topic in concerned if not TOPICS[topic].themselves})
    recipients, unknown = routing.recipients_of(connection, occasion.school_id, others)
    if unknown:
        raise FailedPrecondition("FAMILY_NOT_KNOWN_YET", "A family's own event has not come yet.")
    # Always in the same order, so that two events of one lesson cannot wait for each other.
    wanted = [
        (recipient, about, topic)
        for about, topic in sorted(concerned)
        for recipient in ([about] if TOPICS[topic].themselves else sorted(recipients[about]))
    ]
    for notice_id, due_at in notices.hold_notices(connection, occasion, _timed(connection, occasion, wanted, platform)):
        add_task(connection, DELIVER, [notice_id], available_at=due_at)


def _timed(
    connection: Connection[Any],
    occasion: notices.Occasion,
    wanted: Sequence[tuple[str, str, str]],
    platform: SchoolSettings,
) -> list[notices.WantedNotice]:
    moment, zone = routing.school_clock(connection, occasion.school_id)
    pairs = [(recipient, about) for recipient, about, _ in wanted]
    chosen = settings_of(connection, occasion.school_id, pairs, platform)
    timed = []
    for recipient, about, topic in wanted:
        ready = ready_at(topic, moment, chosen.grace_seconds, occasion.day, zone)
        due = ready if TOPICS[topic].always else chosen.of(recipient, about).due(AT_ONCE, ready, zone) or ready
        timed.append(notices.WantedNotice(new_id(), recipient, about, topic, ready, due))
    return timed
