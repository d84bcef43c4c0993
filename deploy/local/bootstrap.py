"""Makes the environment that everything else runs in. Standard library only: this runs before anything is installed."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local import library, packages
from deploy.local.steps import Refused, Steps

__all__ = ["Refused", "run"]

ROOT = Path(__file__).resolve().parents[2]
# These start nothing, so where nothing was made there is nothing to do.
_LOOKING = {
    "down": "Nothing is running.",
    "status": "Nothing is running: ./zvonok up",
    "logs": "There are no logs yet.",
}


def run(command: str, module: str, arguments: Sequence[str]) -> int:  # noqa: RET503  (it becomes another program)
    """Makes what `command` needs, then becomes `python -m module` in the environment; returns when nothing is to do.

    Raises Refused with a sentence for the user when something is missing that only they can install.
    """
    if sys.platform != "linux":
        raise Refused("zvonok runs on Linux; it is tested on Debian 12 and 13.")
    if command in _LOOKING and not library.python().exists():
        print(_LOOKING[command])
        return 0 if command == "down" else 1
    if command not in _LOOKING:
        prepare(command, os.environ)
    program = str(library.python())
    os.execve(program, [program, "-m", module, *arguments], environment(dict(os.environ)))  # noqa: S606


def prepare(command: str, environ: Mapping[str, str]) -> None:
    """Installs the system's packages that are missing and the locked libraries."""
    steps = Steps()
    development = command in ("test", "generate")
    wanted = packages.missing(
        venv=not library.can_make_venv() and not library.is_ready(development),
        postgres=command == "test" or (command == "up" and not packages.has_own_databases(environ)),
        rabbitmq=command == "test" or (command == "up" and not environ.get("AMQP_URL")),
        browser=command == "test",
        documents=command in ("up", "test", "bench"),
    )
    if wanted:
        packages.install(wanted, ROOT / "var" / "log" / "install.log", steps)
    library.make(development, steps)


def environment(environ: dict[str, str]) -> dict[str, str]:
    """The environment of everything that runs in the venv: our packages first, the loopback never through a proxy."""
    own = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'gen'}", "PYTHONUNBUFFERED": "1"}
    for name in ("no_proxy", "NO_PROXY"):
        own[name] = ",".join(filter(None, [environ.get(name, ""), "127.0.0.1,localhost"]))
    # What another virtual environment of the caller has set must not leak in.
    kept = {name: value for name, value in environ.items() if name not in ("PYTHONHOME", "VIRTUAL_ENV")}
    return kept | own
