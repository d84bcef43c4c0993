"""Opening a class's journal for a quarter: GetJournal ÷ the rows that it shows, read by prepared SQL."""

import time
from datetime import date
from typing import Any

import psycopg
from psycopg import Connection
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from deploy.bench import package
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, Stand, save_of

_A_ROUND = 12
AIM = 3.0
_LESSONS = """
    WITH l AS (SELECT * FROM lesson WHERE school_id = %(school)s AND group_id = %(group)s
               AND date BETWEEN %(begin)s AND %(end)s)
"""
_STATEMENTS = (
    _LESSONS
    + "SELECT lesson_id, date, bell, room, state, topic, homework, homework_text, homework_due, attendance_confirmed,"
    " version FROM l ORDER BY date, bell",
    "SELECT pupil_id, begin_date::text, end_date::text FROM group_pupil"
    " WHERE school_id = %(school)s AND group_id = %(group)s",
    _LESSONS + "SELECT i.line_item_id, i.lesson_id, i.category, i.title, i.weight, i.version"
    " FROM l JOIN line_item i USING (school_id, school_year, lesson_id)",
    _LESSONS + "SELECT m.lesson_id, m.line_item_id, m.pupil_id, m.value, m.version, m.updated_at"
    " FROM l JOIN mark m USING (school_id, school_year, lesson_id) WHERE m.value <> ''",
    _LESSONS + "SELECT a.lesson_id, a.pupil_id, a.attendance, a.minutes_late, a.reason, a.version"
    " FROM l JOIN attendance a USING (school_id, school_year, lesson_id)",
)


def run(stand: Stand) -> list[Row]:
    """25 pupils, 40 lessons with a mark and attendance of everybody."""
    stub, teacher = stand.gradebook(), stand.log_in(0)
    group = stand.groups[package.JOURNAL]
    begin, end = fill(stand, stub, teacher)
    request = pb.GetJournalRequest(group=group, begin_date=begin, end_date=end)

    def open_journal() -> float:
        began = time.perf_counter()
        for _ in range(_A_ROUND):
            answer = stub.GetJournal(request, metadata=teacher)
        seconds = time.perf_counter() - began
        if (
            len(answer.lessons) != package.JOURNAL_LESSONS
            or len(answer.marks) != package.JOURNAL_LESSONS * package.PUPILS
        ):
            raise NotMeasured(f"The journal shows {len(answer.lessons)} lessons and {len(answer.marks)} marks.")
        return seconds * 1000 / _A_ROUND

    _, school_id, _, group_id = group.split("/")
    values = {
        "school": school_id,
        "group": group_id,
        "begin": date.fromisoformat(begin),
        "end": date.fromisoformat(end),
    }
    with psycopg.connect(stand.settings.databases["gradebook"][0], autocommit=True) as connection:
        open_journal()
        _read(connection, values)
        return [
            measure("open a class's journal for a quarter", open_journal, lambda: _read(connection, values), aim=AIM)
        ]


def _read(connection: Connection[Any], values: dict[str, Any]) -> float:
    began = time.perf_counter()
    for _ in range(_A_ROUND):
        for statement in _STATEMENTS:
            connection.execute(statement, values, prepare=True).fetchall()
    return (time.perf_counter() - began) * 1000 / _A_ROUND


def fill(stand: Stand, stub: Any, teacher: Any) -> tuple[str, str]:
    """Records the 40 lessons that are not recorded yet; returns their first and last day."""
    request = pb.ListLessonsRequest(
        groups=[stand.groups[package.JOURNAL]],
        begin_date=package.first_day(stand.made_on).isoformat(),
        end_date=stand.made_on.isoformat(),
        page_size=package.JOURNAL_LESSONS,
    )
    lessons = stub.ListLessons(request, metadata=teacher).lessons
    for lesson in lessons:
        if lesson.version == 1:
            stub.RecordLesson(save_of(lesson.name, stand.pupils, 1), metadata=teacher)
    return lessons[0].date, lessons[-1].date
