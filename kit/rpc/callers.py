"""Which service may call which (deploy/callers.yaml), and which service a connection comes from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import grpc
import yaml

from kit.config import ConfigError


def read_callers(file: Path, service: str) -> frozenset[str]:
    """The services that may call `service`. Raises ConfigError when the file does not list it."""
    try:
        callers = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{file} can't be read as a list of callers: {error.__class__.__name__}.") from error
    if not isinstance(callers, dict) or not isinstance(callers.get(service), list):
        raise ConfigError(f"{file} does not say who may call {service}: add a list under that name.")
    return frozenset(map(str, callers[service]))


def caller_of(context: grpc.ServicerContext) -> str:
    """The service named by the client certificate of the connection; empty when there is none."""
    # Each property has several values, whatever the hints say.
    auth = cast("Mapping[str, Sequence[bytes]]", context.auth_context())
    names = auth.get("x509_common_name", ())
    return names[0].decode() if names else ""
