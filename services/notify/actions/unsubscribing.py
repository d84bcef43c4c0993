"""No more letters, by one click and without a log-in (RFC 8058)."""

from dataclasses import replace
from typing import Any

from psycopg import Connection

from services.notify.actions.setting import get_settings, set_settings
from services.notify.domain.settings import EMAIL, KINDS, OFF, SchoolSettings
from services.notify.store import mail


def unsubscribe(connection: Connection[Any], person_id: str, platform: SchoolSettings) -> None:
    """Switches letters of every kind off, about everybody that the person was told of. What waits goes nowhere.

    Security notices have no settings and go on. The other channels stay as they are.
    """
    for pupil_id, school_id in mail.schools_of_notices(connection, person_id):
        settings, version = get_settings(connection, school_id, person_id, pupil_id, platform)
        routes = {**settings.routes, **{(kind, EMAIL): OFF for kind in KINDS}}
        if routes != settings.routes:
            set_settings(
                connection, school_id, person_id, pupil_id, replace(settings, routes=routes), version, platform
            )
