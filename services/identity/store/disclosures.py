"""The record of disclosures: added to and read, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from kit.ids import is_id, new_id
from kit.rpc.gate import GateDisclosure


def insert(connection: Connection[Any], disclosures: Sequence[GateDisclosure]) -> None:
    """One row for each person of each disclosure. Names of nobody (no id at all) leave no row."""
    rows = [(each, subject) for each in disclosures for subject in each.data_subjects if is_id(subject)]
    if not rows:
        return
    connection.execute(
        """
        INSERT INTO disclosure
            (disclosure_id, reader, data_subject, school_id, kind, relation, method, trace_id, refused)
        SELECT * FROM json_to_recordset(%s) AS (
            id uuid, reader text, subject uuid, school uuid, kind text, relation text, method text, trace text,
            refused bool)
        """,
        [
            Json(
                [
                    {
                        "id": new_id(),
                        "reader": each.reader,
                        "subject": subject,
                        "school": each.school if is_id(each.school) else None,
                        "kind": each.kind,
                        "relation": each.relation,
                        "method": each.method,
                        "trace": each.trace_id,
                        "refused": each.refused,
                    }
                    for each, subject in rows
                ]
            )
        ],
    )


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


def list_looks(connection: Connection[Any], pupil_id: str, before: str | None, most: int) -> list[Look]:
    """Who looked at a pupil's data, newest first, from before the given disclosure on."""
    rows = connection.execute(
        """
        WITH recent AS (
            SELECT * FROM disclosure
            WHERE data_subject = %(pupil)s AND (%(before)s::uuid IS NULL OR disclosure_id < %(before)s)
            ORDER BY disclosure_id DESC LIMIT %(scan)s
        ), looks AS (
            SELECT reader, relation, kind, method, refused, date_trunc('minute', occurred_at) AS minute,
                   max(occurred_at) AS time, count(*) AS n,
                   (array_agg(disclosure_id ORDER BY disclosure_id))[1] AS first_id
            FROM recent GROUP BY reader, relation, kind, method, refused, date_trunc('minute', occurred_at)
        )
        SELECT l.first_id, l.time, l.reader,
               CASE WHEN l.relation IN ('guardian', 'self', 'own', '') THEN ''
                    ELSE coalesce(concat_ws(' ', p.family_name, p.given_name, nullif(p.middle_name, '')), '') END,
               l.relation, l.kind, l.method, l.refused, l.n
        FROM looks l
        LEFT JOIN person p ON l.reader = 'persons/' || p.person_id
        ORDER BY l.time DESC LIMIT %(most)s
        """,
        {"pupil": pupil_id, "before": before, "most": most, "scan": most * 5},
    ).fetchall()
    return [Look(*row) for row in rows]
