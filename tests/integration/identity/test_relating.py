"""Rights given and ended by people: substitutes, roles, offices, court orders, integration clients."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from zvonok.identity.events.v1 import roster_pb2
from zvonok.identity.v1 import relations_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed, ServiceError, Unauthenticated
from kit.ids import new_id
from kit.rpc.call import Call, answering
from services.identity.actions import access, audit, clients
from services.identity.rpc.relations import RelationServicer
from services.identity.store import relations as store
from tests.conftest import Pool
from tests.integration.identity.test_explaining import RECORD, TODAY, School

DIARY = "gradebook.diary.read"
DAY = timedelta(days=1)


class Office:
    """The director's calls, and the operator's."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.servicer = RelationServicer(school)  # type: ignore[arg-type]  (the pool is all it takes)
        self.director = school.person("director", "school")

    def call(self, name: str, by: str = "", **fields: Any) -> Any:
        """A call as it stands behind the door."""
        kind = getattr(pb, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        if "school" in names:
            fields.setdefault("school", f"schools/{self.school.id}")
        if "request_id" in names:
            fields.setdefault("request_id", new_id())
        with answering(Call(by or f"persons/{self.director}", new_id(), "portal", "", "director", "")):
            return getattr(self.servicer, name)(kind(**fields), None)

    def may(self, person: str, permission: str = RECORD, resource: str = "", subject: str = "persons") -> bool:
        asked = [(permission, resource or self.school.name)]
        return access.check(self.school.pool, f"{subject}/{person}", asked)[0][0].allowed

    def events(self, kind: str) -> list[bytes]:
        with transaction(self.school.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT payload FROM outbox WHERE name = %s ORDER BY created_at, outbox_id",
                [f"zvonok.identity.{kind}.changed.v1"],
            ).fetchall()
        return [row[0] for row in rows]


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(School(pool("identity")))


def test_a_substitute_records_on_his_days_and_no_others(office: Office) -> None:
    teacher = office.school.person("subject_teacher", "school")
    for begin, end, holds in ((TODAY, TODAY, True), (TODAY - DAY, None, False), (TODAY + DAY, None, False)):
        one = office.school.person("subject_teacher", "school")
        answer = office.call(
            "AssignSubstitute", group=office.school.name, person=f"persons/{one}",
            begin_date=begin.isoformat(), end_date=end.isoformat() if end else "",
        )  # fmt: skip
        assert answer.relations_version == access.relations_version(office.school.pool)
        assert office.may(one) is holds
    assert not office.may(teacher)


@pytest.mark.parametrize(
    ("begin", "end", "reason"),
    [
        ("2026-9-1", "", "BAD_DATE"),
        ((TODAY - 8 * DAY).isoformat(), "", "DATE_OUT_OF_RANGE"),
        (TODAY.isoformat(), (TODAY - DAY).isoformat(), "DATE_OUT_OF_RANGE"),
        (TODAY.isoformat(), (TODAY + 31 * DAY).isoformat(), "DATE_OUT_OF_RANGE"),
        ("9999-12-31", "9999-12-31", "DATE_OUT_OF_RANGE"),
    ],
)
def test_days_of_a_substitution_are_held_to_its_rules(office: Office, begin: str, end: str, reason: str) -> None:
    person = office.school.person("class_teacher", "school")
    with pytest.raises(InvalidArgument) as refused:
        office.call(
            "AssignSubstitute", group=office.school.name, person=f"persons/{person}", begin_date=begin, end_date=end
        )
    assert refused.value.reason == reason


def test_a_substitute_is_one_of_the_schools_staff_and_nobody_appoints_himself(office: Office) -> None:
    fields = {"group": office.school.name, "begin_date": TODAY.isoformat()}
    stranger = School(office.school.pool)
    for person, reason in ((office.school.person("guardian", "school"), "NOT_STAFF"), (office.director, "OWN_RIGHT")):
        with pytest.raises(FailedPrecondition) as refused:
            office.call("AssignSubstitute", person=f"persons/{person}", **fields)
        assert refused.value.reason == reason
    with pytest.raises(NotAllowed):
        office.call("AssignSubstitute", person=f"persons/{stranger.person('director', 'school')}", **fields)
    with pytest.raises(NotAllowed):
        office.call("AssignSubstitute", person=f"persons/{new_id()}", **fields)


def test_a_role_is_given_told_to_the_others_and_ended_at_once(office: Office) -> None:
    person = office.school.person()
    request_id = new_id()
    fields = {"person": f"persons/{person}", "role": "subject_teacher", "object": office.school.name}
    given = office.call("GrantRole", request_id=request_id, **fields)
    assert office.call("GrantRole", request_id=request_id, **fields) == given
    assert office.may(person)
    told = roster_pb2.GroupChanged.FromString(office.events("group")[-1])
    assert [each.person_id for each in told.teachers] == [person]
    [listed] = office.call("ListRelations", person=f"persons/{person}").relations
    assert (listed.name, listed.role, listed.object, listed.by_hand) == (
        given.relation, "subject_teacher", office.school.name, True,
    )  # fmt: skip
    office.call("EndRelation", relation=given.relation)
    assert not office.may(person)
    [ended] = office.call("ListRelations", person=f"persons/{person}").relations
    assert ended.end_date == (TODAY - DAY).isoformat()
    assert list(audit.findings(office.school.pool, {})) == []


def test_ending_never_prolongs(office: Office) -> None:
    person = office.school.person("class_teacher", "school")
    fields = {"group": office.school.name, "person": f"persons/{person}", "begin_date": TODAY.isoformat()}
    given = office.call("AssignSubstitute", **fields)
    with pytest.raises(InvalidArgument):
        office.call("EndRelation", relation=given.relation, end_date=(TODAY + 60 * DAY).isoformat())
    for _ in range(2):
        office.call("EndRelation", relation=given.relation)
        listed = office.call("ListRelations", person=f"persons/{person}").relations
        assert [each.end_date for each in listed if each.role == "substitute"] == [(TODAY - DAY).isoformat()]
    over = office.school.person("subject_teacher", "group", begin=-9, end=-5)
    [was] = office.call("ListRelations", person=f"persons/{over}").relations
    office.call("EndRelation", relation=was.name)
    [still] = office.call("ListRelations", person=f"persons/{over}").relations
    assert still.end_date == was.end_date


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"role": "director"}, "UNKNOWN_ROLE"),
        ({"role": "class_teacher"}, "WRONG_OBJECT"),
        ({"role": "deputy_head"}, "WRONG_OBJECT"),
        ({"begin_date": "tomorrow"}, "BAD_DATE"),
        ({"end_date": "2000-01-01"}, "DATES_REVERSED"),
        ({"person": "persons/x"}, "BAD_RESOURCE_NAME"),
        ({"object": "schools/x"}, "BAD_RESOURCE_NAME"),
    ],
)
def test_a_wrong_role_is_refused(office: Office, fields: dict[str, str], reason: str) -> None:
    person = office.school.person()
    given = {"person": f"persons/{person}", "role": "subject_teacher", "object": office.school.name}
    with pytest.raises(InvalidArgument) as refused:
        office.call("GrantRole", **(given | fields))
    assert refused.value.reason == reason
    assert not office.call("ListRelations", person=f"persons/{person}").relations


