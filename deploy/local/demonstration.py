"""Loading the demonstration municipality into an empty database, once."""

import json
import subprocess
import sys
import time
from typing import Any

import psycopg

from deploy.local.queues import queue_depths
from deploy.local.settings import Settings
from deploy.local.state import ROOT, State
from deploy.local.steps import Steps
from kit.topology import UNROUTED

_MODULE = "deploy.demonstration.load"
_SETTLED_WITHIN_SECONDS = 180


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
    with steps.step("what the services told each other has arrived"):
        _wait_until_settled(settings)


def _wait_until_settled(settings: Settings) -> None:
    """Until every event of the load is applied, so that the first look at the control room is a true one.

    Events go by outbox and queue only, so those two are empty at the end; events that no service listens to are kept
    for the operator and wait for nobody. Raises LoadError after some minutes.
    """
    ends = time.monotonic() + _SETTLED_WITHIN_SECONDS
    # Twice, because what a consumer has in hand is in no queue.
    quiet = 0
    while quiet < 2:  # noqa: PLR2004
        queues = {name: depth for name, depth, _ in queue_depths(settings.amqp_url) if name != UNROUTED}
        waiting = _rows_due(settings) + sum(queues.values())
        quiet = 0 if waiting else quiet + 1
        if time.monotonic() > ends:
            raise LoadError("events are still waiting: see ./zvonok status and ./zvonok dead-letters list")
        time.sleep(0.3)


def _rows_due(settings: Settings) -> int:
    due = 0
    for app, _ in settings.databases.values():
        with psycopg.connect(app) as connection:
            row = connection.execute("SELECT count(*) FROM outbox WHERE available_at <= now()").fetchone()
            due += row[0] if row else 0
    return due


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
