"""What is kept of schools, classes and teaching groups. Older versions write nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from services.reports.domain.periods import Period, Term


@dataclass(frozen=True, slots=True)
class School:
    """A school as its municipality sees it."""

    time_zone: str
    municipality_id: str | None = None
    title: str = ""
    ended: bool = False


def write_school(connection: Connection[Any], school_id: str, version: int, school: School) -> bool:
    """Whether this version was newer and was written."""
    return (
        connection.execute(
            "INSERT INTO school (school_id, version, time_zone, municipality_id, title, ended)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (school_id) DO UPDATE SET version = excluded.version,"
            " time_zone = excluded.time_zone, municipality_id = excluded.municipality_id, title = excluded.title,"
            " ended = excluded.ended WHERE school.version < excluded.version",
            [school_id, version, school.time_zone, school.municipality_id, school.title, school.ended],
        ).rowcount
        == 1
    )


def schools_of(connection: Connection[Any], municipality_id: str) -> list[tuple[str, str]]:
    """(id, title) of a municipality's schools by title; a rebuild's rows are none."""
    rows = connection.execute(
        "SELECT school_id, title FROM school s WHERE municipality_id = %s AND NOT ended"
        " AND NOT EXISTS (SELECT FROM rebuild r WHERE r.rebuild_id = s.school_id) ORDER BY title, school_id",
        [municipality_id],
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def terms(connection: Connection[Any], school_id: str) -> list[Term]:
    """All terms of a school."""
    rows = connection.execute(
        "SELECT term_id, begin_date, end_date, school_year FROM term WHERE school_id = %s", [school_id]
    )
    return [Term(*row) for row in rows.fetchall()]


def write_terms(connection: Connection[Any], school_id: str, now: Sequence[Term]) -> None:
    """Makes these the terms of the school."""
    connection.execute("DELETE FROM term WHERE school_id = %s", [school_id])
    connection.execute(
        "INSERT INTO term (school_id, term_id, begin_date, end_date, school_year)"
        " SELECT %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[], %s::int[])",
        [
            school_id,
            [term.term_id for term in now],
            [term.begin_date for term in now],
            [term.end_date for term in now],
            [term.school_year for term in now],
        ],
    )


def write_class(
    connection: Connection[Any], school_id: str, class_id: str, version: int, title: str, year_group: int
) -> bool:
    """Whether this version was newer and was written."""
    return (
        connection.execute(
            "INSERT INTO class (school_id, class_id, version, title, year_group) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (school_id, class_id) DO UPDATE"
            " SET version = excluded.version, title = excluded.title, year_group = excluded.year_group"
            " WHERE class.version < excluded.version",
            [school_id, class_id, version, title, year_group],
        ).rowcount
        == 1
    )


def write_class_pupils(connection: Connection[Any], school_id: str, class_id: str, periods: Sequence[Period]) -> None:
    """Makes these the pupils of the class."""
    _write_members(connection, ("class_pupil", "class_id", "pupil_id"), school_id, class_id, periods)


def write_group(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    version: int,
    *,
    subject_title: str,
    class_id: str | None,
    class_title: str,
    year_group: int,
    ended: bool,
) -> bool:
    """Whether this version was newer and was written."""
    return (
        connection.execute(
            "INSERT INTO teaching_group"
            " (school_id, group_id, version, subject_title, class_id, class_title, year_group, ended)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (school_id, group_id) DO UPDATE SET version = excluded.version,"
            " subject_title = excluded.subject_title, class_id = excluded.class_id,"
            " class_title = excluded.class_title, year_group = excluded.year_group, ended = excluded.ended"
            " WHERE teaching_group.version < excluded.version",
            [school_id, group_id, version, subject_title, class_id, class_title, year_group, ended],
        ).rowcount
        == 1
    )


def write_pupils(connection: Connection[Any], school_id: str, group_id: str, periods: Sequence[Period]) -> None:
    """Makes these the pupils of the group."""
    _write_members(connection, ("group_pupil", "group_id", "pupil_id"), school_id, group_id, periods)


def write_teachers(connection: Connection[Any], school_id: str, group_id: str, periods: Sequence[Period]) -> None:
    """Makes these the teachers of the group."""
    _write_members(connection, ("group_teacher", "group_id", "person_id"), school_id, group_id, periods)


def _write_members(
    connection: Connection[Any], names: tuple[str, str, str], school_id: str, place_id: str, periods: Sequence[Period]
) -> None:
    """`names`: of the table, and of its columns for the group or class and for the person."""
    table, place, person = names
    connection.execute(f"DELETE FROM {table} WHERE school_id = %s AND {place} = %s", [school_id, place_id])
    connection.execute(
        f"INSERT INTO {table} (school_id, {place}, {person}, begin_date, end_date)"
        " SELECT %s, %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])",
        [
            school_id,
            place_id,
            [period.person_id for period in periods],
            [period.begin_date for period in periods],
            [period.end_date for period in periods],
        ],
    )
