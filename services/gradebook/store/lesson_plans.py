"""Lesson plans of groups, and which lesson taught which planned topic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.gradebook.domain.lesson_plans import PlanLesson, Topic, title_key


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group with its plan's topics in order; version 0: there was never one."""

    group_id: str
    class_id: str | None
    class_title: str
    subject_title: str
    subject_code: str
    year_group: int
    version: int
    topics: list[Topic]


_GROUP = """
    SELECT g.group_id, g.class_id, g.class_title, g.subject_title, g.subject_code, g.year_group,
           coalesce(p.version, 0)
    FROM teaching_group g LEFT JOIN lesson_plan p ON p.school_id = g.school_id AND p.group_id = g.group_id
"""


def lock_plan(connection: Connection[Any], school_id: str, group_id: str) -> None:
    """Waits for the turn to change a group's plan: its lessons first, as saves of them do, then the plan."""
    connection.execute(
        """SELECT FROM lesson WHERE school_id = %s AND group_id = %s ORDER BY lesson_id FOR NO KEY UPDATE""",
        [school_id, group_id],
    )
    connection.execute(
        """INSERT INTO lesson_plan (school_id, group_id, version)
           SELECT school_id, group_id, 0 FROM teaching_group WHERE school_id = %s AND group_id = %s
           ON CONFLICT DO NOTHING""",
        [school_id, group_id],
    )
    connection.execute(
        "SELECT FROM lesson_plan WHERE school_id = %s AND group_id = %s FOR UPDATE", [school_id, group_id]
    )


def plans_of(connection: Connection[Any], school_id: str, group_ids: Sequence[str]) -> list[GroupPlan]:
    """The groups of these that are known, each with its plan, in the order given."""
    groups = connection.execute(
        f"{_GROUP} WHERE g.school_id = %s AND g.group_id = ANY(%s::uuid[])", [school_id, list(group_ids)]
    ).fetchall()
    topics: dict[str, list[Topic]] = {row[0]: [] for row in groups}
    rows = connection.execute(
        """SELECT group_id, topic_id, title, hours, category, homework FROM planned_topic
           WHERE school_id = %s AND group_id = ANY(%s::uuid[]) ORDER BY group_id, position""",
        [school_id, list(topics)],
    )
    for group_id, *topic in rows.fetchall():
        topics[group_id].append(Topic(*topic))
    found = {row[0]: GroupPlan(*(*row, topics[row[0]])) for row in groups}
    return [found[each] for each in dict.fromkeys(group_ids) if each in found]


def parallel_groups(connection: Connection[Any], school_id: str, group_id: str) -> list[GroupPlan]:
    """The other groups of the same subject and year group that have not ended, by class; plans without topics' words:
    only their number counts, as empty topics."""
    rows = connection.execute(
        """SELECT g.group_id, g.class_id, g.class_title, g.subject_title, g.subject_code, g.year_group,
               coalesce(p.version, 0),
               (SELECT count(*) FROM planned_topic t WHERE t.school_id = g.school_id AND t.group_id = g.group_id)
           FROM teaching_group o
           JOIN teaching_group g ON g.school_id = o.school_id AND g.subject_code = o.subject_code
               AND g.year_group = o.year_group AND g.group_id <> o.group_id AND NOT g.ended
               AND g.term_ids && o.term_ids
           LEFT JOIN lesson_plan p ON p.school_id = g.school_id AND p.group_id = g.group_id
           WHERE o.school_id = %s AND o.group_id = %s ORDER BY g.class_title, g.subject_title, g.group_id LIMIT 50""",
        [school_id, group_id],
    ).fetchall()
    return [GroupPlan(*(*row[:-1], [Topic("", "")] * row[-1])) for row in rows]


def groups_after(connection: Connection[Any], school_id: str, after: str | None, most: int) -> list[str]:
    """Ids of the school's groups that have not ended, by class and subject, after the given group."""
    rows = connection.execute(
        """SELECT g.group_id FROM teaching_group g
           LEFT JOIN teaching_group a ON a.school_id = g.school_id AND a.group_id = %s
           WHERE g.school_id = %s AND NOT g.ended
             AND (a.group_id IS NULL OR (g.class_title, g.subject_title, g.group_id)
                 > (a.class_title, a.subject_title, a.group_id))
           ORDER BY g.class_title, g.subject_title, g.group_id LIMIT %s""",
        [after, school_id, most],
    ).fetchall()
    return [row[0] for row in rows]


def lessons_of(connection: Connection[Any], school_id: str, group_ids: Sequence[str]) -> dict[str, list[PlanLesson]]:
    """Each group's lessons that are not cancelled, in order, with what they teach of the plan."""
    found: dict[str, list[PlanLesson]] = {group_id: [] for group_id in group_ids}
    rows = connection.execute(
        """SELECT l.group_id, l.lesson_id, l.date, l.topic, t.topic_id, coalesce(t.by_hand, false),
               coalesce(t.version, 0)
           FROM lesson l LEFT JOIN lesson_topic t ON t.school_id = l.school_id AND t.lesson_id = l.lesson_id
           WHERE l.school_id = %s AND l.group_id = ANY(%s::uuid[]) AND l.state <> 'cancelled'
           ORDER BY l.date, l.bell, l.lesson_id""",
        [school_id, list(group_ids)],
    )
    for group_id, *lesson in rows.fetchall():
        found[group_id].append(PlanLesson(*lesson))
    return found