def test_what_is_of_another_school_is_out_of_reach(office: Office) -> None:
    other = Office(School(office.school.pool))
    person, theirs = office.school.person(), other.school.person()
    with pytest.raises(InvalidArgument):
        office.call("GrantRole", person=f"persons/{person}", role="subject_teacher", object=other.school.name)
    with pytest.raises(NotAllowed):
        office.call("GrantRole", person=f"persons/{theirs}", role="subject_teacher", object=office.school.name)
    given = other.call("GrantRole", person=f"persons/{theirs}", role="subject_teacher", object=other.school.name)
    relation = given.relation.rpartition("/")[2]
    with pytest.raises(NotAllowed):
        office.call("EndRelation", relation=f"schools/{office.school.id}/relations/{relation}")
    with pytest.raises(InvalidArgument):
        office.call("EndRelation", relation=given.relation)
    assert other.may(theirs)
    assert {each.person for each in office.call("ListRelations").relations} == {f"persons/{office.director}"}


def test_directors_pupils_and_families_are_not_ended_here(office: Office) -> None:
    with transaction(office.school.pool, EVERY_SCHOOL) as connection:
        row = connection.execute("SELECT relation_id FROM relation WHERE person_id = %s", [office.director]).fetchone()
    assert row is not None
    second = office.school.person("director", "school")
    with pytest.raises(FailedPrecondition) as refused:
        office.call("EndRelation", by=f"persons/{second}", relation=f"schools/{office.school.id}/relations/{row[0]}")
    assert refused.value.reason == "NOT_ENDABLE"


