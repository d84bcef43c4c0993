"""Numbered SQL files bring a database to this release. A file that was applied never changes again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg import Connection, Error, connect, sql
from psycopg.errors import LockNotAvailable

_LOCK = 7_270_001  # any number; the same for all processes that migrate one database
_KIT_SQL = Path(__file__).parent / "sql"


class MigrationError(Exception):
    """A migration can't be applied; the text names the file and what to do."""


def migrate(url: str, folder: Path, *, app_role: str) -> list[str]:
    """Applies what is missing, kit's own tables first; returns the names of the files applied, in order.

    `url` is of the database's owner; `app_role` gets the right to read and write rows, not to change tables.
    Safe to run twice and by two processes at once. Raises MigrationError when an applied file has
    changed or a file fails; what the files before it did stays.
    """
    with connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            # Only now: waiting for another migration may take long, waiting for a table stops the service's work.
            connection.execute("SET lock_timeout = '10s'")
            return _apply_all(connection, folder, app_role)
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _apply_all(connection: Connection[Any], folder: Path, app_role: str) -> list[str]:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration"
        " (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    known = dict(connection.execute("SELECT name, sha256 FROM migration").fetchall())
    _grant_defaults(connection, app_role)
    applied = []
    for name, file in _files(folder):
        text = file.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        if name in known:
            if known[name] != digest:
                raise MigrationError(f"{name} was changed after it was applied: put it back and add a new file.")
            continue
        try:
            with connection.transaction():
                connection.execute(text)  # a file of ours
                connection.execute("INSERT INTO migration (name, sha256) VALUES (%s, %s)", [name, digest])
        except LockNotAvailable as error:
            raise MigrationError(
                f"{name}: a table was in use for 10 s. Nothing of the file was applied: run it again."
            ) from error
        except Error as error:
            raise MigrationError(f"{name} failed, and nothing of it was applied: {error}") from error
        applied.append(name)
    return applied


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(_KIT_SQL.glob("*.sql")):
        yield f"kit/{file.name}", file
    for file in sorted(folder.glob("*.sql")):
        yield file.name, file


def _grant_defaults(connection: Connection[Any], app_role: str) -> None:
    """What the owner makes from now on, the app role may use."""
    role = sql.Identifier(app_role)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        statement = f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} TO {{}}"
        connection.execute(sql.SQL(statement).format(role))
