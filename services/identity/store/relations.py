"""Relations one by one: given, ended, listed; orders about guardians; integration clients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.identity.domain.relating import Days, Held

PLATFORM = "00000000-0000-0000-0000-000000000000"
_FOREVER = "CASE WHEN isfinite({0}) THEN {0} END"


@dataclass(frozen=True, slots=True)
class NewRelation:
    """A relation to give; the school is None for what belongs to none."""

    relation_id: str
    person_id: str
    relation: str
    object_kind: str
    object_id: str
    school_id: str | None
    days: Days


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation with its person's names and its object's title."""

    relation_id: str
    person_id: str
    given_name: str
    family_name: str
    middle_name: str
    relation: str
    object_kind: str
    object_id: str
    object_title: str
    begin: date | None
    end: date | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A court's order about a guardian and a child."""

    order_id: str
    guardian_id: str
    document: str
    begin: date
    end: date | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """A guardian of a child, with rights today or without."""

    person_id: str
    given_name: str
    family_name: str
    middle_name: str
    rights: bool


def today_at(connection: Connection[Any], school_id: str) -> date | None:
    """Today by the school's clock; None for a school that there is not."""
    row = connection.execute(
        "SELECT (now() AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s AND ended_at IS NULL", [school_id]
    ).fetchone()
    return row[0] if row else None


def object_exists(connection: Connection[Any], school_id: str, kind: str, object_id: str) -> bool:
    """Whether the school has this group or class, or is it."""
    if kind == "school":
        return school_id == object_id
    table, column = {"group": ("teaching_group", "group_id"), "class": ("class", "class_id")}[kind]
    row = connection.execute(
        f"SELECT true FROM {table} WHERE school_id = %s AND {column} = %s AND ended_at IS NULL", [school_id, object_id]
    ).fetchone()
    return row is not None


def is_of_municipality_of(connection: Connection[Any], person_id: str, school_id: str) -> bool:
    """Whether there is such a person in the school's municipality."""
    row = connection.execute(
        """SELECT true FROM person p JOIN school s USING (municipality_id)
           WHERE p.person_id = %s AND s.school_id = %s AND p.ended_at IS NULL""",
        [person_id, school_id],
    ).fetchone()
    return row is not None


def is_staff(connection: Connection[Any], person_id: str, school_id: str, roles: Sequence[str], day: date) -> bool:
    """Whether the person stands in one of these relations at the school on a day."""
    row = connection.execute(
        """SELECT true FROM relation WHERE person_id = %s AND school_id = %s AND relation = ANY(%s)
           AND %s BETWEEN begin_date AND end_date LIMIT 1""",
        [person_id, school_id, list(roles), day],
    ).fetchone()
    return row is not None


def find_person(connection: Connection[Any], username: str) -> str | None:
    """The person of an account."""
    row = connection.execute("SELECT person_id FROM account WHERE username = lower(%s)", [username]).fetchone()
    return row[0] if row else None


def person_exists(connection: Connection[Any], person_id: str) -> bool:
    """Whether there is such a person."""
    row = connection.execute(
        "SELECT true FROM person WHERE person_id = %s AND ended_at IS NULL", [person_id]
    ).fetchone()
    return row is not None


def give(connection: Connection[Any], relation: NewRelation) -> str:
    """Gives a relation, by somebody's decision; one that begins on the same day gets the new last day. Its id."""
    row = connection.execute(
        """INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id, begin_date,
                                 end_date, by_hand)
           VALUES (%s, %s, %s, %s, %s, %s, coalesce(%s, '-infinity'::date), coalesce(%s, 'infinity'::date), true)
           ON CONFLICT (person_id, relation, object_id, begin_date)
           DO UPDATE SET end_date = excluded.end_date, by_hand = true
           RETURNING relation_id""",
        [
            relation.relation_id, relation.person_id, relation.relation, relation.object_kind, relation.object_id,
            relation.school_id, relation.days.begin, relation.days.end,
        ],
    ).fetchone()  # fmt: skip
    assert row is not None  # noqa: S101  (inserted or updated)
    return str(row[0])


