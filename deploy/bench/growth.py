"""What growth costs the journal: 50 schools with three years of marks ÷ one school with one year."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, LiteralString, cast
from uuid import uuid4

import psycopg
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from deploy.bench.own_database import own_database
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, save_of
from deploy.local.settings import Settings
from kit.database import open_pool
from kit.rpc.call import Call, answering
from kit.service import Resources
from services.gradebook.rpc.journal import GradebookServicer

_A_ROUND = 15
GROWTH = 1.3
_SMALL, _LARGE = {"schools": 1, "years": 1}, {"schools": 50, "years": 3}
_LAST_YEAR = 2027
_WEEK = date(2026, 9, 14)
_BEGIN, _END = date(2026, 9, 1), date(2026, 10, 30)


def run(settings: Settings) -> list[Row]:
    """Each call on places taken at random, so that what is in memory is not what was asked before."""
    with _journals(settings, _SMALL) as small, _journals(settings, _LARGE) as large:
        title = f"{{}}, {large.marks / 1e6:.1f} million marks ÷ {small.marks / 1e6:.1f}"
        return [
            measure(title.format("GetJournal"), large.journal, small.journal, aim=GROWTH),
            measure(title.format("GetDiary"), large.diary, small.diary, aim=GROWTH),
            measure(title.format("RecordLesson"), large.record, small.record, aim=GROWTH),
        ]


@dataclass(frozen=True, slots=True)
class _Resources:
    pool: Any


@dataclass(slots=True)
class _Journals:
    """A filled database, and places in it in an order of chance."""

    gradebook: Any
    marks: int
    groups: Iterator[str]
    pupils: Iterator[str]
    # Lesson, and the pupils of its group.
    lessons: Iterator[tuple[str, list[str]]]

    def journal(self) -> float:
        days: dict[str, Any] = {"begin_date": _BEGIN.isoformat(), "end_date": _END.isoformat()}

        def read() -> None:
            answer = self.gradebook.GetJournal(pb.GetJournalRequest(group=next(self.groups), **days), None)
            self._expect(answer.marks)

        return self._each(read)

    def diary(self) -> float:
        days: dict[str, Any] = {"begin_date": _WEEK.isoformat(), "end_date": (_WEEK + timedelta(days=6)).isoformat()}

        def read() -> None:
            answer = self.gradebook.GetDiary(pb.GetDiaryRequest(pupil=next(self.pupils), **days), None)
            self._expect(answer.lessons)

        return self._each(read)

    def record(self) -> float:
        def save() -> None:
            lesson, pupils = next(self.lessons)
            if self.gradebook.RecordLesson(save_of(lesson, pupils, 1), None).refusals:
                raise NotMeasured("A save was refused.")

        return self._each(save)

    @staticmethod
    def _expect(rows: Any) -> None:
        if not rows:
            raise NotMeasured("A journal or a diary is empty.")

    @staticmethod
    def _each(call: Any) -> float:
        began = time.perf_counter()
        with answering(Call(f"persons/{uuid4()}", "", "portal", "", "subject_teacher", "")):
            for _ in range(_A_ROUND):
                call()
        return (time.perf_counter() - began) * 1000 / _A_ROUND


@contextmanager
def _journals(settings: Settings, size: dict[str, int]) -> Iterator[_Journals]:
    with own_database(settings, "gradebook") as database:
        database.fill(FILL, {**size, "last": _LAST_YEAR})
        chance = random.Random(7)  # noqa: S311  (the same places every time)
        with psycopg.connect(database.superuser) as connection:
            marks = connection.execute("SELECT count(*) FROM mark").fetchone()
            groups, pupils, lessons = (
                connection.execute(query, {"begin": _BEGIN, "end": _END}).fetchall()
                for query in (_GROUPS, _PUPILS, _LESSONS)
            )
        with open_pool(database.app, size=1) as pool:
            yield _Journals(
                # The pool is all that it takes of its process.
                GradebookServicer(cast("Resources", _Resources(pool))),
                marks[0] if marks else 0,
                iter(chance.choices([row[0] for row in groups], k=1000)),
                iter(chance.choices([row[0] for row in pupils], k=1000)),
                iter(chance.sample([(row[0], row[1]) for row in lessons], k=200)),
            )


_GROUPS: LiteralString = "SELECT 'schools/' || school_id || '/groups/' || group_id FROM teaching_group"
_PUPILS: LiteralString = "SELECT DISTINCT 'schools/' || school_id || '/pupils/' || pupil_id FROM group_pupil"
_LESSONS: LiteralString = """
    SELECT 'schools/' || school_id || '/groups/' || l.group_id || '/lessons/' || l.lesson_id,
           (SELECT array_agg('schools/' || p.school_id || '/pupils/' || p.pupil_id) FROM group_pupil p
            WHERE p.school_id = l.school_id AND p.group_id = l.group_id)
    FROM (SELECT * FROM lesson WHERE date BETWEEN %(begin)s AND %(end)s AND bell = 1 ORDER BY lesson_id LIMIT 5000) l
