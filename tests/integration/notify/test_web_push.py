"""Web push to a push service of our own, which decrypts what came as a browser does, on real PostgreSQL."""

import json
import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey
from py_vapid import Vapid02
from zvonok.notify.v1 import channels_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, Unauthenticated
from kit.ids import new_id
from kit.rpc.call import Call, answering
from services.notify.actions.delivering import deliver
from services.notify.actions.sending import Channel, Desk
from services.notify.actions.setting import set_settings
from services.notify.channels import web_push as module
from services.notify.channels.preparing import Preparing
from services.notify.channels.web_push import public_key, web_push_channel
from services.notify.domain.settings import AT_ONCE, EMAIL, OFF, RESERVE, WEB_PUSH, Settings
from services.notify.rpc.channels import ChannelServicer
from tests.integration.notify.test_telling import MakePool, People, World, mail_config


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Browser:
    """What a browser keeps of its subscription."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def shown(self, body: bytes) -> dict[str, str]:
        """The message, decrypted."""
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        found: dict[str, str] = json.loads(text)
        return found


class Service(ThreadingHTTPServer):
    """A push service: keeps what it gets, answers by the last part of the address what it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.answers: dict[str, int] = {}
        self.got: list[tuple[str, Any, bytes]] = []
        self.closing = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = self.path.rpartition("/")[2]
        status = self.server.answers.get(name, 201)
        if status == 0:
            # It hangs.
            self.server.closing.wait(20)
            return
        self.server.got.append((name, self.headers, body))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://{self.server.host}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@dataclass
class Town:
    """A guardian with browsers."""

    world: World
    service: Service
    vapid: Vapid02
    servicer: ChannelServicer
    channel: Channel
    session: str = field(default_factory=new_id)

    def ask(self, method: Callable[..., Any], request: Any, person: str = "") -> Any:
        call = Call(f"persons/{person or self.world.guardians[0]}", self.session, "portal", "", "own", "")
        with answering(call):
            return method(request, SimpleNamespace())

    def add(self, name: str, host: str = "") -> Browser:
        browser = Browser()
        raw = browser.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        request = pb.AddPushRequest(
            endpoint=f"http://{host or self.service.host}/{name}", p256dh=encoded(raw), auth=encoded(browser.secret)
        )
        self.ask(self.servicer.AddPush, request)
        return browser

    def tell(self, *others: Channel) -> None:
        for (notice_id,) in self.world.run("SELECT notice_id FROM notice ORDER BY notice_id"):
            deliver(Desk(self.world.pool, [self.channel, *others], self.world.platform), notice_id)

    def states(self) -> list[tuple[Any, ...]]:
        return self.world.run("SELECT channel, state, reason FROM delivery ORDER BY notice_id, channel DESC")


@pytest.fixture
def town(pool: MakePool) -> Iterator[Town]:
    world, service, vapid = World(pool("notify")), Service(), Vapid02()
    world.guardians = world.guardians[:1]
    world.introduce()
    vapid.generate_keys()
    threading.Thread(target=service.serve_forever, args=(0.02,), daemon=True).start()
    config = mail_config(1, vapid=vapid, push_hosts=(service.host, "127.0.0.1:1"))
    preparing = Preparing(People(), config.public_url)  # type: ignore[arg-type]
    servicer = ChannelServicer(SimpleNamespace(pool=world.pool), config)  # type: ignore[arg-type]
    yield Town(world, service, vapid, servicer, web_push_channel(world.pool, preparing, config))
    service.closing.set()
    service.shutdown()
    service.server_close()


def test_every_browser_of_the_person_shows_it_and_the_service_cannot_read_it(town: Town) -> None:
    browsers = {"one": town.add("one"), "two": town.add("two")}
    town.world.record(mark="4")
    town.tell()
    town.tell()
    assert town.states() == [(WEB_PUSH, "sent", "")]
    assert sorted(name for name, _, _ in town.service.got) == ["one", "two"]
    for name, headers, body in town.service.got:
        shown = browsers[name].shown(body)
        assert shown["title"] == "Новые отметки в дневнике"
        assert "Алгебра" in shown["body"]
        assert "Контрольная работа: 4" in shown["body"]
        assert shown["url"].startswith(f"http://portal.example/diary/{town.world.school}/{town.world.pupil}")
        assert "Алгебра".encode() not in body
        assert (headers["TTL"], headers["Content-Encoding"], len(headers["Topic"])) == ("86400", "aes128gcm", 24)
        # RFC 8292: who sends, for this service alone.
        scheme, _, rest = headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert (scheme, parts["k"]) == ("vapid", public_key(town.vapid))
        pem = town.vapid.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        claims = jwt.decode(parts["t"], ECKey.import_key(pem)).claims
        assert (claims["aud"], claims["sub"]) == (f"http://{town.service.host}", "mailto:noreply@zvonok.example")


