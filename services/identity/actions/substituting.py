"""Rights by event: who stands in for a lesson may what a substitute may, in that group, on that day.

Events come in any order and more than once: the newest version of each substitution is kept, and the right follows from
what is kept (docs/adr/0125).
"""

from typing import Any

from psycopg import Connection

from kit.ids import new_id
from kit.logs import logger
from services.identity.domain import policy
from services.identity.domain.relating import STAFF, Days
from services.identity.store import import_register, relations
from services.identity.store import substitutions as store
from services.identity.store.substitutions import Substitution

_ACTOR = "services/gradebook"


def keep_substitution(connection: Connection[Any], row: Substitution) -> None:
    """Keeps a substitution when newer, and gives or ends the right. A day that is over is left as it was."""
    store.take_day(connection, row.group_id, row.day)
    if not store.put(connection, row) or row.person_id is None:
        return
    today = relations.today_at(connection, row.school_id)
    if today is None or row.day < today:
        return
    import_register.act_as(connection, _ACTOR)
    if row.assigned:
        _give(connection, row, row.person_id)
    elif not store.needed(connection, row):
        store.end_given(connection, row)


def _give(connection: Connection[Any], row: Substitution, person_id: str) -> None:
    if store.right_on(connection, person_id, row.group_id, row.day):
        return
    known = relations.object_exists(connection, row.school_id, "group", row.group_id)
    if not known or not relations.is_staff(connection, person_id, row.school_id, STAFF, row.day):
        # Gradebook has it from us, so somebody left in between.
        logger().warning("substitution_without_right", substitution=row.substitution_id)
        return
    wanted = relations.NewRelation(
        new_id(), person_id, policy.SUBSTITUTE, "group", row.group_id, row.school_id, Days(row.day, row.day)
    )
    store.set_relation(connection, row, relations.give(connection, wanted))
