"""People as others may see them, with the things they have a part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

# Today at the school of the relation in hand.
_TODAY = "(now() AT TIME ZONE coalesce(s.time_zone, 'Europe/Moscow'))::date"


@dataclass(frozen=True, slots=True)
class Person:
    """A person's names and address."""

    person_id: str
    given_name: str
    family_name: str
    middle_name: str
    locale: str
    email: str


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil at a school, with the class of today (None: in none) and, in lists, the days of membership."""

    school_id: str
    pupil_id: str
    given_name: str
    family_name: str
    middle_name: str
    class_id: str | None
    class_title: str
    begin_date: str
    end_date: str


def get_people(connection: Connection[Any], person_ids: Sequence[str]) -> list[Person]:
    """The people of these ids; unknown ids are left out, and addresses of whom processing is restricted for."""
    rows = connection.execute(
        """SELECT p.person_id, p.given_name, p.family_name, p.middle_name, p.locale,
                  CASE WHEN r.person_id IS NULL THEN p.email ELSE '' END
           FROM person p LEFT JOIN restriction r ON r.person_id = p.person_id AND r.lifted_at IS NULL
           WHERE p.person_id = ANY(%s::uuid[]) AND p.ended_at IS NULL""",
        [list(person_ids)],
    ).fetchall()
    return [Person(*row) for row in rows]


def phones(connection: Connection[Any], person_ids: Sequence[str]) -> dict[str, str]:
    """Phones by person, of whom processing is restricted for left out."""
    rows = connection.execute(
        """SELECT p.person_id, p.phone FROM person p
           WHERE p.person_id = ANY(%s::uuid[]) AND p.ended_at IS NULL AND NOT EXISTS (
               SELECT FROM restriction r WHERE r.person_id = p.person_id AND r.lifted_at IS NULL)""",
        [list(person_ids)],
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def list_staff(
    connection: Connection[Any],
    school_id: str,
    roles: Sequence[str],
    since: date | None,
    after: tuple[str, str] | None,
    most: int,
) -> list[Person]:
    """Who stands in one of these relations at the school since a day (None: today) or later, by family name and id,
    after the given ones. Without addresses; who was erased is left out."""
    rows = connection.execute(
        f"""SELECT p.person_id, p.given_name, p.family_name, p.middle_name, p.locale, ''
            FROM person p JOIN school s ON s.school_id = %(school)s
            WHERE p.erased_at IS NULL AND (p.family_name, p.person_id) > (%(name)s, %(id)s::uuid)
              AND EXISTS (SELECT FROM relation r WHERE r.school_id = s.school_id AND r.person_id = p.person_id
                  AND r.relation = ANY(%(roles)s) AND r.end_date >= r.begin_date
                  AND r.end_date >= coalesce(%(since)s, {_TODAY}))
            ORDER BY p.family_name, p.person_id LIMIT %(most)s""",
        {
            "school": school_id,
            "roles": list(roles),
            "since": since,
            "name": after[0] if after else "",
            "id": after[1] if after else "00000000-0000-0000-0000-000000000000",
            "most": most,
        },
    ).fetchall()
    return [Person(*row) for row in rows]


def roles_of(connection: Connection[Any], person_id: str) -> list[tuple[str, str]]:
    """(role, resource name of its scope) of today, without the relations that only say membership."""
    rows = connection.execute(
        f"""
        SELECT DISTINCT r.relation,
               CASE WHEN s.school_id IS NOT NULL THEN 'schools/' || s.school_id
                    WHEN r.object_kind = 'municipality' THEN 'municipalities/' || r.object_id
                    ELSE '' END
        FROM relation r
        LEFT JOIN relation e ON r.relation = 'guardian' AND e.relation = 'pupil' AND e.person_id = r.object_id
        LEFT JOIN school s ON s.school_id = coalesce(r.school_id, e.object_id)
        WHERE r.person_id = %s AND r.relation NOT IN ('class_pupil', 'group_pupil')
          AND {_TODAY} BETWEEN r.begin_date AND r.end_date
          AND (e.person_id IS NULL OR {_TODAY} BETWEEN e.begin_date AND e.end_date)
        ORDER BY 1, 2
        """,
        [person_id],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


_PUPIL_COLUMNS = """
    e.object_id, p.person_id, p.given_name, p.family_name, p.middle_name, c.class_id, coalesce(c.title, '')
