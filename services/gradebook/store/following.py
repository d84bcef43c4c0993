"""What a save of a lesson's topic or homework has consequences for, read with the statements before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.lesson_plans import Topic
from services.gradebook.store.lesson_plans import Link, topics_with_words

_AROUND = """
    SELECT k.topic_id, coalesce(k.by_hand, false), coalesce(k.version, 0), h.minutes, (
        SELECT min(n.date) FROM lesson n WHERE n.school_id = l.school_id AND n.group_id = l.group_id
            AND n.date > l.date AND n.state <> 'cancelled')
    FROM lesson l LEFT JOIN lesson_topic k USING (school_id, lesson_id)
    LEFT JOIN homework_minutes h USING (school_id, school_year, lesson_id)
    WHERE l.school_id = %s AND l.lesson_id = %s
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a lesson: the planned topic that it teaches; the group's planned topics with the words of its
    new topic, each with the number of other lessons that taught it; the minutes of its homework; the day of the
    group's next lesson."""

    link: Link
    topics: list[tuple[Topic, int]]
    minutes: int | None
    next_day: date | None


def ask_around(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, topic: str
) -> Callable[[], Around]:
    """Sends the questions, after the statement that locks the lesson; what is returned waits for the answers."""
    row = connection.execute(_AROUND, [school_id, lesson_id])
    topics = topics_with_words(connection, school_id, group_id, lesson_id, topic) if topic else list

    def read() -> Around:
        topic_id, by_hand, version, minutes, next_day = row.fetchone() or (None, False, 0, None, None)
        return Around(Link(lesson_id, topic_id, by_hand, version), topics(), minutes, next_day)

    return read
