"""Unusual looks: marked in the commit of their record, listed for the school and shown to the family, on PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from zvonok.identity.v1 import access_pb2, access_pb2_grpc

from kit.database import open_pool, transaction
from kit.errors import InvalidArgument
from kit.ids import new_id
from kit.listening import Bell
from kit.rpc.gate import GateDisclosure
from kit.rpc.server import Binding
from services.identity.actions import looks
from services.identity.actions.access import DisclosureWriter
from services.identity.rpc.access import AccessServicer
from tests.conftest import DatabaseUrls, Pool
from tests.integration.identity.test_people import Register, call, refused, serving

GET_DIARY = "/zvonok.gradebook.v1.GradebookService/GetDiary"
GET_JOURNAL = "/zvonok.gradebook.v1.GradebookService/GetJournal"
# A Tuesday; in Moscow it is 12:00.
NOON = datetime(2026, 11, 24, 9, 0, 1, tzinfo=UTC)


@dataclass
class Looking:
    """A school whose records are written at times of the test's choice."""

    urls: DatabaseUrls
    register: Register
    now: datetime = NOON
    writer: DisclosureWriter = field(init=False)
    servicer: AccessServicer = field(init=False)

    def __post_init__(self) -> None:
        self.writer = DisclosureWriter(self.register.pool, lambda: self.now)
        self.servicer = AccessServicer(self.register.resources(), self.writer, Bell(self.urls.app, "relations_changed"))

    def staff(self, relation: str, family_name: str = "Иванова") -> str:
        person = self.register.person(family_name)
        kind, thing = {
            "subject_teacher": ("group", self.register.group_id),
            "class_teacher": ("class", self.register.class_id),
        }.get(relation, ("school", self.register.school_id))
        self.register.relate(person, relation, kind, thing)
        return person

    def look(self, reader: str, *pupils: str, at: datetime | None = None, **values: Any) -> None:
        self.now = at or self.now
        made = {"school": self.register.school_id, "kind": "marks", "relation": "subject_teacher", "method": GET_DIARY}
        made |= {"trace_id": "", "refused": False} | values
        self.writer.write([GateDisclosure(f"persons/{reader}", tuple(pupils), **made)])

    def report(self, **page: Any) -> access_pb2.ListUnusualLooksResponse:
        request = access_pb2.ListUnusualLooksRequest(school=self.register.school_name, **page)
        answer: access_pb2.ListUnusualLooksResponse = call(self.servicer.ListUnusualLooks, request)
        return answer

    def family(self, pupil: str) -> list[tuple[str, list[str]]]:
        """What a family sees, oldest first: the reader's role and why that is unusual."""
        request = access_pb2.ListDisclosuresRequest(pupil=self.register.pupil_name(pupil))
        entries = call(self.servicer.ListDisclosures, request).entries
        return [(entry.reader_role, list(entry.unusual)) for entry in reversed(entries)]


@pytest.fixture
def make(database: Callable[[str], DatabaseUrls]) -> Iterator[Callable[[str], Looking]]:
    pools: list[Pool] = []

    def make_school(zone: str) -> Looking:
        urls = database("identity")
        pools.append(open_pool(urls.app))
        return Looking(urls, Register(pools[-1], zone).begin())

    yield make_school
    for pool in pools:
        pool.close()


@pytest.fixture
def looking(make: Callable[[str], Looking]) -> Looking:
    return make("Europe/Moscow")


def test_staff_at_night_is_marked_for_the_school_and_for_the_family(looking: Looking) -> None:
    register = looking.register
    teacher, pupils = looking.staff("subject_teacher"), [register.pupil() for _ in range(3)]
    night = datetime(2026, 11, 24, 17, 5, 30, tzinfo=UTC)
    looking.look(teacher, *pupils, method=GET_JOURNAL)
    looking.look(teacher, *pupils, method=GET_JOURNAL, at=night)
    looking.look(teacher, *pupils[:2], method=GET_JOURNAL, at=night + timedelta(seconds=20))
    looking.look(register.person(), pupils[0], relation="guardian", at=night)
    looking.look(register.person(), pupils[0], relation="", refused=True, at=night)
    [outsider, entry] = looking.report().looks
    assert (entry.reader, entry.reader_name) == (f"persons/{teacher}", "Иванова Анна Петровна")
    assert (entry.reader_role, entry.kind, entry.method) == ("subject_teacher", "marks", GET_JOURNAL)
    assert (list(entry.reasons), entry.refused, entry.count, entry.children) == (["outside_hours"], False, 2, 3)
    assert entry.time.ToDatetime(tzinfo=UTC) == night
    assert (list(outsider.reasons), outsider.refused, outsider.children) == (["refused"], True, 1)
    assert looking.family(pupils[0]) == [
        ("subject_teacher", []),
        ("guardian", []),
        ("", ["refused"]),
        ("subject_teacher", ["outside_hours"]),
    ]
    assert looking.family(pupils[2]) == [("subject_teacher", []), ("subject_teacher", ["outside_hours"])]


