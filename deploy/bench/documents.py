"""Documents of a school of 700: its summary sheets as a workbook ÷ the bare statement and a bare workbook of as many
cells; with --growth its archive of a term, whose memory must stay what it was after the first class."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, LiteralString, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

import psutil
import psycopg
import xlsxwriter
from psycopg import Connection
from zvonok.identity.v1 import people_pb2

from deploy.bench.growth import FILL
from deploy.bench.own_database import own_database
from deploy.bench.rows import Row, measure, row
from deploy.bench.stand import NotMeasured, Stand
from deploy.local.settings import Settings
from kit.database import SEE_EVERY_SCHOOL, open_pool
from kit.documents.archive import verify
from kit.documents.jobs import Order
from kit.documents.making import Bench
from kit.documents.office import Office
from services.gradebook.documents.making import make_for
from services.gradebook.domain.documents import SUMMARY_SHEET, TERM_ARCHIVE

# Class by class, so that memory stays flat: 28 statements where the floor has one.
AIM = 6.0
# Memory at most in an archive ÷ after its first class.
FLAT = 1.25
_YEAR = 2027
_BEGIN, _END = date(2026, 9, 1), date(2026, 10, 31)
_CLASSES, _PUPILS, _SUBJECTS = 28, 25, 12


def run(stand: Stand) -> list[Row]:
    """The workbook: 28 sheets of 25 pupils and 12 subjects, a year stored."""
    with _school(stand.settings) as school:
        return [measure("summary sheets of a school of 700 (XLSX)", school.workbook, school.bare_workbook, aim=AIM)]


def measure_archive(settings: Settings) -> Row:
    """The archive: 28 summary sheets, 336 journals, nine tables. Takes minutes."""
    with _school(settings) as school:
        value, floor = school.archive()
        return row("archive of a term, school of 700: memory", [value], [floor], unit="MiB", aim=FLAT)


class _People:
    """Names for everybody, as identity would give them."""

    @staticmethod
    def BatchGetNames(request: Any) -> people_pb2.BatchGetNamesResponse:  # noqa: N802
        return people_pb2.BatchGetNamesResponse(
            names=[
                people_pb2.PersonName(person=each, family_name=f"Ученик-{each[-6:]}", given_name="Александр")
                for each in request.persons
            ]
        )


@dataclass(slots=True)
class _Bench:
    """Where a document is made, without a row: how far it is is kept here."""

    order: Order
    file: Any
    folder: Path
    memory: list[float] = field(default_factory=list)

    def reach(self, done: int, whole: int) -> None:
        """Memory of the process in MiB before each part."""
        del done, whole
        self.memory.append(psutil.Process().memory_info().rss / 2**20)


@dataclass(slots=True)
class _School:
    """A filled database with one term."""

    pool: Any
    database: Connection[Any]
    school: str
    term: str

    def workbook(self) -> float:
        """The whole document, without its job."""
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
            self._make(_Bench(self._order(SUMMARY_SHEET, "xlsx"), file, Path(folder)))
            if not file.tell():
                raise NotMeasured("The workbook is empty.")
        return (time.perf_counter() - began) * 1000

    def bare_workbook(self) -> float:
        """The averages by one statement, and as many cells by the writer alone."""
        began = time.perf_counter()
        values = {"school": self.school, "term": self.term, "year": _YEAR, "end": _END}
        self.database.execute(_BARE, values, prepare=True).fetchall()
        with tempfile.TemporaryFile() as file:
            book = xlsxwriter.Workbook(file, {"constant_memory": True})
            for _ in range(_CLASSES):
                sheet = book.add_worksheet()
                for number in range(_PUPILS + 3):
                    sheet.write_string(number, 0, "Ученик Александр")
                    for column in range(1, _SUBJECTS + 2):
                        sheet.write_number(number, column, 4)
            book.close()
        return (time.perf_counter() - began) * 1000

    def archive(self) -> tuple[float, float]:
        """Memory at most, and after the first class. Raises NotMeasured for an archive that is not whole."""
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile(suffix=".zip") as file:
            bench = _Bench(self._order(TERM_ARCHIVE, "zip"), file, Path(folder))
            self._make(bench)
            file.flush()
            found = verify(Path(file.name))
        if found.findings or found.parts < _CLASSES * (_SUBJECTS + 1):
            raise NotMeasured(f"The archive has {found.parts} parts, and {found.findings}.")
        return max(bench.memory), bench.memory[1]

    def _make(self, bench: _Bench) -> None:
        office = Office(self.school, "Школа", ZoneInfo("UTC"), {}, _People())
        make_for(self.pool, cast("Bench", bench), office)

    def _order(self, kind: str, form: str) -> Order:
        about = {"period_id": self.term, "school_year": ""}
        now = datetime.now(UTC)
        return Order(self.school, str(uuid4()), f"schools/{self.school}", kind, form, about, "ru", str(uuid4()), now)


@contextmanager
def _school(settings: Settings) -> Iterator[_School]:
    with own_database(settings, "gradebook") as database:
        database.fill((*FILL, *_TERM), {"schools": 1, "years": 1, "last": _YEAR, "begin": _BEGIN, "end": _END})
        with (
            psycopg.connect(database.superuser, autocommit=True, options=SEE_EVERY_SCHOOL) as connection,
            open_pool(database.app, size=2) as pool,
        ):
            [(school, term)] = connection.execute("SELECT school_id::text, term_id::text FROM term").fetchall()
            yield _School(pool, connection, school, term)


# A closed quarter of nine weeks, with the decisions of all.
_TERM: tuple[LiteralString, ...] = (
    "UPDATE term SET end_date = %(end)s",
    "UPDATE teaching_group SET term_ids = ARRAY(SELECT term_id FROM term), subject_title = 'Предмет ' || subject_code",
    "UPDATE lesson SET recorded_at = now(), attendance_confirmed = true,"
    " topic = 'Сложение дробей с разными знаменателями', homework = 'given',"
    " homework_text = 'Параграф 12, номера 345 и 346' WHERE date <= %(end)s",
    "INSERT INTO term_mark (school_id, school_year, group_id, period_id, kind, pupil_id, value, version, average,"
    " mark_count, frozen) SELECT g.school_id, t.school_year, g.group_id, t.term_id, 'term', p.pupil_id, '4', 1, 4, 5,"
    " true FROM teaching_group g JOIN term t USING (school_id) JOIN group_pupil p USING (school_id, group_id)",
    "INSERT INTO period (school_id, school_year, period_id, state, closed_at, closed_on, version)"
    " SELECT school_id, school_year, term_id, 'closed', now(), %(end)s, 1 FROM term",
)
_BARE: LiteralString = """
    SELECT l.group_id, c.pupil_id, round(sum(c.value::int * i.weight) / sum(i.weight), 2) AS average, count(*) AS marks
    FROM lesson l
    JOIN mark c ON c.school_id = l.school_id AND c.school_year = l.school_year AND c.lesson_id = l.lesson_id
    JOIN line_item i ON i.school_id = c.school_id AND i.school_year = c.school_year AND i.lesson_id = c.lesson_id
        AND i.line_item_id = c.line_item_id
    WHERE l.school_id = %(school)s AND l.term_id = %(term)s AND l.date <= %(end)s AND c.school_year = %(year)s
    GROUP BY l.group_id, c.pupil_id
"""
