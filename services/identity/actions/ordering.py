"""Court orders that end or limit a guardian's rights: they stand above packages until they are lifted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.identity.actions.noticing import notice_right
from services.identity.actions.publishing import publish_families
from services.identity.domain import policy
from services.identity.domain.relating import Days, Held, days_problem, without
from services.identity.store import access, import_register
from services.identity.store import relations as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_LONGEST_DOCUMENT = 200


@dataclass(frozen=True, slots=True)
class Family:
    """A child's guardians, and the orders that stand."""

    guardians: list[store.GuardianRow]
    orders: list[store.Order]


def record_order(
    connection: Connection[Any],
    actor: str,
    school_id: str,
    pupil_id: str,
    guardian_id: str,
    document: str,
    days: Days,
) -> tuple[store.Order, int]:
    """Takes a guardian's rights away for the order's days; gives the order and the version that has seen it.

    Raises InvalidArgument, NotAllowed when there is no such guardian of the child, FailedPrecondition ORDER_STANDS.
    """
    today = store.today_at(connection, school_id)
    held = store.held_of(connection, guardian_id, pupil_id, policy.GUARDIAN)
    if today is None or not held:
        raise NotAllowed
    problem = days_problem(days, today)
    if problem is not None:
        raise InvalidArgument(*problem)
    if not document or len(document) > _LONGEST_DOCUMENT or not document.isprintable():
        raise InvalidArgument("BAD_DOCUMENT", f"Name the court's order in 1 to {_LONGEST_DOCUMENT} characters.")
    begin, end = days.begin or today, days.end or date.max
    order = store.Order(new_id(), guardian_id, document, begin, days.end, datetime.now(UTC))
    if not store.add_order(connection, school_id, pupil_id, order, held, actor.rpartition("/")[2]):
        raise FailedPrecondition("ORDER_STANDS", "An order about this guardian stands: lift it first.")
    import_register.act_as(connection, actor)
    cut, again = without(held, begin, end)
    store.set_ends(connection, cut)
    _give(connection, guardian_id, policy.GUARDIAN_WITHOUT_RIGHTS, pupil_id, Days(begin, days.end))
    for first, last in again:
        _give(connection, guardian_id, policy.GUARDIAN, pupil_id, Days(first, None if last == date.max else last))
    publish_families(connection, [pupil_id])
    notice_right(connection, guardian_id, "right_ended", policy.GUARDIAN, school_id)
    return order, access.relations_version(connection)


def lift_order(connection: Connection[Any], actor: str, school_id: str, pupil_id: str, order_id: str) -> int:
    """Puts the guardian's relations back as they were; gives the version that has seen it.

    Raises NotAllowed, FailedPrecondition OWN_RIGHT for the guardian himself.
    """
    lifted = store.lift_order(connection, pupil_id, order_id, actor.rpartition("/")[2])
    today = store.today_at(connection, school_id)
    if lifted is None or today is None:
        raise NotAllowed
    order, before = lifted
    if actor == f"persons/{order.guardian_id}":
        raise FailedPrecondition("OWN_RIGHT", "Nobody lifts an order against himself: ask somebody else.")
    import_register.act_as(connection, actor)
    was = {each.relation_id for each in before}
    made = [
        each
        for each in store.held_of(connection, order.guardian_id, pupil_id, policy.GUARDIAN)
        if each.relation_id not in was and each.begin > order.begin
    ]
    lost = store.held_of(connection, order.guardian_id, pupil_id, policy.GUARDIAN_WITHOUT_RIGHTS)
    store.set_ends(connection, [*before, *(_never(each) for each in made), *(_until(each, today) for each in lost)])
    publish_families(connection, [pupil_id])
    notice_right(connection, order.guardian_id, "right_given", policy.GUARDIAN, school_id)
    return access.relations_version(connection)


def family_of(pool: Pool, school_id: str, pupil_id: str) -> Family:
    """The child's guardians and the orders that stand."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return Family(store.guardians_of(connection, school_id, pupil_id), store.orders_of(connection, pupil_id))


def _never(held: Held) -> Held:
    return Held(held.relation_id, held.begin, held.begin - timedelta(days=1))


def _until(held: Held, today: date) -> Held:
    return Held(held.relation_id, held.begin, min(held.end, today - timedelta(days=1)))


def _give(connection: Connection[Any], person_id: str, relation: str, pupil_id: str, days: Days) -> None:
    store.give(connection, store.NewRelation(new_id(), person_id, relation, "pupil", pupil_id, None, days))