_ROW = f"""
    SELECT r.relation_id, r.person_id, p.given_name, p.family_name, p.middle_name, r.relation, r.object_kind,
           r.object_id, coalesce(g.title, k.title, ''), {_FOREVER.format("r.begin_date")},
           {_FOREVER.format("r.end_date")}, r.by_hand
    FROM relation r
    JOIN person p USING (person_id)
    LEFT JOIN teaching_group g ON r.object_kind = 'group' AND g.group_id = r.object_id
    LEFT JOIN class k ON r.object_kind = 'class' AND k.class_id = r.object_id
"""


def get(connection: Connection[Any], school_id: str, relation_id: str) -> RelationRow | None:
    """A relation of the school, locked until the transaction ends."""
    row = connection.execute(
        f"{_ROW} WHERE r.school_id = %s AND r.relation_id = %s FOR UPDATE OF r", [school_id, relation_id]
    ).fetchone()
    return RelationRow(*row) if row else None


def end(connection: Connection[Any], relation_id: str, last: date) -> None:
    """Gives a relation its last day, by somebody's decision."""
    connection.execute("UPDATE relation SET end_date = %s, by_hand = true WHERE relation_id = %s", [last, relation_id])


def list_staff(
    connection: Connection[Any],
    school_id: str,
    roles: Sequence[str],
    person_id: str | None,
    object_id: str | None,
    after: str | None,
    most: int,
) -> list[RelationRow]:
    """Relations of these roles at the school in the order of their ids, after the given one."""
    rows = connection.execute(
        f"""{_ROW} WHERE r.school_id = %(school)s AND r.relation = ANY(%(roles)s)
            AND (%(person)s::uuid IS NULL OR r.person_id = %(person)s)
            AND (%(object)s::uuid IS NULL OR r.object_id = %(object)s)
            AND (%(after)s::uuid IS NULL OR r.relation_id > %(after)s)
            ORDER BY r.relation_id LIMIT %(most)s""",
        {
            "school": school_id, "roles": list(roles), "person": person_id, "object": object_id, "after": after,
            "most": most,
        },
    ).fetchall()  # fmt: skip
    return [RelationRow(*row) for row in rows]


def held_of(connection: Connection[Any], guardian_id: str, pupil_id: str, relation: str) -> list[Held]:
    """The person's relations of this name to the child, locked until the transaction ends."""
    rows = connection.execute(
        """SELECT relation_id, CASE WHEN isfinite(begin_date) THEN begin_date ELSE '0001-01-01' END,
                  CASE WHEN isfinite(end_date) THEN end_date ELSE '9999-12-31' END
           FROM relation WHERE person_id = %s AND object_id = %s AND relation = %s FOR UPDATE""",
        [guardian_id, pupil_id, relation],
    ).fetchall()
    return [Held(*row) for row in rows]


def is_pupil(connection: Connection[Any], pupil_id: str, school_id: str) -> bool:
    """Whether the child ever was a pupil of the school."""
    row = connection.execute(
        "SELECT true FROM relation WHERE person_id = %s AND relation = 'pupil' AND object_id = %s LIMIT 1",
        [pupil_id, school_id],
    ).fetchone()
    return row is not None


def set_ends(connection: Connection[Any], ends: Iterable[Held]) -> None:
    """Gives relations their last days; date.max: open."""
    for each in ends:
        last = None if each.end == date.max else each.end
        connection.execute(
            "UPDATE relation SET end_date = coalesce(%s, 'infinity'::date) WHERE relation_id = %s",
            [last, each.relation_id],
        )


_ORDER = f"order_id, guardian_id, document, begin_date, {_FOREVER.format('end_date')}, recorded_at"


def add_order(
    connection: Connection[Any], school_id: str, pupil_id: str, order: Order, before: Sequence[Held], person_id: str
) -> bool:
    """Keeps an order with the relations as they were; False when one stands already (one that ran out does not)."""
    connection.execute(
        """UPDATE guardian_order SET lifted_by = recorded_by, lifted_at = now()
           WHERE pupil_id = %s AND guardian_id = %s AND lifted_at IS NULL AND end_date < current_date""",
        [pupil_id, order.guardian_id],
    )
    return bool(
        connection.execute(
            """INSERT INTO guardian_order (order_id, school_id, pupil_id, guardian_id, document, begin_date, end_date,
                                           before, recorded_by, recorded_at)
               VALUES (%s, %s, %s, %s, %s, %s, coalesce(%s, 'infinity'::date), %s, %s, %s) ON CONFLICT DO NOTHING""",
            [
                order.order_id, school_id, pupil_id, order.guardian_id, order.document, order.begin, order.end,
                Json([[each.relation_id, each.begin.isoformat(), each.end.isoformat()] for each in before]),
                person_id, order.recorded_at,
            ],
        ).rowcount
    )  # fmt: skip


