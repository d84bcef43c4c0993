"""The sweep: every RPC of every service, called over the real wire as every role on own and foreign things.

The methods come from the descriptors, the expectation from the naive model of the policy over the roster as it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import grpc
import psycopg
import pytest
import yaml
from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from zvonok.identity.v1 import sessions_pb2, sessions_pb2_grpc

from deploy.local.policy_page import services
from kit.database import SEE_EVERY_SCHOOL
from kit.ids import new_id
from kit.rpc.client import open_channel, with_token
from kit.rpc.errors import error_info
from kit.rpc.rules import Rule, rules_of
from services.identity.domain.policy import POLICY, granted_to_service
from tests.access.model import Relation, Resource, Town, may
from tests.platform import ROOT

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform"), pytest.mark.timeout(500)]

RULES = rules_of(services())
METHODS = [method for service in services() for method in service.methods]
CALLERS: dict[str, list[str]] = yaml.safe_load((ROOT / "deploy" / "callers.yaml").read_text(encoding="utf-8"))
# What ends a call that the door has let in, without having changed anything.
HARMLESS = {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION}
REFUSED = (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")


def path_of(method: MethodDescriptor) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"


def service_of(method: MethodDescriptor) -> str:
    return str(method.containing_service.full_name).split(".")[1]


@dataclass
class Sweep:
    """The platform's doors, its people, and what there is."""

    endpoints: dict[str, Any]

    def __post_init__(self) -> None:
        self._channels: dict[tuple[str, str], grpc.Channel] = {}

    def channel(self, service: str, caller: str) -> grpc.Channel:
        if (service, caller) not in self._channels:
            address = self.endpoints["services"][service]
            channel = open_channel(address, service, Path(self.endpoints["tls"]), caller)
            self._channels[service, caller] = channel
        return self._channels[service, caller]

    @cached_property
    def people(self) -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
        """Person id and call metadata by the role of the demonstration account."""
        stub = sessions_pb2_grpc.SessionServiceStub(self.channel("identity", "portal"))
        found = {}
        for one in self.endpoints["accounts"]:
            credentials = {"username": one["login"], "password": one["password"], "device": "sweep"}
            session = stub.LogIn(sessions_pb2.LogInRequest(**credentials))
            token = stub.IssueToken(sessions_pb2.IssueTokenRequest(session_secret=session.session_secret))
            found[one["role"]] = session.person.rpartition("/")[2], with_token(token.access_token)
        return found

    @cached_property
    def town(self) -> Town:
        """The roster as identity has it now."""
        town = Town()
        with psycopg.connect(self.endpoints["databases"]["identity"], options=SEE_EVERY_SCHOOL) as connection:
            for row in connection.execute("SELECT municipality_id::text FROM municipality"):
                town.municipalities.append(row[0])
            for row in connection.execute("SELECT school_id::text, municipality_id::text, time_zone FROM school"):
                town.schools[row[0]], town.zones[row[0]] = row[1], row[2]
            for row in connection.execute("SELECT class_id::text, school_id::text FROM class"):
                town.classes[row[0]] = row[1]
            for row in connection.execute("SELECT group_id::text, school_id::text, class_id::text FROM teaching_group"):
                town.groups[row[0]] = row[1], row[2]
            rows = connection.execute(
                "SELECT person_id::text, relation, object_kind, object_id::text, school_id::text,"
                " CASE WHEN isfinite(begin_date) THEN begin_date END, CASE WHEN isfinite(end_date) THEN end_date END"
                " FROM relation WHERE relation IN ('pupil', 'class_pupil') OR person_id = ANY(%s::uuid[])",
                [[person for person, _ in self.people.values()]],
            )
            town.relations = [Relation(*row) for row in rows]
        return town

    @cached_property
    def days(self) -> dict[str | None, date]:
        return self.town.days(datetime.now(UTC))

    @cached_property
    def things(self) -> dict[str, list[Resource]]:
        """Own and foreign things of every kind: of the same class, another class, another school, nowhere."""
        town = self.town
        first, second = self._schools()
        teacher = self.people["teacher"][0]
        mine = next(each.thing for each in town.relations if (each.person, each.kind) == (teacher, "group"))
        child = next(
            each.thing
            for each in town.relations
            if (each.person, each.relation) == (self.people["guardian"][0], "guardian")
        )
        pupil = self.people["pupil"][0]
        return {
            "municipality": [Resource("municipality", None, each) for each in (*town.municipalities[:1], new_id())],
            "school": [Resource("school", each, each) for each in (first, second)],
            "class": [
                Resource("class", town.classes[c], c)
                for c in dict.fromkeys(
                    [*self._led(), *self._some(town.classes, first), *self._some(town.classes, second)]
                )
            ],
            "group": [Resource("group", first, mine)]
            + [
                Resource("group", s, g)
                for s in (first, second)
                for g in self._some({group: of[0] for group, of in town.groups.items()}, s)
            ],
            "pupil": [Resource("pupil", first, each) for each in dict.fromkeys((child, pupil))]
            + [
                Resource("pupil", each.thing, each.person)
                for s in (first, second)
                for each in [e for e in town.relations if e.relation == "pupil" and e.thing == s][:2]
            ],
        }

    def _schools(self) -> tuple[str, str]:
        found = []
        for role in ("deputy", "deputy2"):
            person = self.people[role][0]
            found.append(
                next(e.thing for e in self.town.relations if (e.person, e.relation) == (person, "deputy_head"))
            )
        return found[0], found[1]

    def _led(self) -> list[str]:
        """A class that one of the people leads."""
        return [each.thing for each in self.town.relations if each.relation == "class_teacher"][:1]

    @staticmethod
    def _some(of_school: dict[str, str], school: str) -> list[str]:
        return sorted(thing for thing, where in of_school.items() if where == school)[:2]

    @cached_property
    def lessons(self) -> dict[str, str]:
        """A lesson of each group."""
        with psycopg.connect(self.endpoints["databases"]["gradebook"], options=SEE_EVERY_SCHOOL) as connection:
            rows = connection.execute("SELECT DISTINCT ON (group_id) group_id::text, lesson_id::text FROM lesson")
            return dict(rows.fetchall())

    def call(
        self, method: MethodDescriptor, request: Message, caller: str, metadata: Sequence[tuple[str, str]] = ()
    ) -> tuple[grpc.StatusCode, str]:
        """What becomes of a call: status and reason. Of a stream the first answer."""
        channel = self.channel(service_of(method), caller)
        answer_type = message_factory.GetMessageClass(method.output_type)
        pack, unpack = type(request).SerializeToString, answer_type.FromString
        try:
            if method.client_streaming:
                stream = channel.stream_stream(path_of(method), pack, unpack)
                # Its first part names the thing, where the rule wants one.
                next(stream(iter((request,)), metadata=metadata, timeout=20), None)
            elif method.server_streaming:
                answers = channel.unary_stream(path_of(method), pack, unpack)(request, metadata=metadata, timeout=20)
                next(answers, None)
                answers.cancel()
            else:
                channel.unary_unary(path_of(method), pack, unpack)(request, metadata=metadata, timeout=20)
        except grpc.RpcError as error:
            info = error_info(error)
            return error.code(), info.reason if info else ""
        return grpc.StatusCode.OK, ""


