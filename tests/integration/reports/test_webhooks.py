"""Webhooks over real HTTP: told once, signed, tried again, given up, sent again, and never in each other's way."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.reports.v1 import webhooks_pb2 as pb

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from kit.outward import Outward
from kit.rpc.call import Call, answering
from kit.service import Resources
from services.reports.actions.sending import Desk, claim_webhook, purge_calls, send_calls
from services.reports.config import ReportsConfig
from services.reports.domain.webhooks import EVENT_TYPES
from services.reports.events import handlers
from services.reports.rpc.webhooks import WebhookServicer
from services.reports.sender import SLOTS, run_sender
from services.reports.webhook_events import TOLD
from tests.conftest import DatabaseUrls, Pool
from tests.integration.reports.receivers import Receiver, example, receiving, serving, tls_of_localhost

RECORDED = "zvonok.gradebook.lesson.recorded.v1"
SECRET = b"the service's own secret, for tests"
ADMINISTRATOR = f"persons/{new_id()}"


@dataclass(frozen=True)
class _Resources:
    pool: Pool


@dataclass
class World:
    """A school, its office's calls, and the sender."""

    pool: Pool
    urls: DatabaseUrls
    school_id: str
    servicer: WebhookServicer

    def call(self, method: str, *, caller: str = ADMINISTRATOR, **fields: Any) -> Any:
        request = getattr(pb, f"{method}Request")(school=f"schools/{self.school_id}", **fields)
        if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:
            request.request_id = new_id()
        with answering(Call(caller, "", "portal", "", "journal_administrator", "")):
            return getattr(self.servicer, method)(request, None)

    def hook(self, url: str, *types: str, **fields: Any) -> pb.CreateWebhookResponse:
        made: pb.CreateWebhookResponse = self.call("CreateWebhook", url=url, event_types=types or [RECORDED], **fields)
        return made

    def tell(self, *, event_id: str = "", replay_id: str | None = None, **fields: Any) -> str:
        """A lesson of the school is recorded; returns the event's id."""
        ids = {"school_id": self.school_id, "group_id": new_id(), "lesson_id": new_id()}
        mark = lessons_pb2.MarkChanged(line_item_id=new_id(), pupil_id=PUPIL, new_value="5", version=1)
        values = {"date": "2026-09-14", "bell": 2, "state": "held", "version": 3, "teacher_id": TEACHER}
        message = lessons_pb2.LessonRecorded(**(ids | values | fields), marks=[mark])
        event = Event(event_id or new_id(), RECORDED, datetime.now(UTC), self.school_id, replay_id)
        with transaction(self.pool, self.school_id) as connection:
            handlers()[RECORDED].apply(connection, message, event)
        return event.id

    def log(self, hook: pb.Webhook, **fields: Any) -> list[pb.WebhookDelivery]:
        return list(self.call("ListWebhookDeliveries", webhook=hook.webhook, **fields).deliveries)

    def now(self, hook: pb.Webhook) -> pb.Webhook:
        [found] = [one for one in self.call("ListWebhooks").webhooks if one.webhook == hook.webhook]
        return cast("pb.Webhook", found)

    def hurry(self, waits_under: str = "1 hour") -> None:
        """Every wait is over, and every claim that ends within this time."""
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            connection.execute("UPDATE webhook_delivery SET next_try_at = now() - interval '1 second'")
            connection.execute(
                "UPDATE webhook SET claimed_until = '-infinity' WHERE claimed_until < now() + %s::interval",
                [waits_under],
            )

    def desk(self, **way: Any) -> Desk:
        return Desk(self.pool, Outward(loopback=True, **way), SECRET)

    def send(self, times: int = 1, **way: Any) -> None:
        """So many turns of one sender, each when all waits are over."""
        desk = self.desk(**way)
        for _ in range(times):
            self.hurry()
            claimed = claim_webhook(desk, failing_too=True)
            assert claimed is not None
            send_calls(desk, claimed)

    @contextmanager
    def sending(self, **way: Any) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=run_sender, args=(self.desk(**way), self.urls.app, stop))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(60)
            assert not thread.is_alive()


