"""Opening a class's journal for a quarter: GetJournal ÷ the rows that it shows, read by prepared SQL."""

from datetime import date
from functools import partial
from typing import Any

import psycopg
from psycopg import Connection
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from deploy.bench import package
from deploy.bench.quiet import quiet
from deploy.bench.rows import Row, measure, typical
from deploy.bench.stand import NotMeasured, Stand, save_of
from kit.database import SEE_EVERY_SCHOOL

_A_ROUND = 12
AIM = 2.0
_OF_GROUP = "school_id = %(school)s AND group_id = %(group)s AND date BETWEEN %(begin)s AND %(end)s"
# By lists of keys, which is fast whatever the planner knows of a school that has just come in; the floor knows the
# year.
_OF_LESSONS = (
    "WHERE school_id = %(school)s AND school_year = %(year)s"
    f" AND lesson_id = ANY(ARRAY(SELECT lesson_id FROM lesson WHERE {_OF_GROUP}))"
)
_STATEMENTS = (
    "SELECT lesson_id, date, bell, room, state, topic, homework, homework_text, homework_due, attendance_confirmed,"
    f" version FROM lesson WHERE {_OF_GROUP} ORDER BY date, bell",
    "SELECT pupil_id, begin_date::text, end_date::text FROM group_pupil"
    " WHERE school_id = %(school)s AND group_id = %(group)s",
    f"SELECT line_item_id, lesson_id, category, title, weight, version FROM line_item {_OF_LESSONS}",
    f"SELECT lesson_id, line_item_id, pupil_id, value, version, updated_at FROM mark {_OF_LESSONS} AND value <> ''",
    f"SELECT lesson_id, pupil_id, attendance, minutes_late, reason, version FROM attendance {_OF_LESSONS}",
)


def run(stand: Stand) -> list[Row]:
    """25 pupils, 40 lessons with a mark and attendance of everybody."""
    stub, teacher = stand.gradebook(), stand.log_in(0)
    group = stand.groups[package.JOURNAL]
    begin, end = fill(stand, stub, teacher)
    request = pb.GetJournalRequest(group=group, begin_date=begin, end_date=end)

    def open_journal() -> None:
        answer = stub.GetJournal(request, metadata=teacher)
        if (
            len(answer.lessons) != package.JOURNAL_LESSONS
            or len(answer.marks) != package.JOURNAL_LESSONS * package.PUPILS
        ):
            raise NotMeasured(f"The journal shows {len(answer.lessons)} lessons and {len(answer.marks)} marks.")

    _, school_id, _, group_id = group.split("/")
    values = {
        "school": school_id,
        "group": group_id,
        "begin": date.fromisoformat(begin),
        "end": date.fromisoformat(end),
        "year": package.first_day(stand.made_on).year + 1,
    }
    url = stand.settings.databases["gradebook"][0]
    with (
        psycopg.connect(url, autocommit=True, options=SEE_EVERY_SCHOOL) as connection,
        quiet(stand.settings) as rest,
    ):
        open_journal()
        _read(connection, values)
        # Forty lessons may just have been recorded.
        rest.wait()
        return [
            measure(
                "open a class's journal for a quarter",
                partial(typical, open_journal, _A_ROUND),
                partial(typical, partial(_read, connection, values), _A_ROUND),
                aim=AIM,
            )
        ]


def _read(connection: Connection[Any], values: dict[str, Any]) -> None:
    for statement in _STATEMENTS:
        connection.execute(statement, values, prepare=True).fetchall()


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
