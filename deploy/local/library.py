"""The venv with the locked libraries, in var/venv of the checkout. Standard library only."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from fcntl import LOCK_EX, flock
from pathlib import Path

from deploy.local.steps import Refused, Steps

ROOT = Path(__file__).resolve().parents[2]
_FOLDER = ROOT / "var"
_VENV = _FOLDER / "venv"
_BOOTSTRAP = _FOLDER / "bootstrap"
_STAMP = _VENV / "zvonok.json"
_UV = "uv==0.13.9"


def python() -> Path:
    """The interpreter that everything runs in."""
    return _VENV / "bin" / "python"


def can_make_venv() -> bool:
    """Whether this Python can make environments with pip: Debian has that in a package of its own."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def is_ready(development: bool) -> bool:
    """Whether the environment holds what the lock names, with the tools for development when asked for."""
    stamp = _read_stamp()
    return (
        python().exists()
        and {name: stamp.get(name) for name in ("lock", "python")} == _wanted()
        and (bool(stamp.get("development")) or not development)
    )


def make(development: bool, steps: Steps) -> None:
    """Brings the environment to what uv.lock names. Raises Refused when it cannot be downloaded."""
    if is_ready(development):
        return
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "library.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if is_ready(development):
            return
        # What development needed once stays: somebody works here.
        development = development or bool(_read_stamp().get("development"))
        if not _uv_is_there():
            with steps.step(f"{_UV.replace('==', ' ')} (installs the libraries)"):
                _make_bootstrap()
        with steps.step("libraries by uv.lock" + (" and tools for development" if development else "")):
            _sync(development)
        _STAMP.write_text(json.dumps(_wanted() | {"development": development}), encoding="utf-8")


def _read_stamp() -> dict[str, object]:
    try:
        stamp: dict[str, object] = json.loads(_STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def _wanted() -> dict[str, object]:
    lock = hashlib.sha256((ROOT / "uv.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"lock": lock, "python": f"{sys.version} {_system_python()}"}


def _system_python() -> str:
    """The interpreter itself, also when we were started from another environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _uv_is_there() -> bool:
    uv = _BOOTSTRAP / "bin" / "uv"
    if not uv.exists():
        return False
    result = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    return result.stdout.split()[1:2] == [_UV.partition("==")[2]]


def _make_bootstrap() -> None:
    shutil.rmtree(_BOOTSTRAP, ignore_errors=True)
    _run([_system_python(), "-m", "venv", str(_BOOTSTRAP)], "making a virtual environment failed")
    pip = [str(_BOOTSTRAP / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", _UV]
    _run(pip, "uv could not be installed from the Python package index")


def _sync(development: bool) -> None:
    uv = str(_BOOTSTRAP / "bin" / "uv")
    environ = dict(os.environ)
    environ.pop("VIRTUAL_ENV", None)
    environ |= {"UV_PROJECT_ENVIRONMENT": str(_VENV), "UV_PYTHON": _system_python(), "UV_PYTHON_DOWNLOADS": "never"}
    # uv has roots of its own, pip and apt the system's; a machine behind a checking proxy trusts only the latter.
    system_roots = "/etc/ssl/certs/ca-certificates.crt"
    if "SSL_CERT_FILE" not in environ and (environ.get("PIP_CERT") or Path(system_roots).exists()):
        environ["SSL_CERT_FILE"] = environ.get("PIP_CERT") or system_roots
    if "UV_DEFAULT_INDEX" not in environ and environ.get("PIP_INDEX_URL"):
        environ["UV_DEFAULT_INDEX"] = environ["PIP_INDEX_URL"]
    groups = ["--group", "dev"] if development else ["--no-dev"]
    command = [uv, "sync", "--project", str(ROOT), "--frozen", "--inexact", "--compile-bytecode", "--quiet", *groups]
    _run(command, "the libraries could not be installed", environ)


def _run(command: list[str], failure: str, environ: dict[str, str] | None = None) -> None:
    result = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, cwd=ROOT
    )
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip()[-1500:]
        raise Refused(f"{failure}; when the network is back run this again. It said:\n{said}")
