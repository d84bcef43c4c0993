"""Reading what a save is judged by, and writing what it changes. Few statements, sent together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from services.gradebook.domain.lesson import (
    Cell,
    Change,
    Lesson,
    LessonState,
    WantedAttendance,
    WantedMark,
    attendance_value,
)
from services.gradebook.store.lessons import COLUMN_COUNT, COLUMNS, FROM

_LESSON = f"""
    SELECT {COLUMNS}, g.year_group, s.edit_days, s.time_zone {FROM} JOIN school s ON s.school_id = l.school_id
    WHERE l.school_id = %(school)s AND l.group_id = %(group)s AND l.lesson_id = %(lesson)s
    FOR UPDATE OF l
"""
# Kind of row, two ids, text, number, version. One statement, because each costs a span and a plan.
_PARTS = """
    WITH l AS MATERIALIZED (
        SELECT school_id, school_year, lesson_id, group_id, date FROM lesson
        WHERE school_id = %(school)s AND lesson_id = %(lesson)s)
    SELECT 'member', p.pupil_id, NULL::uuid, NULL, NULL::numeric, NULL::bigint
        FROM l JOIN group_pupil p ON p.school_id = l.school_id AND p.group_id = l.group_id
            AND l.date BETWEEN p.begin_date AND p.end_date
    UNION ALL SELECT 'category', NULL, NULL, code, weight, NULL FROM category WHERE school_id = %(school)s
    UNION ALL SELECT 'item', i.line_item_id, NULL, i.category, NULL, NULL
        FROM l JOIN line_item i USING (school_id, school_year, lesson_id)
    UNION ALL SELECT 'mark', m.line_item_id, m.pupil_id, m.value, NULL, m.version
        FROM l JOIN mark m USING (school_id, school_year, lesson_id)
    UNION ALL SELECT 'attendance', NULL, a.pupil_id, a.attendance, a.minutes_late, a.version
        FROM l JOIN attendance a USING (school_id, school_year, lesson_id)
