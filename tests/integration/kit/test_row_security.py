"""The second wall: a transaction about one school sees and writes that school's rows, whatever a statement forgets."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege, RaiseException

from kit.database import EVERY_SCHOOL, open_pool, pipelined_transaction, transaction
from kit.ids import new_id
from tests.conftest import DatabaseUrls, Pool

SERVICES = ("identity", "gradebook", "notify", "reports")
# What is to be published is read by the relay, which serves all schools; it holds ids and values and no names.
NO_WALL = {"outbox"}
# Rows that the services' role can't change anyway.
ADDED_TO_ONLY = {"disclosure", "relation_history", "unusual_look"}
YEAR = 2027
VALUES = {
    "uuid": new_id,
    "text": new_id,
    "date": lambda: "2026-09-01",
    "time without time zone": lambda: "08:30",
    "timestamp with time zone": lambda: "2026-09-01 08:00+03",
    "boolean": lambda: False,
    "integer": lambda: 1,
    "smallint": lambda: 1,
    "bigint": lambda: 1,
    "numeric": lambda: 1,
    "bytea": lambda: b"\0" * 32,
    "jsonb": lambda: "[]",
    "ARRAY": lambda: "{}",
}


def tables_of_schools(connection: Connection[Any]) -> list[str]:
    rows = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'school_id'"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows if row[0] not in NO_WALL]


def put(connection: Connection[Any], table: str, school: str) -> None:
    """A row of this school, made up from the types of its columns."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND is_identity = 'NO'",
        [table],
    ).fetchall()
    values = {name: YEAR if name == "school_year" else VALUES[kind]() for name, kind in columns}
    values["school_id"] = school
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        ),
        values,
    )


@pytest.fixture(params=SERVICES)
def filled(
    request: pytest.FixtureRequest, database: Callable[[str], DatabaseUrls], superuser: str
) -> Iterator[tuple[Pool, list[str], str, str]]:
    """A service's database with a row of each of two schools in every table of schools."""
    urls = database(request.param)
    mine, other = new_id(), new_id()
    name = urls.app.rpartition("/")[2]
    with psycopg.connect(superuser.rpartition("/")[0] + "/" + name, autocommit=True) as connection:
        # Rows that make no sense do for a wall: no foreign keys, triggers or checks.
        connection.execute("SET session_replication_role = replica")
        connection.execute(sql.SQL("ALTER DATABASE {} RESET zvonok.school").format(sql.Identifier(name)))
        for table, check in connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
            " AND connamespace = 'public'::regnamespace"
        ).fetchall():
            connection.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(check))
            )
        if request.param == "gradebook":
            connection.execute("SELECT open_school_year(%s)", [YEAR])
        tables = tables_of_schools(connection)
        for table in tables:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
            for school in (mine, other):
                put(connection, table, school)
    with open_pool(urls.app) as pool:
        yield pool, tables, mine, other


def schools_in(connection: Connection[Any], table: str) -> set[str]:
    rows = connection.execute(sql.SQL("SELECT school_id FROM {}").format(sql.Identifier(table))).fetchall()
    return {row[0] for row in rows}


def test_a_statement_without_where_shows_and_changes_no_foreign_row(filled: tuple[Pool, list[str], str, str]) -> None:
    pool, tables, mine, other = filled
    assert len(tables) > 1
    for table in tables:
        with transaction(pool, mine) as connection:
            assert schools_in(connection, table) == {mine}, table
        with pipelined_transaction(pool, other) as connection:
            assert schools_in(connection, table) == {other}, table
        with transaction(pool, EVERY_SCHOOL) as connection:
            assert schools_in(connection, table) == {mine, other}, table
        if table not in ADDED_TO_ONLY:
            with transaction(pool, mine) as connection:
                change = sql.SQL("UPDATE {} SET school_id = school_id").format(sql.Identifier(table))
                assert connection.execute(change).rowcount == 1, table
            with pytest.raises(InsufficientPrivilege), transaction(pool, mine) as connection:
                # A row can't be given to another school either.
                connection.execute(sql.SQL("UPDATE {} SET school_id = %s").format(sql.Identifier(table)), [UUID(other)])


def test_who_says_no_school_sees_nothing(filled: tuple[Pool, list[str], str, str]) -> None:
    pool, tables, mine, _ = filled
    with pool.connection() as connection:
        for table in tables:
            assert schools_in(connection, table) == set(), table
        # What a transaction said is forgotten at its end.
        with transaction(pool, mine):
            pass
        assert schools_in(connection, tables[0]) == set()


@pytest.mark.parametrize("service", SERVICES)
def test_the_services_role_can_not_change_tables_or_pass_the_wall(
    service: str, database: Callable[[str], DatabaseUrls]
) -> None:
    with psycopg.connect(database(service).app, autocommit=True) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False, False)
        for statement in ("CREATE TABLE mine (x int)", "ALTER TABLE school DISABLE ROW LEVEL SECURITY"):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)
        with pytest.raises((InsufficientPrivilege, RaiseException)):
            connection.execute("DROP POLICY one_school ON school")


def test_names_are_behind_the_wall(pool: Callable[[str], Pool]) -> None:
    """People, accounts and family ties have no column of a school: they belong to where they stand in a relation."""
    identity = pool("identity")
    municipality, schools = new_id(), [new_id(), new_id()]
    pupils, guardians = [new_id(), new_id()], [new_id(), new_id()]
    with transaction(identity, EVERY_SCHOOL) as connection:
        connection.execute("INSERT INTO municipality VALUES (%s, %s)", [municipality, new_id()])
        for school, pupil, guardian in zip(schools, pupils, guardians, strict=True):
            connection.execute(
                "INSERT INTO school (school_id, municipality_id, source_id, title, time_zone, live_from)"
                " VALUES (%s, %s, %s, 'Школа', 'Europe/Moscow', '2026-09-01')",
                [school, municipality, school],
            )
            for person in (pupil, guardian):
                connection.execute(
                    "INSERT INTO person (person_id, municipality_id, source_id, given_name, family_name)"
                    " VALUES (%s, %s, %s, 'Мира', 'Вишнякова')",
                    [person, municipality, person],
                )
                connection.execute("INSERT INTO account (person_id, username) VALUES (%s, %s)", [person, person])
            for person, relation, kind, thing, where in (
                (pupil, "pupil", "school", school, school),
                (guardian, "guardian", "pupil", pupil, None),
            ):
                connection.execute(
                    "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    [new_id(), person, relation, kind, thing, where],
                )
    for place in range(2):
        with transaction(identity, schools[place]) as connection:
            people = {row[0] for row in connection.execute("SELECT person_id FROM person").fetchall()}
            assert people == {pupils[place], guardians[place]}
            accounts = {row[0] for row in connection.execute("SELECT person_id FROM account").fetchall()}
            assert accounts == people
            relations = {row[0] for row in connection.execute("SELECT person_id FROM relation").fetchall()}
            assert relations == people


def test_the_parts_of_a_year_are_reached_through_the_wall_alone(database: Callable[[str], DatabaseUrls]) -> None:
    with psycopg.connect(database("gradebook").app, autocommit=True) as connection:
        connection.execute("SELECT open_school_year(%s)", [YEAR])
        parts = connection.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'").fetchall()
        whole = connection.execute("SELECT relname FROM pg_class WHERE relkind = 'p'").fetchall()
        assert {part for (part,) in parts} == {f"{table}_{YEAR}" for (table,) in whole}
        assert len(parts) >= len(("line_item", "mark", "attendance", "change_history"))
        for (part,) in parts:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(part)))
