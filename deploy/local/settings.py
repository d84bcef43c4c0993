"""The settings of every process: addresses of the parts, and which are embedded or brought from outside."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from deploy.local import rabbitmq
from deploy.local.postgres import superuser_url
from deploy.local.state import DATABASE_SERVICES, ROOT, State
from deploy.local.steps import Refused

# What a process gets of the environment that `up` was called in; the rest is none of its business.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "OTEL_EXPORTER_OTLP_HEADERS")

# What notify alone gets of it.
_GATEWAYS = (
    "ZVONOK_MAIL_FROM",
    "ZVONOK_DKIM_KEY_FILE",
    "ZVONOK_DKIM_SELECTOR",
    "ZVONOK_BOUNCE_DOMAIN",
    "ZVONOK_BOUNCE_LISTEN",
    "ZVONOK_PUSH_HOSTS",
    "ZVONOK_SMS_URL",
    "ZVONOK_SMS_SENDER",
    "ZVONOK_SMS_TOKEN",
    "ZVONOK_MESSENGER_URL",
    "ZVONOK_MESSENGER_KEYS",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where each part of one platform is. `embedded` holds the names of the parts that run here:
    postgres, rabbitmq, mail, traces."""

    state: State
    ports: Mapping[str, int]
    # Service -> (URL as the app role, URL as the owner).
    databases: Mapping[str, tuple[str, str]]
    superuser_url: str
    amqp_url: str
    smtp_url: str
    otlp_endpoint: str
    portal_listen: str
    public_url: str
    demonstration: bool
    grace_seconds: str
    # How long a message that can't be handed over waits for its channel, before one in reserve takes its place.
    reserve_seconds: str
    # Whether webhooks may call this machine: 1 or 0.
    webhook_loopback: str
    quiet_hours: str
    # Where roots of chains of records are kept apart.
    audit_dir: str
    # Where files given with homework are.
    files_dir: str
    # Where documents that were made are.
    documents_dir: str
    embedded: frozenset[str]
    inherited: Mapping[str, str] = field(default_factory=dict)
    # What the environment says of SMS, messengers, signatures and bounces (services/notify/config.py).
    gateways: Mapping[str, str] = field(default_factory=dict)

    @property
    def mail_url(self) -> str:
        """The HTTP API of the embedded mail sink; empty when mail goes elsewhere."""
        return f"http://127.0.0.1:{self.ports['mail']}" if "mail" in self.embedded else ""

    @property
    def trace_url(self) -> str:
        """The pages of the embedded trace store; empty when spans go elsewhere."""
        return f"http://127.0.0.1:{self.ports['traces']}" if "traces" in self.embedded else ""

    def address(self, service: str) -> str:
        """host:port of a service's gRPC server."""
        return f"127.0.0.1:{self.ports[service]}"

    def common(self) -> dict[str, str]:
        """The environment that every process gets. It names no secret."""
        return {
            **self.inherited,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
            "PYTHONUNBUFFERED": "1",
            # Threads of small services would each hold an arena of freed memory.
            "MALLOC_ARENA_MAX": "2",
            "ZVONOK_PLATFORM": str(self.state.folder),
            "ZVONOK_VAR": str(self.state.folder),
            "ZVONOK_TLS_DIR": str(self.state.tls),
            "ZVONOK_CALLERS_FILE": str(ROOT / "deploy" / "callers.yaml"),
            **{f"ZVONOK_{service.upper()}_ADDRESS": self.address(service) for service in DATABASE_SERVICES},
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.otlp_endpoint,
            "ZVONOK_PUBLIC_URL": self.public_url,
            "ZVONOK_DEMONSTRATION": "1" if self.demonstration else "0",
            "ZVONOK_AUDIT_DIR": str(self.audit_dir),
        }

    def of_service(self, service: str, *, migrate: bool = False) -> dict[str, str]:
        """The environment of one service's processes; only migrations know the owner's password."""
        name = service.upper()
        app, owner = self.databases[service]
        own = {
            f"ZVONOK_{name}_DATABASE_URL": app,
            f"ZVONOK_{name}_LISTEN": self.address(service),
            "AMQP_URL": self.amqp_url,
        }
        if migrate:
            own[f"ZVONOK_{name}_MIGRATE_URL"] = owner
        if service == "gradebook":
            own |= {"ZVONOK_FILES_DIR": self.files_dir, "ZVONOK_DOCUMENTS_DIR": self.documents_dir}
        if service == "reports":
            own |= {
                "ZVONOK_DOCUMENTS_DIR": self.documents_dir,
                "ZVONOK_WEBHOOK_SECRET": self.state.secret("webhooks"),
                "ZVONOK_WEBHOOK_LOOPBACK": self.webhook_loopback,
            }
        if service == "notify":
            own |= {
                "SMTP_URL": self.smtp_url,
                "ZVONOK_NOTIFY_SECRET": self.state.secret("notify_links"),
                "ZVONOK_VAPID_KEY": self._vapid_key(),
                **self._gateways(),
                "ZVONOK_GRACE_SECONDS": self.grace_seconds,
                "ZVONOK_RESERVE_SECONDS": self.reserve_seconds,
                "ZVONOK_QUIET_HOURS": self.quiet_hours,
            }
        return self.common() | own

    def _gateways(self) -> dict[str, str]:
        """The gateways that the environment brings; in a demonstration those of the sink, which sends nothing on."""
        found = {name: value for name, value in self.gateways.items() if value}
        if self.demonstration and self.mail_url:
            key = urlsafe_b64encode(self.state.secret("messenger").encode()).decode()
            found.setdefault("ZVONOK_SMS_URL", f"{self.mail_url}/sms")
            if "ZVONOK_MESSENGER_URL" not in found:
                found |= {"ZVONOK_MESSENGER_URL": f"{self.mail_url}/messenger", "ZVONOK_MESSENGER_KEYS": f"whsec_{key}"}
        return found

    def _vapid_key(self) -> str:
        """A private key of P-256 for web push, always the same: browsers bind their subscriptions to it."""
        return urlsafe_b64encode(sha256(self.state.secret("vapid").encode()).digest()).decode().rstrip("=")

    def of_portal(self) -> dict[str, str]:
        """The environment of the portal, which has neither database nor broker."""
        return self.common() | {
            "ZVONOK_PORTAL_LISTEN": self.portal_listen,
            "ZVONOK_PORTAL_SECRET": self.state.secret("portal_secret"),
            "ZVONOK_MAIL_PAGE_URL": self.mail_url,
            "ZVONOK_TRACE_PAGE_URL": self.trace_url,
        }


