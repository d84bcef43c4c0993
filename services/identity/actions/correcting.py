"""Requests to have data put right, and what the school decides of them; restriction of processing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.identity.actions.erasing import erase_person
from services.identity.actions.verifying import answer_by_correction
from services.identity.domain.subjects import FIELDS, request_problem
from services.identity.domain.verifying import is_answer
from services.identity.store import relations
from services.identity.store import subjects as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_LONGEST_ANSWER = 1000
_MOST_OPEN = 20


def request_correction(
    connection: Connection[Any],
    actor_id: str,
    school_id: str,
    person_id: str,
    field: str,
    proposed: str,
    explanation: str,
) -> str:
    """Keeps a request about a person's data; gives its id. Where families are asked to check the data, it is an answer.

    Raises InvalidArgument, FailedPrecondition TOO_MANY_REQUESTS when many wait already, NotAllowed.
    """
    today = relations.today_at(connection, school_id)
    if today is None or store.record_of(connection, person_id) is None:
        raise NotAllowed
    problem = request_problem(field, proposed, explanation, today)
    if problem is not None:
        raise InvalidArgument(*problem)
    waiting = [each for each in store.corrections_of_person(connection, person_id) if each.state == "open"]
    if len(waiting) >= _MOST_OPEN:
        raise FailedPrecondition("TOO_MANY_REQUESTS", f"{_MOST_OPEN} requests wait already: the school decides first.")
    correction_id = new_id()
    wanted = (field, proposed if field in FIELDS else "", explanation)
    store.add_correction(connection, correction_id, school_id, person_id, wanted, actor_id, datetime.now(UTC))
    if is_answer(field):
        answer_by_correction(connection, actor_id, school_id, person_id)
    return correction_id


def list_corrections(
    pool: Pool, school_id: str, before: tuple[datetime, str] | None, most: int, *, open_only: bool
) -> list[store.Correction]:
    """A school's requests, newest first."""
    with transaction(pool, school_id) as connection:
        return store.corrections_of_school(connection, school_id, before, most, open_only=open_only)


def decide_correction(
    connection: Connection[Any], actor_id: str, school_id: str, correction_id: str, answer: str, *, accept: bool
) -> tuple[store.Correction, str]:
    """Accepts a request, and does at once what it asks for, or refuses it; gives it with an erasure's certificate.

    Raises NotAllowed, FailedPrecondition ALREADY_DECIDED, OWN_REQUEST or RETENTION_NOT_OVER, InvalidArgument
    ANSWER_NEEDED.
    """
    found = store.get_correction(connection, school_id, correction_id)
    if found is None:
        raise NotAllowed
    if found.state != "open":
        raise FailedPrecondition("ALREADY_DECIDED", "The request was decided already.")
    if found.person_id == actor_id:
        raise FailedPrecondition("OWN_REQUEST", "Somebody else decides about your own data.")
    if len(answer) > _LONGEST_ANSWER or not (accept or answer):
        raise InvalidArgument("ANSWER_NEEDED", f"Say why it is refused, in at most {_LONGEST_ANSWER} characters.")
    state = "accepted" if accept else "refused"
    store.decide_correction(connection, found, state, answer, actor_id, datetime.now(UTC))
    certificate = _do(connection, actor_id, school_id, found) if accept else ""
    return replace(found, state=state, answer=answer), certificate


def _do(connection: Connection[Any], actor_id: str, school_id: str, accepted: store.Correction) -> str:
    if accepted.field == "erasure":
        return erase_person(connection, actor_id, school_id, accepted.person_id)
    if accepted.field == "restriction":
        restrict(connection, actor_id, school_id, accepted.person_id, accepted.explanation or "asked for")
    elif accepted.field == "lift_restriction":
        lift_restriction(connection, actor_id, accepted.person_id)
    elif accepted.field in FIELDS and accepted.proposed != accepted.current:
        store.put_right(connection, accepted.person_id, accepted.field, accepted.current, accepted.proposed)
    return ""


def restrict(connection: Connection[Any], actor_id: str, school_id: str, pupil_id: str, reason: str) -> None:
    """Restricts the processing of a pupil's data; again is fine. Raises InvalidArgument REASON_NEEDED."""
    if not reason or len(reason) > _LONGEST_ANSWER:
        raise InvalidArgument("REASON_NEEDED", f"Say why, in at most {_LONGEST_ANSWER} characters.")
    store.restrict(connection, new_id(), school_id, pupil_id, reason, actor_id, datetime.now(UTC))


def lift_restriction(connection: Connection[Any], actor_id: str, pupil_id: str) -> None:
    """Lifts it. Raises FailedPrecondition NOT_RESTRICTED."""
    if not store.lift_restriction(connection, pupil_id, actor_id, datetime.now(UTC)):
        raise FailedPrecondition("NOT_RESTRICTED", "Processing is not restricted.")
