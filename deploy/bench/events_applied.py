"""Events that a consumer of reports applies ÷ the same row changes, an event a transaction, done barely."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from google.protobuf.message import Message
from psycopg import Connection, sql
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.identity.events.v1 import roster_pb2

from deploy.bench.own_database import own_database
from deploy.bench.rows import ROUNDS, Row, measure
from deploy.bench.stand import NotMeasured, Stand
from deploy.local.settings import Settings
from kit.config import ServiceConfig
from kit.consumer import Event, EventHandler, run_consumer
from kit.database import SEE_EVERY_SCHOOL, open_pool, transaction
from kit.envelope import event_properties
from kit.ids import new_id
from kit.topology import RETRY_SECONDS, dead_queue_of, declare, open_broker_channel, queue_of, retry_queue_of
from services.reports.events import handlers

_A_ROUND = 150
_PUPILS, _GROUPS = 25, 10
_MONDAY = date(2026, 9, 14)
_PATIENCE_SECONDS = 120.0
RECORDED = "zvonok.gradebook.lesson.recorded.v1"
_NAMES = {handler.message_type: name for name, handler in handlers().items()}
# What one recorded lesson changes. early_mark is looked at and most often stays: a pupil's first marks are there.
_TABLES = ("lesson", "lesson_count", "mark_cell", "attendance_cell", "attendance_count")


def run(stand: Stand) -> list[Row]:
    """Lessons recorded with 25 marks and 25 attendances, by one consumer over the broker."""
    return measure_at(stand.settings)


def measure_at(settings: Settings) -> list[Row]:
    """The row, in databases of their own; its unit is milliseconds an event, so a thousand ÷ it are events a second."""
    school = _School.new()
    rounds = [school.lessons(number) for number in range(ROUNDS)]
    bare = _rows_of(settings, school, rounds)
    with _consumer(settings, school) as consumer, _floor(settings, school) as floor:
        values, floors = iter(rounds), iter(bare)
        return [
            measure(
                "event of a recorded lesson, by one consumer",
                lambda: consumer.apply(next(values)),
                lambda: floor.write(next(floors)),
            )
        ]


@dataclass(frozen=True, slots=True)
class _School:
    """A school of ten groups."""

    school_id: str
    group_ids: list[str]
    pupil_ids: list[str]

    @classmethod
    def new(cls) -> "_School":
        return cls(new_id(), [new_id() for _ in range(_GROUPS)], [new_id() for _ in range(_PUPILS)])

    def roster(self) -> list[Message]:
        term = roster_pb2.Term(
            term_id=new_id(), begin_date="2026-09-01", end_date="2026-10-31", school_year=_MONDAY.year + 1
        )
        pupils = [roster_pb2.Membership(person_id=each, begin_date="2026-09-01") for each in self.pupil_ids]
        return [
            roster_pb2.SchoolChanged(school_id=self.school_id, version=1, time_zone="UTC", terms=[term]),
            *(
                roster_pb2.GroupChanged(
                    school_id=self.school_id, group_id=each, version=1, subject_title="Предмет", class_title="7А",
                    year_group=7, pupils=pupils,
                )
                for each in self.group_ids
            ),
        ]  # fmt: skip

    def lessons(self, number: int) -> list[Message]:
        """The lessons of one round, each recorded once, with a mark and attendance of everybody."""
        return [
            lessons_pb2.LessonRecorded(
                school_id=self.school_id, group_id=self.group_ids[each % _GROUPS], lesson_id=new_id(),
                date=(_MONDAY + timedelta(days=(number * _A_ROUND + each) // _GROUPS % 40)).isoformat(), bell=1,
                state="held", version=2, attendance_confirmed=True, topic_recorded=True, homework="given",
                filled_date=_MONDAY.isoformat(),
                marks=[
                    lessons_pb2.MarkChanged(line_item_id=new_id(), pupil_id=pupil, new_value="4", version=1)
                    for pupil in self.pupil_ids
                ],
                attendance=[
                    lessons_pb2.AttendanceChanged(pupil_id=pupil, new_attendance="present", version=1)
                    for pupil in self.pupil_ids
                ],
            )
            for each in range(_A_ROUND)
        ]  # fmt: skip


def _apply(pool: Any, messages: list[Message], school_id: str) -> None:
    known = handlers()
    for message in messages:
        name = _NAMES[type(message)]
        with transaction(pool, school_id) as connection:
            known[name].apply(connection, message, Event(new_id(), name, datetime.now(UTC), school_id))


def _rows_of(settings: Settings, school: _School, rounds: list[list[Message]]) -> list[list[dict[str, str]]]:
    """For every event the rows that it wrote, by table, as JSON."""
    with own_database(settings, "reports") as database:
        with open_pool(database.app, size=1) as pool:
            _apply(pool, school.roster(), school.school_id)
            for messages in rounds:
                _apply(pool, messages, school.school_id)
        with psycopg.connect(database.app, autocommit=True, options=SEE_EVERY_SCHOOL) as connection:
            return [[_written(connection, message) for message in messages] for messages in rounds]


def _written(connection: Connection[Any], message: Any) -> dict[str, str]:
    keys = {"lesson": message.lesson_id, "group": message.group_id, "day": message.date}
    found = {}
    for table in _TABLES:
        condition = {
            "lesson_count": "group_id = %(group)s AND day = %(day)s",
            "attendance_count": "group_id = %(group)s AND day = %(day)s",
        }.get(table, "lesson_id = %(lesson)s")
        statement = sql.SQL("SELECT jsonb_agg(to_jsonb(t)) FROM {} t WHERE {}").format(
            sql.Identifier(table), sql.SQL(condition)
        )
        row = connection.execute(statement, keys).fetchone()
        if row is None or row[0] is None:
            raise NotMeasured(f"An event wrote nothing into {table}.")
        found[table] = json.dumps(row[0])
    return found


@dataclass(slots=True)
class _Consumer:
    """The consumer's own loop, on queues of its own."""

    url: str
    service: str
    school_id: str
    applied: threading.Semaphore

    def apply(self, messages: list[Message]) -> float:
        """Milliseconds an event, from the first in the queue to the last committed."""
        began = time.perf_counter()
        with open_broker_channel(self.url) as channel:
            for message in messages:
                properties = event_properties(
                    event_id=new_id(), event_type=RECORDED, source="gradebook", time=datetime.now(UTC),
                    school_id=self.school_id, trace={},
                )  # fmt: skip
                channel.basic_publish("", queue_of(self.service), message.SerializeToString(), properties)
        for _ in messages:
            if not self.applied.acquire(timeout=_PATIENCE_SECONDS):
                raise NotMeasured("The consumer did not apply an event within two minutes.")
        return (time.perf_counter() - began) * 1000 / len(messages)


