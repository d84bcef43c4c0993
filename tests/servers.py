"""One private PostgreSQL and one private RabbitMQ for all test processes of a checkout.

The first process that needs a server starts it (a file lock keeps the others waiting); the last one to leave stops it.
With ZVONOK_TEST_KEEP=1, or while the file `keep` is in the folder, they stay up, so that a repeated run starts at once.
"""

import fcntl
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import postgres, rabbitmq
from deploy.local.ports import free_block
from kit.ids import new_id

ROOT = Path(__file__).resolve().parents[1]
STATE = Path(os.environ.get("ZVONOK_VAR") or ROOT / "var").resolve() / "test"
PASSWORD = "test"
_VIRTUAL_HOSTS_AT_ONCE = 8


@contextmanager
def lock(name: str) -> Iterator[None]:
    """One process at a time."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def in_use() -> Iterator[None]:
    """While the block lasts, no other process stops the servers; the last one to leave does."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "users.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
            if os.environ.get("ZVONOK_TEST_KEEP") != "1" and not (STATE / "keep").exists():
                _stop_unless_used(file.fileno())


def _stop_unless_used(users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    rabbitmq.stop(STATE / "rabbitmq")
    postgres.stop(STATE / "postgres")


def postgres_url() -> str:
    """The superuser's URL of the tests' PostgreSQL, started when needed. It does not survive a power cut."""
    with lock("postgres"):
        return postgres.start(STATE / "postgres", _port("postgres"), PASSWORD, durable=False)


def amqp_url() -> str:
    """The URL of the tests' RabbitMQ, started when needed, without a virtual host of its own."""
    with lock("rabbitmq"):
        return rabbitmq.start(STATE / "rabbitmq", _port("rabbitmq"))


@contextmanager
def virtual_hosts() -> Iterator[Callable[[], str]]:
    """Gives out URLs of fresh virtual hosts; all are deleted at the end of the block.

    Made and deleted by the batch: every call of rabbitmqctl takes a second, whatever it does.
    """
    url = amqp_url()
    made: list[str] = []
    free: list[str] = []

    def take() -> str:
        if not free:
            free.extend(f"t-{os.getpid()}-{new_id()}" for _ in range(_VIRTUAL_HOSTS_AT_ONCE))
            made.extend(free)
            _delete(_left_behind(_make(free)))
        return url + free.pop()

    try:
        yield take
    finally:
        _delete(made)


def _make(names: list[str]) -> str:
    """Makes virtual hosts; returns a text that names all there are."""
    return _evaluate(
        names,
        'All = <<".*">>, Us = <<"zvonok">>, ok = rabbit_vhost:add(V, Us),'
        " ok = rabbit_auth_backend_internal:set_permissions(Us, V, All, All, All, Us)",
        then="rabbit_vhost:list_names()",
    )


def _delete(names: list[str]) -> None:
    if names:
        _evaluate(names, 'rabbit_vhost:delete(V, <<"zvonok">>)', then="ok")


def _left_behind(text: str) -> list[str]:
    """Those of processes that were killed before they could delete them."""
    found = re.findall(r"t-(\d+)-[0-9a-f-]{36}", text)
    dead = {pid for pid in found if not Path(f"/proc/{pid}").exists()}
    return [match[0] for match in re.finditer(r"t-(\d+)-[0-9a-f-]{36}", text) if match[1] in dead]


def _evaluate(names: list[str], of_each: str, *, then: str) -> str:
    each = ", ".join(f'<<"{name}">>' for name in names)
    expression = f"lists:foreach(fun(V) -> {of_each} end, [{each}]), {then}."
    return rabbitmq.control(STATE / "rabbitmq", "eval", expression)


@dataclass(frozen=True)
class OwnBroker:
    """A broker that a test may kill."""

    folder: Path
    port: int
    url: str

    def kill(self) -> None:
        """As a power cut would."""
        process = rabbitmq.pid(self.folder)
        assert process is not None
        os.kill(process, signal.SIGKILL)

    def start(self) -> None:
        """Starts it again; returns when it answers."""
        rabbitmq.start(self.folder, self.port)


@contextmanager
def own_broker() -> Iterator[OwnBroker]:
    """A fresh broker for tests that kill it; one at a time on a machine."""
    with lock("own-broker"):
        folder, port = STATE / "rabbitmq-own", _port("rabbitmq-own")
        rabbitmq.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            yield OwnBroker(folder, port, rabbitmq.start(folder, port))
        finally:
            rabbitmq.stop(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _port(server: str) -> int:
    """The server's port, chosen once and kept."""
    file = STATE / f"{server}.port"
    if not file.exists():
        file.write_text(str(free_block(f"{STATE}/{server}", 3)), encoding="utf-8")
    return int(file.read_text(encoding="utf-8"))
