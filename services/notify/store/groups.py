"""Whom news of a teaching group concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from services.notify.store.routing import Member


@dataclass(frozen=True, slots=True)
class Group:
    """A teaching group's titles."""

    subject_title: str
    class_title: str


def put_group(
    connection: Connection[Any], school_id: str, group_id: str, version: int, group: Group, pupils: Sequence[Member]
) -> None:
    """Keeps a group and its pupils when newer."""
    newer = connection.execute(
        """INSERT INTO teaching_group (school_id, group_id, version, subject_title, class_title)
           VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT (school_id, group_id) DO UPDATE SET version = excluded.version,
               subject_title = excluded.subject_title, class_title = excluded.class_title
           WHERE teaching_group.version < excluded.version""",
        [school_id, group_id, version, group.subject_title, group.class_title],
    ).rowcount
    if not newer:
        return
    connection.execute("DELETE FROM group_pupil WHERE school_id = %s AND group_id = %s", [school_id, group_id])
    connection.execute(
        """INSERT INTO group_pupil (school_id, group_id, pupil_id, begin_date, end_date)
           SELECT %s, %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])""",
        [
            school_id,
            group_id,
            [each[0] for each in pupils],
            [each[1] or "-infinity" for each in pupils],
            [each[2] or "infinity" for each in pupils],
        ],
    )


def find_group(connection: Connection[Any], school_id: str, group_id: str) -> Group | None:
    """The group; None while it is not known."""
    row = connection.execute(
        "SELECT subject_title, class_title FROM teaching_group WHERE school_id = %s AND group_id = %s",
        [school_id, group_id],
    ).fetchone()
    return Group(*row) if row else None


def pupils_of(connection: Connection[Any], school_id: str, group_id: str, day: date) -> list[str]:
    """The pupils who are in the group on a day."""
    rows = connection.execute(
        """SELECT DISTINCT pupil_id FROM group_pupil
           WHERE school_id = %s AND group_id = %s AND %s BETWEEN begin_date AND end_date ORDER BY pupil_id""",
        [school_id, group_id, day],
    ).fetchall()
    return [row[0] for row in rows]
