"""The reports service: read models fed by events, the deputy head's control room."""

import sys

from zvonok.reports.v1 import reports_pb2, reports_pb2_grpc, statistics_pb2, statistics_pb2_grpc

from kit.listening import Bell
from kit.rpc.server import Binding
from kit.service import Resources, Service, run
from services.reports.events import handlers
from services.reports.rpc.control_room import ControlRoomServicer
from services.reports.rpc.statistics import StatisticsServicer
from services.reports.store.progress import MOVED


def _servicers(resources: Resources) -> list[Binding]:
    bell = Bell(resources.config.database_url, MOVED)
    bell.start()
    return [
        Binding(
            reports_pb2.DESCRIPTOR.services_by_name["ControlRoomService"],
            reports_pb2_grpc.add_ControlRoomServiceServicer_to_server,
            ControlRoomServicer(resources, bell),
        ),
        Binding(
            statistics_pb2.DESCRIPTOR.services_by_name["StatisticsService"],
            statistics_pb2_grpc.add_StatisticsServiceServicer_to_server,
            StatisticsServicer(resources),
        ),
    ]


SERVICE = Service(name="reports", servicers=_servicers, handlers=lambda _resources: handlers())

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