@contextmanager
def _consumer(settings: Settings, school: _School) -> Iterator[_Consumer]:
    service, stop, nothing = f"bench_{uuid4().hex[:8]}", threading.Event(), Path()
    consumer = _Consumer(settings.amqp_url, service, school.school_id, threading.Semaphore(0))
    with own_database(settings, "reports") as database, open_pool(database.app, size=2) as pool:
        _apply(pool, school.roster(), school.school_id)
        # Bound to what nobody publishes: it hears what the bench sends and no more.
        declare(settings.amqp_url, service, (f"zvonok.{service}.v1",))
        config = ServiceConfig(
            service, database.app, "", settings.amqp_url, "", "", nothing, nothing, "", True, nothing
        )
        counted = {name: _counted(each, consumer.applied) for name, each in handlers().items()}
        thread = threading.Thread(target=run_consumer, args=(config, counted, pool, stop), daemon=True)
        thread.start()
        try:
            yield consumer
        finally:
            stop.set()
            thread.join(_PATIENCE_SECONDS)
            _delete_queues(settings.amqp_url, service)


def _counted(handler: EventHandler, applied: threading.Semaphore) -> EventHandler:
    def apply(connection: Connection[Any], message: Any, event: Event) -> None:
        handler.apply(connection, message, event)
        # The last one's commit is not waited for: one of many.
        applied.release()

    return replace(handler, apply=apply)


def _delete_queues(url: str, service: str) -> None:
    with open_broker_channel(url) as channel:
        retries = [retry_queue_of(service, seconds) for seconds in RETRY_SECONDS]
        for queue in (queue_of(service), dead_queue_of(service), *retries):
            channel.queue_delete(queue)


@dataclass(slots=True)
class _Floor:
    """The tables alone."""

    connection: Connection[Any]
    school_id: str
    statements: dict[str, sql.Composed]

    def write(self, events: list[dict[str, str]]) -> float:
        """Milliseconds an event: a transaction of the inbox, the school's turn and the rows."""
        began = time.perf_counter()
        for rows in events:
            with self.connection.transaction(), self.connection.pipeline():
                self.connection.execute("INSERT INTO inbox (event_id) VALUES (%s)", [new_id()], prepare=True)
                self.connection.execute(
                    "INSERT INTO progress (school_id, update_time) VALUES (%s, now())"
                    " ON CONFLICT (school_id) DO UPDATE SET update_time = excluded.update_time",
                    [self.school_id],
                    prepare=True,
                )
                for table, statement in self.statements.items():
                    self.connection.execute(statement, [rows[table]], prepare=True)
        return (time.perf_counter() - began) * 1000 / len(events)


@contextmanager
def _floor(settings: Settings, school: _School) -> Iterator[_Floor]:
    with (
        own_database(settings, "reports") as database,
        psycopg.connect(database.app, autocommit=True, options=SEE_EVERY_SCHOOL) as connection,
    ):
        statements = {table: _upsert(connection, table) for table in _TABLES}
        yield _Floor(connection, school.school_id, statements)


def _upsert(connection: Connection[Any], table: str) -> sql.Composed:
    rows = connection.execute(
        "SELECT a.attname, a.attnum = ANY(i.indkey::int[]) FROM pg_attribute a"
        " JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        [table],
    ).fetchall()
    name = sql.Identifier(table)
    key = sql.SQL(", ").join(sql.Identifier(column) for column, of_key in rows if of_key)
    changes = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column, of_key in rows if not of_key
    )
    return sql.SQL(
        "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s) ON CONFLICT ({1}) DO UPDATE SET {2}"
    ).format(name, key, changes)
