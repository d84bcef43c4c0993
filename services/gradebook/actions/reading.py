"""What the journal and the diary show."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, pipelined_transaction, transaction
from kit.errors import NotAllowed
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.marks import weighted_average
from services.gradebook.store import history, lessons, rules, subjects
from services.gradebook.store import journal as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Averages = dict[str, Decimal]


def list_lessons(
    pool: Pool,
    groups: list[tuple[str, str]],
    begin: date,
    end: date,
    after: tuple[date, int, str] | None,
    most: int,
) -> list[Lesson]:
    """Lessons of (school, group) pairs by day, bell and id, after the given key."""
    schools = {school_id for school_id, _ in groups}
    with pipelined_transaction(pool, schools.pop() if len(schools) == 1 else EVERY_SCHOOL) as connection:
        return lessons.list_lessons(connection, groups, begin, end, after, most)


def get_lesson(
    pool: Pool, school_id: str, group_id: str, lesson_id: str, parts: Collection[str] = store.PARTS
) -> tuple[store.JournalRows, Averages]:
    """One lesson, with these parts of it: "pupils" who are in the group on its day … Raises NotAllowed."""
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_lesson(connection, school_id, group_id, lesson_id, {"lessons", *_needed(parts)})
    if not rows.lessons:
        raise NotAllowed
    return _cut(rows, parts)


def get_journal(
    pool: Pool, school_id: str, group_id: str, begin: date, end: date, parts: Collection[str] = store.PARTS
) -> tuple[store.JournalRows, Averages]:
    """These parts of a group's grid between two days; with its pupils each one's weighted average over it."""
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_journal(connection, school_id, group_id, begin, end, parts=_needed(parts))
    return _cut(rows, parts)


def get_diary(
    pool: Pool, school_id: str, pupil_id: str, begin: date, end: date, parts: Collection[str] = store.PARTS
) -> store.DiaryRows:
    """A pupil's lessons between two days with the pupil's own marks and attendance."""
    with pipelined_transaction(pool, school_id) as connection:
        return store.load_diary(connection, school_id, pupil_id, begin, end, parts)


def list_changes(pool: Pool, place: history.Place, before: int | None, most: int) -> list[history.ChangeRow]:
    """The history of a lesson or of a group's lessons, newest first, after the given line. Raises NotAllowed when
    there is no such lesson."""
    with pipelined_transaction(pool, place.school_id) as connection:
        rows = history.list_changes(connection, place, before, most)
        if not rows and not rules.place_exists(connection, place.school_id, place.group_id, place.lesson_id):
            raise NotAllowed
    return rows


def everything_about(
    pool: Pool, school_id: str, pupil_id: str, at_once: int
) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """All marks, absences and changes of a pupil: (kind, rows), so many rows at once; without any limit."""
    with transaction(pool, school_id) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for kind in subjects.STATEMENTS:
            for rows in subjects.rows_about(connection, kind, school_id, pupil_id, at_once):
                yield kind, rows


def _needed(parts: Collection[str]) -> Collection[str]:
    """What must be read for these parts: averages come with pupils, and are made of marks and weights."""
    return {*parts, "marks", "line_items"} if "pupils" in parts else parts


def _cut(rows: store.JournalRows, parts: Collection[str]) -> tuple[store.JournalRows, Averages]:
    """The rows without what was read for averages alone, and the averages."""
    averages = _averages(rows) if "pupils" in parts else {}
    if "marks" not in parts:
        rows.marks = []
    if "line_items" not in parts:
        rows.items = []
    return rows, averages


def _averages(rows: store.JournalRows) -> Averages:
    weights = {item.line_item_id: item.weight for item in rows.items}
    of_pupil: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for mark in rows.marks:
        of_pupil[mark.pupil_id].append((mark.value, weights[mark.line_item_id]))
    averages = {pupil: weighted_average(marks) for pupil, marks in of_pupil.items()}
    return {pupil: average for pupil, average in averages.items() if average is not None}
