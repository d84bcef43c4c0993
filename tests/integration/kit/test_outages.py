"""Nothing is lost and nothing is applied twice when a neighbour goes away."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from kit.consumer import run_consumer
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.ids import new_id
from kit.outage import Outage
from kit.outbox import add_task
from kit.relay import run_relay
from kit.topology import (
    RETRY_SECONDS,
    UNROUTED,
    dead_queue_of,
    declare,
    jobs_queue_of,
    open_broker_channel,
    retry_queue_of,
)
from tests import servers
from tests.conftest import DatabaseUrls, Pool
from tests.integration.kit.stage import (
    FAMILY,
    PATIENCE_SECONDS,
    QUEUE,
    Applied,
    add,
    attributes,
    config_of,
    depth,
    family,
    outbox,
    publish,
    receive,
    running,
)

EVENTS = 300


@contextmanager
def database_away(superuser: str, urls: DatabaseUrls) -> Iterator[None]:
    """Breaks all connections to this one database and refuses new ones."""
    name = urlsplit(urls.app).path.lstrip("/")
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when a relay or consumer has found a neighbour away."""
    noticed = threading.Event()
    wait = Outage.wait

    def note(outage: Outage, problem: Exception) -> None:
        noticed.set()
        wait(outage, problem)

    monkeypatch.setattr(Outage, "wait", note)
    return noticed


def test_a_broker_killed_in_the_middle_of_a_stream_loses_nothing(
    servers_in_use: None, urls: DatabaseUrls, notify_pool: Pool, waiting: threading.Event
) -> None:
    applied = Applied()
    with servers.own_broker() as broker:
        declare(broker.url, "notify", [FAMILY])
        config = config_of(urls, broker.url)
        with (
            running(run_relay, config),
            running(run_consumer, config, applied.handlers(), notify_pool),
        ):
            jobs: set[str] = set()
            # RabbitMQ writes a new quorum queue's name to disk some half a second after it has said "declared".
            threading.Event().wait(1.5)
            for number in range(EVENTS):
                add(notify_pool, f"p{number}")
                with transaction(notify_pool, EVERY_SCHOOL) as connection:
                    jobs.add(add_task(connection, "notify.deliver", [str(number)]))
                if number == EVENTS // 2:
                    broker.kill()
            assert waiting.wait(PATIENCE_SECONDS)
            broker.start()
            applied.wait_for(EVENTS)
            # A job may come twice: its truth is in the database.
            started: set[str] = set()
            while missing := len(jobs - started):
                started |= {job.headers["id"] for job, _ in receive(broker.url, jobs_queue_of("notify"), missing)}
        assert sorted(applied.pupils) == sorted(f"p{number}" for number in range(EVENTS))
        assert not outbox(notify_pool)
        assert depth(broker.url, dead_queue_of("notify")) == 0


def test_while_the_database_is_away_an_event_waits_and_uses_up_no_try(
    superuser: str, urls: DatabaseUrls, amqp_url: str, notify_pool: Pool, waiting: threading.Event
) -> None:
    declare(amqp_url, "notify", [FAMILY])
    applied = Applied()
    with running(run_consumer, config_of(urls, amqp_url), applied.handlers(), notify_pool):
        publish(amqp_url, family("p0"), **attributes(new_id()))
        applied.wait_for(1)
        with database_away(superuser, urls):
            for number in range(1, 30):
                publish(amqp_url, family(f"p{number}"), **attributes(new_id()))
            assert waiting.wait(PATIENCE_SECONDS)
        applied.wait_for(30)
    assert applied.pupils == [f"p{number}" for number in range(30)]
    aside = [dead_queue_of("notify"), *(retry_queue_of("notify", seconds) for seconds in RETRY_SECONDS)]
    assert [depth(amqp_url, queue) for queue in aside] == [0] * len(aside)


def test_a_consumer_stops_also_while_the_database_is_away(
    superuser: str, urls: DatabaseUrls, amqp_url: str, notify_pool: Pool, waiting: threading.Event
) -> None:
    declare(amqp_url, "notify", [FAMILY])
    publish(amqp_url, family("p1"), **attributes(new_id()))
    applied = Applied()
    with (
        database_away(superuser, urls),
        running(run_consumer, config_of(urls, amqp_url), applied.handlers(), notify_pool),
    ):
        assert waiting.wait(PATIENCE_SECONDS)
    assert receive(amqp_url, QUEUE, 1)[0][1] == family("p1")


def test_a_relay_goes_on_when_the_database_is_back(
    superuser: str, urls: DatabaseUrls, amqp_url: str, notify_pool: Pool, waiting: threading.Event
) -> None:
    declare(amqp_url, "notify", [FAMILY])
    with running(run_relay, config_of(urls, amqp_url)):
        add(notify_pool, "p1")
        receive(amqp_url, QUEUE, 1)
        with database_away(superuser, urls):
            assert waiting.wait(PATIENCE_SECONDS)
        add(notify_pool, "p2")
        assert receive(amqp_url, QUEUE, 1)[0][1] == family("p2")


def test_a_relay_waits_for_a_topology_that_is_not_there_yet(
    urls: DatabaseUrls, amqp_url: str, notify_pool: Pool, waiting: threading.Event
) -> None:
    add(notify_pool, "p1")
    with running(run_relay, config_of(urls, amqp_url)):
        assert waiting.wait(PATIENCE_SECONDS)
        # Without a listener: the relay may be quicker than a binding.
        declare(amqp_url, "notify", [])
        receive(amqp_url, UNROUTED, 1)
    assert not outbox(notify_pool)


def test_an_event_in_hand_comes_again_when_the_channel_breaks(
    urls: DatabaseUrls, amqp_url: str, notify_pool: Pool
) -> None:
    declare(amqp_url, "notify", [FAMILY])
    publish(amqp_url, family("p1"), **attributes(new_id()))
    with open_broker_channel(amqp_url) as channel:
        method, _, _ = channel.basic_get(QUEUE)
        assert method is not None
        # Closed without an acknowledgement: as a consumer that is killed would.
    applied = Applied()
    with running(run_consumer, config_of(urls, amqp_url), applied.handlers(), notify_pool):
        applied.wait_for(1)
    assert applied.pupils == ["p1"]


def test_a_pool_of_dead_connections_serves_the_next_call(superuser: str, urls: DatabaseUrls) -> None:
    """One call finds out for all: it used to fail, because the dead were found one by one, with growing pauses."""
    pool = open_pool(urls.app, size=8)
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(transaction(pool, EVERY_SCHOOL))
    name = urlsplit(urls.app).path.lstrip("/")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
    with transaction(pool, EVERY_SCHOOL) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    pool.close()