def put_topics(
    connection: Connection[Any], school_id: str, group_id: str, topics: Sequence[Topic], version: int
) -> None:
    """Makes these the topics of a plan that is locked, in this order and version."""
    connection.execute(
        "DELETE FROM planned_topic WHERE school_id = %s AND group_id = %s AND NOT topic_id = ANY(%s::uuid[])",
        [school_id, group_id, [topic.topic_id for topic in topics]],
    )
    rows = [
        {
            "id": topic.topic_id,
            "position": position,
            "title": topic.title,
            "key": title_key(topic.title),
            "hours": topic.hours,
            "category": topic.category,
            "homework": topic.homework,
        }
        for position, topic in enumerate(topics, 1)
    ]
    connection.execute(
        """INSERT INTO planned_topic AS t (school_id, group_id, topic_id, position, title, title_key, hours, category,
                                           homework)
           SELECT %s, %s, id, position, title, key, hours, category, homework
           FROM json_to_recordset(%s) AS (id uuid, position int, title text, key text, hours int, category text,
                                          homework text)
           ON CONFLICT (school_id, group_id, topic_id) DO UPDATE
           SET position = excluded.position, title = excluded.title, title_key = excluded.title_key,
               hours = excluded.hours, category = excluded.category, homework = excluded.homework
           WHERE (t.position, t.title, t.hours, t.category, t.homework)
               <> (excluded.position, excluded.title, excluded.hours, excluded.category, excluded.homework)""",
        [school_id, group_id, Json(rows)],
    )
    connection.execute(
        "UPDATE lesson_plan SET version = %s WHERE school_id = %s AND group_id = %s", [version, school_id, group_id]
    )


@dataclass(frozen=True, slots=True)
class Link:
    """What a lesson teaches of the plan; None: nothing."""

    lesson_id: str
    topic_id: str | None
    by_hand: bool
    version: int


def link_of(connection: Connection[Any], school_id: str, lesson_id: str) -> Link:
    """What a lesson teaches; version 0 where nothing was ever said."""
    row = connection.execute(
        "SELECT lesson_id, topic_id, by_hand, version FROM lesson_topic WHERE school_id = %s AND lesson_id = %s",
        [school_id, lesson_id],
    ).fetchone()
    return Link(*row) if row else Link(lesson_id, None, by_hand=False, version=0)


def put_link(connection: Connection[Any], school_id: str, group_id: str, link: Link) -> None:
    """Keeps what a lesson teaches, in the version it has."""
    connection.execute(
        """INSERT INTO lesson_topic (school_id, lesson_id, group_id, topic_id, by_hand, version)
           VALUES (%s, %s, %s, %s, %s, %s)
           ON CONFLICT (school_id, lesson_id) DO UPDATE SET topic_id = excluded.topic_id, by_hand = excluded.by_hand,
               version = excluded.version""",
        [school_id, link.lesson_id, group_id, link.topic_id, link.by_hand, link.version],
    )


def topics_with_words(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, title: str
) -> Callable[[], list[tuple[Topic, int]]]:
    """The group's planned topics with the words of a title, in order, each with the number of other lessons that
    taught it: asked at once, and waited for when they are wanted."""
    rows = connection.execute(
        """SELECT t.topic_id, t.title, t.hours, t.category, t.homework,
               (SELECT count(*) FROM lesson_topic o
                JOIN lesson l ON l.school_id = o.school_id AND l.lesson_id = o.lesson_id AND l.state <> 'cancelled'
                WHERE o.school_id = t.school_id AND o.group_id = t.group_id AND o.topic_id = t.topic_id
                  AND o.lesson_id <> %s)
           FROM planned_topic t WHERE t.school_id = %s AND t.group_id = %s AND t.title_key = %s ORDER BY t.position""",
        [lesson_id, school_id, group_id, title_key(title)],
    )
    return lambda: [(Topic(*row[:-1]), row[-1]) for row in rows.fetchall()]


def links_of_group(connection: Connection[Any], school_id: str, group_id: str) -> list[Link]:
    """What was ever said of the group's lessons."""
    rows = connection.execute(
        "SELECT lesson_id, topic_id, by_hand, version FROM lesson_topic WHERE school_id = %s AND group_id = %s",
        [school_id, group_id],
    ).fetchall()
    return [Link(*row) for row in rows]


def today_at(connection: Connection[Any], school_id: str) -> date | None:
    """The day it is at the school now; None for a school that is not known."""
    row = connection.execute(
        "SELECT (now() AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s", [school_id]
    ).fetchone()
    return row[0] if row else None
