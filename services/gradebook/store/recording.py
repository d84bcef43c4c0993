"""Reading what a save is judged by, and writing what it changes. Few statements, sent together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection

from services.gradebook.domain.recording import (
    Cell,
    LessonState,
    StoredLesson,
    WantedAttendance,
    WantedMark,
    attendance_value,
)

_LESSON = """
    SELECT l.school_id, l.group_id, l.lesson_id, g.class_id, l.school_year, l.term_id, l.date, l.bell, l.room, l.state,
           l.topic, l.homework, l.homework_text, l.homework_due, l.attendance_confirmed, l.filled_date, l.version,
           g.year_group, g.subject_title, g.class_title, (now() AT TIME ZONE s.time_zone)::date
    FROM lesson l
    JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
    JOIN school s ON s.school_id = l.school_id
    WHERE l.school_id = %(school)s AND l.group_id = %(group)s AND l.lesson_id = %(lesson)s
    FOR UPDATE OF l
"""


def load_state(connection: Connection[Any], school_id: str, group_id: str, lesson_id: str) -> LessonState | None:
    """The lesson, locked until the transaction ends, and everything that a save of it is judged by."""
    ids = {"school": school_id, "group": group_id, "lesson": lesson_id}
    with connection.pipeline():
        # Saves of one lesson take turns here, so what is read next is what the save changes.
        lesson = connection.execute(_LESSON, ids)
        members = connection.execute(
            """SELECT p.pupil_id
               FROM group_pupil p JOIN lesson l ON l.school_id = p.school_id AND l.group_id = p.group_id
                   AND l.date BETWEEN p.begin_date AND p.end_date
               WHERE l.school_id = %(school)s AND l.lesson_id = %(lesson)s""",
            ids,
        )
        categories = connection.execute("SELECT code, weight FROM category WHERE school_id = %(school)s", ids)
        items = connection.execute(
            "SELECT line_item_id, category FROM line_item WHERE school_id = %(school)s AND lesson_id = %(lesson)s", ids
        )
        marks = connection.execute(
            """SELECT line_item_id, pupil_id, value, version FROM mark
               WHERE school_id = %(school)s AND lesson_id = %(lesson)s""",
            ids,
        )
        attendance = connection.execute(
            """SELECT pupil_id, attendance, minutes_late, version FROM attendance
               WHERE school_id = %(school)s AND lesson_id = %(lesson)s""",
            ids,
        )
    row = lesson.fetchone()
    if row is None:
        return None
    return LessonState(
        lesson=StoredLesson(*row),
        members=frozenset(each[0] for each in members.fetchall()),
        categories=dict(categories.fetchall()),
        line_items=dict(items.fetchall()),
        marks={(each[0], each[1]): Cell(each[2], each[3]) for each in marks.fetchall()},
        attendance={each[0]: Cell(attendance_value(each[1], each[2]), each[3]) for each in attendance.fetchall()},
    )


@dataclass(frozen=True, slots=True)
class NewItem:
    """A line item to insert."""

    line_item_id: str
    category: str
    title: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class LessonUpdate:
    """The lesson's new values and version."""

    state: str
    topic: str
    homework: str
    homework_text: str
    homework_due: date | None
    attendance_confirmed: bool
    filled_date: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What one save changes. Marks name line items by id; cells come with what they replace."""

    person_id: str
    request_id: str
    lesson: LessonUpdate
    lesson_history: tuple[str, str] | None
    items: Sequence[NewItem]
    marks: Sequence[tuple[WantedMark, Cell]]
    attendance: Sequence[tuple[WantedAttendance, Cell]]


def write_changes(connection: Connection[Any], stored: StoredLesson, changes: Changes) -> None:
    """Writes everything of a save and its history."""
    with connection.pipeline():
        _write_lesson(connection, stored, changes)
        if changes.items:
            _write_items(connection, stored, changes.items)
        if changes.marks:
            _write_marks(connection, stored, changes.marks)
        if changes.attendance:
            _write_attendance(connection, stored, changes.attendance)
        _write_history(connection, stored, changes)


def _write_lesson(connection: Connection[Any], stored: StoredLesson, changes: Changes) -> None:
    new = changes.lesson
    connection.execute(
        """UPDATE lesson SET state = %s, topic = %s, homework = %s, homework_text = %s, homework_due = %s,
                             attendance_confirmed = %s, filled_date = %s, teacher_id = %s, version = %s
           WHERE school_id = %s AND lesson_id = %s""",
        [
            new.state, new.topic, new.homework, new.homework_text, new.homework_due, new.attendance_confirmed,
            new.filled_date, changes.person_id, new.version, stored.school_id, stored.lesson_id,
        ],
    )  # fmt: skip


def _write_items(connection: Connection[Any], stored: StoredLesson, items: Sequence[NewItem]) -> None:
    connection.execute(
        """INSERT INTO line_item (school_id, lesson_id, line_item_id, category, title, weight)
           SELECT %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::numeric[])""",
        [
            stored.school_id,
            stored.lesson_id,
            [item.line_item_id for item in items],
            [item.category for item in items],
            [item.title for item in items],
            [item.weight for item in items],
        ],
    )


def _write_marks(connection: Connection[Any], stored: StoredLesson, marks: Sequence[tuple[WantedMark, Cell]]) -> None:
    connection.execute(
        """INSERT INTO mark (school_id, lesson_id, school_year, line_item_id, pupil_id, value, version)
           SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bigint[])
           ON CONFLICT (school_id, lesson_id, line_item_id, pupil_id)
           DO UPDATE SET value = excluded.value, version = excluded.version, updated_at = now()""",
        [
            stored.school_id,
            stored.lesson_id,
            stored.school_year,
            [wanted.line_item for wanted, _ in marks],
            [wanted.pupil_id for wanted, _ in marks],
            [wanted.value for wanted, _ in marks],
            [cell.version + 1 for _, cell in marks],
        ],
    )


def _write_attendance(
    connection: Connection[Any], stored: StoredLesson, attendance: Sequence[tuple[WantedAttendance, Cell]]
) -> None:
    connection.execute(
        """INSERT INTO attendance (school_id, lesson_id, school_year, pupil_id, attendance, minutes_late, version)
           SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::bigint[])
           ON CONFLICT (school_id, lesson_id, pupil_id)
           DO UPDATE SET attendance = excluded.attendance, minutes_late = excluded.minutes_late,
               version = excluded.version, updated_at = now()""",
        [
            stored.school_id,
            stored.lesson_id,
            stored.school_year,
            [wanted.pupil_id for wanted, _ in attendance],
            [wanted.attendance for wanted, _ in attendance],
            [wanted.minutes_late if wanted.attendance == "late" else 0 for wanted, _ in attendance],
            [cell.version + 1 for _, cell in attendance],
        ],
    )


def _write_history(connection: Connection[Any], stored: StoredLesson, changes: Changes) -> None:
    rows: list[tuple[str, str | None, str | None, str, str, str, int]] = [
        ("mark", wanted.line_item, wanted.pupil_id, cell.value, wanted.value, wanted.reason, cell.version + 1)
        for wanted, cell in changes.marks
    ]
    rows += [
        (
            "attendance", None, wanted.pupil_id, cell.value, attendance_value(wanted.attendance, wanted.minutes_late),
            "", cell.version + 1,
        )
        for wanted, cell in changes.attendance
    ]  # fmt: skip
    if changes.lesson_history is not None:
        rows.append(("lesson", None, None, *changes.lesson_history, "", changes.lesson.version))
    if not rows:
        return
    connection.execute(
        """INSERT INTO change (school_id, lesson_id, school_year, person_id, request_id,
                               cell, line_item_id, pupil_id, old_value, new_value, reason, version)
           SELECT %s, %s, %s, %s, %s, * FROM unnest(%s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::text[],
                                                    %s::text[], %s::bigint[])""",
        [
            stored.school_id,
            stored.lesson_id,
            stored.school_year,
            changes.person_id,
            changes.request_id,
            *([row[column] for row in rows] for column in range(7)),
        ],
    )
