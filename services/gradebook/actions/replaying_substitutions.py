"""Telling again who stands in."""

from typing import Any

from psycopg import Connection

from services.gradebook.actions.publishing_substitutions import add_substitution
from services.gradebook.store import substitutions
from services.gradebook.store.roster import Group


def replay_substitutions(connection: Connection[Any], group: Group) -> int:
    """Publishes every substitution of a group in the version it has; returns the number of events."""
    rows = substitutions.substitutions_of_group(connection, group.school_id, group.group_id)
    for row in rows:
        add_substitution(connection, group.school_id, row, replayed=True)
    return len(rows)
