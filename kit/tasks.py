"""Celery, as every service uses it: ids in, an action out. The truth about a job is in the database, not here."""

import socket
import warnings

from celery import Celery
from celery.apps.worker import Worker
from celery.exceptions import CPendingDeprecationWarning
from celery.platforms import SecurityWarning
from kombu.entity import Exchange, Queue
from opentelemetry.instrumentation.celery import CeleryInstrumentor

from kit.config import ServiceConfig
from kit.topology import jobs_queue_of

_THREADS = 4


def build_celery(config: ServiceConfig) -> Celery:
    """The Celery application of a service: one durable queue, JSON, confirmed publishing, no results kept."""
    name = jobs_queue_of(config.service)
    exchange = Exchange("zvonok.jobs", type="direct")  # type: ignore[no-untyped-call]
    queue = Queue(name, exchange, routing_key=name, durable=True)  # type: ignore[no-untyped-call]
    app = Celery(config.service, broker=config.amqp_url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_default_queue=name,
        task_queues=[queue],
        task_default_exchange="zvonok.jobs",
        task_default_routing_key=name,
        broker_transport_options={"confirm_publish": True},
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # A thread can't be cancelled; a job that runs twice finds in the database that it is done.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_redirect_stdouts=False,
        task_publish_retry=False,
        timezone="UTC",
        enable_utc=True,
    )
    instrumentor = CeleryInstrumentor()  # type: ignore[no-untyped-call]
    if not instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.instrument()
    return app


def run_worker(app: Celery) -> None:
    """Runs jobs until SIGTERM, then finishes those in hand and returns."""
    # It warns of root because of pickle; this worker reads JSON alone.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    # It announces, at every outage of the broker, a setting that another release will have.
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)
    Worker(
        app=app,
        pool="threads",
        concurrency=_THREADS,
        loglevel="WARNING",
        hostname=f"{app.main}@{socket.gethostname()}",
        quiet=True,
        # Workers have nothing to tell each other. Their heartbeat stays: without its clock an idle worker sleeps on
        # after SIGTERM until the next job comes.
        without_gossip=True,
        without_mingle=True,
    ).start()
