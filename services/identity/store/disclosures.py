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


def insert(connection: Connection[Any], disclosures: Sequence[GateDisclosure], now: datetime) -> dict[str, str]:
    """One row for each person of each disclosure, a link of its school's chain; names of nobody (no id) leave no row.

    Holds the heads of the schools concerned until the transaction ends, in the order of their ids. Gives the time zones
    of those schools that there are, by id.
    """
    rows = [(each, subject) for each in disclosures for subject in each.data_subjects if is_id(subject)]
    if not rows:
        return {}
    heads, zones = _lock_heads(connection, {_school(each) or NO_SCHOOL for each, _ in rows})
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
    return zones


def _school(disclosure: GateDisclosure) -> str | None:
    return disclosure.school if is_id(disclosure.school) else None


def _lock_heads(connection: Connection[Any], schools: set[str]) -> tuple[dict[str, Head], dict[str, str]]:
    """The heads of the chains, and the time zones of schools: here they cost no statement of their own."""
    select = (
        "SELECT school_id, number, hash, (SELECT time_zone FROM school s WHERE s.school_id = h.school_id)"
        " FROM chain_head h WHERE chain = 'disclosures' AND school_id = ANY(%s::uuid[])"
        " ORDER BY school_id FOR UPDATE OF h"
    )
    found = connection.execute(select, [list(schools)]).fetchall()
    if len(found) < len(schools):
        connection.execute(
            "INSERT INTO chain_head SELECT 'disclosures', s, 0, %s FROM unnest(%s::uuid[]) s ORDER BY s"
            " ON CONFLICT DO NOTHING",
            [NOTHING, sorted(schools - {row[0] for row in found})],
        )
        found = connection.execute(select, [list(schools)]).fetchall()
    return {row[0]: Head(row[1], row[2]) for row in found}, {row[0]: row[3] for row in found if row[3]}


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
    """Looks of one reader of one kind within one minute, and why they are unusual. The name is that of staff, else
    empty."""

    last_id: str
    time: datetime
    reader: str
    reader_name: str
    relation: str
    kind: str
    method: str
    refused: bool
    count: int
    reasons: list[str]


def list_looks(
    connection: Connection[Any], pupil_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Look]:
    """Who looked at a pupil's data, newest first, from before the given look (its time and last id) on."""
    rows = connection.execute(
        """
        WITH looks AS (
            SELECT reader, relation, kind, method, refused, min(occurred_at) AS begin, max(occurred_at) AS time,
                   count(*) AS n,
                   max(disclosure_id::text)::uuid AS last_id
            FROM disclosure WHERE data_subject = %(pupil)s
            GROUP BY reader, relation, kind, method, refused, date_trunc('minute', occurred_at)
        ),
        page AS (
            SELECT * FROM looks l WHERE %(time)s::timestamptz IS NULL OR (l.time, l.last_id) < (%(time)s, %(id)s::uuid)
            ORDER BY l.time DESC, l.last_id DESC LIMIT %(most)s
        )
        SELECT l.last_id, l.time, l.reader,
               CASE WHEN l.relation IN ('guardian', 'self', 'own', '') THEN ''
                    ELSE coalesce(concat_ws(' ', p.family_name, p.given_name, nullif(p.middle_name, '')), '') END,
               l.relation, l.kind, l.method, l.refused, l.n,
               ARRAY(SELECT DISTINCT u.reason FROM unusual_look u
                     WHERE u.reader = l.reader AND u.occurred_at BETWEEN l.begin AND l.time
                         AND (u.relation, u.kind, u.method, u.refused) = (l.relation, l.kind, l.method, l.refused)
                         AND %(pupil)s = ANY(u.data_subjects)
                     ORDER BY u.reason)
        FROM page l
        LEFT JOIN person p ON p.person_id = reader_id(l.reader)
        ORDER BY l.time DESC, l.last_id DESC
        """,
        {
            "pupil": pupil_id,
            "time": before[0] if before else None,
            "id": before[1] if before else None,
            "most": most,
        },
    ).fetchall()
    return [Look(*row) for row in rows]
