"""Read models of schools, classes and groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection

from services.gradebook.domain.membership import Span
from services.gradebook.domain.timetable import Term


def take_school(connection: Connection[Any], school_id: str, *, alone: bool) -> None:
    """Waits for the school's turn: a change of terms goes alone, changes of groups go beside each other.

    Without it two that commit at once would each miss the other, and a group would stay without lessons.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    connection.execute(f"SELECT {function}(hashtextextended('school ' || %s, 0))", [school_id])


@dataclass(frozen=True, slots=True)
class School:
    """A school as kept."""

    school_id: str
    version: int
    time_zone: str
    live_from: date | None
    ended: bool


def put_school(connection: Connection[Any], school: School) -> bool:
    """Keeps a school; False when the version is not newer than what is kept."""
    return bool(
        connection.execute(
            """INSERT INTO school AS s (school_id, version, time_zone, live_from, ended) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (school_id)
               DO UPDATE SET version = excluded.version, time_zone = excluded.time_zone,
                   live_from = excluded.live_from, ended = excluded.ended
               WHERE s.version < excluded.version""",
            [school.school_id, school.version, school.time_zone, school.live_from, school.ended],
        ).rowcount
    )


def put_terms(connection: Connection[Any], school_id: str, terms: Sequence[Term]) -> bool:
    """Replaces the school's terms, and makes room for what their years bring; False when they were the same."""
    stored = terms_of(connection, school_id)
    if sorted(stored, key=lambda term: term.term_id) == sorted(terms, key=lambda term: term.term_id):
        return False
    years = sorted({term.school_year for term in terms})
    connection.execute("SELECT open_school_year(year) FROM unnest(%s::int[]) AS year", [years])
    connection.execute("DELETE FROM term WHERE school_id = %s", [school_id])
    connection.execute(
        """INSERT INTO term (school_id, term_id, begin_date, end_date, school_year)
           SELECT %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[], %s::int[])""",
        [
            school_id,
            [term.term_id for term in terms],
            [term.begin for term in terms],
            [term.end for term in terms],
            [term.school_year for term in terms],
        ],
    )
    return True


def terms_of(connection: Connection[Any], school_id: str) -> list[Term]:
    """The school's terms that are known."""
    rows = connection.execute(
        "SELECT term_id, begin_date, end_date, school_year FROM term WHERE school_id = %s", [school_id]
    ).fetchall()
    return [Term(*row) for row in rows]


def put_default_categories(connection: Connection[Any], school_id: str, weights: dict[str, Decimal]) -> None:
    """Gives a school without categories its first ones."""
    connection.execute(
        """INSERT INTO category (school_id, code, weight) SELECT %s, * FROM unnest(%s::text[], %s::numeric[])
           WHERE NOT EXISTS (SELECT FROM category WHERE school_id = %s)""",
        [school_id, list(weights), list(weights.values()), school_id],
    )


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class as kept."""

    school_id: str
    class_id: str
    version: int
    title: str
    year_group: int
    ended: bool


def put_class(connection: Connection[Any], row: ClassRow) -> bool:
    """Keeps a class; False when the version is not newer than what is kept."""
    return bool(
        connection.execute(
            """INSERT INTO class AS c (school_id, class_id, version, title, year_group, ended)
               VALUES (%s, %s, %s, %s, %s, %s)
               ON CONFLICT (school_id, class_id)
               DO UPDATE SET version = excluded.version, title = excluded.title, year_group = excluded.year_group,
                   ended = excluded.ended
               WHERE c.version < excluded.version""",
            [row.school_id, row.class_id, row.version, row.title, row.year_group, row.ended],
        ).rowcount
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A teaching group as kept."""

    school_id: str
    group_id: str
    version: int
    subject_code: str
    subject_title: str
    class_id: str | None
    class_title: str
    year_group: int
    term_ids: list[str]
    periods: list[str]
    room: str
    ended: bool
    title: str = ""


def put_group(connection: Connection[Any], group: Group) -> bool:
    """Keeps a group; False when the version is not newer than what is kept."""
    return bool(
        connection.execute(
            """INSERT INTO teaching_group AS g (school_id, group_id, version, subject_code, subject_title, class_id,
                                                class_title, year_group, term_ids, periods, room, ended,
                                                title)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s)
               ON CONFLICT (school_id, group_id)
               DO UPDATE SET version = excluded.version, subject_code = excluded.subject_code,
                   subject_title = excluded.subject_title, class_id = excluded.class_id,
                   class_title = excluded.class_title, year_group = excluded.year_group,
                   term_ids = excluded.term_ids, periods = excluded.periods, room = excluded.room,
                   ended = excluded.ended, title = excluded.title
               WHERE g.version < excluded.version""",
            [
                group.school_id, group.group_id, group.version, group.subject_code, group.subject_title,
                group.class_id, group.class_title, group.year_group, group.term_ids, group.periods, group.room,
                group.ended, group.title,
            ],
        ).rowcount
    )  # fmt: skip


def put_pupils(connection: Connection[Any], school_id: str, group_id: str, spans: Sequence[Span]) -> None:
    """Replaces the group's pupils."""
    _put_people(connection, "group_pupil", "pupil_id", school_id, group_id, spans)


def put_teachers(connection: Connection[Any], school_id: str, group_id: str, spans: Sequence[Span]) -> None:
    """Replaces the group's teachers."""
    _put_people(connection, "group_teacher", "person_id", school_id, group_id, spans)


def _put_people(
    connection: Connection[Any], table: str, column: str, school_id: str, group_id: str, spans: Sequence[Span]
) -> None:
    connection.execute(f"DELETE FROM {table} WHERE school_id = %s AND group_id = %s", [school_id, group_id])
    connection.execute(
        f"""INSERT INTO {table} (school_id, group_id, {column}, begin_date, end_date)
            SELECT %s, %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])""",
        [
            school_id,
            group_id,
            [span.person_id for span in spans],
            [span.begin for span in spans],
            [span.end for span in spans],
        ],
    )


_GROUP = """SELECT school_id, group_id, version, subject_code, subject_title, class_id, class_title, year_group,
                   term_ids::text[], periods, room, ended, title FROM teaching_group"""


def groups_of_school(connection: Connection[Any], school_id: str) -> list[Group]:
    """All groups of a school."""
    rows = connection.execute(f"{_GROUP} WHERE school_id = %s ORDER BY group_id", [school_id]).fetchall()
    return [Group(*row) for row in rows]


def groups_named(connection: Connection[Any], school_id: str, group_ids: Sequence[str]) -> list[Group]:
    """Groups of a school by their ids."""
    rows = connection.execute(
        f"{_GROUP} WHERE school_id = %s AND group_id = ANY(%s::uuid[]) ORDER BY group_id", [school_id, list(group_ids)]
    ).fetchall()
    return [Group(*row) for row in rows]


def groups_after(
    connection: Connection[Any], school_id: str | None, after: tuple[str, str] | None, most: int
) -> list[Group]:
    """Groups in order of school and id (of one school when named), after the given key."""
    key = after or ("00000000-0000-0000-0000-000000000000",) * 2
    rows = connection.execute(
        f"""{_GROUP} WHERE (%s::uuid IS NULL OR school_id = %s) AND (school_id, group_id) > (%s::uuid, %s::uuid)
            ORDER BY school_id, group_id LIMIT %s""",
        [school_id, school_id, *key, most],
    ).fetchall()
    return [Group(*row) for row in rows]
