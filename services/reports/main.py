"""The reports service: read models fed by events, the deputy head's control room, reports as documents, webhooks."""

import os
import sys
import threading

from zvonok.reports.v1 import (
    documents_pb2,
    documents_pb2_grpc,
    municipality_pb2,
    municipality_pb2_grpc,
    rebuilds_pb2,
    rebuilds_pb2_grpc,
    reports_pb2,
    reports_pb2_grpc,
    statistics_pb2,
    statistics_pb2_grpc,
    webhooks_pb2,
    webhooks_pb2_grpc,
)

from kit.file_store import FileStore
from kit.gauges import observe_counts
from kit.listening import Bell
from kit.outward import Outward
from kit.rpc.server import Binding, bind
from kit.service import Resources, Service, run
from services.reports.actions.sending import Desk
from services.reports.config import read_documents_dir, read_reports_config
from services.reports.events import handlers, read_models
from services.reports.rpc.control_room import ControlRoomServicer
from services.reports.rpc.documents import ReportDocumentServicer
from services.reports.rpc.municipality import MunicipalityServicer
from services.reports.rpc.rebuilds import RebuildServicer
from services.reports.rpc.statistics import StatisticsServicer
from services.reports.rpc.webhooks import WebhookServicer
from services.reports.sender import run_sender
from services.reports.store.deliveries import CALLS
from services.reports.store.progress import MOVED
from services.reports.tasks import tasks


def _servicers(resources: Resources) -> list[Binding]:
    bell = Bell(resources.config.database_url, MOVED)
    bell.start()
    config = read_reports_config(os.environ)
    documents = FileStore(read_documents_dir(os.environ))
    return [
        bind(reports_pb2, reports_pb2_grpc, "ControlRoomService", ControlRoomServicer(resources, bell)),
        bind(rebuilds_pb2, rebuilds_pb2_grpc, "RebuildService", RebuildServicer(resources, bell, read_models())),
        bind(webhooks_pb2, webhooks_pb2_grpc, "WebhookService", WebhookServicer(resources, config)),
        bind(documents_pb2, documents_pb2_grpc, "ReportDocumentService", ReportDocumentServicer(resources, documents)),
        bind(municipality_pb2, municipality_pb2_grpc, "MunicipalityService", MunicipalityServicer(resources)),
        bind(statistics_pb2, statistics_pb2_grpc, "StatisticsService", StatisticsServicer(resources)),
    ]


def _send(resources: Resources, stop: threading.Event) -> None:
    config = read_reports_config(os.environ)
    desk = Desk(resources.pool, Outward(config.webhook_loopback), config.webhook_secret)
    observe_counts(resources.config, "webhook.calls", "calls that wait or were given up", CALLS, ["state"])
    run_sender(desk, resources.config.database_url, stop)


SERVICE = Service(
    name="reports", servicers=_servicers, handlers=lambda _resources: handlers(), tasks=tasks, sender=_send
)

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
