"""Reading what a save is judged by, and writing what it changes. Few statements, sent together.

Many rows go as one JSON text: psycopg makes an array item by item in Python, which cost more than the statement.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.types.json import Json

from kit.audit import Head
from services.gradebook.domain.lesson import (
    Cell,
    Change,
    Judgement,
    Lesson,
    LessonState,
    WantedAttendance,
    WantedMark,
    attendance_value,
)
from services.gradebook.store.lessons import COLUMN_COUNT, COLUMNS, FROM
from services.gradebook.store.scales import SCALE_COLUMNS, read_scale

_LESSON = f"""
    SELECT {COLUMNS}, g.year_group, g.subject_code, s.edit_days, s.time_zone, l.history_number, l.history_hash,
        {SCALE_COLUMNS}
    {FROM} JOIN school s ON s.school_id = l.school_id
    LEFT JOIN mark_scale k ON k.school_id = l.school_id AND k.year_group = g.year_group
    WHERE l.school_id = %(school)s AND l.group_id = %(group)s AND l.lesson_id = %(lesson)s
    FOR UPDATE OF l
"""
# Kind of row, two ids, text, number, version, comment, two days. One statement, because each costs a span and a plan.
_PARTS = """
    WITH l AS MATERIALIZED (
        SELECT school_id, school_year, lesson_id, group_id, date, term_id, class_id, subject_code
        FROM lesson JOIN teaching_group USING (school_id, group_id)
        WHERE school_id = %(school)s AND lesson_id = %(lesson)s)
    SELECT 'member', p.pupil_id, NULL::uuid, NULL, NULL::numeric, NULL::bigint, NULL, NULL::date, NULL::date
        FROM l JOIN group_pupil p ON p.school_id = l.school_id AND p.group_id = l.group_id
            AND l.date BETWEEN p.begin_date AND p.end_date
    UNION ALL SELECT 'exempt', e.pupil_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM l JOIN exemption e USING (school_id, subject_code)
        WHERE NOT e.partial AND l.date BETWEEN e.begin_date AND e.end_date
    UNION ALL SELECT 'category', NULL, NULL, code, weight, NULL, NULL, NULL, NULL FROM category
        WHERE school_id = %(school)s AND NOT retired
    UNION ALL SELECT 'window', NULL, NULL, code, NULL, edit_days, NULL, NULL, NULL FROM category
        WHERE school_id = %(school)s AND edit_days IS NOT NULL
    UNION ALL SELECT 'locked', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM l JOIN period_lock k USING (school_id)
        WHERE k.ended_at IS NULL AND coalesce(k.class_id = l.class_id, k.class_id IS NULL)
            AND coalesce(k.subject_code = l.subject_code, true) AND coalesce(k.term_id = l.term_id, true)
    UNION ALL SELECT 'unlocked', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM l JOIN unlock u USING (school_id, group_id)
        WHERE u.state = 'granted' AND u.until > %(now)s AND coalesce(u.lesson_id = l.lesson_id, true)
    UNION ALL SELECT 'item', i.line_item_id, NULL, i.category, NULL, NULL, NULL, NULL, NULL
        FROM l JOIN line_item i USING (school_id, school_year, lesson_id)
    UNION ALL SELECT 'mark', m.line_item_id, m.pupil_id, m.value, NULL, m.version, m.comment, m.due_date,
            m.entered_date
        FROM l JOIN mark m USING (school_id, school_year, lesson_id)
    UNION ALL SELECT 'attendance', NULL, a.pupil_id, rtrim(a.attendance || ' ' || a.reason), a.minutes_late, a.version,
            NULL, NULL, NULL
        FROM l JOIN attendance a USING (school_id, school_year, lesson_id)
    UNION ALL (SELECT DISTINCT ON (p.pupil_id) 'reason', NULL, p.pupil_id, p.reason, NULL, NULL, NULL, NULL::date,
            NULL::date
        FROM l JOIN group_pupil m ON m.school_id = l.school_id AND m.group_id = l.group_id
            AND l.date BETWEEN m.begin_date AND m.end_date
        JOIN absence_period p ON p.school_id = m.school_id AND p.pupil_id = m.pupil_id AND p.ended_at IS NULL
            AND l.date BETWEEN p.begin_date AND p.end_date
        ORDER BY p.pupil_id, p.created_at DESC, p.period_id)
