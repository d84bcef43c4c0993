"""Reading the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson as shown."""

    school_id: str
    group_id: str
    lesson_id: str
    day: date
    bell: int
    room: str
    state: str
    topic: str
    homework: str
    homework_text: str
    homework_due: date | None
    attendance_confirmed: bool
    version: int
    subject_title: str
    class_title: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line item."""

    line_item_id: str
    lesson_id: str
    category: str
    title: str
    weight: Decimal
    version: int


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark; the value is never empty here."""

    lesson_id: str
    line_item_id: str
    pupil_id: str
    value: str
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """Attendance of one pupil at one lesson."""

    lesson_id: str
    pupil_id: str
    attendance: str
    minutes_late: int
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A pupil of a group; ISO dates, empty: open."""

    pupil_id: str
    begin_date: str
    end_date: str


_LESSON = """
    SELECT l.school_id, l.group_id, l.lesson_id, l.date, l.bell, l.room, l.state, l.topic, l.homework, l.homework_text,
           l.homework_due, l.attendance_confirmed, l.version, g.subject_title, g.class_title
    FROM lesson l JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
"""


def list_lessons(
    connection: Connection[Any],
    groups: Sequence[tuple[str, str]],
    begin: date,
    end: date,
    after: tuple[str, int, str] | None,
    most: int,
) -> list[LessonRow]:
    """Lessons of (school, group) pairs between two days, by day, bell and id, after the given key."""
    day, bell, lesson_id = after or ("-infinity", 0, None)
    rows = connection.execute(
        _LESSON
        + """JOIN unnest(%s::uuid[], %s::uuid[]) AS wanted (school_id, group_id)
                 ON wanted.school_id = l.school_id AND wanted.group_id = l.group_id
             WHERE l.date BETWEEN %s AND %s
               AND (%s::uuid IS NULL OR (l.date, l.bell, l.lesson_id) > (%s::date, %s::int, %s::uuid))
             ORDER BY l.date, l.bell, l.lesson_id LIMIT %s""",
        [
            [school for school, _ in groups],
            [group for _, group in groups],
            begin,
            end,
            lesson_id,
            day,
            bell,
            lesson_id,
            most,
        ],
    ).fetchall()
    return [LessonRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class JournalRows:
    """What a grid shows."""

    lessons: list[LessonRow]
    members: list[MemberRow]
    items: list[ItemRow]
    marks: list[MarkRow]
    attendance: list[AttendanceRow]


def load_journal(connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date) -> JournalRows:
    """A group's lessons between two days with all that is in them; one round trip."""
    within = {"school": school_id, "group": group_id, "begin": begin, "end": end}
    return _load(
        connection,
        within,
        "l.school_id = %(school)s AND l.group_id = %(group)s AND l.date BETWEEN %(begin)s AND %(end)s",
    )


def load_lesson(connection: Connection[Any], school_id: str, group_id: str, lesson_id: str) -> JournalRows:
    """One lesson with all that is in it; empty lists when there is none of these ids."""
    within = {"school": school_id, "group": group_id, "lesson": lesson_id}
    return _load(connection, within, "l.school_id = %(school)s AND l.group_id = %(group)s AND l.lesson_id = %(lesson)s")


