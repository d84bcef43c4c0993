"""The system's packages: which are missing, and installing them with apt. Standard library only."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from deploy.local.steps import Refused, Steps

_WHY = {
    "python3-venv": "makes the environment for the libraries",
    "ca-certificates": "lets downloads be checked",
    "postgresql": "the database server; a private one is started, none of the system's own",
    "rabbitmq-server": "the message broker; a private one is started, none of the system's own",
    "chromium": "the browser of the tests",
    "fonts-dejavu-core": "Cyrillic letters for documents and the browser",
    "libpango-1.0-0": "sets the text of PDF documents",
    "libpangoft2-1.0-0": "finds the letters for it",
    "libharfbuzz-subset0": "puts only the letters that are used into a PDF document",
}
# What WeasyPrint loads: package → the library's file.
_LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
_DATABASE_SERVICES = ("IDENTITY", "GRADEBOOK", "NOTIFY", "REPORTS")
_CLUSTER_CONF = Path("/etc/postgresql-common/createcluster.conf")
_POLICY = Path("/usr/sbin/policy-rc.d")
_POLICY_TEXT = (
    "#!/bin/sh\n# Made by zvonok for the time of an installation: no server is started by its package.\nexit 101\n"
)
_UNIT = Path("/etc/systemd/system/multi-user.target.wants/rabbitmq-server.service")
_TRIES = 30


def has_own_databases(environ: Mapping[str, str]) -> bool:
    """Whether settings give every service a database elsewhere, so that no server is needed here."""
    return all(environ.get(f"ZVONOK_{service}_DATABASE_URL") for service in _DATABASE_SERVICES)


def missing(*, venv: bool, postgres: bool, rabbitmq: bool, browser: bool, documents: bool) -> list[str]:
    """Names of the Debian packages that are wanted (as the arguments tell) and not there."""
    found: list[str] = []
    if venv:
        found.append("python3-venv")
        if not Path("/etc/ssl/certs/ca-certificates.crt").exists() and "SSL_CERT_FILE" not in os.environ:
            found.append("ca-certificates")
    if postgres and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        found.append("postgresql")
    if rabbitmq and not Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists():
        found.append("rabbitmq-server")
    if browser and not shutil.which("chromium"):
        found.append("chromium")
    if (browser or documents) and not list(Path("/usr/share/fonts").glob("truetype/dejavu/DejaVuSans.ttf")):
        found.append("fonts-dejavu-core")
    if documents:
        found += [
            name for name, file in _LIBRARIES.items() if not list(Path("/usr/lib").glob(f"*-linux-gnu*/{file}"))
        ]  # fmt: skip
    return found


def install(wanted: Sequence[str], log: Path, steps: Steps) -> None:
    """Installs packages with apt-get, without starting or enabling what they bring.

    Raises Refused when we are not root, when there is no apt-get, or when it fails; then nothing was begun or it can
    be run again.
    """
    if shutil.which("apt-get") is None:
        raise Refused(f"this system lacks {' '.join(wanted)} and has no apt-get: install them and run this again.")
    if os.geteuid() != 0:
        raise Refused(
            f"missing on this machine: {', '.join(wanted)}; "
            f"run `sudo apt-get install -y --no-install-recommends {' '.join(wanted)}`, then this again."
        )
    steps.say("Installing from Debian:")
    for name in wanted:
        steps.say(f"  {name}: {_WHY[name]}")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output, _no_servers_of_the_system("rabbitmq-server" in wanted):
        with steps.step("package lists"):
            _apt(["update"], output, log)
        with steps.step("packages"):
            # An earlier installation may have been interrupted.
            subprocess.run(["dpkg", "--configure", "-a", "--force-confold"], env=_environment(), stdout=output,
                           stderr=output, stdin=subprocess.DEVNULL, check=False)  # fmt: skip
            _apt(["install", "-y", "--no-install-recommends", *wanted], output, log)


@contextmanager
def _no_servers_of_the_system(rabbitmq: bool) -> Iterator[None]:
    """While it lasts packages neither start their servers nor make a cluster; afterwards none is left enabled by us."""
    if not _CLUSTER_CONF.exists():
        _CLUSTER_CONF.parent.mkdir(parents=True, exist_ok=True)
        _CLUSTER_CONF.write_text("create_main_cluster = false\n", encoding="utf-8")
    ours = not _POLICY.exists() or _POLICY.read_text(encoding="utf-8") == _POLICY_TEXT
    if ours:
        _POLICY.write_text(_POLICY_TEXT, encoding="utf-8")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)
        # The package enables its broker for the next boot; it was not there before us.
        if rabbitmq and _UNIT.is_symlink():
            _UNIT.unlink()


def _apt(arguments: Sequence[str], output: BinaryIO, log: Path) -> None:
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold", *arguments]
    for attempt in range(_TRIES):
        result = subprocess.run(
            command, env=_environment(), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        output.write((result.stdout + result.stderr).encode())
        if result.returncode == 0:
            return
        # DPkg::Lock::Timeout does not cover the lock on the lists.
        if "Could not get lock" not in result.stderr or attempt == _TRIES - 1:
            break
        time.sleep(2)
    last = [line for line in result.stderr.splitlines() if line.startswith("E:")][-1:] or ["it does not say why"]
    raise Refused(f"apt-get {arguments[0]} failed ({last[0]}): see {log}, then run this again.")


def _environment() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "APT_LISTCHANGES_FRONTEND": "none", "LC_ALL": "C.UTF-8"}