def request_of(method: MethodDescriptor, rule: Rule, names: list[str]) -> Message:
    """A request that gets as far as the gate: the resource is named, required fields hold something.

    A request id is none, so what would change something is refused behind the gate.
    """
    request: Message = message_factory.GetMessageClass(method.input_type)()
    for field in method.input_type.fields:
        if field.name in rule.required_fields or field.name == "request_id":
            fill(request, field)
    if rule.resource_field:
        field = method.input_type.fields_by_name[rule.resource_field]
        request.ClearField(field.name)
        if field.is_repeated:
            getattr(request, field.name).extend(names)
        else:
            setattr(request, field.name, names[0])
    return request


_SOMETHING = {FieldDescriptor.TYPE_STRING: "x", FieldDescriptor.TYPE_BYTES: b"x"}


def fill(request: Message, field: FieldDescriptor) -> None:
    value = getattr(request, field.name)
    if field.message_type is not None:
        value.add() if field.is_repeated else value.SetInParent()
    elif field.is_repeated:
        value.append(_SOMETHING.get(field.type, 1))
    else:
        setattr(request, field.name, _SOMETHING.get(field.type, 1))


@pytest.fixture(scope="module")
def sweep(endpoints: dict[str, Any]) -> Sweep:
    return Sweep(endpoints)


def named(sweep: Sweep, rule: Rule, thing: Resource) -> str:
    """The name of a thing as the method wants it: a lesson stands for its group."""
    if rule.resource_field == "lesson":
        return f"{thing.name}/lessons/{sweep.lessons.get(thing.thing, new_id())}"
    return thing.name


