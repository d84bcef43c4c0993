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
    """Channels to the running services."""

    endpoints: dict[str, Any]

    def channel(self, service: str) -> grpc.Channel:
        """A channel to one service as `cli`."""
        return open_channel(self.endpoints["services"][service], service, Path(self.endpoints["tls_dir"]), "cli")
