"""Enforced in the service, not in the page: hand-made calls past each rule, on real PostgreSQL.

The substitute's day is the door's matter: tests/access/test_substitutes_day.py. What is published later: see
test_publication*.py of term marks.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from zvonok.gradebook.v1 import changes_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.ids import new_id
from kit.listening import Bell
from services.gradebook.rpc.changes import ChangeServicer
from services.gradebook.store.watching import MOVED
from tests.conftest import DatabaseUrls, Pool
from tests.integration.gradebook.test_recording import attends, mark
from tests.integration.gradebook.test_rules import Office, all_parts
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules, tell, told

OLD = TODAY - timedelta(days=5)


def attack(world: World, lesson: str, number: int = 0) -> list[tuple[str, str]]:
    """Everything that can be saved at once, in one call and as a queue, with every version guessed right. Gives the
    refusals; asserts that both ways are refused alike and that what is refused leaves nothing behind."""
    stored = world.get(lesson)
    parts: dict[str, Any] = {
        "lesson_edit": pb.LessonEdit(seen_version=stored.lesson.version, topic=f"Тема {new_id()}"),
        "new_line_items": [pb.NewLineItem(client_key="k", category="test")],
        "attendance": [attends(world, pb.ATTENDANCE_LATE, number, 7)],
        "marks": [mark(world, "k", "5", number)],
    }
    before = world.history(), told(world.pool, "lesson.recorded")
    queue = ChangeServicer(world.servicer_resources, Bell("", MOVED))
    save = pb.RecordLessonRequest(request_id=new_id(), lesson=lesson, all_or_nothing=True, **parts)
    asked = changes_pb2.RecordLessonsRequest(group=world.group_name, saves=[save])
    [queued] = world.call(queue.RecordLessons, asked).saves
    refused = rules(queued.response)
    assert refused
    assert (world.history(), told(world.pool, "lesson.recorded")) == before
    assert rules(world.record(lesson, all_or_nothing=True, **parts)) == refused
    assert (world.history(), told(world.pool, "lesson.recorded")) == before
    return refused


MARK = ("marks[0]", "UNKNOWN_LINE_ITEM")


def everything(rule: str) -> list[tuple[str, str]]:
    return sorted([*all_parts(rule), ("marks[0]", rule)])


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_a_locked_term_takes_nothing(world: World, office: Office) -> None:
    office.call("CreateLock", term=f"{office.school}/terms/{world.term_id}")
    assert sorted(attack(world, world.lesson())) == everything("PERIOD_LOCKED")


def test_after_the_schools_window_nothing_is_taken(world: World, office: Office) -> None:
    office.call("SetEditWindow", edit_days=4, seen_version=1)
    # The column can't be made, so its mark has none.
    expected = sorted([*all_parts("EDIT_WINDOW_CLOSED"), MARK])
    assert sorted(attack(world, world.lesson(OLD))) == expected


def test_after_a_categorys_window_its_work_is_not_taken(world: World, office: Office) -> None:
    office.call("SetCategory", category=office.category("test", "2", version=1, edit_days=4))
    assert attack(world, world.lesson(OLD)) == [("new_line_items[0]", "EDIT_WINDOW_CLOSED"), MARK]
    item = world.item(world.lesson())
    assert item, "today's work is open"


@pytest.mark.parametrize(
    ("begin", "end"),
    [(TODAY + timedelta(days=1), None), (MONDAY, TODAY - timedelta(days=1))],
    ids=["joined later", "left earlier"],
)
def test_a_pupil_who_was_not_in_the_group_on_that_day_gets_nothing(world: World, begin: date, end: date | None) -> None:
    rest = [(pupil, MONDAY.isoformat(), "") for pupil in world.pupil_ids[1:]]
    first = (world.pupil_ids[0], begin.isoformat(), end.isoformat() if end else "")
    tell(world.pool, world.group(2, pupils=[first, *rest]))
    assert attack(world, world.lesson()) == [
        ("attendance[0]", "NOT_IN_GROUP_ON_DATE"), ("marks[0]", "NOT_IN_GROUP_ON_DATE"),
    ]  # fmt: skip


def test_a_pupil_of_another_school_gets_nothing(world: World) -> None:
    world.pupil_ids.append(World(world.pool).begin().pupil_ids[0])
    assert {rule for _, rule in attack(world, world.lesson(), len(world.pupil_ids) - 1)} == {"NOT_IN_GROUP_ON_DATE"}


def test_the_first_grade_gets_no_marks(pool: Callable[[str], Pool]) -> None:
    world = World(pool("gradebook"), year_group=1).begin()
    assert attack(world, world.lesson()) == [("new_line_items[0]", "NO_MARKS_IN_GRADE_1"), MARK]


def test_a_lesson_to_come_gets_neither_marks_nor_absences(world: World) -> None:
    assert attack(world, world.lesson(TODAY + timedelta(days=1))) == [
        ("attendance[0]", "FUTURE_LESSON"), ("marks[0]", "FUTURE_LESSON"),
    ]  # fmt: skip


# A save is one transaction


@dataclass
class Shaken:
    """A world, and its database as the owner and past every wall."""

    world: World
    owner: str
    superuser: str

    def wait_for_waiters(self, many: int) -> list[int]:
        """The server processes of so many saves that wait for a lock."""
        database, ends = self.owner.rpartition("/")[2], time.monotonic() + 20
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            while time.monotonic() < ends:
                found = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [database]
                ).fetchall()
                if len(found) == many:
                    return [row[0] for row in found]
        raise TimeoutError


@pytest.fixture
def shaken(database: Callable[[str], DatabaseUrls], superuser: str) -> Iterator[Shaken]:
    urls = database("gradebook")
    with open_pool(urls.app) as pool:
        yield Shaken(World(pool).begin(), urls.owner, superuser)


def whole(world: World) -> dict[str, Any]:
    return {
        "lesson_edit": pb.LessonEdit(seen_version=1, topic="Дроби", attendance_confirmed=True),
        "new_line_items": [pb.NewLineItem(client_key="k", category="test")],
        "marks": [mark(world, "k", "5", number) for number in range(4)],
        "attendance": [attends(world, pb.ATTENDANCE_LATE, number, 5) for number in range(4)],
    }


def stored(world: World) -> list[int]:
    """How many rows there are of everything that a save writes."""
    tables = ("line_item", "mark", "attendance", "change_history", "request")
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        counts = [connection.execute("SELECT count(*) FROM " + table).fetchone() for table in tables]  # noqa: S608
        counts.append(connection.execute("SELECT count(*) FROM outbox WHERE name LIKE '%%recorded%%'").fetchone())
        counts.append(connection.execute("SELECT count(*) FROM lesson WHERE recorded_at IS NOT NULL").fetchone())
    return [row[0] for row in counts if row]


@pytest.mark.parametrize("table", ["lesson", "mark", "attendance", "change_history", "outbox", "request"])
def test_a_save_that_breaks_anywhere_leaves_nothing(shaken: Shaken, table: str) -> None:
    world = shaken.world
    lesson = world.lesson()
    event = "UPDATE" if table in ("lesson", "request") else "INSERT"
    with psycopg.connect(shaken.owner, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$"
        )
        connection.execute(
            f"CREATE TRIGGER breaks BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION breaks()".encode()
        )
    request_id = new_id()
    with pytest.raises(psycopg.errors.RaiseException):
        world.record(lesson, request_id=request_id, **whole(world))
    assert stored(world) == [0] * 7
    with psycopg.connect(shaken.owner, autocommit=True) as connection:
        connection.execute(f"DROP TRIGGER breaks ON {table}".encode())
    answer = world.record(lesson, request_id=request_id, **whole(world))
    assert (len(answer.marks), len(answer.attendance), list(answer.refusals)) == (4, 4, [])
    assert stored(world) == [1, 4, 4, 12, 1, 1, 1]


@contextmanager
def held(world: World, lesson: str) -> Iterator[None]:
    """While the block lasts, saves of the lesson wait."""
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute("SELECT FROM lesson WHERE lesson_id = %s FOR UPDATE", [lesson[-36:]])
        yield


def test_a_save_whose_connection_is_cut_leaves_nothing_and_is_done_when_sent_again(shaken: Shaken) -> None:
    world = shaken.world
    lesson, request_id = world.lesson(), new_id()
    with ThreadPoolExecutor(1) as threads, held(world, lesson):
        save = threads.submit(world.record, lesson, request_id=request_id, **whole(world))
        [process] = shaken.wait_for_waiters(1)
        with psycopg.connect(shaken.superuser, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", [process])
        with pytest.raises(psycopg.OperationalError):
            save.result(20)
    assert stored(world) == [0] * 7
    assert not world.record(lesson, request_id=request_id, **whole(world)).refusals
    assert stored(world) == [1, 4, 4, 12, 1, 1, 1]


# Two teachers at once


def at_once(shaken: Shaken, lesson: str, *saves: dict[str, Any]) -> list[pb.RecordLessonResponse]:
    """The answers of saves that have all begun before any can go on."""
    world = shaken.world
    with ThreadPoolExecutor(len(saves)) as threads:
        with held(world, lesson):
            futures: list[Future[pb.RecordLessonResponse]] = []
            for number, save in enumerate(saves):
                futures.append(threads.submit(world.record, lesson, new_id(), **save))
                shaken.wait_for_waiters(number + 1)
        return [future.result(20) for future in futures]


def test_two_teachers_who_save_different_cells_of_one_lesson_both_succeed(shaken: Shaken) -> None:
    world = shaken.world
    lesson = world.lesson()
    item = world.item(lesson)
    first, second = at_once(
        shaken, lesson, {"marks": [mark(world, item, "5")]},
        {"marks": [mark(world, item, "4", 1)], "attendance": [attends(world, pb.ATTENDANCE_LATE, 2, 5)]},
    )  # fmt: skip
    assert not first.refusals
    assert not second.refusals
    assert {each.pupil: each.value for each in world.get(lesson).marks} == {world.pupil(0): "5", world.pupil(1): "4"}


def test_of_two_teachers_who_save_one_cell_the_second_is_refused_with_both_values(shaken: Shaken) -> None:
    world = shaken.world
    lesson = world.lesson()
    item = world.item(lesson)
    first, second = at_once(shaken, lesson, {"marks": [mark(world, item, "5")]}, {"marks": [mark(world, item, "2")]})
    assert [each.value for each in first.marks] == ["5"]
    [refusal] = second.refusals
    # What it wanted the caller knows by the field; what is stored it is told.
    assert (refusal.field, refusal.rule) == ("marks[0]", "VERSION_CONFLICT")
    assert (refusal.current_value, refusal.current_version, refusal.pupil) == ("5", 1, world.pupil(0))
    assert [each.value for each in world.get(lesson).marks] == ["5"]


def test_two_who_send_one_request_at_once_get_one_answer(shaken: Shaken) -> None:
    world = shaken.world
    lesson, request_id = world.lesson(), new_id()
    begun = threading.Barrier(2)

    def send() -> pb.RecordLessonResponse:
        begun.wait()
        return world.record(lesson, request_id=request_id, **whole(world))

    with ThreadPoolExecutor(2) as threads:
        with held(world, lesson):
            futures = [threads.submit(send), threads.submit(send)]
            shaken.wait_for_waiters(2)
        first, second = (future.result(20) for future in futures)
    assert first == second
    assert stored(world) == [1, 4, 4, 12, 1, 1, 1]
