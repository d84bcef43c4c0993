"""The one statement that decides on access, and the version of relations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

# What a resource is a part of: see the docstring of domain/policy.py. `day` is today at the school.
_TARGETS = """
item AS (
    SELECT i.*, (now() AT TIME ZONE coalesce(s.time_zone, 'Europe/Moscow'))::date AS day
    FROM unnest(%(position)s::int[], %(person)s::uuid[], %(permission)s::text[], %(kind)s::text[],
                %(school)s::uuid[], %(object)s::uuid[])
         AS i (position, person_id, permission, kind, school_id, object_id)
    LEFT JOIN school s ON s.school_id = i.school_id
),
target AS (
    SELECT position, 'municipality' AS object_kind, object_id FROM item WHERE kind = 'municipality'
    UNION ALL
    SELECT i.position, t.object_kind, t.object_id
    FROM item i
    JOIN teaching_group g ON g.school_id = i.school_id AND g.group_id = i.object_id
    CROSS JOIN LATERAL (VALUES ('group', g.group_id), ('class', g.class_id), ('school', g.school_id))
        AS t (object_kind, object_id)
    WHERE i.kind = 'group'
    UNION ALL
    SELECT i.position, t.object_kind, t.object_id
    FROM item i
    JOIN class c ON c.school_id = i.school_id AND c.class_id = i.object_id
    CROSS JOIN LATERAL (VALUES ('class', c.class_id), ('school', c.school_id)) AS t (object_kind, object_id)
    WHERE i.kind = 'class'
    UNION ALL
    SELECT i.position, t.object_kind, t.object_id
    FROM item i
    JOIN relation e ON e.person_id = i.object_id AND e.relation = 'pupil' AND e.object_id = i.school_id
        AND i.day BETWEEN e.begin_date AND e.end_date
    CROSS JOIN LATERAL (VALUES ('pupil', i.object_id), ('school', i.school_id)) AS t (object_kind, object_id)
    WHERE i.kind = 'pupil'
    UNION ALL
    SELECT i.position, 'class', m.object_id
    FROM item i
    JOIN relation m ON m.person_id = i.object_id AND m.relation = 'class_pupil' AND m.school_id = i.school_id
        AND i.day BETWEEN m.begin_date AND m.end_date
    -- Who has left the school is nobody's pupil there, though his place in a class was not ended.
    JOIN relation e ON e.person_id = i.object_id AND e.relation = 'pupil' AND e.object_id = i.school_id
        AND i.day BETWEEN e.begin_date AND e.end_date
    WHERE i.kind = 'pupil'
    UNION ALL
    SELECT position, 'school', school_id FROM item WHERE kind = 'school'
    UNION ALL
    -- At school level a person also counts by the groups taught, the classes led and the children who learn there.
    SELECT i.position, r.object_kind, r.object_id
    FROM item i
    JOIN relation r ON r.person_id = i.person_id AND r.school_id = i.school_id AND r.object_kind IN ('group', 'class')
    WHERE i.kind = 'school'
    UNION ALL
    SELECT i.position, 'pupil', e.person_id
    FROM item i
    JOIN relation c ON c.person_id = i.person_id AND c.relation = 'guardian'
    JOIN relation e ON e.person_id = c.object_id AND e.relation = 'pupil' AND e.object_id = i.school_id
        AND i.day BETWEEN e.begin_date AND e.end_date
    WHERE i.kind = 'school'
),
granted AS (
    SELECT * FROM unnest(%(grant_permission)s::text[], %(grant_relation)s::text[], %(grant_kind)s::text[])
        AS g (permission, relation, object_kind)
)
"""
_DECIDE_OF_CLIENT = f"""
WITH {_TARGETS}
SELECT i.position,
       min(r.relation) FILTER (WHERE r.relation IS NOT NULL),
       least(%(longest)s, 86400 - extract(
           epoch FROM min(now() AT TIME ZONE coalesce(s.time_zone, 'Europe/Moscow'))::time))::int,
       (SELECT version FROM relations_version)
FROM item i
LEFT JOIN target t ON t.position = i.position AND t.object_kind = 'school' AND t.object_id = i.school_id
LEFT JOIN relation r ON t.position IS NOT NULL AND r.person_id = i.person_id AND r.object_id = i.school_id
    AND r.relation = %(scope)s || i.permission AND i.day BETWEEN r.begin_date AND r.end_date
LEFT JOIN school s ON s.school_id = i.school_id
GROUP BY i.position
ORDER BY i.position
"""
_DECIDE = f"""
WITH {_TARGETS},
yes AS (
    SELECT i.position, g.relation
    FROM item i
    JOIN target t USING (position)
    JOIN granted g ON g.permission = i.permission AND g.object_kind = t.object_kind
    JOIN relation r ON r.person_id = i.person_id AND r.relation = g.relation AND r.object_id = t.object_id
        AND i.day BETWEEN r.begin_date AND r.end_date
    UNION ALL
    SELECT i.position, g.relation
    FROM item i
    JOIN target t USING (position)
    JOIN granted g ON g.permission = i.permission AND g.relation = 'self' AND t.object_kind = 'pupil'
    WHERE t.object_id = i.person_id
)
SELECT i.position,
       min(yes.relation),
       least(%(longest)s, 86400 - extract(
           epoch FROM min(now() AT TIME ZONE coalesce(s.time_zone, 'Europe/Moscow'))::time))::int,
       (SELECT version FROM relations_version)
