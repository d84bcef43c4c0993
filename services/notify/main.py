"""The notify service: telling families, once, in time, through the channels they chose."""

import os
import sys
from typing import Any

from zvonok.notify.v1 import (
    channels_pb2,
    channels_pb2_grpc,
    messages_pb2,
    messages_pb2_grpc,
    notify_pb2,
    notify_pb2_grpc,
    settings_pb2,
    settings_pb2_grpc,
)

from kit.listening import Bell
from kit.rpc.server import Binding
from kit.service import Resources, Service, run
from services.notify.config import read_notify_config
from services.notify.events import handlers
from services.notify.rpc.channels import ChannelServicer
from services.notify.rpc.messages import MessageServicer
from services.notify.rpc.notices import NoticeServicer
from services.notify.rpc.settings import SettingServicer
from services.notify.tasks import tasks


def _servicers(resources: Resources) -> list[Binding]:
    bell = Bell(resources.config.database_url, "notices")
    bell.start()
    config = read_notify_config(os.environ)

    def bind(module: Any, register: Any, servicer: Any) -> Binding:
        """The one service that a contract's file holds."""
        [name] = module.DESCRIPTOR.services_by_name
        return Binding(module.DESCRIPTOR.services_by_name[name], register, servicer)

    return [
        bind(notify_pb2, notify_pb2_grpc.add_NoticeServiceServicer_to_server, NoticeServicer(resources, bell)),
        bind(
            settings_pb2,
            settings_pb2_grpc.add_SettingServiceServicer_to_server,
            SettingServicer(resources, config.platform, config.channels),
        ),
        bind(
            messages_pb2,
            messages_pb2_grpc.add_MessageServiceServicer_to_server,
            MessageServicer(resources, config.platform),
        ),
        bind(
            channels_pb2,
            channels_pb2_grpc.add_ChannelServiceServicer_to_server,
            ChannelServicer(resources, config),
        ),
    ]


SERVICE = Service(
    name="notify",
    servicers=_servicers,
    handlers=lambda _resources: handlers(read_notify_config(os.environ).platform),
    tasks=tasks,
)

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