def test_who_has_no_browser_gets_no_delivery(town: Town) -> None:
    town.world.record(mark="4")
    town.tell()
    assert town.states() == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(town: Town, status: int) -> None:
    town.add("gone")
    town.add("here")
    town.service.answers["gone"] = status
    town.world.record(mark="4")
    town.tell()
    town.world.record(mark="5")
    town.tell()
    assert town.states() == [(WEB_PUSH, "sent", "")] * 2
    assert [name for name, _, _ in town.service.got] == ["gone", "here", "here"]


def test_when_the_last_one_is_gone_the_reserve_takes_over(town: Town) -> None:
    with transaction(town.world.pool, EVERY_SCHOOL) as connection:
        settings = Settings(routes={("mark", WEB_PUSH): AT_ONCE, ("mark", EMAIL): RESERVE})
        person = town.world.guardians[0]
        set_settings(connection, town.world.school, person, town.world.pupil, settings, 0, town.world.platform)
    town.add("gone")
    town.service.answers["gone"] = 410
    town.world.record(mark="4")
    taken: list[Any] = []
    for _ in range(2):
        town.tell(Channel(EMAIL, taken.append))
    assert town.states() == [(WEB_PUSH, "failed", "NO_BROWSER"), (EMAIL, "sent", "")]
    assert len(taken) == 1


@pytest.mark.parametrize(
    ("answer", "state", "reason", "failures"),
    [
        (503, "queued", "PUSH_503", 1),
        (429, "queued", "PUSH_429", 0),
        (403, "failed", "PUSH_403", 0),
        (302, "queued", "PUSH_TOOMANYREDIRECTS", 1),
        (0, "queued", "PUSH_READTIMEOUT", 1),
    ],
)
def test_what_a_push_service_answers_decides(
    town: Town, answer: int, state: str, reason: str, failures: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TIMEOUT_SECONDS", 0.5)
    town.add("one")
    town.service.answers["one"] = answer
    town.world.record(mark="4")
    town.tell()
    assert town.states() == [(WEB_PUSH, state, reason)]
    [row] = town.world.run("SELECT coalesce(sum(failures), 0) FROM channel_state")
    assert row == (failures,)
    assert "elsewhere" not in [name for name, _, _ in town.service.got], "nobody sends us on to another address"


def test_one_that_fails_now_does_not_repeat_it_to_the_others(town: Town) -> None:
    town.add("here")
    town.add("away", host="127.0.0.1:1")
    town.world.record(mark="4")
    town.tell()
    assert town.states() == [(WEB_PUSH, "sent", "")]
    assert len(town.service.got) == 1


def test_a_long_message_is_cut_to_what_every_service_takes(town: Town) -> None:
    browser = town.add("one")
    with transaction(town.world.pool, EVERY_SCHOOL) as connection:
        settings = Settings(routes={("mark", EMAIL): OFF})
        person = town.world.guardians[0]
        set_settings(connection, town.world.school, person, town.world.pupil, settings, 0, town.world.platform)
    town.world.record(mark="4")
    town.world.run("UPDATE notice SET subject_title = repeat('ё', 3000)")
    town.tell()
    [(_, _, body)] = town.service.got
    assert len(body) <= 4096
    assert browser.shown(body)["body"].endswith("…")


def test_browsers_are_the_persons_own_and_end_with_the_session(town: Town) -> None:
    town.add("one")
    stranger = new_id()
    answer = town.ask(town.servicer.GetPush, pb.GetPushRequest())
    assert (answer.public_key, len(answer.endpoint_hashes)) == (public_key(town.vapid), 1)
    assert list(town.ask(town.servicer.GetPush, pb.GetPushRequest(), stranger).endpoint_hashes) == []
    endpoint = f"http://{town.service.host}/one"
    for request in (pb.RemovePushRequest(endpoint=endpoint), pb.RemovePushRequest(session=town.session)):
        assert town.ask(town.servicer.RemovePush, request, stranger).removed == 0
    first, town.session = town.session, new_id()
    town.add("two")
    assert town.ask(town.servicer.RemovePush, pb.RemovePushRequest(session=first)).removed == 1
    assert town.ask(town.servicer.RemovePush, pb.RemovePushRequest()).removed == 1
    with pytest.raises(InvalidArgument):
        town.add("x", host="169.254.169.254")


def test_a_service_has_no_browsers(town: Town) -> None:
    call = Call("services/portal", "", "portal", "", "own", "")
    for method, request in (
        (town.servicer.GetPush, pb.GetPushRequest()),
        (town.servicer.AddPush, pb.AddPushRequest()),
        (town.servicer.RemovePush, pb.RemovePushRequest()),
    ):
        with answering(call), pytest.raises(Unauthenticated):
            method(request, SimpleNamespace())


def test_a_browser_that_somebody_else_uses_now_is_theirs_and_a_person_has_ten_at_most(town: Town) -> None:
    for number in range(12):
        town.add(f"b{number}")
    answer = town.ask(town.servicer.GetPush, pb.GetPushRequest())
    assert len(answer.endpoint_hashes) == 10
    person, town.world.guardians = town.world.guardians[0], (new_id(),)
    town.add("b11")
    assert len(town.ask(town.servicer.GetPush, pb.GetPushRequest(), person).endpoint_hashes) == 9
