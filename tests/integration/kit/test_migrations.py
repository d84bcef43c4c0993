"""Numbered SQL files on a real database."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from kit.migrations import MigrationError, migrate
from tests.conftest import DatabaseUrls

ROLE = "notify_app"


def test_each_file_runs_once_and_in_order(urls: DatabaseUrls, tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("INSERT INTO first VALUES (1); ALTER TABLE first ADD name text;")
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (id int)")
    assert migrate(urls.owner, tmp_path, app_role=ROLE) == ["0001_first.sql", "0002_second.sql"]
    assert migrate(urls.owner, tmp_path, app_role=ROLE) == []
    (tmp_path / "0003_third.sql").write_text("DROP TABLE first")
    assert migrate(urls.owner, tmp_path, app_role=ROLE) == ["0003_third.sql"]


def test_many_at_once_apply_each_file_once(urls: DatabaseUrls, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (id int); SELECT pg_sleep(0.3);")
    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: migrate(urls.owner, tmp_path, app_role=ROLE), range(4)))
    assert sorted(map(len, runs)) == [0, 0, 0, 1]


def test_a_changed_file_is_refused(urls: DatabaseUrls, tmp_path: Path) -> None:
    file = tmp_path / "0001_first.sql"
    file.write_text("CREATE TABLE first (id int)")
    migrate(urls.owner, tmp_path, app_role=ROLE)
    file.write_text("CREATE TABLE first (id bigint)")
    with pytest.raises(MigrationError, match=r"0001_first\.sql was changed"):
        migrate(urls.owner, tmp_path, app_role=ROLE)


def test_a_file_that_fails_leaves_nothing_of_itself(urls: DatabaseUrls, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (id int)")
    (tmp_path / "0002_second.sql").write_text("CREATE TABLE second (id int); SELECT 1 / 0;")
    with pytest.raises(MigrationError, match=r"0002_second\.sql failed"):
        migrate(urls.owner, tmp_path, app_role=ROLE)
    (tmp_path / "0002_second.sql").write_text("CREATE TABLE second (id int)")
    assert migrate(urls.owner, tmp_path, app_role=ROLE) == ["0002_second.sql"]


def test_the_app_role_uses_tables_and_does_not_change_them(urls: DatabaseUrls, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    migrate(urls.owner, tmp_path, app_role=ROLE)
    with psycopg.connect(urls.app, autocommit=True) as connection:
        connection.execute("INSERT INTO first (name) VALUES ('a')")
        for statement in ("DROP TABLE first", "CREATE TABLE mine (id int)", "TRUNCATE first", "DELETE FROM migration"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
