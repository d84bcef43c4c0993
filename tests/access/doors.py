"""A platform of real services behind their doors, over mutual TLS, and who calls them."""

import json
import os
import re
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from joserfc import jwt
from joserfc.jwk import ECKey
from zvonok.gradebook.v1 import changes_pb2, gradebook_pb2
from zvonok.identity.v1 import access_pb2, people_pb2, schools_pb2, sessions_pb2, sessions_pb2_grpc
from zvonok.notify.v1 import notify_pb2
from zvonok.reports.v1 import reports_pb2

from kit.config import ServiceConfig
from kit.database import open_pool
from kit.ids import new_id
from kit.rpc.client import open_channel, with_token
from kit.rpc.errors import error_info
from kit.rpc.gate import RemoteGate
from kit.rpc.rules import Rule, rules_of
from kit.rpc.server import build_server
from kit.rpc.tokens import AUDIENCE, ISSUER, TokenVerifier
from kit.service import Resources, Service
from services.gradebook.main import SERVICE as GRADEBOOK
from services.identity.actions.sessions import signing_keys
from services.reports.main import SERVICE as REPORTS
from tests.access.test_tables import Town
from tests.conftest import ROOT, DatabaseUrls
from tests.integration.gradebook.world import World
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
