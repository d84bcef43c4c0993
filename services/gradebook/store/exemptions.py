"""Exemptions of pupils from subjects."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.exemptions import Exemption

_COLUMNS = "e.exemption_id, e.pupil_id, e.subject_code, e.begin_date, e.end_date, e.document, e.partial, e.version"
# One title for a code, whatever groups call it.
_TITLE = """
    (SELECT min(t.subject_title) FROM teaching_group t
     WHERE t.school_id = e.school_id AND t.subject_code = e.subject_code)
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """An exemption with its subject's title."""

    exemption: Exemption
    subject_title: str


def lock_pupil(connection: Connection[Any], school_id: str, pupil_id: str) -> None:
    """Changes of one pupil's exemptions take turns until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(7270120, hashtext(%s))", [school_id + pupil_id])


def learns(connection: Connection[Any], school_id: str, pupil_id: str, subject_code: str) -> bool:
    """Whether the pupil is or was in a group of the subject."""
    row = connection.execute(
        """SELECT EXISTS (SELECT FROM group_pupil p JOIN teaching_group g USING (school_id, group_id)
                          WHERE school_id = %s AND p.pupil_id = %s AND g.subject_code = %s)""",
        [school_id, pupil_id, subject_code],
    ).fetchone()
    return bool(row and row[0])


def subjects_of_class(connection: Connection[Any], school_id: str, class_id: str) -> list[tuple[str, str]]:
    """The subjects that a class learns: code and title, by title."""
    return connection.execute(
        """SELECT subject_code, min(subject_title) AS title FROM teaching_group
           WHERE school_id = %s AND class_id = %s GROUP BY subject_code ORDER BY title, subject_code""",
        [school_id, class_id],
    ).fetchall()


def all_of_pupil(connection: Connection[Any], school_id: str, pupil_id: str) -> list[Exemption]:
    """All exemptions of a pupil."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM exemption e WHERE e.school_id = %s AND e.pupil_id = %s", [school_id, pupil_id]
    ).fetchall()
    return [Exemption(*row) for row in rows]


def add(connection: Connection[Any], school_id: str, exemption: Exemption, person_id: str, now: datetime) -> None:
    """Adds one."""
    connection.execute(
        """INSERT INTO exemption (school_id, exemption_id, pupil_id, subject_code, begin_date, end_date, document,
                                  partial, version, made_by, made_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            school_id, exemption.exemption_id, exemption.pupil_id, exemption.subject_code, exemption.begin,
            exemption.end, exemption.document, exemption.partial, exemption.version, person_id, now,
        ],
    )  # fmt: skip


def end(connection: Connection[Any], school_id: str, exemption: Exemption) -> None:
    """Writes the last day, in the version it has."""
    connection.execute(
        "UPDATE exemption SET end_date = %s, version = %s WHERE school_id = %s AND exemption_id = %s",
        [exemption.end, exemption.version, school_id, exemption.exemption_id],
    )


def get(connection: Connection[Any], school_id: str, exemption_id: str) -> Listed | None:
    """One exemption."""
    row = connection.execute(
        f"SELECT {_COLUMNS}, {_TITLE} FROM exemption e WHERE e.school_id = %s AND e.exemption_id = %s",
        [school_id, exemption_id],
    ).fetchone()
    return Listed(Exemption(*row[:-1]), row[-1] or row[2]) if row else None


def listed(
    connection: Connection[Any],
    school_id: str,
    pupil_id: str | None,
    class_id: str | None,
    before: tuple[date, str] | None,
    most: int,
) -> list[Listed]:
    """Those of a pupil, or of the pupils of a class's groups; latest first day first, before the given one."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS}, {_TITLE} FROM exemption e
            WHERE e.school_id = %(school)s AND e.begin_date <= e.end_date
                AND coalesce(e.pupil_id = %(pupil)s::uuid, true)
                AND (%(class)s::uuid IS NULL OR e.pupil_id IN (
                    SELECT p.pupil_id FROM group_pupil p JOIN teaching_group g USING (school_id, group_id)
                    WHERE school_id = %(school)s AND g.class_id = %(class)s))
                AND (%(day)s::date IS NULL OR (e.begin_date, e.exemption_id) < (%(day)s, %(id)s::uuid))
            ORDER BY e.begin_date DESC, e.exemption_id DESC LIMIT %(most)s""",
        {
            "school": school_id,
            "pupil": pupil_id,
            "class": class_id,
            "day": before and before[0],
            "id": before and before[1],
            "most": most,
        },
    ).fetchall()
    return [Listed(Exemption(*row[:-1]), row[-1] or row[2]) for row in rows]
