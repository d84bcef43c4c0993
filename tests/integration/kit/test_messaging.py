"""Outbox → relay → broker → consumer → inbox, on real servers."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pika
import psycopg
import pytest
from psycopg import Connection
from zvonok.identity.events.v1 import roster_pb2

from kit.config import ServiceConfig
from kit.consumer import Event, EventHandler, run_consumer
from kit.database import open_pool, transaction
from kit.dead_letters import as_json, dead_letters, replay
from kit.errors import FailedPrecondition, InvalidArgument
from kit.idempotency import first_answer, keep_answer
from kit.ids import new_id
from kit.migrations import MigrationError, migrate
from kit.outbox import add_event
from kit.relay import run_relay
from kit.topology import declare, open_broker_channel, queue_of
from tests.conftest import DatabaseUrls, Pool

FAMILY = "zvonok.identity.family.changed.v1"
SCHOOL = new_id()


@dataclass
class Applied:
    """What a handler was given, and whether it should fail."""

    pupils: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    failing: bool = False

    def handler(self) -> EventHandler:
        return EventHandler(roster_pb2.FamilyChanged, self.apply)

    def apply(self, connection: Connection[Any], message: roster_pb2.FamilyChanged, event: Event) -> None:
        if self.failing:
            raise FailedPrecondition("NOT_YET", "not yet")
        with self.changed:
            self.pupils.append(message.pupil_id)
            self.changed.notify_all()

    def wait_for(self, count: int) -> list[str]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.pupils) >= count, timeout=30), self.pupils
        return self.pupils


def config_of(urls: DatabaseUrls, amqp_url: str) -> ServiceConfig:
    return ServiceConfig(
        "notify", urls.app, urls.owner, amqp_url, "", "", Path(), Path(), "", demonstration=False
    )  # fmt: skip


@contextmanager
def running(target: Callable[..., None], *args: Any) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=target, args=(*args, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def urls(database: Callable[[str], DatabaseUrls]) -> DatabaseUrls:
    return database("notify")


@pytest.fixture
def config(urls: DatabaseUrls, amqp_url: str) -> ServiceConfig:
    declare(amqp_url, "notify", [FAMILY])
    return config_of(urls, amqp_url)


@pytest.fixture
def notify_pool(config: ServiceConfig) -> Iterator[Pool]:
    with open_pool(config.database_url) as one:
        yield one


def add(pool: Pool, pupil: str) -> str:
    with transaction(pool) as connection:
        return add_event(connection, FAMILY, roster_pb2.FamilyChanged(pupil_id=pupil), school_id=SCHOOL)


def outbox_is_empty(pool: Pool) -> bool:
    with pool.connection() as connection:
        return connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_what_was_committed_arrives_once_and_what_was_not_does_not(config: ServiceConfig, notify_pool: Pool) -> None:
    applied = Applied()
    with pytest.raises(RuntimeError), transaction(notify_pool) as connection:
        add_event(connection, FAMILY, roster_pb2.FamilyChanged(pupil_id="never"), school_id=None)
        raise RuntimeError
    with (
        running(run_relay, config),
        running(run_relay, config),
        running(run_consumer, config, {FAMILY: applied.handler()}, notify_pool),
    ):
        for number in range(150):
            add(notify_pool, f"p{number}")
        applied.wait_for(150)
    assert sorted(applied.pupils) == sorted(f"p{number}" for number in range(150))
    assert outbox_is_empty(notify_pool)


def publish(amqp_url: str, body: bytes, **headers: str) -> None:
    properties = pika.BasicProperties(
        headers=headers,
        message_id=headers.get("cloudEvents_id"),
        type=headers.get("cloudEvents_type"),
        delivery_mode=2,
    )
    with open_broker_channel(amqp_url) as channel:
        channel.basic_publish("", queue_of("notify"), body, properties, mandatory=True)


def headers(event_id: str, event_type: str = FAMILY) -> dict[str, str]:
    return {
        "cloudEvents_id": event_id,
        "cloudEvents_type": event_type,
        "cloudEvents_time": "2026-10-01T10:00:00+00:00",
    }


def test_a_doubled_event_is_applied_once(config: ServiceConfig, notify_pool: Pool) -> None:
    applied, event_id = Applied(), new_id()
    body = roster_pb2.FamilyChanged(pupil_id="p1").SerializeToString()
    for _ in range(3):
        publish(config.amqp_url, body, **headers(event_id))
    publish(config.amqp_url, roster_pb2.FamilyChanged(pupil_id="p2").SerializeToString(), **headers(new_id()))
    with running(run_consumer, config, {FAMILY: applied.handler()}, notify_pool):
        applied.wait_for(2)
    assert applied.pupils == ["p1", "p2"]


def test_poison_is_parked_with_its_reason_and_the_rest_goes_on(config: ServiceConfig, notify_pool: Pool) -> None:
    applied = Applied()
    publish(config.amqp_url, b"\xff\xff\xff", **headers(new_id()))
    publish(config.amqp_url, b"", **headers(new_id(), "zvonok.unheard.of.v1"))
    publish(config.amqp_url, b"", note="no attributes at all")
    publish(config.amqp_url, roster_pb2.FamilyChanged(pupil_id="good").SerializeToString(), **headers(new_id()))
    with running(run_consumer, config, {FAMILY: applied.handler()}, notify_pool):
        applied.wait_for(1)
    reasons = [letter.reason for letter in dead_letters(config.amqp_url, "notify")]
    assert sorted(reasons) == ["MALFORMED", "MALFORMED", "UNKNOWN_TYPE"]


def test_a_failing_event_is_tried_again_later(config: ServiceConfig, notify_pool: Pool) -> None:
    applied = Applied(failing=True)
    with running(run_consumer, config, {FAMILY: applied.handler()}, notify_pool):
        publish(config.amqp_url, roster_pb2.FamilyChanged(pupil_id="p1").SerializeToString(), **headers(new_id()))
        with open_broker_channel(config.amqp_url) as channel:
            waited = threading.Event()
            while not waited.wait(0.05):
                if channel.queue_declare("zvonok.notify.retry.1", passive=True).method.message_count:
                    break
        applied.failing = False
        applied.wait_for(1)


def test_a_dead_letter_is_shown_and_replayed(
    config: ServiceConfig, notify_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.consumer.RETRY_SECONDS", ())
    applied, event_id = Applied(failing=True), new_id()
    body = roster_pb2.FamilyChanged(pupil_id="p1").SerializeToString()
    publish(config.amqp_url, body, **headers(event_id))
    with running(run_consumer, config, {FAMILY: applied.handler()}, notify_pool):
        waited = threading.Event()
        while not (parked := list(dead_letters(config.amqp_url, "notify"))):
            assert not waited.wait(0.1)
        [letter] = parked
        assert (letter.event_id, letter.reason, letter.tries) == (event_id, "NOT_YET", 1)
        assert '"pupilId": "p1"' in as_json(letter, {FAMILY: roster_pb2.FamilyChanged})
        applied.failing = False
        assert replay(config.amqp_url, "notify", event_id) == 1
        applied.wait_for(1)
    assert not list(dead_letters(config.amqp_url, "notify"))


REQUEST = roster_pb2.FamilyChanged(pupil_id="p1")


def test_a_repeat_gets_the_first_answer(notify_pool: Pool) -> None:
    request_id, answer = new_id(), roster_pb2.FamilyChanged(version=7)
    with transaction(notify_pool) as connection:
        assert first_answer(connection, "persons/a", request_id, REQUEST, roster_pb2.FamilyChanged) is None
        keep_answer(connection, "persons/a", request_id, REQUEST, answer)
    with transaction(notify_pool) as connection:
        assert first_answer(connection, "persons/a", request_id, REQUEST, roster_pb2.FamilyChanged) == answer
        assert first_answer(connection, "persons/b", request_id, REQUEST, roster_pb2.FamilyChanged) is None
        with pytest.raises(InvalidArgument, match="another request"):
            first_answer(connection, "persons/a", request_id, answer, roster_pb2.FamilyChanged)
        with pytest.raises(InvalidArgument, match="UUID"):
            first_answer(connection, "persons/a", "1", REQUEST, roster_pb2.FamilyChanged)


def test_of_many_same_requests_at_once_one_works(notify_pool: Pool) -> None:
    request_id = new_id()
    worked: list[int] = []

    def ask(number: int) -> int:
        with transaction(notify_pool) as connection:
            found = first_answer(connection, "persons/a", request_id, REQUEST, roster_pb2.FamilyChanged)
            if found is not None:
                return int(found.version)
            worked.append(number)
            keep_answer(connection, "persons/a", request_id, REQUEST, roster_pb2.FamilyChanged(version=number))
            return number

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(ask, range(6)))
    assert len(worked) == 1
    assert set(answers) == set(worked)


def test_migrations_run_once_and_never_change(urls: DatabaseUrls, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (id int)")
    with ThreadPoolExecutor(2) as threads:
        runs = list(threads.map(lambda _: migrate(urls.owner, tmp_path, app_role="notify_app"), range(2)))
    assert sorted(map(len, runs)) == [0, 1]
    with psycopg.connect(urls.app) as connection:
        connection.execute("INSERT INTO first VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE first")
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (id bigint)")
    with pytest.raises(MigrationError, match=r"0001_first\.sql"):
        migrate(urls.owner, tmp_path, app_role="notify_app")
