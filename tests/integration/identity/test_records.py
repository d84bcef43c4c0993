"""Decisions on access, their end and their version, and the record of who looked, on real PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import psycopg
import pytest
from psycopg import sql
from zvonok.identity.v1 import access_pb2, access_pb2_grpc, people_pb2

from kit import pages
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.errors import InvalidArgument
from kit.ids import new_id
from kit.listening import Bell
from kit.rpc.gate import GateDisclosure
from services.identity.actions.access import DisclosureWriter, OwnGate
from services.identity.actions.import_roster import import_roster
from services.identity.domain.policy import OBJECT_KIND, POLICY, SELF
from services.identity.rpc.access import AccessServicer
from services.identity.rpc.people import PeopleServicer
from services.identity.store.access import LONGEST_CACHE_SECONDS, bump_relations_version
from tests.conftest import DatabaseUrls
from tests.integration.identity.test_people import Register, call
from tests.unit.identity_import.packages import add_person, enrol, two_schools, write

MOST = 200
PATIENCE_SECONDS = 30
MakeDatabase = Callable[[str], DatabaseUrls]
GET_DIARY = "/zvonok.gradebook.v1.GradebookService/GetDiary"


class Access:
    """The servicer behind the door, over a register of the test's own."""

    def __init__(self, urls: DatabaseUrls, register: Register) -> None:
        self.urls = urls
        self.register = register
        self.bell = Bell(urls.app, "relations_changed")
        self.servicer = AccessServicer(register.resources(), DisclosureWriter(register.pool), self.bell)

    def batch(self, subject: str, asked: list[tuple[str, str]]) -> access_pb2.BatchCheckResponse:
        items = [access_pb2.CheckItem(permission=permission, resource=resource) for permission, resource in asked]
        request = access_pb2.BatchCheckRequest(subject=subject, items=items)
        answer: access_pb2.BatchCheckResponse = call(self.servicer.BatchCheck, request)
        return answer

    def decide(self, subject: str, permission: str, resource: str) -> str:
        """The relation that grants it; empty: refused."""
        [decision] = self.batch(subject, [(permission, resource)]).decisions
        assert decision.allowed == bool(decision.relation)
        assert 0 <= decision.cache_seconds <= LONGEST_CACHE_SECONDS
        return decision.relation

    def version(self) -> int:
        return self.batch("persons/nobody", [("identity.school.read", self.register.school_name)]).relations_version

    def look(self, reader: str, pupil_id: str, method: str = GET_DIARY, **values: Any) -> None:
        """Records one look, durably."""
        made = {"kind": "marks", "relation": "guardian", "school": self.register.school_id, **values}
        disclosure = access_pb2.Disclosure(reader=reader, data_subjects=[pupil_id], method=method, **made)
        call(self.servicer.RecordDisclosures, access_pb2.RecordDisclosuresRequest(disclosures=[disclosure]))

    def looks(self, pupil_id: str, **page: Any) -> access_pb2.ListDisclosuresResponse:
        request = access_pb2.ListDisclosuresRequest(pupil=self.register.pupil_name(pupil_id), **page)
        answer: access_pb2.ListDisclosuresResponse = call(self.servicer.ListDisclosures, request)
        return answer


@pytest.fixture
def access(database: MakeDatabase) -> Iterator[Access]:
    urls = database("identity")
    with open_pool(urls.app) as pool:
        yield Access(urls, Register(pool).begin())


def zone_of_another_day() -> str:
    """A zone whose date is not that of UTC now, and is still the same in an hour."""
    now = datetime.now(UTC)
    for hours in (14, -12):
        local = now + timedelta(hours=hours)
        if local.date() != now.date() and local.hour < 23:
            # The signs of these names are the other way round.
            return f"Etc/GMT{-hours:+d}"
    raise AssertionError("there always is one")


@pytest.fixture
def abroad(database: MakeDatabase) -> Iterator[Access]:
    """A school where it is another day than at the server."""
    urls = database("identity")
    with open_pool(urls.app) as pool:
        yield Access(urls, Register(pool, zone_of_another_day()).begin())


