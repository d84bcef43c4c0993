"""Unusual looks: added to and read, never changed; and what the rule needs to know of a reader's own work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.identity.domain.looks import STAFF, TEACHING, Own

# Of one look: refused, or the three others together.
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class UnusualLook:
    """One reason of one look; `look_id` is shared by all reasons of it."""

    school_id: str
    look_id: str
    reason: str
    occurred_at: datetime
    reader: str
    kind: str
    relation: str
    method: str
    refused: bool
    data_subjects: list[str]


def insert(connection: Connection[Any], looks: Sequence[UnusualLook]) -> None:
    """Adds all in one statement."""
    connection.execute(
        """
        INSERT INTO unusual_look
            (school_id, look_id, reason, minute, occurred_at, reader, kind, relation, method, refused, data_subjects)
        SELECT school, look, reason, date_trunc('minute', at), at, reader, kind, relation, method, refused, subjects
        FROM json_to_recordset(%s) AS (
            school uuid, look uuid, reason text, at timestamptz, reader text, kind text, relation text, method text,
            refused bool, subjects uuid[])
        """,
        [
            Json(
                [
                    {
                        "school": each.school_id,
                        "look": each.look_id,
                        "reason": each.reason,
                        "at": each.occurred_at.isoformat(),
                        "reader": each.reader,
                        "kind": each.kind,
                        "relation": each.relation,
                        "method": each.method,
                        "refused": each.refused,
                        "subjects": each.data_subjects,
                    }
                    for each in looks
                ]
            )
        ],
    )


def load_own(connection: Connection[Any], readers: Sequence[tuple[str, str]], now: datetime) -> list[Own]:
    """For each (person id, school id): whether he teaches or leads a class there today, and all children of those.

    Children who have left count too: their marks are still in his journals.
    """
    rows = connection.execute(
        """
        SELECT count(t.relation_id), array_remove(array_agg(DISTINCT m.person_id), NULL)
        FROM unnest(%(person)s::uuid[], %(school)s::uuid[]) WITH ORDINALITY AS r (person_id, school_id, position)
        JOIN school s ON s.school_id = r.school_id
        LEFT JOIN relation t ON t.person_id = r.person_id AND t.school_id = r.school_id
            AND t.relation = ANY(%(teaching)s)
            AND (%(now)s AT TIME ZONE s.time_zone)::date BETWEEN t.begin_date AND t.end_date
        LEFT JOIN relation m ON m.object_id = t.object_id AND m.relation IN ('class_pupil', 'group_pupil')
        GROUP BY r.position ORDER BY r.position
        """,
        {
            "person": [person for person, _ in readers],
            "school": [school for _, school in readers],
            "teaching": list(TEACHING),
            "now": now,
        },
    ).fetchall()
    return [Own(row[0] > 0, frozenset(row[1])) for row in rows]


@dataclass(frozen=True, slots=True)
class UnusualEntry:
    """Unusual looks of one reader of one kind within one minute; (time, first_id) is its key.

    The reader's id, name and role are those of staff; of others only the role is told ("guardian", "pupil" or empty).
    """

    time: datetime
    first_id: str
    reader_id: str
    reader_name: str
    reader_role: str
    kind: str
    method: str
    refused: bool
    reasons: list[str]
    count: int
    children: int


def list_unusual(
    connection: Connection[Any], school_id: str, before: tuple[datetime, str] | None, most: int
) -> list[UnusualEntry]:
    """A school's unusual looks, newest first, from before the given entry (its time and first id) on.

    Reads the newest minutes in which there are any, as many as entries are wanted, and nothing older.
    """
    rows = connection.execute(
        """
        WITH RECURSIVE minutes AS (
            (SELECT minute FROM unusual_look
             WHERE school_id = %(school)s
                 AND minute <= coalesce(date_trunc('minute', %(time)s::timestamptz), 'infinity')
             ORDER BY minute DESC LIMIT 1)
            UNION ALL
            SELECT (SELECT u.minute FROM unusual_look u WHERE u.school_id = %(school)s AND u.minute < m.minute
                    ORDER BY u.minute DESC LIMIT 1)
            FROM minutes m WHERE m.minute IS NOT NULL
        ),
        wanted AS (
            -- One more: the newest minute may hold entries of the page before alone.
            SELECT minute FROM minutes WHERE minute IS NOT NULL LIMIT %(most)s + 1
        ),
        entry AS (
            SELECT min(u.occurred_at) AS time, min(u.look_id::text)::uuid AS first_id, u.reader, u.relation, u.kind,
                   u.method, u.refused, array_agg(DISTINCT u.reason) AS reasons, count(DISTINCT u.look_id) AS looks,
                   count(DISTINCT child) AS children
            FROM wanted w
            -- OFFSET 0: minute by minute through the key, whatever the planner knows.
            CROSS JOIN LATERAL (
                SELECT * FROM unusual_look WHERE school_id = %(school)s AND minute = w.minute OFFSET 0
            ) AS u
            CROSS JOIN LATERAL unnest(u.data_subjects) AS child
            GROUP BY w.minute, u.reader, u.relation, u.kind, u.method, u.refused
        ),
        page AS (
            SELECT * FROM entry
            WHERE %(time)s::timestamptz IS NULL OR (time, first_id) < (%(time)s, %(id)s::uuid)
            ORDER BY time DESC, first_id DESC LIMIT %(most)s
        )
        SELECT e.time, e.first_id,
               CASE WHEN p.staff THEN reader_id(e.reader)::text ELSE '' END,
               CASE WHEN p.staff THEN p.name ELSE '' END,
               coalesce(nullif(e.relation, ''), p.role, ''),
               e.kind, e.method, e.refused, e.reasons, e.looks, e.children
        FROM page e
        LEFT JOIN LATERAL (
            -- Whoever was refused stood in no relation that counts: what he is at this school says who it was.
            SELECT concat_ws(' ', p.family_name, p.given_name, nullif(p.middle_name, '')) AS name, r.relation AS role,
                   r.relation = ANY(%(staff)s) AS staff
            FROM person p
            JOIN relation r ON r.person_id = p.person_id
                AND (r.school_id = %(school)s AND r.relation = ANY(%(roles)s) OR r.relation = 'guardian')
            WHERE p.person_id = reader_id(e.reader)
            ORDER BY array_position(%(roles)s, r.relation), r.end_date DESC LIMIT 1
        ) p ON true
        ORDER BY e.time DESC, e.first_id DESC
        """,
        {
            "school": school_id,
            "time": before[0] if before else None,
            "id": before[1] if before else None,
            "most": most,
            "staff": list(STAFF),
            "roles": [*reversed(STAFF), "guardian", "pupil"],
        },
    ).fetchall()
    return [UnusualEntry(*row) for row in rows]


def count_since(connection: Connection[Any], school_id: str, now: datetime, within: timedelta, most: int) -> int:
    """How many unusual looks a school had lately; counts to `most` and no further."""
    row = connection.execute(
        """SELECT least(count(DISTINCT look_id), %s) FROM (
               SELECT look_id FROM unusual_look WHERE school_id = %s AND minute >= %s ORDER BY minute DESC LIMIT %s
           ) AS lately""",
        [most, school_id, now - within, most * _MOST_REASONS],
    ).fetchone()
    return row[0] if row else 0
