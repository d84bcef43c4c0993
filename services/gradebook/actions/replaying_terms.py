"""Telling all term, annual and final marks again, as a part of telling the whole journal."""

from typing import Any

from psycopg import Connection

from services.gradebook.actions.publishing_terms import add_published, add_replayed
from services.gradebook.store import periods as period_store
from services.gradebook.store import terms as store


def replay_term_marks(connection: Connection[Any], school_id: str, group_id: str) -> int:
    """One event for each period in which the group has decisions, those that were taken back too; returns how many."""
    group = store.group_of(connection, school_id, group_id)
    decisions = store.all_decisions(connection, school_id, group_id)
    if group is None:
        return 0
    with connection.pipeline():
        for period, marks in decisions.items():
            add_replayed(connection, school_id, group, period, marks)
    return len(decisions)


def replay_periods(connection: Connection[Any], school_id: str | None) -> int:
    """One event for each period that is published by now, of one school or all; returns how many."""
    published = period_store.published_periods(connection, school_id)
    for of_school, period in published:
        add_published(connection, of_school, period, replayed=True)
    return len(published)
