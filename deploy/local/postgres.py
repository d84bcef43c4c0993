"""A private PostgreSQL under the state folder: made, started, stopped, and provisioned with a service's database."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.accounts import as_postgres, can_be_entered_by_postgres, give_to_postgres

_START_SECONDS = 60
_CONF = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = {buffers}MB
work_mem = 8MB
max_wal_size = 512MB
logging_collector = off
log_min_messages = warning
log_min_error_statement = panic
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
{durability}
"""
_INCLUDE = "include 'zvonok.conf'"
# Of the machine's memory, within bounds: a large journal is read from memory, and a small machine keeps its own.
_SHARE_OF_MEMORY, _LEAST_BUFFERS, _MOST_BUFFERS = 16, 64, 512
_NOT_DURABLE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off"


class PostgresError(Exception):
    """PostgreSQL could not be made or started; the text says what and where to look."""


def binaries() -> Path | None:
    """The folder of the newest installed server's programs; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def superuser_url(port: int, password: str) -> str:
    """The address of the private server as its superuser."""
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


def start(folder: Path, port: int, password: str, *, durable: bool = True) -> str:
    """Starts the server of `folder`, which is made when needed; returns the superuser's URL once it answers.

    A running server is left as it is. `durable=False` is for tests that do not pull the plug.
    Raises PostgresError.
    """
    url = superuser_url(port, password)
    if answers(url):
        return url
    data = prepare(folder, port, password, durable=durable)
    log = data / "server.log"
    arguments: list[str | Path] = [
        _programs() / "pg_ctl",
        "-D",
        data,
        "-l",
        log,
        "-w",
        "-t",
        str(_START_SECONDS),
        "start",
    ]
    result = subprocess.run(
        arguments, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **as_postgres()
    )
    if result.returncode != 0 and not answers(url):
        raise PostgresError(f"PostgreSQL did not start: see {log}")
    return url


def prepare(folder: Path, port: int, password: str, *, durable: bool = True) -> Path:
    """Makes the cluster of `folder` when needed and writes its settings; returns its data folder.

    A cluster that was left half made is made again. Raises PostgresError.
    """
    programs = _programs()
    data = _data_folder(folder)
    if not _is_finished(data):
        _initdb(programs, data, password)
    durability = "" if durable else _NOT_DURABLE
    settings = _CONF.format(port=port, durability=durability, buffers=_buffers())
    (data / "zvonok.conf").write_text(settings, encoding="utf-8")
    return data


def _buffers() -> int:
    """Memory for PostgreSQL's pages, in MiB."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return min(max(memory // _SHARE_OF_MEMORY, _LEAST_BUFFERS), _MOST_BUFFERS)


def command(data: Path) -> list[str]:
    """The command that runs the server of this data folder in the foreground."""
    return [str(_programs() / "postgres"), "-D", str(data)]


def _is_finished(data: Path) -> bool:
    """Whether the cluster was made to its end: initdb writes PG_VERSION early, we write the include last."""
    settings = data / "postgresql.conf"
    return settings.exists() and _INCLUDE in settings.read_text(encoding="utf-8")


def _programs() -> Path:
    programs = binaries()
    if programs is None:
        raise PostgresError("PostgreSQL's server is not installed: apt-get install postgresql")
    return programs


def stop(folder: Path) -> None:
    """Stops the server of `folder`; one that is not running is fine."""
    programs, data = binaries(), folder / "data"
    if programs is None or pid(folder) is None:
        return
    arguments: list[str | Path] = [programs / "pg_ctl", "-D", data.resolve(), "-m", "fast", "-w", "stop"]
    subprocess.run(arguments, capture_output=True, check=False, stdin=subprocess.DEVNULL, **as_postgres())


def pid(folder: Path) -> int | None:
    """The process id of the server of `folder`, None when it does not run."""
    data = (folder / "data").resolve()
    try:
        process = int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        # A file that a kill has left may name a number that is somebody else's by now.
        line = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ")
    except (OSError, ValueError, IndexError):
        return None
    return process if str(data).encode() in line else None


def answers(url: str) -> bool:
    """Whether the server takes a connection."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def provision(superuser: str, service: str, owner_password: str, app_password: str) -> None:
    """Makes the service's database, its owner and its app role (which may not change tables); repeats are fine."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role, password in ((f"{service}_owner", owner_password), (f"{service}_app", app_password)):
            exists = connection.execute("SELECT true FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = "ALTER" if exists else "CREATE"
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(sql.SQL(verb), sql.Identifier(role), password)
            )
        if not connection.execute("SELECT true FROM pg_database WHERE datname = %s", [service]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(service), sql.Identifier(f"{service}_owner")
                )
            )
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(service)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(service), sql.Identifier(f"{service}_app")
            )
        )


def _data_folder(folder: Path) -> Path:
    """`folder`/data, or a place that user postgres can enter, with a link from there."""
    data = folder / "data"
    if data.exists():
        return data.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if can_be_entered_by_postgres(data):
        data.mkdir()
        real = data
    else:
        real = Path("/var/lib/zvonok") / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
        if real.exists() and not data.is_symlink():
            # The state folder was deleted, and with it the passwords of this cluster.
            left = real.with_suffix(".left")
            shutil.rmtree(left, ignore_errors=True)
            real.rename(left)
        real.mkdir(parents=True, exist_ok=True)
        data.unlink(missing_ok=True)
        data.symlink_to(real)
    give_to_postgres(real)
    real.chmod(0o700)
    return real


def _initdb(programs: Path, data: Path, password: str) -> None:
    # Russian names sort rightly only with ICU; what a half-done initdb left is of no use.
    for leftover in data.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    password_file = data.parent / f"{data.name}.password"
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="utf-8")
    give_to_postgres(password_file)
    arguments: list[str | Path] = [
        programs / "initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--locale-provider=icu",
        "--icu-locale=ru", "--locale=C.UTF-8", "--data-checksums", "--auth=scram-sha-256", f"--pwfile={password_file}",
    ]  # fmt: skip
    result = subprocess.run(arguments, capture_output=True, text=True, check=False, **as_postgres())
    password_file.unlink()
    if result.returncode != 0:
        raise PostgresError(f"initdb failed in {data}: {result.stderr.strip()[-400:]}")
    (data / "zvonok.conf").touch()
    give_to_postgres(data / "zvonok.conf")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"\n{_INCLUDE}\n")
