"""What is in a letter, how it is signed, unsubscribed and comes back: on PostgreSQL, real SMTP and LMTP servers."""

import base64
import re
import smtplib
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import Any

import dkim
import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from zvonok.notify.v1.channels_pb2 import UnsubscribeRequest

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict, InvalidArgument
from services.notify.actions.delivering import deliver
from services.notify.actions.senders import set_sender
from services.notify.actions.sending import Channel, Desk, Parcel
from services.notify.actions.setting import get_settings, set_settings
from services.notify.actions.unsubscribing import unsubscribe
from services.notify.channels import email as email_module
from services.notify.channels.bounces import bounce_door
from services.notify.config import DkimKey
from services.notify.domain.settings import AT_ONCE, EMAIL, KINDS, OFF, RESERVE, SMS, Settings
from services.notify.domain.signing import BOUNCE, UNSUBSCRIBE, read_signed, sign
from services.notify.rpc.channels import ChannelServicer
from services.notify.store.mail import Sender
from tests.integration.notify.test_telling import (
    Inbox,
    MakePool,
    People,
    World,
    email,
    mail_config,
    smtp,
)
from tests.unit.notify.test_mail import dsn

__all__ = ["smtp"]
Mail = tuple[Inbox, Controller]
DOMAIN = "bounces.zvonok.example"


class Keeping(Inbox):
    """Keeps the return paths too."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        self.paths.append(envelope.mail_from)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def world(pool: MakePool) -> World:
    made = World(pool("notify"))
    made.guardians = made.guardians[:1]
    made.introduce()
    return made


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def tell(world: World, *channels: Channel) -> None:
    for (notice_id,) in world.run("SELECT notice_id FROM notice ORDER BY notice_id"):
        deliver(Desk(world.pool, channels, world.platform), notice_id)


def letter(inbox: Inbox) -> EmailMessage:
    message = message_from_bytes(inbox.letters[-1], policy=default)
    assert isinstance(message, EmailMessage)
    return message


def states(world: World) -> list[tuple[Any, ...]]:
    return world.run("SELECT channel, state, reason FROM delivery ORDER BY notice_id, channel")


def test_a_letter_is_unsubscribed_by_one_click(world: World, smtp: Mail) -> None:
    inbox, controller = smtp
    world.record(mark="4")
    tell(world, email(world.pool, controller))
    message = letter(inbox)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://portal\.example/unsubscribe/([a-z2-7]+)>", str(message["List-Unsubscribe"]))
    assert found
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert found[1] in part.get_content(), "who reads the letter can end it too"
    person = read_signed(b"secret of tests", UNSUBSCRIBE, found[1])
    assert person is not None
    assert person.hex() == world.guardians[0].replace("-", "")
    for _ in range(2):
        with transaction(world.pool, EVERY_SCHOOL) as connection:
            unsubscribe(connection, world.guardians[0], world.platform)
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        settings, version = get_settings(connection, world.school, world.guardians[0], world.pupil, world.platform)
    assert {settings.mode(kind, EMAIL) for kind in KINDS} == {OFF}
    assert settings.mode("mark", "in_app") == AT_ONCE, "the other ways stay"
    assert version == 1, "twice is once"
    world.record(mark="2")
    tell(world, email(world.pool, controller))
    assert len(inbox.letters) == 1


def test_who_has_no_token_of_a_letter_ends_nothing(world: World) -> None:
    servicer = ChannelServicer(SimpleNamespace(pool=world.pool), mail_config(1))  # type: ignore[arg-type]
    person = bytes.fromhex(world.guardians[0].replace("-", ""))
    world.record(mark="4")
    for token in (
        "",
        "nonsense",
        sign(b"secret of tests", BOUNCE, person),
        sign(b"secret of tests", UNSUBSCRIBE, b"x"),
    ):
        with pytest.raises(InvalidArgument):
            servicer.Unsubscribe(UnsubscribeRequest(token=token), SimpleNamespace())  # type: ignore[arg-type]
    assert world.run("SELECT count(*) FROM setting") == [(0,)]
    token = sign(b"secret of tests", UNSUBSCRIBE, person)
    servicer.Unsubscribe(UnsubscribeRequest(token=token), SimpleNamespace())  # type: ignore[arg-type]
    assert world.run("SELECT count(*) FROM setting") == [(1,)]


def test_a_signed_letter_is_verified(world: World, smtp: Mail) -> None:
    inbox, controller = smtp
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    world.record(mark="4")
    tell(world, email(world.pool, controller, dkim=DkimKey("school", private)))
    [raw] = inbox.letters
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [b"school._domainkey.zvonok.example."]
    signed = str(letter(inbox)["DKIM-Signature"]).lower()
    for name in ("from", "to", "subject", "list-unsubscribe", "list-unsubscribe-post", "message-id"):
        assert re.search(rf"[=: ]{name}\s*[:;]", signed), name
    assert not dkim.verify(raw.replace(b"Message-ID: <", b"Message-ID: <0"), dnsfunc=dns)


def test_a_school_writes_under_its_own_name(world: World, smtp: Mail) -> None:
    inbox, controller = smtp
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        kept = set_sender(connection, world.school, Sender("  Лицей  № 5 ", "office@lyceum5.example"))
        assert (kept.title, kept.version) == ("Лицей № 5", 1)
        with pytest.raises(Conflict):
            set_sender(connection, world.school, Sender("Школа № 6"))
        with pytest.raises(InvalidArgument, match="70"):
            set_sender(connection, world.school, Sender("х" * 71, "", 1))
        with pytest.raises(InvalidArgument, match="e-mail"):
            set_sender(connection, world.school, Sender("Лицей", "office@x.example\nBcc: all@x.example", 1))
    world.record(mark="4")
    tell(world, email(world.pool, controller))
    message = letter(inbox)
    assert str(message["From"]) == "Лицей № 5 · Звонок <noreply@zvonok.example>"
    assert message["Reply-To"] == "office@lyceum5.example"


@pytest.fixture
def returning(world: World) -> Iterator[tuple[Keeping, list[Parcel], Channel, int]]:
    """An SMTP server that keeps return paths, what went by SMS, the e-mail channel, and the port of the bounce door."""
    inbox = Keeping()
    texts: list[Parcel] = []
    server, door_port = Controller(inbox, hostname="127.0.0.1", port=free_port()), free_port()
    settings = {"bounce_domain": DOMAIN, "bounce_listen": f"127.0.0.1:{door_port}"}
    channel = email(world.pool, server, **settings)
    desk = Desk(world.pool, [channel, Channel(SMS, texts.append)], world.platform)
    door = bounce_door(desk, mail_config(server.port, **settings))
    server.start()
    door.start()
    yield inbox, texts, channel, door_port
    door.stop()
    server.stop()


def hand_back(port: int, path: str, raw: bytes) -> None:
    with smtplib.LMTP("127.0.0.1", port) as server:
        server.sendmail("", [path], raw)


def test_a_letter_that_comes_back_has_failed_and_goes_by_the_reserve(
    world: World, returning: tuple[Keeping, list[Parcel], Channel, int]
) -> None:
    inbox, texts, channel, door = returning
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        settings = Settings(routes={("mark", SMS): RESERVE})
        set_settings(connection, world.school, world.guardians[0], world.pupil, settings, 0, world.platform)
    ways = channel, Channel(SMS, texts.append)
    world.record(mark="4")
    tell(world, *ways)
    [path] = inbox.paths
    assert path.endswith(f"@{DOMAIN}")
    hand_back(door, path, b"Subject: I am on holiday\r\n\r\nUntil Monday.\r\n")
    hand_back(door, path, dsn("delayed", "4.4.1"))
    assert states(world) == [(EMAIL, "sent", "")]
    for _ in range(2):
        hand_back(door, path.upper(), dsn())
    tell(world, *ways)
    assert states(world) == [(EMAIL, "failed", "BOUNCED"), (SMS, "sent", "")]
    assert len(texts) == 1
    # Nothing more goes to an address that is not there; to another one of the same person it does.
    world.record(mark="5")
    tell(world, *ways)
    assert states(world)[2:] == [(EMAIL, "failed", "ADDRESS_BOUNCES"), (SMS, "sent", "")]
    assert len(inbox.letters) == 1


def test_nobody_else_can_say_that_a_letter_came_back(
    world: World, returning: tuple[Keeping, list[Parcel], Channel, int]
) -> None:
    inbox, _, channel, door = returning
    world.record(mark="4")
    tell(world, channel)
    [path] = inbox.paths
    forged = [
        path.replace(path[4], "a" if path[4] != "a" else "b", 1),
        f"noreply@{DOMAIN}",
        "b-@x",
        "roditel@pochta.example",
    ]
    for address in forged:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            hand_back(door, address, dsn())
    assert states(world) == [(EMAIL, "sent", "")]


def test_a_full_mailbox_ends_this_letter_alone(
    world: World, returning: tuple[Keeping, list[Parcel], Channel, int]
) -> None:
    inbox, _, channel, door = returning
    world.record(mark="4")
    tell(world, channel)
    hand_back(door, inbox.paths[0], dsn(status="5.2.2"))
    world.record(mark="5")
    tell(world, channel)
    assert states(world) == [(EMAIL, "failed", "BOUNCED"), (EMAIL, "sent", "")]


class Silent:
    """An SMTP server that takes connections and says nothing."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]


