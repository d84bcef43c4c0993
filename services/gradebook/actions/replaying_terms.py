"""Telling all term, annual and final marks again, for read models that are rebuilt while everything runs."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from services.gradebook.actions.publishing_terms import add_published, add_replayed
from services.gradebook.store import periods as period_store
from services.gradebook.store import roster
from services.gradebook.store import terms as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_GROUPS_AT_ONCE = 20


def replay_term_marks(pool: Pool, school_id: str | None) -> int:
    """Publishes every decision's present state (of one school when named), group by group, then the periods that are
    published; returns the number of events. Repeated events are told by their versions."""
    events = 0
    after: tuple[str, str] | None = None
    while True:
        with transaction(pool, EVERY_SCHOOL) as connection:
            groups = roster.groups_after(connection, school_id, after, _GROUPS_AT_ONCE)
            events += sum(_replay_group(connection, group.school_id, group.group_id) for group in groups)
        if len(groups) < _GROUPS_AT_ONCE:
            break
        after = (groups[-1].school_id, groups[-1].group_id)
    with transaction(pool, EVERY_SCHOOL) as connection:
        published = period_store.published_periods(connection, school_id)
        for of_school, period in published:
            add_published(connection, of_school, period, replayed=True)
    return events + len(published)


def _replay_group(connection: Connection[Any], school_id: str, group_id: str) -> int:
    """One event for each period in which the group has decisions, those that were taken back too."""
    group = store.group_of(connection, school_id, group_id)
    decisions = store.all_decisions(connection, school_id, group_id)
    if group is None:
        return 0
    for (school_year, period_id), marks in decisions.items():
        add_replayed(connection, school_id, group, (school_year, period_id), marks)
    return len(decisions)
