"""Requests for bulk exports, and the rows that they hold."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from services.identity.domain.exporting import Export


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: everybody whose data it holds, and the cells in the order of the file's headings."""

    person_ids: tuple[str, ...]
    cells: tuple[str | date | None, ...]


def class_exists(connection: Connection[Any], school_id: str, class_id: str) -> bool:
    """Whether the school has this class."""
    row = connection.execute(
        "SELECT true FROM class WHERE school_id = %s AND class_id = %s", [school_id, class_id]
    ).fetchone()
    return row is not None


def add(
    connection: Connection[Any],
    export_id: str,
    school_id: str,
    content: str,
    class_id: str | None,
    purpose: str,
    by: str,
    now: datetime,
) -> None:
    """Keeps a request."""
    connection.execute(
        """INSERT INTO export (export_id, school_id, content, class_id, purpose, asked_by, asked_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s)""",
        [export_id, school_id, content, class_id, purpose, by, now],
    )


_NAME = "coalesce(concat_ws(' ', {0}.family_name, {0}.given_name, nullif({0}.middle_name, '')), '')"
_EXPORT = f"""
    SELECT x.export_id, x.content, x.class_id, x.purpose, x.asked_by, {_NAME.format("a")}, x.asked_at, x.state,
           {_NAME.format("d")}, x.decided_at, x.downloads
    FROM export x LEFT JOIN person a ON a.person_id = x.asked_by LEFT JOIN person d ON d.person_id = x.decided_by
"""


def get(connection: Connection[Any], school_id: str, export_id: str) -> Export | None:
    """A request of the school, locked until the transaction ends."""
    row = connection.execute(
        f"{_EXPORT} WHERE x.school_id = %s AND x.export_id = %s FOR UPDATE OF x", [school_id, export_id]
    ).fetchone()
    return Export(*row) if row else None


def list_exports(
    connection: Connection[Any], school_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Export]:
    """The school's requests, newest first, before the given one."""
    rows = connection.execute(
        f"""{_EXPORT} WHERE x.school_id = %(school)s
            AND (%(time)s::timestamptz IS NULL OR (x.asked_at, x.export_id) < (%(time)s, %(id)s::uuid))
            ORDER BY x.asked_at DESC, x.export_id DESC LIMIT %(most)s""",
        {"school": school_id, "time": before and before[0], "id": before and before[1], "most": most},
    ).fetchall()
    return [Export(*row) for row in rows]


def decide(connection: Connection[Any], export_id: str, state: str, by: str, now: datetime) -> None:
    """Keeps the decision."""
    connection.execute(
        "UPDATE export SET state = %s, decided_by = %s, decided_at = %s WHERE export_id = %s",
        [state, by, now, export_id],
    )


def count_download(connection: Connection[Any], export_id: str, now: datetime) -> None:
    """Keeps that it was downloaded once more."""
    connection.execute(
        "UPDATE export SET downloads = downloads + 1, last_download_at = %s WHERE export_id = %s", [now, export_id]
    )


_NOT_RESTRICTED = "NOT EXISTS (SELECT FROM restriction x WHERE x.person_id = {0} AND x.lifted_at IS NULL)"
_TODAY = "(now() AT TIME ZONE s.time_zone)::date"
_PUPILS = f"""
    SELECT p.person_id, p.family_name, p.given_name, p.middle_name, k.title AS class_title, k.year_group, p.birth_date,
           k.class_id, {_TODAY} AS today
    FROM school s
    JOIN relation e ON e.object_id = s.school_id AND e.relation = 'pupil'
        AND {_TODAY} BETWEEN e.begin_date AND e.end_date
    JOIN person p ON p.person_id = e.person_id
    LEFT JOIN relation m ON m.person_id = p.person_id AND m.relation = 'class_pupil' AND m.school_id = s.school_id
        AND {_TODAY} BETWEEN m.begin_date AND m.end_date
    LEFT JOIN class k ON k.class_id = m.object_id
    WHERE s.school_id = %(school)s AND (%(class)s::uuid IS NULL OR k.class_id = %(class)s)
      AND {_NOT_RESTRICTED.format("p.person_id")}
"""
_ROWS = {
    "pupils": f"""
        SELECT ARRAY[person_id::text], family_name, given_name, middle_name, coalesce(class_title, ''), birth_date
        FROM ({_PUPILS}) AS pupil
        ORDER BY year_group, class_title, family_name, given_name, person_id LIMIT %(most)s""",
    "guardians": f"""
        SELECT ARRAY[g.person_id::text, c.person_id::text], coalesce(c.class_title, ''),
               concat_ws(' ', c.family_name, c.given_name), g.family_name, g.given_name, g.middle_name, g.email, g.phone
        FROM ({_PUPILS}) AS c
        JOIN relation r ON r.object_id = c.person_id AND r.relation = 'guardian'
            AND c.today BETWEEN r.begin_date AND r.end_date
        JOIN person g ON g.person_id = r.person_id
        WHERE {_NOT_RESTRICTED.format("g.person_id")}
        ORDER BY c.year_group, c.class_title, c.family_name, c.given_name, g.family_name, g.person_id LIMIT %(most)s""",
    "staff": f"""
        SELECT ARRAY[p.person_id::text], p.family_name, p.given_name, p.middle_name,
               string_agg(DISTINCT r.relation, ', ')
        FROM school s
        JOIN relation r ON r.school_id = s.school_id AND {_TODAY} BETWEEN r.begin_date AND r.end_date
            AND r.relation = ANY(%(staff)s)
        JOIN person p USING (person_id)
        WHERE s.school_id = %(school)s AND {_NOT_RESTRICTED.format("p.person_id")}
        GROUP BY p.person_id ORDER BY p.family_name, p.given_name, p.person_id LIMIT %(most)s""",
}


def rows_of(
    connection: Connection[Any], content: str, school_id: str, class_id: str | None, staff: list[str], most: int
) -> list[Row]:
    """The rows of a file, without those whose processing is restricted; at most so many."""
    rows = connection.execute(
        _ROWS[content], {"school": school_id, "class": class_id, "staff": staff, "most": most}
    ).fetchall()
    return [Row(tuple(row[0]), tuple(row[1:])) for row in rows]
