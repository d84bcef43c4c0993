"""From an event of the journal to held notices."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from psycopg import Connection

from kit.errors import FailedPrecondition
from kit.ids import new_id
from kit.outbox import add_task
from services.notify.actions.choosing import settings_of
from services.notify.actions.holding import DELIVER
from services.notify.domain.settings import AT_ONCE, SchoolSettings
from services.notify.store import notices, routing


def notice_changes(
    connection: Connection[Any],
    occasion: notices.Occasion,
    changes: Sequence[notices.CellChange],
    platform: SchoolSettings,
) -> None:
    """Keeps the new values, and holds a notice for every guardian of every pupil concerned.

    A mark waits for the school's grace window, attendance goes at once, both outside the guardian's quiet hours; what
    is held already takes the change in. Raises FailedPrecondition (tried again by the consumer) while the school or a
    family is not known yet.
    """
    live_from = routing.school_live_from(connection, occasion.school_id)
    if live_from is None:
        raise FailedPrecondition("SCHOOL_NOT_KNOWN_YET", "The school's own event has not come yet.")
    if occasion.day < live_from or not changes:
        return
    changed = notices.put_cells(connection, occasion.school_id, occasion.lesson_id, changes)
    if not changed:
        return
    guardians, unknown = routing.guardians_of(connection, occasion.school_id, sorted({pupil for pupil, _ in changed}))
    if unknown:
        raise FailedPrecondition("FAMILY_NOT_KNOWN_YET", "A family's own event has not come yet.")
    # Always in the same order, so that two events of one lesson cannot wait for each other.
    wanted = [(guardian, pupil, topic) for pupil, topic in sorted(changed) for guardian in sorted(guardians[pupil])]
    for notice_id, due_at in notices.hold_notices(
        connection, occasion, _timed(connection, occasion.school_id, wanted, platform)
    ):
        add_task(connection, DELIVER, [notice_id], available_at=due_at)


def _timed(
    connection: Connection[Any], school_id: str, wanted: Sequence[tuple[str, str, str]], platform: SchoolSettings
) -> list[notices.WantedNotice]:
    moment, zone = routing.school_clock(connection, school_id)
    chosen = settings_of(connection, school_id, [(guardian, pupil) for guardian, pupil, _ in wanted], platform)
    ready = {"mark": moment + timedelta(seconds=chosen.grace_seconds), "attendance": moment}
    return [
        notices.WantedNotice(
            new_id(),
            guardian,
            pupil,
            topic,
            ready[topic],
            chosen.of(guardian, pupil).due(AT_ONCE, ready[topic], zone) or ready[topic],
        )
        for guardian, pupil, topic in wanted
    ]
