"""Events that identity listens to: substitutions. What it publishes stands in actions/publishing.py."""

from datetime import date
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import substitutions_pb2

from kit.consumer import Event, EventHandler
from services.identity.actions.substituting import keep_substitution
from services.identity.store.substitutions import Substitution


def _substitution_changed(
    connection: Connection[Any], message: substitutions_pb2.SubstitutionChanged, _event: Event
) -> None:
    keep_substitution(
        connection,
        Substitution(
            school_id=message.school_id,
            substitution_id=message.substitution_id,
            version=message.version,
            person_id=message.person_id or None,
            group_id=message.group_id,
            day=date.fromisoformat(message.date),
            assigned=message.state == "assigned",
        ),
    )


HANDLERS = {
    "zvonok.gradebook.substitution.changed.v1": EventHandler(
        substitutions_pb2.SubstitutionChanged, _substitution_changed
    ),
}
