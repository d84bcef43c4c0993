"""Are disclosures and changes of rights as they were written? And what they are today, to be kept apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.audit import Finding, Head, Root, verify
from kit.database import EVERY_SCHOOL, transaction
from services.identity.store import audit as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def findings(pool: Pool, roots: Mapping[str, Sequence[Root]]) -> Iterator[Finding]:
    """Everything that is not as it was written, by school and record; nothing when all is well."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for chain in store.CHAINS:
            heads = store.heads(connection, chain)
            for school_id, records in store.chains(connection, chain):
                title = _title(chain, school_id)
                yield from verify(title, records, heads.pop(school_id, Head()), roots.get(title, ()))
            for school_id, head in heads.items():
                if head.number:
                    yield Finding(_title(chain, school_id), f"numbers 1-{head.number}", "removed")
        there, before = store.unlinked(connection)
        if there != before:
            yield Finding("disclosures", "records without a number", f"{there}, but {before} when chains began")
        for relation_id in store.unexplained(connection):
            yield Finding("rights", f"relation {relation_id}", "is not what the history of rights tells")


def todays_roots(pool: Pool) -> list[Root]:
    """The present head of every chain."""
    now = datetime.now(UTC)
    with transaction(pool, EVERY_SCHOOL) as connection:
        return [
            Root(_title(chain, school_id), now.date().isoformat(), now.isoformat(), head.number, head.hash.hex())
            for chain in store.CHAINS
            for school_id, head in sorted(store.heads(connection, chain).items())
            if head.number
        ]


def _title(chain: str, school_id: str) -> str:
    return f"{chain} of school {school_id}"