"""


def load_state(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, now: datetime
) -> LessonState | None:
    """The lesson, locked until the transaction ends, and everything that a save of it is judged by."""
    return ask_state(connection, school_id, group_id, lesson_id, now)()


def ask_state(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, now: datetime
) -> Callable[[], LessonState | None]:
    """Sends the statements of `load_state`; what is returned waits for their answers."""
    ids = {"school": school_id, "group": group_id, "lesson": lesson_id}
    # Saves of one lesson take turns at the first statement; the second, begun after it, sees the save before.
    row = connection.execute(_LESSON, ids)
    parts = connection.execute(_PARTS, {**ids, "now": now})

    def read() -> LessonState | None:
        found = row.fetchone()
        return None if found is None else _state(found, parts.fetchall(), now)

    return read


def _state(found: tuple[Any, ...], parts: Iterable[tuple[Any, ...]], now: datetime) -> LessonState:
    year_group, subject_code, edit_days, time_zone, *more = found[COLUMN_COUNT:]
    members: set[str] = set()
    exempt: set[str] = set()
    categories: dict[str, Decimal] = {}
    line_items: dict[str, str] = {}
    marks: dict[tuple[str, str], Cell] = {}
    attendance: dict[str, Cell] = {}
    windows: dict[str, int] = {}
    reasons: dict[str, str] = {}
    flags: set[str] = set()
    for kind, first, second, text, number, version, comment, day, entered in parts:
        if kind == "member":
            members.add(first)
        elif kind == "exempt":
            exempt.add(first)
        elif kind == "category":
            categories[text] = number
        elif kind == "window":
            windows[text] = version
        elif kind in ("locked", "unlocked"):
            flags.add(kind)
        elif kind == "item":
            line_items[first] = text
        elif kind == "mark":
            marks[first, second] = Cell(text, version, comment, day, entered)
        elif kind == "reason":
            reasons[second] = text
        else:
            attendance[second] = Cell(attendance_value(text, int(number)), version)
    return LessonState(
        lesson=Lesson(*found[:COLUMN_COUNT]),
        year_group=year_group,
        today=now.astimezone(ZoneInfo(time_zone)).date(),
        edit_days=edit_days,
        windows=windows,
        locked="locked" in flags,
        unlocked="unlocked" in flags,
        members=frozenset(members),
        exempt=frozenset(exempt),
        subject_code=subject_code,
        scale=read_scale(more[2:], year_group),
        categories=categories,
        line_items=line_items,
        marks=marks,
        attendance=attendance,
        history=Head(*more[:2]),
        reasons=reasons,
    )


@dataclass(frozen=True, slots=True)
class NewItem:
    """A line item to insert."""

    line_item_id: str
    category: str
    title: str
    weight: Decimal


def write_lesson(connection: Connection[Any], lesson: Lesson, history: Head) -> None:
    """Writes what a save can change of the lesson itself, and the head of its history."""
    connection.execute(
        """UPDATE lesson SET state = %s, topic = %s, homework = %s, homework_text = %s, homework_due = %s,
                             attendance_confirmed = %s, filled_date = %s, teacher_id = %s, recorded_at = %s,
                             version = %s, edit_version = %s, history_number = %s, history_hash = %s,
                             homework_recorded_date = %s
           WHERE school_id = %s AND lesson_id = %s""",
        [
            lesson.state, lesson.topic, lesson.homework, lesson.homework_text, lesson.homework_due,
            lesson.attendance_confirmed, lesson.filled_date, lesson.teacher_id, lesson.recorded_at,
            lesson.version, lesson.edit_version, history.number, history.hash, lesson.homework_recorded_date,
            lesson.school_id, lesson.lesson_id,
        ],
    )  # fmt: skip


# Items, cells and history in one statement: each statement costs a save about as much as twenty of its rows.
_WRITE_CELLS = """
    WITH item AS (
        INSERT INTO line_item (school_id, school_year, lesson_id, line_item_id, category, title, weight)
        SELECT %(school)s, %(year)s, %(lesson)s, *
        FROM json_to_recordset(%(items)s) AS (id uuid, category text, title text, weight numeric)
    ), mark AS (
        INSERT INTO mark (school_id, school_year, lesson_id, updated_at, pupil_id, line_item_id, value, version,
                          comment, due_date, entered_date)
        SELECT %(school)s, %(year)s, %(lesson)s, %(now)s, *
        FROM json_to_recordset(%(marks)s)
            AS (pupil uuid, item uuid, value text, version bigint, comment text, due date, entered date)
        ON CONFLICT (school_id, school_year, lesson_id, pupil_id, line_item_id)
        DO UPDATE SET value = excluded.value, version = excluded.version, updated_at = excluded.updated_at,
            comment = excluded.comment, due_date = excluded.due_date, entered_date = excluded.entered_date
    ), attendance AS (
        INSERT INTO attendance (school_id, school_year, lesson_id, updated_at, pupil_id, attendance, minutes_late,
                                reason, version)
        SELECT %(school)s, %(year)s, %(lesson)s, %(now)s, *
        FROM json_to_recordset(%(attendance)s)
            AS (pupil uuid, attendance text, minutes int, reason text, version bigint)
        ON CONFLICT (school_id, school_year, lesson_id, pupil_id)
        DO UPDATE SET attendance = excluded.attendance, minutes_late = excluded.minutes_late,
            reason = excluded.reason, version = excluded.version, updated_at = excluded.updated_at
    )
    INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id,
                                cell, line_item_id, pupil_id, old_value, new_value, reason, version, number, hash)
    SELECT %(school)s, %(year)s, %(lesson)s, %(now)s, %(person)s, %(request)s,
           cell, item, pupil, old, new, reason, version, number, decode(hash, 'hex')
    FROM json_to_recordset(%(changes)s)
        AS (cell text, item uuid, pupil uuid, old text, new text, reason text, version bigint, number int, hash text)
