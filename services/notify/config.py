"""Settings of notify."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kit.config import ConfigError, required
from services.notify.domain.settings import EMAIL, IN_APP, SchoolSettings, Settings, read_time
from services.notify.domain.timing import QuietHours

_DEFAULT_GRACE_SECONDS = 600
_DEFAULT_QUIET_HOURS = "22:00-07:00"


@dataclass(frozen=True, slots=True)
class NotifyConfig:
    """What telling families needs."""

    # What holds at schools that have laid down nothing: how long a mark waits, quiet hours.
    platform: SchoolSettings
    smtp_host: str
    smtp_port: int
    sender: str
    # Base URL of the portal, for links.
    public_url: str

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that people can choose here: those that are configured."""
        return (IN_APP, EMAIL)


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
        platform=SchoolSettings(int(grace), Settings(quiet=_quiet_hours(environ))),
        smtp_host=smtp.hostname,
        smtp_port=port,
        sender=environ.get("ZVONOK_MAIL_FROM", "noreply@zvonok.example"),
        public_url=required(environ, "ZVONOK_PUBLIC_URL").rstrip("/"),
    )


def _quiet_hours(environ: Mapping[str, str]) -> QuietHours | None:
    text = environ.get("ZVONOK_QUIET_HOURS", _DEFAULT_QUIET_HOURS)
    if not text:
        return None
    begin, _, end = text.partition("-")
    first, last = read_time(begin), read_time(end)
    if first is None or last is None or first == last:
        raise ConfigError("The setting ZVONOK_QUIET_HOURS must look like 22:00-07:00, or be empty.")
    return QuietHours(first, last)