def test_an_office_is_given_by_the_operators_program(office: Office) -> None:
    person = office.school.person()
    with transaction(office.school.pool, EVERY_SCHOOL) as connection:
        connection.execute("INSERT INTO account (person_id, username) VALUES (%s, 'vetrova')", [person])
    office.call(
        "GrantOffice", by="services/cli", person="Vetrova", office="journal_administrator",
        scope=f"schools/{office.school.id}",
    )  # fmt: skip
    assert office.may(person, "identity.relations.read", f"schools/{office.school.id}")
    office.call(
        "GrantOffice", by="services/cli", person=f"persons/{person}", office="municipal_operator",
        scope=f"municipalities/{office.school.municipality}",
    )  # fmt: skip
    assert office.may(person, "identity.schools.read", f"municipalities/{office.school.municipality}")
    office.call("GrantOffice", by="services/cli", person="vetrova", office="ops")
    for wrong in ({"person": "nobody", "office": "ops"}, {"person": f"persons/{new_id()}", "office": "ops"}):
        with pytest.raises(NotAllowed):
            office.call("GrantOffice", by="services/cli", **wrong)
    with pytest.raises(InvalidArgument):
        office.call("GrantOffice", by="services/cli", person="vetrova", office="director")


class Family:
    """A pupil of the school with a guardian."""

    def __init__(self, office: Office) -> None:
        self.office = office
        school = office.school
        self.pupil, self.guardian = school.person("pupil", "school"), school.person()
        self.name = f"schools/{school.id}/pupils/{self.pupil}"
        with transaction(school.pool, EVERY_SCHOOL) as connection:
            connection.execute(
                "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, source_id)"
                " VALUES (%s, %s, 'guardian', 'pupil', %s, 'agents:x')",
                [new_id(), self.guardian, self.pupil],
            )

    def order(self, **fields: Any) -> Any:
        given = {"pupil": self.name, "guardian": f"persons/{self.guardian}", "document": "2-145/2026 от 03.11.2026"}
        return self.office.call("RecordGuardianOrder", **(given | fields))

    def sees(self) -> bool:
        return self.office.may(self.guardian, DIARY, self.name)

    def told(self) -> list[tuple[str, str]]:
        message = roster_pb2.FamilyChanged.FromString(self.office.events("family")[-1])
        return sorted((each.begin_date, each.end_date) for each in message.guardians)


def test_a_court_ends_a_guardians_rights_and_lifting_the_order_gives_them_back(office: Office) -> None:
    family = Family(office)
    assert family.sees()
    order = family.order().order
    assert not family.sees()
    assert family.told() == [("", (TODAY - DAY).isoformat())]
    [guardian] = office.call("ListGuardians", pupil=family.name).guardians
    assert (guardian.rights, guardian.order.document) == (False, "2-145/2026 от 03.11.2026")
    with pytest.raises(FailedPrecondition):
        family.order()
    office.call("LiftGuardianOrder", pupil=family.name, order=order.order)
    assert family.sees()
    assert family.told() == [("", "")]
    [guardian] = office.call("ListGuardians", pupil=family.name).guardians
    assert guardian.rights
    assert not guardian.HasField("order")
    with pytest.raises(NotAllowed):
        office.call("LiftGuardianOrder", pupil=family.name, order=order.order)
    assert list(audit.findings(office.school.pool, {})) == []


def test_rights_come_back_by_themselves_after_an_order_for_a_time(office: Office) -> None:
    past, now = Family(office), Family(office)
    past.order(begin_date=(TODAY - 5 * DAY).isoformat(), end_date=(TODAY - DAY).isoformat())
    now.order(begin_date=(TODAY - 5 * DAY).isoformat(), end_date=TODAY.isoformat())
    assert past.sees()
    assert not now.sees()
    assert now.told() == [("", (TODAY - 6 * DAY).isoformat()), ((TODAY + DAY).isoformat(), "")]


def test_nobody_lifts_an_order_against_himself_and_one_that_ran_out_makes_room(office: Office) -> None:
    family = Family(office)
    order = family.order().order
    with pytest.raises(FailedPrecondition) as refused:
        office.call("LiftGuardianOrder", by=f"persons/{family.guardian}", pupil=family.name, order=order.order)
    assert refused.value.reason == "OWN_RIGHT"
    assert not family.sees()
    office.call("LiftGuardianOrder", pupil=family.name, order=order.order)
    family.order(begin_date=(TODAY - 5 * DAY).isoformat(), end_date=(TODAY - 2 * DAY).isoformat())
    assert family.sees()
    family.order()
    assert not family.sees()


