"""Settings of notify."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from kit.config import ConfigError, required

_DEFAULT_GRACE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class NotifyConfig:
    """What telling families needs."""

    # How long a mark waits before families are told of it.
    grace: timedelta
    smtp_host: str
    smtp_port: int
    sender: str
    # Base URL of the portal, for links.
    public_url: str


def read_notify_config(environ: Mapping[str, str]) -> NotifyConfig:
    """Reads the settings. Raises ConfigError that names the variable at fault."""
    grace = environ.get("ZVONOK_GRACE_SECONDS", str(_DEFAULT_GRACE_SECONDS))
    if not (grace.isascii() and grace.isdigit()):
        raise ConfigError("The setting ZVONOK_GRACE_SECONDS must be a whole number of seconds.")
    smtp = urlsplit(required(environ, "SMTP_URL"))
    try:
        port = smtp.port or 25
    except ValueError:
        port = 0
    if smtp.scheme != "smtp" or not smtp.hostname or not port:
        raise ConfigError("The setting SMTP_URL must look like smtp://host:25.")
    return NotifyConfig(
        grace=timedelta(seconds=int(grace)),
        smtp_host=smtp.hostname,
        smtp_port=port,
        sender=environ.get("ZVONOK_MAIL_FROM", "noreply@zvonok.example"),
        public_url=required(environ, "ZVONOK_PUBLIC_URL").rstrip("/"),
    )
