"""The history of what is the school's own and no lesson's: rules, locks, substitutions … One chain a school."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from kit.audit import NOTHING, Head, Record, Value, link, moment


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """A line of it: what changed ("category test"), from what to what, why."""

    what: str
    old: str
    new: str
    reason: str


def add_history(
    connection: Connection[Any],
    school_id: str,
    changes: Sequence[SchoolChange],
    person_id: str,
    request_id: str,
    now: datetime,
) -> None:
    """Adds lines to the school's chain, whose head stays locked until the transaction ends."""
    connection.execute("INSERT INTO rule_history_head VALUES (%s, 0, %s) ON CONFLICT DO NOTHING", [school_id, NOTHING])
    head = connection.execute(
        "SELECT number, hash FROM rule_history_head WHERE school_id = %s FOR UPDATE", [school_id]
    ).fetchone()
    assert head is not None  # noqa: S101  (just put there)
    number, digest = head
    rows = []
    for change in changes:
        number += 1
        line = (change.what, change.old, change.new, change.reason)
        digest = link(digest, number, _values(now, person_id, request_id, *line))
        rows.append({"number": number, "hash": digest.hex(), "what": line[0], "old": line[1], "new": line[2],
                     "reason": line[3]})  # fmt: skip
    connection.execute(
        """INSERT INTO rule_history (school_id, number, hash, changed_at, person_id, request_id, rule, old_value,
                                     new_value, reason)
           SELECT %s, number, decode(hash, 'hex'), %s, %s, %s, what, old, new, reason
           FROM json_to_recordset(%s) AS (number bigint, hash text, what text, old text, new text, reason text)""",
        [school_id, now, person_id, request_id, Json(rows)],
    )
    connection.execute(
        "UPDATE rule_history_head SET number = %s, hash = %s WHERE school_id = %s", [number, digest, school_id]
    )


def _values(changed_at: datetime, *rest: str) -> list[Value]:
    return [moment(changed_at), *rest]


def histories(connection: Connection[Any]) -> Iterator[tuple[str, list[Record]]]:
    """Each school's history, by school id."""
    rows = connection.execute(
        """SELECT school_id, number, hash, changed_at, person_id, request_id, rule, old_value, new_value, reason
           FROM rule_history ORDER BY school_id, number"""
    )
    for school_id, lines in groupby(rows, lambda row: row[0]):
        yield school_id, [Record(f"rule {row[1]}", row[1], _values(*row[3:]), row[2]) for row in lines]


def heads(connection: Connection[Any]) -> dict[str, Head]:
    """The head of every school's history."""
    rows = connection.execute("SELECT school_id, number, hash FROM rule_history_head").fetchall()
    return {row[0]: Head(row[1], row[2]) for row in rows}
