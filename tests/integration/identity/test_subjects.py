"""The rights of data subjects: all their data, consents, corrections, restriction, erasure."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from zvonok.identity.v1 import subjects_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from kit.rpc.call import Call, answering
from services.identity.actions import people
from services.identity.actions.import_corrected import Corrected
from services.identity.actions.sessions import signing_keys
from services.identity.rpc.subjects import SubjectServicer
from tests.conftest import Pool
from tests.integration.identity.test_explaining import TODAY, School


class Family:
    """A pupil of a school with a guardian, and the school's administrator."""

    def __init__(self, pool: Pool, born: date = date(2015, 3, 9)) -> None:
        self.school = School(pool)
        self.servicer = SubjectServicer(self.school)  # type: ignore[arg-type]  (the pool is all it takes)
        self.pupil, self.guardian = self.school.person("pupil", "school"), self.school.person()
        self.administrator = self.school.person("journal_administrator", "school")
        self.name = f"schools/{self.school.id}/pupils/{self.pupil}"
        self.sql("UPDATE person SET birth_date = %s WHERE person_id = %s", born, self.pupil)
        self.sql(
            "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id)"
            " VALUES (%s, %s, 'guardian', 'pupil', %s, NULL)", new_id(), self.guardian, self.pupil,
        )  # fmt: skip

    def sql(self, statement: Any, *values: Any) -> Any:
        with transaction(self.school.pool, EVERY_SCHOOL) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def call(self, name: str, by: str = "", **fields: Any) -> Any:
        kind = getattr(pb, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        defaults = {"pupil": self.name, "school": f"schools/{self.school.id}", "request_id": new_id()}
        given = {field: value for field, value in defaults.items() if field in names} | fields
        with answering(Call(f"persons/{by or self.guardian}", new_id(), "portal", "", "guardian", "")):
            return getattr(self.servicer, name)(kind(**given), None)

    def consent(self, kind: str = "photo") -> Any:
        return next(each for each in self.call("ListConsents").consents if each.kind == kind)

    def ask(self, field: str = "family_name", proposed: str = "Вишнякова", by: str = "", **fields: Any) -> str:
        answer = self.call("RequestCorrection", by, field=field, proposed=proposed, **fields)
        return str(answer.correction)

    def decide(self, correction: str, *, accept: bool = True, **fields: Any) -> Any:
        return self.call(
            "DecideCorrection", self.administrator, correction=correction, accept=accept, **fields
        ).correction


@pytest.fixture
def family(pool: Callable[[str], Pool]) -> Family:
    return Family(pool("identity"))


def test_everything_about_a_child_is_there_and_nothing_of_others(family: Family) -> None:
    family.sql("UPDATE person SET email = 'mira@example.org', phone = '+7 900' WHERE person_id = %s", family.pupil)
    family.sql("UPDATE person SET family_name = 'Тайнова' WHERE person_id = %s", family.guardian)
    family.sql("INSERT INTO account (person_id, username) VALUES (%s, 'mira')", family.pupil)
    family.call("GiveConsent", kind="photo", version=1)
    family.ask()
    record = family.call("GetSubjectData").record
    assert (record.person, record.email, record.birth_date, record.username) == (
        f"persons/{family.pupil}", "mira@example.org", "2015-03-09", "mira",
    )  # fmt: skip
    assert {each.relation for each in record.relations} == {"pupil", "has_guardian"}
    assert [each.given_version for each in record.consents if each.kind == "photo"] == [1]
    assert [each.field for each in record.corrections] == ["family_name"]
    assert "Тайнова" not in str(record)
    own = family.call("GetOwnData").record
    assert own.person == f"persons/{family.guardian}"
    assert {each.relation for each in own.relations} == {"guardian"}


def test_consents_are_given_and_withdrawn_and_keep_their_history(family: Family) -> None:
    assert family.consent().given_version == 0
    for _ in range(2):
        family.call("GiveConsent", kind="photo", version=1)
    assert family.consent().given_version == 1
    counted = family.call("CountConsents", family.administrator)
    assert [(each.kind, each.given) for each in counted.counts] == [("photo", 1)]
    assert counted.pupils == 1
    family.call("WithdrawConsent", kind="photo")
    assert family.consent().given_version == 0
    family.call("GiveConsent", kind="photo", version=1)
    assert family.sql("SELECT count(*), count(withdrawn_at) FROM consent") == [(2, 1)]
    with pytest.raises(Exception, match="never changed"):
        family.sql("UPDATE consent SET kind = 'school_site'")


def test_a_newer_text_asks_anew(family: Family, superuser: str) -> None:
    family.call("GiveConsent", kind="photo", version=1)
    family.sql("INSERT INTO consent_text SELECT kind, 2, title_ru, title_en, text_ru, text_en, true, current_date"
               " FROM consent_text WHERE kind = 'photo'")  # fmt: skip
    consent = family.consent()
    assert (consent.version, consent.given_version) == (2, 1)
    with pytest.raises(FailedPrecondition) as refused:
        family.call("GiveConsent", kind="photo", version=1)
    assert refused.value.reason == "OLD_VERSION"
    family.call("GiveConsent", kind="photo", version=2)
    assert family.consent().given_version == 2


def test_what_is_done_by_law_and_what_there_is_not(family: Family) -> None:
    with pytest.raises(FailedPrecondition):
        family.call("WithdrawConsent", kind="journal")
    with pytest.raises(InvalidArgument):
        family.call("GiveConsent", kind="nothing", version=1)


def test_a_pupil_decides_from_fourteen_on(pool: Callable[[str], Pool]) -> None:
    identity = pool("identity")
    for born, may in ((TODAY.replace(year=TODAY.year - 14, day=1), True), (date(TODAY.year - 13, 1, 1), False)):
        family = Family(identity, born)
        if may:
            family.call("GiveConsent", by=family.pupil, kind="photo", version=1)
        else:
            with pytest.raises(FailedPrecondition) as refused:
                family.call("GiveConsent", by=family.pupil, kind="photo", version=1)
            assert refused.value.reason == "TOO_YOUNG"
        assert family.consent().given_version == int(may)


def test_a_request_is_decided_once_and_puts_the_field_right(family: Family) -> None:
    asked = family.ask("birth_date", "2015-03-19", explanation="Ошибка в свидетельстве")
    [listed] = family.call("ListCorrections", family.administrator, open_only=True).corrections
    assert (listed.correction, listed.current, listed.proposed) == (asked, "2015-03-09", "2015-03-19")
    family.decide(asked)
    record = family.call("GetSubjectData").record
    assert (record.birth_date, record.corrections[0].state) == ("2015-03-19", pb.CORRECTION_STATE_ACCEPTED)
    with pytest.raises(FailedPrecondition):
        family.decide(asked, accept=False, answer="x")
    assert family.sql("SELECT old_value FROM correction") == [("2015-03-09",)]


def test_a_refusal_needs_words_and_changes_nothing(family: Family) -> None:
    asked = family.ask()
    with pytest.raises(InvalidArgument):
        family.decide(asked, accept=False)
    family.decide(asked, accept=False, answer="В документах иначе")
    record = family.call("GetSubjectData").record
    assert (record.family_name, record.corrections[0].answer) == ("Фамилия", "В документах иначе")


def test_nobody_decides_about_himself_or_in_another_school(family: Family) -> None:
    asked = family.call(
        "RequestOwnCorrection", family.administrator, field="email", proposed="a@example.org"
    ).correction
    with pytest.raises(FailedPrecondition) as refused:
        family.decide(asked)
    assert refused.value.reason == "OWN_REQUEST"
    other = Family(family.school.pool)
    with pytest.raises(NotAllowed):
        other.decide(family.ask())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"field": "password"}, "UNKNOWN_FIELD"),
        ({"proposed": ""}, "BAD_VALUE"),
        ({"proposed": "x" * 201}, "BAD_TEXT"),
        ({"proposed": "а\u202eб"}, "BAD_TEXT"),
        ({"field": "birth_date", "proposed": "2015-02-30"}, "BAD_VALUE"),
        ({"field": "birth_date", "proposed": "2999-01-01"}, "BAD_VALUE"),
        ({"field": "email", "proposed": "nobody"}, "BAD_VALUE"),
        ({"field": "phone", "proposed": "call me"}, "BAD_VALUE"),
        ({"field": "other"}, "EXPLANATION_NEEDED"),
        ({"explanation": "x" * 1001}, "BAD_TEXT"),
    ],
)
def test_a_wrong_request_is_refused(family: Family, fields: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        family.ask(**fields)
    assert refused.value.reason == reason
    assert not family.call("ListCorrections", family.administrator).corrections


def test_only_so_many_requests_wait(family: Family) -> None:
    for _ in range(20):
        family.ask()
    with pytest.raises(FailedPrecondition):
        family.ask()
    found: set[str] = set()
    token = ""
    while True:
        page = family.call("ListCorrections", family.administrator, page_size=7, page_token=token)
        found |= {each.correction for each in page.corrections}
        token = page.next_page_token
        if not token:
            break
    assert len(found) == 20


def test_a_package_with_the_wrong_value_does_not_put_it_back(family: Family) -> None:
    brought = ("Имя", "Фамилия", "", "", "")
    family.decide(family.ask())
    with transaction(family.school.pool, EVERY_SCHOOL) as connection:
        assert Corrected(connection).names(family.pupil, brought) == ("Имя", "Вишнякова", "", "", "")
        newer = ("Имя", "Ветрова", "", "", "")
        assert Corrected(connection).names(family.pupil, newer) == newer
        assert Corrected(connection).names(family.pupil, brought) == brought, "the package's word stands again"


def test_restriction_keeps_addresses_and_names_from_leaving(family: Family) -> None:
    school = family.school
    family.sql("UPDATE person SET email = 'mira@example.org' WHERE person_id = %s", family.pupil)
    family.sql(
        "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id)"
        " VALUES (%s, %s, 'group_pupil', 'group', %s, %s)", new_id(), family.pupil, school.group, school.id,
    )  # fmt: skip

    def seen() -> tuple[str, int, int]:
        [contact], _ = people.get_contacts(school.pool, [family.pupil])
        teacher = people.list_group_pupils(school.pool, school.id, school.group, restricted=True)[1]
        client = people.list_group_pupils(school.pool, school.id, school.group, restricted=False)[1]
        return contact.email, len(teacher), len(client)

    assert seen() == ("mira@example.org", 1, 1)
    for _ in range(2):
        family.call("RestrictProcessing", family.administrator, reason="Спор о данных")
    assert seen() == ("", 1, 0)
    assert family.call("GetSubjectData").record.HasField("restricted_since")
    family.call("LiftRestriction", family.administrator)
    assert seen() == ("mira@example.org", 1, 1)
    with pytest.raises(FailedPrecondition):
        family.call("LiftRestriction", family.administrator)
    with pytest.raises(InvalidArgument):
        family.call("RestrictProcessing", family.administrator, reason=" ")


class Leaver(Family):
    """A pupil who left so many years ago."""

    def __init__(self, pool: Pool, years: int) -> None:
        super().__init__(pool)
        left = TODAY - timedelta(days=366 * years)
        self.sql("UPDATE relation SET end_date = %s WHERE person_id = %s", left, self.pupil)

    def erase(self, person: str, **fields: Any) -> str:
        answer = self.call("ErasePerson", self.administrator, person=f"persons/{person}", **fields)
        return str(answer.certificate)


def test_a_person_is_forgotten_with_a_certificate_and_ids_stay(pool: Callable[[str], Pool]) -> None:
    leaver = Leaver(pool("identity"), 6)
    leaver.sql("INSERT INTO account (person_id, username) VALUES (%s, 'mira')", leaver.pupil)
    leaver.sql(
        "INSERT INTO session (session_id, secret_hash, person_id, expires_at) VALUES (%s, 'x', %s, now())",
        new_id(), leaver.pupil,
    )  # fmt: skip
    leaver.ask(explanation="Меня зовут иначе")
    request_id = new_id()
    certificate = leaver.erase(leaver.pupil, request_id=request_id)
    assert leaver.erase(leaver.pupil, request_id=request_id) == certificate
    assert leaver.sql(
        "SELECT given_name, family_name, email, birth_date, erased_at IS NULL, source_id FROM person"
        " WHERE person_id = %s",
        leaver.pupil,
    ) == [("", "", "", None, False, f"erased {leaver.pupil}")]
    assert leaver.sql("SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM session)") == [(0, 0)]
    assert leaver.sql("SELECT proposed, explanation FROM correction") == [("", "")]
    assert leaver.sql("SELECT count(*) FROM relation WHERE person_id = %s", leaver.pupil) == [(1,)]
    keys = KeySet.import_key_set(json.loads(signing_keys(leaver.school.pool)))
    claims = json.loads(jws.deserialize_compact(certificate, keys, algorithms=["ES256"]).payload)
    assert (claims["person"], claims["erased_by"]) == (leaver.pupil, leaver.administrator)
    head, body, signature = certificate.split(".")
    with pytest.raises((JoseError, ValueError)):
        jws.deserialize_compact(f"{head}.{body[:-2]}AA.{signature}", keys, algorithms=["ES256"])
    with pytest.raises(NotAllowed):
        leaver.call("GetSubjectData")
    with pytest.raises(NotAllowed):
        leaver.erase(leaver.pupil)
    assert leaver.erase(leaver.guardian), "his child does not learn any more"


def test_what_is_accepted_is_done_at_once(pool: Callable[[str], Pool]) -> None:
    leaver = Leaver(pool("identity"), 6)
    assert leaver.decide(leaver.ask("restriction", "", explanation="Спор")).state == pb.CORRECTION_STATE_ACCEPTED
    assert leaver.call("GetSubjectData").record.HasField("restricted_since")
    leaver.decide(leaver.ask("lift_restriction", ""))
    assert not leaver.call("GetSubjectData").record.HasField("restricted_since")
    asked = leaver.ask("erasure", "")
    answer = leaver.call("DecideCorrection", leaver.administrator, correction=asked, accept=True)
    assert answer.certificate.count(".") == 2
    learner = Family(leaver.school.pool)
    asked = learner.ask("erasure", "")
    with pytest.raises(FailedPrecondition) as refused:
        learner.decide(asked)
    assert refused.value.reason == "RETENTION_NOT_OVER"
    [still] = learner.call("ListCorrections", learner.administrator, open_only=True).corrections
    assert still.correction == asked


def test_what_must_be_kept_is_kept(pool: Callable[[str], Pool]) -> None:
    identity = pool("identity")
    leaver, learner = Leaver(identity, 4), Family(identity)
    with pytest.raises(FailedPrecondition) as refused:
        leaver.erase(leaver.pupil)
    assert refused.value.reason == "RETENTION_NOT_OVER"
    assert date.fromisoformat(refused.value.metadata["until"]) > TODAY
    for person in (learner.pupil, learner.guardian):
        with pytest.raises(FailedPrecondition) as refused:
            learner.call("ErasePerson", learner.administrator, person=f"persons/{person}")
        assert refused.value.reason == "RETENTION_NOT_OVER"
        assert "until" not in refused.value.metadata
    with pytest.raises(FailedPrecondition):
        leaver.erase(leaver.administrator)
    for stranger in (learner.pupil, new_id()):
        with pytest.raises(NotAllowed):
            leaver.erase(stranger)