def test_a_disclosure_is_neither_changed_nor_deleted_by_the_service_nor_by_the_owner(access: Access) -> None:
    pupil = access.register.pupil()
    access.look("persons/x", pupil)
    before = access.register.run("SELECT to_jsonb(disclosure)::text FROM disclosure")
    statements = (
        "UPDATE disclosure SET reader = 'persons/y'",
        "UPDATE disclosure SET refused = true WHERE false",
        "DELETE FROM disclosure",
        "TRUNCATE disclosure",
    )
    for statement in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            access.register.run(statement)
    with psycopg.connect(access.urls.owner, autocommit=True) as owner:
        for statement in statements:
            with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
                owner.execute(sql.SQL(statement))
    assert access.register.run("SELECT to_jsonb(disclosure)::text FROM disclosure") == before
    assert len(before) == 1


def test_two_hundred_questions_are_answered_in_their_order_and_one_more_refused(access: Access) -> None:
    register = access.register
    teacher = register.person()
    register.relate(teacher, "subject_teacher", "group", register.group_id)
    permission = "gradebook.journal.read"
    asked = [(permission, f"{register.school_name}/groups/{new_id()}") for _ in range(MOST)]
    for position in (0, 99, MOST - 1):
        asked[position] = (permission, register.group_name)
    asked[50] = ("no.such.permission", register.group_name)
    decisions = access.batch(f"persons/{teacher}", asked).decisions
    assert [number for number, each in enumerate(decisions) if each.allowed] == [0, 99, MOST - 1]
    assert len(decisions) == MOST
    with pytest.raises(InvalidArgument) as refusal:
        access.batch(f"persons/{teacher}", [*asked, (permission, register.group_name)])
    assert refusal.value.reason == "TOO_MANY_QUESTIONS"


@pytest.mark.parametrize(
    "subject",
    ["", "persons", "persons/", "persons/anna", "anna", "pupils/{teacher}", "{teacher}", "persons/{teacher}/x",
     "persons/0190a000-0000-7000-8000-000000000001", "services/", "services/nobody", "services/gradebook"],
)  # fmt: skip
def test_an_unknown_subject_is_a_no(access: Access, subject: str) -> None:
    register = access.register
    teacher = register.person()
    register.relate(teacher, "subject_teacher", "group", register.group_id)
    assert access.decide(f"persons/{teacher}", "gradebook.journal.read", register.group_name) == "subject_teacher"
    assert not access.decide(subject.format(teacher=teacher), "gradebook.journal.read", register.group_name)


@pytest.mark.parametrize(
    "permission",
    ["", "gradebook", "gradebook.journal", "gradebook.journal.read ", "GRADEBOOK.JOURNAL.READ", "no.such.one",
     "gradebook.journal.read\x00", "identity.access.check", "identity.roster.import"],
)  # fmt: skip
def test_an_unknown_permission_and_one_of_services_is_a_no(access: Access, permission: str) -> None:
    register = access.register
    head = register.person()
    register.relate(head, "director", "school", register.school_id)
    for resource in (register.group_name, register.school_name, ""):
        assert not access.decide(f"persons/{head}", permission, resource)
    assert not access.decide("services/nobody", permission, "")


@pytest.mark.parametrize(
    "resource",
    ["", "schools", "schools/", "{school}/", "{school}/groups", "{school}/groups/", "{school}/groups/1",
     "{school}/groups/{unknown}", "schools/{unknown}/groups/{group}", "{school}/classes/{group}", "{group}",
     "groups/{group}", "{school}/groups/{group}/", "{school}/groups/{group}/lessons", "{school}/groups/{group}\n",
     "{school}/groups/{group}\x00", "{school}", "municipalities/{unknown}", "../{school}/groups/{group}"],
)  # fmt: skip
def test_an_unknown_resource_is_a_no(access: Access, resource: str) -> None:
    register = access.register
    head = register.person()
    register.relate(head, "director", "school", register.school_id)
    name = resource.format(school=register.school_name, group=register.group_id, unknown=new_id())
    assert access.decide(f"persons/{head}", "gradebook.journal.read", register.group_name) == "director"
    assert not access.decide(f"persons/{head}", "gradebook.journal.read", name)


def test_a_lesson_and_its_line_item_are_parts_of_their_group(access: Access) -> None:
    register = access.register
    teacher = register.person()
    register.relate(teacher, "subject_teacher", "group", register.group_id)
    for part in (f"/lessons/{new_id()}", f"/lessons/{new_id()}/lineItems/{new_id()}"):
        assert access.decide(f"persons/{teacher}", "gradebook.lesson.record", register.group_name + part)


