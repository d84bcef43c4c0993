"""Fixtures that give every test real servers and a state of its own."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, open_pool
from kit.ids import new_id
from kit.migrations import migrate
from tests import servers

ROOT = Path(__file__).resolve().parents[1]
Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def pytest_configure() -> None:
    """Settings without which a service does not start, for services that tests start in their own process."""
    os.environ.setdefault("ZVONOK_WEBHOOK_SECRET", "a secret of the tests and of nothing else")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names tests without the ids that they make up: each process makes up others, and all must name the same tests."""
    if isinstance(val, str) and _UUID.search(val):
        return _UUID.sub("id", val)
    return None


@dataclass(frozen=True)
class DatabaseUrls:
    """One database as its app role (what services use) and as its owner (what migrations use)."""

    app: str
    owner: str


@pytest.fixture(scope="session")
def servers_in_use() -> Iterator[None]:
    """Keeps the tests' servers from being stopped by another test process."""
    with servers.in_use():
        yield


@pytest.fixture(scope="session")
def superuser(servers_in_use: None) -> str:
    """The superuser's URL of the tests' PostgreSQL."""
    return servers.postgres_url()


@pytest.fixture
def database(superuser: str) -> Iterator[Callable[[str], DatabaseUrls]]:
    """`database("gradebook")`: a fresh, migrated database of that service, dropped after the test."""
    made: list[str] = []

    def make(service: str) -> DatabaseUrls:
        template = _template(superuser, service)
        name = f"t_{new_id().replace('-', '')}"
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(f"{service}_owner")
                )
            )
            # Tests look at what is stored from outside; the wall has tests of its own (test_row_security.py).
            connection.execute(
                sql.SQL("ALTER DATABASE {} SET zvonok.school = {}").format(sql.Identifier(name), EVERY_SCHOOL)
            )
        made.append(name)
        return DatabaseUrls(_url(superuser, f"{service}_app", name), _url(superuser, f"{service}_owner", name))

    yield make
    with psycopg.connect(superuser, autocommit=True) as connection:
        for name in made:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def pool(database: Callable[[str], DatabaseUrls]) -> Iterator[Callable[[str], Pool]]:
    """`pool("gradebook")`: a pool on a fresh database of that service, as its app role."""
    opened: list[Pool] = []

    def make(service: str) -> Pool:
        one = open_pool(database(service).app)
        opened.append(one)
        return one

    yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def virtual_hosts(servers_in_use: None) -> Iterator[Callable[[], str]]:
    """Gives out URLs of fresh virtual hosts of the tests' RabbitMQ."""
    with servers.virtual_hosts() as take:
        yield take


@pytest.fixture
def amqp_url(virtual_hosts: Callable[[], str]) -> str:
    """The URL of a virtual host of the test's own."""
    return virtual_hosts()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one headless browser of a test process: Playwright can be started once in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"], timeout=60_000
        )
        yield browser
        browser.close()


def _template(superuser: str, service: str) -> str:
    """The name of a migrated database to copy; made by the first test that needs it."""
    folder = ROOT / "services" / service / "migrations"
    files = [*sorted((ROOT / "kit" / "sql").glob("*.sql")), *sorted(folder.glob("*.sql"))]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    name = f"template_{service}_{digest}"
    with servers.lock("templates"), psycopg.connect(superuser, autocommit=True) as connection:
        if connection.execute("SELECT true FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        for role in (f"{service}_owner", f"{service}_app"):
            if not connection.execute("SELECT true FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), servers.PASSWORD)
                )
        # Half-made templates keep their working name, so that nobody copies one.
        half = f"{name}_half"
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(half), sql.Identifier(f"{service}_owner"))
        )
        migrate(_url(superuser, f"{service}_owner", half), folder, app_role=f"{service}_app")
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))
    return name


def _url(superuser: str, role: str, name: str) -> str:
    parts = urlsplit(superuser)
    return urlunsplit(
        parts._replace(netloc=f"{role}:{servers.PASSWORD}@{parts.hostname}:{parts.port}", path=f"/{name}")
    )
