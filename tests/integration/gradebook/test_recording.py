"""Saving a lesson, on real PostgreSQL."""

import threading
from datetime import timedelta

import psycopg
import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from tests.integration.gradebook.world import MONDAY, TODAY, World, rules, tell, told


def mark(world: World, item: str, value: str, number: int = 0, seen: int = 0, reason: str = "") -> pb.MarkEdit:
    return pb.MarkEdit(line_item=item, pupil=world.pupil(number), value=value, seen_version=seen, reason=reason)


def attends(
    world: World, attendance: "pb.Attendance.ValueType", number: int = 0, minutes: int = 0, seen: int = 0
) -> pb.AttendanceEdit:
    return pb.AttendanceEdit(pupil=world.pupil(number), attendance=attendance, minutes_late=minutes, seen_version=seen)


def test_a_whole_lesson_is_saved_with_history_and_one_event(world: World) -> None:
    lesson = world.lesson()
    answer = world.record(
        lesson,
        lesson_edit=pb.LessonEdit(
            seen_version=1,
            topic="  Дроби ",
            homework=pb.Homework(text="§ 4,\r\nстр. 12", due_date=(TODAY + timedelta(days=2)).isoformat()),
            attendance_confirmed=True,
        ),
        new_line_items=[pb.NewLineItem(client_key="new-1", category="test", title="Контрольная")],
        marks=[mark(world, "new-1", "5"), mark(world, "new-1", "4/5", 1), mark(world, "new-1", "н/а", 2)],
        attendance=[attends(world, pb.ATTENDANCE_LATE, 0, 7), attends(world, pb.ATTENDANCE_ABSENT, 3)],
    )
    assert not answer.refusals
    assert (answer.lesson.topic, answer.lesson.version, answer.lesson.filled) == ("Дроби", 2, True)
    assert answer.lesson.state == pb.LESSON_STATE_HELD
    [item] = answer.new_line_items
    assert (item.category, item.title, item.weight) == ("test", "Контрольная", "2")
    assert {entry.value: entry.version for entry in answer.marks} == {"5": 1, "4/5": 1, "н/а": 1}
    stored = world.get(lesson)
    assert stored.lesson == answer.lesson
    assert sorted(each.value for each in stored.marks) == sorted(["5", "4/5", "н/а"])
    assert {(each.pupil, each.attendance, each.minutes_late) for each in stored.attendance} == {
        (world.pupil(0), pb.ATTENDANCE_LATE, 7),
        (world.pupil(3), pb.ATTENDANCE_ABSENT, 0),
    }
    assert {each.pupil: each.average for each in stored.pupils} == {
        world.pupil(0): "5.00", world.pupil(1): "4.50", world.pupil(2): "", world.pupil(3): "",
    }  # fmt: skip
    [event] = told(world.pool, "lesson.recorded")
    assert (event.school_id, event.group_id, event.class_id) == (world.school_id, world.group_id, world.class_id)
    assert (event.version, event.state, event.homework, event.topic_recorded) == (2, "held", "given", True)
    assert (event.term_id, event.date, event.bell) == (world.term_id, TODAY.isoformat(), 1)
    assert (event.filled_date, event.teacher_id) == (TODAY.isoformat(), world.teacher_id)
    assert (event.subject_title, event.replayed) == ("Алгебра", False)
    assert [(each.old_value, each.new_value, each.category, each.version) for each in event.marks] == [
        ("", "5", "test", 1), ("", "4/5", "test", 1), ("", "н/а", "test", 1),
    ]  # fmt: skip
    assert [(each.pupil_id, each.new_attendance, each.minutes_late) for each in event.attendance] == [
        (world.pupil_ids[0], "late", 7), (world.pupil_ids[3], "absent", 0),
    ]  # fmt: skip
    assert "Дроби".encode() not in event.SerializeToString()
    assert [row[:4] for row in world.history()] == [
        ("line_item", None, "", "test Контрольная"),
        ("mark", world.pupil_ids[0], "", "5"),
        ("mark", world.pupil_ids[1], "", "4/5"),
        ("mark", world.pupil_ids[2], "", "н/а"),
        ("attendance", world.pupil_ids[0], "", "late 7"),
        ("attendance", world.pupil_ids[3], "", "absent"),
        ("topic", None, "", "Дроби"),
        ("homework", None, "", f"[{TODAY + timedelta(days=2)}] § 4,\nстр. 12"),
        ("attendance_confirmed", None, "false", "true"),
        ("state", None, "planned", "held"),
    ]


