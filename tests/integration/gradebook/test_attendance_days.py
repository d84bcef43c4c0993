"""What a class and a pupil missed, by day, by the school's rule of a full day."""

from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import attendance_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict, InvalidArgument
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from tests.integration.gradebook.test_absences import EXCUSED, ILL, LATE, ClassTeacher, record
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def teacher(world: World) -> ClassTeacher:
    return ClassTeacher(world)


@pytest.fixture
def second_group(world: World) -> World:
    """Second lessons of every day, of a mixed group in which the first two pupils are."""
    other = World(world.pool, school_id=world.school_id, term_id=world.term_id, class_id=world.class_id)
    other.pupil_ids = world.pupil_ids[:2]
    periods = [period.replace("-1", "-2") for period in world.periods]
    tell(world.pool, other.group(1, class_id="", class_title="", subject_title="Танцы", periods=periods))
    return other


def of_class(teacher: ClassTeacher, begin: Any = MONDAY, end: Any = TODAY) -> pb.GetClassAttendanceResponse:
    answer: pb.GetClassAttendanceResponse = teacher.call(
        "GetClassAttendance", begin_date=begin.isoformat(), end_date=end.isoformat()
    )
    return answer


def office(teacher: ClassTeacher, name: str, **fields: Any) -> Any:
    """A call of the deputy head, for the school."""
    kind = getattr(pb, f"{name}Request")
    if "request_id" in kind.DESCRIPTOR.fields_by_name:
        fields.setdefault("request_id", new_id())
    request = kind(school=f"schools/{teacher.world.school_id}", **fields)
    return teacher.world.call(getattr(teacher.servicer, name), request).rule


def test_a_classs_days_with_every_lesson_and_their_sums(
    world: World, second_group: World, teacher: ClassTeacher
) -> None:
    first, second = world.lesson(YESTERDAY), second_group.lesson(YESTERDAY)
    record(world, first)
    record(second_group, second)
    record(world, world.lesson(), LATE, minutes=5)
    record(world, first, pupil=2)
    teacher.set((first, world.pupil(), ILL, 1), (second, world.pupil(), EXCUSED, 1))
    answer = of_class(teacher)
    found = {each.pupil: each for each in answer.pupils}
    assert set(found) == {world.pupil(), world.pupil(2)}
    pupil = found[world.pupil()]
    assert [(d.date, d.full_day, d.lessons, d.recorded, d.missed) for d in pupil.days] == [
        (YESTERDAY.isoformat(), True, 2, 2, 2),
        (TODAY.isoformat(), False, 2, 1, 0),
    ]
    assert [(e.lesson, e.bell, e.subject_title, e.reason, e.version) for e in pupil.days[0].entries] == [
        (first, 1, "Алгебра", ILL, 2),
        (second, 2, "Танцы", EXCUSED, 2),
    ]
    sums = (pupil.full_days, pupil.ill, pupil.excused, pupil.unexcused, pupil.without_reason, pupil.late)
    assert (*sums, pupil.minutes_late) == (1, 1, 1, 0, 0, 1, 5)
    # The third pupil is in the class's group alone: one lesson a day.
    assert [(d.full_day, d.lessons) for d in found[world.pupil(2)].days] == [(True, 1)]
    assert found[world.pupil(2)].without_reason == 1
    assert not of_class(teacher, MONDAY, YESTERDAY - timedelta(days=1)).pupils


def test_a_lesson_that_nobody_recorded_is_no_witness_when_the_day_is_over(
    world: World, second_group: World, teacher: ClassTeacher
) -> None:
    record(world, world.lesson(YESTERDAY))
    record(world, world.lesson())
    [pupil] = of_class(teacher).pupils
    assert [(d.full_day, d.recorded, d.lessons) for d in pupil.days] == [(True, 1, 2), (False, 1, 2)]


