"""Single lessons: moved, exchanged, cancelled, restored; and what can't be."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from tests.conftest import Pool
from tests.integration.gradebook.test_planning import scheduled, stored
from tests.integration.gradebook.timetables import NEXT, TERM_DAYS, Course, Office, bells, entry, off, rules
from tests.integration.gradebook.world import MONDAY, TODAY, World

DAY = timedelta(days=1)
TODAYS = f"{TODAY:%a}-1".lower()


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(World(pool("gradebook")))


def change(office: Office, name: str, of: Any, reason: str = "Заболел учитель", **fields: Any) -> Any:
    """Cancels or restores a lesson."""
    fields = {"lesson": of.name, "seen_version": of.version, "reason": reason} | fields
    return office.call(name, **fields)


def again(course: Course, lesson: Any) -> Any:
    """The lesson as it is now."""
    return next(each for each in course.lessons() if each.name == lesson.name)


def test_a_moved_lesson_stays_moved_and_its_old_place_stays_empty(office: Office) -> None:
    algebra = office.course(periods=["mon-1"], room="21")
    lesson = algebra.lessons(NEXT)[0]
    [moved] = office.move(lesson, NEXT + DAY, 3, room="5").lessons
    assert (moved.date, moved.bell, moved.room) == ((NEXT + DAY).isoformat(), 3, "5")
    assert (moved.moved_from_date, moved.moved_from_bell) == (NEXT.isoformat(), 1)
    office.set_calendar(off(NEXT + 30 * DAY))
    algebra.room = "40"
    algebra.tell()
    assert algebra.places() == [((NEXT + DAY).isoformat(), 3, "5")]
    office.set(algebra.entries(entry(5, 5)))
    assert [day for day, _, _ in algebra.places()] == [(NEXT + DAY).isoformat(), (NEXT + 4 * DAY).isoformat()]
    assert scheduled(office.world.pool) == stored(office.world.pool)
    assert [row[:4] for row in office.world.history()] == [
        ("place", None, f"{NEXT.isoformat()} 1 21", f"{(NEXT + DAY).isoformat()} 3 5")
    ]
    assert list(findings(office.world.pool, {})) == []


def test_a_place_that_no_history_tells_of_is_found(office: Office) -> None:
    algebra = office.course(periods=["mon-1"], room="21")
    [moved] = office.move(algebra.lessons(NEXT)[0], NEXT + DAY, 3).lessons
    with transaction(office.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE lesson SET room = '99' WHERE lesson_id = %s", [moved.name[-36:]])
    assert [each.record for each in findings(office.world.pool, {})] != []


def test_moved_back_it_follows_the_pattern_again(office: Office) -> None:
    algebra = office.course(periods=["mon-1"], room="21")
    [away] = office.move(algebra.lessons(NEXT)[0], NEXT + DAY, 3).lessons
    [home] = office.move(away, NEXT, 1).lessons
    assert home.moved_from_date == ""
    office.set(algebra.entries(entry(3, 3)))
    assert algebra.places() == [((NEXT + 2 * DAY).isoformat(), 3, "")]


def test_another_room_alone_is_kept(office: Office) -> None:
    algebra = office.course(periods=["mon-1"], room="21")
    [moved] = office.move(algebra.lessons(NEXT)[0], NEXT, 1, room="5").lessons
    [same] = office.move(moved, NEXT, 1).lessons
    algebra.room = "40"
    algebra.tell()
    assert algebra.places() == [(NEXT.isoformat(), 1, "5")]
    assert again(algebra, same).room == "5"


def test_two_lessons_change_places_in_one_call(office: Office) -> None:
    algebra, physics = office.course(periods=["mon-1"]), office.course("Физика", periods=["mon-2"])
    one, two = algebra.lessons(NEXT)[0], physics.lessons(NEXT)[0]
    assert rules(office.move(one, NEXT, 2)) == [("moves[0]", "PUPILS_BUSY")]
    moves = [
        pb.LessonMove(lesson=each.name, seen_version=each.version, date=NEXT.isoformat(), bell=bell)
        for each, bell in ((one, 2), (two, 1))
    ]
    answer = office.call("MoveLessons", moves=moves)
    assert [(each.subject_title, each.bell) for each in answer.lessons] == [("Алгебра", 2), ("Физика", 1)]
    events = [(each.change, each.old_bell, each.new_bell) for each in office.rescheduled()]
    assert events == [("moved", 1, 2), ("moved", 2, 1)]
    assert scheduled(office.world.pool) == stored(office.world.pool)


def test_lessons_of_one_group_change_places(office: Office) -> None:
    algebra = office.course(periods=["mon-1", "mon-2"])
    one, two = algebra.lessons(NEXT)[:2]
    moves = [
        pb.LessonMove(lesson=each.name, seen_version=each.version, date=NEXT.isoformat(), bell=bell)
        for each, bell in ((one, 2), (two, 1))
    ]
    assert not office.call("MoveLessons", moves=moves).refusals
    assert (again(algebra, one).bell, again(algebra, two).bell) == (2, 1)
    algebra.tell()
    assert len(algebra.places()) == 2


def test_conflicts_of_a_move_name_both_sides(office: Office) -> None:
    teacher = new_id()
    algebra = office.course(periods=["mon-1"], room="21", teacher_ids=[teacher])
    other = office.course(
        "Физика", pupils=[new_id()], class_id=new_id(), class_title="8Б", periods=["tue-3"], room="21",
        teacher_ids=[teacher],
    )  # fmt: skip
    answer = office.move(algebra.lessons(NEXT)[0], NEXT + DAY, 3)
    assert sorted(rules(answer)) == [("moves[0]", "ROOM_TAKEN"), ("moves[0]", "TEACHER_BUSY")]
    side = answer.refusals[0].other
    assert (side.group, side.class_title, side.subject_title, side.date, side.weekday, side.bell) == (
        other.name, "8Б", "Физика", (NEXT + DAY).isoformat(), 2, 3,
    )  # fmt: skip
    assert algebra.places() == [(NEXT.isoformat(), 1, "21")]
    # What is cancelled is no side.
    change(office, "CancelLesson", other.lessons(NEXT)[0])
    assert rules(office.move(algebra.lessons(NEXT)[0], NEXT + DAY, 3)) == []


@pytest.mark.parametrize(
    ("day", "bell", "room", "rule"),
    [
        (TODAY - DAY, 1, "", "DATE_IN_PAST"),
        (NEXT, 0, "", "BAD_BELL"),
        (NEXT, 21, "", "BAD_BELL"),
        (NEXT + TERM_DAYS * DAY, 1, "", "OUTSIDE_TERMS"),
        (NEXT + 8 * DAY, 1, "", "DAY_OFF"),
        (NEXT + 7 * DAY, 3, "", "NO_SUCH_BELL"),
        (NEXT, 2, "a\u202eb", "BAD_CHARACTER"),
        (NEXT, 2, "x" * 51, "TEXT_TOO_LONG"),
    ],
)
def test_places_that_can_not_be_are_refused(office: Office, day: date, bell: int, room: str, rule: str) -> None:
    algebra = office.course(periods=["mon-1"])
    office.set_bells(bells("Понедельник", [1], "08:30-09:15", "09:30-10:15"))
    office.set_calendar(off(NEXT + 8 * DAY))
    assert rules(office.move(algebra.lessons(NEXT)[0], day, bell, room=room)) == [("moves[0]", rule)]
    assert office.rescheduled() == []


def test_what_was_held_stays_and_what_was_written_ahead_goes_along(office: Office) -> None:
    world = office.world
    algebra = office.course(periods=["mon-1", TODAYS])
    today, ahead = algebra.lessons(TODAY)[0], algebra.lessons(NEXT + DAY)[0]
    absent = gradebook_pb2.AttendanceEdit(pupil=world.pupil(), attendance=gradebook_pb2.ATTENDANCE_ABSENT)
    world.record(today.name, attendance=[absent])
    today = again(algebra, today)
    assert rules(office.move(today, NEXT + DAY, 5)) == [("moves[0]", "LESSON_RECORDED")]
    with pytest.raises(FailedPrecondition) as refused:
        change(office, "CancelLesson", today)
    assert refused.value.reason == "LESSON_RECORDED"
    world.record(ahead.name, lesson_edit=gradebook_pb2.LessonEdit(seen_version=1, topic="Дроби"))
    [moved] = office.move(again(algebra, ahead), NEXT + DAY, 5).lessons
    assert (moved.topic, moved.bell) == ("Дроби", 5)
    assert list(findings(world.pool, {})) == []


def test_a_lesson_with_marks_is_not_cancelled_and_one_without_is(office: Office) -> None:
    world = office.world
    algebra = office.course(periods=[TODAYS])
    lesson = algebra.lessons(TODAY)[0]
    item = world.item(lesson.name)
    mark = {"line_item": item, "pupil": world.pupil()}
    world.record(lesson.name, marks=[gradebook_pb2.MarkEdit(**mark, value="5")])
    with pytest.raises(FailedPrecondition):
        change(office, "CancelLesson", again(algebra, lesson))
    world.record(lesson.name, marks=[gradebook_pb2.MarkEdit(**mark, value="", seen_version=1)])
    cancelled = change(office, "CancelLesson", again(algebra, lesson)).lesson
    assert (cancelled.state, cancelled.cancel_reason) == (gradebook_pb2.LESSON_STATE_CANCELLED, "Заболел учитель")
    refused = world.record(lesson.name, marks=[gradebook_pb2.MarkEdit(**mark, value="4", seen_version=2)])
    assert [each.rule for each in refused.refusals] == ["LESSON_CANCELLED"]
    back = change(office, "RestoreLesson", cancelled).lesson
    assert (back.state, back.cancel_reason) == (gradebook_pb2.LESSON_STATE_HELD, "")
    assert [row[0:4] for row in world.history() if row[0] == "state"][-2:] == [
        ("state", None, "held", "cancelled"), ("state", None, "cancelled", "held"),
    ]  # fmt: skip
    assert [each.change for each in office.rescheduled()] == ["cancelled", "restored"]
    assert list(findings(world.pool, {})) == []


def test_a_cancelled_lesson_stays_cancelled_and_keeps_its_place(office: Office) -> None:
    algebra = office.course(periods=["mon-1", "mon-2"])
    first, second = algebra.lessons(NEXT)[:2]
    cancelled = change(office, "CancelLesson", first).lesson
    algebra.tell()
    office.set(algebra.entries(entry(1, 1), entry(1, 2)))
    assert again(algebra, first).state == gradebook_pb2.LESSON_STATE_CANCELLED
    assert rules(office.move(second, NEXT, 1)) == [("moves[0]", "CANCELLED_LESSON_THERE")]
    assert rules(office.move(cancelled, NEXT, 4)) == [("moves[0]", "LESSON_CANCELLED")]
    assert scheduled(office.world.pool) < stored(office.world.pool)


def test_a_cancellation_is_taken_back_only_where_its_place_is_free(office: Office) -> None:
    algebra, physics = office.course(periods=["mon-1"]), office.course("Физика", periods=["mon-2"])
    cancelled = change(office, "CancelLesson", algebra.lessons(NEXT)[0]).lesson
    [moved] = office.move(physics.lessons(NEXT)[0], NEXT, 1).lessons
    answer = change(office, "RestoreLesson", cancelled)
    assert rules(answer) == [("lesson", "PUPILS_BUSY")]
    assert answer.refusals[0].other.subject_title == "Физика"
    office.move(moved, NEXT, 2)
    assert change(office, "RestoreLesson", cancelled).lesson.state == gradebook_pb2.LESSON_STATE_PLANNED


def test_bad_requests_are_refused_by_name(office: Office) -> None:
    algebra = office.course(periods=["mon-1"])
    lesson = algebra.lessons(NEXT)[0]
    with pytest.raises(InvalidArgument) as needed:
        change(office, "CancelLesson", lesson, reason="  ")
    assert needed.value.reason == "REASON_NEEDED"
    with pytest.raises(InvalidArgument):
        change(office, "CancelLesson", lesson, reason="x" * 501)
    with pytest.raises(Conflict):
        change(office, "CancelLesson", lesson, seen_version=7)
    with pytest.raises(FailedPrecondition):
        change(office, "RestoreLesson", lesson)
    with pytest.raises(NotAllowed):
        change(office, "CancelLesson", lesson, lesson=f"{algebra.name}/lessons/{new_id()}")
    with pytest.raises(NotAllowed):
        change(office, "CancelLesson", lesson, lesson=lesson.name.replace(algebra.group_id, new_id()))
    with pytest.raises(InvalidArgument):
        change(office, "CancelLesson", lesson, lesson=lesson.name.replace(office.world.school_id, new_id()))
    stale = pb.LessonMove(lesson=lesson.name, seen_version=7, date=NEXT.isoformat(), bell=2)
    twice = pb.LessonMove(lesson=lesson.name, seen_version=1, date=NEXT.isoformat(), bell=2)
    assert rules(office.call("MoveLessons", moves=[stale])) == [("moves[0]", "VERSION_CONFLICT")]
    assert rules(office.call("MoveLessons", moves=[twice, twice])) == [("moves[1]", "LESSON_TWICE")]
    with pytest.raises(InvalidArgument):
        office.call("MoveLessons", moves=[twice] * 51)
    assert algebra.lessons(MONDAY)[0].version == 1
