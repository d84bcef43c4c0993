"""The reports service: read models fed by events, the deputy head's control room."""

import sys

from zvonok.reports.v1 import (
    municipality_pb2,
    municipality_pb2_grpc,
    rebuilds_pb2,
    rebuilds_pb2_grpc,
    reports_pb2,
    reports_pb2_grpc,
    statistics_pb2,
    statistics_pb2_grpc,
)

from kit.listening import Bell
from kit.rpc.server import Binding, bind
from kit.service import Resources, Service, run
from services.reports.events import handlers, rebuilt
from services.reports.rpc.control_room import ControlRoomServicer
from services.reports.rpc.municipality import MunicipalityServicer
from services.reports.rpc.rebuilds import RebuildServicer
from services.reports.rpc.statistics import StatisticsServicer
from services.reports.store.progress import MOVED


def _servicers(resources: Resources) -> list[Binding]:
    bell = Bell(resources.config.database_url, MOVED)
    bell.start()
    return [
        bind(reports_pb2, reports_pb2_grpc, "ControlRoomService", ControlRoomServicer(resources, bell)),
        bind(rebuilds_pb2, rebuilds_pb2_grpc, "RebuildService", RebuildServicer(resources, bell, rebuilt())),
        bind(municipality_pb2, municipality_pb2_grpc, "MunicipalityService", MunicipalityServicer(resources)),
        bind(statistics_pb2, statistics_pb2_grpc, "StatisticsService", StatisticsServicer(resources)),
    ]


SERVICE = Service(name="reports", servicers=_servicers, handlers=lambda _resources: handlers())

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