def test_the_schools_rule_counts_days_anew_and_leaves_a_line_of_history(
    world: World, second_group: World, teacher: ClassTeacher
) -> None:
    record(world, world.lesson(YESTERDAY))
    record(second_group, second_group.lesson(YESTERDAY), LATE, minutes=3)
    assert [d.full_day for d in of_class(teacher).pupils[0].days] == [False]
    assert office(teacher, "GetFullDayRule") == pb.FullDayRule(kind=pb.FULL_DAY_KIND_EVERY_LESSON)
    wanted = pb.FullDayRule(kind=pb.FULL_DAY_KIND_ANY_LESSON)
    rule = office(teacher, "SetFullDayRule", rule=wanted, reason="приказ № 4")
    assert (rule.kind, rule.version) == (pb.FULL_DAY_KIND_ANY_LESSON, 1)
    answer = of_class(teacher)
    assert [d.full_day for d in answer.pupils[0].days] == [True]
    assert answer.full_day_rule == rule
    two = pb.FullDayRule(kind=pb.FULL_DAY_KIND_AT_LEAST, lessons=2, version=1)
    assert office(teacher, "SetFullDayRule", rule=two).version == 2
    assert [d.full_day for d in of_class(teacher).pupils[0].days] == [False]
    with pytest.raises(Conflict):
        office(teacher, "SetFullDayRule", rule=wanted)
    with pytest.raises(InvalidArgument) as error:
        office(teacher, "SetFullDayRule", rule=pb.FullDayRule(kind=pb.FULL_DAY_KIND_AT_LEAST, lessons=1, version=2))
    assert error.value.reason == "LESSONS_OUT_OF_RANGE"
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        lines = connection.execute("SELECT rule, old_value, new_value, reason FROM rule_history").fetchall()
    assert lines == [("full day", "every", "any", "приказ № 4"), ("full day", "any", "at_least 2", "")]
    assert list(findings(world.pool, {})) == []


def test_a_pupil_is_the_classs_while_in_it(world: World, teacher: ClassTeacher) -> None:
    record(world, world.lesson(YESTERDAY))
    record(world, world.lesson())
    spans = [(world.pupil_ids[0], MONDAY.isoformat(), YESTERDAY.isoformat())]
    elsewhere = new_id()
    tell(world.pool, world.group(2, pupils=spans))
    assert [d.date for d in of_class(teacher).pupils[0].days] == [YESTERDAY.isoformat()]
    teacher.place = f"schools/{world.school_id}/classes/{elsewhere}"
    assert not of_class(teacher).pupils


def test_the_family_sees_the_childs_own_days_and_periods(world: World, teacher: ClassTeacher) -> None:
    record(world, world.lesson())
    record(world, world.lesson(), pupil=1)
    period = teacher.period(TODAY, TODAY, document="справка № 8").period
    answer = world.call(
        teacher.servicer.GetPupilAttendance,
        pb.GetPupilAttendanceRequest(pupil=world.pupil(), begin_date=MONDAY.isoformat(), end_date=TODAY.isoformat()),
    )
    assert answer.attendance == next(each for each in of_class(teacher).pupils if each.pupil == world.pupil())
    assert answer.attendance.ill == 1
    assert list(answer.periods) == [period]
    # A child who missed nothing is answered for too.
    empty = world.call(
        teacher.servicer.GetPupilAttendance,
        pb.GetPupilAttendanceRequest(pupil=world.pupil(3), begin_date=MONDAY.isoformat(), end_date=TODAY.isoformat()),
    )
    assert (empty.attendance.pupil, len(empty.attendance.days)) == (world.pupil(3), 0)


def test_a_cancelled_lesson_is_none_of_the_day(world: World, second_group: World, teacher: ClassTeacher) -> None:
    record(world, world.lesson(YESTERDAY))
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute(
            "UPDATE lesson SET state = 'cancelled' WHERE lesson_id = %s",
            [second_group.lesson(YESTERDAY).rpartition("/")[2]],
        )
    [pupil] = of_class(teacher).pupils
    assert [(d.full_day, d.lessons) for d in pupil.days] == [(True, 1)]
