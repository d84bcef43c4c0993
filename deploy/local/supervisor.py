"""Talks to the platform's supervisord: starts it, brings it to a set of processes, asks it, ends it."""

import os
import re
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from supervisor.xmlrpc import SupervisorTransport

from deploy.local.processes import SERVERS, Process, supervisor_config
from deploy.local.state import State

_START_SECONDS = 15
_END_SECONDS = 60
_FAULT_BAD_NAME = 10
_FAULT_ALREADY = (60, 90)
_FAULT_NOT_RUNNING = 70
_EXITED = re.compile(r" exited: (\S+) \(")


class SupervisorError(Exception):
    """supervisord did not do what it should; the text says where to look."""


@dataclass(frozen=True, slots=True)
class ProcessState:
    """How one process is now."""

    name: str
    # RUNNING, STARTING, BACKOFF, EXITED, STOPPED …
    state: str
    # 0 when it does not run.
    pid: int
    # Unix seconds of its last start.
    since: int


def is_running(state: State) -> bool:
    """Whether the platform's supervisord answers."""
    try:
        _server(state).getState()
    except (OSError, xmlrpc.client.Error):
        return False
    return True


def start(state: State, wanted: Sequence[Process], environ: Mapping[str, str]) -> None:
    """Starts supervisord with these processes. Raises SupervisorError."""
    _write_config(state, wanted)
    state.socket.unlink(missing_ok=True)
    command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(_config_file(state))]
    with (state.log / "supervisor.start.log").open("ab") as log:
        result = subprocess.run(
            command, env=dict(environ), stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
    ends = time.monotonic() + _START_SECONDS
    while not is_running(state):
        if result.returncode != 0 or time.monotonic() > ends:
            raise SupervisorError(f"supervisord did not start: see {state.log}/supervisor.start.log")
        time.sleep(0.05)


def apply(state: State, wanted: Sequence[Process], names: Sequence[str] | None = None) -> list[str]:
    """Brings the running supervisord to these processes: new ones start, changed ones restart, others end.

    With `names` only those are touched now. A process that somebody stopped is started. Returns the names of processes
    that were started, restarted or ended. Raises SupervisorError.
    """
    _write_config(state, wanted)
    server = _server(state)
    try:
        ((added, changed, removed),) = server.reloadConfig()
        chosen = None if names is None else set(names)
        touched = []
        for name in (*changed, *removed):
            if chosen is None or name in chosen:
                _end_group(server, name)
                touched.append(name)
        for name in (*changed, *added):
            if chosen is None or name in chosen:
                server.addProcessGroup(name)
                touched.append(name)
        for process in processes(state):
            if process.state in ("STOPPED", "EXITED", "FATAL") and (chosen is None or process.name in chosen):
                _start_one(server, process.name)
                touched.append(process.name)
    except (OSError, xmlrpc.client.Error) as error:
        raise SupervisorError(f"supervisord refused its new configuration ({error}): see {state.log}") from error
    return sorted(set(touched))


def processes(state: State) -> list[ProcessState]:
    """All processes in the order of their start. Raises SupervisorError when supervisord is away."""
    try:
        found: list[dict[str, Any]] = _server(state).getAllProcessInfo()
    except (OSError, xmlrpc.client.Error) as error:
        raise SupervisorError("supervisord does not answer: ./zvonok up") from error
    return [ProcessState(one["name"], one["statename"], int(one["pid"]), int(one["start"])) for one in found]


def restarts(state: State) -> dict[str, int]:
    """How often each process ended by itself, and was started again, since supervisord started; from its log."""
    counts: dict[str, int] = {}
    for number in (".2", ".1", ""):
        file = state.log / f"supervisor.log{number}"
        if not file.exists():
            continue
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if "supervisord started with pid" in line:
                counts = {}
            elif match := _EXITED.search(line):
                counts[match[1]] = counts.get(match[1], 0) + 1
    return counts


def shut_down(state: State) -> bool:
    """Stops all processes and supervisord, and waits for it; False when it was not running."""
    if not is_running(state):
        return False
    pid_file = state.folder / "supervisord.pid"
    pid = int(pid_file.read_text(encoding="utf-8")) if pid_file.exists() else 0
    server = _server(state)
    ends = time.monotonic() + _END_SECONDS
    # Left to itself supervisord stops one after the other. Servers end last: the others may have work in hand.
    for process in processes(state):
        if process.name not in SERVERS and process.state in ("STARTING", "RUNNING", "BACKOFF"):
            _stop_one(server, process.name)
    while any(process.name not in SERVERS and process.pid for process in processes(state)) and time.monotonic() < ends:
        time.sleep(0.1)
    server.shutdown()
    while (is_running(state) or (pid and psutil.pid_exists(pid))) and time.monotonic() < ends:
        time.sleep(0.1)
    return True


def leftovers(state: State) -> list[psutil.Process]:
    """Processes of this platform that no supervisord keeps any more: they bear its folder in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("ZVONOK_PLATFORM") == str(state.folder):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # Ended meanwhile, or not ours to read.
    return found


def end_leftovers(state: State) -> int:
    """Ends what a killed supervisord has left behind; returns how many processes."""
    found = leftovers(state)
    for process in found:
        _quietly(process.terminate)
    _, alive = psutil.wait_procs(found, timeout=10)
    for process in alive:
        _quietly(process.kill)
    psutil.wait_procs(alive, timeout=5)
    return len(found)


def _quietly(action: Any) -> None:
    try:
        action()
    except psutil.NoSuchProcess:
        return


def _end_group(server: Any, name: str) -> None:
    try:
        server.stopProcessGroup(name)
        server.removeProcessGroup(name)
    except xmlrpc.client.Fault as fault:
        if fault.faultCode != _FAULT_BAD_NAME:
            raise


def _start_one(server: Any, name: str) -> None:
    try:
        server.startProcess(name, False)
    except xmlrpc.client.Fault as fault:
        if fault.faultCode not in _FAULT_ALREADY:
            raise


def _stop_one(server: Any, name: str) -> None:
    try:
        server.stopProcess(name, False)
    except xmlrpc.client.Fault as fault:
        if fault.faultCode != _FAULT_NOT_RUNNING:
            raise


def _server(state: State) -> Any:
    transport = SupervisorTransport(None, None, serverurl=f"unix://{state.socket}")
    return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor


def _config_file(state: State) -> Path:
    return state.folder / "supervisord.conf"


def _write_config(state: State, wanted: Sequence[Process]) -> None:
    state.log.mkdir(parents=True, exist_ok=True)
    file = _config_file(state)
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(supervisor_config(state, wanted), encoding="utf-8")
    new.replace(file)
