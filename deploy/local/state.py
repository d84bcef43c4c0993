"""The state folder of one platform (`var/`, or $ZVONOK_VAR): files, ports, passwords."""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from deploy.local.ports import free_block, is_free

ROOT = Path(__file__).resolve().parents[2]
DATABASE_SERVICES = ("identity", "gradebook", "notify", "reports")
# RabbitMQ takes its port and the two after it.
_OFFSETS = {
    "postgres": 0,
    "rabbitmq": 1,
    "identity": 4,
    "gradebook": 5,
    "notify": 6,
    "reports": 7,
    "portal": 8,
    "smtp": 9,
    "mail": 10,
    "traces": 11,
}
_BLOCK = 12
# Linux refuses longer paths of sockets.
_LONGEST_SOCKET = 100


class Busy(Exception):
    """Another `up` or `down` works on the same state folder."""


@dataclass(frozen=True, slots=True)
class State:
    """One platform's folder."""

    folder: Path

    @property
    def log(self) -> Path:
        """Where every process writes."""
        return self.folder / "log"

    @property
    def tls(self) -> Path:
        """Keys and certificates."""
        return self.folder / "tls"

    @property
    def endpoints(self) -> Path:
        """Addresses for scripts."""
        return self.folder / "endpoints.json"

    @property
    def socket(self) -> Path:
        """The supervisor's socket; beside the temporary files when the folder's own path is too long for one."""
        own = self.folder / "supervisor.sock"
        if len(os.fsencode(own)) <= _LONGEST_SOCKET:
            return own
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"zvonok-{os.geteuid()}-{name}.sock"

    def ports(self) -> dict[str, int]:
        """The port of every part, chosen at the first call and kept."""
        file = self.folder / "ports.json"
        if not file.exists():
            self.choose_ports()
        ports: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
        return ports

    def choose_ports(self) -> None:
        """Takes a new block of free ports."""
        start = free_block(str(self.folder), _BLOCK)
        _write(self.folder / "ports.json", {name: start + offset for name, offset in _OFFSETS.items()}, 0o644)

    def ports_are_free(self) -> bool:
        """Whether nobody listens on any of our ports: true of a platform that is down, unless somebody took one."""
        start = min(self.ports().values())
        return all(is_free(port) for port in range(start, start + _BLOCK))

    def secret(self, name: str) -> str:
        """A random password, made at the first call and kept in secrets.json (mode 0600)."""
        file = self.folder / "secrets.json"
        kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if name not in kept:
            kept[name] = secrets.token_urlsafe(24)
            _write(file, kept, 0o600)
        return kept[name]

    def remembered(self, name: str) -> str:
        """What `remember` kept under this name; empty when nothing."""
        file = self.folder / "done.json"
        kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return kept.get(name, "")

    def remember(self, name: str, value: str) -> None:
        """Keeps how far the work has come, so that a repeat can skip it and an interrupted one goes on."""
        file = self.folder / "done.json"
        kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        _write(file, kept | {name: value}, 0o644)

    def write_endpoints(self, endpoints: object) -> None:
        """Writes endpoints.json; it holds passwords of the local servers, so only its owner reads it."""
        _write(self.endpoints, endpoints, 0o600)

    def read_endpoints(self) -> dict[str, object] | None:
        """What the last `up` wrote; None when there was none."""
        if not self.endpoints.exists():
            return None
        kept: dict[str, object] = json.loads(self.endpoints.read_text(encoding="utf-8"))
        return kept

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One `up` or `down` at a time; the lock goes with the process. Raises Busy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "up.lock").open("w") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise Busy(f"Another ./zvonok up or down is at work on {self.folder}: wait for it to end.") from None
            yield


def open_state(environ: Mapping[str, str]) -> State:
    """The state folder that the environment names, else var/ of the checkout."""
    return State(Path(environ.get("ZVONOK_VAR") or ROOT / "var").resolve())


def _write(file: Path, content: object, mode: int) -> None:
    """Whole or not at all: an interruption leaves the old file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".new-{os.getpid()}")
    new.touch(mode=mode)
    new.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(file)
