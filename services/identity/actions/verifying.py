"""Checks of personal data: asking the families of a class, their answers, reminding, ending.

The others are told with ids and days alone, under a version of the campaign that every change of it takes under its
lock: whatever comes late or twice, the newest holds for each pupil.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.identity.events.v1 import verifications_pb2 as events

from kit.database import transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from kit.outbox import add_event
from services.identity.domain.subjects import AGE_OF_CONSENT, is_of_age
from services.identity.domain.verifying import CONFIRMED, CORRECTION, due_problem
from services.identity.store import relations, roster, schools
from services.identity.store import verifications as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
REQUESTED = "zvonok.identity.verification.requested.v1"
ANSWERED = "zvonok.identity.verification.answered.v1"
ENDED = "zvonok.identity.verification.ended.v1"


def start_verification(
    connection: Connection[Any], actor_id: str, school_id: str, class_id: str, due: date
) -> store.Verification:
    """Asks the families of all who are in the class today.

    Raises NotAllowed for a class that there is not, InvalidArgument DUE_OUT_OF_RANGE, FailedPrecondition NO_PUPILS or
    VERIFICATION_OPEN.
    """
    today = relations.today_at(connection, school_id)
    if today is None or schools.get_class(connection, school_id, class_id) is None:
        raise NotAllowed
    problem = due_problem(due, today)
    if problem is not None:
        raise InvalidArgument(*problem, metadata={"field": "due_date"})
    pupils = store.pupils_of_class(connection, school_id, class_id, today)
    if not pupils:
        raise FailedPrecondition("NO_PUPILS", "Nobody is in the class today.")
    verification_id, now = new_id(), datetime.now(UTC)
    if not store.start(connection, school_id, class_id, verification_id, actor_id, now, (today, due), pupils):
        raise FailedPrecondition("VERIFICATION_OPEN", "An earlier check of the class is not ended yet.")
    made = _of_class(connection, school_id, class_id, verification_id)
    _request(connection, school_id, made, made.version, today, pupils)
    return made


def list_verifications(
    pool: Pool, school_id: str, class_id: str, before: tuple[datetime, str] | None, most: int
) -> list[store.Verification]:
    """A class's campaigns, newest first. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        if schools.get_class(connection, school_id, class_id) is None:
            raise NotAllowed
        return store.list_of_class(connection, school_id, class_id, before, most)


