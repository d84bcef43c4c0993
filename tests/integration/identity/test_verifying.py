"""Checks of personal data: who is asked, what counts as an answer, and what the others are told of it."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from zvonok.identity.events.v1 import verifications_pb2 as events
from zvonok.identity.v1 import subjects_pb2
from zvonok.identity.v1 import verifications_pb2 as pb

from kit.database import transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from kit.rpc.call import Call, answering
from services.identity.actions import people
from services.identity.domain.subjects import years_later
from services.identity.rpc.verifications import VerificationServicer
from tests.conftest import Pool
from tests.integration.identity.test_explaining import TODAY
from tests.integration.identity.test_noticing import told
from tests.integration.identity.test_subjects import Family, Leaver

WAITING, CONFIRMED, CORRECTION = (
    pb.VERIFICATION_ANSWER_WAITING, pb.VERIFICATION_ANSWER_CONFIRMED, pb.VERIFICATION_ANSWER_CORRECTION,
)  # fmt: skip
DUE = TODAY + timedelta(days=14)


class Form:
    """A class with three pupils, one of whom has a guardian, and somebody who has left it."""

    def __init__(self, pool: Pool) -> None:
        self.family = Family(pool)
        self.school, self.pool = self.family.school, pool
        self.checks = VerificationServicer(self.school)  # type: ignore[arg-type]  (the pool is all it takes)
        self.id, self.teacher = new_id(), self.school.person()
        self.sql(
            "INSERT INTO class (school_id, class_id, source_id, title, year_group) VALUES (%s, %s, 'k', '7А', 7)",
            self.school.id, self.id,
        )  # fmt: skip
        self.pupils = [self.family.pupil, self.school.person("pupil", "school"), self.school.person("pupil", "school")]
        self.former = self.school.person("pupil", "school")
        for pupil in self.pupils:
            self.join(pupil)
        self.join(self.former, end=TODAY - timedelta(days=1))

    @property
    def name(self) -> str:
        return f"schools/{self.school.id}/classes/{self.id}"

    def sql(self, statement: Any, *values: Any) -> Any:
        return self.family.sql(statement, *values)

    def join(self, pupil: str, end: date | None = None) -> None:
        self.sql(
            "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id, end_date)"
            " VALUES (%s, %s, 'class_pupil', 'class', %s, %s, coalesce(%s, 'infinity'::date))",
            new_id(), pupil, self.id, self.school.id, end,
        )  # fmt: skip

    def call(self, name: str, by: str = "", **fields: Any) -> Any:
        kind = getattr(pb, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        given = {"class": self.name, "request_id": new_id(), "pupil": self.family.name} | fields
        with answering(Call(f"persons/{by or self.teacher}", new_id(), "portal", "", "class_teacher", "")):
            return getattr(self.checks, name)(
                kind(**{field: value for field, value in given.items() if field in names}), None
            )

    def start(self, due: date = DUE, **fields: Any) -> str:
        return str(self.call("StartVerification", due_date=due.isoformat(), **fields).verification.verification)

    def confirm(self, by: str = "", **fields: Any) -> None:
        self.call("ConfirmData", by or self.family.guardian, **fields)

    def answers(self, verification: str) -> dict[str, int]:
        found = self.call("ListVerificationPupils", verification=verification)
        return {each.pupil.rpartition("/")[2]: each.answer for each in found.pupils}

    def yesterday(self) -> None:
        """Families were asked a day ago."""
        self.sql("UPDATE verification SET asked_on = asked_on - 1")

    def requested(self) -> list[events.VerificationRequested]:
        return told(self.pool, "verification.requested", events.VerificationRequested)

    def answered(self) -> list[events.VerificationAnswered]:
        return told(self.pool, "verification.answered", events.VerificationAnswered)

    def asked_to_check(self, person: str) -> list[str]:
        return [due.isoformat() for _, _, due in people.get_me(self.pool, person).verifications]


@pytest.fixture
def form(pool: Callable[[str], Pool]) -> Form:
    return Form(pool("identity"))


def refused(form: Form, name: str, by: str = "", **fields: Any) -> str:
    """The reason for which a call is refused."""
    with pytest.raises(ServiceError) as found:
        form.call(name, by, **fields)
    return found.value.reason


def test_those_are_asked_who_are_in_the_class_today(form: Form) -> None:
    verification = form.start()
    assert form.answers(verification) == dict.fromkeys(form.pupils, WAITING)
    [event] = form.requested()
    assert (event.school_id, event.verification_id, event.version) == (form.school.id, verification, 1)
    assert (event.date, event.due_date, event.reminder) == (TODAY.isoformat(), DUE.isoformat(), False)
    assert sorted(event.pupil_ids) == sorted(form.pupils)
    assert form.asked_to_check(form.family.guardian) == [DUE.isoformat()]


def test_a_second_click_starts_nothing_and_a_second_campaign_is_refused(form: Form) -> None:
    request_id = new_id()
    assert form.start(request_id=request_id) == form.start(request_id=request_id)
    assert refused(form, "StartVerification", due_date=DUE.isoformat()) == "VERIFICATION_OPEN"
    assert len(form.requested()) == 1
    form.call("EndVerification", verification=form.requested()[0].verification_id)
    form.start()


def test_of_two_that_begin_at_once_one_is_refused(form: Form) -> None:
    outcomes: list[str] = []
    barrier = Barrier(2)

    def begin() -> None:
        barrier.wait()
        try:
            form.start()
            outcomes.append("begun")
        except FailedPrecondition as refusal:
            outcomes.append(refusal.reason)

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["VERIFICATION_OPEN", "begun"]


@pytest.mark.parametrize("days", [-1, 93])
def test_a_day_in_the_past_or_far_away_is_refused(form: Form, days: int) -> None:
    with pytest.raises(InvalidArgument) as found:
        form.start(TODAY + timedelta(days=days))
    assert found.value.reason == "DUE_OUT_OF_RANGE"
    assert refused(form, "StartVerification", due_date="soon") == "BAD_DATE"
    assert refused(form, "StartVerification") == "BAD_DATE"


def test_an_empty_class_has_nobody_to_ask(form: Form) -> None:
    form.sql("UPDATE relation SET end_date = %s WHERE relation = 'class_pupil'", TODAY - timedelta(days=1))
    assert refused(form, "StartVerification", due_date=DUE.isoformat()) == "NO_PUPILS"


def test_the_first_answer_stands_and_is_told_once(form: Form) -> None:
    verification = form.start()
    other = form.school.person()
    for _ in range(2):
        form.confirm()
        form.confirm(other)
    form.family.ask()
    assert form.answers(verification)[form.family.pupil] == CONFIRMED
    assert form.sql("SELECT answered_by::text FROM verification_pupil WHERE answer IS NOT NULL") == [
        (form.family.guardian,)
    ]
    [event] = form.answered()
    assert (event.verification_id, event.version, list(event.pupil_ids)) == (verification, 2, [form.family.pupil])
    assert form.asked_to_check(form.family.guardian) == []
    [listed] = form.call("ListVerifications").verifications
    assert (listed.pupils, listed.confirmed, listed.corrections, listed.HasField("end_time")) == (3, 1, 0, False)


@pytest.mark.parametrize(
    ("field", "proposed", "answer"),
    [("family_name", "Вишнякова", CORRECTION), ("other", "", CORRECTION), ("restriction", "", WAITING),
     ("erasure", "", WAITING)],
)  # fmt: skip
def test_a_request_to_put_data_right_is_an_answer(form: Form, field: str, proposed: str, answer: int) -> None:
    verification = form.start()
    form.family.ask(field, proposed, explanation="Ошибка")
    assert form.answers(verification)[form.family.pupil] == answer
    assert len(form.answered()) == (answer == CORRECTION)
    [listed] = form.call("ListVerifications").verifications
    assert (listed.confirmed, listed.corrections) == (0, int(answer == CORRECTION))


def test_a_pupils_own_request_is_an_answer_too(form: Form) -> None:
    verification = form.start()
    form.family.call("RequestOwnCorrection", form.pupils[1], field="phone", proposed="+7 900 000-00-00")
    assert form.answers(verification)[form.pupils[1]] == CORRECTION


def test_without_a_campaign_there_is_nothing_to_confirm(form: Form) -> None:
    assert refused(form, "ConfirmData", form.family.guardian) == "NO_VERIFICATION"
    form.family.ask()
    verification = form.start()
    assert form.answers(verification)[form.family.pupil] == WAITING, "what was asked before is no answer"
    former = f"schools/{form.school.id}/pupils/{form.former}"
    assert refused(form, "ConfirmData", form.family.guardian, pupil=former) == "NO_VERIFICATION"
    form.call("EndVerification", verification=verification)
    assert refused(form, "ConfirmData", form.family.guardian) == "NO_VERIFICATION"


def test_a_pupil_answers_from_14_on(form: Form) -> None:
    verification, pupil = form.start(), form.family.pupil
    birthday = years_later(TODAY, -14)
    form.sql("UPDATE person SET birth_date = %s WHERE person_id = %s", birthday + timedelta(days=2), pupil)
    assert refused(form, "ConfirmData", pupil) == "TOO_YOUNG"
    assert form.asked_to_check(pupil) == []
    form.sql("UPDATE person SET birth_date = %s WHERE person_id = %s", birthday - timedelta(days=1), pupil)
    assert form.asked_to_check(pupil) == [DUE.isoformat()]
    form.confirm(pupil)
    assert form.answers(verification)[pupil] == CONFIRMED


def test_those_who_wait_are_reminded_once_a_day_while_they_are_in_the_class(form: Form) -> None:
    verification = form.start()
    assert refused(form, "RemindVerification", verification=verification) == "REMINDED_TODAY"
    form.yesterday()
    form.confirm()
    form.sql(
        "UPDATE relation SET end_date = %s WHERE relation = 'class_pupil' AND person_id = %s",
        TODAY - timedelta(days=1), form.pupils[2],
    )  # fmt: skip
    request_id = new_id()
    for _ in range(2):
        answer = form.call("RemindVerification", verification=verification, request_id=request_id)
        assert answer.pupils == 1
    assert refused(form, "RemindVerification", verification=verification) == "REMINDED_TODAY"
    first, second = form.requested()
    assert (second.reminder, list(second.pupil_ids), second.due_date) == (True, [form.pupils[1]], first.due_date)
    assert second.version > form.answered()[0].version > first.version
    form.confirm(pupil=f"schools/{form.school.id}/pupils/{form.pupils[1]}")
    form.yesterday()
    assert refused(form, "RemindVerification", verification=verification) == "NOBODY_WAITS"


def test_an_ended_campaign_asks_nobody_any_more(form: Form) -> None:
    verification = form.start()
    form.confirm()
    assert form.call("EndVerification", verification=verification).verification.HasField("end_time")
    [event] = told(form.pool, "verification.ended", events.VerificationEnded)
    assert (event.verification_id, event.version, sorted(event.pupil_ids)) == (
        verification, 3, sorted(form.pupils[1:]),
    )  # fmt: skip
    assert refused(form, "EndVerification", verification=verification) == "VERIFICATION_ENDED"
    assert refused(form, "RemindVerification", verification=verification) == "VERIFICATION_ENDED"
    form.family.ask()
    assert form.answers(verification)[form.family.pupil] == CONFIRMED


def test_another_class_has_no_such_campaign(form: Form) -> None:
    verification, other = form.start(), new_id()
    form.sql(
        "INSERT INTO class (school_id, class_id, source_id, title, year_group) VALUES (%s, %s, 'l', '7Б', 7)",
        form.school.id, other,
    )  # fmt: skip
    strange = {"class": f"schools/{form.school.id}/classes/{other}"}
    for name in ("ListVerificationPupils", "RemindVerification", "EndVerification"):
        with pytest.raises(NotAllowed):
            form.call(name, verification=verification, **strange)
        with pytest.raises(NotAllowed):
            form.call(name, verification=new_id())
        assert refused(form, name, verification="x") == "BAD_ID"
    with pytest.raises(NotAllowed):
        form.call("ListVerifications", **{"class": f"schools/{form.school.id}/classes/{new_id()}"})
    assert not form.call("ListVerifications", **strange).verifications
    with transaction(form.pool, new_id()) as connection:
        assert connection.execute("SELECT count(*) FROM verification_pupil").fetchall() == [(0,)]


def test_campaigns_stand_newest_first_page_by_page(form: Form) -> None:
    made = []
    for _ in range(5):
        made.append(form.start())
        form.call("EndVerification", verification=made[-1])
    found: list[str] = []
    token = ""
    while True:
        page = form.call("ListVerifications", page_size=2, page_token=token)
        found += [each.verification for each in page.verifications]
        token = page.next_page_token
        if not token:
            break
    assert found == made[::-1]


def test_the_family_has_its_answers_among_its_data_and_not_whose_they_are(form: Form) -> None:
    form.start()
    form.confirm()
    record: subjects_pb2.SubjectRecord = form.family.call("GetSubjectData").record
    [asked] = record.verifications
    assert (asked.due_date, asked.answer, asked.HasField("answer_time")) == (DUE.isoformat(), CONFIRMED, True)
    assert form.family.guardian not in str(record)
    assert form.teacher not in str(record)


def test_a_person_who_is_forgotten_leaves_ids_and_no_name(pool: Callable[[str], Pool]) -> None:
    leaver = Leaver(pool("identity"), 6)
    form = Form(leaver.school.pool)
    verification = form.start()
    form.sql(
        "INSERT INTO verification_pupil (school_id, verification_id, pupil_id, answer, answered_by, answered_at)"
        " VALUES (%s, %s, %s, 'confirmed', %s, now())", form.school.id, verification, leaver.pupil, leaver.guardian,
    )  # fmt: skip
    leaver.erase(leaver.pupil)
    assert leaver.pupil not in form.answers(verification)
    assert form.sql("SELECT answer FROM verification_pupil WHERE pupil_id = %s", leaver.pupil) == [("confirmed",)]


def test_what_is_told_holds_ids_and_days_alone(form: Form) -> None:
    form.start()
    form.family.ask()
    for name, message in (
        ("verification.requested", events.VerificationRequested),
        ("verification.answered", events.VerificationAnswered),
    ):
        for event in told(form.pool, name, message):
            assert "Вишнякова" not in str(event)
            assert "correction" not in str(event)
