"""Settings of the portal, read once at start from the environment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.config import ConfigError, required

_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class PortalConfig:
    """What the portal needs to run. It has no database: the services are its only source."""

    # host:port of the HTTP server.
    listen: str
    identity_address: str
    gradebook_address: str
    notify_address: str
    reports_address: str
    tls_dir: Path
    # Base URL of an OTLP/HTTP receiver; empty: telemetry is not sent.
    otlp_endpoint: str
    # How browsers reach the portal; https here makes cookies Secure and adds HSTS.
    public_url: str
    # Signs the CSRF cookie. Portals side by side need the same one.
    secret: str
    demonstration: bool
    # The mail sink and the trace store of the embedded environment; empty where there are none.
    mail_page_url: str
    trace_page_url: str

    @property
    def https(self) -> bool:
        """Whether browsers come over TLS."""
        return self.public_url.startswith("https://")


def read_config(environ: Mapping[str, str]) -> PortalConfig:
    """Reads the portal's settings. Raises ConfigError that names the variable at fault."""
    listen = required(environ, "ZVONOK_PORTAL_LISTEN")
    host, _, port = listen.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) <= _LAST_PORT:
        raise ConfigError("The setting ZVONOK_PORTAL_LISTEN must be host:port.")
    return PortalConfig(
        listen=listen,
        identity_address=required(environ, "ZVONOK_IDENTITY_ADDRESS"),
        gradebook_address=required(environ, "ZVONOK_GRADEBOOK_ADDRESS"),
        notify_address=required(environ, "ZVONOK_NOTIFY_ADDRESS"),
        reports_address=required(environ, "ZVONOK_REPORTS_ADDRESS"),
        tls_dir=Path(required(environ, "ZVONOK_TLS_DIR")),
        otlp_endpoint=environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        public_url=(environ.get("ZVONOK_PUBLIC_URL") or f"http://{listen}").rstrip("/"),
        # Without the setting every start makes a new one: open forms must be loaded again after a restart.
        secret=environ.get("ZVONOK_PORTAL_SECRET") or secrets.token_urlsafe(32),
        demonstration=environ.get("ZVONOK_DEMONSTRATION") == "1",
        mail_page_url=environ.get("ZVONOK_MAIL_PAGE_URL", "").rstrip("/"),
        trace_page_url=environ.get("ZVONOK_TRACE_PAGE_URL", "").rstrip("/"),
    )
