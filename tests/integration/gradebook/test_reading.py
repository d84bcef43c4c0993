"""The journal, the diary, lists and the replay."""

from datetime import timedelta

import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import new_id
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell, told

YESTERDAY = TODAY - timedelta(days=1)


def save_two_days(world: World) -> tuple[str, str]:
    """Marks of two days: 5 (test, weight 2) and 4 (answer, weight 1) for the first pupil, 3 for the second."""
    first, second = world.lesson(YESTERDAY), world.lesson(TODAY)
    world.record(
        first,
        new_line_items=[pb.NewLineItem(client_key="t", category="test", title="Дроби")],
        marks=[
            pb.MarkEdit(line_item="t", pupil=world.pupil(0), value="5"),
            pb.MarkEdit(line_item="t", pupil=world.pupil(1), value="3"),
        ],
        lesson_edit=pb.LessonEdit(seen_version=1, topic="Дроби", homework=pb.Homework(none=True)),
    )
    world.record(
        second,
        new_line_items=[pb.NewLineItem(client_key="a", category="answer")],
        marks=[pb.MarkEdit(line_item="a", pupil=world.pupil(0), value="4")],
        attendance=[
            pb.AttendanceEdit(pupil=world.pupil(1), attendance=pb.ATTENDANCE_LATE, minutes_late=3),
            pb.AttendanceEdit(pupil=world.pupil(0), attendance=pb.ATTENDANCE_PRESENT),
        ],
    )
    return first, second


def journal(world: World, begin: str, end: str) -> pb.GetJournalResponse:
    request = pb.GetJournalRequest(group=world.group_name, begin_date=begin, end_date=end)
    answer: pb.GetJournalResponse = world.call(world.servicer.GetJournal, request)
    return answer


def diary(world: World, number: int, begin: str, end: str) -> list[pb.DiaryLesson]:
    request = pb.GetDiaryRequest(pupil=world.pupil(number), begin_date=begin, end_date=end)
    return list(world.call(world.servicer.GetDiary, request).lessons)


def test_the_journal_shows_a_period_with_averages_over_it(world: World) -> None:
    first, second = save_two_days(world)
    shown = journal(world, MONDAY.isoformat(), TODAY.isoformat())
    assert [lesson.date for lesson in shown.lessons] == sorted(lesson.date for lesson in shown.lessons)
    assert {lesson.name for lesson in shown.lessons} >= {first, second}
    assert {each.pupil: each.average for each in shown.pupils} == {
        world.pupil(0): "4.67", world.pupil(1): "3.00", world.pupil(2): "", world.pupil(3): "",
    }  # fmt: skip
    assert sorted(each.value for each in shown.marks) == ["3", "4", "5"]
    assert {item.category: item.weight for item in shown.line_items} == {"test": "2", "answer": "1"}
    assert {each.lesson for each in shown.attendance} == {second}
    one_day = journal(world, TODAY.isoformat(), TODAY.isoformat())
    assert [each.value for each in one_day.marks] == ["4"]
    assert {each.average for each in one_day.pupils} == {"4.00", ""}


def test_the_journal_shows_the_pupils_of_its_days_once(world: World) -> None:
    before = (MONDAY - timedelta(days=30)).isoformat()
    came_back, gone, always = world.pupil_ids[:3]
    tell(
        world.pool,
        world.group(
            2,
            pupils=[
                (came_back, before, MONDAY.isoformat()),
                (came_back, YESTERDAY.isoformat(), ""),
                (gone, before, (MONDAY - timedelta(days=1)).isoformat()),
                (always, "", ""),
                (always, "", ""),
            ],
        ),
    )
    shown = journal(world, MONDAY.isoformat(), TODAY.isoformat())
    assert sorted((each.pupil[-36:], each.begin_date, each.end_date) for each in shown.pupils) == sorted(
        [(came_back, before, ""), (always, "", "")]
    )


def test_the_diary_shows_the_pupils_own_and_nobody_elses(world: World) -> None:
    first, second = save_two_days(world)
    days = {entry.lesson.name: entry for entry in diary(world, 0, YESTERDAY.isoformat(), TODAY.isoformat())}
    assert set(days) == {first, second}
    [mark] = days[first].marks
    assert (mark.value, mark.category, mark.title, mark.weight) == ("5", "test", "Дроби", "2")
    assert mark.update_time.seconds > 0
    assert (days[first].lesson.topic, days[first].lesson.homework.none) == ("Дроби", True)
    assert not days[first].HasField("attendance")
    assert days[second].attendance.attendance == pb.ATTENDANCE_PRESENT
    assert not diary(world, 2, YESTERDAY.isoformat(), TODAY.isoformat())[0].marks


