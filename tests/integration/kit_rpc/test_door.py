"""The door over the real wire: mutual TLS, tokens, access, disclosure, errors."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import grpc
import psycopg
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from zvonok.gradebook.v1 import gradebook_pb2, gradebook_pb2_grpc, homework_pb2, homework_pb2_grpc

from kit.config import ConfigError, ServiceConfig
from kit.errors import Conflict, DependencyDown
from kit.rpc.call import Call, current_call
from kit.rpc.client import open_channel, with_token
from kit.rpc.door import Door
from kit.rpc.errors import error_info
from kit.rpc.gate import GateDecision, GateDisclosure
from kit.rpc.rules import UnruledMethod
from kit.rpc.server import Binding, build_server
from kit.rpc.tokens import TokenVerifier
from tests.integration.kit_rpc.authority import Authority

HOMEWORK = homework_pb2.DESCRIPTOR.services_by_name["HomeworkService"]
GRADEBOOK = gradebook_pb2.DESCRIPTOR.services_by_name["GradebookService"]
PUPIL = "schools/s1/pupils/p1"
DIARY = gradebook_pb2.GetDiaryRequest(pupil=PUPIL, begin_date="2026-09-01", end_date="2026-09-07")
SIGNER = ECKey.generate_key("P-256", {"kid": "k1"})


@dataclass
class OpenBook:
    """A gate that allows what the test says, and keeps what it is told."""

    allowed: set[str] = field(default_factory=set)
    records: list[GateDisclosure] = field(default_factory=list)
    down: bool = False

    def decide(
        self, subject: str, permission: str, resources: Sequence[str], *, fresh: bool, at_least_version: int = 0
    ) -> list[GateDecision]:
        del permission, fresh
        return [GateDecision(f"{subject} {resource}" in self.allowed, "guardian") for resource in resources]

    def begin_record(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        def wait() -> None:
            if self.down:
                raise DependencyDown("ACCESS_UNDECIDED", "down")

        self.records.extend(disclosures)
        return wait


class Gradebook(gradebook_pb2_grpc.GradebookServiceServicer):
    calls: list[Call]
    failure: Exception | None = None
    foretells = False
    also: str | None = None
    recorded_early = 0

    def __init__(self, records: Callable[[], int]) -> None:
        self.calls = []
        self.certificates: list[bytes] = []
        self.records = records

    def GetDiary(
        self, request: gradebook_pb2.GetDiaryRequest, context: grpc.ServicerContext
    ) -> gradebook_pb2.GetDiaryResponse:
        self.calls.append(current_call())
        self.certificates.extend(context.auth_context()["x509_pem_cert"])
        if self.failure is not None:
            raise self.failure
        entry = gradebook_pb2.AttendanceEntry(pupil=request.pupil)
        answer = gradebook_pb2.GetDiaryResponse(lessons=[gradebook_pb2.DiaryLesson(attendance=entry)])
        if self.foretells:
            current_call().will_show(answer)
            self.recorded_early = self.records()
        if self.also is not None:
            answer.lessons.add().attendance.pupil = self.also
        return answer


@dataclass
class World:
    config: ServiceConfig
    gate: OpenBook
    servicer: Gradebook
    tokens: TokenVerifier

    def channel(self, caller: str) -> grpc.Channel:
        return open_channel(self.config.listen, "gradebook", self.config.tls_dir, caller)


def token(person: str = "anna") -> str:
    claims = {"iss": "zvonok-identity", "aud": "zvonok", "sub": person, "sid": "s-1", "exp": int(time.time()) + 60}
    return jwt.encode({"alg": "ES256", "kid": "k1"}, claims, SIGNER, algorithms=["ES256"])


@pytest.fixture
def config(tmp_path: Path) -> ServiceConfig:
    authority = Authority(tmp_path)
    for name in ("gradebook", "portal", "notify"):
        authority.issue(name)
    callers = tmp_path / "callers.yaml"
    callers.write_text("gradebook: [portal]\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ServiceConfig("gradebook", "", "", "", f"127.0.0.1:{port}", "", tmp_path, callers, "", False, tmp_path)


@pytest.fixture
def world(config: ServiceConfig) -> Iterator[World]:
    gate = OpenBook({f"persons/anna {PUPIL}"})
    servicer = Gradebook(lambda: len(gate.records))
    tokens = TokenVerifier(lambda: json.dumps(KeySet([SIGNER]).as_dict(private=False)))
    binding = Binding(GRADEBOOK, gradebook_pb2_grpc.add_GradebookServiceServicer_to_server, servicer)
    server = build_server(config, [binding], gate, tokens)
    server.start()
    yield World(config, gate, servicer, tokens)
    server.stop(0).wait()


def ask(world: World, *, caller: str = "portal", bearer: str | None = None) -> gradebook_pb2.GetDiaryResponse:
    with world.channel(caller) as channel:
        stub = gradebook_pb2_grpc.GradebookServiceStub(channel)
        answer: gradebook_pb2.GetDiaryResponse = stub.GetDiary(
            DIARY, metadata=with_token(token() if bearer is None else bearer)
        )
        return answer


def refusal(world: World, **kwargs: str) -> tuple[grpc.StatusCode, str, str]:
    with pytest.raises(grpc.RpcError) as error:
        ask(world, **kwargs)
    info = error_info(error.value)
    return error.value.code(), info.reason if info else "", error.value.details()


def test_an_allowed_call_is_answered_and_recorded_before(world: World) -> None:
    assert ask(world).lessons[0].attendance.pupil == PUPIL
    [record] = world.gate.records
    assert (record.reader, record.data_subjects, record.school) == ("persons/anna", ("p1",), "s1")
    assert (record.kind, record.relation, record.refused) == ("marks", "guardian", False)
    [call] = world.servicer.calls
    assert (call.person_id, call.session_id, call.caller_service) == ("anna", "s-1", "portal")
    assert record.trace_id == call.trace_id != ""


def test_no_record_no_answer(world: World) -> None:
    world.gate.down = True
    code, reason, _ = refusal(world)
    assert (code, reason) == (grpc.StatusCode.UNAVAILABLE, "ACCESS_UNDECIDED")


def test_a_record_is_begun_as_soon_as_it_is_known_who_will_be_shown_and_made_once(world: World) -> None:
    world.servicer.foretells = True
    assert ask(world).lessons
    assert (world.servicer.recorded_early, len(world.gate.records)) == (1, 1)


def test_who_was_not_foretold_is_recorded_all_the_same(world: World) -> None:
    world.servicer.foretells, world.servicer.also = True, "schools/s1/pupils/p2"
    assert len(ask(world).lessons) == 2
    assert [record.data_subjects for record in world.gate.records] == [("p1",), ("p2",)]


def test_no_answer_without_a_record_that_was_begun_early(world: World) -> None:
    world.servicer.foretells = world.gate.down = True
    assert refusal(world)[:2] == (grpc.StatusCode.UNAVAILABLE, "ACCESS_UNDECIDED")


def test_another_family_is_refused_with_the_one_text_and_the_attempt_is_recorded(world: World) -> None:
    code, reason, text = refusal(world, bearer=token("boris"))
    assert (code, reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
    assert "p1" not in text
    assert not world.servicer.calls
    [record] = world.gate.records
    assert (record.reader, record.data_subjects, record.refused) == ("persons/boris", ("p1",), True)


def test_a_service_that_is_not_listed_is_refused(world: World) -> None:
    assert refusal(world, caller="notify")[0] == grpc.StatusCode.PERMISSION_DENIED
    assert not world.servicer.calls


def test_a_certificate_of_another_authority_gets_no_connection(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Authority(other).issue("portal")
    (other / "ca.crt").write_bytes((world.config.tls_dir / "ca.crt").read_bytes())
    strange = replace(world, config=replace(world.config, tls_dir=other))
    assert refusal(strange)[0] == grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("bearer", ["nonsense", ""])
def test_a_bad_token_is_refused(world: World, bearer: str) -> None:
    assert refusal(world, bearer=bearer)[:2] == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")


def test_a_missing_field_is_named(world: World) -> None:
    with world.channel("portal") as channel, pytest.raises(grpc.RpcError) as error:
        stub = gradebook_pb2_grpc.GradebookServiceStub(channel)
        stub.GetDiary(gradebook_pb2.GetDiaryRequest(pupil=PUPIL), metadata=with_token(token()))
    info = error_info(error.value)
    assert info is not None
    assert (info.reason, info.metadata["field"]) == ("FIELD_REQUIRED", "begin_date")


def test_a_refusal_of_a_rule_arrives_with_its_reason(world: World) -> None:
    world.servicer.failure = Conflict("VERSION_CONFLICT", "Another save came between.", metadata={"version": "4"})
    assert refusal(world)[:2] == (grpc.StatusCode.ABORTED, "VERSION_CONFLICT")


def test_a_fault_of_ours_tells_nothing_but_the_trace(world: World) -> None:
    world.servicer.failure = RuntimeError("Петров Иван")
    code, _, text = refusal(world)
    assert code == grpc.StatusCode.INTERNAL
    assert "Петров" not in text
    assert world.servicer.calls[0].trace_id in text


def test_third_net_the_door_refuses_a_method_without_a_rule(world: World) -> None:
    door = Door({}, world.gate, world.tokens, frozenset({"portal"}))
    binding = Binding(GRADEBOOK, gradebook_pb2_grpc.add_GradebookServiceServicer_to_server, world.servicer)
    handler = grpc.unary_unary_rpc_method_handler(world.servicer.GetDiary)
    method = f"/{binding.descriptor.full_name}/GetDiary"
    wrapped = door.intercept_service(lambda _details: handler, _Details(method))
    assert wrapped is not None
    context = _Context()
    with pytest.raises(_Aborted):
        wrapped.unary_unary(DIARY, context)
    assert not world.servicer.calls


LESSON = "schools/s1/groups/g1/lessons/l1"
UPLOAD = homework_pb2.UploadFileRequest(lesson=LESSON, request_id="r", name="x.txt")


class Files(homework_pb2_grpc.HomeworkServiceServicer):
    """Keeps how many parts came; gives a file of one pupil back in two parts."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.given = 0

    def UploadFile(
        self, request_iterator: Iterator[homework_pb2.UploadFileRequest], context: grpc.ServicerContext
    ) -> homework_pb2.UploadFileResponse:
        self.parts += [part.name for part in request_iterator]
        return homework_pb2.UploadFileResponse(upload=" ".join(self.parts))

    def DownloadFile(
        self, request: homework_pb2.DownloadFileRequest, context: grpc.ServicerContext
    ) -> Iterator[homework_pb2.DownloadFileResponse]:
        self.given += 1
        yield homework_pb2.DownloadFileResponse(pupils=[PUPIL])
        yield homework_pb2.DownloadFileResponse(chunk=b"x")