FROM item i
LEFT JOIN yes USING (position)
LEFT JOIN school s ON s.school_id = i.school_id
GROUP BY i.position
ORDER BY i.position
"""

# Decisions may be kept this long at the most, and not over the school's midnight, when relations begin and end.
LONGEST_CACHE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Question:
    """Has this person this permission on this resource?"""

    person_id: str
    permission: str
    kind: str
    school_id: str | None
    object_id: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The relation that grants it (None: refused), and for how many seconds the answer may be kept."""

    relation: str | None
    cache_seconds: int


def decide(
    connection: Connection[Any], questions: Sequence[Question], grants: tuple[list[str], list[str], list[str]]
) -> tuple[list[Answer], int]:
    """The answers in the order of the questions, and the version of relations that they were made at."""
    rows = connection.execute(_DECIDE, {**_values(questions, grants), "longest": LONGEST_CACHE_SECONDS}).fetchall()
    return [Answer(row[1], row[2]) for row in rows], rows[0][3] if rows else relations_version(connection)


def decide_of_client(
    connection: Connection[Any], questions: Sequence[Question], scope: str
) -> tuple[list[Answer], int]:
    """The same of an integration client, by its scopes (relations named `scope` and a permission) at schools."""
    values = {**_values(questions, ([], [], [])), "longest": LONGEST_CACHE_SECONDS, "scope": scope}
    rows = connection.execute(_DECIDE_OF_CLIENT, values).fetchall()
    return [Answer(row[1], row[2]) for row in rows], rows[0][3] if rows else relations_version(connection)


def _values(questions: Sequence[Question], grants: tuple[list[str], list[str], list[str]]) -> dict[str, Any]:
    return {
        "position": list(range(len(questions))),
        "person": [question.person_id for question in questions],
        "permission": [question.permission for question in questions],
        "kind": [question.kind for question in questions],
        "school": [question.school_id for question in questions],
        "object": [question.object_id for question in questions],
        "grant_permission": grants[0],
        "grant_relation": grants[1],
        "grant_kind": grants[2],
    }


def relations_version(connection: Connection[Any]) -> int:
    """The present version of all relations."""
    row = connection.execute("SELECT version FROM relations_version").fetchone()
    assert row is not None  # noqa: S101  (the migration put it there)
    return int(row[0])


def bump_relations_version(connection: Connection[Any]) -> int:
    """Makes decisions of before void, from the commit on. Called in every transaction that changes relations.

    Returns the new version: the token by which a caller can demand that a decision has seen the change.
    """
    row = connection.execute("UPDATE relations_version SET version = version + 1 RETURNING version").fetchone()
    assert row is not None  # noqa: S101  (the migration put it there)
    connection.execute("NOTIFY relations_changed")
    return int(row[0])


_PATHS = f"""
WITH {_TARGETS},
mine AS (
    SELECT g.relation, t.object_kind, t.object_id, r.begin_date, r.end_date, i.day
    FROM item i
    JOIN target t USING (position)
    JOIN granted g ON g.permission = i.permission AND g.object_kind = t.object_kind
    JOIN relation r ON r.person_id = i.person_id AND r.relation = g.relation AND r.object_id = t.object_id
    UNION
    SELECT 'self', 'pupil', i.person_id, '-infinity'::date, 'infinity'::date, i.day
    FROM item i
    JOIN target t USING (position)
    JOIN granted g ON g.permission = i.permission AND g.relation = 'self' AND t.object_kind = 'pupil'
    WHERE t.object_id = i.person_id
)
SELECT relation, object_kind, object_id, nullif(begin_date, '-infinity'), nullif(end_date, 'infinity'),
       CASE WHEN day < begin_date THEN 'not yet' WHEN day > end_date THEN 'over' ELSE 'holds' END
FROM mine ORDER BY 1, 4 NULLS FIRST, 3
"""
_COUNTING = f"""
WITH {_TARGETS}
SELECT i.day, t.object_kind, t.object_id FROM item i LEFT JOIN target t USING (position)
GROUP BY 1, 2, 3 ORDER BY 2, 3
"""


def paths(
    connection: Connection[Any], question: Question, grants: tuple[list[str], list[str], list[str]]
) -> list[tuple[str, str, str, date | None, date | None, str]]:
    """The relations that could grant it: relation, kind and id of its object, first and last day, whether it holds."""
    return connection.execute(_PATHS, _values([question], grants)).fetchall()


def counting(
    connection: Connection[Any], question: Question, grants: tuple[list[str], list[str], list[str]]
) -> tuple[date, list[tuple[str, str]]]:
    """Today at the school, and the things (kind, id) that the resource is or is a part of."""
    rows = connection.execute(_COUNTING, _values([question], grants)).fetchall()
    return rows[0][0], [(row[1], row[2]) for row in rows if row[2] is not None]
