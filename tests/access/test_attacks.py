"""Attacks on the doors of real services, over mutual TLS: forged proofs, foreign ids in every field, guessing.

Attacks that are tested elsewhere: wrong claims (tests/unit/kit_rpc/test_tokens.py), wrong certificates and unlisted
services (tests/integration/kit_rpc/test_door.py), guessing log-ins (tests/integration/identity/test_sessions.py).
"""

import hmac
import json
import os
import re
import socket
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from joserfc import jwt
from joserfc.jwk import ECKey
from zvonok.gradebook.v1 import changes_pb2, gradebook_pb2
from zvonok.identity.v1 import access_pb2, people_pb2, schools_pb2, sessions_pb2, sessions_pb2_grpc
from zvonok.notify.v1 import notify_pb2
from zvonok.reports.v1 import reports_pb2

from kit import pages
from kit.config import ServiceConfig
from kit.database import open_pool
from kit.ids import new_id
from kit.rpc.client import open_channel, with_token
from kit.rpc.errors import error_info
from kit.rpc.gate import GateDisclosure, RemoteGate
from kit.rpc.rules import Rule, rules_of
from kit.rpc.server import build_server
from kit.rpc.tokens import AUDIENCE, ISSUER, TokenVerifier
from kit.service import Resources, Service
from services.gradebook.main import SERVICE as GRADEBOOK
from services.identity.actions.access import DisclosureWriter
from services.identity.actions.sessions import signing_keys
from services.identity.domain.policy import POLICY
from services.identity.main import SERVICE as IDENTITY
from services.reports.main import SERVICE as REPORTS
from tests.access.test_tables import Town, make_town
from tests.conftest import ROOT, DatabaseUrls
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules
from tests.integration.identity.test_people import Register
from tests.integration.kit_rpc.authority import Authority
from tests.integration.reports.test_read_models import apply

FOREIGN = ("other_school", "other_municipality")
MODULES = (access_pb2, people_pb2, schools_pb2, sessions_pb2, gradebook_pb2, changes_pb2, reports_pb2, notify_pb2)
SERVICES = [service for module in MODULES for service in module.DESCRIPTOR.services_by_name.values()]
METHODS: dict[str, MethodDescriptor] = {
    f"{service.name}/{method.name}": method for service in SERVICES for method in service.methods
}
RULES: dict[str, Rule] = {path.rpartition(".")[2]: rule for path, rule in rules_of(SERVICES).items()}
OWN_LOOK, STRANGE_LOOK = "own-look", "strange-look"
UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Metadata = Sequence[tuple[str, str]]
# Code, reason, text and details of what came back; a code alone: answered.
Outcome = tuple[Any, ...]
ANSWERED: Outcome = (grpc.StatusCode.OK,)
REFUSED: Outcome = (
    grpc.StatusCode.PERMISSION_DENIED,
    "NOT_ALLOWED",
    "There is no such thing, or you have no right to it.",
    {},
)


