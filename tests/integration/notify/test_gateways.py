"""SMS by HTTP and by SMPP, and the messenger's bridge: against servers of our own that do what gateways do."""

import base64
import hashlib
import hmac
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from smpplib import consts, smpp

from kit.database import EVERY_SCHOOL, transaction
from kit.outward import Outward
from services.notify.actions.delivering import deliver
from services.notify.actions.sending import Channel, Desk
from services.notify.actions.setting import set_settings
from services.notify.channels import messenger, sms_http, sms_smpp
from services.notify.channels.messenger import messenger_channel
from services.notify.channels.preparing import Preparing
from services.notify.channels.sms import sms_channel
from services.notify.domain.settings import AT_ONCE, MESSENGER, SMS, Settings
from tests.integration.notify.test_telling import MakePool, People, World, mail_config

KEYS = (b"new key of the bridge", b"old key of the bridge")


class Gateway(ThreadingHTTPServer):
    """Keeps calls, and answers what it is told to; 0: hangs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/send"
        self.status = 202
        self.calls: list[tuple[Any, bytes]] = []
        self.closing = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        self.server.calls.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
        if self.server.status == 0:
            self.server.closing.wait(20)
            return
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class _Numbers:
    """smpplib wants to number what it reads."""

    def next_sequence(self) -> int:
        return 1


@dataclass
class Centre:
    """An SMS centre: takes one client at a time, keeps texts, refuses the commands that it is told to refuse."""

    refuse: dict[str, int] = field(default_factory=dict)
    hangs: bool = False
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    binds: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smpp://zvonok:pa%40ss@127.0.0.1:{self._listener.getsockname()[1]}/School"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                while head := stream.read(16):
                    length, command, _, number = struct.unpack(">LLLL", head)
                    pdu = smpp.parse_pdu(
                        head + stream.read(length - 16), client=_Numbers(), allow_unknown_opt_params=True
                    )
                    if self.hangs:
                        continue
                    status = self.refuse.get(pdu.command, 0)
                    self._keep(pdu, status)
                    body = b"" if pdu.command == "unbind" or status else b"id\0"
                    connection.sendall(
                        struct.pack(">LLLL", 16 + len(body), command | 0x80000000, status, number) + body
                    )

    def _keep(self, pdu: Any, status: int) -> None:
        if pdu.command == "bind_transmitter":
            self.binds.append((pdu.system_id.decode(), pdu.password.decode()))
        elif pdu.command == "submit_sm" and not status:
            assert pdu.data_coding == consts.SMPP_ENCODING_ISO10646
            text = pdu.short_message.decode("utf-16-be")
            self.taken.append((pdu.source_addr.decode(), pdu.destination_addr.decode(), text))


@dataclass
class Town:
    """A guardian who wants both."""

    world: World

    def tell(self, channel: Channel) -> list[tuple[Any, ...]]:
        for (notice_id,) in self.world.run("SELECT notice_id FROM notice ORDER BY notice_id"):
            deliver(Desk(self.world.pool, [channel], self.world.platform), notice_id)
        return self.world.run("SELECT channel, state, reason FROM delivery ORDER BY notice_id")

    def again(self) -> None:
        """As if nothing had been tried."""
        self.world.run("UPDATE delivery SET state = 'queued', reason = '', tries = 0, lease_until = now()")
        self.world.run("DELETE FROM channel_state")

    def failures(self) -> int:
        [(count,)] = self.world.run("SELECT coalesce(sum(failures), 0)::int FROM channel_state")
        return int(count)


@pytest.fixture
def town(pool: MakePool, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(sms_smpp, "_TIMEOUT_SECONDS", 0.5)
    world = World(pool("notify"))
    world.guardians = world.guardians[:1]
    world.introduce()
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        settings = Settings(routes={("mark", SMS): AT_ONCE, ("mark", MESSENGER): AT_ONCE})
        set_settings(connection, world.school, world.guardians[0], world.pupil, settings, 0, world.platform)
    world.record(mark="4")
    return Town(world)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def centre() -> Iterator[Centre]:
    found = Centre()
    yield found
    found.close()


def by_sms(url: str, **settings: Any) -> Channel:
    values = {"sms_url": url, "sms_sender": "School", "sms_token": "token", "demonstration": True} | settings
    config = mail_config(1, **values)
    return sms_channel(Preparing(People(), config.public_url), config)  # type: ignore[arg-type]


def by_messenger(url: str, **settings: Any) -> Channel:
    config = mail_config(1, **({"messenger_url": url, "messenger_keys": KEYS, "demonstration": True} | settings))
    return messenger_channel(Preparing(People(), config.public_url), config)  # type: ignore[arg-type]


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (messenger, sms_http):
        monkeypatch.setattr(module, "Outward", lambda loopback: Outward(loopback=loopback, seconds=0.3))


def test_an_sms_says_that_there_is_news_and_nothing_of_whom(town: Town, gateway: Gateway) -> None:
    assert town.tell(by_sms(gateway.url)) == [(SMS, "sent", "")]
    [(headers, body)] = gateway.calls
    [(notice_id,)] = town.world.run("SELECT notice_id FROM notice")
    assert json.loads(body) == {
        "id": notice_id,
        "to": "+79161234567",
        "from": "School",
        "text": "Новые отметки в дневнике: http://portal.example/notices",
    }
    assert headers["Authorization"] == "Bearer token"
    assert headers["Idempotency-Key"] == notice_id


def test_a_call_of_the_bridge_is_signed_with_every_key_that_is_valid(town: Town, gateway: Gateway) -> None:
    assert town.tell(by_messenger(gateway.url)) == [(MESSENGER, "sent", "")]
    [(headers, body)] = gateway.calls
    told = json.loads(body)
    assert told["recipient"] == f"persons/{town.world.guardians[0]}"
    assert (told["text"], told["url"]) == ("Новые отметки в дневнике", "http://portal.example/notices")
    # As a receiver checks it (standardwebhooks.com).
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = ["v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in KEYS]
    assert headers["webhook-signature"].split(" ") == wanted


@pytest.mark.parametrize(("make", "name"), [(by_sms, "SMS"), (by_messenger, "MESSENGER")], ids=["sms", "messenger"])
def test_what_the_other_side_answers_decides(
    town: Town, gateway: Gateway, make: Callable[..., Channel], name: str
) -> None:
    for status, state, failures in (
        (404, "failed", 0),
        (429, "queued", 0),
        (401, "queued", 1),
        (503, "queued", 1),
        (302, "queued", 1),
    ):
        gateway.status = status
        gateway.calls.clear()
        town.again()
        assert town.tell(make(gateway.url)) == [(name.lower(), state, f"{name}_{status}")]
        assert town.failures() == failures, status
        assert len(gateway.calls) == 1, "nobody sends us on to another address"


@pytest.mark.parametrize("make", [by_sms, by_messenger], ids=["sms", "messenger"])
def test_one_that_hangs_is_left(
    town: Town, gateway: Gateway, make: Callable[..., Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    gateway.status = 0
    [(name, state, reason)] = town.tell(make(gateway.url))
    assert (state, reason) == ("queued", f"{name.upper()}_TIMEOUT")
    assert town.failures() == 1


@pytest.mark.parametrize("make", [by_sms, by_messenger], ids=["sms", "messenger"])
def test_outside_a_demonstration_only_https_and_public_addresses(
    town: Town, gateway: Gateway, make: Callable[..., Channel]
) -> None:
    for url in (gateway.url, gateway.url.replace("http:", "https:")):
        [(name, state, reason)] = town.tell(make(url, demonstration=False))
        assert (state, reason) == ("queued", f"{name.upper()}_ADDRESS_NOT_ALLOWED")
        town.world.run("UPDATE delivery SET lease_until = now()")
    assert gateway.calls == []


def test_an_sms_by_smpp(town: Town, centre: Centre) -> None:
    assert town.tell(by_sms(centre.url)) == [(SMS, "sent", "")]
    assert centre.binds == [("zvonok", "pa@ss")]
    assert centre.taken == [("School", "79161234567", "Новые отметки в дневнике: http://portal.example/notices")]


def test_what_the_centre_answers_decides(town: Town, centre: Centre) -> None:
    for command, status, state, failures in (
        ("submit_sm", consts.SMPP_ESME_RINVDSTADR, "failed", 0),
        ("submit_sm", consts.SMPP_ESME_RTHROTTLED, "queued", 0),
        ("submit_sm", consts.SMPP_ESME_RSYSERR, "queued", 1),
        ("bind_transmitter", consts.SMPP_ESME_RINVPASWD, "queued", 1),
        ("unbind", consts.SMPP_ESME_RSYSERR, "sent", 0),
    ):
        town.again()
        centre.refuse = {command: status}
        reason = "" if state == "sent" else f"SMPP_{status:#010x}"
        assert town.tell(by_sms(centre.url)) == [(SMS, state, reason)]
        assert town.failures() == failures, status


def test_a_centre_that_hangs_or_is_not_there(town: Town, centre: Centre) -> None:
    centre.hangs = True
    assert town.tell(by_sms(centre.url)) == [(SMS, "queued", "SMPP_CONNECTIONERROR")]
    centre.close()
    town.world.run("UPDATE delivery SET lease_until = now()")
    assert town.tell(by_sms("smpp://a:b@127.0.0.1:1/School")) == [(SMS, "queued", "SMPP_CONNECTIONERROR")]
    assert town.failures() == 2


def test_who_has_no_phone_gets_none(town: Town, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "phone", "доб. 5")
    assert town.tell(by_sms(gateway.url)) == [(SMS, "failed", "NO_PHONE")]
    assert gateway.calls == []
