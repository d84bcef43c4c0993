"""The one builder of gRPC servers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from opentelemetry.instrumentation.grpc import server_interceptor

from kit.config import ServiceConfig
from kit.rpc.callers import read_callers
from kit.rpc.door import Door
from kit.rpc.gate import Gate
from kit.rpc.rules import rules_of
from kit.rpc.tokens import TokenVerifier

# Streams hold a thread for as long as they last, so there are more threads than cores would ask for.
_THREADS = 128
_LARGEST_REQUEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Binding:
    """One gRPC service of a process: its contract, the generated function that adds it, and what answers."""

    descriptor: ServiceDescriptor
    add: Callable[[Any, grpc.Server], None]
    servicer: Any


def bind(contract: ModuleType, stubs: ModuleType, name: str, servicer: Any) -> Binding:
    """The service `name` of a generated contract (`…_pb2`) and its stubs (`…_pb2_grpc`), answered by `servicer`."""
    return Binding(
        contract.DESCRIPTOR.services_by_name[name], getattr(stubs, f"add_{name}Servicer_to_server"), servicer
    )


def build_server(config: ServiceConfig, bindings: Sequence[Binding], gate: Gate, tokens: TokenVerifier) -> grpc.Server:
    """A server of these services, bound to `config.listen`, not started yet.

    Raises UnruledMethod when a method has no access rule, and ConfigError when the list of callers is wrong.
    """
    rules = rules_of(binding.descriptor for binding in bindings)
    door = Door(rules, gate, tokens, read_callers(config.callers_file, config.service))
    server = grpc.server(
        ThreadPoolExecutor(_THREADS, thread_name_prefix="rpc"),
        interceptors=[server_interceptor(), door],  # type: ignore[no-untyped-call]
        options=(
            ("grpc.max_receive_message_length", _LARGEST_REQUEST),
            ("grpc.max_send_message_length", 64 * 1024 * 1024),
            ("grpc.so_reuseport", 1),
            # Clients ask every 30 s whether we still live (kit.rpc.client); by default that is held to be an attack.
            ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
        ),
    )
    for binding in bindings:
        binding.add(binding.servicer, server)
    _add_health(server, [binding.descriptor.full_name for binding in bindings])
    server.add_secure_port(config.listen, _credentials(config.tls_dir, config.service))
    return server


def _add_health(server: grpc.Server, names: Sequence[str]) -> None:
    servicer = health.HealthServicer()
    for name in ("", *names):
        servicer.set(name, health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    reflection.enable_server_reflection((*names, health.SERVICE_NAME, reflection.SERVICE_NAME), server)


def _credentials(tls_dir: Path, service: str) -> grpc.ServerCredentials:
    """Mutual TLS; certificates that were renewed on disk are taken up at the next handshake."""
    files = (tls_dir / f"{service}.key", tls_dir / f"{service}.crt", tls_dir / "ca.crt")

    def load() -> grpc.ServerCertificateConfiguration:
        key, certificate, authority = (file.read_bytes() for file in files)
        return grpc.ssl_server_certificate_configuration([(key, certificate)], root_certificates=authority)

    seen = [tuple(file.stat().st_mtime_ns for file in files)]

    def renewed() -> grpc.ServerCertificateConfiguration | None:
        now = tuple(file.stat().st_mtime_ns for file in files)
        if now == seen[0]:
            return None
        seen[0] = now
        return load()

    return grpc.dynamic_ssl_server_credentials(
        load(),
        renewed,  # type: ignore[arg-type]  # None means "as before"
        require_client_authentication=True,
    )
