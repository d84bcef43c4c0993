"""Settings of reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.config import ConfigError, required

_SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class ReportsConfig:
    """What webhooks need."""

    # The service's own secret, from which the keys of webhooks are derived.
    webhook_secret: bytes
    # Whether webhooks may go to this machine and without TLS: demonstrations alone.
    webhook_loopback: bool


def read_reports_config(environ: Mapping[str, str]) -> ReportsConfig:
    """Reads the settings. Raises ConfigError that names the variable at fault."""
    secret = required(environ, "ZVONOK_WEBHOOK_SECRET")
    if len(secret) < _SHORTEST_SECRET:
        raise ConfigError(f"The setting ZVONOK_WEBHOOK_SECRET must have at least {_SHORTEST_SECRET} characters.")
    return ReportsConfig(secret.encode(), environ.get("ZVONOK_WEBHOOK_LOOPBACK") == "1")


def read_documents_dir(environ: Mapping[str, str]) -> Path:
    """The folder of documents that were made, each under a key of its own. Processes on several machines share one."""
    return Path(environ.get("ZVONOK_DOCUMENTS_DIR") or "var/documents") / "reports"
