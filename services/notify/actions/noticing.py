"""From an event of the journal to held notices."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from psycopg import Connection

from kit.errors import FailedPrecondition
from kit.ids import new_id
from kit.outbox import add_task
from services.notify.store import notices, routing

DELIVER = "notify.deliver"


def notice_changes(
    connection: Connection[Any],
    occasion: notices.Occasion,
    changes: Sequence[notices.CellChange],
    grace: timedelta,
) -> None:
    """Keeps the new values, and holds a notice for every guardian of every pupil concerned.

    A mark waits for the grace window, attendance goes at once; what is held already takes the change in. Raises
    FailedPrecondition (tried again by the consumer) while the school or a family is not known yet.
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
    wanted = [
        (new_id(), guardian, pupil, topic) for pupil, topic in sorted(changed) for guardian in sorted(guardians[pupil])
    ]
    due = {"mark": grace, "attendance": timedelta(0)}
    for notice_id, due_at in notices.hold_notices(connection, occasion, wanted, due):
        add_task(connection, DELIVER, [notice_id], available_at=due_at)
