"""A private RabbitMQ under the state folder, on loopback ports of its own.

Started by the program itself and not by Debian's wrapper, which would change to user rabbitmq and to shared folders.
"""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_CONTROL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")
_START_SECONDS = 90
_STOP_SECONDS = 30
_CONF = """
listeners.tcp.1 = 127.0.0.1:{port}
default_user = zvonok
default_pass = {password}
loopback_users = none
log.console = false
log.file.level = warning
vm_memory_high_watermark.absolute = 512MiB
disk_free_limit.absolute = 100MB
collect_statistics_interval = 60000
"""


class RabbitError(Exception):
    """RabbitMQ could not be started; the text says where to look."""


def start(folder: Path, port: int) -> str:
    """Starts the broker of `folder`, which is made when needed; returns its AMQP URL once it answers.

    Takes the ports `port`, +1 and +2, all of which must be below 32768. A running broker is left as it is.
    Raises RabbitError.
    """
    folder = folder.resolve()
    url = prepare(folder, port)
    if answers(port):
        return url
    with (folder / "start.log").open("ab") as log:
        subprocess.Popen(
            [PROGRAM], env=environment(folder, port), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, cwd=folder,
        )  # fmt: skip
    wait(folder, port)
    return url


def prepare(folder: Path, port: int) -> str:
    """Writes the broker's settings; returns its AMQP URL, whose password is made once. Raises RabbitError."""
    if not PROGRAM.exists():
        raise RabbitError("RabbitMQ is not installed: apt-get install rabbitmq-server")
    return f"amqp://zvonok:{quote(_prepare(folder.resolve(), port))}@127.0.0.1:{port}/"


def wait(folder: Path, port: int) -> None:
    """Returns once the broker answers. Raises RabbitError when it does not within 90 s."""
    ends = time.monotonic() + _START_SECONDS
    while not answers(port):
        if time.monotonic() > ends:
            raise RabbitError(
                f"RabbitMQ did not start within {_START_SECONDS} s: see {folder}/start.log and {folder}/log"
            )
        time.sleep(0.2)  # Erlang tells nobody when it listens.


def stop(folder: Path) -> None:
    """Stops the broker of `folder` and its port mapper; one that is not running is fine."""
    folder = folder.resolve()
    process = pid(folder)
    if process is not None:
        os.kill(process, signal.SIGTERM)
        ends = time.monotonic() + _STOP_SECONDS
        while _alive(process) and time.monotonic() < ends:
            time.sleep(0.1)
        if _alive(process):
            os.kill(process, signal.SIGKILL)
    ports = folder / "port"
    if ports.exists():
        mapper = str(int(ports.read_text(encoding="utf-8")) + 1)
        subprocess.run(["epmd", "-port", mapper, "-kill"], capture_output=True, check=False)


def pid(folder: Path) -> int | None:
    """The broker's process id, None when it does not run."""
    file = folder.resolve() / "rabbit.pid"
    if not file.exists():
        return None
    text = file.read_text(encoding="utf-8").strip()
    return int(text) if text.isdigit() and _alive(int(text)) and _is_ours(int(text), file) else None


def version() -> str:
    """The installed broker's version; empty when there is none."""
    found = sorted(PROGRAM.parents[1].glob("lib/rabbitmq_server-*"))
    return found[-1].name.partition("-")[2] if found else ""


def control(folder: Path, *arguments: str) -> str:
    """Runs rabbitmqctl against the broker of `folder`; returns what it prints. Raises CalledProcessError."""
    folder = folder.resolve()
    port = int((folder / "port").read_text(encoding="utf-8"))
    result = subprocess.run(
        [_CONTROL, "-q", *arguments],
        env=environment(folder, port),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return result.stdout


def answers(port: int) -> bool:
    """Whether an AMQP broker answers on this port of the loopback."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(connection.recv(7))
    except OSError:
        return False


def environment(folder: Path, port: int) -> dict[str, str]:
    """The environment that makes RabbitMQ's programs use this folder and these ports alone."""
    name = "zv" + hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    return {
        "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"{name}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(port + 2),
        "ERL_EPMD_PORT": str(port + 1),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "rabbit.pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none +S 2:2"
        ),
    }


def _prepare(folder: Path, port: int) -> str:
    """Writes the settings; returns the password, which is made once."""
    for each in (folder, folder / "mnesia", folder / "log"):
        each.mkdir(parents=True, exist_ok=True)
    password_file = folder / "password"
    if not password_file.exists():
        _write_secret(password_file, secrets.token_urlsafe(24))
    password = password_file.read_text(encoding="utf-8")
    cookie = folder / ".erlang.cookie"
    if not cookie.exists():
        _write_secret(cookie, secrets.token_hex(16), mode=0o400)
    (folder / "rabbitmq.conf").write_text(_CONF.format(port=port, password=password), encoding="utf-8")
    (folder / "rabbitmq-env.conf").touch()
    (folder / "enabled_plugins").write_text("[].\n", encoding="utf-8")
    (folder / "port").write_text(str(port), encoding="utf-8")
    return password


def _write_secret(file: Path, text: str, mode: int = 0o600) -> None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


def _is_ours(process: int, file: Path) -> bool:
    """Whether the process was started with this pid file: a kill leaves it, and its number may be reused."""
    try:
        return f"RABBITMQ_PID_FILE={file}".encode() in Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A killed child that nobody has waited for still has a number.
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or ") Z" not in state.read_text(encoding="utf-8")