PUPIL, TEACHER = new_id(), new_id()


@pytest.fixture
def world(database: Callable[[str], DatabaseUrls]) -> Iterator[World]:
    urls = database("reports")
    with open_pool(urls.app, size=12) as pool:
        servicer = WebhookServicer(cast("Resources", _Resources(pool)), ReportsConfig(SECRET, True))
        yield World(pool, urls, new_id(), servicer)


def test_what_can_be_told_is_what_is_listened_to() -> None:
    assert tuple(TOLD) == EVENT_TYPES
    assert set(EVENT_TYPES) <= set(handlers())


def test_the_guides_receiver_takes_a_call_once_and_finds_nobody_in_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    names = example()
    names["Receiver"].log_message = lambda *_: None
    with serving(names["Receiver"]) as url:
        made = world.hook(url)
        names["SECRET"] = made.secret
        world.tell()
        world.send()
        [line] = world.log(made.webhook)
        assert (line.state, line.status, line.tries) == ("delivered", 204, 1)
        # By hand the same call comes again, and is known.
        assert (
            world.call("ReplayWebhookDeliveries", webhook=made.webhook.webhook, deliveries=[line.delivery]).count == 1
        )
        world.send()
        assert names["seen"] == {line.delivery}
        assert capsys.readouterr().out.count(RECORDED) == 1
        # Another key: not ours.
        names["SECRET"] = world.hook(url).secret
        world.call("ReplayWebhookDeliveries", webhook=made.webhook.webhook, deliveries=[line.delivery])
        world.send()
        assert world.log(made.webhook)[0].status == 401
    body = json.loads(line.body)
    assert (body["type"], body["school"]) == (RECORDED, f"schools/{world.school_id}")
    assert body["data"]["marks_changed"] == 1
    assert PUPIL not in line.body
    assert TEACHER not in line.body


def test_a_renewed_key_and_the_one_before_are_both_right_for_a_week(world: World) -> None:
    names = example()
    with receiving(Receiver()) as receiver:
        made = world.hook(receiver.url)
        second = world.call("RotateWebhookKey", webhook=made.webhook.webhook)
        assert second.secret not in ("", made.secret)

        def right(secret: str) -> bool:
            world.tell()
            world.send()
            names["SECRET"] = secret
            return bool(names["is_genuine"](*receiver.calls[-1]))

        assert right(made.secret)
        assert right(second.secret)
        with transaction(world.pool, world.school_id) as connection:
            connection.execute("UPDATE webhook SET old_key_until = now()")
        assert not right(made.secret)
        assert right(second.secret)


def test_a_failed_call_is_tried_again_later_and_later_and_then_parked(world: World) -> None:
    with receiving(Receiver(answer=lambda _: 500)) as receiver:
        made = world.hook(receiver.url)
        world.tell()
        waits = []
        for _ in range(8):
            world.send()
            [line] = world.log(made.webhook)
            assert (line.state, line.status, line.problem) == ("waiting", 500, "REFUSED")
            waits.append(line.next_try_time.ToDatetime() - line.last_try_time.ToDatetime())
        assert waits == sorted(waits)
        assert (waits[0] < timedelta(seconds=7), waits[-1] > timedelta(hours=9)) == (True, True)
        world.send()
        [line] = world.log(made.webhook, state="parked")
        assert line.tries == 9
        assert (world.now(made.webhook).failures, world.now(made.webhook).parked) == (9, 1)
        # Nothing more by itself.
        world.tell()
        receiver.answer = lambda _: 200
        world.send()
        [newest, oldest] = world.log(made.webhook)
        assert (newest.state, oldest.state) == ("delivered", "parked")
        assert world.now(made.webhook).failures == 0
        # A span sends again what was given up, under the same id.
        begin = datetime.now(UTC) - timedelta(hours=1)
        span = {"begin_time": begin, "end_time": begin + timedelta(hours=2)}
        count = world.call("ReplayWebhookDeliveries", webhook=made.webhook.webhook, parked_only=True, **span).count
        assert count == 1
        world.send()
        assert receiver.calls[-1][0]["webhook-id"] == oldest.delivery
        assert world.call("ReplayWebhookDeliveries", webhook=made.webhook.webhook, **span).count == 2


