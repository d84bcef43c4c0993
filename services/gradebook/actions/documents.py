"""What the list of documents says of its place."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.gradebook.store import terms

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
# Whose jobs they are.
SERVICE = "gradebook"


def class_title(pool: Pool, school_id: str, class_id: str) -> str:
    """A class's title. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        title = terms.class_title(connection, school_id, class_id)
    if title is None:
        raise NotAllowed
    return title


def group_title(pool: Pool, school_id: str, group_id: str) -> str:
    """A group's class and subject. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        group = terms.group_of(connection, school_id, group_id)
    if group is None:
        raise NotAllowed
    return f"{group.class_title} {group.subject_title}".strip()