class Forger(Authority):
    """An authority that was talked into a wrong certificate."""

    def issue_as(self, file: str, common_name: str, alternative: str, lives: timedelta) -> None:
        """A certificate in `<file>.crt` whose names differ."""
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []))
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + lives)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(alternative)]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        (self.folder / f"{file}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.folder / f"{file}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


@dataclass(frozen=True)
class Names:
    """The full name of one thing of each kind, all of one school."""

    municipality: str
    school: str
    class_: str
    group: str
    pupil: str
    lesson: str
    term: str


@dataclass
class Platform:
    """Identity, and those other services that a test starts, each behind its door; the portal calls them."""

    town: Town
    authority: Forger
    database: Callable[[str], DatabaseUrls]
    stack: ExitStack
    addresses: dict[str, str] = field(default_factory=dict)
    worlds: dict[str, World] = field(default_factory=dict)
    channels: dict[tuple[str, str], grpc.Channel] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.authority.folder

    def serve(self, service: Service, urls: DatabaseUrls) -> Resources:
        """Starts a service as its process does (kit.service)."""
        self.authority.issue(service.name)
        held = self.stack.enter_context(socket.socket())
        # Bound and not listening: the port is nobody else's as long as the test lasts.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        address = self.addresses[service.name] = f"127.0.0.1:{held.getsockname()[1]}"
        config = ServiceConfig(
            service.name, urls.app, "", "", address, self.addresses["identity"], self.folder,
            ROOT / "deploy" / "callers.yaml", "", False, self.folder,
        )  # fmt: skip
        pool = self.stack.enter_context(open_pool(urls.app))
        identity = self.stack.enter_context(
            open_channel(self.addresses["identity"], "identity", self.folder, service.name)
        )
        resources = Resources(config, pool, identity)
        sessions = sessions_pb2_grpc.SessionServiceStub(identity)

        def keys() -> str:
            if service.signing_keys is not None:
                return service.signing_keys(resources)
            return str(sessions.GetSigningKeys(sessions_pb2.GetSigningKeysRequest()).jwk_set_json)

        gate = service.gate(resources) if service.gate is not None else RemoteGate(identity)
        server = build_server(config, service.servicers(resources), gate, TokenVerifier(keys))
        server.start()
        self.stack.callback(lambda: server.stop(0).wait())
        return resources

    def serve_gradebook_and_reports(self) -> None:
        """Starts both, with a group and its lessons in every school of the town."""
        self.stack.enter_context(patch.dict(os.environ, {"ZVONOK_WEBHOOK_SECRET": new_id()}))
        gradebook = self.serve(GRADEBOOK, self.database("gradebook"))
        reports = self.serve(REPORTS, self.database("reports"))
        for place in ("own", "other_school", "other_municipality"):
            there: Register = getattr(self.town, place)
            pupils = [self.town.pupils[place], *(new_id() for _ in range(3))]
            world = World(
                gradebook.pool, school_id=there.school_id, group_id=there.group_id, class_id=there.class_id,
                pupil_ids=pupils,
            )  # fmt: skip
            self.worlds[place] = world.begin()
            apply(reports.pool, [world.school()])

    def names(self, place: str) -> Names:
        """What there is at a place of the town; at "nowhere": nothing."""
        if place == "nowhere":
            school = f"schools/{new_id()}"
            group = f"{school}/groups/{new_id()}"
            return Names(
                f"municipalities/{new_id()}", school, f"{school}/classes/{new_id()}", group,
                f"{school}/pupils/{new_id()}", f"{group}/lessons/{new_id()}", f"{school}/terms/{new_id()}",
            )  # fmt: skip
        there: Register = getattr(self.town, place)
        world = self.worlds.get(place)
        return Names(
            f"municipalities/{there.municipality_id}",
            there.school_name,
            there.class_name,
            there.group_name,
            there.pupil_name(self.town.pupils[place]),
            world.lesson() if world else "",
            f"{there.school_name}/terms/{world.term_id}" if world else "",
        )

    def everything(self, place: str) -> str:
        """Somebody with every role at a school."""
        there: Register = getattr(self.town, place)
        person = there.account(f"everything.{place}", password_hash=None)
        for role, kind, thing in (
            ("pupil", "school", there.school_id),
            ("class_pupil", "class", there.class_id),
            ("guardian", "pupil", self.town.pupils[place]),
            ("subject_teacher", "group", there.group_id),
            ("substitute", "group", there.group_id),
            ("class_teacher", "class", there.class_id),
            ("deputy_head", "school", there.school_id),
            ("journal_administrator", "school", there.school_id),
            ("director", "school", there.school_id),
            ("municipal_operator", "municipality", there.municipality_id),
        ):
            there.relate(
                person, role, kind, thing, school_id=there.school_id if kind in ("school", "class", "group") else None
            )
        return person

    def guardian(self, place: str = "own") -> str:
        """The guardian of one pupil, and nothing else."""
        there: Register = getattr(self.town, place)
        person = there.person()
        there.relate(person, "guardian", "pupil", self.town.pupils[place], school_id=None)
        return person

    def claims(self, person: str) -> dict[str, Any]:
        return {"iss": ISSUER, "aud": AUDIENCE, "sub": person, "sid": new_id(), "exp": int(time.time()) + 300}

    def token(self, person: str) -> str:
        """A token as identity gives it to this person."""
        signing_keys(self.town.own.pool)
        [(text,)] = self.town.own.run("SELECT private_jwk FROM signing_key")
        key = ECKey.import_key(json.loads(text))
        return jwt.encode({"alg": "ES256", "kid": key.kid}, self.claims(person), key, algorithms=["ES256"])

    def channel(self, target: str, caller: str) -> grpc.Channel:
        if (target, caller) not in self.channels:
            channel = open_channel(self.addresses[target], target, self.folder, caller)
            self.channels[target, caller] = self.stack.enter_context(channel)
        return self.channels[target, caller]

    def ask(self, method: str, request: Message, metadata: Metadata = (), caller: str = "portal") -> list[Message]:
        """The answer of a method; of a stream the first one."""
        descriptor = METHODS[method]
        channel = self.channel(descriptor.containing_service.full_name.split(".")[1], caller)
        path = f"/{descriptor.containing_service.full_name}/{descriptor.name}"
        codec = type(request).SerializeToString, message_factory.GetMessageClass(descriptor.output_type).FromString
        headers = tuple(metadata)
        if not descriptor.server_streaming:
            return [channel.unary_unary(path, *codec)(request, 10, headers)]
        stream: Any
        if descriptor.client_streaming:
            stream = channel.stream_stream(path, *codec)(iter([request]), 10, headers)
        else:
            stream = channel.unary_stream(path, *codec)(request, 10, headers)
        first = next(stream)
        stream.cancel()
        return [first]

    def outcome(self, method: str, request: Message, metadata: Metadata = (), caller: str = "portal") -> Outcome:
        """What became of a call."""
        try:
            self.ask(method, request, metadata, caller)
        except grpc.RpcError as error:
            info = error_info(error)
            call: Any = error
            return call.code(), info.reason if info else "", call.details(), dict(info.metadata) if info else {}
        return ANSWERED

    def as_person(self, person: str) -> Callable[[str, Message], Outcome]:
        metadata = with_token(self.token(person))
        return lambda method, request: self.outcome(method, request, metadata)


@pytest.fixture
def platform(database: Callable[[str], DatabaseUrls], tmp_path: Path) -> Iterator[Platform]:
    urls = database("identity")
    with ExitStack() as stack:
        pool = stack.enter_context(open_pool(urls.app))
        one = Platform(make_town(pool), Forger(tmp_path), database, stack)
        one.authority.issue("portal")
        one.addresses["identity"] = "127.0.0.1:1"
        one.serve(IDENTITY, urls)
        yield one


def requests(names: Names) -> dict[str, Message]:
    """Of every method that people may use: a request that is right, for who has a right to these things."""
    days: dict[str, Any] = {"begin_date": MONDAY.isoformat(), "end_date": TODAY.isoformat()}
    return {
        "AccessService/Explain": access_pb2.ExplainRequest(
            school=names.school,
            subject=f"persons/{new_id()}",
            permission="gradebook.journal.read",
            resource=names.group,
        ),
        "AccessService/ListDisclosures": access_pb2.ListDisclosuresRequest(pupil=names.pupil),
        "AccessService/ListUnusualLooks": access_pb2.ListUnusualLooksRequest(school=names.school),
        "PeopleService/ListGroupPupils": people_pb2.ListGroupPupilsRequest(group=names.group),
        "PeopleService/ListClassPupils": people_pb2.ListClassPupilsRequest(**{"class": names.class_}),
        "PeopleService/GetPupil": people_pb2.GetPupilRequest(pupil=names.pupil),
        "SchoolService/ListSchools": schools_pb2.ListSchoolsRequest(municipality=names.municipality),
        "SchoolService/ListClasses": schools_pb2.ListClassesRequest(school=names.school),
        "SchoolService/ListGroups": schools_pb2.ListGroupsRequest(school=names.school),
        "SchoolService/ListTerms": schools_pb2.ListTermsRequest(school=names.school),
        "GradebookService/ListLessons": gradebook_pb2.ListLessonsRequest(groups=[names.group], **days),
        "GradebookService/GetLesson": gradebook_pb2.GetLessonRequest(lesson=names.lesson),
        "GradebookService/RecordLesson": gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=names.lesson),
        "GradebookService/GetJournal": gradebook_pb2.GetJournalRequest(group=names.group, **days),
        "GradebookService/GetDiary": gradebook_pb2.GetDiaryRequest(pupil=names.pupil, **days),
        "ChangeService/RecordLessons": changes_pb2.RecordLessonsRequest(
            group=names.group, saves=[gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=names.lesson)]
        ),
        "ChangeService/WatchJournal": changes_pb2.WatchJournalRequest(group=names.group, **days),
        "ChangeService/ListChanges": changes_pb2.ListChangesRequest(place=names.lesson),
        "ControlRoomService/GetControlRoom": reports_pb2.GetControlRoomRequest(school=names.school, term=names.term),
        "ControlRoomService/WatchControlRoom": reports_pb2.WatchControlRoomRequest(school=names.school),
        "ControlRoomService/ListTeacherMetrics": reports_pb2.ListTeacherMetricsRequest(
            school=names.school, term=names.term
        ),
        "ControlRoomService/ListLessonsBehind": reports_pb2.ListLessonsBehindRequest(
            school=names.school, term=names.term, metric="lessons_filled", group=names.group, **{"class": names.class_}
        ),
        "ControlRoomService/RemindTeachers": reports_pb2.RemindTeachersRequest(
            school=names.school, request_id=new_id(), term=names.term, metric="lessons_filled", group=names.group,
            **{"class": names.class_},
        ),
        "ControlRoomService/ListPupilsBehind": reports_pb2.ListPupilsBehindRequest(
            school=names.school, term=names.term, metric="pupils_without_marks", group=names.group,
            **{"class": names.class_},
        ),
        "PeopleService/BatchGetPupilNames": people_pb2.BatchGetPupilNamesRequest(
            school=names.school, pupils=[names.pupil]
        ),
        "PeopleService/ListStaff": people_pb2.ListStaffRequest(school=names.school),
    }  # fmt: skip


