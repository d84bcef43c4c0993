"""Waiting until every part of a platform answers."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local import supervisor
from deploy.local.processes import ROLES
from deploy.local.settings import Settings
from deploy.local.state import ROOT
from deploy.local.steps import Steps

_SECONDS = 120
_CRASHES = 4


class NotReady(Exception):
    """A process does not come up; the text holds the end of its log."""


def wait_until_ready(settings: Settings, steps: Steps) -> None:
    """Returns when all processes run, every gRPC health is SERVING and the pages answer. Raises NotReady."""
    with steps.step("every service answers") as notes:
        began = supervisor.restarts(settings.state)
        ends = time.monotonic() + _SECONDS
        waiting = dict.fromkeys(_checks(settings))
        while waiting:
            for name in list(waiting):
                if _answers(settings, name):
                    del waiting[name]
            crashed = _crashed(settings, began)
            if crashed or (waiting and time.monotonic() > ends):
                raise NotReady(_explain(settings, crashed or list(waiting)))
            if waiting:
                time.sleep(0.2)
        notes.append(f"{len(list(_checks(settings)))} checks")


def is_serving(settings: Settings, service: str) -> bool:
    """Whether the service's gRPC health is SERVING, asked over mutual TLS as `cli`."""
    tls = settings.state.tls
    credentials = grpc.ssl_channel_credentials(
        (tls / "ca.crt").read_bytes(), (tls / "cli.key").read_bytes(), (tls / "cli.crt").read_bytes()
    )
    options = (("grpc.ssl_target_name_override", service), ("grpc.enable_http_proxy", 0))
    with grpc.secure_channel(settings.address(service), credentials, options=options) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        try:
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=2)
        except grpc.RpcError:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


def last_lines(file: Path, count: int = 15) -> str:
    """The end of a log."""
    if not file.exists():
        return "(no log)"
    return "\n".join(file.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def _checks(settings: Settings) -> Iterator[str]:
    yield from (service for service in ROLES if (ROOT / "services" / service / "main.py").exists())
    yield from (name for name in ("mail", "traces") if name in settings.embedded)
    yield "portal"
    yield "processes"


def _answers(settings: Settings, name: str) -> bool:
    if name == "processes":
        return all(process.state == "RUNNING" for process in supervisor.processes(settings.state))
    if name == "portal":
        return _is_ok(f"http://{settings.portal_listen}/healthz")
    if name == "mail":
        return _is_ok(f"{settings.mail_url}/healthz")
    if name == "traces":
        return _is_ok(f"{settings.trace_url}/healthz")
    return is_serving(settings, name)


def _is_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310  (addresses of our own)
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _crashed(settings: Settings, before: dict[str, int]) -> list[str]:
    """Processes that have ended again and again since we began to wait: they will not come up by themselves."""
    now = supervisor.restarts(settings.state)
    return [name for name, count in now.items() if count - before.get(name, 0) >= _CRASHES]


def _explain(settings: Settings, names: list[str]) -> str:
    states = {process.name: process.state for process in supervisor.processes(settings.state)}
    bad = [name for name, state in states.items() if state != "RUNNING"] if names == ["processes"] else names
    text = [f"not ready: {', '.join(bad)}. ./zvonok logs SERVICE shows more; ./zvonok up tries again."]
    for name in bad[:2]:
        log = settings.state.log / f"{name if name in states else name + '-serve'}.log"
        text.append(f"--- the end of {log}:\n{last_lines(log)}")
    return "\n".join(text)
