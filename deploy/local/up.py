"""`./zvonok up`: brings the whole platform of this state folder to the present code and settings.

Every step looks at what is there, so a repeat changes nothing and an interrupted run is gone on with.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import psycopg

from deploy.local import demonstration, endpoints, postgres, rabbitmq, readiness, supervisor
from deploy.local.certificates import ensure_certificates
from deploy.local.down import stop_all
from deploy.local.processes import ROLES, SERVERS, Process, digest_of, processes
from deploy.local.settings import Settings, read_settings
from deploy.local.state import ROOT, Busy, State, open_state
from deploy.local.steps import Refused, Steps

_SERVER_SECONDS = 60


class UpError(Exception):
    """A step failed; the text says which and where to look."""


def up(state: State, steps: Steps) -> None:
    """Does all steps. Raises UpError, or an error of the part that failed."""
    state.log.mkdir(parents=True, exist_ok=True)
    running = supervisor.is_running(state)
    if not running:
        stop_all(state, steps, tests=False)
        if not state.ports_are_free():
            state.choose_ports()
            steps.say("Somebody has taken one of our ports: all addresses are new.")
    settings = read_settings(state, os.environ)
    _prepare(settings, steps)
    wanted = processes_now(settings)
    behind = _behind(settings)
    servers = [process for process in wanted if process.name in settings.embedded]
    _start_servers(settings, steps, servers if behind else wanted, running)
    if behind:
        _migrate(settings, steps, behind)
    with steps.step("processes") as notes:
        touched = supervisor.apply(state, wanted)
        notes.append(f"{len(touched)} started, restarted or ended" if touched else f"{len(wanted)} are up to date")
    readiness.wait_until_ready(settings, steps)
    if settings.demonstration:
        demonstration.load_when_empty(settings, steps)
    state.write_endpoints(endpoints.of(settings))


def _prepare(settings: Settings, steps: Steps) -> None:
    state = settings.state
    made = ensure_certificates(state.tls)
    if made:
        steps.say(f"Certificates made: {', '.join(made)}")
    if "postgres" in settings.embedded:
        with steps.step("database cluster") as notes:
            password = state.secret("postgres")
            notes.append(str(postgres.prepare(state.folder / "postgres", settings.ports["postgres"], password)))


def _start_servers(settings: Settings, steps: Steps, first: Sequence[Process], running: bool) -> None:
    """Starts supervisord with these processes, or the servers of the one that runs; waits for the servers."""
    if running:
        supervisor.apply(settings.state, processes_now(settings), SERVERS)
    else:
        with steps.step("supervisor"):
            supervisor.start(
                settings.state, first, {**settings.inherited, "ZVONOK_PLATFORM": str(settings.state.folder)}
            )
    if "postgres" in settings.embedded:
        with steps.step("PostgreSQL answers"):
            _wait_for_postgres(settings)
            _provision(settings)
    if "rabbitmq" in settings.embedded:
        with steps.step("RabbitMQ answers"):
            rabbitmq.wait(settings.state.folder / "rabbitmq", settings.ports["rabbitmq"])


def processes_now(settings: Settings) -> list[Process]:
    """The processes of these settings, run as the account that they need."""
    return processes(settings, "postgres" if os.geteuid() == 0 else "")


def _wait_for_postgres(settings: Settings) -> None:
    ends = time.monotonic() + _SERVER_SECONDS
    while not postgres.answers(settings.superuser_url):
        if time.monotonic() > ends:
            raise UpError(f"PostgreSQL does not answer: see {settings.state.log}/postgres.log")
        time.sleep(0.1)


def _provision(settings: Settings) -> None:
    state = settings.state
    for service in ROLES:
        if state.remembered(f"{service} database") != "made":
            owner, app = state.secret(f"{service}_owner"), state.secret(f"{service}_app")
            postgres.provision(settings.superuser_url, service, owner, app)
            state.remember(f"{service} database", "made")


def _behind(settings: Settings) -> dict[str, str]:
    """Services whose database or queues may lack something: what to remember once they have been migrated."""
    found = {}
    for service in ROLES:
        folder = ROOT / "services" / service
        if not (folder / "main.py").exists():
            continue
        places = [ROOT / "kit", folder / "migrations", folder / "events.py", folder / "main.py"]
        code = digest_of(place for place in places if place.exists())
        # A new database or broker knows nothing of what was done in the old one.
        target = "|".join(
            (code, settings.databases[service][0].rpartition("@")[2], settings.amqp_url.rpartition("@")[2])
        )
        if settings.state.remembered(f"{service} migrated") != target:
            found[service] = target
    return found


def _migrate(settings: Settings, steps: Steps, behind: dict[str, str]) -> None:
    with steps.step("migrations and queues") as notes:
        running = {}
        for service in behind:
            log = (settings.state.log / f"{service}-migrate.log").open("ab")
            command = [sys.executable, "-m", f"services.{service}.main", "migrate"]
            environ = settings.of_service(service, migrate=True)
            running[service] = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            log.close()
        failed = [service for service, process in running.items() if process.wait() != 0]
        for service, target in behind.items():
            if service not in failed:
                settings.state.remember(f"{service} migrated", target)
        if failed:
            log_file = settings.state.log / f"{failed[0]}-migrate.log"
            raise UpError(
                f"migrating {', '.join(failed)} failed; the end of {log_file}:\n{readiness.last_lines(log_file)}"
            )
        notes.append(", ".join(behind))


def main() -> int:
    """Runs the command."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    state = open_state(os.environ)
    started = time.monotonic()
    try:
        with state.lock():
            up(state, Steps())
    except Busy as busy:
        print(f"zvonok: {busy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted: ./zvonok up goes on from here, ./zvonok down stops what runs.", file=sys.stderr)
        return 130
    except (
        UpError, Refused, readiness.NotReady, demonstration.LoadError, postgres.PostgresError, rabbitmq.RabbitError,
        supervisor.SupervisorError, psycopg.Error, OSError,
    ) as error:  # fmt: skip
        print(f"zvonok: {error}", file=sys.stderr)
        return 1
    endpoints.show(state, time.monotonic() - started)
    return 0


if __name__ == "__main__":
    sys.exit(main())
