"""A report on its whole way, on real servers: order → outbox → relay → RabbitMQ → the service's worker → file."""

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from celery.contrib.testing.worker import start_worker
from openpyxl import load_workbook
from zvonok.reports.v1 import documents_pb2 as pb

from kit.config import ServiceConfig
from kit.database import open_pool
from kit.relay import run_relay
from kit.service import Resources
from kit.topology import declare
from services.reports.tasks import tasks
from tests.conftest import DatabaseUrls
from tests.integration.kit.stage import PATIENCE_SECONDS, running
from tests.integration.reports.history import MONDAY
from tests.integration.reports.test_documents import a_school_with_lessons, reports_of

ENDED = (pb.REPORT_STATE_DONE, pb.REPORT_STATE_FAILED)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_report_is_made_by_the_services_worker(
    database: Callable[[str], DatabaseUrls], amqp_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZVONOK_DOCUMENTS_DIR", str(tmp_path))
    urls, nothing = database("reports"), Path()
    config = ServiceConfig("reports", urls.app, urls.owner, amqp_url, "", "", nothing, nothing, "", False, nothing)
    declare(amqp_url, "reports", ())
    with open_pool(urls.app) as pool, reports_of(a_school_with_lessons(pool), pool, tmp_path / "reports") as reports:
        app = tasks(Resources(config, pool, reports.channel))
        report = reports.order(pb.REPORT_KIND_CONTROL, pb.REPORT_FORM_XLSX, date=MONDAY.isoformat())
        # The heartbeat's clock wakes an idle worker that is to stop.
        worker = start_worker(app, pool="threads", concurrency=2, perform_ping_check=False, without_heartbeat=False)
        with running(run_relay, config), worker:
            pause, end = threading.Event(), time.monotonic() + PATIENCE_SECONDS
            while (found := reports.state(report)).state not in ENDED and time.monotonic() < end:
                pause.wait(0.1)
        assert (found.state, found.reason) == (pb.REPORT_STATE_DONE, "")
        book = load_workbook(io.BytesIO(reports.download(report)[1]))
        assert "По учителям" in book.sheetnames
