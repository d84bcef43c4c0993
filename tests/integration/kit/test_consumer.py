"""Broker → consumer → inbox, on real servers."""

import psycopg
import pytest
from opentelemetry import trace
from psycopg import Connection

from kit.config import ServiceConfig
from kit.consumer import run_consumer
from kit.dead_letters import as_json, dead_letters, replay
from kit.ids import new_id
from kit.retention import Retention
from kit.topology import retry_queue_of
from tests.conftest import Pool
from tests.integration.kit.stage import (
    FAMILY,
    QUEUE,
    Applied,
    accept,
    attributes,
    await_message,
    depth,
    family,
    publish,
    refuse,
    running,
)

DEAD = "zvonok.notify.dead"
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


def test_a_doubled_event_is_applied_once(config: ServiceConfig, notify_pool: Pool) -> None:
    applied, event_id = Applied(), new_id()
    for _ in range(3):
        publish(config.amqp_url, family("p1"), **attributes(event_id))
    publish(config.amqp_url, family("p2"), **attributes(new_id()))
    with running(run_consumer, config, applied.handlers(), notify_pool):
        applied.wait_for(2)
    assert applied.pupils == ["p1", "p2"]
    assert depth(config.amqp_url, QUEUE) == 0


def test_two_consumers_apply_each_event_once(config: ServiceConfig, notify_pool: Pool) -> None:
    applied = Applied()
    for number in range(60):
        for _ in range(2):
            publish(config.amqp_url, family(f"p{number}"), **attributes(f"0193b0a4-0000-7000-8000-{number:012d}"))
    with (
        running(run_consumer, config, applied.handlers(), notify_pool),
        running(run_consumer, config, applied.handlers(), notify_pool),
    ):
        applied.wait_for(60)
    assert len(set(applied.pupils)) == len(applied.pupils) == 60


def test_poison_is_parked_with_its_reason_and_the_rest_goes_on(config: ServiceConfig, notify_pool: Pool) -> None:
    applied = Applied()
    publish(config.amqp_url, b"\xff\xff\xff", **attributes(new_id()))
    publish(config.amqp_url, b"", **attributes("no id of ours"))
    publish(config.amqp_url, b"", **attributes(new_id(), "zvonok.unheard.of.v1"))
    publish(config.amqp_url, b"", note="no attributes at all")
    publish(config.amqp_url, family("good"), **attributes(new_id()))
    with running(run_consumer, config, applied.handlers(), notify_pool):
        applied.wait_for(1)
    reasons = [letter.reason for letter in dead_letters(config.amqp_url, "notify")]
    assert sorted(reasons) == ["MALFORMED", "MALFORMED", "MALFORMED", "UNKNOWN_TYPE"]


def test_a_failing_event_is_tried_again_later(config: ServiceConfig, notify_pool: Pool) -> None:
    applied = Applied(before=refuse)
    publish(config.amqp_url, family("p1"), **attributes(new_id()))
    with running(run_consumer, config, applied.handlers(), notify_pool):
        waiting = await_message(config.amqp_url, retry_queue_of("notify", 1))
        assert (waiting.headers["zvonok-tries"], waiting.headers["zvonok-reason"]) == (1, "NOT_YET")
        applied.before = accept
        applied.wait_for(1)
    assert list(dead_letters(config.amqp_url, "notify")) == []


def test_after_the_last_try_an_event_is_parked_and_can_be_replayed(
    config: ServiceConfig, notify_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.consumer.RETRY_SECONDS", (1,))
    applied, event_id = Applied(before=refuse), new_id()
    publish(config.amqp_url, family("p1"), **attributes(event_id))
    with running(run_consumer, config, applied.handlers(), notify_pool):
        await_message(config.amqp_url, DEAD)
        [letter] = dead_letters(config.amqp_url, "notify")
        assert (letter.event_id, letter.event_type, letter.reason) == (event_id, FAMILY, "NOT_YET")
        assert (letter.tries, letter.time) == (2, "2026-10-01T10:00:00+00:00")
        assert '"pupilId": "p1"' in as_json(letter, {FAMILY: applied.handlers()[FAMILY].message_type})
        assert replay(config.amqp_url, "notify", new_id()) == 0
        # Once more the whole way: the broker must not take a replayed event for one that goes in circles.
        assert replay(config.amqp_url, "notify", event_id) == 1
        await_message(config.amqp_url, DEAD)
        applied.before = accept
        assert replay(config.amqp_url, "notify", None) == 1
        applied.wait_for(1)
    assert applied.events[0].id == event_id
    assert list(dead_letters(config.amqp_url, "notify")) == []


def test_dead_letters_survive_being_listed(config: ServiceConfig) -> None:
    parked = [new_id() for _ in range(3)]
    for event_id in parked:
        publish(config.amqp_url, b"", DEAD, **attributes(event_id))
    for _ in range(30):
        assert [letter.event_id for letter in dead_letters(config.amqp_url, "notify")] == parked


def test_a_lost_race_is_repeated_at_once(config: ServiceConfig, notify_pool: Pool) -> None:
    races = [psycopg.errors.SerializationFailure(), psycopg.errors.DeadlockDetected()]

    def lose(_connection: Connection) -> None:  # type: ignore[type-arg]
        if races:
            raise races.pop()

    applied = Applied(before=lose)
    publish(config.amqp_url, family("p1"), **attributes(new_id()))
    with running(run_consumer, config, applied.handlers(), notify_pool):
        applied.wait_for(1)
    assert not races
    assert depth(config.amqp_url, retry_queue_of("notify", 1)) == 0


def test_an_event_that_breaks_its_connection_every_time_is_parked(
    config: ServiceConfig, notify_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.consumer.RETRY_SECONDS", ())
    applied = Applied(before=lambda connection: connection.execute("SELECT pg_terminate_backend(pg_backend_pid())"))
    publish(config.amqp_url, family("p1"), **attributes(new_id()))
    with running(run_consumer, config, applied.handlers(), notify_pool):
        await_message(config.amqp_url, DEAD)
        applied.before = accept
        publish(config.amqp_url, family("p2"), **attributes(new_id()))
        applied.wait_for(1)
    assert [letter.reason for letter in dead_letters(config.amqp_url, "notify")] == ["AdminShutdown"]


def test_the_handler_works_in_the_trace_of_the_producer(config: ServiceConfig, notify_pool: Pool) -> None:
    seen: list[int] = []
    applied = Applied(before=lambda _: seen.append(trace.get_current_span().get_span_context().trace_id))
    headers = attributes(new_id()) | {"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01"}
    publish(config.amqp_url, family("p1"), **headers)
    with running(run_consumer, config, applied.handlers(), notify_pool):
        applied.wait_for(1)
    assert seen == [int(TRACE_ID, 16)]


def test_old_rows_are_purged(notify_pool: Pool) -> None:
    old, young = new_id(), new_id()
    with notify_pool.connection() as connection:
        connection.execute(
            "INSERT INTO inbox VALUES (%s, now() - interval '31 days'), (%s, now() - interval '29 days')", [old, young]
        )
    retention = Retention("inbox")
    retention.purge_when_due(notify_pool)
    with notify_pool.connection() as connection:
        assert connection.execute("SELECT event_id FROM inbox").fetchall() == [(young,)]
        Retention("request").purge_when_due(connection)
