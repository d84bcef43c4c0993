"""What the journal and the diary show."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, pipelined_transaction, transaction
from kit.errors import NotAllowed
from services.gradebook.domain.averages import in_exempt_time
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.marks import weighted_average
from services.gradebook.domain.rules import Category
from services.gradebook.domain.scales import Scale
from services.gradebook.store import history, lessons, progress, rules, subjects
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


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson with all that is in it, and what can be put in."""

    rows: store.JournalRows
    averages: Averages
    year_group: int
    scale: Scale
    categories: list[Category]


def get_lesson(pool: Pool, school_id: str, group_id: str, lesson_id: str) -> LessonPage:
    """One lesson with the pupils who are in the group on its day. Raises NotAllowed."""
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_lesson(connection, school_id, group_id, lesson_id)
        scale = progress.scale_of_group(connection, school_id, group_id)
        categories = progress.open_categories(rules.categories_of(connection, school_id))
    if not rows.lessons or scale is None:
        raise NotAllowed
    return LessonPage(rows, _averages(rows), *scale, categories)


def get_journal(
    pool: Pool, school_id: str, group_id: str, begin: date, end: date
) -> tuple[store.JournalRows, Averages]:  # fmt: skip
    """A group's grid between two days, and each pupil's weighted average over it."""
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_journal(connection, school_id, group_id, begin, end)
    return rows, _averages(rows)


def get_diary(pool: Pool, school_id: str, pupil_id: str, begin: date, end: date) -> store.DiaryRows:
    """A pupil's lessons between two days with the pupil's own marks and attendance."""
    with pipelined_transaction(pool, school_id) as connection:
        return store.load_diary(connection, school_id, pupil_id, begin, end)


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


def counted_marks(rows: store.JournalRows) -> dict[str, list[tuple[str, Decimal]]]:
    """Marks with their weights by pupil, without those of exempt times."""
    weights = {item.line_item_id: item.weight for item in rows.items}
    exempt = {member.pupil_id: member.exempt for member in rows.members if member.exempt}
    days = {lesson.lesson_id: lesson.day for lesson in rows.lessons} if exempt else {}
    of_pupil: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for mark in rows.marks:
        times = exempt.get(mark.pupil_id)
        if times is None or not in_exempt_time(days[mark.lesson_id], times):
            of_pupil[mark.pupil_id].append((mark.value, weights[mark.line_item_id]))
    return of_pupil


def _averages(rows: store.JournalRows) -> Averages:
    averages = {pupil: weighted_average(marks) for pupil, marks in counted_marks(rows).items()}
    return {pupil: average for pupil, average in averages.items() if average is not None}