def _load(connection: Connection[Any], values: dict[str, Any], where: str) -> JournalRows:
    with connection.pipeline():
        lessons = connection.execute(_LESSON + f"WHERE {where} ORDER BY l.date, l.bell", values)
        members = connection.execute(
            """SELECT pupil_id, CASE WHEN isfinite(begin_date) THEN begin_date::text ELSE '' END,
                      CASE WHEN isfinite(end_date) THEN end_date::text ELSE '' END
               FROM group_pupil WHERE school_id = %(school)s AND group_id = %(group)s ORDER BY pupil_id, begin_date""",
            values,
        )
        items = connection.execute(
            f"""SELECT i.line_item_id, i.lesson_id, i.category, i.title, i.weight, i.version
                FROM line_item i JOIN lesson l ON l.school_id = i.school_id AND l.lesson_id = i.lesson_id
                WHERE {where} ORDER BY l.date, l.bell, i.line_item_id""",
            values,
        )
        marks = connection.execute(
            f"""SELECT m.lesson_id, m.line_item_id, m.pupil_id, m.value, m.version, m.updated_at
                FROM mark m JOIN lesson l ON l.school_id = m.school_id AND l.lesson_id = m.lesson_id
                WHERE {where} AND m.value <> ''""",
            values,
        )
        attendance = connection.execute(
            f"""SELECT a.lesson_id, a.pupil_id, a.attendance, a.minutes_late, a.reason, a.version
                FROM attendance a JOIN lesson l ON l.school_id = a.school_id AND l.lesson_id = a.lesson_id
                WHERE {where}""",
            values,
        )
    return JournalRows(
        [LessonRow(*row) for row in lessons.fetchall()],
        [MemberRow(*row) for row in members.fetchall()],
        [ItemRow(*row) for row in items.fetchall()],
        [MarkRow(*row) for row in marks.fetchall()],
        [AttendanceRow(*row) for row in attendance.fetchall()],
    )


@dataclass(frozen=True, slots=True)
class DiaryRows:
    """A pupil's lessons with the pupil's own marks and attendance."""

    lessons: list[LessonRow]
    items: dict[str, ItemRow]
    marks: list[MarkRow]
    attendance: dict[str, AttendanceRow]


def load_diary(connection: Connection[Any], school_id: str, pupil_id: str, begin: date, end: date) -> DiaryRows:
    """The lessons of the groups that the pupil was in on each day; one round trip."""
    values = {"school": school_id, "pupil": pupil_id, "begin": begin, "end": end}
    with connection.pipeline():
        lessons = connection.execute(
            _LESSON
            + """JOIN group_pupil p ON p.school_id = l.school_id AND p.group_id = l.group_id
                     AND l.date BETWEEN p.begin_date AND p.end_date
                 WHERE l.school_id = %(school)s AND p.pupil_id = %(pupil)s AND l.date BETWEEN %(begin)s AND %(end)s
                   AND l.state <> 'cancelled'
                 ORDER BY l.date, l.bell, l.lesson_id""",
            values,
        )
        marks = connection.execute(
            """SELECT m.lesson_id, m.line_item_id, m.pupil_id, m.value, m.version, m.updated_at
               FROM mark m JOIN lesson l ON l.school_id = m.school_id AND l.lesson_id = m.lesson_id
               WHERE m.school_id = %(school)s AND m.pupil_id = %(pupil)s AND m.value <> ''
                 AND l.date BETWEEN %(begin)s AND %(end)s""",
            values,
        )
        items = connection.execute(
            """SELECT i.line_item_id, i.lesson_id, i.category, i.title, i.weight, i.version
               FROM mark m
               JOIN lesson l ON l.school_id = m.school_id AND l.lesson_id = m.lesson_id
               JOIN line_item i ON i.school_id = m.school_id AND i.line_item_id = m.line_item_id
               WHERE m.school_id = %(school)s AND m.pupil_id = %(pupil)s AND l.date BETWEEN %(begin)s AND %(end)s""",
            values,
        )
        attendance = connection.execute(
            """SELECT a.lesson_id, a.pupil_id, a.attendance, a.minutes_late, a.reason, a.version
               FROM attendance a JOIN lesson l ON l.school_id = a.school_id AND l.lesson_id = a.lesson_id
               WHERE a.school_id = %(school)s AND a.pupil_id = %(pupil)s AND l.date BETWEEN %(begin)s AND %(end)s""",
            values,
        )
    return DiaryRows(
        [LessonRow(*row) for row in lessons.fetchall()],
        {row[0]: ItemRow(*row) for row in items.fetchall()},
        [MarkRow(*row) for row in marks.fetchall()],
        {row[0]: AttendanceRow(*row) for row in attendance.fetchall()},
    )
