"""Saving a lesson: the whole RPC ÷ the same rows in one transaction of prepared multi-row statements."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import Connection, sql

from deploy.bench import package
from deploy.bench.quiet import Quiet, quiet
from deploy.bench.rows import ROUNDS, Row, measure
from deploy.bench.stand import NotMeasured, Stand, save_of

_ALONE, _EACH_OF_MANY, _WARM_UP = 16, 6, 5
_TABLES = ("lesson", "line_item", "mark", "attendance", "change_history", "outbox", "request")
# Lessons that a run takes of the first client's group, the others take fewer.
LESSONS_TAKEN = _WARM_UP + ROUNDS * (_ALONE + _EACH_OF_MANY)
AIM = 2.5


def run(stand: Stand) -> list[Row]:
    """At one client and at eight."""
    with ExitStack() as stack:
        savers = [_saver(stand, client) for client in range(package.CLIENTS)]
        schema = stack.enter_context(Floor(stand.settings.databases["gradebook"][1]))
        writers = [schema.writer(stack) for _ in range(package.CLIENTS)]
        for one in (*savers, *writers):
            for _ in range(_WARM_UP):
                one()
        rest = stack.enter_context(quiet(stand.settings))
        rows = [
            measure(
                "save a lesson, 1 client",
                partial(_alone, savers[0], rest),
                partial(_alone, writers[0], rest),
                aim=AIM,
            )
        ]
        rows.append(
            measure(
                f"save a lesson, {package.CLIENTS} clients",
                partial(_times, savers, _EACH_OF_MANY),
                partial(_times, writers, _EACH_OF_MANY),
                aim=AIM,
            )
        )
        return rows


def _alone(one: Callable[[], None], rest: Quiet) -> float:
    """Milliseconds of a save by itself: the median of some, each after what the one before has led to is over."""
    times = []
    for _ in range(_ALONE):
        rest.wait()
        began = time.perf_counter()
        one()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _times(clients: Sequence[Callable[[], None]], each: int) -> float:
    """Milliseconds a save, all clients together."""

    def work(one: Callable[[], None]) -> None:
        for _ in range(each):
            one()

    with ThreadPoolExecutor(len(clients)) as threads:
        # The threads are there before the clock runs.
        list(threads.map(lambda _: time.sleep(0.01), clients))
        began = time.perf_counter()
        list(threads.map(work, clients))
        return (time.perf_counter() - began) * 1000 / (each * len(clients))


def _saver(stand: Stand, client: int) -> Callable[[], None]:
    stub, teacher = stand.gradebook(), stand.log_in(client)
    lessons = iter(stand.free[package.group_title(client)])

    def save() -> None:
        answer = stub.RecordLesson(save_of(next(lessons), stand.pupils, 1), metadata=teacher)
        if answer.refusals or len(answer.marks) != package.PUPILS or len(answer.attendance) != package.PUPILS:
            raise NotMeasured(f"A save was refused: {[refusal.rule for refusal in answer.refusals][:3]}.")

    return save


class Floor:
    """Copies of the gradebook's tables in its own database, with their indexes and checks, dropped at the end."""

    def __init__(self, owner_url: str) -> None:
        self._url = owner_url
        self._schema = f"bench_{uuid4().hex}"

    def __enter__(self) -> "Floor":
        with psycopg.connect(self._url) as connection:
            schema = sql.Identifier(self._schema)
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            for table in _TABLES:
                name = sql.Identifier(table)
                statement = sql.SQL("CREATE TABLE {}.{} (LIKE public.{} INCLUDING ALL)")
                connection.execute(statement.format(schema, name, name))
        return self

    def __exit__(self, *_: object) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(self._schema)))

    def writer(self, stack: ExitStack) -> Callable[[], None]:
        """One client of the floor with a connection of its own: writes one lesson's rows and commits."""
        options = f"-c search_path={self._schema}"
        connection = stack.enter_context(psycopg.connect(self._url, autocommit=True, options=options))
        return partial(_write, connection)


_SCHOOL = str(uuid4())
_PUPILS = [str(uuid4()) for _ in range(package.PUPILS)]
# What is told of a save, and the answer that a repeat gets: sizes in bytes.
_EVENTS = {"lesson.recorded": b"\x0a" * 3800, "homework.changed": b"\x0a" * 290}
_RESPONSE = b"\x0a" * 10000


def _write(connection: Connection[Any]) -> None:
    lesson, item, person, request = (str(uuid4()) for _ in range(4))
    run = partial(connection.execute, prepare=True)
    day = date(2026, 1, 12)
    # A save writes the lesson's row anew; here it is made, which is one row as well.
    with connection.transaction():
        run(
            "INSERT INTO lesson (school_id, lesson_id, group_id, school_year, term_id, date, bell, state, topic,"
            " homework, homework_text, attendance_confirmed, filled_date, version)"
            " VALUES (%s, %s, %s, 2026, %s, %s, 1, 'held', 'Замер', 'given', 'Повторить', true, %s, 2)",
            [_SCHOOL, lesson, lesson, lesson, day, day],
        )
        run(
            "INSERT INTO line_item (school_id, line_item_id, lesson_id, school_year, category, weight)"
            " VALUES (%s, %s, %s, 2026, 'test', 2)",
            [_SCHOOL, item, lesson],
        )
        run(
            "INSERT INTO mark (school_id, lesson_id, line_item_id, school_year, version, updated_at, pupil_id, value)"
            " SELECT %s, %s, %s, 2026, 1, now(), * FROM unnest(%s::uuid[], %s::text[])",
            [_SCHOOL, lesson, item, _PUPILS, ["5"] * len(_PUPILS)],
        )
        run(
            "INSERT INTO attendance (school_id, lesson_id, school_year, version, updated_at, pupil_id, attendance)"
            " SELECT %s, %s, 2026, 1, now(), * FROM unnest(%s::uuid[], %s::text[])",
            [_SCHOOL, lesson, _PUPILS, ["present"] * len(_PUPILS)],
        )
        count = len(_PUPILS)
        # Of the lesson itself changed: its topic, homework, confirmation and state; and it has a line item.
        facts = ["topic", "homework", "attendance_confirmed", "state", "line_item"]
        run(
            "INSERT INTO change_history (school_id, lesson_id, school_year, person_id, request_id, old_value, version,"
            " changed_at, hash, cell, line_item_id, pupil_id, new_value, number)"
            " SELECT %s, %s, 2026, %s, %s, '', 1, now(), %s, *"
            " FROM unnest(%s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::int[])",
            [
                _SCHOOL, lesson, person, request, bytes(32),
                ["mark"] * count + ["attendance"] * count + facts,
                [item] * count + [None] * (count + len(facts)),
                [*_PUPILS, *_PUPILS, *[None] * len(facts)],
                ["5"] * count + ["present"] * count + ["Замер"] * len(facts),
                list(range(1, 2 * count + len(facts) + 1)),
            ],
        )  # fmt: skip
        headers = json.dumps({"traceparent": "00-" + "0" * 32 + "-" + "0" * 16 + "-01"})
        for name, payload in _EVENTS.items():
            run(
                "INSERT INTO outbox (outbox_id, kind, name, school_id, payload, headers)"
                " VALUES (%s, 'event', %s, %s, %s, %s::jsonb)",
                [str(uuid4()), f"zvonok.gradebook.{name}.v1", _SCHOOL, payload, headers],
            )
        run(
            "INSERT INTO request (caller, request_id, request_hash, response) VALUES (%s, %s, %s, %s)",
            [f"persons/{person}", request, bytes(32), _RESPONSE],
        )
