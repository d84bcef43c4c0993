"""Outbox → relay → broker, on real servers."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pika
import pytest
from zvonok.identity.events.v1 import roster_pb2

from kit.config import ServiceConfig
from kit.database import EVERY_SCHOOL, transaction
from kit.envelope import read_event, trace_of
from kit.gauges import outbox_due, queue_depths
from kit.ids import new_id
from kit.outbox import add_event, add_task, drop_event, replaying
from kit.relay import run_relay
from kit.telemetry import attach
from kit.topology import UNROUTED, dead_queue_of, jobs_queue_of, open_broker_channel
from tests.conftest import Pool
from tests.integration.kit.stage import FAMILY, QUEUE, SCHOOL, add, depth, family, outbox, receive, running

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
JOBS = jobs_queue_of("notify")


def test_what_was_committed_is_published_and_what_was_not_is_not(config: ServiceConfig, notify_pool: Pool) -> None:
    with pytest.raises(RuntimeError), transaction(notify_pool, EVERY_SCHOOL) as connection:
        add_event(connection, FAMILY, roster_pb2.FamilyChanged(pupil_id="never"), school_id=None)
        raise RuntimeError
    event_id = add(notify_pool, "p1")
    with running(run_relay, config):
        [(properties, body)] = receive(config.amqp_url, QUEUE, 1)
    event = read_event(properties)
    assert (event.id, event.type, event.school_id) == (event_id, FAMILY, SCHOOL)
    assert datetime.now(UTC) - event.time < timedelta(minutes=1)
    assert (properties.content_type, properties.delivery_mode) == ("application/protobuf", 2)
    assert properties.headers["cloudEvents_source"] == "/zvonok/notify"
    assert body == family("p1")
    assert not outbox(notify_pool)


def test_two_relays_publish_each_event_once(config: ServiceConfig, notify_pool: Pool) -> None:
    with running(run_relay, config), running(run_relay, config):
        added = [add(notify_pool, f"p{number}") for number in range(250)]
        got = [read_event(properties).id for properties, _ in receive(config.amqp_url, QUEUE, 250)]
    assert sorted(got) == sorted(added)
    assert depth(config.amqp_url, QUEUE) == 0
    assert not outbox(notify_pool)


def test_no_wake_up_is_missed(config: ServiceConfig, notify_pool: Pool) -> None:
    with running(run_relay, config):
        started = time.monotonic()
        for number in range(200):
            add(notify_pool, f"p{number}")
            receive(config.amqp_url, QUEUE, 1)
    # One event slept over would cost 20 s.
    assert time.monotonic() - started < 18


def test_the_event_carries_the_trace_of_the_transaction(config: ServiceConfig, notify_pool: Pool) -> None:
    with attach({"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01"}):
        add(notify_pool, "p1")
    with running(run_relay, config):
        [(properties, _)] = receive(config.amqp_url, QUEUE, 1)
    assert TRACE_ID in trace_of(properties)["traceparent"]


def test_the_events_of_a_replay_carry_its_id_and_are_counted(config: ServiceConfig, notify_pool: Pool) -> None:
    replay_id = new_id()
    with replaying(replay_id) as told:
        add(notify_pool, "p1")
        add(notify_pool, "p2")
    add(notify_pool, "p3")
    assert told == {FAMILY: 2}
    with running(run_relay, config):
        got = receive(config.amqp_url, QUEUE, 3)
    assert [read_event(properties).replay_id for properties, _ in got] == [replay_id, replay_id, None]


def test_an_event_that_nobody_listens_to_holds_up_nothing(config: ServiceConfig, notify_pool: Pool) -> None:
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        add_event(connection, "zvonok.unheard.of.v1", roster_pb2.FamilyChanged(), school_id=None)
    add(notify_pool, "p1")
    with running(run_relay, config):
        [(properties, _)] = receive(config.amqp_url, UNROUTED, 1)
        receive(config.amqp_url, QUEUE, 1)
    assert properties.type == "zvonok.unheard.of.v1"
    assert not outbox(notify_pool)


def test_a_row_that_cannot_be_sent_stays_and_holds_up_nothing(config: ServiceConfig, notify_pool: Pool) -> None:
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        task_id = add_task(connection, "notify.broken", [])
        connection.execute("UPDATE outbox SET payload = 'no json' WHERE outbox_id = %s", [task_id])
    with running(run_relay, config):
        for number in range(3):
            add(notify_pool, f"p{number}")
        receive(config.amqp_url, QUEUE, 3)
    assert outbox(notify_pool) == [("notify.broken", 1)]


def test_what_a_killed_relay_had_claimed_is_published_when_its_claim_is_over(
    config: ServiceConfig, notify_pool: Pool
) -> None:
    event_id = add(notify_pool, "p1")
    with running(run_relay, config), notify_pool.connection() as connection:
        receive(config.amqp_url, QUEUE, 1)
        # No NOTIFY tells of this row: the trigger is for new ones only, and it is committed already claimed.
        with connection.transaction():
            add_event(connection, FAMILY, roster_pb2.FamilyChanged(pupil_id="p2"), school_id=None)
            connection.execute("UPDATE outbox SET claimed_until = clock_timestamp() + interval '1 s', tries = 1")
        started = time.monotonic()
        [(properties, _)] = receive(config.amqp_url, QUEUE, 1)
    assert read_event(properties).id != event_id
    assert 0.5 < time.monotonic() - started < 10


def test_a_job_is_started_when_it_is_due_and_not_before(config: ServiceConfig, notify_pool: Pool) -> None:
    due = datetime.now(UTC) + timedelta(seconds=2)
    with running(run_relay, config):
        with transaction(notify_pool, EVERY_SCHOOL) as connection:
            later = add_task(connection, "notify.deliver", ["later"], available_at=due)
            at_once = add_task(connection, "notify.deliver", ["now"])
        [(first, _)] = _jobs(config, 1)
        assert outbox_due(config.database_url) == [(0, 0.0)]
        [(second, body)] = _jobs(config, 1)
    assert (first.headers["id"], second.headers["id"]) == (at_once, later)
    assert datetime.now(UTC) >= due
    assert b'["later"]' in body


def test_an_event_waits_for_its_moment_and_can_be_taken_back_until_then(
    config: ServiceConfig, notify_pool: Pool
) -> None:
    due = datetime.now(UTC) + timedelta(seconds=1)

    def leave(connection: Any, pupil: str, at: datetime | None) -> str:
        message = roster_pb2.FamilyChanged(pupil_id=pupil)
        return add_event(connection, FAMILY, message, school_id=SCHOOL, available_at=at)

    with running(run_relay, config):
        with transaction(notify_pool, EVERY_SCHOOL) as connection:
            dropped, later = (leave(connection, pupil, due) for pupil in ("dropped", "later"))
            at_once = leave(connection, "at once", None)
        with transaction(notify_pool, EVERY_SCHOOL) as connection:
            assert drop_event(connection, dropped)
            assert not drop_event(connection, dropped)
        got = [read_event(properties).id for properties, _ in receive(config.amqp_url, QUEUE, 2)]
    assert got == [at_once, later]
    assert datetime.now(UTC) >= due
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        told = leave(connection, "told", None)
        assert not drop_event(connection, told), "what is due is not taken back"
    assert len(outbox(notify_pool)) == 1


def test_the_gauges_tell_of_a_backlog(config: ServiceConfig, notify_pool: Pool) -> None:
    with transaction(notify_pool, EVERY_SCHOOL) as connection:
        add_task(connection, "notify.deliver", ["1"], available_at=datetime.now(UTC) - timedelta(seconds=90))
        add_task(connection, "notify.deliver", ["2"], available_at=datetime.now(UTC) + timedelta(days=1))
    [(rows, age)] = outbox_due(config.database_url)
    assert rows == 1
    assert 90 <= age < 120
    queues = (QUEUE, dead_queue_of("notify"))
    assert queue_depths(config.amqp_url, queues) == dict.fromkeys(queues, 0)
    assert queue_depths("amqp://127.0.0.1:1/", queues) == {}
    assert outbox_due("postgresql://127.0.0.1:1/x") == []


def _jobs(config: ServiceConfig, count: int) -> list[tuple[pika.BasicProperties, bytes]]:
    with open_broker_channel(config.amqp_url) as channel:
        channel.queue_declare(JOBS, durable=True)
    return receive(config.amqp_url, JOBS, count)