FileService = tuple[homework_pb2_grpc.HomeworkServiceStub, Files, OpenBook]


@pytest.fixture
def files(config: ServiceConfig) -> Iterator[FileService]:
    """A service with streams both ways; anna may."""
    gate, servicer = OpenBook({f"persons/anna {LESSON}"}), Files()
    binding = Binding(HOMEWORK, homework_pb2_grpc.add_HomeworkServiceServicer_to_server, servicer)
    server = build_server(config, [binding], gate, TokenVerifier(lambda: json.dumps(KeySet([SIGNER]).as_dict())))
    server.start()
    with open_channel(config.listen, "gradebook", config.tls_dir, "portal") as channel:
        yield homework_pb2_grpc.HomeworkServiceStub(channel), servicer, gate
    server.stop(None)


def test_the_first_part_of_a_stream_names_the_thing_and_reaches_the_handler(files: FileService) -> None:
    parts = [UPLOAD, homework_pb2.UploadFileRequest(name="second")]
    assert files[0].UploadFile(iter(parts), metadata=with_token(token())).upload == "x.txt second"


@pytest.mark.parametrize(
    ("names", "person", "code"),
    [
        (["x.txt", "second"], "boris", grpc.StatusCode.PERMISSION_DENIED),
        (["", "x.txt"], "anna", grpc.StatusCode.INVALID_ARGUMENT),
        ([], "anna", grpc.StatusCode.INVALID_ARGUMENT),
    ],
    ids=["somebody else", "first part without the thing", "no part"],
)
def test_a_stream_that_is_refused_reaches_no_handler(
    files: FileService, names: list[str], person: str, code: grpc.StatusCode
) -> None:
    stub, servicer, _ = files
    parts = [homework_pb2.UploadFileRequest(lesson=LESSON if name else "", request_id="r", name=name) for name in names]
    with pytest.raises(grpc.RpcError) as error:
        stub.UploadFile(iter(parts), metadata=with_token(token(person)))
    assert error.value.code() is code
    assert servicer.parts == []


