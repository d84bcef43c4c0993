"""The planned lessons of groups."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from services.gradebook.domain.timetable import Planned, Slot
from services.gradebook.store.roster import Group

# Judged again by PostgreSQL after a wait for a save's lock, so a lesson that just came to hold something stays.
_EMPTY = "recorded_at IS NULL AND state = 'planned' AND moved_from_date IS NULL"
_SLOTS = """unnest(%s::uuid[], %s::date[], %s::int[], %s::uuid[], %s::int[], %s::text[], %s::uuid[])
                AS s (lesson_id, date, bell, term_id, school_year, room, teacher)"""


def lessons_of_groups(
    connection: Connection[Any], school_id: str, group_ids: Sequence[str]
) -> dict[str, list[Planned]]:
    """All lessons of each group."""
    found: dict[str, list[Planned]] = {group_id: [] for group_id in group_ids}
    rows = connection.execute(
        f"""SELECT group_id, lesson_id, date, bell, term_id, school_year, room, planned_teacher_id, version, {_EMPTY},
                   moved_from_date, moved_from_bell FROM lesson
            WHERE school_id = %s AND group_id = ANY(%s::uuid[])""",
        [school_id, list(group_ids)],
    ).fetchall()
    for group_id, lesson_id, *rest in rows:
        version, empty, day, bell = rest[6:]
        moved_from = (day, bell) if day is not None else None
        found[group_id].append(Planned(lesson_id, Slot(*rest[:6]), version, empty, moved_from))
    return found


def add_lessons(connection: Connection[Any], group: Group, lessons: Sequence[tuple[str, Slot]]) -> None:
    """Plans lessons (id, slot); the slots are free."""
    connection.execute(
        f"""INSERT INTO lesson (school_id, group_id, lesson_id, date, bell, term_id, school_year, room,
                                planned_teacher_id)
            SELECT %s, %s, * FROM {_SLOTS}""",
        [group.school_id, group.group_id, *_columns(lessons)],
    )


def drop_lessons(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> set[str]:
    """Takes those out of the plan that still hold nothing; returns their ids."""
    rows = connection.execute(
        f"""DELETE FROM lesson WHERE school_id = %s AND lesson_id = ANY(%s::uuid[]) AND {_EMPTY}
            RETURNING lesson_id""",
        [school_id, list(lesson_ids)],
    ).fetchall()
    return {row[0] for row in rows}


def move_lessons(connection: Connection[Any], school_id: str, lessons: Sequence[tuple[str, Slot]]) -> set[str]:
    """Puts those that still hold nothing into another term, in their next version; returns their ids."""
    rows = connection.execute(
        f"""UPDATE lesson AS l
            SET term_id = s.term_id, school_year = s.school_year, room = s.room, planned_teacher_id = s.teacher,
                version = version + 1, edit_version = version + 1
            FROM {_SLOTS}
            WHERE l.school_id = %s AND l.lesson_id = s.lesson_id AND {_EMPTY} RETURNING l.lesson_id""",
        [*_columns(lessons), school_id],
    ).fetchall()
    return {row[0] for row in rows}


def place_lessons(connection: Connection[Any], school_id: str, lessons: Sequence[tuple[str, Slot]]) -> None:
    """Gives those that still hold nothing another room, or another of the group's teachers."""
    connection.execute(
        f"""UPDATE lesson AS l SET room = s.room, planned_teacher_id = s.teacher FROM {_SLOTS}
            WHERE l.school_id = %s AND l.lesson_id = s.lesson_id AND {_EMPTY}""",
        [*_columns(lessons), school_id],
    )


def _columns(lessons: Sequence[tuple[str, Slot]]) -> list[list[Any]]:
    return [
        [lesson_id for lesson_id, _ in lessons],
        [slot.day for _, slot in lessons],
        [slot.bell for _, slot in lessons],
        [slot.term_id for _, slot in lessons],
        [slot.school_year for _, slot in lessons],
        [slot.room for _, slot in lessons],
        [slot.teacher_id for _, slot in lessons],
    ]
