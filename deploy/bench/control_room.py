"""The control room with ten times the marks ÷ with a year's; and ÷ the bare sums that it shows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, cast

import psycopg
from psycopg import Connection
from zvonok.reports.v1 import municipality_pb2
from zvonok.reports.v1 import reports_pb2 as pb

from deploy.bench.own_database import own_database
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, Stand
from deploy.local.settings import Settings
from kit.database import SEE_EVERY_SCHOOL, open_pool
from kit.listening import Bell
from kit.service import Resources
from services.reports.rpc.control_room import ControlRoomServicer
from services.reports.rpc.municipality import MunicipalityServicer

GROWTH = 1.2
_A_ROUND = 8
_LAST_YEAR = 2027
# In the second quarter, so that there is one to compare with.
_BEGIN, _DAY = "2026-11-03", "2026-11-20"
_GROUPS = 28 * 12
# Four or five marks a lesson in one school; one or two, and half as many classes and lessons, in a municipality's.
_SCHOOL = {"schools": 1, "classes": 28, "lessons": 2, "share": 12}
_MUNICIPALITY_ID = "0199b000-0000-7000-8000-000000000001"
_MUNICIPALITY = {"schools": 25, "classes": 14, "lessons": 1, "share": 4}


def run(stand: Stand) -> list[Row]:
    """A school of 700 with 28 classes and 12 subjects each, one year and ten years stored; the second quarter."""
    return measure_school(stand.settings)


def measure_school(settings: Settings) -> list[Row]:
    """The rows of one school, in databases of their own on the server of these settings."""
    with _rooms(settings, {**_SCHOOL, "years": 1}) as small, _rooms(settings, {**_SCHOOL, "years": 10}) as large:
        return [
            measure("control room of a school of 700 ÷ its bare sums", small.read, small.bare),
            measure(_title("control room of a school of 700", large, small), large.read, small.read, aim=GROWTH),
        ]


def measure_municipality(settings: Settings) -> list[Row]:
    """GetMunicipality: 25 schools of 350 side by side."""
    with (
        _rooms(settings, {**_MUNICIPALITY, "years": 1}) as small,
        _rooms(settings, {**_MUNICIPALITY, "years": 10}) as large,
    ):
        title = _title("municipality of 25 schools", large, small)
        return [measure(title, large.read_municipality, small.read_municipality, aim=GROWTH)]


def _title(what: str, large: "_Rooms", small: "_Rooms") -> str:
    return f"{what}, {large.marks / 1e6:.1f} million marks ÷ {small.marks / 1e6:.1f}"


@dataclass(frozen=True, slots=True)
class _Resources:
    pool: Any


@dataclass(slots=True)
class _Rooms:
    """A filled database with its schools."""

    service: ControlRoomServicer
    municipality: MunicipalityServicer
    database: Connection[Any]
    school: str
    marks: int

    def read(self) -> float:
        """Milliseconds of one answer about the school."""
        request = pb.GetControlRoomRequest(school=f"schools/{self.school}", as_of_date=_DAY)
        began = time.perf_counter()
        for _ in range(_A_ROUND):
            answer = self.service.GetControlRoom(request, cast("Any", None))
        seconds = time.perf_counter() - began
        if len(answer.groups) != _GROUPS or not answer.total.pupils_with_one_mark.whole:
            raise NotMeasured(f"The control room shows {len(answer.groups)} groups.")
        return seconds * 1000 / _A_ROUND

    def read_municipality(self) -> float:
        """Milliseconds of one answer about all schools."""
        request = municipality_pb2.GetMunicipalityRequest(
            municipality=f"municipalities/{_MUNICIPALITY_ID}", as_of_date=_DAY
        )
        began = time.perf_counter()
        answer = self.municipality.GetMunicipality(request, cast("Any", None))
        seconds = time.perf_counter() - began
        shown = [each for each in answer.schools if each.metrics.lessons_filled.percent]
        if len(shown) != _MUNICIPALITY["schools"]:
            raise NotMeasured(f"The municipality shows {len(shown)} schools.")
        return seconds * 1000

    def bare(self) -> float:
        """Milliseconds of the sums alone."""
        values = {"school": self.school, "begin": _BEGIN, "day": _DAY}
        began = time.perf_counter()
        for _ in range(_A_ROUND):
            for statement in _BARE:
                rows = self.database.execute(statement, values, prepare=True).fetchall()
                if not rows:
                    raise NotMeasured("There is nothing to be added up.")
        return (time.perf_counter() - began) * 1000 / _A_ROUND


@contextmanager
def _rooms(settings: Settings, size: dict[str, int]) -> Iterator[_Rooms]:
    with own_database(settings, "reports") as database:
        database.fill(_FILL, {**size, "last": _LAST_YEAR, "municipality": _MUNICIPALITY_ID})
        with (
            psycopg.connect(database.app, autocommit=True, options=SEE_EVERY_SCHOOL) as connection,
            open_pool(database.app, size=1) as pool,
        ):
            school, marks = connection.execute(
                "SELECT min(school_id::text), (SELECT count(*) FROM mark_cell) FROM school"
            ).fetchall()[0]
            # The pool is all that it takes of its process; nobody watches.
            resources = cast("Resources", _Resources(pool))
            service = ControlRoomServicer(resources, cast("Bell", None))
            yield _Rooms(service, MunicipalityServicer(resources), connection, school, marks)


_BARE: tuple[LiteralString, ...] = (
    "SELECT group_id, sum(due), sum(held), sum(filled), sum(filled_in_time), sum(homework_recorded)"
    " FROM lesson_count WHERE school_id = %(school)s AND day BETWEEN %(begin)s AND %(day)s GROUP BY group_id",
    "SELECT m.group_id, count(*), count(*) FILTER (WHERE k.marks IS NULL), count(*) FILTER (WHERE k.marks = 1)"
    " FROM group_pupil m LEFT JOIN (SELECT group_id, pupil_id, sum(marks) AS marks FROM early_mark"
    "  WHERE school_id = %(school)s AND day <= %(day)s AND known_on <= %(day)s AND term_id = (SELECT term_id FROM term"
    "   WHERE school_id = %(school)s AND %(day)s::date BETWEEN begin_date AND end_date)"
    "  GROUP BY group_id, pupil_id) k USING (group_id, pupil_id)"
    " WHERE m.school_id = %(school)s GROUP BY m.group_id",
)
# 28 classes of 25 with 12 subjects, two lessons of each a week in four quarters of eight weeks.
_FILL: tuple[LiteralString, ...] = (
    "INSERT INTO school (school_id, version, time_zone, municipality_id, title)"
    " SELECT gen_random_uuid(), 1, 'UTC', %(municipality)s, n::text FROM generate_series(1, %(schools)s) n",
    "INSERT INTO term (school_id, term_id, begin_date, end_date, school_year)"
    " SELECT school_id, gen_random_uuid(), make_date(y - 1, 9, 1) + 63 * q, make_date(y - 1, 9, 1) + 63 * q + 55, y"
    " FROM school, generate_series(%(last)s - %(years)s + 1, %(last)s) y, generate_series(0, 3) q",
    "INSERT INTO class (school_id, class_id, version, title, year_group)"
    " SELECT school_id, gen_random_uuid(), 1, n::text, 2 + n %% 10 FROM school, generate_series(1, %(classes)s) n",
    "INSERT INTO teaching_group (school_id, group_id, version, subject_title, class_id, class_title, year_group, ended)"
    " SELECT school_id, gen_random_uuid(), 1, 'Предмет ' || n, class_id, title, year_group, false"
    " FROM class, generate_series(1, 12) n",
    "CREATE TEMP TABLE who AS SELECT school_id, class_id, gen_random_uuid() AS pupil_id"
    " FROM class, generate_series(1, 25) n",
    "INSERT INTO group_pupil (school_id, group_id, pupil_id, begin_date, end_date)"
    " SELECT g.school_id, g.group_id, w.pupil_id, '0001-01-01', '9999-12-31'"
    " FROM teaching_group g JOIN who w USING (school_id, class_id)",
    "INSERT INTO class_pupil (school_id, class_id, pupil_id, begin_date, end_date)"
    " SELECT school_id, class_id, pupil_id, '0001-01-01', '9999-12-31' FROM who",
    "INSERT INTO family (pupil_id, version) SELECT pupil_id, 1 FROM who",
    "INSERT INTO guardian (pupil_id, person_id, begin_date, end_date)"
    " SELECT pupil_id, gen_random_uuid(), '0001-01-01', '9999-12-31' FROM who, generate_series(1, 2)",
    "INSERT INTO diary_visit (school_id, pupil_id, person_id, day)"
    " SELECT w.school_id, w.pupil_id, w.pupil_id, t.begin_date + 7 * week"
    " FROM who w JOIN term t USING (school_id), generate_series(0, 7) week",
    "INSERT INTO plan (school_id, group_id, version) SELECT school_id, group_id, 1 FROM teaching_group",
    "INSERT INTO plan_topic (school_id, group_id, topic_id, place, hours, due_on, taught_on)"
    " SELECT school_id, group_id, gen_random_uuid(), n, 2, day, day FROM teaching_group,"
    "  LATERAL (SELECT n, make_date(%(last)s - 1, 9, 1) + 7 * n AS day FROM generate_series(0, 33) n) topics",
    "INSERT INTO term_mark (school_id, period_id, kind, school_year, group_id, pupil_id, version, value, recorded_on)"
    " SELECT t.school_id, t.term_id, 'term', t.school_year, p.group_id, p.pupil_id, 1, '4', t.begin_date + 10"
    " FROM term t JOIN group_pupil p USING (school_id) WHERE hashtext(p.pupil_id::text) & 3 = 0",
    "INSERT INTO group_teacher (school_id, group_id, person_id, begin_date, end_date)"
    " SELECT school_id, group_id, md5(school_id::text || row_number() OVER () %% 45)::uuid, '0001-01-01', '9999-12-31'"
    " FROM teaching_group",
    "INSERT INTO lesson (school_id, lesson_id, group_id, day, state, schedule_version, attendance_confirmed,"
    " topic_recorded, homework, filled_on, entry_version)"
    " SELECT school_id, gen_random_uuid(), group_id, day, 'held', 1, true, true, 'given', day, 1 FROM ("
    "  SELECT t.school_id, g.group_id, t.begin_date + 7 * week + 3 * half AS day"
    "  FROM term t JOIN teaching_group g USING (school_id), generate_series(0, 7) week,"
    "   generate_series(0, %(lessons)s - 1) half"
    " ) planned ORDER BY day, school_id",
    "INSERT INTO lesson_count (school_id, day, group_id, known_on, due, held, filled, filled_in_time,"
    " homework_recorded)"
    " SELECT school_id, day, group_id, day, count(*), count(*), count(*), count(*), count(*) FROM lesson"
    " GROUP BY school_id, day, group_id ORDER BY day, school_id",
    "INSERT INTO attendance_count (school_id, day, group_id, lessons, absent, ill, excused, unexcused, late)"
    " SELECT school_id, day, group_id, due, due, 0, 0, 0, 0 FROM lesson_count",
    "INSERT INTO mark_cell (school_id, lesson_id, line_item_id, pupil_id, version, marks, group_id, day)"
    " SELECT l.school_id, l.lesson_id, l.lesson_id, p.pupil_id, 1, 1, l.group_id, l.day"
    " FROM lesson l JOIN group_pupil p USING (school_id, group_id)"
    " WHERE (hashtext(l.lesson_id::text) # hashtext(p.pupil_id::text)) & 63 < %(share)s"
    " ORDER BY l.day, l.school_id, l.lesson_id",
    "INSERT INTO early_mark (school_id, term_id, group_id, pupil_id, day, known_on, marks)"
    " SELECT school_id, term_id, group_id, pupil_id, day, day, 1 FROM ("
    "  SELECT t.school_id, t.term_id, c.group_id, c.pupil_id, c.day,"
    "   row_number() OVER (PARTITION BY t.school_id, t.term_id, c.group_id, c.pupil_id ORDER BY c.day) AS place"
    "  FROM mark_cell c JOIN term t ON t.school_id = c.school_id AND c.day BETWEEN t.begin_date AND t.end_date"
    " ) placed WHERE place <= 2",
)