def test_an_order_is_about_a_guardian_of_the_child_and_names_its_document(office: Office) -> None:
    family = Family(office)
    with pytest.raises(NotAllowed):
        family.order(guardian=f"persons/{new_id()}")
    for document in ("", "x" * 201, "a\nb"):
        with pytest.raises(InvalidArgument):
            family.order(document=document)
    assert family.sees()


def test_a_package_neither_revives_nor_ends_what_was_decided_here(office: Office) -> None:
    """What an import asks before it writes (tests/integration/identity/test_import.py goes the whole way)."""
    family = Family(office)
    family.order()
    person = office.school.person()
    office.call("GrantRole", person=f"persons/{person}", role="subject_teacher", object=office.school.name)
    with transaction(office.school.pool, EVERY_SCHOOL) as connection:
        keys, orders = store.decided(connection)
    assert (person, "subject_teacher", office.school.group, TODAY.isoformat()) in keys
    assert (family.guardian, family.pupil) in orders


class Client:
    """An integration client and its secret."""

    def __init__(self, office: Office, **scope: str) -> None:
        self.office, self.secret = office, secrets.token_urlsafe(32)
        given = {"permission": "gradebook.lessons.read", "school": f"schools/{office.school.id}"} | scope
        answer = office.call(
            "CreateClient", by="services/cli", title="Школьный сайт", scopes=[pb.ClientScope(**given)],
            secret_sha256=hashlib.sha256(self.secret.encode()).hexdigest(),
        )  # fmt: skip
        self.name, self.id = answer.client, answer.client.rpartition("/")[2]

    def may(self, permission: str = "gradebook.lessons.read", resource: str = "") -> bool:
        return self.office.may(self.id, permission, resource, subject="clients")


def test_a_client_has_its_scopes_at_its_schools_and_nothing_else(office: Office) -> None:
    client, other = Client(office), School(office.school.pool)
    assert client.may()
    assert not client.may(RECORD), "not a scope of its own"
    assert not client.may("identity.group_pupils.read"), "open to clients, but not given"
    assert not client.may(resource=other.name)
    assert not client.may(resource=f"schools/{office.school.id}/groups/{other.group}"), "not a group of that school"
    assert not office.may(client.id, "gradebook.lessons.read"), "a client is no person"
    token = clients.issue_token(office.school.pool, client.id, client.secret)
    assert token.text
    office.call("EndClient", by="services/cli", client=client.name)
    assert not client.may()
    with pytest.raises(Unauthenticated):
        clients.issue_token(office.school.pool, client.id, client.secret)
    with pytest.raises(NotAllowed):
        office.call("EndClient", by="services/cli", client=client.name)
    assert list(audit.findings(office.school.pool, {})) == []


def test_a_clients_scope_has_days(office: Office) -> None:
    tomorrow = (TODAY + DAY).isoformat()
    assert not Client(office, begin_date=tomorrow).may()
    assert Client(office, begin_date=date(2026, 1, 1).isoformat(), end_date=TODAY.isoformat()).may()


def test_a_wrong_secret_is_counted(office: Office) -> None:
    client = Client(office)
    reasons = set()
    for _ in range(11):
        with pytest.raises(ServiceError) as refused:
            clients.issue_token(office.school.pool, client.id, "x")
        reasons.add(refused.value.reason)
    assert reasons == {"WRONG_CREDENTIALS", "LOGIN_RATE_LIMITED"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " "}, "BAD_TITLE"),
        ({"secret_sha256": "ab"}, "BAD_SECRET_HASH"),
        ({"scopes": [{"permission": "gradebook.diary.read"}]}, "UNKNOWN_SCOPE"),
        ({"scopes": [{"permission": "nothing"}]}, "UNKNOWN_SCOPE"),
        ({"scopes": [{"end_date": "2000-01-01"}]}, "DATES_REVERSED"),
    ],
)
def test_a_wrong_client_is_refused_and_nothing_is_left(office: Office, fields: dict[str, Any], reason: str) -> None:
    usual = {"permission": "gradebook.lessons.read", "school": f"schools/{office.school.id}"}
    scopes = [pb.ClientScope(**(usual | scope)) for scope in fields.pop("scopes", [{}])]
    given = {"title": "Сайт", "secret_sha256": "0" * 64} | fields
    with pytest.raises(InvalidArgument) as refused:
        office.call("CreateClient", by="services/cli", scopes=scopes, **given)
    assert refused.value.reason == reason
    with transaction(office.school.pool, EVERY_SCHOOL) as connection:
        assert connection.execute("SELECT count(*) FROM client").fetchone() == (0,)
