"""`./zvonok status`: every process, the broker's queues and the outboxes. Exit code 0 when all of it runs."""

import contextlib
import os
import subprocess
import sys
import time
from typing import Any

import pika.exceptions
import psutil
import psycopg
from rich.console import Console
from rich.table import Table

from deploy.local import postgres, rabbitmq, supervisor
from deploy.local.processes import processes
from deploy.local.queues import queue_depths
from deploy.local.settings import read_settings
from deploy.local.state import ROOT, State, open_state
from deploy.local.tables import new_table, open_screen
from kit.database import SEE_EVERY_SCHOOL

_MIB = 1024 * 1024


def main() -> int:
    """Runs the command."""
    state = open_state(os.environ)
    screen = open_screen()
    kept: dict[str, Any] | None = state.read_endpoints()
    screen.print(f"Zvonok {_checkout()}, state in {state.folder}", soft_wrap=True)
    if not supervisor.is_running(state):
        screen.print("Nothing is running: ./zvonok up")
        return 1
    everything_runs = _show_processes(screen, state)
    if kept is not None:
        screen.print(_queue_table(str(kept["amqp_url"])))
        screen.print(_outbox_table(kept["databases"]))
        screen.print(_channel_table(kept["databases"]["notify"]))
    return 0 if everything_runs else 1


def _show_processes(screen: Console, state: State) -> bool:
    settings = read_settings(state, os.environ)
    known = {process.name: process for process in processes(settings, "")}
    restarts = supervisor.restarts(state)
    found = supervisor.processes(state)
    table = new_table("process", "state", "address", "version", "up", "MiB", "restarts")
    total = 0
    places = list(known)
    found.sort(key=lambda one: places.index(one.name) if one.name in known else len(places))
    for one in found:
        memory = memory_of(one.pid)
        total += memory
        process = known.get(one.name)
        table.add_row(
            one.name,
            one.state if one.state == "RUNNING" else f"[red]{one.state}[/]",
            process.address if process else "",
            _running_version(one),
            _age(one.since) if one.pid else "",
            str(memory // _MIB),
            str(restarts.get(one.name, 0)),
        )
    supervisor_pid = int((state.folder / "supervisord.pid").read_text(encoding="utf-8"))
    own = memory_of(supervisor_pid, alone=True)
    table.add_row("supervisor", "RUNNING", str(state.socket), "", "", str(own // _MIB), "")
    table.add_section()
    table.add_row("all", "", "", "", "", str((total + own) // _MIB), "")
    screen.print(table)
    return all(one.state == "RUNNING" for one in found)


def memory_of(pid: int, *, alone: bool = False) -> int:
    """Bytes that a process and its children hold, each page that is shared counted by its share (PSS)."""
    if not pid:
        return 0
    try:
        process = psutil.Process(pid)
        family = [process, *([] if alone else process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            try:
                total += one.memory_full_info().pss
            except psutil.AccessDenied:
                total += one.memory_info().rss
    return total


def _running_version(process: supervisor.ProcessState) -> str:
    """The version that the process was started with, which may be older than the checkout."""
    if process.name == "postgres":
        programs = postgres.binaries()
        return programs.parent.name if programs else ""
    if process.name == "rabbitmq":
        return rabbitmq.version()
    try:
        return psutil.Process(process.pid).environ().get("ZVONOK_VERSION", "")
    except (psutil.Error, OSError):
        return ""


def _queue_table(amqp_url: str) -> Table:
    table = new_table("queue", "waiting", "consumers")
    quiet = 0
    try:
        for name, waiting, consumers in queue_depths(amqp_url):
            if waiting or consumers or name.endswith(".dead"):
                table.add_row(
                    name, f"[red]{waiting}[/]" if waiting and "dead" in name else str(waiting), str(consumers)
                )
            else:
                quiet += 1
    except (pika.exceptions.AMQPError, OSError) as error:
        table.add_row(f"the broker does not answer ({type(error).__name__})", "", "")
    if quiet:
        table.caption = f"and {quiet} empty queues"
    return table


def _outbox_table(databases: dict[str, str]) -> Table:
    table = new_table("outbox", "rows", "due", "oldest due")
    for service, url in databases.items():
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                row = connection.execute(
                    "SELECT count(*), count(*) FILTER (WHERE available_at <= now()),"
                    " coalesce(extract(epoch FROM now() - min(available_at) FILTER (WHERE available_at <= now())), 0)"
                    " FROM outbox"
                ).fetchone()
        except psycopg.Error as error:
            table.add_row(service, f"[red]{type(error).__name__}[/]", "", "")
            continue
        assert row is not None  # noqa: S101  (counts give a row)
        table.add_row(service, str(row[0]), str(row[1]), f"{float(row[2]):.0f} s")
    return table


def _channel_table(url: str) -> Table:
    """The channels of notices: whether each is in use, and what waits for it."""
    table = new_table("channel", "state", "failures", "waiting", "failed today")
    try:
        with psycopg.connect(url, connect_timeout=5, options=SEE_EVERY_SCHOOL) as connection:
            rows = connection.execute(
                """SELECT d.channel, s.paused_until IS NOT NULL, coalesce(s.failures, 0), d.waiting, d.failed
                   FROM (SELECT channel, count(*) FILTER (WHERE state IN ('held', 'queued')) AS waiting,
                                count(*) FILTER (WHERE state IN ('failed', 'abandoned')) AS failed
                         FROM delivery
                         WHERE state IN ('held', 'queued') OR updated_at > now() - interval '1 day'
                         GROUP BY channel) d
                   LEFT JOIN channel_state s USING (channel) ORDER BY 1"""
            ).fetchall()
    except psycopg.Error as error:
        table.add_row(f"[red]{type(error).__name__}[/]", "", "", "", "")
        return table
    for channel, paused, failures, waiting, failed in rows:
        state = "[red]paused[/]" if paused else "in use"
        table.add_row(channel, state, str(failures), str(waiting), str(failed))
    return table


def _age(since: int) -> str:
    seconds = max(int(time.time()) - since, 0)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _checkout() -> str:
    """The checkout's version: git's description of it, else the release."""
    command = ["git", "describe", "--tags", "--always", "--dirty"]
    with contextlib.suppress(OSError):
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return result.stdout.strip()
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return next(line.split('"')[1] for line in text.splitlines() if line.startswith("version = "))


if __name__ == "__main__":
    sys.exit(main())
