"""A queue of saves in one call, and a second teacher who learns of changes, on real PostgreSQL and over the wire."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from zvonok.gradebook.v1 import changes_pb2, changes_pb2_grpc
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.config import ServiceConfig
from kit.database import open_pool
from kit.errors import InvalidArgument, RateLimited
from kit.ids import new_id
from kit.listening import Bell
from kit.service import Resources
from services.gradebook.rpc import changes
from services.gradebook.rpc.changes import ChangeServicer
from services.gradebook.store.watching import MOVED
from tests.conftest import DatabaseUrls
from tests.integration.gradebook.test_recording import attends, mark
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules, tell, told

YESTERDAY = TODAY - timedelta(days=1)


class Queue:
    """A teacher's saves that wait to be sent."""

    def __init__(self, world: World) -> None:
        self.world = world
        # Nobody watches here.
        self.servicer = ChangeServicer(world.servicer_resources, Bell("", MOVED))
        self.saves: list[pb.RecordLessonRequest] = []

    def add(self, lesson: str, **parts: Any) -> pb.RecordLessonRequest:
        self.saves.append(pb.RecordLessonRequest(**({"request_id": new_id(), "lesson": lesson} | parts)))
        return self.saves[-1]

    def send(self, person_id: str | None = None, group: str = "") -> list[changes_pb2.RecordedLesson]:
        request = changes_pb2.RecordLessonsRequest(group=group or self.world.group_name, saves=self.saves)
        return list(self.world.call(self.servicer.RecordLessons, request, person_id).saves)


@pytest.fixture
def queue(world: World) -> Queue:
    return Queue(world)


def test_a_queue_of_hours_ago_tells_of_each_cell_whether_it_is_saved_so_already_or_refused(
    world: World, queue: Queue
) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, marks=[mark(world, item, "3"), mark(world, item, "4", 1)])
    # The teacher's device has seen that, and goes out of reach. Meanwhile a colleague:
    world.record(
        lesson, new_id(), marks=[mark(world, item, "5", 1, seen=1), mark(world, item, "2", 2)],
        lesson_edit=pb.LessonEdit(seen_version=2, topic="Коллеги"),
    )  # fmt: skip
    queue.add(
        lesson,
        marks=[mark(world, item, "4", 0, seen=1), mark(world, item, "3", 1, seen=1), mark(world, item, "2", 2)],
        attendance=[attends(world, pb.ATTENDANCE_LATE, 3, 5)],
        lesson_edit=pb.LessonEdit(seen_version=2, topic="Своя", attendance_confirmed=False),
    )
    queue.add(lesson, marks=[mark(world, item, "5", 0, seen=2)])
    [first, second] = queue.send()
    assert [(each.value, each.outcome) for each in first.response.marks] == [
        ("4", pb.CELL_OUTCOME_SAVED), ("2", pb.CELL_OUTCOME_ALREADY_SO),
    ]  # fmt: skip
    assert [each.outcome for each in first.response.attendance] == [pb.CELL_OUTCOME_SAVED]
    assert [(each.field, each.outcome) for each in first.response.parts] == [
        ("lesson_edit.attendance_confirmed", pb.CELL_OUTCOME_ALREADY_SO)
    ]
    assert [(each.field, each.rule, each.current_value, each.current_version, each.pupil)
            for each in first.response.refusals] == [
        ("marks[1]", "VERSION_CONFLICT", "5", 2, world.pupil(1)),
        ("lesson_edit.topic", "VERSION_CONFLICT", "Коллеги", 3, ""),
    ]  # fmt: skip
    assert [(each.value, each.version) for each in second.response.marks] == [("5", 3)], "in order, after the first"
    assert second.response.lesson.change_number == first.response.lesson.change_number + 1


def test_a_queue_that_is_sent_again_saves_nothing_twice(world: World, queue: Queue) -> None:
    queue.add(world.lesson(), attendance=[attends(world, pb.ATTENDANCE_ABSENT)])
    queue.add(world.lesson(YESTERDAY), attendance=[attends(world, pb.ATTENDANCE_ABSENT)])
    first = queue.send()
    history = world.history()
    assert queue.send() == first
    assert world.history() == history
    assert len(told(world.pool, "lesson.recorded")) == 2
    # RecordLesson and the queue know each other's request ids.
    assert world.call(world.servicer.RecordLesson, queue.saves[0]) == first[0].response


def test_one_wrong_save_stops_no_other(world: World, queue: Queue) -> None:
    other = World(world.pool).begin()
    right = {"attendance": [attends(world, pb.ATTENDANCE_ABSENT)]}
    queue.add(world.lesson(), **right)
    queue.add(f"{world.group_name}/lessons/{new_id()}", **right)
    queue.add(other.lesson(), **right)
    queue.add("nonsense", **right)
    queue.add(world.lesson(YESTERDAY), request_id="7", **right)
    queue.add(world.lesson(YESTERDAY), request_id=queue.saves[0].request_id, **right)
    queue.add(world.lesson(YESTERDAY), marks=[mark(world, "none", "5")] * 1001)
    queue.add(world.lesson(TODAY + timedelta(days=1)), **right)
    queue.add(world.lesson(YESTERDAY), **right)
    answers = queue.send()
    assert [each.refusal.rule for each in answers] == [
        "", "NOT_ALLOWED", "NOT_ALLOWED", "NOT_ALLOWED", "BAD_REQUEST_ID", "REQUEST_ID_REUSED", "TOO_MANY_CELLS",
        "", "",
    ]  # fmt: skip
    assert [each.request_id for each in answers] == [each.request_id for each in queue.saves]
    assert rules(answers[7].response) == [("attendance[0]", "FUTURE_LESSON")]
    assert [len(answers[n].response.attendance) for n in (0, 8)] == [1, 1]
    assert not other.history()[len(world.history()) :]


