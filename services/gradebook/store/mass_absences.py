"""Mass absences: their pupils, the lessons that these have, and what was changed there."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.gradebook.domain.absences import Period
from services.gradebook.domain.mass_absences import MassAbsence, MassLine

_COLUMNS = """mass_absence_id, class_id, kind, begin_date, end_date, reason, document, pupil_count, request_id,
              created_by, created_at, undone_at"""


def pupils_of(
    connection: Connection[Any], school_id: str, class_id: str, group_id: str | None, begin: date, end: date
) -> list[str]:
    """Who is in the class, by one of its groups, on one of these days; of a group, where one is given, alone."""
    rows = connection.execute(
        """SELECT DISTINCT m.pupil_id FROM teaching_group g JOIN group_pupil m USING (school_id, group_id)
           WHERE g.school_id = %(school)s AND g.class_id = %(class)s
               AND m.begin_date <= %(end)s AND m.end_date >= %(begin)s
               AND (%(group)s::uuid IS NULL OR EXISTS (
                   SELECT FROM group_pupil o WHERE o.school_id = m.school_id AND o.group_id = %(group)s
                       AND o.pupil_id = m.pupil_id AND o.begin_date <= %(end)s AND o.end_date >= %(begin)s))
           ORDER BY m.pupil_id""",
        {"school": school_id, "class": class_id, "group": group_id, "begin": begin, "end": end},
    ).fetchall()
    return [row[0] for row in rows]


def lessons_of(
    connection: Connection[Any], school_id: str, class_id: str, pupil_ids: Sequence[str], begin: date, end: date
) -> dict[str, list[str]]:
    """The pupils of each lesson between two days that is not cancelled, of days on which they are in the class."""
    rows = connection.execute(
        """SELECT l.lesson_id, m.pupil_id FROM group_pupil m
           JOIN lesson l ON l.school_id = m.school_id AND l.group_id = m.group_id AND l.state <> 'cancelled'
               AND l.date BETWEEN greatest(m.begin_date, %(begin)s) AND least(m.end_date, %(end)s)
           WHERE m.school_id = %(school)s AND m.pupil_id = ANY(%(pupils)s::uuid[]) AND EXISTS (
               SELECT FROM teaching_group g JOIN group_pupil c USING (school_id, group_id)
               WHERE g.school_id = m.school_id AND g.class_id = %(class)s AND c.pupil_id = m.pupil_id
                   AND l.date BETWEEN c.begin_date AND c.end_date)
           ORDER BY l.lesson_id, m.pupil_id""",
        {"school": school_id, "class": class_id, "pupils": list(pupil_ids), "begin": begin, "end": end},
    ).fetchall()
    found: dict[str, list[str]] = {}
    for lesson_id, pupil_id in rows:
        found.setdefault(lesson_id, []).append(pupil_id)
    return found


def add_mass(connection: Connection[Any], school_id: str, mass: MassAbsence, periods: Sequence[Period]) -> None:
    """Adds it with the days of each pupil."""
    connection.execute(
        f"""INSERT INTO mass_absence (school_id, {_COLUMNS})
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL)""",
        [
            school_id, mass.mass_absence_id, mass.class_id, mass.kind, mass.begin, mass.end, mass.reason,
            mass.document, mass.pupil_count, mass.request_id, mass.created_by, mass.created_at,
        ],
    )  # fmt: skip
    connection.execute(
        """INSERT INTO absence_period (school_id, period_id, pupil_id, begin_date, end_date, reason, document,
                                       created_by, created_at, mass_absence_id)
           SELECT %s, period, pupil, %s, %s, %s, %s, %s, %s, %s
           FROM json_to_recordset(%s) AS (period uuid, pupil uuid)""",
        [
            school_id, mass.begin, mass.end, mass.reason, mass.document, mass.created_by, mass.created_at,
            mass.mass_absence_id, Json([{"period": each.period_id, "pupil": each.pupil_id} for each in periods]),
        ],
    )  # fmt: skip


def lock_mass(connection: Connection[Any], school_id: str, class_id: str, mass_id: str) -> MassAbsence | None:
    """One of a class, locked until the transaction ends; None when there is no such."""
    row = connection.execute(
        f"""SELECT {_COLUMNS} FROM mass_absence
            WHERE school_id = %s AND class_id = %s AND mass_absence_id = %s FOR UPDATE""",
        [school_id, class_id, mass_id],
    ).fetchone()
    return MassAbsence(*row) if row else None


def undo_mass(connection: Connection[Any], school_id: str, mass_id: str, person_id: str, now: datetime) -> None:
    """Writes that it was taken back, and ends its days."""
    connection.execute(
        "UPDATE mass_absence SET undone_by = %s, undone_at = %s WHERE school_id = %s AND mass_absence_id = %s",
        [person_id, now, school_id, mass_id],
    )
    connection.execute(
        """UPDATE absence_period SET ended_by = %s, ended_at = %s
           WHERE school_id = %s AND mass_absence_id = %s AND ended_at IS NULL""",
        [person_id, now, school_id, mass_id],
    )


def lines_of(connection: Connection[Any], school_id: str, mass: MassAbsence) -> list[MassLine]:
    """The cells that it has changed, as the lessons' histories tell."""
    rows = connection.execute(
        """SELECT h.lesson_id, h.pupil_id, h.old_value, h.version
           FROM (SELECT DISTINCT m.group_id FROM absence_period p
                 JOIN group_pupil m ON m.school_id = p.school_id AND m.pupil_id = p.pupil_id
                 WHERE p.school_id = %(school)s AND p.mass_absence_id = %(mass)s) g
           JOIN lesson l ON l.school_id = %(school)s AND l.group_id = g.group_id
               AND l.date BETWEEN %(begin)s AND %(end)s
           JOIN change_history h ON h.school_id = l.school_id AND h.school_year = l.school_year
               AND h.lesson_id = l.lesson_id AND h.cell = 'attendance' AND h.request_id = %(request)s
           ORDER BY h.lesson_id, h.pupil_id""",
        {
            "school": school_id,
            "mass": mass.mass_absence_id,
            "begin": mass.begin,
            "end": mass.end,
            "request": mass.request_id,
        },
    ).fetchall()
    return [MassLine(*row) for row in rows]


def masses_of(
    connection: Connection[Any], school_id: str, class_id: str, after: tuple[datetime, str] | None, most: int
) -> list[MassAbsence]:
    """A class's, newest first."""
    moment, mass_id = after or (None, None)
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM mass_absence
            WHERE school_id = %s AND class_id = %s
                AND (%s::timestamptz IS NULL OR (created_at, mass_absence_id) < (%s, %s::uuid))
            ORDER BY created_at DESC, mass_absence_id DESC LIMIT %s""",
        [school_id, class_id, moment, moment, mass_id, most],
    ).fetchall()
    return [MassAbsence(*row) for row in rows]
