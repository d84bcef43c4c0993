"""What a person may see of one kind: the same rules as the one statement that decides, asked the other way round.

Each query begins at the person's own relations, so it costs by what is visible and not by how large the region is.
A day is a day at the school of the thing that is seen.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

_MINE = """
WITH mine AS (
    SELECT object_kind, object_id, school_id, begin_date, end_date FROM relation
    WHERE person_id = %(person)s AND relation = ANY(%(relations)s)
),
"""
_TODAY = "(now() AT TIME ZONE s.time_zone)::date"
_OF_KIND = {
    "groups": f"""
        found AS (
            SELECT g.school_id, g.group_id AS id, m.begin_date, m.end_date
            FROM mine m JOIN teaching_group g ON g.group_id = m.object_id
            WHERE m.object_kind = 'group' AND g.ended_at IS NULL
            UNION ALL
            SELECT g.school_id, g.group_id, m.begin_date, m.end_date
            FROM mine m JOIN teaching_group g ON g.school_id = m.school_id AND g.class_id = m.object_id
            WHERE m.object_kind = 'class' AND g.ended_at IS NULL
            UNION ALL
            SELECT g.school_id, g.group_id, m.begin_date, m.end_date
            FROM mine m JOIN teaching_group g ON g.school_id = m.object_id
            WHERE m.object_kind = 'school' AND g.ended_at IS NULL
        )
        SELECT DISTINCT 'schools/' || f.school_id || '/groups/' || f.id
        FROM found f JOIN school s ON s.school_id = f.school_id
        WHERE {_TODAY} BETWEEN f.begin_date AND f.end_date ORDER BY 1""",
    "classes": f"""
        found AS (
            SELECT c.school_id, c.class_id AS id, m.begin_date, m.end_date
            FROM mine m JOIN class c ON c.class_id = m.object_id
            WHERE m.object_kind = 'class' AND c.ended_at IS NULL
            UNION ALL
            SELECT c.school_id, c.class_id, m.begin_date, m.end_date
            FROM mine m JOIN class c ON c.school_id = m.object_id
            WHERE m.object_kind = 'school' AND c.ended_at IS NULL
        )
        SELECT DISTINCT 'schools/' || f.school_id || '/classes/' || f.id
        FROM found f JOIN school s ON s.school_id = f.school_id
        WHERE {_TODAY} BETWEEN f.begin_date AND f.end_date ORDER BY 1""",
    "schools": f"""
        found AS (
            SELECT m.object_id AS school_id, m.begin_date, m.end_date FROM mine m WHERE m.object_kind = 'school'
            UNION ALL
            SELECT m.school_id, m.begin_date, m.end_date FROM mine m WHERE m.object_kind IN ('group', 'class')
            UNION ALL
            SELECT e.object_id, greatest(m.begin_date, e.begin_date), least(m.end_date, e.end_date)
            FROM mine m JOIN relation e ON e.person_id = m.object_id AND e.relation = 'pupil'
            WHERE m.object_kind = 'pupil'
        )
        SELECT DISTINCT 'schools/' || s.school_id FROM found f JOIN school s ON s.school_id = f.school_id
        WHERE s.ended_at IS NULL AND {_TODAY} BETWEEN f.begin_date AND f.end_date ORDER BY 1""",
    # Whoever it is by, a pupil is seen where he is enrolled today: every branch holds the enrolment `e`.
    "pupils": f"""
        found AS (
            SELECT e.person_id, e.object_id AS school_id,
                   greatest(m.begin_date, e.begin_date) AS begin_date, least(m.end_date, e.end_date) AS end_date
            FROM mine m JOIN relation e ON e.object_id = m.object_id AND e.relation = 'pupil'
            WHERE m.object_kind = 'school'
            UNION ALL
            SELECT e.person_id, e.object_id, greatest(m.begin_date, c.begin_date, e.begin_date),
                   least(m.end_date, c.end_date, e.end_date)
            FROM mine m JOIN relation c ON c.object_id = m.object_id AND c.relation = 'class_pupil'
            JOIN relation e ON e.person_id = c.person_id AND e.relation = 'pupil' AND e.object_id = c.school_id
            WHERE m.object_kind = 'class'
            UNION ALL
            SELECT e.person_id, e.object_id, greatest(m.begin_date, e.begin_date), least(m.end_date, e.end_date)
            FROM mine m JOIN relation e ON e.person_id = m.object_id AND e.relation = 'pupil'
            WHERE m.object_kind = 'pupil'
            UNION ALL
            SELECT person_id, object_id, begin_date, end_date FROM relation
            WHERE %(self)s AND person_id = %(person)s AND relation = 'pupil'
        )
        SELECT DISTINCT 'schools/' || f.school_id || '/pupils/' || f.person_id
        FROM found f JOIN school s ON s.school_id = f.school_id
        WHERE {_TODAY} BETWEEN f.begin_date AND f.end_date ORDER BY 1""",
}


def list_visible(connection: Connection[Any], person_id: str, relations: Sequence[str], kind: str) -> list[str]:
    """The names of all resources of a kind ("groups", "classes", "schools", "pupils") that these relations open."""
    rows = connection.execute(
        _MINE + _OF_KIND[kind], {"person": person_id, "relations": list(relations), "self": "self" in relations}
    ).fetchall()
    return [row[0] for row in rows]
