"""Disclosures and changes of rights as their auditor reads them: chain by chain, whole."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from psycopg import Connection

from kit.audit import Head, Record, moment

CHAINS = ("disclosures", "rights")
_LINES = {
    "disclosures": """
        SELECT coalesce(school_id, '00000000-0000-0000-0000-000000000000'), disclosure_id, number, hash, occurred_at,
               disclosure_id, reader, data_subject, school_id, kind, relation, method, trace_id, refused
        FROM disclosure WHERE number IS NOT NULL ORDER BY 1, number, disclosure_id""",
    "rights": """
        SELECT school_id, split_part(fact, ' ', 1), number, hash, changed_at, actor, operation, fact
        FROM relation_history ORDER BY 1, number""",
}


def chains(connection: Connection[Any], chain: str) -> Iterator[tuple[str, Iterator[Record]]]:
    """The records of each school, by school id; read through a server-side cursor, so take each before the next."""
    with connection.cursor(name=chain) as cursor:
        cursor.execute(_LINES[chain])
        for school_id, rows in groupby(cursor, lambda row: row[0]):
            yield school_id, (_record(row) for row in rows)


def _record(row: tuple[Any, ...]) -> Record:
    _, record_id, number, hash_, at, *values = row
    return Record(record_id, number, [moment(at), *values], hash_)


def heads(connection: Connection[Any], chain: str) -> dict[str, Head]:
    """The head of each school's chain."""
    rows = connection.execute("SELECT school_id, number, hash FROM chain_head WHERE chain = %s", [chain])
    return {row[0]: Head(row[1], row[2]) for row in rows.fetchall()}


def unlinked(connection: Connection[Any]) -> tuple[int, int]:
    """Disclosures that stand in no chain: how many there are, and how many there were when chains began."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM disclosure WHERE number IS NULL), (SELECT unlinked FROM audit_baseline)"
    ).fetchone()
    assert row is not None  # noqa: S101  (one row always)
    return row[0], row[1]


def unexplained(connection: Connection[Any]) -> list[str]:
    """Relations whose present state is not the last that their history tells: ids."""
    rows = connection.execute(
        """WITH told AS (
               SELECT DISTINCT ON (split_part(fact, ' ', 1)) split_part(fact, ' ', 1) AS relation_id, operation, fact
               FROM relation_history ORDER BY split_part(fact, ' ', 1), changed_at DESC, number DESC
           )
           SELECT coalesce(r.relation_id::text, t.relation_id) FROM relation r
           FULL JOIN told t ON t.relation_id = r.relation_id::text
           WHERE CASE WHEN r.relation_id IS NULL THEN t.operation <> 'removed'
                      WHEN t.relation_id IS NULL THEN true
                      ELSE t.operation = 'removed' OR t.fact <> relation_fact(r) END
           ORDER BY 1"""
    )
    return [row[0] for row in rows.fetchall()]