"""


def load_state(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, now: datetime
) -> LessonState | None:
    """The lesson, locked until the transaction ends, and everything that a save of it is judged by."""
    ids = {"school": school_id, "group": group_id, "lesson": lesson_id}
    with connection.pipeline():
        # Saves of one lesson take turns at the first statement; the second, begun after it, sees the save before.
        row = connection.execute(_LESSON, ids)
        parts = connection.execute(_PARTS, ids)
    found = row.fetchone()
    if found is None:
        return None
    year_group, edit_days, time_zone = found[COLUMN_COUNT:]
    members: set[str] = set()
    categories: dict[str, Decimal] = {}
    line_items: dict[str, str] = {}
    marks: dict[tuple[str, str], Cell] = {}
    attendance: dict[str, Cell] = {}
    for kind, first, second, text, number, version in parts.fetchall():
        if kind == "member":
            members.add(first)
        elif kind == "category":
            categories[text] = number
        elif kind == "item":
            line_items[first] = text
        elif kind == "mark":
            marks[first, second] = Cell(text, version)
        else:
            attendance[second] = Cell(attendance_value(text, int(number)), version)
    return LessonState(
        lesson=Lesson(*found[:COLUMN_COUNT]),
        year_group=year_group,
        today=now.astimezone(ZoneInfo(time_zone)).date(),
        edit_days=edit_days,
        members=frozenset(members),
        categories=categories,
        line_items=line_items,
        marks=marks,
        attendance=attendance,
    )


@dataclass(frozen=True, slots=True)
class NewItem:
    """A line item to insert."""

    line_item_id: str
    category: str
    title: str
    weight: Decimal


def write_lesson(connection: Connection[Any], lesson: Lesson) -> None:
    """Writes what a save can change of the lesson itself."""
    connection.execute(
        """UPDATE lesson SET state = %s, topic = %s, homework = %s, homework_text = %s, homework_due = %s,
                             attendance_confirmed = %s, filled_date = %s, teacher_id = %s, recorded_at = %s,
                             version = %s, edit_version = %s
           WHERE school_id = %s AND lesson_id = %s""",
        [
            lesson.state, lesson.topic, lesson.homework, lesson.homework_text, lesson.homework_due,
            lesson.attendance_confirmed, lesson.filled_date, lesson.teacher_id, lesson.recorded_at,
            lesson.version, lesson.edit_version, lesson.school_id, lesson.lesson_id,
        ],
    )  # fmt: skip


def write_items(connection: Connection[Any], lesson: Lesson, items: Sequence[NewItem]) -> None:
    """Adds line items."""
    connection.execute(
        """INSERT INTO line_item (school_id, school_year, lesson_id, line_item_id, category, title, weight)
           SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::numeric[])""",
        [
            *_key(lesson),
            [item.line_item_id for item in items],
            [item.category for item in items],
            [item.title for item in items],
            [item.weight for item in items],
        ],
    )


def write_marks(
    connection: Connection[Any],
    lesson: Lesson,
    marks: Sequence[tuple[WantedMark, Cell]],
    ids: Mapping[str, str],
    now: datetime,
) -> None:
    """Writes marks in the version after that of the cell each replaces. `ids`: new line items' ids by their keys."""
    connection.execute(
        """INSERT INTO mark (school_id, school_year, lesson_id, updated_at, pupil_id, line_item_id, value, version)
           SELECT %s, %s, %s, %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bigint[])
           ON CONFLICT (school_id, school_year, lesson_id, pupil_id, line_item_id)
           DO UPDATE SET value = excluded.value, version = excluded.version, updated_at = excluded.updated_at""",
        [
            *_key(lesson),
            now,
            [wanted.pupil_id for wanted, _ in marks],
            [ids.get(wanted.line_item, wanted.line_item) for wanted, _ in marks],
            [wanted.value for wanted, _ in marks],
            [cell.version + 1 for _, cell in marks],
        ],
    )


def write_attendance(
    connection: Connection[Any], lesson: Lesson, attendance: Sequence[tuple[WantedAttendance, Cell]], now: datetime
) -> None:
    """Writes attendance in the version after that of the cell each replaces. A reason belongs to an absence."""
    connection.execute(
        """INSERT INTO attendance (school_id, school_year, lesson_id, updated_at, pupil_id, attendance, minutes_late,
                                   version)
           SELECT %s, %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::bigint[])
           ON CONFLICT (school_id, school_year, lesson_id, pupil_id)
           DO UPDATE SET attendance = excluded.attendance, minutes_late = excluded.minutes_late, reason = '',
               version = excluded.version, updated_at = excluded.updated_at""",
        [
            *_key(lesson),
            now,
            [wanted.pupil_id for wanted, _ in attendance],
            [wanted.attendance for wanted, _ in attendance],
            [wanted.minutes_late for wanted, _ in attendance],
            [cell.version + 1 for _, cell in attendance],
        ],
    )


def write_history(
    connection: Connection[Any], lesson: Lesson, changes: Sequence[Change], person_id: str, request_id: str
) -> None:
    """Adds lines to the history, at the time of the lesson's last save."""
    columns = [
        [each.cell for each in changes],
        [each.line_item_id for each in changes],
        [each.pupil_id for each in changes],
        [each.old for each in changes],
        [each.new for each in changes],
        [each.reason for each in changes],
        [each.version for each in changes],
    ]
    connection.execute(
        """INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id,
                                       cell, line_item_id, pupil_id, old_value, new_value, reason, version)
           SELECT %s, %s, %s, %s, %s, %s, * FROM unnest(%s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::text[],
                                                        %s::text[], %s::bigint[])""",
        [*_key(lesson), lesson.recorded_at, person_id, request_id, *columns],
    )


def _key(lesson: Lesson) -> tuple[str, int, str]:
    return lesson.school_id, lesson.school_year, lesson.lesson_id
