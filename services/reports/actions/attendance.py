"""Applies what the gradebook tells of attendance. Each runs in the event's transaction."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from services.reports.domain.attendance import Attendance, AttendanceChange, counts_on, differences
from services.reports.domain.lessons import Lesson
from services.reports.store import attendance, lessons, progress


def follow_lessons(
    connection: Connection[Any], school_id: str, changes: Sequence[tuple[Lesson | None, Lesson]]
) -> None:
    """Moves the counts of lessons (before, after) whose day or confirmation changed."""
    moved = [(before, after) for before, after in changes if counts_on(before) != counts_on(after)]
    if not moved:
        return
    cells = attendance.cells(connection, school_id, [after.lesson_id for _, after in moved])
    _count(
        connection,
        school_id,
        [AttendanceChange(before, cells[after.lesson_id], after, cells[after.lesson_id]) for before, after in moved],
    )


def follow_recorded(
    connection: Connection[Any], school_id: str, before: Lesson | None, after: Lesson, told: Sequence[Attendance]
) -> None:
    """Keeps what is newer of a lesson's cells, and moves its counts."""
    if not told:
        follow_lessons(connection, school_id, [(before, after)])
        return
    known = attendance.cells(connection, school_id, [after.lesson_id])[after.lesson_id]
    now = _write(connection, school_id, after.lesson_id, known, told)
    _count(connection, school_id, [AttendanceChange(before, known, after, now)])


def apply_reasons(
    connection: Connection[Any], school_id: str, lesson_id: str, told: Sequence[Attendance]
) -> None:  # fmt: skip
    """Keeps reasons that were set after the absence; of a lesson that is not known yet they count when it comes."""
    progress.take_turn(connection, school_id)
    lesson = lessons.lessons(connection, school_id, [lesson_id]).get(lesson_id)
    known = attendance.cells(connection, school_id, [lesson_id])[lesson_id]
    now = _write(connection, school_id, lesson_id, known, told)
    _count(connection, school_id, [AttendanceChange(lesson, known, lesson, now)])


def _write(
    connection: Connection[Any],
    school_id: str,
    lesson_id: str,
    known: Sequence[Attendance],
    told: Sequence[Attendance],
) -> list[Attendance]:
    """Writes what is newer; returns the lesson's cells as they are then."""
    now = {cell.pupil_id: cell for cell in known}
    newer: dict[str, Attendance] = {}
    for cell in told:
        if cell.pupil_id not in now or now[cell.pupil_id].version < cell.version:
            now[cell.pupil_id] = newer[cell.pupil_id] = cell
    if newer:
        attendance.write_cells(connection, school_id, lesson_id, list(newer.values()))
    return list(now.values())


def _count(connection: Connection[Any], school_id: str, changes: Sequence[AttendanceChange]) -> None:
    moved = differences(changes)
    if moved:
        attendance.move_counts(connection, school_id, moved)