@pytest.mark.parametrize(
    ("zone", "unusual"),
    [("Europe/Moscow", False), ("Asia/Vladivostok", False), ("Asia/Kamchatka", True), ("America/New_York", True)],
)
def test_hours_go_by_the_schools_own_clock(make: Callable[[str], Looking], zone: str, unusual: bool) -> None:
    """09:00 UTC is noon in Moscow, 19:00 in Vladivostok, 21:00 on Kamchatka, 04:00 in New York."""
    there = make(zone)
    there.look(there.staff("class_teacher"), there.register.pupil(), relation="class_teacher")
    assert bool(there.report().looks) is unusual


def test_who_was_refused_is_named_when_of_the_staff_and_has_only_a_role_otherwise(looking: Looking) -> None:
    register = looking.register
    pupil, mother, stranger = register.pupil(), register.person("Петрова"), register.person("Чужая")
    register.relate(mother, "guardian", "pupil", pupil, school_id=None)
    readers = [
        looking.staff("subject_teacher", "Ветрова"),
        mother,
        pupil,
        stranger,
        looking.staff("director", "Галкина"),
    ]
    for minute, reader in enumerate(readers):
        looking.look(reader, register.pupil(), relation="", refused=True, at=NOON + timedelta(minutes=minute))
    looking.writer.write(
        [GateDisclosure("services/portal", (pupil,), register.school_id, "marks", "", GET_DIARY, "", refused=True)]
    )
    found = [(one.reader, one.reader_name, one.reader_role) for one in reversed(looking.report().looks)]
    assert found == [
        (f"persons/{readers[0]}", "Ветрова Анна Петровна", "subject_teacher"),
        ("", "", "guardian"),
        ("", "", "pupil"),
        ("", "", ""),
        (f"persons/{readers[4]}", "Галкина Анна Петровна", "director"),
    ]


def test_many_children_by_an_office_mark_the_looks_before_as_well(looking: Looking) -> None:
    """Five classes one after the other: the first ones are marked when the fifth is opened."""
    director = looking.staff("director")
    classes = [[new_id() for _ in range(25)] for _ in range(5)]
    for number, children in enumerate(classes):
        assert not looking.report().looks
        looking.look(director, *children, relation="director", method=GET_JOURNAL, at=NOON + timedelta(minutes=number))
    found = looking.report()
    assert [list(one.reasons) for one in found.looks] == [["many_children"]] * 5
    assert [one.children for one in found.looks] == [25] * 5
    assert [one.time.ToDatetime(tzinfo=UTC) for one in found.looks] == [
        NOON + timedelta(minutes=minute) for minute in (4, 3, 2, 1, 0)
    ]
    for children in classes:
        assert looking.family(children[0]) == [("director", ["many_children"])]


def test_a_teachers_own_groups_are_many_children_and_nothing_unusual(looking: Looking) -> None:
    teacher = looking.staff("subject_teacher")
    for _ in range(6):
        looking.look(teacher, *[new_id() for _ in range(25)], method=GET_JOURNAL)
    assert not looking.report().looks


def own_class(looking: Looking, size: int) -> list[str]:
    register = looking.register
    found = [register.pupil() for _ in range(size)]
    for pupil in found:
        register.relate(pupil, "group_pupil", "group", register.group_id)
    return found


def test_who_teaches_and_has_an_office_is_marked_for_single_children_of_other_classes(looking: Looking) -> None:
    head = looking.staff("deputy_head")
    looking.register.relate(head, "subject_teacher", "group", looking.register.group_id)
    own, foreign = own_class(looking, 5), [looking.register.pupil() for _ in range(4)]
    for number, pupil in enumerate([*own, *foreign[:3]]):
        looking.look(head, pupil, relation="deputy_head", at=NOON + timedelta(minutes=number))
    assert not looking.report().looks
    looking.look(head, foreign[3], relation="deputy_head", at=NOON + timedelta(minutes=30))
    assert [list(one.reasons) for one in looking.report().looks] == [["outside_own_classes"]] * 4
    assert looking.family(foreign[0]) == [("deputy_head", ["outside_own_classes"])]
    assert looking.family(own[0]) == [("deputy_head", [])]