def read_settings(state: State, environ: Mapping[str, str]) -> Settings:
    """The settings of the platform in `state`, with what the environment brings from outside."""
    ports = state.ports()
    databases = {service: _database(state, service, environ) for service in DATABASE_SERVICES}
    demonstration = _switch(environ, "ZVONOK_DEMONSTRATION")
    embedded = {
        "postgres": any(not environ.get(f"ZVONOK_{service.upper()}_DATABASE_URL") for service in databases),
        "rabbitmq": not environ.get("AMQP_URL"),
        "mail": not environ.get("SMTP_URL"),
        "traces": not environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"),
    }
    portal_listen = environ.get("ZVONOK_PORTAL_LISTEN") or f"127.0.0.1:{ports['portal']}"
    return Settings(
        state=state,
        ports=ports,
        databases=databases,
        superuser_url=superuser_url(ports["postgres"], state.secret("postgres")),
        amqp_url=environ.get("AMQP_URL") or rabbitmq.prepare(state.folder / "rabbitmq", ports["rabbitmq"]),
        smtp_url=environ.get("SMTP_URL") or f"smtp://127.0.0.1:{ports['smtp']}",
        otlp_endpoint=environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or f"http://127.0.0.1:{ports['traces']}",
        portal_listen=portal_listen,
        public_url=environ.get("ZVONOK_PUBLIC_URL") or f"http://{portal_listen}",
        demonstration=demonstration,
        audit_dir=environ.get("ZVONOK_AUDIT_DIR") or str(state.folder / "audit"),
        files_dir=environ.get("ZVONOK_FILES_DIR") or str(state.folder / "files"),
        webhook_loopback=environ.get("ZVONOK_WEBHOOK_LOOPBACK") or ("1" if demonstration else "0"),
        documents_dir=environ.get("ZVONOK_DOCUMENTS_DIR") or str(state.folder / "documents"),
        grace_seconds=environ.get("ZVONOK_GRACE_SECONDS") or ("5" if demonstration else "600"),
        reserve_seconds=environ.get("ZVONOK_RESERVE_SECONDS") or ("20" if demonstration else "900"),
        # A demonstration is looked at by night too.
        quiet_hours=environ.get("ZVONOK_QUIET_HOURS", "" if demonstration else "22:00-07:00"),
        embedded=frozenset(name for name, here in embedded.items() if here),
        gateways={name: environ.get(name, "") for name in _GATEWAYS},
        inherited={name: environ[name] for name in _PASSED_ON if name in environ},
    )


def _database(state: State, service: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """URLs of the service's database as its app role and as its owner."""
    outside = environ.get(f"ZVONOK_{service.upper()}_DATABASE_URL")
    if outside:
        return outside, environ.get(f"ZVONOK_{service.upper()}_MIGRATE_URL") or outside
    place = f"127.0.0.1:{state.ports()['postgres']}/{service}"
    app, owner = state.secret(f"{service}_app"), state.secret(f"{service}_owner")
    return f"postgresql://{service}_app:{app}@{place}", f"postgresql://{service}_owner:{owner}@{place}"


def _switch(environ: Mapping[str, str], name: str) -> bool:
    """A setting that is on unless it is 0. Raises Refused for anything but 0 and 1."""
    value = environ.get(name) or "1"
    if value not in ("0", "1"):
        raise Refused(f"the setting {name} must be 0 or 1.")
    return value == "1"
