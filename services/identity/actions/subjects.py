"""What data subjects may ask for: all their data, consents."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.identity.domain.subjects import AGE_OF_CONSENT, is_of_age
from services.identity.store import relations, sessions, verifications
from services.identity.store import subjects as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_MOST_SESSIONS = 1000


@dataclass(frozen=True, slots=True)
class Everything:
    """All that identity knows of a person."""

    record: store.Record
    relations: list[store.Relation]
    sessions: list[sessions.Session]
    consents: list[store.Consent]
    corrections: list[store.Correction]
    verifications: list[verifications.Asked]


def everything_about(pool: Pool, person_id: str) -> Everything:
    """All of a person's own data; of others nothing. Raises NotAllowed for a person who is no more."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        record = store.record_of(connection, person_id)
        if record is None:
            raise NotAllowed
        return Everything(
            record,
            store.relations_of(connection, person_id),
            sessions.list_sessions(connection, person_id, None, _MOST_SESSIONS),
            store.consents_of(connection, person_id),
            store.corrections_of_person(connection, person_id),
            verifications.asked_about(connection, person_id),
        )


def list_consents(pool: Pool, pupil_id: str) -> list[store.Consent]:
    """What can be consented to, and what stands."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.consents_of(connection, pupil_id)


def give_consent(
    connection: Connection[Any], actor_id: str, school_id: str, pupil_id: str, kind: str, version: int
) -> None:
    """Consents to the present version of a text.

    Raises InvalidArgument UNKNOWN_CONSENT, FailedPrecondition OLD_VERSION, BY_LAW or TOO_YOUNG.
    """
    consent = _may_decide(connection, actor_id, school_id, pupil_id, kind)
    if consent.version != version:
        raise FailedPrecondition("OLD_VERSION", "There is a newer text: read it and consent to that.")
    if consent.given_version != version:
        store.give_consent(connection, new_id(), pupil_id, kind, version, actor_id, datetime.now(UTC))


def withdraw_consent(connection: Connection[Any], actor_id: str, school_id: str, pupil_id: str, kind: str) -> None:
    """Withdraws a consent; one that does not stand is fine. Raises as `give_consent`."""
    _may_decide(connection, actor_id, school_id, pupil_id, kind)
    store.withdraw_consent(connection, pupil_id, kind, actor_id, datetime.now(UTC))


def _may_decide(connection: Connection[Any], actor_id: str, school_id: str, pupil_id: str, kind: str) -> store.Consent:
    consent = next((each for each in store.consents_of(connection, pupil_id) if each.kind == kind), None)
    if consent is None:
        raise InvalidArgument("UNKNOWN_CONSENT", "There is no such text to consent to.", metadata={"field": "kind"})
    if not consent.withdrawable:
        raise FailedPrecondition("BY_LAW", "This is done by law: consent is neither needed nor withdrawn.")
    record, today = store.record_of(connection, pupil_id), relations.today_at(connection, school_id)
    if record is None or today is None:
        raise NotAllowed
    if actor_id == pupil_id and not is_of_age(record.birth_date, today):
        raise FailedPrecondition("TOO_YOUNG", f"A pupil decides from the age of {AGE_OF_CONSENT} on: ask a guardian.")
    return consent


def count_consents(pool: Pool, school_id: str) -> tuple[list[tuple[str, int, int]], int]:
    """(kind, version, how many) of the school's pupils, and how many pupils there are."""
    with transaction(pool, school_id) as connection:
        return store.count_consents(connection, school_id)