def test_a_stream_of_answers_is_recorded_before_the_part_that_discloses(files: FileService) -> None:
    stub, servicer, gate = files
    wanted = homework_pb2.DownloadFileRequest(lesson=LESSON, file="f1")
    with pytest.raises(grpc.RpcError) as refused:
        list(stub.DownloadFile(wanted, metadata=with_token(token("boris"))))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert (servicer.given, gate.records) == (0, [])
    answers = list(stub.DownloadFile(wanted, metadata=with_token(token())))
    assert b"".join(answer.chunk for answer in answers) == b"x"
    assert [(one.data_subjects, one.kind, one.refused) for one in gate.records] == [(("p1",), "homework", False)]
    gate.down = True
    with pytest.raises(grpc.RpcError) as unrecorded:
        list(stub.DownloadFile(wanted, metadata=with_token(token())))
    assert unrecorded.value.code() is grpc.StatusCode.UNAVAILABLE


def test_second_net_a_server_with_an_unruled_method_is_not_built(config: ServiceConfig) -> None:
    unruled = Binding(
        health_pb2.DESCRIPTOR.services_by_name["Health"],
        health_pb2_grpc.add_HealthServicer_to_server,
        health_pb2_grpc.HealthServicer(),
    )
    with pytest.raises(UnruledMethod):
        build_server(config, [unruled], OpenBook(), TokenVerifier(lambda: "{}"))


