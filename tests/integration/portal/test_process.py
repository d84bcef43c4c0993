"""The portal as its process: gunicorn, mutual TLS to services, live streams, and an end in time."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent import futures
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from zvonok.gradebook.v1 import gradebook_pb2_grpc
from zvonok.identity.v1 import access_pb2_grpc, people_pb2_grpc, schools_pb2_grpc, sessions_pb2_grpc
from zvonok.notify.v1 import notify_pb2_grpc
from zvonok.reports.v1 import reports_pb2_grpc

from deploy.local.browser import Browser, read
from deploy.local.certificates import ensure_certificates
from tests.unit.portal.fakes import PUPILS, FakeError, School

ROOT = Path(__file__).resolve().parents[3]


class Servicer:
    """Answers every method of every service from the fake school."""

    def __init__(self, school: School) -> None:
        self._school = school

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._school, name, None)

        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            self._school.calls.append((name, request))
            try:
                return method(request)
            except FakeError as error:
                context.abort(error.code(), "refused")

        def stream(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            found = answer(request, context)
            context.add_callback(found.cancel)
            yield from found

        return stream if name.startswith("Watch") else answer


@dataclass
class Portal:
    """A running portal process over fake services."""

    process: subprocess.Popen[bytes]
    base: str
    school: School


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    ensure_certificates(tmp_path)
    school = School("guardian")
    servers, addresses = [], {}
    for service, adders in {
        "identity": (sessions_pb2_grpc, people_pb2_grpc, schools_pb2_grpc, access_pb2_grpc),
        "gradebook": (gradebook_pb2_grpc,),
        "notify": (notify_pb2_grpc,),
        "reports": (reports_pb2_grpc,),
    }.items():
        server = grpc.server(futures.ThreadPoolExecutor(8))
        for module in adders:
            add = next(getattr(module, name) for name in dir(module) if name.startswith("add_"))
            add(Servicer(school), server)
        credentials = grpc.ssl_server_credentials(
            [((tmp_path / f"{service}.key").read_bytes(), (tmp_path / f"{service}.crt").read_bytes())],
            (tmp_path / "ca.crt").read_bytes(),
            require_client_auth=True,
        )
        port = server.add_secure_port("127.0.0.1:0", credentials)
        server.start()
        servers.append(server)
        addresses[f"ZVONOK_{service.upper()}_ADDRESS"] = f"127.0.0.1:{port}"
    listen = f"127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        **addresses,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
        "ZVONOK_PORTAL_LISTEN": listen,
        "ZVONOK_TLS_DIR": str(tmp_path),
        "OTEL_EXPORTER_OTLP_ENDPOINT": "",
    }
    log = (tmp_path / "portal.log").open("wb")
    command = [sys.executable, "-m", "services.portal.main", "serve"]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
    try:
        wait_until_up(process, f"http://{listen}")
        yield Portal(process, f"http://{listen}", school)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for server in servers:
            server.stop(0)


def wait_until_up(process: subprocess.Popen[bytes], base: str) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=5)  # noqa: S310 - our own
        except (urllib.error.URLError, ConnectionError):
            threading.Event().wait(0.1)
        else:
            return
    raise AssertionError("the portal did not come up")


def logged_in(portal: Portal) -> Browser:
    browser = Browser(portal.base)
    page = browser.get("/login")
    form = next(form for form in read(page)[1] if "username" in form.fields)
    assert "/login" not in browser.submit(page, form, username="a", password="right").address
    return browser


def test_a_live_page_hears_of_notices_and_a_stop_does_not_wait_for_it(portal: Portal) -> None:
    browser = logged_in(portal)
    listener = browser.listen("/events")
    assert listener.wait(lambda events: ("unread", "3") in events, 20)
    assert portal.school.asked("WatchUnread")
    began = time.monotonic()
    portal.process.send_signal(signal.SIGTERM)
    portal.process.wait(20)
    assert time.monotonic() - began < 8
    assert portal.school.streams["unread"].cancelled.wait(10)


def test_a_page_goes_through_mutual_tls_and_carries_its_trace(portal: Portal) -> None:
    page = logged_in(portal).get("/")
    assert page.ok
    assert len(page.trace_id) == 32
    assert {one.pupil for one in portal.school.asked("GetDiary")} == {PUPILS[0], PUPILS[4]}


def test_a_missing_setting_is_named() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"}
    command = [sys.executable, "-m", "services.portal.main", "serve"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 2
    assert "ZVONOK_PORTAL_LISTEN" in result.stderr
