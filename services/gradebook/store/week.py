"""The lessons of a school's week, of a class, a group, a teacher or a room."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.lesson import Lesson
from services.gradebook.store.lessons import COLUMN_COUNT, COLUMNS, FROM

_WEEK = f"""
    SELECT {COLUMNS}, g.title {FROM}
    WHERE l.school_id = %(school)s AND l.date BETWEEN %(begin)s AND %(end)s AND {{of}}
    ORDER BY l.date, l.bell, g.class_title, g.title, l.lesson_id
"""
_OF_GROUPS = "l.group_id = ANY(%(of)s::uuid[])"
# Whom the timetable names teaches; where it names nobody, all teachers of the group do. Who stands in teaches too.
_OF_TEACHER = """(l.substitute_id = %(of)s OR coalesce(l.planned_teacher_id, %(of)s) = %(of)s AND EXISTS (
    SELECT FROM group_teacher t WHERE t.school_id = l.school_id AND t.group_id = l.group_id AND t.person_id = %(of)s
        AND l.date BETWEEN t.begin_date AND t.end_date))"""
_OF_ROOM = r"lower(regexp_replace(btrim(l.room), '\s+', ' ', 'g')) = %(of)s"


def lessons_of_groups(
    connection: Connection[Any], school_id: str, begin: date, end: date, group_ids: Sequence[str]
) -> list[tuple[Lesson, str]]:
    """Lessons of groups with the groups' titles, by day and bell."""
    return _load(connection, _OF_GROUPS, school_id, begin, end, list(group_ids))


def lessons_of_teacher(
    connection: Connection[Any], school_id: str, begin: date, end: date, person_id: str
) -> list[tuple[Lesson, str]]:
    """Lessons that a person is to teach."""
    return _load(connection, _OF_TEACHER, school_id, begin, end, person_id)


def lessons_in_room(
    connection: Connection[Any], school_id: str, begin: date, end: date, room_key: str
) -> list[tuple[Lesson, str]]:
    """Lessons in a room (domain/calendar.py `room_key`)."""
    return _load(connection, _OF_ROOM, school_id, begin, end, room_key)


def _load(
    connection: Connection[Any], which: str, school_id: str, begin: date, end: date, of: str | list[str]
) -> list[tuple[Lesson, str]]:
    values = {"school": school_id, "begin": begin, "end": end, "of": of}
    rows = connection.execute(_WEEK.format(of=which), values).fetchall()
    return [(Lesson(*row[:COLUMN_COUNT]), row[COLUMN_COUNT]) for row in rows]