# Fields that hold names, which test_foreign_ids_in_any_field_open_nothing_and_tell_nothing fills with foreign ones.
NAMES = {
    "AccessService/Explain": ("school", "resource"),
    "AccessService/ListDisclosures": ("pupil",),
    "AccessService/ListUnusualLooks": ("school",),
    "PeopleService/ListGroupPupils": ("group",),
    "PeopleService/ListClassPupils": ("class",),
    "PeopleService/GetPupil": ("pupil",),
    "SchoolService/ListSchools": ("municipality",),
    "SchoolService/ListClasses": ("school",),
    "SchoolService/ListGroups": ("school",),
    "SchoolService/ListTerms": ("school",),
    "GradebookService/ListLessons": ("groups",),
    "GradebookService/GetLesson": ("lesson",),
    "GradebookService/RecordLesson": ("lesson",),
    "GradebookService/GetJournal": ("group",),
    "GradebookService/GetDiary": ("pupil",),
    "ChangeService/RecordLessons": ("group",),
    "ChangeService/WatchJournal": ("group",),
    "ChangeService/ListChanges": ("place",),
    "ControlRoomService/GetControlRoom": ("school", "term"),
    "ControlRoomService/WatchControlRoom": ("school",),
    "ControlRoomService/ListTeacherMetrics": ("school", "term"),
    "ControlRoomService/ListLessonsBehind": ("school", "term", "class", "group"),
    "ControlRoomService/ListPupilsBehind": ("school", "term", "class", "group"),
    "ControlRoomService/RemindTeachers": ("school", "term", "class", "group"),
    "PeopleService/BatchGetPupilNames": ("school", "pupils"),
    "PeopleService/ListStaff": ("school",),
}
# Fields that other tests attack.
ATTACKED_BY_OTHER_TESTS = {
    "AccessService/Explain subject",
    "AccessService/ListDisclosures page_token",
    "AccessService/ListUnusualLooks page_token",
    "SchoolService/ListSchools page_token",
    "SchoolService/ListClasses page_token",
    "SchoolService/ListGroups page_token",
    "SessionService/ListSessions page_token",
    "SessionService/EndSession session",
    "GradebookService/ListLessons page_token",
    "GradebookService/RecordLesson request_id",
    "GradebookService/RecordLesson marks.line_item",
    "GradebookService/RecordLesson marks.pupil",
    "GradebookService/RecordLesson attendance.pupil",
    # The saves of a queue are those of RecordLesson (services/gradebook/rpc/saving.py); a lesson of elsewhere:
    # tests/integration/gradebook/test_changes.py.
    "ChangeService/RecordLessons saves.lesson",
    "ChangeService/RecordLessons saves.request_id",
    "ChangeService/RecordLessons saves.marks.line_item",
    "ChangeService/RecordLessons saves.marks.pupil",
    "ChangeService/RecordLessons saves.attendance.pupil",
    # tests/integration/gradebook/test_history_reading.py
    "ChangeService/ListChanges pupil",
    "ChangeService/ListChanges line_item",
    "ChangeService/ListChanges page_token",
    # tests/integration/notify/test_rpc.py
    "NoticeService/ListNotices page_token",
    "NoticeService/MarkNoticesRead request_id",
    "NoticeService/CountDeliveries school",
    # tests/integration/reports/test_behind.py; a teacher and a subject narrow the lessons of the school.
    "ControlRoomService/ListLessonsBehind page_token",
    "ControlRoomService/ListLessonsBehind subject_title",
    "ControlRoomService/ListLessonsBehind teacher",
    # tests/integration/reports/test_pupils_behind.py
    "ControlRoomService/ListPupilsBehind page_token",
    "ControlRoomService/ListPupilsBehind subject_title",
    "ControlRoomService/RemindTeachers request_id",
    "ControlRoomService/RemindTeachers subject_title",
    "ControlRoomService/RemindTeachers teacher",
    # tests/integration/identity/test_people.py
    "PeopleService/ListStaff page_token",
}
HOLD_NO_ID = {
    "permission", "begin_date", "end_date", "as_of_date", "lesson_edit.topic", "lesson_edit.homework.text",
    "lesson_edit.homework.due_date", "new_line_items.client_key", "new_line_items.category", "new_line_items.title",
    "marks.value", "marks.reason", "marks.comment", "marks.due_date", "read_mask.paths", "metric", "since_date",
}  # fmt: skip


