"""People, groups and classes as they are given out, by right, by name and a page at a time, on real PostgreSQL."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from psycopg import sql
from zvonok.identity.v1 import (
    people_pb2,
    people_pb2_grpc,
    schools_pb2,
    schools_pb2_grpc,
    sessions_pb2,
    sessions_pb2_grpc,
)

from kit import pages
from kit.config import ServiceConfig, read_config
from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from kit.rpc.call import Call, answering
from kit.rpc.client import open_channel, with_token
from kit.rpc.errors import error_info
from kit.rpc.server import Binding, build_server
from kit.rpc.tokens import TokenVerifier
from kit.service import Resources
from services.identity.actions.access import DisclosureWriter, OwnGate
from services.identity.actions.sessions import HASHER, signing_keys
from services.identity.rpc.people import PeopleServicer
from services.identity.rpc.schools import SchoolServicer
from services.identity.rpc.sessions import SessionServicer
from tests.conftest import ROOT, Pool
from tests.integration.kit_rpc.authority import Authority

MakePool = Callable[[str], Pool]
PASSWORD = "Колокольчик-7"
# Made once: hashing is slow by design.
PASSWORD_HASH = HASHER.hash(PASSWORD)
TOO_MANY = 201


@dataclass
class Register:
    """A school with a class and a group, as an import leaves it."""

    pool: Pool
    zone: str = "Europe/Moscow"
    municipality_id: str = field(default_factory=new_id)
    school_id: str = field(default_factory=new_id)
    class_id: str = field(default_factory=new_id)
    group_id: str = field(default_factory=new_id)
    course_id: str = field(default_factory=new_id)

    def begin(self) -> "Register":
        title = f"Город {self.municipality_id}"
        self.put("municipality", municipality_id=self.municipality_id, title=title)
        course = {"source_id": "c", "title": "Алгебра", "code": "ALG"}
        self.put("course", municipality_id=self.municipality_id, course_id=self.course_id, **course)
        self.school(self.school_id)
        self.school_class(self.class_id)
        self.group(self.group_id)
        return self

    def put(self, table: str, **values: Any) -> None:
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder() * len(values)),
        )
        with self.pool.connection() as connection:
            connection.execute(statement, list(values.values()))

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def school(self, school_id: str, title: str = "Школа № 1") -> str:
        self.put(
            "school", school_id=school_id, municipality_id=self.municipality_id, source_id=school_id, title=title,
            time_zone=self.zone, live_from="2026-09-01",
        )  # fmt: skip
        return school_id

    def school_class(self, class_id: str, title: str = "7А", school_id: str = "") -> str:
        school = school_id or self.school_id
        self.put("class", school_id=school, class_id=class_id, source_id=class_id, title=title, year_group=7)
        return class_id

    def group(self, group_id: str, title: str = "7А алгебра", school_id: str = "") -> str:
        self.put(
            "teaching_group", school_id=school_id or self.school_id, group_id=group_id, source_id=group_id,
            title=title, course_id=self.course_id, class_id=None if school_id else self.class_id, year_group=7,
            term_ids=[],
        )  # fmt: skip
        return group_id

    def person(self, family_name: str = "Иванова", given_name: str = "Анна", middle_name: str = "Петровна") -> str:
        person_id = new_id()
        self.put(
            "person", person_id=person_id, municipality_id=self.municipality_id, source_id=person_id,
            given_name=given_name, family_name=family_name, middle_name=middle_name,
            email=f"{person_id}@pochta.example",
        )  # fmt: skip
        return person_id

    def account(
        self, username: str, person_id: str = "", *, enabled: bool = True, password_hash: str | None = PASSWORD_HASH
    ) -> str:
        person = person_id or self.person()
        self.put("account", person_id=person, username=username, password_hash=password_hash, enabled=enabled)
        return person

    def relate(
        self,
        person_id: str,
        relation: str,
        object_kind: str,
        object_id: str,
        *,
        days: tuple[int | None, int | None] = (None, None),
        school_id: str | None = "",
    ) -> None:
        """A relation; `days` are its first and last day, counted from today at the school; None: open."""
        [(today,)] = self.run("SELECT (now() AT TIME ZONE %s)::date", self.zone)
        begin, end = (None if day is None else today.toordinal() + day for day in days)
        self.put(
            "relation", relation_id=new_id(), person_id=person_id, relation=relation, object_kind=object_kind,
            object_id=object_id, school_id=self.school_id if school_id == "" else school_id,
            begin_date="-infinity" if begin is None else today.fromordinal(begin),
            end_date="infinity" if end is None else today.fromordinal(end),
        )  # fmt: skip

    def pupil(self, family_name: str = "Петров", given_name: str = "Иван", middle_name: str = "Ильич") -> str:
        """A pupil of the school, in no class."""
        person_id = self.person(family_name, given_name, middle_name)
        self.relate(person_id, "pupil", "school", self.school_id)
        return person_id

    def pupil_name(self, pupil_id: str) -> str:
        return f"{self.school_name}/pupils/{pupil_id}"

    @property
    def school_name(self) -> str:
        return f"schools/{self.school_id}"

    @property
    def group_name(self) -> str:
        return f"{self.school_name}/groups/{self.group_id}"

    @property
    def class_name(self) -> str:
        return f"{self.school_name}/classes/{self.class_id}"

    def resources(self, config: ServiceConfig | None = None) -> Resources:
        """What servicers are made from; identity calls no service."""
        return Resources(config, self.pool, grpc.insecure_channel("127.0.0.1:1"))  # type: ignore[arg-type]


def call(method: Any, request: Any, subject: str = "services/portal", session_id: str = "") -> Any:
    """A call as it stands behind the door."""
    with answering(Call(subject, session_id, "portal", "", "", "")):
        return method(request, None)


@dataclass
class Door:
    """Identity on a real server, with its own gate; streams of relations are served elsewhere."""

    config: ServiceConfig
    caller: grpc.Channel

    @property
    def sessions(self) -> sessions_pb2_grpc.SessionServiceStub:
        return sessions_pb2_grpc.SessionServiceStub(self.caller)

    @property
    def people(self) -> people_pb2_grpc.PeopleServiceStub:
        return people_pb2_grpc.PeopleServiceStub(self.caller)

    def token(self, username: str) -> tuple[tuple[str, str], ...]:
        """Call metadata that speaks for who logs in under this name."""
        opened = self.sessions.LogIn(sessions_pb2.LogInRequest(username=username, password=PASSWORD))
        request = sessions_pb2.IssueTokenRequest(session_secret=opened.session_secret)
        return with_token(self.sessions.IssueToken(request).access_token)


@contextmanager
def serving(register: Register, folder: Path, *more: Binding) -> Iterator[Door]:
    """Serves identity on a port that is held as long as the block lasts."""
    authority = Authority(folder)
    for name in ("identity", "portal"):
        authority.issue(name)
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{held.getsockname()[1]}"
        config = read_config(
            "identity",
            {
                "ZVONOK_IDENTITY_DATABASE_URL": "held by the pool",
                "AMQP_URL": "not used",
                "ZVONOK_IDENTITY_LISTEN": listen,
                "ZVONOK_IDENTITY_ADDRESS": listen,
                "ZVONOK_TLS_DIR": str(folder),
                "ZVONOK_CALLERS_FILE": str(ROOT / "deploy" / "callers.yaml"),
            },
        )
        resources = register.resources(config)
        bindings = [
            Binding(
                sessions_pb2.DESCRIPTOR.services_by_name["SessionService"],
                sessions_pb2_grpc.add_SessionServiceServicer_to_server,
                SessionServicer(resources),
            ),
            Binding(
                people_pb2.DESCRIPTOR.services_by_name["PeopleService"],
                people_pb2_grpc.add_PeopleServiceServicer_to_server,
                PeopleServicer(resources),
            ),
            Binding(
                schools_pb2.DESCRIPTOR.services_by_name["SchoolService"],
                schools_pb2_grpc.add_SchoolServiceServicer_to_server,
                SchoolServicer(resources),
            ),
            *more,
        ]
        gate = OwnGate(register.pool, DisclosureWriter(register.pool))
        server = build_server(config, bindings, gate, TokenVerifier(lambda: signing_keys(register.pool)))
        server.start()
        try:
            with open_channel(listen, "identity", folder, "portal") as channel:
                yield Door(config, channel)
        finally:
            server.stop(0).wait()


def refused(stub: Any, request: Any, metadata: Sequence[tuple[str, str]] = ()) -> tuple[grpc.StatusCode, str, str]:
    """The code, reason and text of a refusal over the wire."""
    with pytest.raises(grpc.RpcError) as error:
        stub(request, metadata=metadata)
    info = error_info(error.value)
    return error.value.code(), info.reason if info else "", error.value.details() or ""


@pytest.fixture
def register(pool: MakePool) -> Register:
    return Register(pool("identity")).begin()


@pytest.fixture
def door(register: Register, tmp_path: Path) -> Iterator[Door]:
    with serving(register, tmp_path) as one:
        yield one


@pytest.fixture
def people(register: Register) -> PeopleServicer:
    return PeopleServicer(register.resources())


@pytest.fixture
def schools(register: Register) -> SchoolServicer:
    return SchoolServicer(register.resources())


def get_me(people: PeopleServicer, person_id: str) -> people_pb2.GetMeResponse:
    answer: people_pb2.GetMeResponse = call(people.GetMe, people_pb2.GetMeRequest(), f"persons/{person_id}")
    return answer


def roles_of(me: people_pb2.GetMeResponse) -> list[tuple[str, str]]:
    return [(each.role, each.scope) for each in me.roles]


def test_a_teacher_gets_groups_taught_and_classes_led_of_today(register: Register, people: PeopleServicer) -> None:
    teacher = register.person()
    later, over, substituted = (register.group(new_id(), title) for title in ("later", "over", "substituted"))
    register.relate(teacher, "subject_teacher", "group", register.group_id, days=(0, 0))
    register.relate(teacher, "subject_teacher", "group", later, days=(1, None))
    register.relate(teacher, "substitute", "group", over, days=(-7, -1))
    register.relate(teacher, "substitute", "group", substituted, days=(-7, 0))
    register.relate(teacher, "class_teacher", "class", register.class_id)
    me = get_me(people, teacher)
    assert me.person.name == f"persons/{teacher}"
    assert (me.person.family_name, me.person.given_name, me.person.middle_name) == ("Иванова", "Анна", "Петровна")
    assert me.person.locale == "ru"
    assert {each.name for each in me.groups} == {register.group_name, f"{register.school_name}/groups/{substituted}"}
    assert (me.groups[0].subject_title, me.groups[0].subject_code, me.groups[0].class_title) == ("Алгебра", "ALG", "7А")
    assert [(each.name, each.title) for each in me.classes] == [(register.class_name, "7А")]
    scope = register.school_name
    assert roles_of(me) == [("class_teacher", scope), ("subject_teacher", scope), ("substitute", scope)]
    assert [(each.name, each.time_zone) for each in me.schools] == [(scope, register.zone)]
    assert not me.children
    assert not me.pupils


def test_a_guardian_gets_each_child_at_each_school(register: Register, people: PeopleServicer) -> None:
    mother, second_school = register.person(), register.school(new_id(), "Школа № 2")
    elder, younger = register.pupil(given_name="Вера"), register.pupil(given_name="Аким")
    register.relate(elder, "pupil", "school", second_school, school_id=second_school)
    register.relate(elder, "class_pupil", "class", register.class_id)
    for child in (elder, younger):
        register.relate(mother, "guardian", "pupil", child, school_id=None)
    foreign, former = register.pupil(), register.pupil()
    register.relate(mother, "guardian", "pupil", former, days=(-9, -1), school_id=None)
    me = get_me(people, mother)
    assert [each.given_name for each in me.children] == ["Аким", "Вера", "Вера"]
    assert {(each.name, each.class_title) for each in me.children} == {
        (register.pupil_name(younger), ""),
        (register.pupil_name(elder), "7А"),
        (f"schools/{second_school}/pupils/{elder}", ""),
    }
    assert foreign not in str(me)
    assert former not in str(me)
    assert {each.title for each in me.schools} == {"Школа № 1", "Школа № 2"}
    assert {role for role, _ in roles_of(me)} == {"guardian"}


def test_a_pupil_gets_himself_and_an_operator_gets_no_children_at_all(
    register: Register, people: PeopleServicer
) -> None:
    pupil, operator = register.pupil(), register.person()
    register.relate(operator, "municipal_operator", "municipality", register.municipality_id, school_id=None)
    mine = get_me(people, pupil)
    assert [each.name for each in mine.pupils] == [register.pupil_name(pupil)]
    assert roles_of(mine) == [("pupil", register.school_name)]
    theirs = get_me(people, operator)
    assert roles_of(theirs) == [("municipal_operator", f"municipalities/{register.municipality_id}")]
    assert not theirs.children
    assert not theirs.schools


def test_a_person_who_has_left_and_a_service_get_no_data_of_their_own(
    register: Register, people: PeopleServicer, door: Door
) -> None:
    person = register.person()
    register.run("UPDATE person SET ended_at = now() WHERE person_id = %s", person)
    with pytest.raises(NotAllowed):
        get_me(people, person)
    code, reason, _ = refused(door.people.GetMe, people_pb2.GetMeRequest())
    assert (code, reason) == (grpc.StatusCode.UNAUTHENTICATED, "PERSON_NEEDED")


def test_pupils_of_a_group_come_by_name_with_past_and_coming_ones(register: Register, people: PeopleServicer) -> None:
    [(today,)] = register.run("SELECT (now() AT TIME ZONE %s)::date", register.zone)
    names = [("Яшин", "Олег"), ("Аксёнов", "Ян"), ("Аксёнов", "Глеб")]
    last, second, first = (register.pupil(family, given) for family, given in names)
    register.relate(last, "group_pupil", "group", register.group_id)
    register.relate(second, "group_pupil", "group", register.group_id, days=(5, None))
    register.relate(first, "group_pupil", "group", register.group_id, days=(-9, -2))
    register.relate(first, "class_pupil", "class", register.class_id)
    register.relate(register.pupil(), "group_pupil", "group", register.group(new_id()))
    answer = call(people.ListGroupPupils, people_pb2.ListGroupPupilsRequest(group=register.group_name))
    assert [each.name for each in answer.pupils] == [register.pupil_name(each) for each in (first, second, last)]
    assert [each.class_title for each in answer.pupils] == ["7А", "", ""]
    assert getattr(answer.pupils[0], "class") == register.class_name

    def day(distance: int) -> str:
        return str(today.fromordinal(today.toordinal() + distance))

    dates = [(each.begin_date, each.end_date) for each in answer.pupils]
    assert dates == [(day(-9), day(-2)), (day(5), ""), ("", "")]
    assert (answer.group.name, answer.group.title) == (register.group_name, "7А алгебра")


def test_pupils_of_a_class_come_by_name_and_only_its_own(register: Register, people: PeopleServicer) -> None:
    boris, anna = register.pupil("Борисов"), register.pupil("Абрамова")
    for pupil in (boris, anna):
        register.relate(pupil, "class_pupil", "class", register.class_id)
    register.relate(register.pupil(), "class_pupil", "class", register.school_class(new_id(), "7Б"))
    request = people_pb2.ListClassPupilsRequest(**{"class": register.class_name})
    answer = call(people.ListClassPupils, request)
    assert [each.family_name for each in answer.pupils] == ["Абрамова", "Борисов"]
    assert {each.class_title for each in answer.pupils} == {"7А"}
    assert getattr(answer, "class").name == register.class_name


def test_a_name_that_does_not_fit_together_is_refused_like_no_right(register: Register, people: PeopleServicer) -> None:
    other = register.school(new_id(), "Школа № 2")
    pupil = register.pupil()
    for school, thing in ((other, register.group_id), (register.school_id, new_id())):
        with pytest.raises(NotAllowed):
            group = f"schools/{school}/groups/{thing}"
            call(people.ListGroupPupils, people_pb2.ListGroupPupilsRequest(group=group))
    with pytest.raises(NotAllowed):
        klass = f"schools/{other}/classes/{register.class_id}"
        call(people.ListClassPupils, people_pb2.ListClassPupilsRequest(**{"class": klass}))
    with pytest.raises(NotAllowed):
        call(people.GetPupil, people_pb2.GetPupilRequest(pupil=f"schools/{other}/pupils/{pupil}"))


@pytest.mark.parametrize("name", ["", "groups/1", "schools/1/groups/2", "schools/{school}/groups/{group}/lessons/1"])
def test_a_name_of_another_form_is_refused_as_such(register: Register, people: PeopleServicer, name: str) -> None:
    filled = name.format(school=register.school_id, group=register.group_id)
    with pytest.raises(InvalidArgument) as refusal:
        call(people.ListGroupPupils, people_pb2.ListGroupPupilsRequest(group=filled))
    assert refusal.value.reason == "BAD_RESOURCE_NAME"


def test_contacts_leave_out_who_is_unknown_or_has_left(register: Register, people: PeopleServicer) -> None:
    here, gone = register.person(), register.person()
    register.run("UPDATE person SET ended_at = now() WHERE person_id = %s", gone)
    names = [f"persons/{each}" for each in (here, gone, new_id())]
    answer = call(people.BatchGetContacts, people_pb2.BatchGetContactsRequest(persons=names))
    assert [(each.person_id, each.email) for each in answer.contacts] == [(here, f"{here}@pochta.example")]


def test_contacts_of_two_hundred_people_are_given_and_of_one_more_refused(people: PeopleServicer) -> None:
    names = [f"persons/{new_id()}" for _ in range(TOO_MANY)]
    assert not call(people.BatchGetContacts, people_pb2.BatchGetContactsRequest(persons=names[1:])).contacts
    with pytest.raises(InvalidArgument) as refusal:
        call(people.BatchGetContacts, people_pb2.BatchGetContactsRequest(persons=names))
    assert refusal.value.reason == "TOO_MANY_PERSONS"


def test_names_are_given_with_the_schools_title_and_terms_and_only_of_its_people(
    register: Register, people: PeopleServicer
) -> None:
    pupil, stranger = register.pupil(), register.person()
    wanted = people_pb2.BatchGetNamesRequest(
        school=f"schools/{register.school_id}", persons=[f"persons/{each}" for each in (pupil, stranger, new_id())]
    )
    answer = call(people.BatchGetNames, wanted)
    assert [each.person for each in answer.names] == [f"persons/{pupil}"]
    assert answer.school.name == wanted.school and answer.school.title
    with pytest.raises(NotAllowed):
        call(people.BatchGetNames, people_pb2.BatchGetNamesRequest(school=f"schools/{new_id()}"))


def test_names_for_a_list_are_those_of_the_schools_pupils_and_of_nobody_else(
    register: Register, people: PeopleServicer
) -> None:
    other = register.school(new_id(), "Школа № 2")
    pupil, gone, stranger = register.pupil(), register.pupil(), register.person()
    register.run("UPDATE relation SET end_date = current_date - 1 WHERE person_id = %s", gone)
    school = f"schools/{register.school_id}"
    wanted = [f"{school}/pupils/{each}" for each in (pupil, gone, stranger, new_id())]
    # As if a pupil were of another school, or somebody of another school were of this one.
    wanted.append(f"schools/{other}/pupils/{pupil}")
    answer = call(people.BatchGetPupilNames, people_pb2.BatchGetPupilNamesRequest(school=school, pupils=wanted))
    assert {each.name for each in answer.pupils} == set(wanted[:2])
    assert all(each.given_name and not each.class_title for each in answer.pupils)
    foreign = people_pb2.BatchGetPupilNamesRequest(school=f"schools/{other}", pupils=wanted)
    assert not call(people.BatchGetPupilNames, foreign).pupils
    with pytest.raises(InvalidArgument):
        many = [f"{school}/pupils/{new_id()}" for _ in range(TOO_MANY)]
        call(people.BatchGetPupilNames, people_pb2.BatchGetPupilNamesRequest(school=school, pupils=many))


def test_a_mother_gets_her_child_through_the_door_and_another_is_refused_and_both_are_on_record(
    register: Register, door: Door
) -> None:
    mother, child, foreign = register.account("mother"), register.pupil(), register.pupil()
    register.relate(mother, "guardian", "pupil", child, school_id=None)
    token = door.token("mother")
    answer = door.people.GetPupil(people_pb2.GetPupilRequest(pupil=register.pupil_name(child)), metadata=token)
    assert answer.pupil.name == register.pupil_name(child)
    request = people_pb2.GetPupilRequest(pupil=register.pupil_name(foreign))
    code, reason, text = refused(door.people.GetPupil, request, token)
    assert (code, reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
    assert foreign not in text
    records = register.run("SELECT reader, data_subject, kind, relation, refused FROM disclosure")
    assert sorted(records) == sorted(
        [
            (f"persons/{mother}", child, "names", "guardian", False),
            (f"persons/{mother}", foreign, "names", "", True),
        ]
    )


def test_a_teacher_gets_the_group_taught_through_the_door_and_no_other(register: Register, door: Door) -> None:
    teacher, pupil = register.account("teacher"), register.pupil()
    register.relate(teacher, "subject_teacher", "group", register.group_id)
    register.relate(pupil, "group_pupil", "group", register.group_id)
    other = f"{register.school_name}/groups/{register.group(new_id())}"
    token = door.token("teacher")
    request = people_pb2.ListGroupPupilsRequest(group=register.group_name)
    assert len(door.people.ListGroupPupils(request, metadata=token).pupils) == 1
    assert register.run("SELECT data_subject, relation FROM disclosure") == [(pupil, "subject_teacher")]
    for stub, wanted in (
        (door.people.ListGroupPupils, people_pb2.ListGroupPupilsRequest(group=other)),
        (door.people.ListClassPupils, people_pb2.ListClassPupilsRequest(**{"class": register.class_name})),
        (door.people.BatchGetContacts, people_pb2.BatchGetContactsRequest(persons=[f"persons/{pupil}"])),
    ):
        assert refused(stub, wanted, token)[:2] == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")


def test_the_portal_without_a_person_gets_no_names(register: Register, door: Door) -> None:
    request = people_pb2.ListGroupPupilsRequest(group=register.group_name)
    assert refused(door.people.ListGroupPupils, request)[:2] == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")


def walk(method: Any, request: Any, field_name: str) -> list[list[str]]:
    """The titles on each page, to the last."""
    found: list[list[str]] = []
    while True:
        answer = call(method, request)
        found.append([each.title for each in getattr(answer, field_name)])
        if not answer.next_page_token:
            return found
        request.page_token = answer.next_page_token


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 0])
def test_pages_of_classes_give_each_once_and_end(register: Register, schools: SchoolServicer, size: int) -> None:
    for title in ("7Б", "7В", "7Г"):
        register.school_class(new_id(), title)
    register.school_class(new_id(), "чужой", register.school(new_id(), "Школа № 2"))
    found = walk(
        schools.ListClasses, schools_pb2.ListClassesRequest(school=register.school_name, page_size=size), "classes"
    )
    assert [title for page in found for title in page] == ["7А", "7Б", "7В", "7Г"]
    full = size or 4
    assert [len(page) for page in found] == [min(full, 4 - start) for start in range(0, 4, full)]


def test_pages_of_groups_and_schools_give_each_once_and_end(register: Register, schools: SchoolServicer) -> None:
    for title in ("b", "c", "d", "e"):
        register.group(new_id(), title)
    ended = register.group(new_id(), "ended")
    register.run("UPDATE teaching_group SET ended_at = now() WHERE group_id = %s", ended)
    groups = schools_pb2.ListGroupsRequest(school=register.school_name, page_size=2)
    assert walk(schools.ListGroups, groups, "groups") == [["7А алгебра", "b"], ["c", "d"], ["e"]]
    for title in ("Школа № 2", "Школа № 3"):
        register.school(new_id(), title)
    municipality = f"municipalities/{register.municipality_id}"
    wanted = schools_pb2.ListSchoolsRequest(municipality=municipality, page_size=2)
    assert walk(schools.ListSchools, wanted, "schools") == [["Школа № 1", "Школа № 2"], ["Школа № 3"]]


BAD_TOKENS = {
    "no base64": "!",
    "Russian letters": "страница",
    "no JSON": "eyI",
    "nothing in it": pages.encode([]),
    "a number": pages.encode([7]),
    "no id": pages.encode(["7А"]),
    "an id in another form": pages.encode(["{0190A000-0000-7000-8000-000000000001}"]),
    "of a method with two keys": pages.encode(["2026-10-01", "0190a000-0000-7000-8000-000000000001"]),
    "endless": "A" * 100_000,
}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_a_foreign_or_malformed_page_token_is_refused(register: Register, schools: SchoolServicer, token: str) -> None:
    municipality = f"municipalities/{register.municipality_id}"
    for method, request in (
        (schools.ListClasses, schools_pb2.ListClassesRequest(school=register.school_name, page_token=token)),
        (schools.ListGroups, schools_pb2.ListGroupsRequest(school=register.school_name, page_token=token)),
        (schools.ListSchools, schools_pb2.ListSchoolsRequest(municipality=municipality, page_token=token)),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            call(method, request)
        assert refusal.value.reason == "BAD_PAGE_TOKEN"
        assert token not in refusal.value.message


def test_a_negative_page_size_is_refused(register: Register, schools: SchoolServicer) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        call(schools.ListClasses, schools_pb2.ListClassesRequest(school=register.school_name, page_size=-1))
    assert refusal.value.reason == "BAD_PAGE_SIZE"


def test_staff_are_listed_by_name_page_by_page_and_those_who_left_when_asked(pool: Callable[[str], Pool]) -> None:
    register = Register(pool("identity")).begin()
    elsewhere = Register(register.pool).begin()
    servicer = PeopleServicer(register)  # type: ignore[arg-type]  (the pool is all it takes)
    wanted = {}
    for number, (name, role, days) in enumerate(
        [("Ветров", "subject_teacher", (-9, None)), ("Ветров", "director", (0, 0)), ("Аксёнов", "deputy_head", (5, 9)),
         ("Ушёл", "subject_teacher", (-9, -2)), ("Ребёнок", "pupil", (-9, None))]
    ):  # fmt: skip
        wanted[f"{name} {number}"] = register.person(name)
        kind, thing = ("group", register.group_id) if role == "subject_teacher" else ("school", register.school_id)
        register.relate(wanted[f"{name} {number}"], role, kind, thing, days=days)
    elsewhere.relate(elsewhere.person("Чужой"), "director", "school", elsewhere.school_id)

    def listed(**fields: Any) -> list[str]:
        found, token = [], ""
        while True:
            answer = servicer.ListStaff(
                people_pb2.ListStaffRequest(school=register.school_name, page_size=1, page_token=token, **fields),
                None,  # type: ignore[arg-type]
            )
            found += [f"persons/{person}" == answer.staff[0].person and name for name, person in wanted.items()]
            token = answer.next_page_token
            if not token:
                return [name for name in found if name]

    two = sorted(["Ветров 0", "Ветров 1"], key=wanted.__getitem__)
    assert listed() == ["Аксёнов 2", *two]
    [(before,)] = register.run("SELECT (now() AT TIME ZONE %s)::date - 2", register.zone)
    assert listed(since_date=before.isoformat()) == ["Аксёнов 2", *two, "Ушёл 3"]
    with pytest.raises(InvalidArgument):
        listed(since_date="1.9.2027")
