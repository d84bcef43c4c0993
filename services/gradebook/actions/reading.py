"""What the journal and the diary show."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.errors import NotAllowed
from services.gradebook.domain.marks import weighted_average
from services.gradebook.store import journal as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def list_lessons(
    pool: Pool,
    groups: list[tuple[str, str]],
    begin: date,
    end: date,
    after: tuple[str, int, str] | None,
    most: int,
) -> list[store.LessonRow]:
    """Lessons of (school, group) pairs by day, bell and id, after the given key."""
    with pool.connection() as connection:
        return store.list_lessons(connection, groups, begin, end, after, most)


def get_lesson(pool: Pool, school_id: str, group_id: str, lesson_id: str) -> store.JournalRows:
    """One lesson with the pupils who were in the group on its day. Raises NotAllowed."""
    with pool.connection() as connection:
        rows = store.load_lesson(connection, school_id, group_id, lesson_id)
    if not rows.lessons:
        raise NotAllowed
    day = rows.lessons[0].day.isoformat()
    rows.members[:] = [
        each for each in rows.members if each.begin_date <= day and (not each.end_date or day <= each.end_date)
    ]
    return rows


def get_journal(
    pool: Pool, school_id: str, group_id: str, begin: date, end: date
) -> tuple[store.JournalRows, dict[str, Decimal]]:
    """A group's grid between two days, and each pupil's weighted average over it."""
    with pool.connection() as connection:
        rows = store.load_journal(connection, school_id, group_id, begin, end)
    weights = {item.line_item_id: item.weight for item in rows.items}
    of_pupil: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for mark in rows.marks:
        of_pupil[mark.pupil_id].append((mark.value, weights[mark.line_item_id]))
    averages = {pupil: weighted_average(marks) for pupil, marks in of_pupil.items()}
    return rows, {pupil: average for pupil, average in averages.items() if average is not None}


def get_diary(pool: Pool, school_id: str, pupil_id: str, begin: date, end: date) -> store.DiaryRows:
    """A pupil's lessons between two days with the pupil's own marks and attendance."""
    with pool.connection() as connection:
        return store.load_diary(connection, school_id, pupil_id, begin, end)
