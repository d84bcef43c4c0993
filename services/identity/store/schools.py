"""Schools, classes, groups, terms."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school."""

    school_id: str
    title: str
    time_zone: str
    municipality_id: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class such as 7А."""

    school_id: str
    class_id: str
    title: str
    year_group: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A teaching group; class_id None: mixed from several classes."""

    school_id: str
    group_id: str
    title: str
    subject_title: str
    subject_code: str
    class_id: str | None
    class_title: str
    year_group: int


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term; dates are ISO texts, inclusive."""

    term_id: str
    title: str
    begin_date: str
    end_date: str
    school_year: int


_GROUP = """
    SELECT g.school_id, g.group_id, g.title, c.title, c.code, g.class_id, coalesce(k.title, ''), g.year_group
    FROM teaching_group g
    JOIN course c USING (course_id)
    LEFT JOIN class k ON k.school_id = g.school_id AND k.class_id = g.class_id
"""


def schools_of_municipality(
    connection: Connection[Any], municipality_id: str, after: str | None, most: int
) -> list[SchoolRow]:
    """Schools in the order of their ids."""
    rows = connection.execute(
        """SELECT school_id, title, time_zone, municipality_id FROM school
           WHERE municipality_id = %s AND ended_at IS NULL AND (%s::uuid IS NULL OR school_id > %s)
           ORDER BY school_id LIMIT %s""",
        [municipality_id, after, after, most],
    ).fetchall()
    return [SchoolRow(*row) for row in rows]


def get_schools(connection: Connection[Any], school_ids: list[str]) -> list[SchoolRow]:
    """The schools of these ids."""
    rows = connection.execute(
        "SELECT school_id, title, time_zone, municipality_id FROM school"
        " WHERE school_id = ANY(%s::uuid[]) ORDER BY title",
        [school_ids],
    ).fetchall()
    return [SchoolRow(*row) for row in rows]


def classes_of_school(connection: Connection[Any], school_id: str, after: str | None, most: int) -> list[ClassRow]:
    """Classes in the order of their ids."""
    rows = connection.execute(
        """SELECT school_id, class_id, title, year_group FROM class
           WHERE school_id = %s AND ended_at IS NULL AND (%s::uuid IS NULL OR class_id > %s)
           ORDER BY class_id LIMIT %s""",
        [school_id, after, after, most],
    ).fetchall()
    return [ClassRow(*row) for row in rows]


def get_class(connection: Connection[Any], school_id: str, class_id: str) -> ClassRow | None:
    """One class of the school."""
    row = connection.execute(
        "SELECT school_id, class_id, title, year_group FROM class WHERE school_id = %s AND class_id = %s",
        [school_id, class_id],
    ).fetchone()
    return ClassRow(*row) if row else None


def groups_of_school(connection: Connection[Any], school_id: str, after: str | None, most: int) -> list[GroupRow]:
    """Groups in the order of their ids."""
    rows = connection.execute(
        _GROUP
        + """WHERE g.school_id = %s AND g.ended_at IS NULL AND (%s::uuid IS NULL OR g.group_id > %s)
             ORDER BY g.group_id LIMIT %s""",
        [school_id, after, after, most],
    ).fetchall()
    return [GroupRow(*row) for row in rows]


def get_group(connection: Connection[Any], school_id: str, group_id: str) -> GroupRow | None:
    """One group of the school."""
    row = connection.execute(_GROUP + "WHERE g.school_id = %s AND g.group_id = %s", [school_id, group_id]).fetchone()
    return GroupRow(*row) if row else None


def groups_taught_by(connection: Connection[Any], person_id: str) -> list[GroupRow]:
    """Groups that the person teaches today."""
    rows = connection.execute(
        _GROUP
        + """JOIN relation r ON r.object_id = g.group_id AND r.relation IN ('subject_teacher', 'substitute')
             JOIN school s ON s.school_id = g.school_id
             WHERE r.person_id = %s AND g.ended_at IS NULL
               AND (now() AT TIME ZONE s.time_zone)::date BETWEEN r.begin_date AND r.end_date
             ORDER BY g.year_group, k.title, c.title, g.group_id""",
        [person_id],
    ).fetchall()
    return [GroupRow(*row) for row in rows]


def classes_led_by(connection: Connection[Any], person_id: str) -> list[ClassRow]:
    """Classes whose class teacher the person is today."""
    rows = connection.execute(
        """SELECT k.school_id, k.class_id, k.title, k.year_group
           FROM relation r JOIN class k ON k.class_id = r.object_id JOIN school s ON s.school_id = k.school_id
           WHERE r.person_id = %s AND r.relation = 'class_teacher' AND k.ended_at IS NULL
             AND (now() AT TIME ZONE s.time_zone)::date BETWEEN r.begin_date AND r.end_date
           ORDER BY k.year_group, k.title""",
        [person_id],
    ).fetchall()
    return [ClassRow(*row) for row in rows]


def terms_of_school(connection: Connection[Any], school_id: str) -> list[TermRow]:
    """The school's terms in the order of their dates."""
    rows = connection.execute(
        """SELECT term_id, title, begin_date::text, end_date::text, school_year FROM term
           WHERE school_id = %s AND ended_at IS NULL ORDER BY begin_date, term_id""",
        [school_id],
    ).fetchall()
    return [TermRow(*row) for row in rows]
