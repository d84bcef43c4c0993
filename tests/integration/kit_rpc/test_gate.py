"""The remote gate against a real gRPC server that decides as the test says."""

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from zvonok.identity.v1 import access_pb2, access_pb2_grpc

from kit.errors import DependencyDown
from kit.ids import new_id
from kit.rpc.gate import GateDisclosure, RemoteGate

ANNA, GROUP = "persons/anna", "schools/s/groups/g"


class Identity(access_pb2_grpc.AccessServiceServicer):
    """Decides by a set that the test changes; counts questions."""

    def __init__(self) -> None:
        self.allowed = {(ANNA, "gradebook.journal.read", GROUP)}
        self.version = 1
        self.asked = 0
        self.cache_seconds = 15
        self.records: list[access_pb2.Disclosure] = []
        self.versions: queue.Queue[int] = queue.Queue()

    def BatchCheck(self, request: access_pb2.BatchCheckRequest, context: object) -> access_pb2.BatchCheckResponse:
        self.asked += 1
        decisions = [
            access_pb2.Decision(
                allowed=(request.subject, item.permission, item.resource) in self.allowed,
                relation="subject_teacher",
                cache_seconds=self.cache_seconds,
            )
            for item in request.items
        ]
        return access_pb2.BatchCheckResponse(decisions=decisions, relations_version=self.version)

    def RecordDisclosures(self, request: access_pb2.RecordDisclosuresRequest, context: object) -> object:
        self.records.extend(request.disclosures)
        return access_pb2.RecordDisclosuresResponse()

    def WatchRelations(self, request: object, context: grpc.ServicerContext) -> Iterator[object]:
        context.add_callback(lambda: self.versions.put(-1))
        yield access_pb2.WatchRelationsResponse(relations_version=self.version)
        while (version := self.versions.get()) > 0:
            yield access_pb2.WatchRelationsResponse(relations_version=version)


@pytest.fixture
def identity() -> Iterator[tuple[Identity, grpc.Server, RemoteGate]]:
    servicer = Identity()
    server = grpc.server(ThreadPoolExecutor(4))
    access_pb2_grpc.add_AccessServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        gate = RemoteGate(channel, ["gradebook.journal.read", "gradebook.lesson.record"])
        yield servicer, server, gate
        gate.stop()
        server.stop(0).wait()


def decide(gate: RemoteGate, *, fresh: bool = False) -> bool:
    return gate.decide(ANNA, "gradebook.journal.read", [GROUP], fresh=fresh)[0].allowed


def test_a_decision_is_asked_once_and_kept(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    assert decide(gate)
    assert decide(gate)
    assert servicer.asked == 1


def test_a_fresh_decision_is_asked_every_time(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    assert decide(gate)
    servicer.allowed.clear()
    assert not decide(gate, fresh=True)


def test_answers_keep_the_order_of_the_resources(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    _, _, gate = identity
    asked = ["schools/s/groups/x", GROUP, "schools/s/groups/y", GROUP]
    answers = gate.decide(ANNA, "gradebook.journal.read", asked, fresh=False)
    assert [answer.allowed for answer in answers] == [False, True, False, True]


def test_a_change_of_relations_voids_what_was_kept(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    gate.start()
    assert decide(gate)
    servicer.allowed.clear()
    servicer.version = 2
    servicer.versions.put(2)
    refused = threading.Event()

    def until_refused() -> None:
        while decide(gate):
            pass
        refused.set()

    threading.Thread(target=until_refused, daemon=True).start()
    assert refused.wait(5)


def test_what_is_not_to_be_kept_is_not_kept(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    servicer.cache_seconds = 0
    assert decide(gate)
    assert decide(gate)
    assert servicer.asked == 2


def test_without_identity_kept_decisions_hold_and_others_fail(
    identity: tuple[Identity, grpc.Server, RemoteGate],
) -> None:
    _, server, gate = identity
    assert decide(gate)
    server.stop(0).wait()
    assert decide(gate)
    with pytest.raises(DependencyDown):
        gate.decide("persons/boris", "gradebook.journal.read", [GROUP], fresh=False)
    with pytest.raises(DependencyDown):
        decide(gate, fresh=True)
    with pytest.raises(DependencyDown):
        gate.begin_record([GateDisclosure(ANNA, ("p",), "s", "marks", "guardian", "/m", "", refused=False)])()


def test_records_arrive_whole(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    gate.begin_record([GateDisclosure(ANNA, ("p1", "p2"), "s", "marks", "guardian", "/m", "t", refused=True)])()
    [record] = servicer.records
    assert (record.reader, list(record.data_subjects), record.kind, record.refused) == (
        ANNA,
        ["p1", "p2"],
        "marks",
        True,
    )


def test_a_demanded_version_passes_by_what_was_kept_before_it(
    identity: tuple[Identity, grpc.Server, RemoteGate],
) -> None:
    servicer, _, gate = identity
    assert decide(gate)
    servicer.allowed.clear()
    servicer.version = 7
    demanded = gate.decide(ANNA, "gradebook.journal.read", [GROUP], fresh=False, at_least_version=7)
    assert not demanded[0].allowed
    assert not decide(gate), "and what was asked so is kept for everybody"
    assert servicer.asked == 2
    assert not gate.decide(ANNA, "gradebook.journal.read", [GROUP], fresh=False, at_least_version=6)[0].allowed
    assert servicer.asked == 2


def test_what_is_a_part_of_a_group_shares_its_decision(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    group = f"schools/{new_id()}/groups/{new_id()}"
    servicer.allowed.add((ANNA, "gradebook.lesson.record", group))
    parts = [f"{group}/lessons/{new_id()}", f"{group}/lessons/{new_id()}/lineItems/{new_id()}", group]
    answers = gate.decide(ANNA, "gradebook.lesson.record", parts, fresh=False)
    assert [answer.allowed for answer in answers] == [True, True, True]
    assert gate.decide(ANNA, "gradebook.lesson.record", parts[:1], fresh=False)[0].allowed
    assert servicer.asked == 1
    other = f"schools/{new_id()}/groups/{new_id()}/lessons/{new_id()}"
    assert not gate.decide(ANNA, "gradebook.lesson.record", [other], fresh=False)[0].allowed


def test_permissions_that_go_together_are_asked_at_once(identity: tuple[Identity, grpc.Server, RemoteGate]) -> None:
    servicer, _, gate = identity
    servicer.allowed.add((ANNA, "gradebook.lesson.record", GROUP))
    assert decide(gate)
    assert gate.decide(ANNA, "gradebook.lesson.record", [GROUP], fresh=False)[0].allowed
    assert servicer.asked == 1
    assert not gate.decide(ANNA, "gradebook.lessons.read", [GROUP], fresh=False)[0].allowed
    assert servicer.asked == 2