def test_a_correction_and_a_deletion_keep_history(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[mark(world, item, "3")])
    world.record(lesson, marks=[mark(world, item, "4", seen=1, reason="описка")])
    world.record(lesson, marks=[mark(world, item, "", seen=2)])
    assert not world.get(lesson).marks
    # A deleted mark looks like none: who sees an empty cell may fill it.
    answer = world.record(lesson, marks=[mark(world, item, "5", seen=0)])
    assert [(each.value, each.version) for each in answer.marks] == [("5", 4)]
    marks = [row for row in world.history() if row[0] == "mark"]
    assert [row[2:6] for row in marks] == [
        ("", "3", "", 1), ("3", "4", "описка", 2), ("4", "", "", 3), ("", "5", "", 4),
    ]  # fmt: skip
    events = told(world.pool, "lesson.recorded")[1:]
    assert [(e.marks[0].old_value, e.marks[0].new_value, e.marks[0].version) for e in events] == [
        ("", "3", 1), ("3", "4", 2), ("4", "", 3), ("", "5", 4),
    ]  # fmt: skip


def test_the_history_can_not_be_changed(world: World) -> None:
    world.item(world.lesson())
    for statement in ("UPDATE change_history SET old_value = '5'", "DELETE FROM change_history"):
        with pytest.raises(psycopg.Error), transaction(world.pool, EVERY_SCHOOL) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("value", "rule"),
    [("1", "NOT_IN_SCALE"), ("6", "NOT_IN_SCALE"), ("NaN", "NOT_IN_SCALE"), ("4/", "NOT_IN_SCALE"),
     ("4/н/а", "NOT_IN_SCALE"), ("٤", "NOT_IN_SCALE"), ("5" * 100_000, "NOT_IN_SCALE"), ("5\x00", "NOT_IN_SCALE")],
)  # fmt: skip
def test_a_value_outside_the_scale_is_refused_and_the_others_are_saved(world: World, value: str, rule: str) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    answer = world.record(lesson, marks=[mark(world, item, value), mark(world, item, "5", 1)])
    assert rules(answer) == [("marks[0]", rule)]
    assert [(each.pupil, each.value) for each in answer.marks] == [(world.pupil(1), "5")]
    assert len(world.get(lesson).marks) == 1


