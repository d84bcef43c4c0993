"""Rows of a school that are filled beside those that answer, under the rebuild's id; and their taking the place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from services.reports.domain.rebuilding import Difference
from services.reports.store.progress import MOVED
from services.reports.store.read_model import READ_MODEL, Table


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild under way. `taken`: replayed events that were applied, by type."""

    rebuild_id: str
    taken: Mapping[str, int]


def rebuild_of(connection: Connection[Any], school_id: str) -> Rebuild | None:
    """The school's rebuild, if one is under way. One that was not finished within a day is forgotten."""
    row = connection.execute(
        "SELECT rebuild_id, taken FROM rebuild WHERE school_id = %s AND started_at > now() - interval '1 day'",
        [school_id],
    ).fetchone()
    return Rebuild(row[0], row[1]) if row else None


def begin(connection: Connection[Any], school_id: str, rebuild_id: str) -> None:
    """From now on the school's events are applied to the rebuild's rows too. One that was begun before is dropped."""
    earlier = connection.execute("SELECT rebuild_id FROM rebuild WHERE school_id = %s", [school_id]).fetchone()
    if earlier is not None:
        end(connection, school_id, earlier[0])
    connection.execute("INSERT INTO rebuild (school_id, rebuild_id) VALUES (%s, %s)", [school_id, rebuild_id])


def count_taken(connection: Connection[Any], school_id: str, rebuild_id: str, event_type: str) -> None:
    """One more replayed event was applied; whoever waits for the rebuild is told when it is committed."""
    connection.execute(
        "UPDATE rebuild SET taken = taken || jsonb_build_object(%s::text, coalesce((taken->>%s)::bigint, 0) + 1)"
        " WHERE school_id = %s AND rebuild_id = %s",
        [event_type, event_type, school_id, rebuild_id],
    )
    connection.execute("SELECT pg_notify(%s, %s)", [MOVED, rebuild_id])


def end(connection: Connection[Any], school_id: str, rebuild_id: str) -> None:
    """Drops the rebuild and its rows, whether they have taken the place of the old ones or not."""
    # As much as a school has; the usual bound is made for pages.
    connection.execute("SET LOCAL statement_timeout = 0")
    for name in (*(table.name for table in READ_MODEL), "progress"):
        connection.execute(sql.SQL("DELETE FROM {} WHERE school_id = %s").format(sql.Identifier(name)), [rebuild_id])
    connection.execute("DELETE FROM rebuild WHERE school_id = %s", [school_id])


def take_place(connection: Connection[Any], school_id: str, rebuild_id: str) -> list[Difference]:
    """Makes the school's rows those of the rebuild; writes what differs and nothing else. Returns what differed.

    A row that counts nothing stays where the rebuild has none: it may keep a late event out.
    """
    connection.execute("SET LOCAL statement_timeout = 0")
    return [_take_place(connection, table, school_id, rebuild_id) for table in READ_MODEL]


_SURPLUS = """
    WITH gone AS (
        DELETE FROM {table} o WHERE o.school_id = %(school)s AND NOT ({nothing}) AND NOT EXISTS (
            SELECT FROM {table} n WHERE n.school_id = %(rebuild)s AND {same_key})
        RETURNING 1)
    SELECT count(*) FROM gone
"""
_WRITTEN = """
    WITH told AS (
        SELECT {new} FROM {table} n LEFT JOIN {table} o ON o.school_id = %(school)s AND {same_key}
        WHERE n.school_id = %(rebuild)s AND (o.school_id IS NULL OR {differs})
    ), written AS (
        INSERT INTO {table} (school_id, {columns}) SELECT %(school)s, * FROM told
        ON CONFLICT ({key}) DO {update} RETURNING xmax = 0 AS added, ({nothing}) AS counts_nothing
    )
    SELECT count(*) FILTER (WHERE added AND NOT counts_nothing), count(*) FILTER (WHERE NOT added),
           (SELECT count(*) FROM {table} n WHERE n.school_id = %(rebuild)s)
    FROM written
"""


def _take_place(connection: Connection[Any], table: Table, school_id: str, rebuild_id: str) -> Difference:
    key, rest = _columns(connection, table.name)
    parts = {
        "table": sql.Identifier(table.name),
        "nothing": sql.SQL(table.nothing),
        "same_key": _joined(key, "n.{0} = o.{0}", " AND ") if key else sql.SQL("true"),
        "differs": sql.SQL("({}) IS DISTINCT FROM ({})").format(_joined(rest, "n.{0}"), _joined(rest, "o.{0}"))
        if rest
        else sql.SQL("false"),
        "new": _joined(key + rest, "n.{0}"),
        "columns": _joined(key + rest, "{0}"),
        "key": _joined(["school_id", *key], "{0}"),
        "update": sql.SQL("UPDATE SET {}").format(_joined(rest, "{0} = excluded.{0}")) if rest else sql.SQL("NOTHING"),
    }
    values = {"school": school_id, "rebuild": rebuild_id}
    gone = connection.execute(sql.SQL(_SURPLUS).format(**parts), values).fetchone()
    written = connection.execute(sql.SQL(_WRITTEN).format(**parts), values).fetchone()
    return Difference(
        table.name,
        rows=written[2] if written else 0,
        missing=written[0] if written else 0,
        surplus=gone[0] if gone else 0,
        different=written[1] if written else 0,
    )


def _columns(connection: Connection[Any], table: str) -> tuple[list[str], list[str]]:
    """The columns of a table without school_id: those of its primary key, and the rest."""
    rows = connection.execute(
        "SELECT a.attname, a.attnum = ANY(i.indkey::int[]) FROM pg_attribute a"
        " JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'school_id'"
        " ORDER BY a.attnum",
        [table],
    ).fetchall()
    return [name for name, of_key in rows if of_key], [name for name, of_key in rows if not of_key]


def _joined(columns: list[str], form: str, by: str = ", ") -> sql.Composed:
    return sql.SQL(by).join(sql.SQL(form).format(sql.Identifier(column)) for column in columns)
