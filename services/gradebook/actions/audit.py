"""Is the history of marks as it was written, and the journal as its history ends? And what it is today, to be kept
apart."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.audit import Finding, Head, Root, verify
from kit.database import EVERY_SCHOOL, transaction
from services.gradebook.store import audit as store
from services.gradebook.store import school_history
from services.gradebook.store.standing import differences
from services.gradebook.store.term_audit import differing_decisions, differing_periods

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_SETTLED = timedelta(minutes=1)


def findings(pool: Pool, roots: Mapping[str, Sequence[Root]]) -> Iterator[Finding]:
    """Everything that is not as it was written, by lesson and line; nothing when all is well."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        heads = store.heads(connection)
        for lesson_id, records in store.histories(connection):
            yield from verify(f"history of lesson {lesson_id}", records, heads.pop(lesson_id, Head()))
        for lesson_id, head in heads.items():
            yield Finding(f"history of lesson {lesson_id}", f"numbers 1-{head.number}", "removed")
        heads = school_history.heads(connection)
        for school_id, records in school_history.histories(connection):
            yield from verify(f"rules of school {school_id}", records, heads.pop(school_id, Head()))
        for school_id, head in heads.items():
            yield Finding(f"rules of school {school_id}", f"numbers 1-{head.number}", "removed")
        there, before = store.unlinked(connection)
        if there != before:
            yield Finding("history", "lines without a number", f"{there}, but {before} when chains began")
        yield from _against_history(connection)
        yield from _terms_against_history(connection)
        yield from _against_roots(connection, [root for kept in roots.values() for root in kept])


def _against_history(connection: Connection[Any]) -> Iterator[Finding]:
    """What stands in the journal now must be what its history ends with."""
    for each in differences(connection):
        names = [("line item", each.line_item_id), ("pupil", each.pupil_id)]
        where = " of ".join([each.cell, *(f"{name} {id_}" for name, id_ in names if id_)])
        if not each.in_journal:
            problem = "removed: its history tells of it"
        elif not each.in_history:
            problem = "written without a line of history"
        else:
            problem = "altered: its history ends with another value or version"
        yield Finding(f"lesson {each.lesson_id}", where, problem)


def _terms_against_history(connection: Connection[Any]) -> Iterator[Finding]:
    """Term marks and periods must be what the school's history ends with."""
    for school_id, decision, in_history, there in differing_decisions(connection):
        problem = "altered: its history ends with another value or version"
        if not there:
            problem = "removed: its history tells of it"
        elif not in_history:
            problem = "written without a line of history"
        yield Finding(f"rules of school {school_id}", decision, problem)
    for school_id, period, part in differing_periods(connection):
        yield Finding(f"rules of school {school_id}", f"{part} of {period}", "altered: its history tells another")


def _against_roots(connection: Connection[Any], kept: Sequence[Root]) -> Iterator[Finding]:
    for at, roots in groupby(sorted(kept, key=lambda root: root.at), lambda root: root.at):
        now = {root.chain: root for root in _roots(connection, datetime.fromisoformat(at))}
        for root in roots:
            if root != now.get(root.chain):
                problem = f"rewritten or removed: the root of {root.day} knows other lines"
                yield Finding(root.chain, f"up to {root.at}", problem)


def todays_roots(pool: Pool) -> list[Root]:
    """A root for every school: the hash over the heads of all its lessons' histories, as they stood a minute ago.

    A minute ago, because a save that is under way has its time already and its lines not yet.
    """
    with transaction(pool, EVERY_SCHOOL) as connection:
        return _roots(connection, datetime.now(UTC) - _SETTLED)


def _roots(connection: Connection[Any], at: datetime) -> list[Root]:
    roots = []
    for school_id, rows in groupby(store.heads_at(connection, at), lambda row: row[0]):
        digest, lines = hashlib.sha256(), 0
        for _, lesson_id, number, hash_ in rows:
            digest.update(f"{lesson_id} {number} {hash_.hex()}\n".encode())
            lines += number
        roots.append(
            Root(f"history of school {school_id}", at.date().isoformat(), at.isoformat(), lines, digest.hexdigest())
        )
    return roots
