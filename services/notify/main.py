"""The notify service: telling families, once, in time, through the channels they chose."""

import os
import sys

from zvonok.notify.v1 import notify_pb2, notify_pb2_grpc

from kit.listening import Bell
from kit.rpc.server import Binding
from kit.service import Resources, Service, run
from services.notify.config import read_notify_config
from services.notify.events import handlers
from services.notify.rpc import NoticeServicer
from services.notify.tasks import tasks


def _servicers(resources: Resources) -> list[Binding]:
    bell = Bell(resources.config.database_url, "notices")
    bell.start()
    return [
        Binding(
            notify_pb2.DESCRIPTOR.services_by_name["NoticeService"],
            notify_pb2_grpc.add_NoticeServiceServicer_to_server,
            NoticeServicer(resources, bell),
        )
    ]


SERVICE = Service(
    name="notify",
    servicers=_servicers,
    handlers=lambda _resources: handlers(read_notify_config(os.environ).grace),
    tasks=tasks,
)

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
