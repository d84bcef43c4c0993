"""One private PostgreSQL and one private RabbitMQ for all test processes of a checkout.

The first process that needs a server starts it (a file lock keeps the others waiting); they stay up between runs of one
machine, so that a repeated run starts at once, and `./zvonok down` stops them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local import postgres, rabbitmq
from deploy.local.ports import free_block

ROOT = Path(__file__).resolve().parents[1]
STATE = Path(os.environ.get("ZVONOK_VAR", ROOT / "var")) / "test"
PASSWORD = "test"


@contextmanager
def lock(name: str) -> Iterator[None]:
    """One process at a time."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def postgres_url() -> str:
    """The superuser's URL of the tests' PostgreSQL, started when needed. It does not survive a power cut."""
    with lock("postgres"):
        return postgres.start(STATE / "postgres", _port("postgres"), PASSWORD, durable=False)


def amqp_url() -> str:
    """The URL of the tests' RabbitMQ, started when needed, without a virtual host of its own."""
    with lock("rabbitmq"):
        return rabbitmq.start(STATE / "rabbitmq", _port("rabbitmq"))


@contextmanager
def virtual_host(name: str) -> Iterator[str]:
    """A virtual host of its own; yields its URL."""
    url = amqp_url()
    folder = STATE / "rabbitmq"
    rabbitmq.control(folder, "add_vhost", name)
    rabbitmq.control(folder, "set_permissions", "-p", name, "zvonok", ".*", ".*", ".*")
    try:
        yield url + name
    finally:
        rabbitmq.control(folder, "delete_vhost", name)


def _port(server: str) -> int:
    """The server's port, chosen once and kept."""
    file = STATE / f"{server}.port"
    if not file.exists():
        file.write_text(str(free_block(f"{STATE}/{server}", 3)), encoding="utf-8")
    return int(file.read_text(encoding="utf-8"))