"""
# 28 classes of 25 with 12 subjects, two lessons of each a week, 34 weeks; four or five marks a lesson, one or two
# absences, and a line of history for each mark. Ids of lessons are in order of planning, a group's year together, as
# the service makes them (kit/ids.py); cells were saved day by day.
FILL: tuple[LiteralString, ...] = (
    "SELECT open_school_year(%(last)s - n) FROM generate_series(0, %(years)s - 1) n",
    "INSERT INTO school (school_id, version, time_zone, live_from)"
    " SELECT gen_random_uuid(), 1, 'UTC', '2000-01-01' FROM generate_series(1, %(schools)s)",
    "INSERT INTO term (school_id, term_id, begin_date, end_date, school_year)"
    " SELECT school_id, gen_random_uuid(), make_date(y - 1, 9, 1), make_date(y, 5, 31), y"
    " FROM school, generate_series(%(last)s - %(years)s + 1, %(last)s) y",
    "INSERT INTO category (school_id, code, weight) SELECT school_id, 'test', 2 FROM school",
    "INSERT INTO class (school_id, class_id, version, title, year_group, ended)"
    " SELECT school_id, gen_random_uuid(), 1, n::text, 2 + n %% 10, false FROM school, generate_series(1, 28) n",
    "INSERT INTO teaching_group (school_id, group_id, version, subject_code, subject_title, class_id, class_title,"
    " year_group, term_ids, periods, room, ended)"
    " SELECT school_id, gen_random_uuid(), 1, n::text, 'Предмет', class_id, title, year_group, '{}', '{}', '', false"
    " FROM class, generate_series(1, 12) n",
    "CREATE TEMP TABLE who AS SELECT school_id, class_id, gen_random_uuid() AS pupil_id, n"
    " FROM class, generate_series(1, 25) n",
    "INSERT INTO group_pupil (school_id, group_id, pupil_id, begin_date, end_date)"
    " SELECT g.school_id, g.group_id, w.pupil_id, '0001-01-01', '9999-12-31'"
    " FROM teaching_group g JOIN who w USING (school_id, class_id)",
    "INSERT INTO lesson (school_id, lesson_id, group_id, school_year, term_id, date, bell, state)"
    " SELECT school_id, (lpad(to_hex(n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'"
    " || substr(md5(n::text), 4, 15))::uuid, group_id, school_year, term_id, date, bell, 'planned' FROM ("
    "  SELECT t.school_id, g.group_id, t.school_year, t.term_id,"
    "  t.begin_date + 7 * week + (g.subject_code::int + 3 * half) %% 6 AS date, 1 + g.subject_code::int / 2 AS bell,"
    "  row_number() OVER (ORDER BY t.school_year, t.school_id, g.group_id, week, half) AS n"
    "  FROM term t JOIN teaching_group g USING (school_id), generate_series(0, 33) week, generate_series(0, 1) half"
    " ) planned ORDER BY n",
    "INSERT INTO line_item (school_id, school_year, lesson_id, line_item_id, category, weight)"
    " SELECT school_id, school_year, lesson_id, gen_random_uuid(), 'test', 2 FROM lesson"
    " ORDER BY school_year, date, lesson_id",
    "INSERT INTO mark (school_id, school_year, lesson_id, pupil_id, line_item_id, value, version, updated_at)"
    " SELECT l.school_id, l.school_year, l.lesson_id, p.pupil_id, i.line_item_id, '4', 1, l.date"
    " FROM lesson l JOIN line_item i USING (school_id, school_year, lesson_id)"
    " JOIN group_pupil p USING (school_id, group_id)"
    " WHERE (hashtext(l.lesson_id::text) # hashtext(p.pupil_id::text)) & 63 < 12"
    " ORDER BY l.school_year, l.date, l.lesson_id",
    "INSERT INTO attendance (school_id, school_year, lesson_id, pupil_id, attendance, version, updated_at)"
    " SELECT l.school_id, l.school_year, l.lesson_id, p.pupil_id, 'absent', 1, l.date"
    " FROM lesson l JOIN group_pupil p USING (school_id, group_id)"
    " WHERE (hashtext(l.lesson_id::text) # hashtext(p.pupil_id::text)) & 63 > 59"
    # First lessons are those that are saved in the measurement.
    " AND l.bell > 1 ORDER BY l.school_year, l.date, l.lesson_id",
    "INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id, cell,"
    " line_item_id, pupil_id, old_value, new_value, version, number, hash)"
    " SELECT school_id, school_year, lesson_id, updated_at, pupil_id, line_item_id, 'mark', line_item_id, pupil_id,"
    " '', value, 1, 1, decode(repeat('00', 32), 'hex') FROM mark ORDER BY school_year, updated_at, lesson_id",
)
