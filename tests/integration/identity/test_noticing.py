"""What people are told of their accounts, as events in the outbox."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from google.protobuf.message import Message
from zvonok.identity.events.v1 import roster_pb2, security_pb2

from kit.database import EVERY_SCHOOL, transaction
from services.identity.actions.publishing import publish_families
from services.identity.domain.subjects import years_later
from services.identity.rpc.sessions import SessionServicer
from tests.conftest import Pool
from tests.integration.identity.test_explaining import TODAY, School
from tests.integration.identity.test_people import Register
from tests.integration.identity.test_relating import Office
from tests.integration.identity.test_sessions import log_in, register

__all__ = ["register"]
M = TypeVar("M", bound=Message)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.6778.86"


def told(pool: Pool, name: str, message: type[M]) -> list[M]:
    with transaction(pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            "SELECT payload FROM outbox WHERE name = %s ORDER BY created_at, outbox_id", [f"zvonok.identity.{name}.v1"]
        ).fetchall()
    return [message.FromString(row[0]) for row in rows]


def noticed(pool: Pool) -> list[tuple[str, str, str]]:
    return [(one.person_id, one.kind, one.role) for one in told(pool, "account.noticed", security_pb2.AccountNoticed)]


def test_a_device_never_used_before_is_told_once(register: Register) -> None:
    anna, _ = register.account("anna"), register.account("boris")
    sessions = SessionServicer(register.resources())
    log_in(sessions, "boris", device="phone")
    for device in (CHROME, CHROME.replace("131.0.6778", "132.0.1"), "phone", "phone"):
        log_in(sessions, "anna", device=device)
    # The first log-in is no news, a newer version of the browser neither.
    assert noticed(register.pool) == [(anna, "new_device", "")]


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(School(pool("identity")))


def test_a_right_given_or_ended_is_told_to_its_person(office: Office) -> None:
    person = office.school.person()
    given = office.call(
        "GrantRole", person=f"persons/{person}", role="subject_teacher", object=office.school.name,
        begin_date=TODAY.isoformat(),
    )  # fmt: skip
    office.call("EndRelation", relation=given.relation)
    assert noticed(office.school.pool) == [
        (person, "right_given", "subject_teacher"),
        (person, "right_ended", "subject_teacher"),
    ]


def test_a_pupil_is_told_from_14_on_and_nobody_learns_the_birthday(register: Register) -> None:
    pupil, today = register.account("anna"), datetime.now(UTC).date()
    sessions = SessionServicer(register.resources())

    def born(day: date) -> None:
        register.run(f"UPDATE person SET birth_date = '{day}' WHERE person_id = '{pupil}'")  # noqa: S608

    fourteen_years_ago = next(
        day for day in (years_later(today, -14) + timedelta(days=n) for n in (0, -1)) if years_later(day, 14) <= today
    )
    born(fourteen_years_ago + timedelta(days=2))
    with transaction(register.pool, EVERY_SCHOOL) as connection:
        publish_families(connection, [pupil])
    log_in(sessions, "anna")
    born(fourteen_years_ago)
    log_in(sessions, "anna")
    log_in(sessions, "anna")
    families = told(register.pool, "family.changed", roster_pb2.FamilyChanged)
    assert [(one.version, one.own_notices) for one in families] == [(1, False), (2, True)]