WITH_PERMISSION = [method for method in METHODS if RULES[path_of(method)].permission]
OF_PEOPLE = [method for method in WITH_PERMISSION if POLICY[RULES[path_of(method)].permission].relations]


def test_the_sweep_knows_every_method() -> None:
    kinds = [(rule.public, rule.own, bool(rule.permission)) for rule in RULES.values()]
    assert len(METHODS) == len(kinds) > 30
    assert all(sum(kind) == 1 for kind in kinds)
    assert {service_of(method) for method in METHODS} == set(CALLERS)


@pytest.mark.parametrize("method", OF_PEOPLE, ids=lambda method: method.full_name)
def test_every_role_gets_what_the_model_says_and_no_more(sweep: Sweep, method: MethodDescriptor) -> None:
    rule = RULES[path_of(method)]
    wrong, seen = [], set()
    for thing in sweep.things[POLICY[rule.permission].kind]:
        request = request_of(method, rule, [named(sweep, rule, thing)])
        for role, (person, metadata) in sweep.people.items():
            expected = may(sweep.town, sweep.days, person, rule.permission, thing)
            code, reason = sweep.call(method, request, "portal", metadata)
            allowed = code in HARMLESS
            seen.add(allowed)
            if allowed is not expected or (not allowed and (code, reason) != REFUSED):
                wrong.append((role, thing.kind, "expected" if expected else "not expected", code.name, reason))
    assert not wrong, wrong
    assert seen == {True, False}, "a method that nobody may or everybody may shows nothing"


@pytest.mark.parametrize("method", OF_PEOPLE, ids=lambda method: method.full_name)
def test_one_foreign_thing_among_own_ones_refuses_all(sweep: Sweep, method: MethodDescriptor) -> None:
    rule = RULES[path_of(method)]
    if not method.input_type.fields_by_name[rule.resource_field].is_repeated:
        return
    person, metadata = sweep.people["teacher"]
    things = sweep.things[POLICY[rule.permission].kind]
    own = [each for each in things if may(sweep.town, sweep.days, person, rule.permission, each)]
    foreign = [each for each in things if each not in own]
    request = request_of(method, rule, [own[0].name, foreign[0].name])
    assert sweep.call(method, request, "portal", metadata) == REFUSED


@pytest.mark.parametrize("method", WITH_PERMISSION, ids=lambda method: method.full_name)
def test_services_get_what_the_policy_says_and_no_more(sweep: Sweep, method: MethodDescriptor) -> None:
    """Every service's certificate, without a person: the call graph has no other edge than deploy/callers.yaml."""
    rule = RULES[path_of(method)]
    kind = POLICY[rule.permission].kind
    names = [named(sweep, rule, sweep.things[kind][0])] if rule.resource_field else []
    request = request_of(method, rule, names)
    wrong = []
    for caller in ("gradebook", "notify", "reports", "portal", "cli"):
        listed = caller in CALLERS[service_of(method)]
        expected = listed and granted_to_service(caller, rule.permission)
        code, reason = sweep.call(method, request, caller)
        if (code in HARMLESS) is not expected or (not expected and (code, reason) != REFUSED):
            wrong.append((caller, expected, code.name, reason))
    assert not wrong, wrong


@pytest.mark.parametrize(
    "method", [m for m in METHODS if not RULES[path_of(m)].public], ids=lambda method: method.full_name
)
def test_people_get_nothing_that_is_for_services_and_nobody_gets_what_is_for_people(
    sweep: Sweep, method: MethodDescriptor
) -> None:
    rule = RULES[path_of(method)]
    forged = with_token("eyJhbGciOiJub25lIn0." + "e30.")
    assert sweep.call(method, request_of(method, rule, ["x"]), "portal", forged)[0] is grpc.StatusCode.UNAUTHENTICATED
    if rule.own:
        request = request_of(method, rule, [])
        assert sweep.call(method, request, "portal")[0] is grpc.StatusCode.UNAUTHENTICATED
        for _, metadata in sweep.people.values():
            assert sweep.call(method, request, "portal", metadata)[0] in HARMLESS
    elif not POLICY[rule.permission].relations:
        request = request_of(method, rule, [])
        for _, metadata in sweep.people.values():
            assert sweep.call(method, request, "portal", metadata) == REFUSED