def list_pupils(
    pool: Pool, school_id: str, class_id: str, verification_id: str
) -> tuple[store.Verification, list[store.PupilAnswer]]:
    """A campaign and what was answered for each pupil. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        found = _of_class(connection, school_id, class_id, verification_id)
        return found, store.answers(connection, school_id, verification_id)


def remind_verification(connection: Connection[Any], school_id: str, class_id: str, verification_id: str) -> int:
    """Asks those again who have not answered and are still in the class; of how many pupils.

    Raises NotAllowed, FailedPrecondition VERIFICATION_ENDED, REMINDED_TODAY or NOBODY_WAITS.
    """
    found, today = _lock(connection, school_id, class_id, verification_id), relations.today_at(connection, school_id)
    if today is None:
        raise NotAllowed
    if found.asked_on >= today:
        raise FailedPrecondition("REMINDED_TODAY", "Families of the class were asked today already.")
    here = set(store.pupils_of_class(connection, school_id, class_id, today))
    waiting = [each for each in _waiting(connection, school_id, verification_id) if each in here]
    if not waiting:
        raise FailedPrecondition("NOBODY_WAITS", "Everybody in the class has answered.")
    version = store.next_version(connection, school_id, verification_id, today)
    _request(connection, school_id, found, version, today, waiting, reminder=True)
    return len(waiting)


def end_verification(
    connection: Connection[Any], actor_id: str, school_id: str, class_id: str, verification_id: str
) -> store.Verification:
    """Asks no more. Raises NotAllowed, FailedPrecondition VERIFICATION_ENDED."""
    _lock(connection, school_id, class_id, verification_id)
    waiting = _waiting(connection, school_id, verification_id)
    store.end(connection, school_id, verification_id, actor_id, datetime.now(UTC))
    if waiting:
        version = store.next_version(connection, school_id, verification_id)
        message = events.VerificationEnded(
            school_id=school_id, verification_id=verification_id, version=version, pupil_ids=waiting
        )
        add_event(connection, ENDED, message, school_id=school_id)
    return _of_class(connection, school_id, class_id, verification_id)


def confirm_data(connection: Connection[Any], actor_id: str, school_id: str, pupil_id: str) -> None:
    """The family has found a pupil's data right; what was answered already stays.

    Raises FailedPrecondition TOO_YOUNG for a pupil under 14, NO_VERIFICATION where nobody asks.
    """
    if actor_id == pupil_id and not is_old_enough(connection, school_id, pupil_id):
        raise FailedPrecondition("TOO_YOUNG", f"A pupil decides from the age of {AGE_OF_CONSENT} on: ask a guardian.")
    if not _answer(connection, actor_id, school_id, pupil_id, CONFIRMED):
        raise FailedPrecondition("NO_VERIFICATION", "Nobody asks to check this data any more.")


def answer_by_correction(connection: Connection[Any], actor_id: str, school_id: str, person_id: str) -> None:
    """A request to put data right is an answer to every check of it that is open at the school."""
    _answer(connection, actor_id, school_id, person_id, CORRECTION)


def is_old_enough(connection: Connection[Any], school_id: str, pupil_id: str) -> bool:
    """Whether a pupil answers himself."""
    today = relations.today_at(connection, school_id)
    return today is not None and is_of_age(roster.birth_dates(connection, [pupil_id]).get(pupil_id), today)


def waiting_for(
    connection: Connection[Any], person_id: str, children: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]]
) -> list[tuple[str, str, date]]:
    """(school, pupil, until when) of what a person is asked to check: children and himself, as (school, pupil)."""
    pairs = {*children, *own}
    if not pairs:
        return []
    waiting = store.waiting_of(connection, sorted({pupil for _, pupil in pairs}))
    return [
        each for each in waiting
        if each[:2] in pairs and (each[1] != person_id or is_old_enough(connection, each[0], person_id))
    ]  # fmt: skip


def _answer(connection: Connection[Any], actor_id: str, school_id: str, pupil_id: str, said: str) -> bool:
    """Keeps an answer where none was given; whether anybody asks about the pupil."""
    asking = store.lock_open_of(connection, school_id, pupil_id)
    for verification_id in asking:
        if store.answer(connection, school_id, verification_id, pupil_id, said, actor_id, datetime.now(UTC)):
            message = events.VerificationAnswered(
                school_id=school_id,
                verification_id=verification_id,
                version=store.next_version(connection, school_id, verification_id),
                pupil_ids=[pupil_id],
            )
            add_event(connection, ANSWERED, message, school_id=school_id)
    return bool(asking)


def _request(
    connection: Connection[Any],
    school_id: str,
    found: store.Verification,
    version: int,
    today: date,
    pupil_ids: Sequence[str],
    *,
    reminder: bool = False,
) -> None:
    message = events.VerificationRequested(
        school_id=school_id,
        verification_id=found.verification_id,
        version=version,
        date=today.isoformat(),
        due_date=found.due.isoformat(),
        reminder=reminder,
        pupil_ids=pupil_ids,
    )
    add_event(connection, REQUESTED, message, school_id=school_id)


def _waiting(connection: Connection[Any], school_id: str, verification_id: str) -> list[str]:
    return [each.pupil_id for each in store.answers(connection, school_id, verification_id) if each.answer is None]


def _of_class(connection: Connection[Any], school_id: str, class_id: str, verification_id: str) -> store.Verification:
    found = store.find(connection, school_id, class_id, verification_id)
    if found is None:
        raise NotAllowed
    return found


def _lock(connection: Connection[Any], school_id: str, class_id: str, verification_id: str) -> store.Verification:
    found = store.lock(connection, school_id, class_id, verification_id)
    if found is None:
        raise NotAllowed
    if found.ended_at is not None:
        raise FailedPrecondition("VERIFICATION_ENDED", "The check is ended already.")
    return found
