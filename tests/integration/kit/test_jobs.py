"""Outbox → relay → Celery's worker, on real servers."""

import threading

import pytest
from celery import Task
from celery.contrib.testing.worker import start_worker

from kit.config import ServiceConfig
from kit.database import EVERY_SCHOOL, transaction
from kit.outbox import add_task
from kit.relay import run_relay
from kit.tasks import build_celery
from kit.telemetry import attach, trace_id
from tests.conftest import Pool
from tests.integration.kit.stage import PATIENCE_SECONDS, running

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_job_runs_with_its_ids_and_in_its_trace(config: ServiceConfig, notify_pool: Pool) -> None:
    app = build_celery(config)
    seen: list[tuple[str, tuple[str, ...], str]] = []
    done = threading.Event()

    @app.task(name="notify.deliver", bind=True)
    def deliver(task: Task, *args: str) -> None:
        seen.append((task.request.id, args, trace_id()))
        done.set()

    trace = {"traceparent": f"00-{TRACE_ID}-b7ad6b7169203331-01"}
    with attach(trace), transaction(notify_pool, EVERY_SCHOOL) as connection:
        job = add_task(connection, "notify.deliver", ["a", "b"])
    # The heartbeat's clock wakes an idle worker that is to stop.
    worker = start_worker(app, pool="threads", concurrency=2, perform_ping_check=False, without_heartbeat=False)
    with running(run_relay, config), worker:
        assert done.wait(PATIENCE_SECONDS)
    assert seen == [(job, ("a", "b"), TRACE_ID)]
