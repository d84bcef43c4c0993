"""Applies what the gradebook tells of term, annual and final marks. Each runs in the event's transaction."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from services.reports.store import progress, term_marks
from services.reports.store.term_marks import TermMark


def apply_term_marks(
    connection: Connection[Any], school_id: str, group_id: str, period: tuple[str, int], told: Sequence[TermMark]
) -> None:
    """Keeps what is newer of a group's decisions of a period (term id or WHOLE_YEAR, school year)."""
    progress.take_turn(connection, school_id)
    # One statement may not write a decision twice.
    newest = {(mark.kind, mark.pupil_id): mark for mark in sorted(told, key=lambda mark: mark.version)}
    if newest:
        term_marks.write_term_marks(connection, school_id, group_id, period, list(newest.values()))
