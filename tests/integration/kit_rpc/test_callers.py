"""The call graph is closed: every edge of deploy/callers.yaml is open, and refused once it is taken off the list."""

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from joserfc.jwk import KeySet

from deploy.local.policy_page import services
from kit.config import ServiceConfig
from kit.rpc.client import open_channel
from kit.rpc.errors import error_info
from kit.rpc.gate import GateDecision, GateDisclosure
from kit.rpc.rules import rules_of
from kit.rpc.server import Binding, build_server
from kit.rpc.tokens import TokenVerifier
from tests.conftest import ROOT
from tests.integration.kit_rpc.authority import Authority
from tests.integration.kit_rpc.test_door import SIGNER

CALLERS: dict[str, list[str]] = yaml.safe_load((ROOT / "deploy" / "callers.yaml").read_text(encoding="utf-8"))
EDGES = [(caller, callee) for callee, callers in CALLERS.items() for caller in callers]
EVERYBODY = ("identity", "gradebook", "notify", "reports", "portal", "cli")
RULES = rules_of(services())


class OpenGate:
    """Says yes to everything: what is refused, the list of callers has refused."""

    def decide(
        self, subject: str, permission: str, resources: Sequence[str], *, fresh: bool, at_least_version: int = 0
    ) -> list[GateDecision]:
        return [GateDecision(allowed=True, relation="service")] * len(resources)

    def begin_record(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        raise AssertionError("nothing is disclosed")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder)
    for name in EVERYBODY:
        authority.issue(name)
    return folder


def of(callee: str) -> list[ServiceDescriptor]:
    return [each for each in services() if each.full_name.split(".")[1] == callee]


def binding(service: ServiceDescriptor) -> Binding:
    """A gRPC service whose methods nobody has written: who gets to one is let in."""
    module: Any = import_module(service.file.name.replace("/", ".").removesuffix(".proto") + "_pb2_grpc")
    servicer = getattr(module, f"{service.name}Servicer")()
    return Binding(service, getattr(module, f"add_{service.name}Servicer_to_server"), servicer)


@contextmanager
def serving(callee: str, callers: Sequence[str], certificates: Path, folder: Path) -> Iterator[str]:
    listed = folder / "callers.yaml"
    listed.write_text(yaml.safe_dump({**CALLERS, callee: list(callers)}), encoding="utf-8")
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{held.getsockname()[1]}"
        config = ServiceConfig(callee, "", "", "", address, "", certificates, listed, "", False, folder)
        tokens = TokenVerifier(lambda: json.dumps(KeySet([SIGNER]).as_dict(private=False)))
        server = build_server(config, [binding(each) for each in of(callee)], OpenGate(), tokens)
        server.start()
        try:
            yield address
        finally:
            server.stop(0).wait()


def refused(address: str, callee: str, caller: str, certificates: Path) -> dict[str, bool]:
    """By method: whether the caller was refused at the door. Who passes it finds no method."""
    with open_channel(address, callee, certificates, caller) as channel:
        return {method.full_name: _refused(channel, method) for each in of(callee) for method in each.methods}


def _refused(channel: grpc.Channel, method: MethodDescriptor) -> bool:
    path = f"/{method.containing_service.full_name}/{method.name}"
    call: Any
    with pytest.raises(grpc.RpcError) as error:
        if method.client_streaming:
            call = channel.stream_stream(path, bytes, bytes)
            next(call(iter([b""]), timeout=10))
        elif method.server_streaming:
            call = channel.unary_stream(path, bytes, bytes)
            next(call(b"", timeout=10))
        else:
            channel.unary_unary(path, bytes, bytes)(b"", timeout=10)
    info = error_info(error.value)
    assert error.value.code() is not grpc.StatusCode.UNAVAILABLE
    return error.value.code() is grpc.StatusCode.PERMISSION_DENIED and info is not None and info.reason == "NOT_ALLOWED"


@pytest.mark.parametrize("callee", CALLERS)
def test_who_is_listed_gets_in_and_nobody_else(callee: str, certificates: Path, tmp_path: Path) -> None:
    with serving(callee, CALLERS[callee], certificates, tmp_path) as address:
        for caller in EVERYBODY:
            found = refused(address, callee, caller, certificates)
            assert found == dict.fromkeys(found, caller not in CALLERS[callee]), caller


@pytest.mark.parametrize(("caller", "callee"), EDGES)
def test_an_edge_that_is_taken_off_the_list_is_refused(
    caller: str, callee: str, certificates: Path, tmp_path: Path
) -> None:
    """Every method, those for everybody too: log-in, keys."""
    others = [each for each in CALLERS[callee] if each != caller]
    with serving(callee, others, certificates, tmp_path) as address:
        found = refused(address, callee, caller, certificates)
        assert found
        assert found == dict.fromkeys(found, True)