def test_a_service_has_what_the_policy_gives_it_and_nothing_of_people(access: Access) -> None:
    assert access.decide("services/gradebook", "identity.access.check", "") == "service"
    assert access.decide("services/notify", "identity.contacts.read", "") == "service"
    assert not access.decide("services/gradebook", "identity.contacts.read", "")
    assert not access.decide("services/cli", "gradebook.journal.read", access.register.group_name)


# Every relation of the policy on the thing that it is held to, with a permission that it grants there.
HELD = [
    (relation, kind, next(name for name, one in POLICY.items() if relation in one.relations))
    for relation, kind in OBJECT_KIND.items()
    if relation != SELF
]


def tie(access: Access, relation: str, kind: str, days: tuple[int | None, int | None]) -> tuple[str, str]:
    """Ties a new person to the thing of this kind; the subject, and the resource that the permission is asked on."""
    register = access.register
    person = register.person()
    things = {
        "group": (register.group_id, register.group_name),
        "class": (register.class_id, register.group_name),
        "school": (register.school_id, register.group_name if relation != "pupil" else register.school_name),
        "municipality": (register.municipality_id, f"municipalities/{register.municipality_id}"),
    }
    if kind == "pupil":
        child = register.pupil()
        things["pupil"] = (child, register.pupil_name(child))
    object_id, resource = things[kind]
    in_school = kind in ("group", "class", "school")
    register.relate(person, relation, kind, object_id, days=days, school_id="" if in_school else None)
    return f"persons/{person}", resource


@pytest.mark.parametrize(("relation", "kind", "permission"), HELD, ids=[each[0] for each in HELD])
def test_a_relation_grants_from_its_first_day_to_its_last(
    access: Access, relation: str, kind: str, permission: str
) -> None:
    granted: dict[tuple[int | None, int | None], str] = {}
    for days in ((None, None), (0, 0), (0, None), (None, 0), (1, None), (1, 1), (None, -1), (-9, -1)):
        subject, resource = tie(access, relation, kind, days)
        granted[days] = access.decide(subject, permission, resource)
    assert granted == {
        (None, None): relation, (0, 0): relation, (0, None): relation, (None, 0): relation,
        (1, None): "", (1, 1): "", (None, -1): "", (-9, -1): "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "kind", "permission"),
    [each for each in HELD if each[1] != "municipality"],
    ids=[each[0] for each in HELD if each[1] != "municipality"],
)
def test_the_days_of_a_relation_are_those_of_the_school(
    abroad: Access, relation: str, kind: str, permission: str
) -> None:
    for days, expected in (((0, 0), relation), ((1, None), ""), ((None, -1), "")):
        subject, resource = tie(abroad, relation, kind, days)
        assert abroad.decide(subject, permission, resource) == expected


def test_a_child_who_leaves_the_school_is_out_of_reach_of_its_head_the_day_after(access: Access) -> None:
    register = access.register
    head = register.person()
    register.relate(head, "director", "school", register.school_id)
    for last, expected in ((0, "director"), (-1, "")):
        child = register.person()
        register.relate(child, "pupil", "school", register.school_id, days=(None, last))
        assert access.decide(f"persons/{head}", "gradebook.diary.read", register.pupil_name(child)) == expected


def test_an_import_that_changes_relations_raises_their_version_and_another_does_not(
    access: Access, tmp_path: Path
) -> None:
    versions = [access.version()]
    tables = two_schools()
    later = two_schools()
    add_person(later, "a-n", "student", "a/1")
    enrol(later, "a-g", "a-n", "student", "a/1")
    for number, package in enumerate((tables, tables, later, tables)):
        path = write(tmp_path / f"{number}.zip", package)
        report = import_roster(
            access.register.pool, path, "Звонаревск", new_id(), dry_run=False, progress=lambda *_: None
        )
        assert not report.refusals
        versions.append(access.version())
    first, brought_in, same, one_more, one_less = versions
    assert first < brought_in == same < one_more < one_less


def test_decisions_tell_the_version_that_they_were_made_at(access: Access) -> None:
    question = [("gradebook.journal.read", access.register.group_name)]
    before = access.batch(f"persons/{new_id()}", question).relations_version
    with transaction(access.register.pool, EVERY_SCHOOL) as connection:
        bump_relations_version(connection)
    for subject in (f"persons/{new_id()}", "persons/x", "services/portal", "x"):
        assert access.batch(subject, question).relations_version == before + 1
    assert access.batch(f"persons/{new_id()}", [("x", "y")]).relations_version == before + 1


