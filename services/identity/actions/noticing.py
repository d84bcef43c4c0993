"""Telling people what happens to their accounts: a log-in on a new device, a right given or ended."""

from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from zvonok.identity.events.v1 import security_pb2

from kit.outbox import add_event
from services.identity.actions.publishing import publish_families
from services.identity.domain.subjects import is_of_age
from services.identity.store import roster, sessions

ACCOUNT_NOTICED = "zvonok.identity.account.noticed.v1"


def notice_log_in(connection: Connection[Any], session: sessions.Session) -> None:
    """After a log-in: its owner is told of a device that was never used before (the first one is no news), and a pupil
    who has become 14 is told of everything from now on."""
    if sessions.is_new_device(connection, session):
        _add(connection, session.person_id, "new_device")
    born = roster.birth_date_if_untold(connection, session.person_id)
    if is_of_age(born, datetime.now(UTC).date()):
        publish_families(connection, [session.person_id])


def notice_right(connection: Connection[Any], person_id: str, kind: str, role: str, school_id: str | None) -> None:
    """Tells a person of a right that was given to or taken from them by hand; kind: "right_given", "right_ended"."""
    _add(connection, person_id, kind, role, school_id or "")


def _add(connection: Connection[Any], person_id: str, kind: str, role: str = "", school_id: str = "") -> None:
    message = security_pb2.AccountNoticed(person_id=person_id, kind=kind, role=role, school_id=school_id)
    message.noticed_at.FromDatetime(datetime.now(UTC))
    add_event(connection, ACCOUNT_NOTICED, message, school_id=school_id or None)