def test_a_server_that_says_nothing_is_left_at_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_module, "_TIMEOUT_SECONDS", 0.2)
    server = Silent()
    world.record(mark="4")
    tell(world, email(world.pool, server))  # type: ignore[arg-type]
    server.listener.close()
    assert states(world) == [(EMAIL, "queued", "SMTPSERVERDISCONNECTED")]
    assert world.run("SELECT failures FROM channel_state") == [(1,)]


def test_a_server_that_is_not_there(world: World) -> None:
    server = Silent()
    server.listener.close()
    world.record(mark="4")
    tell(world, email(world.pool, server))  # type: ignore[arg-type]
    assert states(world) == [(EMAIL, "queued", "CONNECTIONREFUSEDERROR")]
    assert world.run("SELECT failures FROM channel_state") == [(1,)]


@pytest.mark.parametrize("address", ["родитель@почта.example", "nobody", "a@b\r\nBcc: all@x.example", "a b@c.example"])
def test_an_address_that_no_letter_can_carry(
    world: World, smtp: Mail, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, controller = smtp
    answer = People.BatchGetContacts

    def contacts(self: People, request: Any) -> Any:
        found = answer(self, request)
        for contact in found.contacts:
            contact.email = address
        return found

    monkeypatch.setattr(People, "BatchGetContacts", contacts)
    world.record(mark="4")
    tell(world, email(world.pool, controller))
    assert states(world) == [(EMAIL, "failed", "BAD_ADDRESS")]
    assert inbox.letters == []