def test_a_service_whose_callers_are_not_said_is_not_built(config: ServiceConfig) -> None:
    with pytest.raises(ConfigError, match="who may call notify"):
        build_server(replace(config, service="notify"), [], OpenBook(), TokenVerifier(lambda: "{}"))


def test_health_is_served(world: World) -> None:
    with world.channel("notify") as channel:
        answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service=GRADEBOOK.full_name))
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


@dataclass
class _Details:
    method: str


class _Aborted(Exception):
    pass


class _Context:
    def auth_context(self) -> dict[str, list[bytes]]:
        return {"x509_common_name": [b"portal"]}

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        return with_token(token())

    def add_callback(self, callback: Callable[[], None]) -> bool:
        return False

    def abort_with_status(self, status: object) -> None:
        raise _Aborted


def test_a_database_that_is_away_is_a_reason_to_come_again(world: World) -> None:
    world.servicer.failure = psycopg.OperationalError("connection refused")
    code, reason, text = refusal(world)
    assert (code, reason) == (grpc.StatusCode.UNAVAILABLE, "DATABASE_AWAY")
    assert "refused" not in text


def test_renewed_certificates_are_taken_up_by_both_sides_without_a_restart(world: World) -> None:
    folder = world.config.tls_dir
    with world.channel("portal") as channel:
        stub = gradebook_pb2_grpc.GradebookServiceStub(channel)
        stub.GetDiary(DIARY, metadata=with_token(token()))
        # Even the authority is another one now: nothing of old would do.
        authority = Authority(folder)
        for name in ("gradebook", "portal"):
            authority.issue(name)
        stub.GetDiary(DIARY, metadata=with_token(token()))
    assert world.servicer.certificates[1] == (folder / "portal.crt").read_bytes()
    assert world.servicer.certificates[0] != world.servicer.certificates[1]
