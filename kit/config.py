"""Settings of a service process, read once at start from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class ConfigError(Exception):
    """A setting is missing or wrong; the text names the variable and what to do."""


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """What every service process needs to run."""

    service: str
    database_url: str
    # The same database as its owner: migrations only.
    migrate_url: str
    amqp_url: str
    # host:port of the gRPC server.
    listen: str
    identity_address: str
    tls_dir: Path
    callers_file: Path
    # Base URL of an OTLP/HTTP receiver; empty: telemetry is not sent.
    otlp_endpoint: str
    demonstration: bool
    # Where roots of chains are kept apart (kit/audit.py); best on another machine than the database.
    audit_dir: Path


def required(environ: Mapping[str, str], name: str) -> str:
    """The value of a variable. Raises ConfigError when it is missing or empty."""
    value = environ.get(name, "")
    if not value:
        raise ConfigError(f"The setting {name} is missing: set it in the environment of the process.")
    return value


def read_config(service: str, environ: Mapping[str, str]) -> ServiceConfig:
    """Reads the settings of `service`. Raises ConfigError that names the variable at fault."""
    prefix = f"ZVONOK_{service.upper()}"
    database_url = required(environ, f"{prefix}_DATABASE_URL")
    return ServiceConfig(
        service=service,
        database_url=database_url,
        migrate_url=environ.get(f"{prefix}_MIGRATE_URL") or database_url,
        amqp_url=required(environ, "AMQP_URL"),
        listen=required(environ, f"{prefix}_LISTEN"),
        identity_address=required(environ, "ZVONOK_IDENTITY_ADDRESS"),
        tls_dir=Path(required(environ, "ZVONOK_TLS_DIR")),
        callers_file=Path(required(environ, "ZVONOK_CALLERS_FILE")),
        otlp_endpoint=environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        demonstration=environ.get("ZVONOK_DEMONSTRATION") == "1",
        audit_dir=Path(environ.get("ZVONOK_AUDIT_DIR") or "var/audit"),
    )
