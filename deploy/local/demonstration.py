"""Loading the demonstration municipality into an empty database, once."""

import json
import subprocess
import sys
from typing import Any

import psycopg

from deploy.local.settings import Settings
from deploy.local.state import ROOT, State
from deploy.local.steps import Steps

_MODULE = "deploy.demonstration.load"


class LoadError(Exception):
    """The demonstration municipality did not come in; the text says where to look."""


def load_when_empty(settings: Settings, steps: Steps) -> None:
    """Loads it when identity knows no municipality, or when an earlier load was interrupted. Raises LoadError."""
    state = settings.state
    if state.remembered("demonstration") == "loaded" or not (ROOT / f"{_MODULE.replace('.', '/')}.py").exists():
        return
    if state.remembered("demonstration") != "loading":
        if not _is_empty(settings):
            return
        # From here on the database is not empty any more, and still not complete.
        state.remember("demonstration", "loading")
    log_file = state.log / "demonstration.log"
    with steps.step("demonstration municipality"), log_file.open("ab") as log:
        command = [sys.executable, "-m", _MODULE]
        result = subprocess.run(
            command, env=settings.common(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
        if result.returncode != 0:
            raise LoadError(f"the demonstration municipality did not come in: see {log_file}, then ./zvonok up again")
        state.remember("demonstration", "loaded")


def accounts(state: State) -> list[dict[str, Any]]:
    """Log-ins of the demonstration, written by the loader: login, password, role and what to see with it."""
    file = state.folder / "demonstration" / "accounts.json"
    if not file.exists():
        return []
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _is_empty(settings: Settings) -> bool:
    with psycopg.connect(settings.databases["identity"][0]) as connection:
        row = connection.execute("SELECT NOT EXISTS (SELECT FROM municipality)").fetchone()
        return bool(row and row[0])
