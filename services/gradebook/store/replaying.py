"""Reading whole groups for a replay."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from services.gradebook.domain.recording import StoredLesson


@dataclass(frozen=True, slots=True)
class ReplayedLesson:
    """A lesson and who recorded it last."""

    stored: StoredLesson
    teacher_id: str | None


def list_groups(connection: Connection[Any], school_id: str | None) -> list[tuple[str, str]]:
    """(school, group) of all groups, or those of one school."""
    rows = connection.execute(
        "SELECT school_id, group_id FROM teaching_group WHERE %s::uuid IS NULL OR school_id = %s ORDER BY 1, 2",
        [school_id, school_id],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def load_lessons(connection: Connection[Any], school_id: str, group_id: str) -> list[ReplayedLesson]:
    """All lessons of a group."""
    rows = connection.execute(
        """SELECT l.school_id, l.group_id, l.lesson_id, g.class_id, l.school_year, l.term_id, l.date, l.bell, l.room,
                  l.state, l.topic, l.homework, l.homework_text, l.homework_due, l.attendance_confirmed, l.filled_date,
                  l.version, g.year_group, g.subject_title, g.class_title, current_date, l.teacher_id
           FROM lesson l JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
           WHERE l.school_id = %s AND l.group_id = %s ORDER BY l.date, l.bell""",
        [school_id, group_id],
    ).fetchall()
    return [ReplayedLesson(StoredLesson(*row[:-1]), row[-1]) for row in rows]


Cells = dict[str, list[tuple[Any, ...]]]


def load_cells(connection: Connection[Any], school_id: str, group_id: str) -> tuple[Cells, Cells]:
    """By lesson: (line item, pupil, category, value, version) of marks; (pupil, attendance, minutes, version)."""
    marks: Cells = defaultdict(list)
    attendance: Cells = defaultdict(list)
    for row in connection.execute(
        """SELECT m.lesson_id, m.line_item_id, m.pupil_id, i.category, m.value, m.version
           FROM mark m
           JOIN line_item i ON i.school_id = m.school_id AND i.line_item_id = m.line_item_id
           JOIN lesson l ON l.school_id = m.school_id AND l.lesson_id = m.lesson_id
           WHERE l.school_id = %s AND l.group_id = %s""",
        [school_id, group_id],
    ):
        marks[row[0]].append(row[1:])
    for row in connection.execute(
        """SELECT a.lesson_id, a.pupil_id, a.attendance, a.minutes_late, a.version
           FROM attendance a JOIN lesson l ON l.school_id = a.school_id AND l.lesson_id = a.lesson_id
           WHERE l.school_id = %s AND l.group_id = %s""",
        [school_id, group_id],
    ):
        attendance[row[0]].append(row[1:])
    return marks, attendance