def test_who_is_gone_is_left_in_peace_until_switched_on_again(world: World) -> None:
    with receiving(Receiver(answer=lambda number: 410 if number == 0 else 204)) as receiver:
        made = world.hook(receiver.url)
        world.tell()
        world.send()
        found = world.now(made.webhook)
        assert (found.active, found.gone, found.parked) == (False, True, 1)
        world.tell()
        world.hurry()
        assert claim_webhook(world.desk(), failing_too=True) is None
        with pytest.raises(FailedPrecondition, match="switched off"):
            world.call("TestWebhook", webhook=made.webhook.webhook)
        world.call(
            "UpdateWebhook", webhook=found.webhook, version=found.version, url=found.url,
            event_types=found.event_types, active=True,
        )  # fmt: skip
        # What happened meanwhile is told.
        world.send()
        assert [line.state for line in world.log(made.webhook)] == ["delivered", "parked"]


def test_redirects_are_not_followed(world: World) -> None:
    with receiving(Receiver()) as other, receiving(Receiver(answer=lambda _: 302)) as receiver:
        receiver.headers = {"Location": other.url}
        made = world.hook(receiver.url)
        world.tell()
        world.send()
        assert (world.log(made.webhook)[0].status, world.log(made.webhook)[0].state) == (302, "waiting")
        assert other.calls == []


def test_a_certificate_must_be_one_that_is_trusted(world: World, tmp_path: Path) -> None:
    server, trusting = tls_of_localhost(tmp_path)
    with receiving(Receiver(), server) as receiver:
        made = world.hook(receiver.url)
        world.tell()
        world.send()
        assert world.log(made.webhook)[0].problem == "CERTIFICATE"
        assert receiver.calls == []
        # Of another name.
        elsewhere = world.hook(receiver.url.replace("localhost", "127.0.0.1"))
        world.tell()
        world.send(2, context=trusting)
        assert world.log(elsewhere.webhook)[0].problem == "CERTIFICATE"
        world.send(2, context=trusting)
        assert world.log(made.webhook)[0].state == "delivered"


def test_inner_addresses_are_refused_with_every_call_whatever_was_registered(world: World) -> None:
    with receiving(Receiver()) as receiver:
        made = world.hook(receiver.url.replace("http", "https"))
        world.tell()
        desk = Desk(world.pool, Outward(), SECRET)
        claimed = claim_webhook(desk, failing_too=True)
        assert claimed is not None
        send_calls(desk, claimed)
        assert world.log(made.webhook)[0].problem == "ADDRESS_NOT_ALLOWED"
        assert receiver.calls == []