def test_each_wrong_cell_is_refused_by_its_rule(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    foreign = f"schools/{new_id()}/pupils/{world.pupil_ids[0]}"
    answer = world.record(
        lesson,
        new_line_items=[
            pb.NewLineItem(client_key="a", category="riddle"),
            pb.NewLineItem(client_key="", category="test"),
            pb.NewLineItem(client_key="b", category="test", title="\x07"),
            pb.NewLineItem(client_key="c", category="test", title="х" * 201),
        ],
        marks=[
            mark(world, "a", "5"),
            pb.MarkEdit(line_item=item, pupil=foreign, value="5"),
            pb.MarkEdit(line_item=item, pupil="кто-то", value="5"),
            mark(world, item, "5", 0, reason="\x00"),
            mark(world, item, "5", 1),
            mark(world, item, "4", 1),
            mark(world, item.replace(item[-12:], new_id()[-12:]), "5"),
        ],
        attendance=[
            attends(world, pb.ATTENDANCE_LATE, 0, 0),
            attends(world, pb.ATTENDANCE_LATE, 1, 61),
            attends(world, pb.ATTENDANCE_ABSENT, 2, 5),
            attends(world, pb.ATTENDANCE_UNSPECIFIED, 3),
            attends(world, pb.ATTENDANCE_LATE, 0, 2_000_000_000),
        ],
        lesson_edit=pb.LessonEdit(seen_version=2, topic="a\nb", homework=pb.Homework(text="x", due_date="2026-13-45")),
    )
    assert sorted(rules(answer)) == sorted(
        [
            ("new_line_items[0]", "UNKNOWN_CATEGORY"), ("new_line_items[1]", "BAD_CLIENT_KEY"),
            ("new_line_items[2]", "BAD_CHARACTER"), ("new_line_items[3]", "TEXT_TOO_LONG"),
            ("marks[0]", "UNKNOWN_LINE_ITEM"), ("marks[1]", "NOT_IN_GROUP_ON_DATE"),
            ("marks[2]", "NOT_IN_GROUP_ON_DATE"), ("marks[3]", "BAD_CHARACTER"), ("marks[5]", "CELL_TWICE"),
            ("marks[6]", "UNKNOWN_LINE_ITEM"), ("attendance[0]", "MINUTES_OUT_OF_RANGE"),
            ("attendance[1]", "MINUTES_OUT_OF_RANGE"), ("attendance[2]", "MINUTES_OUT_OF_RANGE"),
            ("attendance[3]", "UNKNOWN_ATTENDANCE"), ("attendance[4]", "CELL_TWICE"),
            ("lesson_edit.topic", "BAD_CHARACTER"), ("lesson_edit.homework", "BAD_DATE"),
        ]
    )  # fmt: skip
    assert [each.value for each in world.get(lesson).marks] == ["5"]


def test_all_or_nothing_saves_nothing_and_tells_why(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    answer = world.record(lesson, all_or_nothing=True, marks=[mark(world, item, "7"), mark(world, item, "5", 1)])
    assert rules(answer) == [("marks[0]", "NOT_IN_SCALE")]
    assert not answer.marks
    assert not answer.HasField("lesson")
    assert not world.get(lesson).marks
    assert len(told(world.pool, "lesson.recorded")) == 1


def test_the_same_cell_twice_at_once_is_refused_with_both_values(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(lesson, marks=[mark(world, item, "3")], attendance=[attends(world, pb.ATTENDANCE_LATE, 1, 5)])
    answer = world.record(
        lesson,
        marks=[mark(world, item, "5")],
        attendance=[attends(world, pb.ATTENDANCE_ABSENT, 1)],
        lesson_edit=pb.LessonEdit(seen_version=0, topic="Моя тема"),
    )
    assert [(each.field, each.rule, each.current_value, each.current_version) for each in answer.refusals] == [
        ("attendance[0]", "VERSION_CONFLICT", "late 5", 1),
        ("marks[0]", "VERSION_CONFLICT", "3", 1),
        ("lesson_edit.topic", "VERSION_CONFLICT", "", 2),
    ]
    assert len(told(world.pool, "lesson.recorded")) == 2


def test_a_colleagues_marks_are_no_conflict_with_my_topic(world: World) -> None:
    lesson = world.lesson()
    world.record(lesson, attendance=[attends(world, pb.ATTENDANCE_ABSENT)])
    answer = world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=1, topic="Тема"))
    assert not answer.refusals
    # The lesson became held by the first save and changed by the second.
    assert answer.lesson.version == 3
    late = world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=2, topic="Другая"))
    assert [(each.rule, each.current_value) for each in late.refusals] == [("VERSION_CONFLICT", "Тема")]


