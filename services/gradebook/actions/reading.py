"""What the journal and the diary show."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, pipelined_transaction, transaction
from kit.errors import NotAllowed
from services.gradebook.domain.averages import in_exempt_time
from services.gradebook.domain.calendar import Calendar
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.marks import weighted_average
from services.gradebook.domain.rules import Category
from services.gradebook.domain.scales import Scale
from services.gradebook.store import history, homework, lessons, progress, rules, subjects
from services.gradebook.store import journal as store
from services.gradebook.store.calendar import ask_calendar, load_calendar

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Averages = dict[str, Decimal]
Homework = list[tuple[homework.ItemRow, bool]]


def list_lessons(
    pool: Pool,
    groups: list[tuple[str, str]],
    begin: date,
    end: date,
    after: tuple[date, int, str] | None,
    most: int,
) -> tuple[list[Lesson], dict[str, Calendar]]:
    """Lessons of (school, group) pairs by day, bell and id, after the given key; and the calendars of their schools."""
    schools = sorted({school_id for school_id, _ in groups})
    with pipelined_transaction(pool, schools[0] if len(schools) == 1 else EVERY_SCHOOL) as connection:
        rows = lessons.list_lessons(connection, groups, begin, end, after, most)
        return rows, {school_id: load_calendar(connection, school_id, begin, end) for school_id in schools}


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson with what was asked of it, what can be put in, and the school's calendar."""

    rows: store.JournalRows
    averages: Averages
    calendar: Calendar
    year_group: int
    scale: Scale
    categories: list[Category]


def get_lesson(
    pool: Pool,
    school_id: str,
    group_id: str,
    lesson_id: str,
    parts: Collection[str] = store.PARTS,
    tell_members: store.TellMembers = store.tell_nobody,
) -> LessonPage:
    """One lesson, with these parts of it: "pupils" who are in the group on its day …. Raises NotAllowed.

    `tell_members` gets its pupils first.
    """
    parts = {"lessons", *parts}
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_lesson(connection, school_id, group_id, lesson_id, _needed(parts), tell_members)
        calendar = load_calendar(connection, school_id)
        scale = progress.scale_of_group(connection, school_id, group_id)
        categories = progress.open_categories(rules.categories_of(connection, school_id))
    if not rows.lessons or scale is None:
        raise NotAllowed
    return LessonPage(*_cut(rows, parts), calendar, *scale, categories)


def get_journal(
    pool: Pool,
    school_id: str,
    group_id: str,
    begin: date,
    end: date,
    parts: Collection[str] = store.PARTS,
    tell_members: store.TellMembers = store.tell_nobody,
) -> tuple[store.JournalRows, Averages]:
    """These parts of a group's grid between two days; with its pupils each one's weighted average over it.

    `tell_members` gets its pupils first.
    """
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_journal(
            connection, school_id, group_id, begin, end, parts=_needed(parts), tell_members=tell_members
        )
    return _cut(rows, parts)


def get_diary(
    pool: Pool, school_id: str, pupil_id: str, begin: date, end: date, parts: Collection[str] = store.PARTS
) -> tuple[store.DiaryRows, Calendar]:
    """A pupil's lessons between two days with the pupil's own marks and attendance, and the school's calendar."""
    with pipelined_transaction(pool, school_id) as connection:
        rows = store.load_diary(connection, school_id, pupil_id, begin, end, parts)
        return rows, load_calendar(connection, school_id, begin, end)


def get_diary_with_homework(
    pool: Pool, school_id: str, pupil_id: str, begin: date, end: date
) -> tuple[store.DiaryRows, Calendar, Homework]:
    """The same, and the pupil's homework that was given or is due on these days, with whether it is done."""
    with pipelined_transaction(pool, school_id) as connection:
        items = homework.ask_items_of_pupil(connection, school_id, pupil_id, begin, end)
        calendar = ask_calendar(connection, school_id, begin, end)
        return store.load_diary(connection, school_id, pupil_id, begin, end), calendar(), items()


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
    """Everything of a pupil, kind after kind: (kind, rows), so many rows at once; without any limit."""
    with transaction(pool, school_id) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for kind in subjects.STATEMENTS:
            for rows in subjects.rows_about(connection, kind, school_id, pupil_id, at_once):
                yield kind, rows


def _needed(parts: Collection[str]) -> Collection[str]:
    """What must be read for these parts: averages come with pupils, and are made of marks, weights and days."""
    return {*parts, "lessons", "marks", "line_items"} if "pupils" in parts else parts


def _cut(rows: store.JournalRows, parts: Collection[str]) -> tuple[store.JournalRows, Averages]:
    """The rows without what was read for averages alone, and the averages."""
    averages = _averages(rows) if "pupils" in parts else {}
    if "lessons" not in parts:
        rows.lessons = []
    if "marks" not in parts:
        rows.marks = []
    if "line_items" not in parts:
        rows.items = []
    return rows, averages


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
