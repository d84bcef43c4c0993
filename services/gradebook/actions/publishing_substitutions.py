"""Telling the other services who stands in: ids, days and versions."""

from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import substitutions_pb2

from kit.outbox import add_event
from services.gradebook.store.substitutions import Substitution

SUBSTITUTION_CHANGED = "zvonok.gradebook.substitution.changed.v1"


def add_substitution(
    connection: Connection[Any], school_id: str, row: Substitution, *, replayed: bool = False
) -> None:  # fmt: skip
    """Tells of a substitution as it is now."""
    message = substitutions_pb2.SubstitutionChanged(
        school_id=school_id,
        substitution_id=row.substitution_id,
        version=row.version,
        group_id=row.group_id,
        lesson_id=row.lesson_id,
        date=row.day.isoformat(),
        bell=row.bell,
        person_id=row.person_id or "",
        absent_person_id=row.absent_id,
        kind=row.kind,
        state=row.state,
        replayed=replayed,
    )
    add_event(connection, SUBSTITUTION_CHANGED, message, school_id=school_id)
