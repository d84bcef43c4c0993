"""The register's present state, as it is published to the other services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

Member = tuple[str, str, str]  # person id, first day, last day; ISO dates, empty: open
_DAYS = """CASE WHEN isfinite(r.begin_date) THEN r.begin_date::text ELSE '' END,
           CASE WHEN isfinite(r.end_date) THEN r.end_date::text ELSE '' END"""


@dataclass(frozen=True, slots=True)
class SchoolState:
    """A school with its new version."""

    school_id: str
    version: int
    municipality_id: str
    title: str
    time_zone: str
    live_from: str
    ended: bool


@dataclass(frozen=True, slots=True)
class ClassState:
    """A class with its new version."""

    school_id: str
    class_id: str
    version: int
    title: str
    year_group: int
    ended: bool


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group with its new version."""

    school_id: str
    group_id: str
    version: int
    title: str
    subject_code: str
    subject_title: str
    class_id: str | None
    class_title: str
    year_group: int
    term_ids: list[str]
    periods: list[str]
    room: str
    ended: bool


def bump_schools(connection: Connection[Any], school_ids: Sequence[str]) -> list[SchoolState]:
    """Raises the schools' versions and gives their state."""
    rows = connection.execute(
        """UPDATE school SET version = version + 1 WHERE school_id = ANY(%s::uuid[])
           RETURNING school_id, version, municipality_id, title, time_zone, live_from::text, ended_at IS NOT NULL""",
        [list(school_ids)],
    ).fetchall()
    return [SchoolState(*row) for row in rows]


def bump_classes(connection: Connection[Any], class_ids: Sequence[str]) -> list[ClassState]:
    """Raises the classes' versions and gives their state."""
    rows = connection.execute(
        """UPDATE class SET version = version + 1 WHERE class_id = ANY(%s::uuid[])
           RETURNING school_id, class_id, version, title, year_group, ended_at IS NOT NULL""",
        [list(class_ids)],
    ).fetchall()
    return [ClassState(*row) for row in rows]


def bump_groups(connection: Connection[Any], group_ids: Sequence[str]) -> list[GroupState]:
    """Raises the groups' versions and gives their state."""
    rows = connection.execute(
        """WITH bumped AS (
               UPDATE teaching_group SET version = version + 1 WHERE group_id = ANY(%s::uuid[]) RETURNING *)
           SELECT g.school_id, g.group_id, g.version, g.title, c.code, c.title, g.class_id, coalesce(k.title, ''),
                  g.year_group, g.term_ids::text[], g.periods, g.room, g.ended_at IS NOT NULL
           FROM bumped g JOIN course c USING (course_id)
           LEFT JOIN class k ON k.school_id = g.school_id AND k.class_id = g.class_id""",
        [list(group_ids)],
    ).fetchall()
    return [GroupState(*row) for row in rows]


def bump_families(connection: Connection[Any], pupil_ids: Sequence[str]) -> list[tuple[str, int]]:
    """Raises the families' versions; (pupil id, version)."""
    rows = connection.execute(
        """INSERT INTO family (pupil_id, version) SELECT DISTINCT unnest(%s::uuid[]), 1
           ON CONFLICT (pupil_id) DO UPDATE SET version = family.version + 1 RETURNING pupil_id, version""",
        [list(pupil_ids)],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def birth_dates(connection: Connection[Any], pupil_ids: Sequence[str]) -> dict[str, date]:
    """Pupil id → birthday, of whom it is known."""
    rows = connection.execute(
        "SELECT person_id, birth_date FROM person WHERE person_id = ANY(%s::uuid[]) AND birth_date IS NOT NULL",
        [list(pupil_ids)],
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def birth_date_if_untold(connection: Connection[Any], person_id: str) -> date | None:
    """The birthday of a pupil of whom the others do not know yet that he is told himself; None for anybody else."""
    row = connection.execute(
        """SELECT p.birth_date FROM family f JOIN person p ON p.person_id = f.pupil_id
           WHERE f.pupil_id = %s AND NOT f.own_notices""",
        [person_id],
    ).fetchone()
    return row[0] if row else None


def set_own_notices(connection: Connection[Any], pupil_ids: Sequence[str], told: Sequence[str]) -> None:
    """Remembers which of these pupils the others know to be told themselves."""
    connection.execute(
        """UPDATE family SET own_notices = pupil_id = ANY(%(told)s::uuid[])
           WHERE pupil_id = ANY(%(pupils)s::uuid[]) AND own_notices <> (pupil_id = ANY(%(told)s::uuid[]))""",
        {"pupils": list(pupil_ids), "told": list(told)},
    )


def members_of(
    connection: Connection[Any], object_ids: Sequence[str], relations: Sequence[str]
) -> dict[tuple[str, str], list[Member]]:
    """Who stands in which relation to these things: (object id, relation) → members."""
    rows = connection.execute(
        f"""SELECT r.object_id, r.relation, r.person_id, {_DAYS} FROM relation r
            WHERE r.object_id = ANY(%s::uuid[]) AND r.relation = ANY(%s)
            ORDER BY r.object_id, r.person_id, r.begin_date""",
        [list(object_ids), list(relations)],
    ).fetchall()
    members: dict[tuple[str, str], list[Member]] = {}
    for object_id, relation, person_id, begin, end in rows:
        members.setdefault((object_id, relation), []).append((person_id, begin, end))
    return members


def schools_of_pupils(connection: Connection[Any], pupil_ids: Sequence[str]) -> dict[str, list[str]]:
    """At which schools these pupils are enrolled or were."""
    rows = connection.execute(
        "SELECT person_id, array_agg(DISTINCT object_id::text) FROM relation"
        " WHERE relation = 'pupil' AND person_id = ANY(%s::uuid[]) GROUP BY person_id",
        [list(pupil_ids)],
    ).fetchall()
    return dict(rows)


def all_ids(connection: Connection[Any], school_id: str | None) -> tuple[list[str], list[str], list[str], list[str]]:
    """The ids of all schools, classes, groups and pupils (of one school, when named)."""
    condition, values = ("WHERE school_id = %(school)s", {"school": school_id}) if school_id else ("", {})
    columns = []
    for query in (
        f"SELECT school_id FROM school {condition}",
        f"SELECT class_id FROM class {condition}",
        f"SELECT group_id FROM teaching_group {condition}",
        "SELECT DISTINCT person_id FROM relation WHERE relation = 'pupil'"
        + (" AND object_id = %(school)s" if school_id else ""),
    ):
        columns.append([row[0] for row in connection.execute(query, values).fetchall()])
    return columns[0], columns[1], columns[2], columns[3]