def test_a_queue_has_an_end_and_a_group(world: World, queue: Queue) -> None:
    for _ in range(51):
        queue.add(world.lesson())
    with pytest.raises(InvalidArgument) as refused:
        queue.send()
    assert refused.value.reason == "TOO_MANY_SAVES"
    queue.saves.clear()
    with pytest.raises(InvalidArgument) as refused:
        queue.send(group="groups/1")
    assert refused.value.reason == "BAD_RESOURCE_NAME"


@dataclass
class Wire:
    """The servicer on a real server, without the door, which has tests of its own."""

    world: World
    stub: changes_pb2_grpc.ChangeServiceStub

    def watch(self, world: World | None = None, begin: date = MONDAY) -> Iterator[changes_pb2.WatchJournalResponse]:
        request = changes_pb2.WatchJournalRequest(
            group=(world or self.world).group_name,
            begin_date=begin.isoformat(),
            end_date=(MONDAY + timedelta(days=27)).isoformat(),
        )
        stream: Iterator[changes_pb2.WatchJournalResponse] = self.stub.WatchJournal(request, timeout=30)
        return stream


@pytest.fixture
def wire(database: Callable[[str], DatabaseUrls]) -> Iterator[Wire]:
    urls = database("gradebook")
    with open_pool(urls.app) as pool:
        bell = Bell(urls.app, MOVED)
        bell.start()
        nothing = Path()
        config = ServiceConfig("gradebook", urls.app, urls.owner, "", "", "", nothing, nothing, "", False, nothing)
        servicer = ChangeServicer(Resources(config, pool, grpc.insecure_channel("127.0.0.1:1")), bell)
        server = grpc.server(ThreadPoolExecutor(4))
        changes_pb2_grpc.add_ChangeServiceServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Wire(World(pool).begin(), changes_pb2_grpc.ChangeServiceStub(channel))
        server.stop(0).wait()


def test_a_second_teacher_learns_what_the_first_has_saved(wire: Wire) -> None:
    world = wire.world
    lesson, other = world.lesson(), World(world.pool).begin()
    first_watch, second_watch = wire.watch(), wire.watch()
    [begin, _] = next(first_watch), next(second_watch)
    assert len(begin.lessons) == 28
    assert all((each.change_number, each.person) == (0, "") for each in begin.lessons)
    other.record(other.lesson(), attendance=[attends(other, pb.ATTENDANCE_ABSENT)])
    saved = world.record(lesson, attendance=[attends(world, pb.ATTENDANCE_ABSENT)])
    for watch in (first_watch, second_watch):
        [moved] = next(watch).lessons
        assert (moved.lesson, moved.person) == (lesson, f"persons/{world.teacher_id}")
        assert (moved.change_number, moved.version) == (saved.lesson.change_number, saved.lesson.version)
        assert moved.update_time.seconds > 0
    # The page that was shown before the save can tell that it is old; the one after it, that it is not.
    assert world.get(lesson).lesson.change_number == moved.change_number > begin.lessons[0].change_number


def test_a_refused_save_and_one_that_changes_nothing_ring_nobody(wire: Wire) -> None:
    world = wire.world
    watch = wire.watch()
    next(watch)
    lesson = world.lesson()
    world.record(lesson, attendance=[attends(world, pb.ATTENDANCE_LATE, minutes=99)])
    once = {"attendance": [attends(world, pb.ATTENDANCE_ABSENT)]}
    saved = world.record(lesson, **once)
    world.record(lesson, **once)
    [moved] = next(watch).lessons
    assert moved.change_number == saved.lesson.change_number
    # The next thing heard is the next change.
    later = world.record(lesson, attendance=[attends(world, pb.ATTENDANCE_PRESENT, seen=1)])
    [moved] = next(watch).lessons
    assert moved.change_number == later.lesson.change_number


def test_lessons_that_leave_the_plan_are_told_as_gone(wire: Wire) -> None:
    watch = wire.watch(begin=TODAY)
    begun = len(next(watch).lessons)
    tell(wire.world.pool, wire.world.group(2, periods=[]))
    gone = next(watch).lessons
    assert len(gone) == begun
    assert all(each.gone for each in gone)


def test_a_watcher_who_is_gone_frees_a_seat_and_too_many_are_refused(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server of this test has four threads: ten streams, one after another, must each find one."""
    for _ in range(10):
        watch: Any = wire.watch()
        next(watch)
        watch.cancel()
    monkeypatch.setattr(changes, "_MOST_WATCHERS", 1)
    servicer = ChangeServicer(wire.world.servicer_resources, Bell("", MOVED))
    request = changes_pb2.WatchJournalRequest(
        group=wire.world.group_name, begin_date=TODAY.isoformat(), end_date=TODAY.isoformat()
    )
    held = servicer.WatchJournal(request, Open())
    next(held)
    with pytest.raises(RateLimited):
        next(servicer.WatchJournal(request, Open()))
    held.close()  # type: ignore[attr-defined]
    next(servicer.WatchJournal(request, Open()))


def test_a_watch_ends_after_some_minutes_so_that_rights_are_asked_for_again(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LIFE_SECONDS", 0.0)
    assert len(list(wire.watch())) == 1


def test_bad_days_of_a_watch_are_refused(wire: Wire) -> None:
    request = changes_pb2.WatchJournalRequest(group=wire.world.group_name, begin_date="x", end_date="2026-09-01")
    with pytest.raises(InvalidArgument):
        next(ChangeServicer(wire.world.servicer_resources, Bell("", MOVED)).WatchJournal(request, Open()))


class Open:
    """The context of a call that goes on."""

    def add_callback(self, _: Callable[[], None]) -> bool:
        return True
