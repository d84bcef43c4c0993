"""From which day at the school a mark and homework stand, as told by saves and by a replay."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from services.gradebook.actions.recording import record_lesson
from services.gradebook.rpc.requests import read_save
from tests.integration.gradebook.world import TODAY, World, tell, told

NOON = time(12, tzinfo=UTC)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def save_on(world: World, now: datetime, lesson: str, **parts: Any) -> lessons_pb2.LessonRecorded:
    """Saves at a time of the world's; what was told of it."""
    request = pb.RecordLessonRequest(request_id=new_id(), lesson=lesson, **parts)
    with transaction(world.pool, world.school_id) as connection:
        saved = record_lesson(connection, read_save(request, world.teacher_id), now)
    assert not saved.refusals
    event: lessons_pb2.LessonRecorded = told(world.pool, "lesson.recorded")[-1]
    return event


def value_on(world: World, day: date, lesson: str, item: str, value: str, seen: int, **more: Any) -> str:
    """Saves a value of the first pupil on a day; the day of entry that was told."""
    edit = pb.MarkEdit(line_item=item, pupil=world.pupil(), value=value, seen_version=seen, **more)
    [change] = save_on(world, datetime.combine(day, NOON), lesson, marks=[edit]).marks
    return change.entered_date


def replayed(world: World) -> dict[str, lessons_pb2.LessonRecorded]:
    """What a replay tells of lessons, by id."""
    before = len(told(world.pool, "lesson.recorded"))
    world.call(
        world.servicer.ReplayLessons,
        pb.ReplayLessonsRequest(request_id=new_id(), school=f"schools/{world.school_id}"),
    )
    return {event.lesson_id: event for event in told(world.pool, "lesson.recorded")[before:]}


def test_a_correction_keeps_the_day_of_a_mark_and_a_mark_given_anew_has_its_own(world: World) -> None:
    lesson = world.lesson(YESTERDAY)
    item = world.item(lesson)
    days = [TODAY + timedelta(days=number) for number in range(8)]
    # Not assessed, then a mark, its correction, another; deleted; given anew; not assessed instead; exempt.
    values = ["н/а", "3", "4", "4/5", "", "5", "н/а", "осв"]
    first, anew = days[1].isoformat(), days[5].isoformat()
    found = [
        value_on(world, day, lesson, item, value, seen)
        for seen, (day, value) in enumerate(zip(days, values, strict=True))
    ]
    assert found == ["", first, first, first, "", anew, "", ""]


def test_work_that_was_owed_has_the_day_of_its_mark(world: World) -> None:
    lesson = world.lesson(YESTERDAY)
    item = world.item(lesson)
    owed = pb.MarkEdit(line_item=item, pupil=world.pupil(), value="•", due_date=(TODAY + timedelta(days=5)).isoformat())
    assert not save_on(world, datetime.combine(TODAY, NOON), lesson, marks=[owed]).marks
    assert value_on(world, TOMORROW, lesson, item, "4", 1) == TOMORROW.isoformat()


def test_homework_has_the_day_on_which_it_was_first_recorded(world: World) -> None:
    lesson = world.lesson(YESTERDAY)
    days = [TODAY + timedelta(days=number) for number in range(5)]
    said = [
        pb.Homework(none=True),
        pb.Homework(text="§ 4"),
        pb.Homework(text="§ 4, № 12"),
        pb.Homework(),
        pb.Homework(text="§ 5"),
    ]
    found = [
        save_on(
            world,
            datetime.combine(day, NOON),
            lesson,
            lesson_edit=pb.LessonEdit(seen_version=seen, homework=homework),
        ).homework_recorded_date
        for seen, (day, homework) in enumerate(zip(days, said, strict=True), 1)
    ]
    assert found == [days[0].isoformat()] * 3 + ["", days[4].isoformat()]


def test_the_day_is_that_of_the_schools_clock(world: World) -> None:
    east = world.school(version=2)
    east.time_zone = "Asia/Yekaterinburg"
    tell(world.pool, east)
    lesson = world.lesson(YESTERDAY)
    item = world.item(lesson)
    event = save_on(
        world,
        datetime.combine(TODAY, time(20, 30, tzinfo=UTC)),
        lesson,
        marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(), value="5")],
        lesson_edit=pb.LessonEdit(seen_version=2, homework=pb.Homework(none=True)),
    )
    assert event.marks[0].entered_date == event.homework_recorded_date == TOMORROW.isoformat()


def test_a_replay_tells_the_same_days_and_none_of_what_was_stored_without(world: World) -> None:
    with_days, without = world.lesson(YESTERDAY), world.lesson(TODAY)
    items = {lesson: world.item(lesson) for lesson in (with_days, without)}
    for lesson, item in items.items():
        save_on(
            world,
            datetime.combine(TODAY, NOON),
            lesson,
            marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(), value="5")],
            lesson_edit=pb.LessonEdit(seen_version=2, homework=pb.Homework(none=True)),
        )
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        # As a release before this one has left them.
        connection.execute("UPDATE mark SET entered_date = NULL WHERE lesson_id = %s", [without[-36:]])
        connection.execute("UPDATE lesson SET homework_recorded_date = NULL WHERE lesson_id = %s", [without[-36:]])
    found = replayed(world)
    day = TODAY.isoformat()
    assert [(each.marks[0].entered_date, each.homework_recorded_date) for each in
            (found[with_days[-36:]], found[without[-36:]])] == [(day, day), ("", "")]  # fmt: skip
    # A correction of what has no day makes it no younger.
    assert value_on(world, TOMORROW, without, items[without], "4", 1) == ""
    kept = save_on(
        world,
        datetime.combine(TOMORROW, NOON),
        without,
        lesson_edit=pb.LessonEdit(seen_version=3, homework=pb.Homework(text="§ 4")),
    )
    assert kept.homework_recorded_date == ""
