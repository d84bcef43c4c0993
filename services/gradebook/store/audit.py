"""The history of marks as its auditor reads it: chain by chain, whole."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from psycopg import Connection

from kit.audit import Head, Record
from services.gradebook.domain.lesson import Change
from services.gradebook.domain.saving import history_values

_LINES = """
    SELECT lesson_id, change_id::text, number, hash, cell, line_item_id, pupil_id, old_value, new_value, reason,
           version, person_id, request_id, changed_at
    FROM change_history WHERE number IS NOT NULL ORDER BY lesson_id, number, change_id
"""


def histories(connection: Connection[Any]) -> Iterator[tuple[str, list[Record]]]:
    """Each lesson's history, by lesson id; read through a server-side cursor."""
    with connection.cursor(name="histories") as cursor:
        cursor.execute(_LINES)
        for lesson_id, lines in groupby(cursor, lambda row: row[0]):
            yield lesson_id, [_record(*row[1:]) for row in lines]


def _record(change_id: str, number: int, hash_: bytes, *rest: Any) -> Record:
    *change, person_id, request_id, changed_at = rest
    values = history_values(Change(*change), person_id=person_id, request_id=request_id, changed_at=changed_at)
    return Record(change_id, number, values, hash_)


def heads(connection: Connection[Any]) -> dict[str, Head]:
    """The head of every lesson's history, as its lesson says."""
    rows = connection.execute("SELECT lesson_id, history_number, history_hash FROM lesson WHERE history_number > 0")
    return {row[0]: Head(row[1], row[2]) for row in rows.fetchall()}


def unlinked(connection: Connection[Any]) -> tuple[int, int]:
    """Lines that stand in no chain: how many there are, and how many there were when chains began."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM change_history WHERE number IS NULL), (SELECT unlinked FROM audit_baseline)"
    ).fetchone()
    assert row is not None  # noqa: S101  (one row always)
    return row[0], row[1]


def heads_at(connection: Connection[Any], at: datetime) -> list[tuple[str, str, int, bytes]]:
    """(school, lesson, number, hash) of the last line of every lesson's history up to a moment, in order."""
    rows = connection.execute(
        """SELECT DISTINCT ON (school_id, lesson_id) school_id, lesson_id, number, hash FROM change_history
           WHERE number IS NOT NULL AND changed_at <= %s ORDER BY school_id, lesson_id, number DESC""",
        [at],
    )
    return rows.fetchall()
