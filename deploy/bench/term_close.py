"""Closing a term for a school of 700: ClosePeriod, and the page before it, ÷ the bare statements of those averages."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString, cast
from uuid import uuid4

import psycopg
from psycopg import Connection
from zvonok.gradebook.v1 import terms_pb2 as pb

from deploy.bench.growth import FILL
from deploy.bench.own_database import own_database
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, Stand
from deploy.local.settings import Settings
from kit.database import SEE_EVERY_SCHOOL, open_pool
from kit.rpc.call import Call, answering
from kit.service import Resources
from services.gradebook.rpc.terms import TermMarkServicer

AIM = 2.5
_YEAR = 2027
_END = date(2026, 10, 31)
_PAIRS = 28 * 25 * 12
# Some have no mark in a term by chance.
_MARKED = 0.95


def run(stand: Stand) -> list[Row]:
    """700 pupils in 28 classes with 12 subjects each: 8400 averages and proposals of nine weeks, a year stored."""
    return measure_at(stand.settings)


def measure_at(settings: Settings) -> list[Row]:
    """The rows, in a database of their own on the server of these settings."""
    with _school(settings) as school:
        return [
            measure("close a term, school of 700", school.close, school.bare_close, aim=AIM),
            measure("all averages and proposals of a term, school of 700", school.read, school.bare_read, aim=AIM),
        ]


@dataclass(frozen=True, slots=True)
class _Resources:
    pool: Any


@dataclass(slots=True)
class _School:
    """A filled database with one term to be closed, again and again."""

    service: TermMarkServicer
    database: Connection[Any]
    school: str
    term: str

    def close(self) -> float:
        """One ClosePeriod; the reopening after it is not timed."""
        seen = self._call("GetPeriod", period=self._period).period.version
        began = time.perf_counter()
        closed = self._call("ClosePeriod", period=self._period, seen_version=seen, accept_missing=True).period
        taken = (time.perf_counter() - began) * 1000
        row = self.database.execute("SELECT count(*) FROM term_mark WHERE frozen AND average IS NOT NULL").fetchone()
        if row is None or row[0] < _PAIRS * _MARKED:
            raise NotMeasured(f"The closing kept {row and row[0]} averages.")
        self._call("ReopenPeriod", period=self._period, seen_version=closed.version, reason="bench")
        return taken

    def bare_close(self) -> float:
        """The averages by one statement into a copy of the table, committed."""
        self.database.execute("TRUNCATE bare_term_mark")
        began = time.perf_counter()
        self.database.execute(_BARE_CLOSE, self._values, prepare=True)
        return (time.perf_counter() - began) * 1000

    def read(self) -> float:
        """GetPeriod: what every group has, with averages, proposals and flags."""
        began = time.perf_counter()
        answer = self._call("GetPeriod", period=self._period)
        taken = (time.perf_counter() - began) * 1000
        if sum(group.pupils for group in answer.groups) != _PAIRS:
            raise NotMeasured("The page does not show the whole school.")
        return taken

    def bare_read(self) -> float:
        """The same statement without a table to write to."""
        began = time.perf_counter()
        if len(self.database.execute(_BARE_READ, self._values, prepare=True).fetchall()) < _PAIRS * _MARKED:
            raise NotMeasured("The floor does not read the whole school.")
        return (time.perf_counter() - began) * 1000

    @property
    def _period(self) -> str:
        return f"schools/{self.school}/terms/{self.term}"

    @property
    def _values(self) -> dict[str, Any]:
        return {"school": self.school, "term": self.term, "year": _YEAR, "end": _END}

    def _call(self, name: str, **fields: Any) -> Any:
        request = getattr(pb, f"{name}Request")(school=f"schools/{self.school}", **fields)
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            request.request_id = str(uuid4())
        with answering(Call(f"persons/{uuid4()}", "", "portal", "", "deputy_head", "")):
            return getattr(self.service, name)(request, None)


@contextmanager
def _school(settings: Settings) -> Iterator[_School]:
    with own_database(settings, "gradebook") as database:
        database.fill((*FILL, *_TERM), {"schools": 1, "years": 1, "last": _YEAR, "end": _END})
        with (
            psycopg.connect(database.superuser, autocommit=True, options=SEE_EVERY_SCHOOL) as connection,
            open_pool(database.app, size=1) as pool,
        ):
            [(school, term)] = connection.execute("SELECT school_id::text, term_id::text FROM term").fetchall()
            # The pool is all that it takes of its process.
            yield _School(TermMarkServicer(cast("Resources", _Resources(pool))), connection, school, term)


# A quarter of nine weeks in a year that is stored to its end.
_TERM: tuple[LiteralString, ...] = (
    "UPDATE term SET end_date = %(end)s",
    "UPDATE teaching_group SET term_ids = ARRAY(SELECT term_id FROM term)",
    "UPDATE lesson SET recorded_at = now()",
    "CREATE TABLE bare_term_mark (LIKE term_mark INCLUDING ALL)",
)
_BARE: LiteralString = """
    SELECT l.group_id, c.pupil_id, round(sum(c.value::int * i.weight) / sum(i.weight), 2) AS average, count(*) AS marks
    FROM lesson l
    JOIN mark c ON c.school_id = l.school_id AND c.school_year = l.school_year AND c.lesson_id = l.lesson_id
    JOIN line_item i ON i.school_id = c.school_id AND i.school_year = c.school_year AND i.lesson_id = c.lesson_id
        AND i.line_item_id = c.line_item_id
    JOIN group_pupil p ON p.school_id = l.school_id AND p.group_id = l.group_id AND p.pupil_id = c.pupil_id
        AND l.date BETWEEN p.begin_date AND p.end_date
    WHERE l.school_id = %(school)s AND l.term_id = %(term)s AND l.date <= %(end)s AND c.school_year = %(year)s
    GROUP BY l.group_id, c.pupil_id
"""
_BARE_READ: LiteralString = _BARE
_BARE_CLOSE: LiteralString = (
    "INSERT INTO bare_term_mark (school_id, school_year, group_id, period_id, kind, pupil_id, frozen, average,"
    " mark_count) SELECT %(school)s, %(year)s, group_id, %(term)s, 'term', pupil_id, true, average, marks"
    " FROM (" + _BARE + ") found"
)
