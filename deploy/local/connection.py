"""The running platform as its own program sees it: addresses from var/endpoints.json, channels as `cli`."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from kit.rpc.client import open_channel

ROOT = Path(__file__).resolve().parents[2]


class NotRunning(Exception):
    """The platform is not up; the text says what to do."""


def state_folder() -> Path:
    """The folder that holds everything that this checkout's platform keeps."""
    return Path(os.environ.get("ZVONOK_VAR") or ROOT / "var").resolve()


def read_endpoints() -> dict[str, Any]:
    """What `up` wrote down. Raises NotRunning."""
    file = state_folder() / "endpoints.json"
    if not file.exists():
        raise NotRunning("Zvonok is not running: start it with ./zvonok up")
    endpoints: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return endpoints


@dataclass(frozen=True, slots=True)
class Platform:
    """Where the services answer, and the folder of certificates."""

    addresses: dict[str, str]
    tls_dir: Path

    def channel(self, service: str) -> grpc.Channel:
        """A channel to one service as `cli`."""
        return open_channel(self.addresses[service], service, self.tls_dir, "cli")


def running_platform() -> Platform:
    """The platform that `up` wrote down. Raises NotRunning."""
    endpoints = read_endpoints()
    return Platform(endpoints["services"], Path(endpoints["tls"]))


def platform_of_environment() -> Platform:
    """The platform whose settings stand in the environment, as in every process that `up` starts."""
    services = ("identity", "gradebook", "notify", "reports")
    addresses = {service: os.environ[f"ZVONOK_{service.upper()}_ADDRESS"] for service in services}
    return Platform(addresses, Path(os.environ["ZVONOK_TLS_DIR"]))
