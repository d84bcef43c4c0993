"""Applies what the gradebook tells of lessons. Each runs in the event's transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.reports.actions.attendance import follow_lessons, follow_recorded
from services.reports.actions.plans import follow_lessons as follow_topics
from services.reports.domain.attendance import Attendance
from services.reports.domain.lessons import Lesson, differences
from services.reports.store import lessons, marks, progress
from services.reports.store.marks import Cell


def apply_lessons(connection: Connection[Any], school_id: str, told: Sequence[Lesson]) -> None:
    """Keeps what is newer of these lessons and moves the counts of their days by the difference."""
    progress.take_turn(connection, school_id)
    changes = _keep(connection, school_id, told)
    follow_lessons(connection, school_id, changes)
    follow_topics(connection, school_id, changes)
    for before, after in changes:
        if before is not None and before.schedule.day != after.schedule.day:
            _move_marks(connection, school_id, before, after, ())


def apply_recorded(
    connection: Connection[Any],
    school_id: str,
    told: Lesson,
    cells: Sequence[Cell],
    attendance: Sequence[Attendance],
) -> None:
    """Keeps what is newer of a recorded lesson, of its cells and of its attendance."""
    progress.take_turn(connection, school_id)
    changes = _keep(connection, school_id, [told])
    # A late event does not bring a moved lesson's marks back to the day it tells of.
    if changes:
        before, after = changes[0]
    else:
        before = after = lessons.lessons(connection, school_id, [told.lesson_id])[told.lesson_id]
    follow_recorded(connection, school_id, before, after, attendance)
    follow_topics(connection, school_id, changes)
    if cells:
        # One statement may not write a cell twice.
        newest = {(cell.line_item_id, cell.pupil_id): cell for cell in sorted(cells, key=lambda cell: cell.version)}
        marks.write_cells(
            connection, school_id, after.group_id, after.lesson_id, after.schedule.day, list(newest.values())
        )
    pupil_ids = sorted({cell.pupil_id for cell in cells})
    if before is not None and before.schedule.day != after.schedule.day:
        _move_marks(connection, school_id, before, after, pupil_ids)
    elif pupil_ids:
        marks.count_again(connection, school_id, after.group_id, pupil_ids, [after.schedule.day])


def _keep(connection: Connection[Any], school_id: str, told: Sequence[Lesson]) -> list[tuple[Lesson | None, Lesson]]:
    """Writes what is newer; returns the lessons that changed, before and after."""
    known = lessons.lessons(connection, school_id, [lesson.lesson_id for lesson in told])
    now: dict[str, Lesson] = {}
    for lesson in told:
        present = now.get(lesson.lesson_id) or known.get(lesson.lesson_id)
        now[lesson.lesson_id] = lesson if present is None else present.with_news(lesson)
    changes = [(known.get(lesson_id), after) for lesson_id, after in now.items() if known.get(lesson_id) != after]
    if changes:
        lessons.write_lessons(connection, school_id, [after for _, after in changes])
    moved = differences(changes)
    if moved:
        lessons.move_counts(connection, school_id, moved)
    return changes


def _move_marks(
    connection: Connection[Any], school_id: str, before: Lesson, after: Lesson, also: Sequence[str]
) -> None:
    days: list[date] = [before.schedule.day, after.schedule.day]
    pupil_ids = {*marks.move_cells(connection, school_id, after.lesson_id, after.schedule.day), *also}
    if pupil_ids:
        marks.count_again(connection, school_id, after.group_id, sorted(pupil_ids), days)