"""


def write_cells(
    connection: Connection[Any],
    lesson: Lesson,
    judged: Judgement,
    items: Sequence[NewItem],
    ids: Mapping[str, str],
    changes: Sequence[tuple[Change, Head]],
    person_id: str,
    request_id: str,
) -> None:
    """Adds the new line items; writes marks and attendance in the version after that of the cell each replaces; adds
    the history's lines, all at the time of the lesson's last save.

    `ids`: new line items' ids by their keys. A reason belongs to an absence: new attendance has that of
    a period, or none.
    """
    connection.execute(
        _WRITE_CELLS,
        {
            "school": lesson.school_id,
            "year": lesson.school_year,
            "lesson": lesson.lesson_id,
            "now": lesson.recorded_at,
            "person": person_id,
            "request": request_id,
            "items": Json(
                [
                    {
                        "id": each.line_item_id,
                        "category": each.category,
                        "title": each.title,
                        "weight": str(each.weight),
                    }
                    for each in items
                ]
            ),
            "marks": Json([_mark_row(wanted, after, ids) for wanted, _, after in judged.marks]),
            "attendance": Json([_attendance_row(wanted, cell) for wanted, cell in judged.attendance]),
            "changes": Json([_history_row(change, head) for change, head in changes]),
        },
    )


def _mark_row(wanted: WantedMark, after: Cell, ids: Mapping[str, str]) -> dict[str, str | int | None]:
    return {
        "pupil": wanted.pupil_id,
        "item": ids.get(wanted.line_item, wanted.line_item),
        "value": after.value,
        "version": after.version,
        "comment": after.comment,
        "due": after.due.isoformat() if after.due is not None else None,
        "entered": after.entered.isoformat() if after.entered is not None else None,
    }


def _attendance_row(wanted: WantedAttendance, cell: Cell) -> dict[str, str | int]:
    return {
        "pupil": wanted.pupil_id,
        "attendance": wanted.attendance,
        "minutes": wanted.minutes_late,
        "reason": wanted.reason,
        "version": cell.version + 1,
    }


def _history_row(change: Change, head: Head) -> dict[str, str | int | None]:
    return {
        "cell": change.cell,
        "item": change.line_item_id,
        "pupil": change.pupil_id,
        "old": change.old,
        "new": change.new,
        "reason": change.reason,
        "version": change.version,
        "number": head.number,
        "hash": head.hash.hex(),
    }
