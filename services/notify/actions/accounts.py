"""What happens to people's accounts: told to the person alone, at once and always."""

from datetime import date
from typing import Any

from psycopg import Connection

from services.notify.actions.noticing import hold
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.telling import NO_LINE_ITEM
from services.notify.domain.topics import NO_SCHOOL
from services.notify.store import notices


def notice_account(
    connection: Connection[Any],
    event_id: str,
    day: date,
    person_id: str,
    kind: str,
    role: str,
    platform: SchoolSettings,
) -> None:
    """Holds a notice of a log-in on a new device ("new_device"), or of a right ("right_given", "right_ended")."""
    occasion = notices.Occasion(NO_SCHOOL, event_id, day, 0, "")
    change = notices.CellChange(person_id, NO_LINE_ITEM, "security", role, kind, 1)
    hold(connection, occasion, notices.put_cells(connection, NO_SCHOOL, event_id, [change]), platform)
