"""Runs one process of a service: `python -m services.<name>.main serve | relay | consume | work | send | migrate …`."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import grpc
import psycopg
from celery import Celery
from psycopg_pool import ConnectionPool, PoolTimeout
from zvonok.identity.v1 import sessions_pb2, sessions_pb2_grpc

from kit import telemetry
from kit.audit import Finding, Root, keep_roots, read_roots
from kit.config import ConfigError, ServiceConfig, read_config
from kit.consumer import EventHandler, run_consumer
from kit.database import open_pool
from kit.logs import configure_logs, logger
from kit.migrations import migrate
from kit.relay import run_relay
from kit.rpc.client import open_channel
from kit.rpc.gate import Gate, RemoteGate
from kit.rpc.rules import UnruledMethod, rules_of
from kit.rpc.server import Binding, build_server
from kit.rpc.tokens import TokenVerifier
from kit.tasks import run_worker
from kit.topology import declare

_GRACE_SECONDS = 5
# What nobody sits waiting for leaves the processor to calls when both want it.
_BEHIND = ("relay", "consume", "work", "send")
_NICENESS = 10
_SEAL_CHECK_SECONDS = 60.0
_NEW_OBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class Resources:
    """What a process holds while it runs: its settings, its database, its channel to identity."""

    config: ServiceConfig
    pool: ConnectionPool
    identity: grpc.Channel


@dataclass(frozen=True, slots=True)
class Auditor:
    """Reads a service's chains of records (kit/audit.py)."""

    findings: Callable[[ConnectionPool, Mapping[str, Sequence[Root]]], Iterable[Finding]]
    todays_roots: Callable[[ConnectionPool], Sequence[Root]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service's parts, each made from the resources of the process that needs it."""

    name: str
    servicers: Callable[[Resources], Sequence[Binding]]
    # Handlers by event type; none: the service listens to nothing.
    handlers: Callable[[Resources], Mapping[str, EventHandler]] | None = None
    tasks: Callable[[Resources], Celery] | None = None
    # What calls addresses outside, until the event is set.
    sender: Callable[[Resources, threading.Event], None] | None = None
    # Identity alone decides and checks in its own process.
    gate: Callable[[Resources], Gate] | None = None
    signing_keys: Callable[[Resources], str] | None = None
    # Threads that the serving process needs besides the server; they end with the process.
    start: Callable[[Resources], None] | None = None
    auditor: Auditor | None = None


def run(service: Service, argv: Sequence[str]) -> int:
    """Runs the role named by the first argument until SIGTERM or SIGINT; returns the exit code."""
    roles: dict[str, Callable[[Service, Resources, threading.Event], None]] = {
        "serve": _serve,
        "relay": _relay,
        "consume": _consume,
        "work": _work,
        "send": _send,
        "migrate": _migrate,
        "verify": _verify,
    }
    if len(argv) != 1 or argv[0] not in roles:
        sys.stderr.write(f"usage: python -m services.{service.name}.main {' | '.join(roles)}\n")
        return 2
    configure_logs(service.name, argv[0])
    if argv[0] in _BEHIND:
        os.nice(_NICENESS)
    try:
        config = read_config(service.name, os.environ)
        telemetry.start(service.name, argv[0], config.otlp_endpoint)
        with ExitStack() as stack:
            # Migrations make what the pool needs, so they run as the owner and before any pool.
            pool = stack.enter_context(_pool(config, argv[0]))
            identity = open_channel(config.identity_address, "identity", config.tls_dir, service.name)
            roles[argv[0]](service, Resources(config, pool, identity), _stop_on_signals())
    except (ConfigError, UnruledMethod) as error:
        logger().error("not_started", problem=str(error))
        return 2
    except _Tampered:
        return 1
    return 0


def _pool(config: ServiceConfig, role: str) -> ConnectionPool:
    return open_pool(
        config.migrate_url if role == "migrate" else config.database_url, size=1 if role == "migrate" else 8
    )


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def _serve(service: Service, resources: Resources, stop: threading.Event) -> None:
    remote: RemoteGate | None = None
    gate: Gate
    bindings = service.servicers(resources)
    if service.gate is not None:
        gate = service.gate(resources)
    else:
        gate = remote = RemoteGate(resources.identity, _asked_together(bindings))
    server = build_server(resources.config, bindings, gate, TokenVerifier(_key_source(service, resources)))
    if service.start is not None:
        service.start(resources)
    if service.auditor is not None:
        threading.Thread(target=_seal_daily, args=(service.auditor, resources, stop), daemon=True).start()
    if remote is not None:
        remote.start()
    spare_collector()
    server.start()
    logger().info("serving", address=resources.config.listen)
    stop.wait()
    server.stop(_GRACE_SECONDS).wait()
    if remote is not None:
        remote.stop()


def spare_collector() -> None:
    """An answer of some thousand rows made Python look through all its objects again and again: an eighth of the work.

    What is there at the start stays; the rest is looked at after so many new objects, which are rarely in circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)


def _asked_together(bindings: Sequence[Binding]) -> list[str]:
    """The permissions of all methods that take kept decisions."""
    rules = rules_of(binding.descriptor for binding in bindings).values()
    return sorted({rule.permission for rule in rules if rule.permission and rule.resource_field and not rule.fresh})


def _key_source(service: Service, resources: Resources) -> Callable[[], str]:
    if service.signing_keys is not None:
        keys = service.signing_keys
        return lambda: keys(resources)
    sessions = sessions_pb2_grpc.SessionServiceStub(resources.identity)

    def load() -> str:
        answer: sessions_pb2.GetSigningKeysResponse = sessions.GetSigningKeys(sessions_pb2.GetSigningKeysRequest())
        return answer.jwk_set_json

    return load


def _relay(service: Service, resources: Resources, stop: threading.Event) -> None:
    del service
    run_relay(resources.config, stop)


def _consume(service: Service, resources: Resources, stop: threading.Event) -> None:
    if service.handlers is None:
        raise ConfigError(f"{service.name} listens to no events.")
    run_consumer(resources.config, service.handlers(resources), resources.pool, stop)


def _work(service: Service, resources: Resources, stop: threading.Event) -> None:
    del stop  # Celery's worker handles signals itself.
    if service.tasks is None:
        raise ConfigError(f"{service.name} has no jobs.")
    run_worker(service.tasks(resources))


def _send(service: Service, resources: Resources, stop: threading.Event) -> None:
    if service.sender is None:
        raise ConfigError(f"{service.name} calls nobody outside.")
    service.sender(resources, stop)


def _migrate(service: Service, resources: Resources, stop: threading.Event) -> None:
    del stop
    folder = Path("services") / service.name / "migrations"
    applied = migrate(
        resources.config.migrate_url, Path(__file__).resolve().parents[1] / folder, app_role=f"{service.name}_app"
    )
    event_types = tuple(service.handlers(resources)) if service.handlers is not None else ()
    declare(resources.config.amqp_url, service.name, event_types)
    logger().info("migrated", applied=applied, event_types=event_types)


class _Tampered(Exception):
    """A chain of records is not as it was written."""


def _verify(service: Service, resources: Resources, stop: threading.Event) -> None:
    """Prints every record that is not as it was written, one a line; exit code 1 when there is one."""
    del stop
    if service.auditor is None:
        raise ConfigError(f"{service.name} keeps no chains of records.")
    found = 0
    for finding in service.auditor.findings(resources.pool, read_roots(resources.config.audit_dir, service.name)):
        found += 1
        sys.stdout.write(f"{finding.chain}: {finding.record}: {finding.problem}\n")
    if found:
        raise _Tampered


def _seal_daily(auditor: Auditor, resources: Resources, stop: threading.Event) -> None:
    """Keeps today's roots apart, once a day (UTC); a failure is tried again."""
    sealed = ""
    while not stop.wait(_SEAL_CHECK_SECONDS if sealed else 0):
        today = datetime.now(UTC).date().isoformat()
        if today == sealed:
            continue
        try:
            roots = auditor.todays_roots(resources.pool)
            keep_roots(resources.config.audit_dir, resources.config.service, roots)
        except (psycopg.Error, PoolTimeout, OSError) as error:
            logger().error("roots_not_kept", problem=error.__class__.__name__)
            stop.wait(_SEAL_CHECK_SECONDS)
        else:
            sealed = today
