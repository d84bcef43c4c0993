"""Which processes make up a platform, and the supervisor's configuration that runs them."""

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deploy.local import postgres, rabbitmq
from deploy.local.settings import Settings
from deploy.local.state import ROOT, State

ROLES: Mapping[str, Sequence[str]] = {
    "identity": ("serve", "relay", "consume"),
    "gradebook": ("serve", "relay", "consume", "work"),
    "notify": ("serve", "relay", "consume", "work"),
    "reports": ("serve", "relay", "consume", "send", "work"),
}
SERVERS = ("postgres", "rabbitmq")


@dataclass(frozen=True, slots=True)
class Process:
    """One supervised process. `address` is shown to people; `version` tells the code it was started with."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    address: str = ""
    user: str = ""
    stop_signal: str = "TERM"
    # Whether its children are told to stop too; PostgreSQL's are told by PostgreSQL.
    stops_children: bool = True
    # The order of starting, lower first.
    priority: int = 500

    @property
    def version(self) -> str:
        """As in `version_of`; empty for what is not ours."""
        return self.environment.get("ZVONOK_VERSION", "")


def processes(settings: Settings, postgres_user: str) -> list[Process]:
    """Every process of the platform, servers first. `postgres_user` is empty where we are not root."""
    found = _servers(settings, postgres_user)
    common = settings.common()
    if "mail" in settings.embedded:
        ports = [str(settings.ports["smtp"]), str(settings.ports["mail"]), str(settings.state.folder / "mail.sqlite")]
        found.append(_module("mail", "deploy.local.mail_sink", ports, common, settings.smtp_url, 20))
    if "traces" in settings.embedded:
        place = [str(settings.ports["traces"]), str(settings.state.folder / "traces.sqlite")]
        found.append(_module("traces", "deploy.local.trace_store", place, common, settings.trace_url, 20))
    for service, roles in ROLES.items():
        for role in roles if (ROOT / "services" / service / "main.py").exists() else ():
            address = settings.address(service) if role == "serve" else ""
            environment = settings.of_service(service)
            priority = 100 if service == "identity" else 200
            found.append(
                _module(f"{service}-{role}", f"services.{service}.main", [role], environment, address, priority)
            )
    environment = settings.of_portal()
    found.append(_module("portal", "services.portal.main", ["serve"], environment, settings.public_url, 300))
    return found


def _servers(settings: Settings, postgres_user: str) -> list[Process]:
    folder, found = settings.state.folder, []
    if "postgres" in settings.embedded:
        data = (folder / "postgres" / "data").resolve()
        found.append(
            Process(
                name="postgres",
                command=postgres.command(data),
                environment={},
                address=f"127.0.0.1:{settings.ports['postgres']}",
                user=postgres_user,
                stop_signal="INT",
                stops_children=False,
                priority=1,
            )
        )
    if "rabbitmq" in settings.embedded:
        # As under systemd the script becomes the broker itself, instead of a shell that stands before it.
        environment = {"RUNNING_UNDER_SYSTEMD": "true"}
        environment |= rabbitmq.environment(folder / "rabbitmq", settings.ports["rabbitmq"])
        address = f"127.0.0.1:{settings.ports['rabbitmq']}"
        command = [str(rabbitmq.PROGRAM)]
        found.append(Process("rabbitmq", command, environment, address, priority=1))
    return found


def _module(
    name: str, module: str, arguments: Sequence[str], environment: Mapping[str, str], address: str, priority: int
) -> Process:
    version = {"ZVONOK_VERSION": version_of(module)}
    command = [sys.executable, "-m", module, *arguments]
    return Process(name, command, {**environment, **version}, address, priority=priority)


@cache
def version_of(module: str) -> str:
    """The release and a hash over the code that the module runs: a change of it restarts the process."""
    service = module.split(".")[1]
    folders = ["kit", "gen", f"services/{service}"] if module.startswith("services.") else ["deploy/local"]
    return f"{_release()}+{digest_of(ROOT / folder for folder in folders)[:8]}"


def digest_of(places: Iterable[Path]) -> str:
    """SHA-256 over names and contents of these files, and of the files in these folders."""
    total = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for place in places:
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for file in files:
            if file.suffix != ".pyc":
                total.update(str(file.relative_to(ROOT)).encode())
                total.update(file.read_bytes())
    return total.hexdigest()


def _release() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return next(line.split('"')[1] for line in text.splitlines() if line.startswith("version = "))


def supervisor_config(state: State, wanted: Sequence[Process]) -> str:
    """The text of supervisord.conf for these processes. It holds passwords: keep it from others."""
    head = f"""\
[supervisord]
logfile={_quoted(state.log / "supervisor.log")}
logfile_maxbytes=5MB
logfile_backups=2
loglevel=info
pidfile={_quoted(state.folder / "supervisord.pid")}
childlogdir={_quoted(state.log)}
directory={_quoted(ROOT)}
umask=022
nocleanup=true
identifier=zvonok

[unix_http_server]
file={_quoted(state.socket)}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
    return head + "".join(_section(state, process) for process in wanted)


def _section(state: State, process: Process) -> str:
    environment = ",".join(f'{name}="{_quoted(value)}"' for name, value in sorted(process.environment.items()))
    lines = [
        f"[program:{process.name}]",
        f"command={_quoted(' '.join(_word(part) for part in process.command))}",
        "autostart=true",
        "autorestart=true",
        "startsecs=1",
        # A server that is away is waited for; giving up is never right.
        "startretries=1000000",
        f"priority={process.priority}",
        f"stopsignal={process.stop_signal}",
        "stopwaitsecs=30",
        f"stopasgroup={'true' if process.stops_children else 'false'}",
        "killasgroup=true",
        "redirect_stderr=true",
        f"stdout_logfile={_quoted(state.log / process.name)}.log",
        "stdout_logfile_maxbytes=10MB",
        "stdout_logfile_backups=2",
    ]
    if process.user:
        lines += [f"user={process.user}", "directory=/"]
    if environment:
        lines.append(f"environment={environment}")
    return "\n" + "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    """A value for supervisor's configuration, where % begins an expansion and a line ends a value."""
    text = str(value)
    if any(character in text for character in '\n\r"'):
        raise ValueError("a setting or a path holds a line break or a double quote: supervisor cannot take it")
    return text.replace("%", "%%")


def _word(part: str) -> str:
    """One word of a command, which supervisor splits like a shell."""
    return "'" + part + "'" if any(character in part for character in " ;") else part