def test_what_is_so_already_is_neither_saved_nor_refused(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    parts = {
        "marks": [mark(world, item, "3")],
        "attendance": [attends(world, pb.ATTENDANCE_LATE, 1, 5)],
        "lesson_edit": pb.LessonEdit(seen_version=2, topic="Тема"),
    }
    first = world.record(lesson, **parts)
    history = world.history()
    second = world.record(lesson, **parts)
    assert not second.refusals
    assert second.lesson == first.lesson
    for one, again in ((first.marks, second.marks), (first.attendance, second.attendance), (first.parts, second.parts)):
        assert [each.outcome for each in one] == [pb.CELL_OUTCOME_SAVED]
        assert [each.outcome for each in again] == [pb.CELL_OUTCOME_ALREADY_SO]
    assert [each.version for each in second.marks] == [each.version for each in first.marks]
    assert len(told(world.pool, "lesson.recorded")) == 2
    assert world.history() == history


def test_a_repeated_request_gets_the_first_answer_and_makes_one_event(world: World) -> None:
    lesson, request_id = world.lesson(), new_id()
    parts = {"attendance": [attends(world, pb.ATTENDANCE_ABSENT)]}
    first = world.record(lesson, request_id=request_id, **parts)
    answers: list[pb.RecordLessonResponse] = []
    threads = [
        threading.Thread(target=lambda: answers.append(world.record(lesson, request_id=request_id, **parts)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [first] * 4
    assert len(told(world.pool, "lesson.recorded")) == 1
    with pytest.raises(InvalidArgument):
        world.record(lesson, request_id=request_id, attendance=[attends(world, pb.ATTENDANCE_PRESENT)])
    with pytest.raises(InvalidArgument):
        world.record(lesson, request_id="once", **parts)


def test_two_teachers_at_once_save_different_cells_of_one_lesson(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    start = threading.Barrier(4)
    answers: list[pb.RecordLessonResponse] = []

    def save(number: int) -> None:
        start.wait()
        for round_number in range(5):
            edit = mark(world, item, "2345"[round_number % 4], number, seen=round_number)
            answers.append(world.record(lesson, new_id(), marks=[edit]))

    threads = [threading.Thread(target=save, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [rules(answer) for answer in answers] == [[]] * 20
    assert {(each.value, each.version) for each in world.get(lesson).marks} == {("2", 5)}
    assert len([row for row in world.history() if row[0] == "mark"]) == 20
    assert len(told(world.pool, "lesson.recorded")) == 21


def test_of_two_saves_of_one_cell_at_once_one_is_refused(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson)
    start = threading.Barrier(2)
    answers: dict[str, pb.RecordLessonResponse] = {}

    def save(value: str) -> None:
        start.wait()
        answers[value] = world.record(lesson, marks=[mark(world, item, value)])

    threads = [threading.Thread(target=save, args=[value]) for value in ("3", "5")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [stored] = world.get(lesson).marks
    lost = "3" if stored.value == "5" else "5"
    assert not answers[stored.value].refusals
    [refusal] = answers[lost].refusals
    assert (refusal.rule, refusal.current_value, refusal.current_version) == ("VERSION_CONFLICT", stored.value, 1)


def test_absence_and_an_answer_do_not_stand_together_but_lateness_and_handed_in_work_do(world: World) -> None:
    lesson = world.lesson()
    answered, tested = world.item(lesson), world.item(lesson, "test")
    fine = world.record(
        lesson,
        marks=[mark(world, answered, "5", 0), mark(world, tested, "4", 1), mark(world, answered, "н/а", 1)],
        attendance=[attends(world, pb.ATTENDANCE_LATE, 0, 10), attends(world, pb.ATTENDANCE_ABSENT, 1)],
    )
    assert not fine.refusals
    wrong = world.record(
        lesson,
        marks=[mark(world, answered, "3", 2)],
        attendance=[attends(world, pb.ATTENDANCE_ABSENT, 0, seen=1), attends(world, pb.ATTENDANCE_ABSENT, 2)],
    )
    assert rules(wrong) == [("marks[0]", "ABSENT_WITH_ANSWER"), ("attendance[0]", "ABSENT_WITH_ANSWER")]
    # The letter Н in the cell of an answer: the mark goes, the absence comes, in one save.
    turned = world.record(
        lesson,
        marks=[mark(world, answered, "", 0, seen=1)],
        attendance=[attends(world, pb.ATTENDANCE_ABSENT, 0, seen=1)],
    )
    assert not turned.refusals


def test_a_pupil_must_be_in_the_group_on_the_lessons_date(world: World) -> None:
    left, joins = world.pupil_ids[0], world.pupil_ids[1]
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    tell(
        world.pool,
        world.group(2, pupils=[(left, MONDAY.isoformat(), yesterday.isoformat()), (joins, tomorrow.isoformat(), "")]),
    )
    lesson = world.lesson()
    item = world.item(lesson)
    answer = world.record(
        lesson,
        marks=[mark(world, item, "5", 0), mark(world, item, "5", 1)],
        attendance=[attends(world, pb.ATTENDANCE_ABSENT, 2)],
    )
    assert {rule for _, rule in rules(answer)} == {"NOT_IN_GROUP_ON_DATE"}
    assert len(answer.refusals) == 3
    before = world.lesson(yesterday)
    assert not world.record(before, attendance=[attends(world, pb.ATTENDANCE_ABSENT, 0)]).refusals


def test_a_lesson_to_come_takes_topic_and_homework_only(world: World) -> None:
    lesson = world.lesson(TODAY + timedelta(days=1))
    item = world.item(lesson, "test")
    answer = world.record(
        lesson,
        lesson_edit=pb.LessonEdit(
            seen_version=1, topic="Тема", homework=pb.Homework(none=True), attendance_confirmed=True
        ),
        marks=[mark(world, item, "5")],
        attendance=[attends(world, pb.ATTENDANCE_ABSENT, 1)],
    )
    assert sorted(rules(answer)) == [
        ("attendance[0]", "FUTURE_LESSON"),
        ("lesson_edit.attendance_confirmed", "FUTURE_LESSON"),
        ("marks[0]", "FUTURE_LESSON"),
    ]
    assert (answer.lesson.topic, answer.lesson.homework.none) == ("Тема", True)
    assert answer.lesson.state == pb.LESSON_STATE_PLANNED


def test_homework_rules(world: World) -> None:
    lesson = world.lesson()

    def refused(homework: pb.Homework) -> list[tuple[str, str]]:
        return rules(world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=1, homework=homework)))

    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert refused(pb.Homework(none=True, text="x")) == [("lesson_edit.homework", "HOMEWORK_NONE_WITH_TEXT")]
    assert refused(pb.Homework(text="x", due_date=yesterday)) == [("lesson_edit.homework", "DUE_DATE_OUT_OF_RANGE")]
    assert refused(pb.Homework(text="x" * 4001)) == [("lesson_edit.homework", "TEXT_TOO_LONG")]
    assert refused(pb.Homework(text="a\u202eb")) == [("lesson_edit.homework", "BAD_CHARACTER")]
    assert not told(world.pool, "lesson.recorded")


def test_cancelled_lessons_and_closed_windows_refuse_every_part(world: World) -> None:
    lesson = world.lesson()
    parts = {
        "lesson_edit": pb.LessonEdit(seen_version=1, topic="x"),
        "attendance": [attends(world, pb.ATTENDANCE_ABSENT)],
        "new_line_items": [pb.NewLineItem(client_key="k", category="test")],
    }
    fields = ["new_line_items[0]", "attendance[0]", "lesson_edit"]
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE lesson SET state = 'cancelled' WHERE date = %s", [TODAY])
        connection.execute("UPDATE school SET edit_days = 3")
    assert rules(world.record(lesson, **parts)) == [(name, "LESSON_CANCELLED") for name in fields]
    old = world.lesson(TODAY - timedelta(days=4))
    assert rules(world.record(old, **parts)) == [(name, "EDIT_WINDOW_CLOSED") for name in fields]
    assert not world.record(world.lesson(TODAY - timedelta(days=3)), **parts).refusals


def test_the_first_grade_has_attendance_and_no_marks(world: World) -> None:
    first = World(world.pool, year_group=1).begin()
    lesson = first.lesson()
    answer = first.record(
        lesson,
        new_line_items=[pb.NewLineItem(client_key="k", category="answer")],
        attendance=[attends(first, pb.ATTENDANCE_ABSENT)],
    )
    assert rules(answer) == [("new_line_items[0]", "NO_MARKS_IN_GRADE_1")]
    assert len(answer.attendance) == 1


def test_a_name_that_does_not_fit_together_is_refused_like_no_right(world: World) -> None:
    other = World(world.pool).begin()
    lesson_id = world.lesson().rpartition("/")[2]
    for name in (
        f"{other.group_name}/lessons/{lesson_id}",
        f"schools/{other.school_id}/groups/{world.group_id}/lessons/{lesson_id}",
        f"{world.group_name}/lessons/{new_id()}",
    ):
        with pytest.raises(NotAllowed):
            world.record(name, lesson_edit=pb.LessonEdit(seen_version=1, topic="x"))
        with pytest.raises(NotAllowed):
            world.get(name)
    with pytest.raises(InvalidArgument):
        world.record("lessons/1", lesson_edit=pb.LessonEdit(topic="x"))
    with pytest.raises(InvalidArgument):
        world.record(world.lesson(), marks=[pb.MarkEdit()] * 1001)


def test_filled_date_stays_the_first(world: World) -> None:
    lesson = world.lesson()
    world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=1, topic="x", attendance_confirmed=True))
    world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=2, topic=""))
    world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=3, topic="y"))
    assert [event.filled_date for event in told(world.pool, "lesson.recorded")] == [
        TODAY.isoformat(), "", TODAY.isoformat(),
    ]  # fmt: skip