def test_nobody_there_and_a_broken_answer_are_told_apart_from_silence(world: World) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            # A byte now and then keeps every single read alive.
            while True:
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)

    class Babbling(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.wfile.write(b"no HTTP at all\r\n\r\n")

    with serving(Dripping) as dripping, serving(Babbling) as babbling:
        problems = {}
        for url in (f"http://127.0.0.1:{port}/", dripping, babbling):
            made = world.hook(url)
            world.call("TestWebhook", webhook=made.webhook.webhook)
            desk = world.desk(seconds=0.5)
            claimed = claim_webhook(desk, failing_too=False)
            assert claimed is not None
            send_calls(desk, claimed)
            problems[url] = world.log(made.webhook)[0].problem
    assert list(problems.values()) == ["CONNECTION", "TIMEOUT", "CONNECTION"]


def test_receivers_that_hang_do_not_hold_up_others(world: World) -> None:
    """Twice as many hang as there are threads; every new event reaches the one that works all the same."""
    with receiving(Receiver(hold=threading.Event())) as hanging, receiving(Receiver()) as healthy:
        with world.sending(seconds=0.5):
            stuck = [world.hook(hanging.url).webhook for _ in range(2 * SLOTS)]
            world.tell()
            hanging.wait_for(len(stuck))
            works = world.hook(healthy.url).webhook
            for number in range(3):
                # Not the leases of senders at work.
                world.hurry("1 minute")
                world.tell()
                healthy.wait_for(number + 1)
                with transaction(world.pool, EVERY_SCHOOL) as connection:
                    in_hand = connection.execute(
                        "SELECT FROM webhook WHERE failures > 0 AND claimed_until > now() + interval '1 minute'"
                    ).rowcount
                assert in_hand <= SLOTS // 2
        assert {line.state for line in world.log(works)} == {"delivered"}
        assert {line.problem for hook in stuck for line in world.log(hook)} <= {"TIMEOUT", ""}


def test_a_doubled_event_and_many_senders_make_one_call(world: World) -> None:
    with receiving(Receiver()) as receiver:
        made = world.hook(receiver.url)
        told = [world.tell() for _ in range(30)]
        for event_id in told[:10]:
            world.tell(event_id=event_id)
        with world.sending(), world.sending(), world.sending():
            receiver.wait_for(30)
        ids = [headers["webhook-id"] for headers, _ in receiver.calls]
        assert len(ids) == len(set(ids)) == 30
        assert {line.state for line in world.log(made.webhook, page_size=100)} == {"delivered"}


def test_a_killed_senders_calls_are_made_when_its_lease_is_over(world: World) -> None:
    with receiving(Receiver()) as receiver:
        made = world.hook(receiver.url)
        world.tell()
        desk = world.desk()
        dead = claim_webhook(desk, failing_too=True)
        assert dead is not None
        assert claim_webhook(desk, failing_too=True) is None
        world.send()
        # It was not dead after all: its call comes a second time, and changes nothing that is kept.
        send_calls(desk, dead)
        assert len(receiver.calls) == 1
        assert world.log(made.webhook)[0].tries == 1


def test_calls_of_old_events_go_after_a_month(world: World) -> None:
    made = world.hook("https://receiver.example/")
    world.tell()
    kept = world.tell()
    with transaction(world.pool, world.school_id) as connection:
        connection.execute(
            "UPDATE webhook_delivery SET event_time = now() - interval '31 days' WHERE event_id <> %s", [kept]
        )
    assert (purge_calls(world.desk()), purge_calls(world.desk())) == (1, 0)
    assert [json.loads(line.body)["id"] for line in world.log(made.webhook)] == [kept]


def test_replays_and_what_was_not_asked_for_tell_nobody(world: World) -> None:
    made = world.hook("https://receiver.example/", "zvonok.gradebook.homework.changed.v1")
    all_of_it = world.hook("https://receiver.example/", *EVENT_TYPES)
    world.tell(replay_id=new_id())
    world.tell(replayed=True)
    assert world.log(all_of_it.webhook) == []
    world.tell()
    assert len(world.log(all_of_it.webhook)) == 1
    assert world.log(made.webhook) == []


def test_a_client_has_its_own_webhooks_and_the_office_sees_all(world: World) -> None:
    client, other = f"clients/{new_id()}", f"clients/{new_id()}"
    made = world.hook("https://receiver.example/", caller=client).webhook
    world.hook("https://other.example/", caller=other)
    assert [one.webhook for one in world.call("ListWebhooks", caller=client).webhooks] == [made.webhook]
    assert len(world.call("ListWebhooks").webhooks) == 2
    for method in ("RotateWebhookKey", "TestWebhook", "DeleteWebhook", "ListWebhookDeliveries"):
        with pytest.raises(NotAllowed):
            world.call(method, caller=other, webhook=made.webhook)
    world.call("DeleteWebhook", webhook=made.webhook)
    assert world.call("ListWebhooks", caller=client).webhooks == []


def test_the_secret_is_in_no_table_and_a_repeat_gets_it_again(world: World) -> None:
    again = new_id()
    made = world.hook("https://receiver.example/", request_id=again)
    assert world.hook("https://receiver.example/", request_id=again) == made
    assert made.secret.startswith("whsec_")
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute("SELECT response FROM request").fetchall()
        rows += connection.execute("SELECT to_jsonb(w)::text FROM webhook w").fetchall()
    assert not any(made.secret[6:] in str(row) for row in rows)
    assert "secret" not in str(world.call("ListWebhooks").webhooks)


def test_the_log_comes_page_by_page(world: World) -> None:
    made = world.hook("https://receiver.example/")
    told = [world.tell() for _ in range(5)]
    seen: list[str] = []
    token = ""
    while True:
        answer = world.call("ListWebhookDeliveries", webhook=made.webhook.webhook, page_size=2, page_token=token)
        seen += [json.loads(line.body)["id"] for line in answer.deliveries]
        token = answer.next_page_token
        if not token:
            break
    assert seen == told[::-1]


@pytest.mark.parametrize(
    ("method", "fields", "reason"),
    [
        ("CreateWebhook", {"url": "ftp://receiver.example/"}, "BAD_WEBHOOK_URL"),
        ("CreateWebhook", {"url": "https://user:word@receiver.example/"}, "BAD_WEBHOOK_URL"),
        ("CreateWebhook", {"url": "https://receiver.example/" + "x" * 500}, "BAD_WEBHOOK_URL"),
        ("CreateWebhook", {"url": "https://receiver.example/a b"}, "BAD_WEBHOOK_URL"),
        ("CreateWebhook", {"url": "https://[::1/"}, "BAD_WEBHOOK_URL"),
        ("CreateWebhook", {"url": "https://receiver.example/\r\nx: y"}, "BAD_WEBHOOK_URL"),
        ("CreateWebhook", {"event_types": []}, "NO_EVENT_TYPES"),
        ("CreateWebhook", {"event_types": ["zvonok.gradebook.everything.v1"]}, "UNKNOWN_EVENT_TYPE"),
        ("UpdateWebhook", {"version": 7}, "VERSION_CONFLICT"),
        ("ListWebhookDeliveries", {"state": "lost"}, "UNKNOWN_DELIVERY_STATE"),
        ("ReplayWebhookDeliveries", {}, "NOTHING_TO_REPLAY"),
        ("ReplayWebhookDeliveries", {"deliveries": ["x"]}, "BAD_RESOURCE_NAME"),
        ("ReplayWebhookDeliveries", {"begin_time": datetime(2026, 9, 2, tzinfo=UTC)}, "BAD_SPAN"),
    ],
)
def test_wrong_requests_are_told_apart(world: World, method: str, fields: dict[str, Any], reason: str) -> None:
    made = world.hook("https://receiver.example/").webhook
    known = {"webhook": made.webhook, "url": made.url, "event_types": [RECORDED], "version": made.version}
    names = getattr(pb, f"{method}Request").DESCRIPTOR.fields_by_name
    given = {name: value for name, value in known.items() if name in names}
    with pytest.raises((InvalidArgument, Conflict)) as refused:
        world.call(method, **(given | fields))
    assert cast("ServiceError", refused.value).reason == reason


def test_a_school_has_so_many_webhooks_and_no_more(world: World) -> None:
    for _ in range(20):
        world.hook("https://receiver.example/")
    with pytest.raises(FailedPrecondition, match="at most 20"):
        world.hook("https://receiver.example/")