def test_the_diary_follows_membership(world: World) -> None:
    save_two_days(world)
    pupil = world.pupil_ids[0]
    other = World(world.pool, school_id=world.school_id, term_id=world.term_id, periods=["mon-5"], pupil_ids=[pupil])
    tell(
        world.pool,
        world.group(2, pupils=[(pupil, MONDAY.isoformat(), YESTERDAY.isoformat())]),
        other.group(pupils=[(pupil, (TODAY + timedelta(days=1)).isoformat(), "")]),
    )
    end = MONDAY + timedelta(days=27)
    shown = diary(world, 0, MONDAY.isoformat(), end.isoformat())
    dates = [entry.lesson.date for entry in shown if entry.lesson.name.startswith(world.group_name)]
    assert max(dates) == YESTERDAY.isoformat()
    others = [entry.lesson.date for entry in shown if entry.lesson.name.startswith(other.group_name)]
    assert others == [lesson.date for lesson in other.lessons(TODAY + timedelta(days=1), end)]


def test_lists_are_paged_by_key(world: World) -> None:
    other = World(world.pool, school_id=world.school_id, term_id=world.term_id)
    tell(world.pool, other.group())
    request = pb.ListLessonsRequest(
        groups=[world.group_name, other.group_name, world.group_name],
        begin_date=MONDAY.isoformat(),
        end_date=(MONDAY + timedelta(days=27)).isoformat(),
        page_size=15,
    )
    names: list[str] = []
    dates: list[str] = []
    while True:
        page = world.call(world.servicer.ListLessons, request)
        assert len(page.lessons) <= 15
        names += [lesson.name for lesson in page.lessons]
        dates += [lesson.date for lesson in page.lessons]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert len(names) == len(set(names)) == 56
    assert dates == sorted(dates)


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-09-02", "2026-09-01"), ("20260901", "2026-09-02"), ("2026-W36-1", "2026-09-02"), ("", "2026-09-01"),
     ("2026-02-30", "2026-09-01"), ("2025-01-01", "2026-09-01"), ("２026-09-01", "2026-09-02")],
)  # fmt: skip
def test_bad_periods_are_refused(world: World, begin: str, end: str) -> None:
    with pytest.raises(InvalidArgument):
        journal(world, begin, end)
    with pytest.raises(InvalidArgument):
        diary(world, 0, begin, end)


@pytest.mark.parametrize("values", [["2026-09-01", 1, "x"], ["2026-09-01", 10**30, new_id()], ["x", 1, new_id()], [1]])
def test_page_tokens_of_others_are_refused(world: World, values: list[str | int]) -> None:
    request = pb.ListLessonsRequest(
        groups=[world.group_name], begin_date="2026-09-01", end_date="2026-09-02", page_token=pages.encode(values)
    )
    with pytest.raises(InvalidArgument):
        world.call(world.servicer.ListLessons, request)


def test_a_replay_tells_the_present_state_of_every_lesson(world: World) -> None:
    first, second = save_two_days(world)
    [item] = [mark.line_item for mark in world.get(second).marks]
    world.record(second, marks=[pb.MarkEdit(line_item=item, pupil=world.pupil(0), value="", seen_version=1)])
    before = told(world.pool, "lesson.recorded")
    planned = told(world.pool, "lessons.scheduled")
    request = pb.ReplayLessonsRequest(request_id=new_id(), school=f"schools/{world.school_id}")
    answer = world.call(world.servicer.ReplayLessons, request)
    assert world.call(world.servicer.ReplayLessons, request) == answer
    assert answer.events == 4, "the plan of lessons, two that hold something, the homework of one"
    recorded = {event.lesson_id: event for event in told(world.pool, "lesson.recorded")[len(before) :]}
    assert set(recorded) == {first[-36:], second[-36:]}
    assert all(event.replayed for event in recorded.values())
    one = recorded[first[-36:]]
    assert (one.teacher_id, one.recorded_at, one.homework) == (world.teacher_id, before[0].recorded_at, "none")
    assert {(m.pupil_id, m.old_value, m.new_value, m.category, m.version) for m in one.marks} == {
        (world.pupil_ids[0], "", "5", "test", 1), (world.pupil_ids[1], "", "3", "test", 1),
    }  # fmt: skip
    two = recorded[second[-36:]]
    assert [(m.new_value, m.version) for m in two.marks] == [("", 2)]
    assert len(two.attendance) == 2
    [again] = told(world.pool, "lessons.scheduled")[len(planned) :]
    assert len(again.lessons) == 28
    assert {lesson.state for lesson in again.lessons} == {"planned", "held"}
    nothing = pb.ReplayLessonsRequest(request_id=new_id(), school=f"schools/{new_id()}")
    assert world.call(world.servicer.ReplayLessons, nothing).events == 0
