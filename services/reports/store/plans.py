"""Lesson plans, which lesson teaches what of them, and on which days topics were due and taught."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json


def write_plan(connection: Connection[Any], school_id: str, group_id: str, version: int) -> bool:
    """Whether this version was newer and was written."""
    return (
        connection.execute(
            "INSERT INTO plan (school_id, group_id, version) VALUES (%s, %s, %s)"
            " ON CONFLICT (school_id, group_id) DO UPDATE SET version = excluded.version"
            " WHERE plan.version < excluded.version",
            [school_id, group_id, version],
        ).rowcount
        == 1
    )


def write_topics(
    connection: Connection[Any], school_id: str, group_id: str, topics: Sequence[tuple[str, int]]
) -> None:  # fmt: skip
    """Makes these (topic id, hours) the topics of a group's plan, in their order."""
    connection.execute("DELETE FROM plan_topic WHERE school_id = %s AND group_id = %s", [school_id, group_id])
    connection.execute(
        "INSERT INTO plan_topic (school_id, group_id, topic_id, place, hours)"
        " SELECT %s, %s, * FROM json_to_recordset(%s) AS (topic uuid, place int, hours int)",
        [
            school_id,
            group_id,
            Json([{"topic": topic, "place": place, "hours": hours} for place, (topic, hours) in enumerate(topics)]),
        ],
    )


def write_link(
    connection: Connection[Any], school_id: str, lesson_id: str, version: int, topic_id: str | None
) -> bool:  # fmt: skip
    """Whether this version of what a lesson teaches was newer and was written."""
    return (
        connection.execute(
            "INSERT INTO lesson_topic (school_id, lesson_id, version, topic_id) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (school_id, lesson_id) DO UPDATE SET version = excluded.version,"
            " topic_id = excluded.topic_id WHERE lesson_topic.version < excluded.version",
            [school_id, lesson_id, version, topic_id],
        ).rowcount
        == 1
    )


# A topic is due when the group has had as many lessons, not cancelled, as the hours up to its end. It is taught when it
# has its hours, or when it has begun and a later one has begun (docs/adr/0106). Days that are the same are not written.
_COUNT = """
    WITH topic AS (
        SELECT topic_id, place, hours, sum(hours) OVER (ORDER BY place) AS upto
        FROM plan_topic WHERE school_id = %(school)s AND group_id = %(group)s
    ), given AS MATERIALIZED (
        SELECT l.day, x.topic_id, row_number() OVER (ORDER BY l.day, l.lesson_id) AS number,
               row_number() OVER (PARTITION BY x.topic_id ORDER BY l.day, l.lesson_id) AS hour
        FROM lesson l LEFT JOIN lesson_topic x ON x.school_id = l.school_id AND x.lesson_id = l.lesson_id
        WHERE l.school_id = %(school)s AND l.group_id = %(group)s AND l.state <> 'cancelled'
          AND EXISTS (SELECT FROM topic)
    ), begun AS (
        SELECT t.topic_id, t.place, min(g.day) AS first_on, min(g.day) FILTER (WHERE g.hour = t.hours) AS full_on
        FROM topic t JOIN given g ON g.topic_id = t.topic_id GROUP BY t.topic_id, t.place
    ), later AS (
        SELECT topic_id, full_on, first_on, min(first_on) OVER (
            ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS gone_on
        FROM begun
    ), counted AS (
        SELECT t.topic_id, g.day AS due_on,
               least(l.full_on, CASE WHEN l.gone_on IS NOT NULL THEN greatest(l.first_on, l.gone_on) END) AS taught_on
        FROM topic t
        LEFT JOIN given g ON g.number = t.upto
        LEFT JOIN later l ON l.topic_id = t.topic_id
    )
    UPDATE plan_topic p SET due_on = c.due_on, taught_on = c.taught_on
    FROM counted c
    WHERE p.school_id = %(school)s AND p.group_id = %(group)s AND p.topic_id = c.topic_id
      AND (p.due_on, p.taught_on) IS DISTINCT FROM (c.due_on, c.taught_on)
"""


def count_again(connection: Connection[Any], school_id: str, group_ids: Sequence[str]) -> None:
    """Finds the days of the topics of these groups; a group without a plan costs a look."""
    for group_id in group_ids:
        connection.execute(_COUNT, {"school": school_id, "group": group_id})
