"""A class away as one: recorded, announced, refused cell by cell, taken back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import gradebook_pb2, rules_pb2
from zvonok.gradebook.v1 import mass_absences_pb2 as pb

from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.mass_absences import MassAbsenceServicer
from services.gradebook.rpc.rules import RuleServicer
from tests.integration.gradebook.test_absence_notes import Family
from tests.integration.gradebook.test_absences import (
    ABSENT,
    EXCUSED,
    ILL,
    LATE,
    NONE,
    PRESENT,
    UNEXCUSED,
    ClassTeacher,
    cell,
    record,
    set_events,
)
from tests.integration.gradebook.world import TODAY, World, tell, told

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
QUARANTINE = pb.MASS_ABSENCE_KIND_QUARANTINE


class Desk:
    """The class teacher's calls about mass absences."""

    def __init__(self, world: World) -> None:
        self.world, self.teacher = world, ClassTeacher(world)
        self.servicer = MassAbsenceServicer(world.servicer_resources)

    def call(self, name: str, **fields: Any) -> Any:
        """A call with a request id of its own, for the class."""
        kind = getattr(pb, f"{name}Request")
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", new_id())
        request = kind(**({"class": self.teacher.place} | fields))
        return self.world.call(getattr(self.servicer, name), request, self.teacher.person_id)

    def record(self, begin: Any = YESTERDAY, end: Any = TODAY, **fields: Any) -> pb.RecordMassAbsenceResponse:
        """Records a quarantine, or what the fields say."""
        values = {"kind": QUARANTINE, "reason": EXCUSED, "begin_date": begin.isoformat(), "end_date": end.isoformat()}
        answer: pb.RecordMassAbsenceResponse = self.call("RecordMassAbsence", **(values | fields))
        return answer

    def undo(self, answer: pb.RecordMassAbsenceResponse) -> pb.UndoMassAbsenceResponse:
        """Takes it back."""
        undone: pb.UndoMassAbsenceResponse = self.call("UndoMassAbsence", mass_absence=answer.mass_absence.mass_absence)
        return undone


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture(autouse=True)
def told_truly(world: World) -> Iterator[None]:
    yield
    assert list(findings(world.pool, {})) == []


def refused(answer: Any) -> list[tuple[str, str, str]]:
    return sorted((each.pupil, each.date, each.rule) for each in answer.refusals)


def test_lessons_up_to_today_are_recorded_and_days_to_come_announced(world: World, desk: Desk) -> None:
    request_id = new_id()
    answer = desk.record(YESTERDAY, TODAY + timedelta(days=5), document="приказ № 31", request_id=request_id)
    assert (answer.saved_count, answer.already_count, list(answer.refusals)) == (8, 0, [])
    assert (answer.mass_absence.pupil_count, answer.mass_absence.document) == (4, "приказ № 31")
    for day in (YESTERDAY, TODAY):
        assert [cell(world, world.lesson(day), n) for n in range(4)] == [(ABSENT, EXCUSED, 1)] * 4
    # The lesson stays what it was: nobody has held it, no teacher stands in it.
    lesson = world.get(world.lesson(YESTERDAY)).lesson
    assert (lesson.state, lesson.version, lesson.filled) == (gradebook_pb2.LESSON_STATE_PLANNED, 1, False)
    events = told(world.pool, "lesson.recorded")
    assert sorted(each.date for each in events) == [YESTERDAY.isoformat(), TODAY.isoformat()]
    assert {(c.new_attendance, c.reason) for each in events for c in each.attendance} == {("absent", "excused")}
    assert {each.teacher_id for each in events} == {""}
    assert len(Family(world).announced(TOMORROW, TOMORROW)) == 4
    # A repeat gets the first answer, the same again finds all so already.
    assert desk.record(YESTERDAY, TODAY + timedelta(days=5), document="приказ № 31", request_id=request_id) == answer
    again = desk.record()
    assert (again.saved_count, again.already_count) == (0, 8)


def test_what_stands_there_is_kept_and_told_of(world: World, desk: Desk) -> None:
    lesson = world.lesson()
    record(world, lesson, PRESENT, 0)
    record(world, lesson, LATE, 1, minutes=5)
    record(world, lesson, ABSENT, 2)
    record(world, lesson, ABSENT, 3)
    desk.teacher.set((lesson, world.pupil(3), UNEXCUSED, 1))
    answer = desk.record(TODAY, TODAY)
    assert answer.saved_count == 1
    day = TODAY.isoformat()
    assert refused(answer) == sorted(
        [
            (world.pupil(0), day, "ATTENDANCE_RECORDED"),
            (world.pupil(1), day, "ATTENDANCE_RECORDED"),
            (world.pupil(3), day, "OTHER_REASON"),
        ]
    )
    assert {each.current_value for each in answer.refusals} == {"present", "late 5", "absent unexcused"}
    assert cell(world, lesson, 2) == (ABSENT, EXCUSED, 2)
    assert [c.new_reason for each in set_events(world) for c in each.reasons] == ["unexcused", "excused"]


def test_who_has_no_cell_in_a_confirmed_lesson_was_there(world: World, desk: Desk) -> None:
    lesson = world.lesson()
    edit = gradebook_pb2.LessonEdit(seen_version=1, topic="Дроби", attendance_confirmed=True)
    world.record(lesson, lesson_edit=edit)
    answer = desk.record(TODAY, TODAY)
    assert answer.saved_count == 0
    assert {(each.rule, each.current_value) for each in answer.refusals} == {("ATTENDANCE_RECORDED", "present")}


