"""A service's database of a bench's own: made, migrated, and dropped at the end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql

from deploy.local.settings import Settings
from deploy.local.state import ROOT
from kit.migrations import migrate


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """Its addresses: as the service sees it, and past every wall."""

    app: str
    superuser: str

    def fill(self, statements: Sequence[LiteralString], values: dict[str, Any]) -> None:
        """Runs the statements, and lets the planner know what is there."""
        with psycopg.connect(self.superuser) as connection:
            # Without triggers and foreign keys: they would cost minutes here, and are not measured.
            connection.execute("SET session_replication_role = replica")
            for statement in statements:
                connection.execute(statement, values)
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


@contextmanager
def own_database(settings: Settings, service: str) -> Iterator[OwnDatabase]:
    """A fresh database with the service's tables on the private server."""
    name = f"bench_{uuid4().hex}"
    app, owner = (_named(url, name) for url in settings.databases[service])
    with psycopg.connect(settings.superuser_url, autocommit=True) as superuser:
        database, role = sql.Identifier(name), sql.Identifier(f"{service}_owner")
        superuser.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        try:
            migrate(owner, ROOT / "services" / service / "migrations", app_role=f"{service}_app")
            yield OwnDatabase(app, _named(settings.superuser_url, name))
        finally:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


def _named(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"