def for_people(method: str) -> bool:
    """Whether people may use the method at all, once they are known."""
    rule = RULES[method]
    return rule.own or (bool(rule.permission) and bool(POLICY[rule.permission].relations))


def texts(message: Descriptor, above: str = "") -> Iterator[str]:
    """The paths of all text fields of a message, nested ones too."""
    for each in message.fields:
        if each.type == FieldDescriptor.TYPE_STRING:
            yield above + each.name
        elif each.message_type is not None:
            yield from texts(each.message_type, f"{above}{each.name}.")


def test_every_text_field_of_every_request_of_people_is_attacked_or_holds_no_id() -> None:
    found = {
        f"{name} {path}"
        for name, method in METHODS.items()
        if for_people(name)
        for path in texts(method.input_type)
        if path.removeprefix("saves.") not in HOLD_NO_ID
    }
    assert found == {f"{name} {path}" for name, paths in NAMES.items() for path in paths} | ATTACKED_BY_OTHER_TESTS


def mixtures(right: str, foreign: str) -> dict[tuple[bool, ...], str]:
    """The name with some or all of its ids taken from a foreign name, by which ones are foreign."""
    mine, theirs = UUID.findall(right), UUID.findall(foreign)
    found = {}
    for taken in product((False, True), repeat=len(mine)):
        ids = iter([other if take else own for own, other, take in zip(mine, theirs, taken, strict=True)])
        name = UUID.sub(lambda _match, ids=ids: next(ids), right)  # type: ignore[misc]
        if name != right:
            found[taken] = name
    return found


def attacks(request: Message, path: str, strange: Message) -> dict[Any, Message]:
    """The request with the other request's name in a field, whole or in part; in a list also among right ones."""
    right, foreign = getattr(request, path), getattr(strange, path)
    if isinstance(right, str):
        return {key: filled(request, path, name) for key, name in mixtures(right, foreign).items()}
    [own], [theirs] = right, foreign
    return {
        (key, place): filled(request, path, names)
        for key, name in mixtures(own, theirs).items()
        for place, names in {
            "alone": [name],
            "first": [name, own],
            "last": [*[own] * 199, name],
            "between": [own, name, own],
        }.items()
    }


def filled(request: Message, path: str, value: Any) -> Message:
    changed = type(request)()
    changed.CopyFrom(request)
    if "request_id" in request.DESCRIPTOR.fields_by_name:
        setattr(changed, "request_id", new_id())  # noqa: B010 - not every message has one
    changed.ClearField(path)
    if isinstance(value, str):
        setattr(changed, path, value)
    else:
        getattr(changed, path).extend(value)
    return changed


