"""Settings of notify."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from py_vapid import Vapid02, VapidException

from kit.config import ConfigError, required
from services.notify.domain.breaking import RESERVE_AFTER
from services.notify.domain.settings import CHANNELS, MESSENGER, SMS, WEB_PUSH, SchoolSettings, Settings, read_time
from services.notify.domain.timing import QuietHours

_DEFAULT_GRACE_SECONDS = 600
_DEFAULT_QUIET_HOURS = "22:00-07:00"


@dataclass(frozen=True, slots=True)
class DkimKey:
    """With what letters are signed: the name under which the public key stands in DNS, and the private key (PEM)."""

    selector: str
    private_key: bytes


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
    # Signs what links and return paths hold.
    secret: bytes
    # None: letters go out unsigned, or the mail server signs them.
    dkim: DkimKey | None = None
    # The domain of return paths; empty: letters come back to the sender's mailbox, and nobody counts them.
    bounce_domain: str = ""
    # With what web push is signed (RFC 8292); None: the channel is not in use.
    vapid: Vapid02 | None = None
    # host:port of push services beside those of the browsers.
    push_hosts: tuple[str, ...] = ()
    # The gateway of SMS, http(s) or smpp; empty: the channel is not in use. As whom it sends, and its token.
    sms_url: str = ""
    sms_sender: str = ""
    sms_token: str = ""
    # The bridge to messengers, and the keys with which calls to it are signed, the newest first.
    messenger_url: str = ""
    messenger_keys: tuple[bytes, ...] = ()
    # Gateways may be on this machine, without TLS.
    demonstration: bool = False
    # How long a message that can't be handed over waits for its channel, before one in reserve takes its place.
    reserve_after: timedelta = RESERVE_AFTER
    # host:port at which the mail server hands over what came back.
    bounce_listen: str = ""

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that people can choose here: those that are configured."""
        used = {WEB_PUSH: self.vapid is not None, MESSENGER: bool(self.messenger_url), SMS: bool(self.sms_url)}
        return tuple(channel for channel in CHANNELS if used.get(channel, True))


def read_notify_config(environ: Mapping[str, str]) -> NotifyConfig:
    """Reads the settings. Raises ConfigError that names the variable at fault."""
    grace = _seconds(environ, "ZVONOK_GRACE_SECONDS", _DEFAULT_GRACE_SECONDS)
    host, port = _smtp(environ)
    return NotifyConfig(
        platform=SchoolSettings(grace, Settings(quiet=_quiet_hours(environ))),
        smtp_host=host,
        smtp_port=port,
        sender=environ.get("ZVONOK_MAIL_FROM", "noreply@zvonok.example"),
        public_url=required(environ, "ZVONOK_PUBLIC_URL").rstrip("/"),
        secret=required(environ, "ZVONOK_NOTIFY_SECRET").encode(),
        dkim=_dkim(environ),
        bounce_domain=environ.get("ZVONOK_BOUNCE_DOMAIN", "").lower(),
        vapid=_vapid(environ),
        push_hosts=tuple(environ.get("ZVONOK_PUSH_HOSTS", "").split()),
        bounce_listen=_bounce_listen(environ),
        sms_url=_gateway(environ, "ZVONOK_SMS_URL", ("https", "http", "smpp")),
        sms_sender=environ.get("ZVONOK_SMS_SENDER", "Zvonok"),
        sms_token=environ.get("ZVONOK_SMS_TOKEN", ""),
        messenger_url=_gateway(environ, "ZVONOK_MESSENGER_URL", ("https", "http")),
        messenger_keys=_messenger_keys(environ),
        reserve_after=timedelta(
            seconds=_seconds(environ, "ZVONOK_RESERVE_SECONDS", int(RESERVE_AFTER.total_seconds()))
        ),
        demonstration=environ.get("ZVONOK_DEMONSTRATION") == "1",
    )


def _seconds(environ: Mapping[str, str], name: str, usual: int) -> int:
    seconds = environ.get(name, str(usual))
    if not (seconds.isascii() and seconds.isdigit()):
        raise ConfigError(f"The setting {name} must be a whole number of seconds.")
    return int(seconds)


def _smtp(environ: Mapping[str, str]) -> tuple[str, int]:
    smtp = urlsplit(required(environ, "SMTP_URL"))
    try:
        port = smtp.port or 25
    except ValueError:
        port = 0
    if smtp.scheme != "smtp" or not smtp.hostname or not port:
        raise ConfigError("The setting SMTP_URL must look like smtp://host:25.")
    return smtp.hostname, port


def _dkim(environ: Mapping[str, str]) -> DkimKey | None:
    file = environ.get("ZVONOK_DKIM_KEY_FILE", "")
    if not file:
        return None
    try:
        key = Path(file).read_bytes()
    except OSError as error:
        raise ConfigError(f"The setting ZVONOK_DKIM_KEY_FILE names a file that can't be read: {file}.") from error
    return DkimKey(required(environ, "ZVONOK_DKIM_SELECTOR"), key)


def _vapid(environ: Mapping[str, str]) -> Vapid02 | None:
    key = environ.get("ZVONOK_VAPID_KEY", "")
    if not key:
        return None
    try:
        vapid: Vapid02 = Vapid02.from_raw(key.encode())
    except (VapidException, ValueError) as error:
        raise ConfigError("The setting ZVONOK_VAPID_KEY must be a private P-256 key: 32 bytes, base64url.") from error
    return vapid


def _gateway(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    """The address of a gateway. http is for a demonstration alone, which is looked at with every call."""
    url = environ.get(name, "")
    parts = urlsplit(url)
    if url and (parts.scheme not in schemes or not parts.hostname):
        raise ConfigError(f"The setting {name} must be an address with {' or '.join(schemes)}.")
    return url


def _messenger_keys(environ: Mapping[str, str]) -> tuple[bytes, ...]:
    if not environ.get("ZVONOK_MESSENGER_URL"):
        return ()
    keys = required(environ, "ZVONOK_MESSENGER_KEYS").split()
    try:
        return tuple(b64decode(key.removeprefix("whsec_"), validate=True) for key in keys)
    except ValueError as error:
        raise ConfigError("The setting ZVONOK_MESSENGER_KEYS must be whsec_ and base64, one key or several.") from error


def _bounce_listen(environ: Mapping[str, str]) -> str:
    listen = environ.get("ZVONOK_BOUNCE_LISTEN", "")
    host, _, port = listen.rpartition(":")
    if listen and not (host and port.isascii() and port.isdigit()):
        raise ConfigError("The setting ZVONOK_BOUNCE_LISTEN must be host:port.")
    if listen and not environ.get("ZVONOK_BOUNCE_DOMAIN"):
        raise ConfigError("ZVONOK_BOUNCE_LISTEN needs ZVONOK_BOUNCE_DOMAIN, the domain of return paths.")
    return listen


def _quiet_hours(environ: Mapping[str, str]) -> QuietHours | None:
    text = environ.get("ZVONOK_QUIET_HOURS", _DEFAULT_QUIET_HOURS)
    if not text:
        return None
    begin, _, end = text.partition("-")
    first, last = read_time(begin), read_time(end)
    if first is None or last is None or first == last:
        raise ConfigError("The setting ZVONOK_QUIET_HOURS must look like 22:00-07:00, or be empty.")
    return QuietHours(first, last)
