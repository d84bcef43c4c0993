"""What identity tells, in any order and more than once, and the lessons planned from it."""

import itertools
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from google.protobuf.message import Message
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from tests.conftest import Pool
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell, told

MakePool = Callable[[str], Pool]


def state(pool: Pool) -> list[list[tuple[Any, ...]]]:
    """All that the events leave, without the ids that planning gives."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return [
            connection.execute(query).fetchall()
            for query in (
                "SELECT * FROM school ORDER BY school_id",
                "SELECT * FROM term ORDER BY term_id",
                "SELECT * FROM class ORDER BY class_id",
                "SELECT * FROM teaching_group ORDER BY group_id",
                "SELECT * FROM group_pupil ORDER BY group_id, pupil_id, begin_date",
                "SELECT * FROM group_teacher ORDER BY group_id, person_id, begin_date",
                "SELECT school_id, code, weight FROM category ORDER BY 1, 2",
                """SELECT school_id, group_id, date, bell, room, state, term_id, school_year FROM lesson
                   ORDER BY group_id, date, bell""",
            )
        ]


def scheduled(pool: Pool) -> set[tuple[str, str, int, str, str]]:
    """What a reader of the events keeps: the newest version of each lesson that is not dropped."""
    newest: dict[str, Any] = {}
    for event in told(pool, "lessons.scheduled"):
        for lesson in event.lessons:
            if lesson.lesson_id not in newest or newest[lesson.lesson_id].version < lesson.version:
                newest[lesson.lesson_id] = lesson
    return {
        (each.lesson_id, each.date, each.bell, each.state, each.term_id)
        for each in newest.values()
        if each.state != "cancelled"
    }


def stored(pool: Pool) -> set[tuple[str, str, int, str, str]]:
    with transaction(pool, EVERY_SCHOOL) as connection:
        rows = connection.execute("SELECT lesson_id, date::text, bell, state, term_id FROM lesson").fetchall()
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


def test_any_order_and_doubled_events_give_the_same_state(pool: MakePool) -> None:
    shape = World(pool("gradebook"))
    leaves = [(shape.pupil_ids[0], MONDAY.isoformat(), TODAY.isoformat())]
    events: list[Message] = [
        shape.school(),
        shape.school(2, MONDAY + timedelta(days=7), 20),
        shape.school_class(),
        shape.group(),
        shape.group(2, pupils=leaves, periods=["mon-2", "wed-1"], room="33"),
    ]
    expected = None
    for order in itertools.permutations(events):
        one = shape.pool
        for table in (
            "school", "term", "class", "teaching_group", "group_pupil", "group_teacher", "category", "lesson", "outbox",
        ):  # fmt: skip
            with transaction(one, EVERY_SCHOOL) as connection:
                connection.execute(f"DELETE FROM {table}")  # type: ignore[call-overload]  # noqa: S608
        tell(one, *order, *order[:2])
        found = state(one)
        expected = expected or found
        assert found == expected
        assert scheduled(one) == stored(one)
    assert expected is not None
    assert len(expected[-1]) == len([d for d in range(20) if (MONDAY + timedelta(days=7 + d)).weekday() in (0, 2)])


def test_school_and_groups_at_once_leave_no_group_without_lessons(pool: MakePool) -> None:
    world = World(pool("gradebook"))
    others = [World(world.pool, school_id=world.school_id, term_id=world.term_id) for _ in range(6)]
    start = threading.Barrier(7)

    def bring(message: Message) -> None:
        start.wait()
        tell(world.pool, message)

    threads = [
        threading.Thread(target=bring, args=[message]) for message in [world.school(), *map(World.group, others)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(each.lessons()) for each in others] == [28] * 6
    assert scheduled(world.pool) == stored(world.pool)


def test_lessons_that_hold_anything_stay_and_empty_ones_follow_the_pattern(world: World) -> None:
    held = world.lesson(TODAY)
    ahead = world.lesson(TODAY + timedelta(days=1))
    world.record(held, attendance=[pb.AttendanceEdit(pupil=world.pupil(), attendance=pb.ATTENDANCE_ABSENT)])
    world.record(ahead, new_line_items=[pb.NewLineItem(client_key="k", category="test")])
    tell(world.pool, world.group(2, periods=[], room="40"))
    assert [lesson.name for lesson in world.lessons()] == [held, ahead]
    assert {lesson.room for lesson in world.lessons()} == {"21"}
    assert scheduled(world.pool) >= {row for row in stored(world.pool) if row[0] == ahead[-36:]}
    tell(world.pool, world.group(3, room="40"))
    lessons = world.lessons()
    assert len(lessons) == 28
    assert {held, ahead} <= {lesson.name for lesson in lessons}
    assert sorted({lesson.room for lesson in lessons}) == ["21", "40"]
    tell(world.pool, world.group(4, ended=True))
    assert [lesson.name for lesson in world.lessons()] == [held, ahead]


def test_a_room_and_a_term_that_change_move_empty_lessons_only(world: World) -> None:
    held = world.lesson(TODAY)
    world.record(held, lesson_edit=pb.LessonEdit(seen_version=1, topic="Тема"))
    old_term = world.term_id
    world.term_id = "01920000-0000-7000-8000-000000000001"
    tell(world.pool, world.group(2, room="5"), world.school(2))
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute("SELECT date, term_id, room, version FROM lesson").fetchall()
    assert len(rows) == 28
    for day, term_id, room, version in rows:
        assert (term_id, room) == ((old_term, "21") if day == TODAY else (world.term_id, "5"))
        assert version >= 2 or day != TODAY


def test_a_long_year_is_told_in_events_of_at_most_500(pool: MakePool) -> None:
    world = World(pool("gradebook"), periods=[f"{day}-{bell}" for day in ("mon", "tue", "wed") for bell in range(1, 9)])
    tell(world.pool, world.school(1, date(2026, 9, 1), 270), world.group())
    events = told(world.pool, "lessons.scheduled")
    assert [len(event.lessons) for event in events] == [500, len(stored(world.pool)) - 500]
    assert scheduled(world.pool) == stored(world.pool)


def test_a_save_that_comes_while_its_lesson_is_being_dropped_keeps_it(world: World) -> None:
    lesson = world.lesson()
    saving, dropping = threading.Event(), threading.Event()

    def save_slowly() -> None:
        with transaction(world.pool, EVERY_SCHOOL) as connection:
            connection.execute(
                "UPDATE lesson SET recorded_at = now(), state = 'held', version = 2 WHERE lesson_id = %s",
                [lesson[-36:]],
            )
            saving.set()
            dropping.wait(1)

    thread = threading.Thread(target=save_slowly)
    thread.start()
    saving.wait()
    tell(world.pool, world.group(2, periods=[]))
    dropping.set()
    thread.join()
    assert [each.name for each in world.lessons()] == [lesson]
    dropped = [each.lesson_id for event in told(world.pool, "lessons.scheduled") for each in event.lessons
               if each.state == "cancelled"]  # fmt: skip
    assert lesson[-36:] not in dropped
    assert len(dropped) == 27


@pytest.mark.parametrize("zone", ["Mars/Olympus", ""])
def test_a_school_with_an_unknown_zone_is_not_taken(world: World, zone: str) -> None:
    broken = world.school(2)
    broken.time_zone = zone
    with pytest.raises((KeyError, ValueError)):
        tell(world.pool, broken)