"""
_CLASS_OF_TODAY = f"""
    LEFT JOIN LATERAL (
        SELECT k.class_id, k.title FROM relation m JOIN class k ON k.class_id = m.object_id AND k.ended_at IS NULL
        WHERE m.person_id = p.person_id AND m.relation = 'class_pupil' AND m.school_id = s.school_id
          AND {_TODAY} BETWEEN m.begin_date AND m.end_date LIMIT 1
    ) c ON true
"""


def children_of(connection: Connection[Any], person_id: str) -> list[PupilRow]:
    """The children whose guardian the person is today, one row for each school they learn at."""
    return _pupils(connection, "g.person_id = %(person)s AND g.relation = 'guardian'", {"person": person_id})


def get_pupil(connection: Connection[Any], school_id: str, pupil_id: str) -> PupilRow | None:
    """A pupil of the school."""
    found = _pupils_at(connection, "p.person_id = %(pupil)s AND e.object_id = %(school)s", pupil_id, school_id)
    return found[0] if found else None


def pupils_of_school(connection: Connection[Any], school_id: str, pupil_ids: Sequence[str]) -> list[PupilRow]:
    """Those of these people who are or were pupils of the school, without class and days."""
    rows = connection.execute(
        """SELECT %(school)s::uuid, p.person_id, p.given_name, p.family_name, p.middle_name, NULL::uuid, '', '', ''
           FROM person p
           WHERE p.person_id = ANY(%(pupils)s::uuid[]) AND p.ended_at IS NULL AND EXISTS (
               SELECT FROM relation e
               WHERE e.person_id = p.person_id AND e.relation = 'pupil' AND e.object_id = %(school)s)""",
        {"school": school_id, "pupils": list(pupil_ids)},
    ).fetchall()
    return [PupilRow(*row) for row in rows]


def pupil_himself(connection: Connection[Any], person_id: str) -> list[PupilRow]:
    """The person as a pupil, one row for each school."""
    return _pupils_at(connection, "p.person_id = %(pupil)s", person_id, None)


def _pupils(connection: Connection[Any], where: str, values: dict[str, Any]) -> list[PupilRow]:
    rows = connection.execute(
        f"""
        SELECT {_PUPIL_COLUMNS}, '', ''
        FROM relation g
        JOIN person p ON p.person_id = g.object_id
        JOIN relation e ON e.person_id = p.person_id AND e.relation = 'pupil'
        JOIN school s ON s.school_id = e.object_id
        {_CLASS_OF_TODAY}
        WHERE {where} AND {_TODAY} BETWEEN g.begin_date AND g.end_date AND {_TODAY} BETWEEN e.begin_date AND e.end_date
        ORDER BY p.given_name, p.person_id
        """,
        values,
    ).fetchall()
    return [PupilRow(*row) for row in rows]


def _pupils_at(connection: Connection[Any], where: str, pupil_id: str, school_id: str | None) -> list[PupilRow]:
    rows = connection.execute(
        f"""
        SELECT {_PUPIL_COLUMNS}, '', ''
        FROM person p
        JOIN relation e ON e.person_id = p.person_id AND e.relation = 'pupil'
        JOIN school s ON s.school_id = e.object_id
        {_CLASS_OF_TODAY}
        WHERE {where} AND {_TODAY} BETWEEN e.begin_date AND e.end_date
        """,
        {"pupil": pupil_id, "school": school_id},
    ).fetchall()
    return [PupilRow(*row) for row in rows]


def list_members(
    connection: Connection[Any], relation: str, school_id: str, object_id: str, *, restricted: bool
) -> list[PupilRow]:
    """The pupils of a class ("class_pupil") or group ("group_pupil"), past and coming ones too, by name.

    `restricted`: those too whose processing is restricted.
    """
    rows = connection.execute(
        f"""
        SELECT e.school_id, p.person_id, p.given_name, p.family_name, p.middle_name, c.class_id, coalesce(c.title, ''),
               CASE WHEN isfinite(e.begin_date) THEN e.begin_date::text ELSE '' END,
               CASE WHEN isfinite(e.end_date) THEN e.end_date::text ELSE '' END
        FROM relation e
        JOIN person p ON p.person_id = e.person_id
        JOIN school s ON s.school_id = e.school_id
        {_CLASS_OF_TODAY}
        WHERE e.relation = %s AND e.school_id = %s AND e.object_id = %s AND p.erased_at IS NULL
          AND (%s OR NOT EXISTS (SELECT FROM restriction r WHERE r.person_id = p.person_id AND r.lifted_at IS NULL))
        ORDER BY p.family_name, p.given_name, p.middle_name, p.person_id
        """,
        [relation, school_id, object_id, restricted],
    ).fetchall()
    return [PupilRow(*row) for row in rows]