def test_a_deputy_head_without_classes_looks_at_single_children_as_the_office_is_there_for(looking: Looking) -> None:
    head = looking.staff("deputy_head")
    # What he taught until yesterday is not his own any more.
    looking.register.relate(head, "subject_teacher", "group", looking.register.group_id, days=(-9, -1))
    [(today,)] = looking.register.run("SELECT (now() AT TIME ZONE %s)::date", looking.register.zone)
    looking.now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    for pupil in [looking.register.pupil() for _ in range(9)]:
        looking.look(head, pupil, relation="deputy_head")
    assert not [one for one in looking.report().looks if "outside_own_classes" in one.reasons]


@pytest.mark.parametrize("kind", ["work", "staff"])
def test_what_staff_see_of_each_other_is_unusual_only_when_refused(looking: Looking, kind: str) -> None:
    """A deputy head looks for a substitute at night, and at every colleague."""
    night = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    colleagues = [new_id() for _ in range(130)]
    for _ in range(2):
        looking.look(looking.staff("deputy_head"), *colleagues, relation="deputy_head", kind=kind, at=night)
    assert not looking.report().looks
    looking.look(looking.register.person(), *colleagues[:1], relation="", kind=kind, refused=True, at=night)
    assert [list(each.reasons) for each in looking.report().looks] == [["refused"]]


def test_a_look_has_several_reasons_at_once(looking: Looking) -> None:
    looking.now = datetime(2026, 11, 29, 9, tzinfo=UTC)
    looking.look(looking.staff("director"), *[new_id() for _ in range(101)], relation="director")
    [entry] = looking.report().looks
    assert list(entry.reasons) == ["many_children", "outside_hours"]
    assert (entry.count, entry.children) == (1, 101)


def filled(looking: Looking) -> list[access_pb2.UnusualLook]:
    """Interleaved refusals over some minutes, several readers in each, and some of another school; the whole report."""
    register = looking.register
    readers = [register.person() for _ in range(4)]
    elsewhere = register.school(new_id(), "Школа № 2")
    for number in range(30):
        at = NOON + timedelta(seconds=number * 13 if number < 20 else number * 200)
        looking.look(readers[number % 4], register.pupil(), relation="", refused=True, at=at)
        looking.look(readers[number % 3], register.pupil(), relation="", refused=True, school=elsewhere)
    return list(looking.report(page_size=200).looks)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_lose_none_and_repeat_none(looking: Looking, size: int) -> None:
    whole = filled(looking)
    assert sum(entry.count for entry in whole) == 30
    found: list[access_pb2.UnusualLook] = []
    token = ""
    while True:
        answer = looking.report(page_size=size, page_token=token)
        assert len(answer.looks) <= size
        found += answer.looks
        # What comes in meanwhile stands above, and moves nothing.
        looking.look(looking.register.person(), new_id(), relation="", refused=True)
        token = answer.next_page_token
        if not token:
            break
    assert found == whole


def test_a_malformed_page_is_refused(looking: Looking) -> None:
    for page, reason in (({"page_token": "!"}, "BAD_PAGE_TOKEN"), ({"page_size": -1}, "BAD_PAGE_SIZE")):
        with pytest.raises(InvalidArgument) as refusal:
            looking.report(**page)
        assert refusal.value.reason == reason


def test_a_page_token_of_another_school_shows_nothing_of_it(looking: Looking) -> None:
    register, elsewhere = looking.register, Looking(looking.urls, Register(looking.register.pool).begin())
    for there in (elsewhere, looking, elsewhere):
        there.look(register.person(), new_id(), relation="", refused=True, at=NOON + timedelta(minutes=1))
        there.look(register.person(), new_id(), relation="", refused=True, at=NOON)
    token = elsewhere.report(page_size=1).next_page_token
    own = list(looking.report().looks)
    assert len(own) == 2
    assert list(looking.report(page_token=token).looks) == own


