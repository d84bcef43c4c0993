"""The record of disclosures: added to and read, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from kit.audit import NOTHING, Head, link, moment
from kit.ids import is_id, new_id
from kit.rpc.gate import GateDisclosure

NO_SCHOOL = "00000000-0000-0000-0000-000000000000"


def insert(connection: Connection[Any], disclosures: Sequence[GateDisclosure], now: datetime) -> None:
    """One row for each person of each disclosure, a link of its school's chain; names of nobody (no id) leave no row.

    Holds the heads of the schools concerned until the transaction ends, in the order of their ids.
    """
    rows = [(each, subject) for each in disclosures for subject in each.data_subjects if is_id(subject)]
    if not rows:
        return
    heads = _lock_heads(connection, {_school(each) or NO_SCHOOL for each, _ in rows})
    linked = []
    for each, subject in rows:
        school = _school(each) or NO_SCHOOL
        head, row = _link(heads[school], each, subject, now)
        heads[school] = head
        linked.append(row)
    connection.execute(
        """
        INSERT INTO disclosure
            (disclosure_id, reader, data_subject, school_id, kind, relation, method, trace_id, refused, number, hash,
             occurred_at)
        SELECT id, reader, subject, school, kind, relation, method, trace, refused, number, decode(hash, 'hex'), %s
        FROM json_to_recordset(%s) AS (
            id uuid, reader text, subject uuid, school uuid, kind text, relation text, method text, trace text,
            refused bool, number bigint, hash text)
        """,
        [now, Json(linked)],
    )
    connection.execute(
        """UPDATE chain_head SET number = h.number, hash = decode(h.hash, 'hex')
           FROM json_to_recordset(%s) AS h (school uuid, number bigint, hash text)
           WHERE chain_head.chain = 'disclosures' AND chain_head.school_id = h.school""",
        [Json([{"school": s, "number": head.number, "hash": head.hash.hex()} for s, head in heads.items()])],
    )


def _school(disclosure: GateDisclosure) -> str | None:
    return disclosure.school if is_id(disclosure.school) else None


def _lock_heads(connection: Connection[Any], schools: set[str]) -> dict[str, Head]:
    select = (
        "SELECT school_id, number, hash FROM chain_head WHERE chain = 'disclosures' AND school_id = ANY(%s::uuid[])"
        " ORDER BY school_id FOR UPDATE"
    )
    found = {row[0]: Head(row[1], row[2]) for row in connection.execute(select, [list(schools)]).fetchall()}
    if len(found) < len(schools):
        connection.execute(
            "INSERT INTO chain_head SELECT 'disclosures', s, 0, %s FROM unnest(%s::uuid[]) s ORDER BY s"
            " ON CONFLICT DO NOTHING",
            [NOTHING, sorted(schools - found.keys())],
        )
        found = {row[0]: Head(row[1], row[2]) for row in connection.execute(select, [list(schools)]).fetchall()}
    return found


def _link(head: Head, each: GateDisclosure, subject: str, now: datetime) -> tuple[Head, dict[str, Any]]:
    """The chain's next head, and the row."""
    row = {
        "id": new_id(),
        "reader": each.reader,
        "subject": subject,
        "school": _school(each),
        "kind": each.kind,
        "relation": each.relation,
        "method": each.method,
        "trace": each.trace_id,
        "refused": each.refused,
    }
    number = head.number + 1
    digest = link(head.hash, number, [moment(now), *row.values()])
    return Head(number, digest), {**row, "number": number, "hash": digest.hex()}


@dataclass(frozen=True, slots=True)
class Look:
    """Looks of one reader of one kind within one minute. The name is that of staff, else empty."""

    last_id: str
    time: datetime
    reader: str
    reader_name: str
    relation: str
    kind: str
    method: str
    refused: bool
    count: int


def list_looks(
    connection: Connection[Any], pupil_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Look]:
    """Who looked at a pupil's data, newest first, from before the given look (its time and last id) on."""
    rows = connection.execute(
        """
        WITH looks AS (
            SELECT reader, relation, kind, method, refused, max(occurred_at) AS time, count(*) AS n,
                   max(disclosure_id::text)::uuid AS last_id
            FROM disclosure WHERE data_subject = %(pupil)s
            GROUP BY reader, relation, kind, method, refused, date_trunc('minute', occurred_at)
        )
        SELECT l.last_id, l.time, l.reader,
               CASE WHEN l.relation IN ('guardian', 'self', 'own', '') THEN ''
                    ELSE coalesce(concat_ws(' ', p.family_name, p.given_name, nullif(p.middle_name, '')), '') END,
               l.relation, l.kind, l.method, l.refused, l.n
        FROM looks l
        LEFT JOIN person p ON l.reader = 'persons/' || p.person_id
        WHERE %(time)s::timestamptz IS NULL OR (l.time, l.last_id) < (%(time)s, %(id)s::uuid)
        ORDER BY l.time DESC, l.last_id DESC LIMIT %(most)s
        """,
        {
            "pupil": pupil_id,
            "time": before[0] if before else None,
            "id": before[1] if before else None,
            "most": most,
        },
    ).fetchall()
    return [Look(*row) for row in rows]