def test_the_rules_of_a_save_hold(world: World, desk: Desk) -> None:
    office, school = RuleServicer(world.servicer_resources), f"schools/{world.school_id}"
    lesson = world.lesson()
    item = world.item(lesson)
    world.record(
        lesson, marks=[gradebook_pb2.MarkEdit(line_item=item, pupil=world.pupil(0), value="5", seen_version=0)]
    )
    window = rules_pb2.SetEditWindowRequest(school=school, request_id=new_id(), edit_days=0, seen_version=1)
    world.call(office.SetEditWindow, window)
    answer = desk.record()
    assert answer.saved_count == 3
    assert {(each.rule, each.date) for each in answer.refusals} == {
        ("EDIT_WINDOW_CLOSED", YESTERDAY.isoformat()),
        ("ABSENT_WITH_ANSWER", TODAY.isoformat()),
    }
    world.call(office.CreateLock, rules_pb2.CreateLockRequest(school=school, request_id=new_id()))
    locked = desk.record(TODAY, TODAY, pupils=[world.pupil(0)])
    assert [each.rule for each in locked.refusals] == ["PERIOD_LOCKED"]


def test_a_part_of_the_class(world: World, desk: Desk) -> None:
    group = new_id()
    tell(world.pool, world.group(1, group_id=group, periods=[], pupils=[(world.pupil_ids[1], "", "")]))
    answer = desk.record(TODAY, TODAY, group=f"schools/{world.school_id}/groups/{group}")
    assert (answer.mass_absence.pupil_count, answer.saved_count) == (1, 1)
    assert cell(world, world.lesson(), 1) == (ABSENT, EXCUSED, 1)
    answer = desk.record(TODAY, TODAY, pupils=[world.pupil(2), world.pupil(3)])
    assert answer.saved_count == 2
    other_class = {"class": f"{desk.teacher.place[:-36]}{new_id()}", "pupils": [world.pupil()]}
    for elsewhere in ({"pupils": [f"schools/{world.school_id}/pupils/{new_id()}"]}, other_class):
        with pytest.raises(NotAllowed):
            desk.record(TODAY, TODAY, **elsewhere)
    with pytest.raises(FailedPrecondition) as error:
        desk.record(TODAY, TODAY, group=f"schools/{world.school_id}/groups/{new_id()}")
    assert error.value.reason == "NO_PUPILS"


def test_it_is_taken_back_as_one(world: World, desk: Desk) -> None:
    lesson, before = world.lesson(), world.lesson(YESTERDAY)
    record(world, lesson, ABSENT, 2)
    answer = desk.record(YESTERDAY, TOMORROW)
    # Meanwhile the teacher has seen one of them.
    record(world, lesson, LATE, 1, minutes=3)
    undone = desk.undo(answer)
    assert undone.saved_count == 7
    assert refused(undone) == [(world.pupil(1), TODAY.isoformat(), "CHANGED_SINCE")]
    assert undone.mass_absence.HasField("undo_time")
    assert cell(world, lesson, 0)[:2] == (PRESENT, NONE)
    assert cell(world, lesson, 1)[:2] == (LATE, NONE)
    assert cell(world, lesson, 2) == (ABSENT, NONE, 3)
    assert cell(world, before, 3)[:2] == (PRESENT, NONE)
    assert not Family(world).announced(TODAY, TOMORROW)
    # What is recorded from now on has no reason of it.
    record(world, lesson, ABSENT, 0)
    assert cell(world, lesson, 0)[:2] == (ABSENT, NONE)
    with pytest.raises(FailedPrecondition) as error:
        desk.undo(answer)
    assert error.value.reason == "ALREADY_UNDONE"
    [listed] = desk.call("ListMassAbsences").mass_absences
    assert listed == undone.mass_absence


def test_another_classs_is_not_there(desk: Desk) -> None:
    answer = desk.record()
    desk.teacher.place = f"{desk.teacher.place[:-36]}{new_id()}"
    with pytest.raises(NotAllowed):
        desk.undo(answer)
    assert not desk.call("ListMassAbsences").mass_absences


@pytest.mark.parametrize(
    ("begin", "end", "fields", "rule"),
    [
        (0, -1, {}, "DATES_REVERSED"),
        (0, 31, {}, "PERIOD_TOO_LONG"),
        (-400, -399, {}, "DAY_TOO_FAR"),
        (0, 0, {"kind": 0}, "UNKNOWN_MASS_KIND"),
        (0, 0, {"reason": NONE}, "UNKNOWN_REASON"),
        (0, 0, {"document": "п" * 101}, "TEXT_TOO_LONG"),
        (0, 0, {"document": "приказ\n" + "№ 1"}, "BAD_CHARACTER"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, begin: int, end: int, fields: dict[str, Any], rule: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        desk.record(TODAY + timedelta(days=begin), TODAY + timedelta(days=end), **fields)
    assert error.value.reason == rule


def test_a_reason_that_is_ill(world: World, desk: Desk) -> None:
    desk.record(TODAY, TODAY, reason=ILL)
    assert cell(world, world.lesson()) == (ABSENT, ILL, 1)