def test_the_number_is_of_seven_days_and_of_the_school(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    now, pupil = datetime.now(UTC), looking.register.pupil()
    elsewhere = looking.register.school(new_id(), "Школа № 2")
    for days in (8, 6, 1):
        looking.look(looking.register.person(), pupil, relation="", refused=True, at=now - timedelta(days=days))
    looking.look(looking.register.person(), pupil, relation="", refused=True, school=elsewhere)
    answer = looking.report(count_only=True)
    assert (answer.recent_count, list(answer.looks), answer.next_page_token) == (2, [], "")
    assert len(looking.report().looks) == 3
    monkeypatch.setattr(looks, "MOST_COUNTED", 1)
    assert looking.report().recent_count == 1


def test_the_wall_stands_around_the_schools_own(looking: Looking) -> None:
    filled(looking)
    with transaction(looking.register.pool, looking.register.school_id) as connection:
        schools = connection.execute("SELECT school_id, count(*) FROM unusual_look GROUP BY school_id").fetchall()
    assert schools == [(looking.register.school_id, 30)]


def test_marks_are_neither_changed_nor_deleted(looking: Looking) -> None:
    looking.look(looking.register.person(), looking.register.pupil(), relation="", refused=True)
    statements = ("UPDATE unusual_look SET reader = 'x'", "DELETE FROM unusual_look", "TRUNCATE unusual_look")
    for statement in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            looking.register.run(statement)
    with psycopg.connect(looking.urls.owner, autocommit=True) as owner:
        for statement in statements:
            with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
                owner.execute(sql.SQL(statement))


def test_a_look_at_a_school_that_there_is_not_is_recorded_and_reported_to_nobody(looking: Looking) -> None:
    pupil = looking.register.pupil()
    for school in (new_id(), "", "x"):
        looking.look(looking.register.person(), pupil, relation="", refused=True, school=school)
    assert looking.register.run("SELECT count(*) FROM unusual_look") == [(0,)]
    assert looking.family(pupil) == [("", []), ("", []), ("", [])]


def test_what_did_not_get_on_record_counts_for_nothing(looking: Looking) -> None:
    """A commit that fails is repeated by its caller: the repeat is counted once, and marked when its time comes."""
    director, register = looking.staff("director"), looking.register
    first, second = [new_id() for _ in range(60)], [new_id() for _ in range(60)]
    looking.look(director, *first, relation="director")
    bad = GateDisclosure(
        f"persons/{director}", tuple(second), register.school_id, "x\0", "director", "", "", refused=False
    )
    for _ in range(2):
        with pytest.raises(psycopg.DataError):
            looking.writer.write([bad])
        assert not looking.report().looks
    looking.writer.write([replace(bad, kind="marks")])
    assert [one.children for one in looking.report().looks] == [60, 60]


def test_what_is_usual_costs_no_statement(looking: Looking) -> None:
    """The commit of records is on the path of every answer."""
    writer, register = looking.writer, looking.register
    teacher, director, pupil = looking.staff("subject_teacher"), looking.staff("director"), register.pupil()
    usual = [
        GateDisclosure(
            f"persons/{teacher}", (pupil,), register.school_id, "marks", "subject_teacher", "", "", refused=False
        ),
        GateDisclosure(f"persons/{director}", (pupil,), register.school_id, "marks", "director", "", "", refused=False),
    ]
    zones = {register.school_id: register.zone}
    for _ in range(5):
        with writer._watch.weighing():
            # There is no connection that it could use.
            writer._watch.mark(None, usual, zones, NOON)  # type: ignore[arg-type]


def test_director_and_journal_administrator_read_it_over_the_wire_and_nobody_else(
    looking: Looking, tmp_path: Path
) -> None:
    register = looking.register
    names = ("director", "journal_administrator", "deputy_head", "subject_teacher")
    for name in names:
        register.account(f"{name}.looks", looking.staff(name))
    looking.look(looking.staff("subject_teacher"), register.pupil(), relation="", refused=True)
    request = access_pb2.ListUnusualLooksRequest(school=register.school_name)
    service = access_pb2.DESCRIPTOR.services_by_name["AccessService"]
    binding = Binding(service, access_pb2_grpc.add_AccessServiceServicer_to_server, looking.servicer)
    with serving(register, tmp_path, binding) as door:
        stub = access_pb2_grpc.AccessServiceStub(door.caller)
        for name in names[:2]:
            assert len(stub.ListUnusualLooks(request, metadata=door.token(f"{name}.looks")).looks) == 1
        for name in names[2:]:
            code, reason, _ = refused(stub.ListUnusualLooks, request, door.token(f"{name}.looks"))
            assert (code.name, reason) == ("PERMISSION_DENIED", "NOT_ALLOWED")
    recorded = register.run("SELECT kind, relation FROM disclosure WHERE method LIKE '%%ListUnusualLooks' ORDER BY 2")
    assert recorded == [("disclosures", "director"), ("disclosures", "journal_administrator")]