@pytest.fixture
def wire(access: Access) -> Iterator[access_pb2_grpc.AccessServiceStub]:
    """The servicer on a real server, without the door, which has tests of its own."""
    access.bell.start()
    server = grpc.server(ThreadPoolExecutor(4))
    access_pb2_grpc.add_AccessServiceServicer_to_server(access.servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield access_pb2_grpc.AccessServiceStub(channel)
    server.stop(0).wait()


def test_a_watcher_hears_the_version_at_once_and_after_every_change(
    access: Access, wire: access_pb2_grpc.AccessServiceStub
) -> None:
    version = access.version()
    stream = wire.WatchRelations(access_pb2.WatchRelationsRequest(), timeout=PATIENCE_SECONDS)
    assert next(stream).relations_version == version
    for _ in range(3):
        with transaction(access.register.pool, EVERY_SCHOOL) as connection:
            bump_relations_version(connection)
        # The bell may ring once more than there were changes; it never tells of an older version.
        while (heard := next(stream).relations_version) != version + 1:
            assert heard == version
        version = heard
    stream.cancel()


def test_a_change_that_is_rolled_back_moves_no_version(access: Access) -> None:
    before = access.version()
    with pytest.raises(ZeroDivisionError), transaction(access.register.pool, EVERY_SCHOOL) as connection:
        bump_relations_version(connection)
        raise ZeroDivisionError
    assert access.version() == before


def test_looks_are_listed_newest_first_with_names_of_staff_alone(access: Access) -> None:
    register = access.register
    pupil, teacher, mother = register.pupil(), register.person("Иванова"), register.person("Петрова")
    access.look(f"persons/{mother}", pupil)
    access.look(f"persons/{teacher}", pupil, relation="subject_teacher", method="/x/GetJournal")
    access.look("services/notify", pupil, relation="service", kind="contacts")
    access.look(f"persons/{mother}", register.pupil())
    access.look(f"persons/{teacher}", pupil, relation="", refused=True)
    answer = access.looks(pupil)
    assert [(each.reader_name, each.reader_role, each.kind, each.refused) for each in answer.entries] == [
        ("", "", "marks", True),
        ("", "services/notify", "contacts", False),
        ("Иванова Анна Петровна", "subject_teacher", "marks", False),
        ("", "guardian", "marks", False),
    ]
    assert answer.entries[2].method == "/x/GetJournal"
    assert abs(answer.entries[0].time.ToDatetime(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=5)
    assert not answer.next_page_token


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_pages_of_looks_give_each_once_and_end(access: Access, size: int) -> None:
    pupil, methods = access.register.pupil(), [f"/x/Method{number}" for number in range(5)]
    for method in methods:
        access.look("persons/x", pupil, method)
    found: list[str] = []
    token = ""
    while True:
        answer = access.looks(pupil, page_size=size, page_token=token)
        assert len(answer.entries) <= size
        found += [each.method for each in answer.entries]
        token = answer.next_page_token
        if not token:
            break
    assert found == methods[::-1]


def test_a_page_token_of_looks_that_is_foreign_or_malformed_is_refused(access: Access) -> None:
    pupil = access.register.pupil()
    for token in (
        "!",
        pages.encode([]),
        pages.encode([1]),
        pages.encode(["x"]),
        pages.encode(["2026-10-01", new_id()]),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            access.looks(pupil, page_token=token)
        assert refusal.value.reason == "BAD_PAGE_TOKEN"
    with pytest.raises(InvalidArgument) as refusal:
        access.looks(pupil, page_size=-1)
    assert refusal.value.reason == "BAD_PAGE_SIZE"


def test_records_of_callers_at_the_same_time_are_all_there(access: Access) -> None:
    pupils = [access.register.pupil() for _ in range(8)]
    together = threading.Barrier(len(pupils))

    def look(pupil_id: str) -> None:
        together.wait(PATIENCE_SECONDS)
        for _ in range(5):
            access.look("persons/x", pupil_id)

    with ThreadPoolExecutor(len(pupils)) as threads:
        list(threads.map(look, pupils))
    counted = access.register.run("SELECT data_subject, count(*) FROM disclosure GROUP BY data_subject")
    assert dict(counted) == dict.fromkeys(pupils, 5)


def test_a_look_at_nobody_leaves_no_row_and_one_at_several_leaves_one_each(access: Access) -> None:
    gate = OwnGate(access.register.pool, DisclosureWriter(access.register.pool))
    assert not gate.decide("persons/x", "gradebook.journal.read", [access.register.group_name], fresh=True)[0].allowed
    access.look("persons/x", "nobody")
    assert not access.register.run("SELECT FROM disclosure")
    one, other = access.register.pupil(), new_id()
    disclosure = access_pb2.Disclosure(reader="persons/x", data_subjects=[one, "", other], kind="names", school="no id")
    call(access.servicer.RecordDisclosures, access_pb2.RecordDisclosuresRequest(disclosures=[disclosure]))
    rows = access.register.run("SELECT data_subject, school_id FROM disclosure")
    assert sorted(rows) == sorted([(one, None), (other, None)])


@pytest.mark.parametrize(
    ("days", "seen"), [((0, 0), True), ((-5, -1), False), ((1, 5), False)], ids=["today", "until yesterday", "tomorrow"]
)
def test_what_is_listed_as_visible_is_what_is_decided_on_the_schools_own_day(
    abroad: Access, days: tuple[int, int], seen: bool
) -> None:
    """It used to go by the server's day, or by another town's."""
    register = abroad.register
    pupil, parent, leader = register.pupil(), register.person(), register.person()
    register.relate(parent, "guardian", "pupil", pupil, days=days, school_id=None)
    register.relate(leader, "class_teacher", "class", register.class_id)
    register.relate(pupil, "class_pupil", "class", register.class_id, days=days)
    for person in (parent, leader):
        request = access_pb2.ListVisibleRequest(
            subject=f"persons/{person}", permission="gradebook.diary.read", kind="pupils"
        )
        visible = list(call(abroad.servicer.ListVisible, request).resources)
        assert visible == ([register.pupil_name(pupil)] if seen else [])
        decided = abroad.decide(f"persons/{person}", "gradebook.diary.read", register.pupil_name(pupil))
        assert bool(decided) is seen
    roles = call(PeopleServicer(register.resources()).GetMe, people_pb2.GetMeRequest(), f"persons/{parent}").roles
    assert [role.role for role in roles] == (["guardian"] if seen else [])


@pytest.mark.parametrize("subject", ["persons/x", "persons/\0", "persons/", "persons/x/y"])
def test_a_subject_that_is_no_id_is_a_no(access: Access, subject: str) -> None:
    assert access.decide(subject, "gradebook.journal.read", access.register.group_name) == ""
    request = access_pb2.ListVisibleRequest(subject=subject, permission="gradebook.journal.read", kind="groups")
    assert not call(access.servicer.ListVisible, request).resources


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_of_looks_lose_none_and_repeat_none(access: Access, size: int) -> None:
    """Interleaved looks of one minute are entries of their own; it used to lose some of them between pages."""
    pupil = access.register.pupil()
    readers = [f"persons/{new_id()}" for _ in range(4)]
    for number in range(12):
        access.look(readers[number % 4], pupil, refused=number % 3 == 0)
    whole = access.looks(pupil, page_size=100).entries
    found, token = [], ""
    while True:
        answer = access.looks(pupil, page_size=size, page_token=token)
        assert len(answer.entries) <= size
        found += answer.entries
        token = answer.next_page_token
        if not token:
            break
    assert found == list(whole)
    assert sum(entry.count for entry in found) == 12


def test_a_record_that_cannot_be_stored_does_not_take_others_with_it(access: Access) -> None:
    pupil = access.register.pupil()
    good = GateDisclosure("persons/x", (pupil,), "", "marks", "guardian", "/Get", "", refused=False)
    bad = replace(good, kind="marks\0")
    writer = DisclosureWriter(access.register.pool)
    with ThreadPoolExecutor(9) as threads:
        written = [threads.submit(writer.write, [bad if number % 3 == 1 else good]) for number in range(9)]
    assert [isinstance(one.exception(), psycopg.DataError) for one in written] == [False, True, False] * 3
    assert sum(entry.count for entry in access.looks(pupil).entries) == 6
