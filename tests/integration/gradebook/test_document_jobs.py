"""A document on its whole way, on real servers: order → outbox → relay → RabbitMQ → the service's worker → file."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from celery.contrib.testing.worker import start_worker
from zvonok.gradebook.v1 import documents_pb2 as pb

from kit.config import ServiceConfig
from kit.database import open_pool
from kit.relay import run_relay
from kit.service import Resources
from kit.topology import declare
from services.gradebook.tasks import tasks
from tests.conftest import DatabaseUrls
from tests.integration.gradebook.documenting import documents_of, sheets_of
from tests.integration.gradebook.world import MONDAY, TODAY, World
from tests.integration.kit.stage import PATIENCE_SECONDS, running

ENDED = (pb.DOCUMENT_STATE_DONE, pb.DOCUMENT_STATE_FAILED)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_document_is_made_by_the_services_worker(
    database: Callable[[str], DatabaseUrls], amqp_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZVONOK_DOCUMENTS_DIR", str(tmp_path))
    urls, nothing = database("gradebook"), Path()
    config = ServiceConfig(
        "gradebook", urls.app, urls.owner, amqp_url, "", "", nothing, nothing, "", False, nothing
    )  # fmt: skip
    declare(amqp_url, "gradebook", ())
    with open_pool(urls.app) as pool, documents_of(World(pool).begin(), tmp_path / "gradebook") as documents:
        app = tasks(Resources(config, pool, documents.channel))
        document = documents.order(
            documents.class_name, "class_journal", "xlsx", begin_date=MONDAY.isoformat(), end_date=TODAY.isoformat()
        )
        # The heartbeat's clock wakes an idle worker that is to stop.
        worker = start_worker(app, pool="threads", concurrency=2, perform_ping_check=False, without_heartbeat=False)
        with running(run_relay, config), worker:
            pause, end = threading.Event(), time.monotonic() + PATIENCE_SECONDS
            while (found := documents.state(document)).state not in ENDED and time.monotonic() < end:
                pause.wait(0.1)
        assert (found.state, found.reason) == (pb.DOCUMENT_STATE_DONE, "")
        marks, topics = sheets_of(documents.download(documents.class_name, document)[1])
        assert (marks, topics[:16]) == ("7А Алгебра", "7А Алгебра, Темы")
