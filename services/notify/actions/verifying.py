"""Checks of personal data: families are asked, reminded, and asked no more once somebody has answered for the pupil."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.notify.actions.noticing import notice_changes
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.telling import NO_LINE_ITEM
from services.notify.domain.values import write_value
from services.notify.store import digests, notices, occasions

_TOPIC = "verification"


def ask_to_check(
    connection: Connection[Any],
    occasion: notices.Occasion,
    pupil_ids: Sequence[str],
    due: date,
    version: int,
    platform: SchoolSettings,
    *,
    reminder: bool,
) -> None:
    """Holds a notice for everybody who is told of these pupils; a reminder is told whoever was told before.

    Raises FailedPrecondition (tried again by the consumer) while the school or a family is not known.
    """
    value = write_value("reminded" if reminder else "asked", due)
    if reminder:
        _forget_told(connection, occasion.school_id, occasion.lesson_id, pupil_ids, version)
    changes = _changes(pupil_ids, value, version)
    notice_changes(connection, occasion, changes, platform)


def ask_no_more(
    connection: Connection[Any], school_id: str, verification_id: str, pupil_ids: Sequence[str], version: int
) -> None:
    """Takes back what was not told yet. Who was told is not told again: the page says what became of it."""
    _forget_told(connection, school_id, verification_id, pupil_ids, version)
    notices.put_cells(connection, school_id, verification_id, _changes(pupil_ids, "", version))
    digests.drop_waiting_of_verification(connection, verification_id, pupil_ids)


def _changes(pupil_ids: Sequence[str], value: str, version: int) -> list[notices.CellChange]:
    return [notices.CellChange(each, NO_LINE_ITEM, _TOPIC, "", value, version) for each in sorted(pupil_ids)]


def _forget_told(
    connection: Connection[Any], school_id: str, verification_id: str, pupil_ids: Sequence[str], version: int
) -> None:
    for each in sorted(pupil_ids):
        occasions.forget_told(connection, school_id, verification_id, (each, NO_LINE_ITEM, version))