def test_foreign_ids_in_any_field_open_nothing_and_tell_nothing(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    ask = platform.as_person(platform.everything("own"))
    right = requests(platform.names("own"))
    assert {name: ask(name, request) for name, request in right.items()} == dict.fromkeys(right, ANSWERED)
    wrong: list[tuple[str, str, Any, Outcome]] = []
    for name, paths in NAMES.items():
        strange = {place: requests(platform.names(place))[name] for place in ("nowhere", *FOREIGN)}
        for path in paths:
            answers = {
                place: {key: ask(name, each) for key, each in attacks(right[name], path, foreign).items()}
                for place, foreign in strange.items()
            }
            nothing = answers["nowhere"]
            wrong += [(name, path, key, each) for key, each in nothing.items() if not is_no(name, path, each)]
            # What is there and is another's is refused in the same words as what there is nowhere.
            wrong += [
                (name, path, (place, *key), each)
                for place in FOREIGN
                for key, each in answers[place].items()
                if each != nothing[key]
            ]
    assert not wrong


def is_no(name: str, path: str, answer: Outcome) -> bool:
    """Whether an outcome opens nothing and tells nothing."""
    if answer == REFUSED:
        return True
    if name.startswith("ControlRoomService/"):
        # School and part contradict each other, whatever there is.
        if answer != ANSWERED and answer[1] in ("TERM_OF_ANOTHER_SCHOOL", "BAD_RESOURCE_NAME"):
            return UUID.search(str(answer)) is None
        # A class or group that the school does not have holds no lessons.
        return path in ("class", "group") and answer == ANSWERED
    # Who is no pupil of the school is left out, without a word: test_names_for_a_list_… looks inside.
    if (name, path, answer) == ("PeopleService/BatchGetPupilNames", "pupils", ANSWERED):
        return True
    # A thing that is not of the own school is explained as none: test_an_explanation_of_a_strange_thing… looks inside.
    return (name, path, answer) == ("AccessService/Explain", "resource", ANSWERED)


def test_a_guardian_learns_nothing_of_the_school_by_asking(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    ask = platform.as_person(platform.guardian())
    own = requests(platform.names("own"))
    mine = {
        "AccessService/ListDisclosures", "PeopleService/GetPupil", "SchoolService/ListTerms",
        "GradebookService/GetDiary",
    }  # fmt: skip
    answers = {name: ask(name, request) for name, request in own.items()}
    assert answers == {name: ANSWERED if name in mine else REFUSED for name in own}
    # The classmate, and a child that there is not.
    for pupil in (platform.town.pupils["same_class"], platform.town.pupils["other_class"], new_id()):
        names = replace(platform.names("own"), pupil=platform.town.own.pupil_name(pupil))
        for name, request in requests(names).items():
            if "pupil" in request.DESCRIPTOR.fields_by_name:
                assert ask(name, request) == REFUSED, name


def test_what_one_person_may_is_not_kept_for_another(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    request = requests(platform.names("own"))["GradebookService/GetDiary"]
    mother = platform.as_person(platform.guardian())
    stranger = platform.as_person(platform.guardian("other_school"))
    nobody = platform.as_person(new_id())
    for _ in range(2):
        assert mother("GradebookService/GetDiary", request) == ANSWERED
        assert stranger("GradebookService/GetDiary", request) == REFUSED
        assert nobody("GradebookService/GetDiary", request) == REFUSED


CRAFTED = (
    "{own}/lessons/{lesson}/../../../groups/{foreign}",
    "{own}/pupils/{pupil}",
    "{own}/{foreign_name}",
    "{own}//lessons/{lesson}",
    "{own}/lessons/{lesson}/",
    "{own}/lessons/{lesson}\n",
    "{own}/lessons/{lesson}\0",
    "{own}\n{foreign_name}/lessons/{lesson}",
    "{foreign_name}\n{own}/lessons/{lesson}",
    "{foreign_name}/lessons/{lesson}/groups/{foreign}",
    "{foreign_name}/{own}/lessons/{lesson}",
    "/{foreign_name}/lessons/{lesson}",
    "{upper}/lessons/{lesson}",
    "{foreign_name}/lessons/{lesson}?x={own}",
    "{foreign_name}/lessons/{lesson}#{own}",
    "%2e%2e/{foreign_name}/lessons/{lesson}",
    "schools/*/groups/*/lessons/*",
    "schools/-/groups/-/lessons/{lesson}",
    "{own}/lessons/{lesson}' OR '1'='1",
    "",
)


def test_names_put_together_to_pass_as_a_part_of_an_own_group_open_nothing(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    ask = platform.as_person(platform.everything("own"))
    own, foreign = platform.names("own"), platform.names("other_municipality")
    parts = {
        "own": own.group,
        "foreign_name": foreign.group,
        "foreign": foreign.group[-36:],
        "lesson": foreign.lesson[-36:],
        "pupil": foreign.pupil[-36:],
        "upper": foreign.group.upper(),
    }
    codes = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.INVALID_ARGUMENT)
    for pattern in CRAFTED:
        name = pattern.format(**parts)
        for method, path in (
            ("GradebookService/GetLesson", "lesson"),
            ("GradebookService/RecordLesson", "lesson"),
            ("GradebookService/GetJournal", "group"),
            ("GradebookService/GetDiary", "pupil"),
            ("PeopleService/ListGroupPupils", "group"),
        ):
            answer = ask(method, filled(requests(own)[method], path, name))
            assert answer[0] in codes, (method, pattern, answer)
            assert UUID.search(str(answer)) is None, (method, pattern, answer)


def test_foreign_ids_in_the_cells_of_a_save_are_refused_like_ids_of_nothing(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    person = platform.everything("own")
    world, others = platform.worlds["own"], platform.worlds["other_municipality"]
    # What an attacker would like to see: a mark of a stranger, and one of an own pupil's other lesson.
    strange_item, item = others.item(others.lesson()), world.item(world.lesson())
    other_item = world.item(world.lesson(TODAY - timedelta(days=1)))
    others.record(
        others.lesson(), marks=[gradebook_pb2.MarkEdit(line_item=strange_item, pupil=others.pupil(), value="2")]
    )
    lesson, stranger = world.lesson(), others.pupil_ids[0]
    before = world.history()
    pupils = {
        "whole": others.pupil(),
        "under the own school": f"schools/{world.school_id}/pupils/{stranger}",
        "bare": stranger,
        "own under the other school": f"schools/{others.school_id}/pupils/{world.pupil_ids[0]}",
        "of another class": f"schools/{world.school_id}/pupils/{platform.town.pupils['other_class']}",
        "of nobody": f"schools/{world.school_id}/pupils/{new_id()}",
    }
    items = {
        "whole": strange_item,
        "under the own lesson": f"{lesson}/lineItems/{strange_item[-36:]}",
        "bare": strange_item[-36:],
        "of another lesson": other_item,
        "of another lesson, under this": f"{lesson}/lineItems/{other_item[-36:]}",
        "of nothing": f"{lesson}/lineItems/{new_id()}",
    }
    metadata = with_token(platform.token(person))

    def save(**cells: Any) -> gradebook_pb2.RecordLessonResponse:
        request = gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=lesson, **cells)
        [answer] = platform.ask("GradebookService/RecordLesson", request, metadata)
        assert isinstance(answer, gradebook_pb2.RecordLessonResponse)
        # The lesson is the own one; of cells nothing came back but the refusals.
        return gradebook_pb2.RecordLessonResponse(
            marks=answer.marks, attendance=answer.attendance, refusals=answer.refusals
        )

    def by_pupil(pupil: str) -> gradebook_pb2.RecordLessonResponse:
        mark = gradebook_pb2.MarkEdit(line_item=item, pupil=pupil, value="5", seen_version=9)
        entry = gradebook_pb2.AttendanceEdit(pupil=pupil, attendance=gradebook_pb2.ATTENDANCE_ABSENT, seen_version=9)
        return save(marks=[mark], attendance=[entry])

    def by_item(line_item: str) -> gradebook_pb2.RecordLessonResponse:
        whose = (world.pupil(), others.pupil())
        edits = [gradebook_pb2.MarkEdit(line_item=line_item, pupil=each, value="5", seen_version=9) for each in whose]
        return save(marks=edits)

    of_nobody, of_nothing = by_pupil(pupils.pop("of nobody")), by_item(items.pop("of nothing"))
    assert rules(of_nobody) == [("attendance[0]", "NOT_IN_GROUP_ON_DATE"), ("marks[0]", "NOT_IN_GROUP_ON_DATE")]
    assert rules(of_nothing) == [("marks[0]", "UNKNOWN_LINE_ITEM"), ("marks[1]", "UNKNOWN_LINE_ITEM")]
    assert UUID.search(f"{of_nobody}{of_nothing}") is None
    assert {name: by_pupil(pupil) for name, pupil in pupils.items()} == dict.fromkeys(pupils, of_nobody)
    assert {name: by_item(line_item) for name, line_item in items.items()} == dict.fromkeys(items, of_nothing)
    assert world.history() == before


def test_a_page_token_with_a_foreign_key_turns_no_foreign_page(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    town, people = platform.town, {place: platform.everything(place) for place in ("own", *FOREIGN)}
    for place, person in people.items():
        there: Register = getattr(town, place)
        for number in range(3):
            expires = datetime.now(UTC) + timedelta(hours=1)
            there.put(
                "session", session_id=new_id(), secret_hash=f"{place}{number}".encode(), person_id=person,
                expires_at=expires,
            )  # fmt: skip
        # A look at the child, for the list of looks.
        kind, child = (OWN_LOOK if place == "own" else STRANGE_LOOK), (town.pupils[place],)
        look = GateDisclosure(f"persons/{person}", child, there.school_id, kind, "director", "/x", "", refused=False)
        DisclosureWriter(there.pool).write([look])
    metadata = with_token(platform.token(people["own"]))
    foreign = {row[0] for row in town.own.run("SELECT session_id FROM session WHERE person_id <> %s", people["own"])}
    own_school = UUID.findall(platform.names("own").municipality)
    for place in FOREIGN:
        foreign.update(UUID.findall(str(platform.names(place))))
        foreign.update(row[0] for row in town.own.run("SELECT disclosure_id FROM disclosure"))
    foreign.difference_update(own_school)
    mine = platform.names("own")
    days: dict[str, Any] = {"begin_date": MONDAY.isoformat(), "end_date": TODAY.isoformat()}
    lists: dict[str, Message] = {
        "AccessService/ListDisclosures": access_pb2.ListDisclosuresRequest(pupil=mine.pupil),
        "SchoolService/ListClasses": schools_pb2.ListClassesRequest(school=mine.school),
        "SchoolService/ListGroups": schools_pb2.ListGroupsRequest(school=mine.school),
        "SessionService/ListSessions": sessions_pb2.ListSessionsRequest(),
        "GradebookService/ListLessons": gradebook_pb2.ListLessonsRequest(groups=[mine.group], **days),
    }
    keys = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-7fff-bfff-ffffffffffff", *sorted(foreign)]
    # What stands before the id in the tokens of one method or another.
    fronts: list[list[str | int]] = [[], [1], [2**50], [MONDAY.isoformat(), 1]]
    for method, request in lists.items():
        whole, turned = ids_in(platform.ask(method, request, metadata)), 0
        for key, front in product(keys, fronts):
            attack = filled(request, "page_token", pages.encode([*front, key]))
            answer = platform.outcome(method, attack, metadata)
            if answer == ANSWERED:
                page = platform.ask(method, attack, metadata)
                assert ids_in(page) <= whole - foreign, method
                assert STRANGE_LOOK not in str(page), method
            else:
                # Another method's token.
                assert answer[1] == "BAD_PAGE_TOKEN", method
            turned += answer == ANSWERED
        assert turned >= len(keys), method
    looks = lists["AccessService/ListDisclosures"]
    assert OWN_LOOK in str(platform.ask("AccessService/ListDisclosures", looks, metadata))
    # Schools of the own municipality, the next one among them, and none of another.
    listed = schools_pb2.ListSchoolsRequest(municipality=mine.municipality)
    for key in sorted(foreign):
        request = filled(listed, "page_token", pages.encode([key]))
        found = ids_in(platform.ask("SchoolService/ListSchools", request, metadata))
        assert found <= {*own_school, town.own.school_id, town.other_school.school_id}


def ids_in(answers: Sequence[Message]) -> set[str]:
    return set(UUID.findall(str(answers)))


def looks_at(platform: Platform, place: str) -> Message:
    return people_pb2.GetPupilRequest(pupil=platform.names(place).pupil)


def test_a_foreign_session_is_ended_no_more_than_one_that_is_not_there(platform: Platform) -> None:
    town = platform.town
    victim, attacker = platform.guardian("other_municipality"), platform.guardian()
    session, expires = new_id(), datetime.now(UTC) + timedelta(hours=1)
    town.own.put("session", session_id=session, secret_hash=b"x", person_id=victim, expires_at=expires)
    ask = platform.as_person(attacker)
    ends = [sessions_pb2.EndSessionRequest(session=each) for each in (session, new_id())]
    answers = [ask("SessionService/EndSession", each) for each in ends]
    assert answers[0] == answers[1]
    assert town.own.run("SELECT ended_at FROM session") == [(None,)]


def test_an_explanation_of_a_strange_thing_is_that_of_nothing(platform: Platform) -> None:
    metadata = with_token(platform.token(platform.everything("own")))
    own, answers = platform.names("own"), []
    for place in ("other_school", "other_municipality", "nowhere"):
        group = f"{own.school}/groups/{platform.names(place).group[-36:]}"
        request = filled(requests(own)["AccessService/Explain"], "resource", group)
        answers += platform.ask("AccessService/Explain", request, metadata)
    assert answers[0] == answers[1] == answers[2]
    assert not ids_in(answers)


def test_an_explanation_about_a_stranger_tells_of_the_own_school_alone(platform: Platform) -> None:
    stranger = platform.everything("other_municipality")
    metadata = with_token(platform.token(platform.everything("own")))
    own = platform.names("own")
    answers = []
    for subject in (stranger, new_id()):
        request = access_pb2.ExplainRequest(
            school=own.school, subject=f"persons/{subject}", permission="gradebook.journal.read", resource=own.group
        )
        [answer] = platform.ask("AccessService/Explain", request, metadata)
        answers.append(answer)
    assert answers[0] == answers[1]


def test_the_first_answer_to_a_request_is_given_to_nobody_else(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    world = platform.worlds["own"]
    request = gradebook_pb2.RecordLessonRequest(
        request_id=new_id(),
        lesson=world.lesson(),
        lesson_edit=gradebook_pb2.LessonEdit(seen_version=1, topic="Дроби"),
    )
    teacher, colleague = platform.everything("own"), platform.town.own.person()
    platform.town.own.relate(colleague, "subject_teacher", "group", platform.town.own.group_id)
    first = platform.ask("GradebookService/RecordLesson", request, with_token(platform.token(teacher)))
    assert platform.ask("GradebookService/RecordLesson", request, with_token(platform.token(teacher))) == first
    for person in (platform.everything("other_municipality"), platform.guardian()):
        assert platform.as_person(person)("GradebookService/RecordLesson", request) == REFUSED
    # A colleague has a right to the lesson, and the same id is another request when it is his.
    history = world.history()
    other = gradebook_pb2.RecordLessonRequest(request_id=request.request_id, lesson=request.lesson)
    assert platform.as_person(colleague)("GradebookService/RecordLesson", other) == ANSWERED
    assert world.history() == history


FOR_SERVICES: Mapping[str, Message] = {
    "AccessService/Check": access_pb2.CheckRequest(subject="persons/1", permission="gradebook.diary.read"),
    "AccessService/BatchCheck": access_pb2.BatchCheckRequest(subject="persons/1", items=[access_pb2.CheckItem()]),
    "AccessService/ListVisible": access_pb2.ListVisibleRequest(
        subject="persons/1", permission="gradebook.diary.read", kind="pupils"
    ),
    "AccessService/RecordDisclosures": access_pb2.RecordDisclosuresRequest(disclosures=[access_pb2.Disclosure()]),
    "AccessService/WatchRelations": access_pb2.WatchRelationsRequest(),
    "PeopleService/BatchGetContacts": people_pb2.BatchGetContactsRequest(persons=["persons/1"]),
    "PeopleService/BatchGetNames": people_pb2.BatchGetNamesRequest(school="schools/1", persons=["persons/1"]),
    "SchoolService/ImportRoster": schools_pb2.ImportRosterRequest(start=schools_pb2.ImportStart()),
    "SchoolService/ReplayRoster": schools_pb2.ReplayRosterRequest(request_id="1"),
    "GradebookService/ReplayLessons": gradebook_pb2.ReplayLessonsRequest(request_id="1"),
}


def test_what_is_for_services_is_for_no_person_through_whatever_service(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    assert FOR_SERVICES.keys() == {name for name in METHODS if RULES[name].permission and not for_people(name)}
    metadata = with_token(platform.token(platform.everything("own")))
    platform.authority.issue("cli")
    platform.authority.issue("notify")
    for method, request in FOR_SERVICES.items():
        target = METHODS[method].containing_service.full_name.split(".")[1]
        for caller in ("portal", "cli", "notify", "gradebook") if target == "identity" else ("portal", "cli"):
            assert platform.outcome(method, request, metadata, caller) == REFUSED, (method, caller)


def test_what_is_for_people_is_not_for_the_service_that_speaks_for_them(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    own = requests(platform.names("own"))
    # Notify's door is not open here: tests/integration/notify/test_rpc.py.
    here = [name for name in METHODS if not name.startswith("NoticeService/")]
    assert own.keys() == {name for name in here if for_people(name) and not RULES[name].own}
    for method, request in own.items():
        assert platform.outcome(method, request) == REFUSED, method


def part(content: Any) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def by_hand(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token in its outer form, signed however."""
    signed = f"{part(header)}.{part(claims)}"
    return f"{signed}.{urlsafe_b64encode(sign(signed.encode())).decode().rstrip('=')}"


def forgeries(platform: Platform, victim: str, attacker: str) -> dict[str, str]:
    """Tokens for the victim, made from what everybody can have: public keys, own keys, a token of one's own."""
    good = platform.token(attacker)
    head, body, signature = good.split(".")
    known = json.loads(urlsafe_b64decode(head + "=="))
    claims = platform.claims(victim)
    public = signing_keys(platform.town.own.pool)
    [key] = json.loads(public)["keys"]
    imported = ECKey.import_key(key)
    mine = ECKey.generate_key("P-256", {"kid": known["kid"]})
    my_jwk = mine.as_dict(private=False)

    def mac(secret: bytes) -> Callable[[bytes], bytes]:
        return lambda text: hmac.digest(secret, text, "sha256")

    def mine_with(**more: Any) -> str:
        return jwt.encode({"alg": "ES256", **more}, claims, mine, algorithms=["ES256"])

    found = {
        f"signed by nobody ({word})": by_hand({"alg": word, "kid": known["kid"]}, claims, lambda _: b"")
        for word in ("none", "None", "NONE", "nOnE", "")
    }
    secrets = {
        "the key set": public.encode(),
        "the key": json.dumps(key).encode(),
        "the key as PEM": imported.as_pem(private=False),
        "the key as DER": imported.as_der(private=False),
        "its x": key["x"].encode(),
        "nothing": b"",
    }
    for name, secret in secrets.items():
        header = {"alg": "HS256", "kid": known["kid"], "typ": "JWT"}
        found[f"a MAC by {name}"] = by_hand(header, claims, mac(secret))
    found |= {
        "no algorithm": by_hand({"kid": known["kid"]}, claims, lambda _: b"\0" * 64),
        "a list of algorithms": by_hand({"alg": ["ES256", "none"], "kid": known["kid"]}, claims, lambda _: b""),
        "zeros for a signature": by_hand(known, claims, lambda _: b"\0" * 64),
        "no signature": f"{head}.{part(claims)}.",
        "two parts": f"{head}.{part(claims)}",
        "another's signature": f"{head}.{part(claims)}.{signature}",
        "another's claims and signature": f"{part({**known, 'alg': 'none'})}.{body}.{signature}",
        "the own key by the same name": mine_with(kid=known["kid"]),
        "the own key by no name": mine_with(),
        "the own key sent along": mine_with(kid="mine", jwk=my_jwk),
        "the own key sent along by the known name": mine_with(kid=known["kid"], jwk=my_jwk),
        "the own key from an address": mine_with(kid="mine", jku="https://keys.example/jwks.json"),
        "a key from a file": mine_with(kid="../../../../dev/null"),
        "a key from a database": mine_with(kid="' UNION SELECT 'key"),
        "encrypted and unsigned": ".".join([part({"alg": "dir", "enc": "A128GCM"}), "", "AA", part(claims), "AA"]),
        "as JSON": json.dumps({"protected": head, "payload": part(claims), "signature": signature}),
        "two in one": f"{good},{head}.{part(claims)}.{signature}",
    }
    return found


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_no_forged_token_speaks_for_anybody_nor_for_the_service_that_brings_it(platform: Platform) -> None:
    mother, attacker = platform.guardian(), platform.guardian("other_school")
    child = looks_at(platform, "own")
    decision = FOR_SERVICES["AccessService/Check"]
    assert platform.as_person(mother)("PeopleService/GetPupil", child) == ANSWERED
    assert platform.outcome("AccessService/Check", decision) == ANSWERED
    [(before,)] = platform.town.own.run("SELECT count(*) FROM disclosure")
    # In the words that every bad token gets.
    expected = platform.outcome("PeopleService/GetPupil", child, with_token("nonsense"))
    assert expected[:2] == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")
    for name, token in forgeries(platform, mother, attacker).items():
        assert platform.outcome("PeopleService/GetPupil", child, with_token(token)) == expected, name
        # A service with a bad token is not the service by itself.
        assert platform.outcome("AccessService/Check", decision, with_token(token)) == expected, name
    for header in ("", "Bearer", "Bearer ", "bearer", "Basic eDp5", f"Token {platform.token(mother)}"):
        answer = platform.outcome("AccessService/Check", decision, (("authorization", header),))
        assert answer[:2] == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID"), header
    assert platform.town.own.run("SELECT count(*) FROM disclosure") == [(before,)]


def test_headers_that_name_a_person_or_a_service_change_nothing(platform: Platform) -> None:
    mother, attacker = platform.guardian(), platform.guardian("other_school")
    child, token = looks_at(platform, "own"), platform.token(attacker)
    names = (
        "x-person-id", "x-person", "x-user", "x-user-id", "x-subject", "x-remote-user", "x-forwarded-user",
        "x-authenticated-userid", "x-zvonok-person", "zvonok-person", "zvonok-subject", "person_id", "subject", "sub",
        "x-auth-request-user", "x-forwarded-authorization", "proxy-authorization", "cookie", "x-original-authorization",
    )  # fmt: skip
    callers = ("x509_common_name", "x-forwarded-client-cert", "x-caller", "zvonok-caller", "x-service")
    values = (mother, f"persons/{mother}", f"Bearer {platform.token(mother)}", "notify", "services/notify", "CN=notify")
    contacts = people_pb2.BatchGetContactsRequest(persons=[f"persons/{mother}"])
    for name in names + callers:
        headers = [(name, each) for each in values]
        for metadata in ([*headers, *with_token(token)], [*with_token(token), *headers], headers):
            assert platform.outcome("PeopleService/GetPupil", child, metadata) == REFUSED, name
            assert platform.outcome("PeopleService/BatchGetContacts", contacts, metadata) == REFUSED, name
    # Of two tokens one does not lend its right to the other.
    both = [*with_token(token), *with_token(platform.token(mother))]
    assert platform.outcome("PeopleService/GetPupil", child, both) == REFUSED
    forged = [*with_token(f"{token}x"), *with_token(platform.token(mother))]
    assert platform.outcome("PeopleService/GetPupil", child, forged)[0] == grpc.StatusCode.UNAUTHENTICATED
    readers = platform.town.own.run("SELECT DISTINCT reader, refused FROM disclosure")
    assert sorted(readers) == sorted([(f"persons/{attacker}", True), ("services/portal", True)])


def test_a_connection_without_a_right_certificate_gets_no_answer(platform: Platform) -> None:
    mother = with_token(platform.token(platform.guardian()))
    child = looks_at(platform, "own")
    platform.authority.issue_as("expired", "portal", "portal", timedelta(days=-1))
    answer = platform.outcome("PeopleService/GetPupil", child, mother, "expired")
    assert answer[0] == grpc.StatusCode.UNAVAILABLE
    authority = (platform.folder / "ca.crt").read_bytes()
    options = (("grpc.ssl_target_name_override", "identity"),)
    address = platform.addresses["identity"]
    path = "/zvonok.identity.v1.PeopleService/GetPupil"
    for channel in (
        grpc.secure_channel(address, grpc.ssl_channel_credentials(authority), options),
        grpc.insecure_channel(address),
    ):
        with channel, pytest.raises(grpc.RpcError) as error:
            channel.unary_unary(path, bytes, bytes)(child.SerializeToString(), 10, mother)
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE


def test_a_certificate_whose_name_is_not_a_services_is_refused_whatever_else_it_says(platform: Platform) -> None:
    mother = with_token(platform.token(platform.guardian()))
    for number, name in enumerate(("", "Portal", "portal.example", "portal,cli", "*", "services/portal", "identity")):
        platform.authority.issue_as(f"strange{number}", name, "portal", timedelta(days=1))
        answer = platform.outcome("PeopleService/GetPupil", looks_at(platform, "own"), mother, f"strange{number}")
        assert answer == REFUSED, name
