"""Exempting pupils from subjects, and ending that earlier."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import FailedPrecondition, NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing import add_exemption
from services.gradebook.domain.exemptions import Exemption, exemption_problem
from services.gradebook.domain.rules import reason_problem
from services.gradebook.store import exemptions as store
from services.gradebook.store.exemptions import Listed
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def create_exemption(connection: Connection[Any], asker: Asker, exemption: Exemption) -> Listed:
    """Exempts a pupil. Marks that stand in that time stay, and are in no average.

    Raises InvalidArgument, FailedPrecondition (NOT_LEARNT) where the pupil has no such subject.
    """
    store.lock_pupil(connection, asker.school_id, exemption.pupil_id)
    if not store.learns(connection, asker.school_id, exemption.pupil_id, exemption.subject_code):
        raise FailedPrecondition("NOT_LEARNT", "The pupil is in no group of this subject.")
    refuse(exemption_problem(exemption, store.all_of_pupil(connection, asker.school_id, exemption.pupil_id)))
    store.add(connection, asker.school_id, exemption, asker.person_id, asker.now)
    add_exemption(connection, asker.school_id, exemption)
    keep_changes(connection, asker, SchoolChange(f"exemption {exemption.exemption_id}", "", exemption.told, ""))
    return _get(connection, asker.school_id, exemption.pupil_id, exemption.exemption_id)


def end_exemption(
    connection: Connection[Any], asker: Asker, pupil_id: str, exemption_id: str, end: date, reason: str
) -> Listed:
    """Ends it earlier; before its first day: it never held.

    Raises InvalidArgument, NotAllowed when the pupil has none of this id, FailedPrecondition (NOT_EARLIER).
    """
    refuse(reason_problem(reason, needed=True))
    store.lock_pupil(connection, asker.school_id, pupil_id)
    before = _get(connection, asker.school_id, pupil_id, exemption_id).exemption
    if end >= before.end or before.end < before.begin:
        raise FailedPrecondition("NOT_EARLIER", "It ends by then: make another one for more days.")
    # Any day before the first one means the same.
    after = replace(before, end=max(end, before.begin - timedelta(days=1)), version=before.version + 1)
    store.end(connection, asker.school_id, after)
    add_exemption(connection, asker.school_id, after)
    keep_changes(connection, asker, SchoolChange(f"exemption {exemption_id}", before.told, after.told, reason))
    return _get(connection, asker.school_id, pupil_id, exemption_id)


def list_exemptions(
    pool: Pool, school_id: str, pupil_id: str | None, class_id: str | None, before: tuple[date, str] | None, most: int
) -> list[Listed]:
    """Those of a pupil or of a class's pupils, the latest first."""
    with transaction(pool, school_id) as connection:
        return store.listed(connection, school_id, pupil_id, class_id, before, most)


def subjects_of_class(pool: Pool, school_id: str, class_id: str) -> list[tuple[str, str]]:
    """What a class learns: code and title."""
    with transaction(pool, school_id) as connection:
        return store.subjects_of_class(connection, school_id, class_id)


def _get(connection: Connection[Any], school_id: str, pupil_id: str, exemption_id: str) -> Listed:
    found = store.get(connection, school_id, exemption_id)
    if found is None or found.exemption.pupil_id != pupil_id:
        raise NotAllowed
    return found
