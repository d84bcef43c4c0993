"""The school's own weekly pattern: set from a day on, refused in conflicts with both sides named; lessons follow."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from tests.conftest import Pool
from tests.integration.gradebook.test_planning import scheduled, stored
from tests.integration.gradebook.timetables import NEXT, Office, day_as, entry, off, rules
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell, told

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(World(pool("gradebook")))


def iso(day: date) -> str:
    return day.isoformat()


def test_a_pattern_holds_from_its_day_on_and_the_registers_until_then(office: Office) -> None:
    algebra = office.course(periods=["mon-1"], room="21")
    answer = office.set(algebra.entries(entry(1, 2, "30"), entry(3, 4, "31")))
    assert not answer.refusals
    assert (answer.lessons.added > 0, answer.lessons.dropped > 0) == (True, True)
    [group] = answer.groups
    assert (group.own, group.version, list(group.teachers)) == (
        True, 1, [f"persons/{algebra.teacher_ids[0]}"],
    )  # fmt: skip
    assert algebra.places() == [(iso(NEXT), 2, "30"), (iso(NEXT + 2 * DAY), 4, "31")]
    assert {(each.bell, each.room) for each in algebra.lessons(MONDAY, NEXT - DAY)} == {(1, "21")}
    assert scheduled(office.world.pool) == stored(office.world.pool)
    # The register does not reach past that day any more.
    algebra.periods = ["tue-7"]
    algebra.tell()
    assert algebra.places() == [(iso(NEXT), 2, "30"), (iso(NEXT + 2 * DAY), 4, "31")]
    assert list(findings(office.world.pool, {})) == []


def test_what_is_told_of_a_change_says_that_the_timetable_changed(office: Office) -> None:
    algebra = office.course(periods=["mon-1"])
    office.set(algebra.entries(entry(2, 1)))
    assert [event.cause for event in told(office.world.pool, "lessons.scheduled")] == ["", "timetable"]


def test_a_later_change_keeps_what_was_until_then_and_what_goes_on_is_one_entry(office: Office) -> None:
    algebra = office.course()
    office.set(algebra.entries(entry(1, 1, "21"), entry(2, 2, "21")))
    later = NEXT + WEEK
    answer = office.set(algebra.entries(entry(1, 1, "21"), entry(3, 3, "21"), seen=1), begin=later)
    assert not answer.refusals
    assert algebra.places() == [(iso(NEXT), 1, "21"), (iso(NEXT + DAY), 2, "21")]
    assert algebra.places(later, later + 6 * DAY) == [(iso(later), 1, "21"), (iso(later + 2 * DAY), 3, "21")]
    [group] = office.call("GetTimetable").groups
    assert [(each.weekday, each.begin_date, each.end_date) for each in group.entries] == [
        (1, iso(NEXT), ""), (2, iso(NEXT), iso(later - DAY)), (3, iso(later), ""),
    ]  # fmt: skip


def test_a_and_b_weeks_take_turns_and_a_count_can_begin_anew(office: Office) -> None:
    algebra = office.course()
    assert rules(office.set(algebra.entries(entry(1, 1, weeks=pb.WEEK_KIND_A)))) == [
        ("groups[0].entries[0]", "NO_A_WEEKS")
    ]
    office.set_calendar(a_weeks=[NEXT])
    office.set(algebra.entries(entry(1, 1, "1", weeks=pb.WEEK_KIND_A), entry(1, 1, "2", weeks=pb.WEEK_KIND_B)))
    weeks = [NEXT + number * WEEK for number in range(4)]
    assert algebra.places(NEXT, weeks[-1]) == [
        (iso(monday), 1, room) for monday, room in zip(weeks, "1212", strict=True)
    ]
    office.set_calendar(a_weeks=[NEXT, weeks[1]])
    assert [room for _, _, room in algebra.places(NEXT, weeks[-1])] == ["1", "1", "2", "1"]
    assert rules(office.set_calendar()) == [("a_weeks", "A_WEEKS_NEEDED")]
    assert rules(office.set_calendar(a_weeks=[MONDAY + WEEK])) == (
        [] if (NEXT - MONDAY) // WEEK % 2 == 1 else [("a_weeks", "WEEKS_IN_PAST")]
    )


def test_days_off_have_no_lessons_and_an_exchanged_day_goes_by_another(office: Office) -> None:
    algebra = office.course(periods=["mon-1", "tue-2"])
    saturday = NEXT + 5 * DAY
    office.set_calendar(off(NEXT, NEXT + DAY), day_as(saturday, 1, title="За понедельник"))
    assert algebra.places() == [(iso(saturday), 1, "")]
    office.set_calendar(day_as(saturday, 2))
    assert [day for day, _, _ in algebra.places()] == [iso(NEXT), iso(NEXT + DAY), iso(saturday)]
    assert scheduled(office.world.pool) == stored(office.world.pool)


def test_lessons_that_hold_anything_never_move_whatever_changes(office: Office) -> None:
    world = office.world
    algebra = office.course(periods=["mon-1", f"{TODAY:%a}-1".lower()], room="21")
    today = next(each for each in algebra.lessons() if each.date == iso(TODAY))
    ahead = next(each for each in algebra.lessons() if each.date == iso(NEXT))
    world.record(today.name, attendance=[
        gradebook_pb2.AttendanceEdit(pupil=world.pupil(), attendance=gradebook_pb2.ATTENDANCE_ABSENT)
    ])  # fmt: skip
    world.record(ahead.name, new_line_items=[gradebook_pb2.NewLineItem(client_key="k", category="test")])
    kept = {(each.name, each.date, each.bell, each.room) for each in (today, ahead)}
    office.set(algebra.entries(entry(4, 4, "5")), begin=TODAY)
    office.set_calendar(off(NEXT, NEXT + 6 * DAY))
    after = {(each.name, each.date, each.bell, each.room) for each in algebra.lessons()}
    assert kept <= after
    office.set(algebra.entries(seen=1), begin=TODAY)
    assert {each.name for each in algebra.lessons(TODAY)} == {today.name, ahead.name}


def test_conflicts_are_refused_with_both_sides_named_and_nothing_changes(office: Office) -> None:
    teacher = new_id()
    algebra = office.course("Алгебра", teacher_ids=[teacher])
    other = office.course("Физика", pupils=[new_id()], class_id=new_id(), class_title="8Б", teacher_ids=[teacher])
    history = office.course("История")
    office.set(other.entries(entry(1, 1, "Каб. 30")))
    before = stored(office.world.pool)
    answer = office.set(algebra.entries(entry(1, 1, "каб.  30"), entry(2, 2, "21")), history.entries(entry(2, 2, "21")))
    assert sorted(rules(answer)) == [
        ("groups[0].entries[0]", "ROOM_TAKEN"),
        ("groups[0].entries[0]", "TEACHER_BUSY"),
        ("groups[1].entries[0]", "PUPILS_BUSY"),
        ("groups[1].entries[0]", "ROOM_TAKEN"),
    ]
    clash = next(each for each in answer.refusals if each.rule == "TEACHER_BUSY")
    assert (clash.wanted.group, clash.wanted.subject_title, clash.wanted.class_title) == (algebra.name, "Алгебра", "7А")
    assert (clash.other.group, clash.other.subject_title, clash.other.class_title) == (other.name, "Физика", "8Б")
    assert (clash.other.weekday, clash.other.bell, clash.other.room) == (1, 1, "Каб. 30")
    assert stored(office.world.pool) == before
    assert [group.version for group in office.call("GetTimetable").groups if group.group == algebra.name] == [0]


def test_the_registers_pattern_is_a_side_too(office: Office) -> None:
    office.course("Физика", periods=["mon-1"])
    algebra = office.course()
    answer = office.set(algebra.entries(entry(1, 1)))
    assert rules(answer) == [("groups[0].entries[0]", "PUPILS_BUSY")]


def test_what_does_not_meet_is_no_conflict(office: Office) -> None:
    first, second = office.world.pupil_ids[:2], office.world.pupil_ids[2:]
    one = office.course("Английский 1", pupils=first)
    two = office.course("Английский 2", pupils=second)
    mixed = office.course("Хор", pupils=[first[0], second[0]])
    gym = office.course("Физкультура", pupils=[new_id()])
    office.set_calendar(a_weeks=[NEXT], rooms=["Спортзал"])
    # Subgroups side by side; turns by weeks; one after the other; several in a gym.
    answer = office.set(
        one.entries(
            entry(1, 1, "1"), entry(2, 1, "1", weeks=pb.WEEK_KIND_A), entry(3, 1, "1", end_date=iso(NEXT + WEEK)),
            entry(4, 1, "спортзал"),
        ),
        two.entries(entry(1, 1, "2")),
        mixed.entries(entry(2, 1, "1", weeks=pb.WEEK_KIND_B), entry(3, 1, "1", begin_date=iso(NEXT + WEEK + DAY))),
        gym.entries(entry(4, 1, "Спортзал")),
    )  # fmt: skip
    assert rules(answer) == []
    assert rules(office.set(mixed.entries(entry(1, 1), seen=1))) == [("groups[0].entries[0]", "PUPILS_BUSY")] * 2


def test_a_teacher_who_is_named_is_busy_and_the_other_is_not(office: Office) -> None:
    one, two = new_id(), new_id()
    algebra = office.course(teacher_ids=[one, two])
    other = office.course("Физика", pupils=[new_id()], teacher_ids=[two])
    office.set(algebra.entries(entry(1, 1, teacher=f"persons/{one}")))
    assert rules(office.set(other.entries(entry(1, 1)))) == []
    assert rules(office.set(algebra.entries(entry(1, 1, teacher=f"persons/{two}"), seen=1))) == [
        ("groups[0].entries[0]", "TEACHER_BUSY")
    ]
    assert {each.planned_teacher for each in algebra.lessons()} == {f"persons/{one}"}
    week = office.call("GetWeek", date=iso(NEXT), teacher=f"persons/{two}")
    assert [each.lesson.subject_title for each in week.lessons] == ["Физика"]


def test_a_moved_lesson_is_a_side(office: Office) -> None:
    algebra = office.course(periods=["mon-1"], room="21")
    physics = office.course("Физика", pupils=[new_id()])
    assert not office.move(algebra.lessons(NEXT)[0], NEXT + DAY, 3).refusals
    answer = office.set(physics.entries(entry(2, 3, "21")))
    assert rules(answer) == [("groups[0].entries[0]", "ROOM_TAKEN")]
    assert answer.refusals[0].other.date == iso(NEXT + DAY)
    # Its own group's pattern may come to where it stands: they are one lesson then.
    assert rules(office.set(algebra.entries(entry(2, 3, "21")))) == []
    assert len(algebra.places()) == 1


def test_a_dry_run_tells_what_would_be_and_changes_nothing(office: Office) -> None:
    algebra = office.course(periods=["mon-1"])
    before = stored(office.world.pool)
    answer = office.set(algebra.entries(entry(2, 2)), dry_run=True)
    assert (answer.lessons.added > 0, answer.lessons.dropped > 0, answer.groups[0].own) == (True, True, True)
    assert stored(office.world.pool) == before
    assert not office.call("GetTimetable").groups[0].own
    assert len(told(office.world.pool, "lessons.scheduled")) == 1


def test_what_can_not_be_is_refused_by_name(office: Office) -> None:
    algebra = office.course()
    with pytest.raises(InvalidArgument) as refused:
        office.set(algebra.entries(entry(1, 1)), begin=TODAY - DAY)
    assert refused.value.reason == "BEGINS_IN_PAST"
    ended = office.course("Пение")
    ended.tell(ended=True)
    foreign = f"persons/{new_id()}"
    answer = office.set(
        algebra.entries(
            entry(0, 1), entry(1, 21), entry(1, 1, "x" * 51), entry(1, 2, "a\nb"), entry(1, 3, teacher=foreign),
            entry(1, 4, begin_date=iso(NEXT + WEEK), end_date=iso(NEXT)), entry(1, 5, begin_date="2099-01-01"),
            entry(2, 1), entry(2, 1),
        ),
        algebra.entries(entry(1, 1)),
        ended.entries(entry(1, 1)),
    )  # fmt: skip
    assert sorted(rules(answer)) == [
        ("groups[0].entries[0]", "BAD_WEEKDAY"),
        ("groups[0].entries[1]", "BAD_BELL"),
        ("groups[0].entries[2]", "TEXT_TOO_LONG"),
        ("groups[0].entries[3]", "BAD_CHARACTER"),
        ("groups[0].entries[4]", "NOT_A_TEACHER_OF_GROUP"),
        ("groups[0].entries[5]", "DATES_REVERSED"),
        ("groups[0].entries[6]", "OUTSIDE_TERMS"),
        ("groups[0].entries[8]", "ENTRY_TWICE"),
        ("groups[1]", "GROUP_TWICE"),
        ("groups[2]", "GROUP_ENDED"),
        ("groups[2].entries[0]", "OUTSIDE_TERMS"),
    ]
    with pytest.raises(NotAllowed):
        office.set(pb.GroupEntries(group=f"{office.school}/groups/{new_id()}"))
    with pytest.raises(InvalidArgument):
        office.set(pb.GroupEntries(group=f"schools/{new_id()}/groups/{algebra.group_id}"))
    with pytest.raises(InvalidArgument) as wrong:
        office.set(algebra.entries(entry(1, 1, begin_date="soon")))
    assert wrong.value.metadata["field"] == "groups[0].entries[0].begin_date"
    with pytest.raises(InvalidArgument) as many:
        office.set(algebra.entries(*[entry(1, 1)] * 101))
    assert many.value.reason == "TOO_MANY_PARTS"


def test_somebody_elses_change_in_between_is_refused(office: Office) -> None:
    algebra = office.course()
    office.set(algebra.entries(entry(1, 1)))
    assert rules(office.set(algebra.entries(entry(2, 2)))) == [("groups[0]", "VERSION_CONFLICT")]
    assert algebra.places() == [(iso(NEXT), 1, "")]


def test_a_request_sent_twice_is_done_once(office: Office) -> None:
    algebra = office.course()
    once = {"request_id": new_id()}
    first, second = (office.set(algebra.entries(entry(1, 1)), **once) for _ in range(2))
    assert first == second
    assert first.groups[0].version == 1


def test_a_classs_timetable_holds_mixed_groups_of_its_pupils(office: Office) -> None:
    algebra = office.course(periods=["mon-1"])
    choir = office.course("Хор", pupils=[office.world.pupil_ids[0], new_id()], class_id="", periods=["mon-7"])
    office.course("Физика", pupils=[new_id()], class_id=new_id(), periods=["mon-2"])
    own = {"class": f"{office.school}/classes/{office.world.class_id}"}
    assert {each.group for each in office.call("GetTimetable", **own).groups} == {algebra.name, choir.name}
    week = office.call("GetWeek", date=iso(NEXT), **own)
    assert [(each.lesson.subject_title, each.lesson.date) for each in week.lessons] == [
        ("Алгебра", iso(NEXT)), ("Хор", iso(NEXT)),
    ]  # fmt: skip


def test_terms_that_come_later_give_the_own_pattern_its_lessons(office: Office) -> None:
    algebra = office.course()
    office.set(algebra.entries(entry(1, 1, "21")))
    count = len(algebra.lessons())
    tell(office.world.pool, office.world.school(2, days=140))
    assert len(algebra.lessons(MONDAY, MONDAY + timedelta(days=140))) == count + 10
