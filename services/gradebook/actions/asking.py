"""Who asks for a change of what is the school's own, and the lines that such a change leaves in the school's chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.errors import InvalidArgument
from services.gradebook.domain.texts import Problem
from services.gradebook.store import school_history
from services.gradebook.store.school_history import SchoolChange


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a change, in which school, by which request, when."""

    school_id: str
    person_id: str
    request_id: str
    now: datetime


def keep_changes(connection: Connection[Any], asker: Asker, *changes: SchoolChange) -> None:
    """Adds lines to the school's chain, for everything that no lesson's own history tells.

    Ids and values, nobody's name. The chain's head stays locked until the transaction ends, so this comes last.
    """
    if changes:
        school_history.add_history(connection, asker.school_id, changes, asker.person_id, asker.request_id, asker.now)


def refuse(problem: Problem | None) -> None:
    """Raises InvalidArgument for a problem."""
    if problem is not None:
        raise InvalidArgument(*problem)