def lift_order(
    connection: Connection[Any], pupil_id: str, order_id: str, person_id: str
) -> tuple[Order, list[Held]] | None:
    """Lifts an order of the child that stands; gives it with the relations as they were before it."""
    row = connection.execute(
        f"""UPDATE guardian_order SET lifted_by = %s, lifted_at = now()
            WHERE pupil_id = %s AND order_id = %s AND lifted_at IS NULL RETURNING before, {_ORDER}""",
        [person_id, pupil_id, order_id],
    ).fetchone()
    if row is None:
        return None
    before = [Held(each[0], date.fromisoformat(each[1]), date.fromisoformat(each[2])) for each in row[0]]
    return Order(*row[1:]), before


def orders_of(connection: Connection[Any], pupil_id: str) -> list[Order]:
    """The orders about a child that stand."""
    rows = connection.execute(
        f"SELECT {_ORDER} FROM guardian_order WHERE pupil_id = %s AND lifted_at IS NULL", [pupil_id]
    ).fetchall()
    return [Order(*row) for row in rows]


def guardians_of(connection: Connection[Any], school_id: str, pupil_id: str) -> list[GuardianRow]:
    """Who is or was a guardian of the child, with rights or without, by name."""
    rows = connection.execute(
        """SELECT p.person_id, p.given_name, p.family_name, p.middle_name,
                  bool_or(r.relation = 'guardian'
                          AND (now() AT TIME ZONE s.time_zone)::date BETWEEN r.begin_date AND r.end_date)
           FROM relation r JOIN person p USING (person_id) JOIN school s ON s.school_id = %s
           WHERE r.object_id = %s AND r.relation IN ('guardian', 'guardian_without_rights')
           GROUP BY p.person_id ORDER BY p.family_name, p.given_name, p.person_id""",
        [school_id, pupil_id],
    ).fetchall()
    return [GuardianRow(*row) for row in rows]


def decided(connection: Connection[Any]) -> tuple[set[tuple[str, str, str, str]], set[tuple[str, str]]]:
    """What packages do not change: relations (as keys) given or ended by hand, (guardian, child) under an order."""
    keys = connection.execute(
        """SELECT person_id, relation, object_id, CASE WHEN isfinite(begin_date) THEN begin_date::text ELSE '' END
           FROM relation WHERE by_hand"""
    ).fetchall()
    orders = connection.execute(
        "SELECT guardian_id, pupil_id FROM guardian_order WHERE lifted_at IS NULL AND end_date >= current_date"
    ).fetchall()
    return {(row[0], row[1], row[2], row[3]) for row in keys}, {(row[0], row[1]) for row in orders}


def add_client(connection: Connection[Any], client_id: str, title: str, secret_sha256: bytes, now: datetime) -> None:
    """Adds an integration client."""
    connection.execute("INSERT INTO client VALUES (%s, %s, %s, %s)", [client_id, title, secret_sha256, now])


def end_client(connection: Connection[Any], client_id: str) -> bool:
    """Ends a client and its scopes; False when there is none that lives."""
    ended = connection.execute(
        "UPDATE client SET ended_at = now() WHERE client_id = %s AND ended_at IS NULL", [client_id]
    ).rowcount
    connection.execute(
        """UPDATE relation SET end_date = least(end_date, current_date - 1)
           WHERE person_id = %s AND relation LIKE 'scope:%%'""",
        [client_id],
    )
    return bool(ended)


def living_client(connection: Connection[Any], client_id: str) -> bytes | None:
    """The hash of a living client's secret."""
    row = connection.execute(
        "SELECT secret_sha256 FROM client WHERE client_id = %s AND ended_at IS NULL", [client_id]
    ).fetchone()
    return row[0] if row else None
