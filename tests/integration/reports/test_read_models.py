"""Whatever the order of events, and however often each comes, the read models say what a recount would."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import NotAllowed
from kit.ids import new_id
from services.reports.actions.control_room import Wanted, control_room_of, lessons_behind
from services.reports.domain.metrics import Group
from services.reports.events import handlers
from services.reports.store.control_room import LACKS, Cut
from tests.conftest import Pool
from tests.integration.reports.history import DAYS, MONDAY, School, steps

EVENT = Event(new_id(), "", datetime.now(UTC), None)
APPLY = {handler.message_type: handler.apply for handler in handlers().values()}


def apply(pool: Pool, events: Sequence[Message]) -> None:
    """Applies events as the consumer does, but without an inbox: doubles are applied for real."""
    for message in events:
        with transaction(pool, EVERY_SCHOOL) as connection:
            APPLY[type(message)](connection, message, EVENT)


def counts(groups: Sequence[Group]) -> dict[str, tuple[int, ...]]:
    return {
        group.group_id: (
            *astuple(group.counts.lessons),
            group.counts.pupils.pupils,
            group.counts.pupils.without_marks,
            group.counts.pupils.with_one_mark,
        )
        for group in groups
    }


def check(pool: Pool, school: School) -> None:
    for term in school.terms:
        for offset in range(-1, DAYS + 2, 3):
            day = MONDAY + timedelta(days=offset)
            room = control_room_of(pool, school.school_id, Wanted(term[0], None, day))
            days = (term[1], min(day, term[2]), day)
            assert counts(room.groups) == school.expected(*days), (term, day)
            teachers = {each.person_id: astuple(each.lessons) for each in room.teachers if each.lessons.due}
            assert teachers == school.expected_of_teachers(*days), (term, day)
    for offset, later in product(range(3, DAYS + 2, 9), (0, 4, 30)):
        until = MONDAY + timedelta(days=offset)
        asked = (MONDAY + timedelta(days=offset // 3), until, until + timedelta(days=later))
        room = control_room_of(pool, school.school_id, Wanted(None, asked[:2], asked[2]))
        found = {group_id: numbers[5:] for group_id, numbers in counts(room.groups).items()}
        assert found == school.pupils_of_days(*asked), asked


def check_behind(pool: Pool, school: School) -> None:
    for metric in LACKS:
        for offset in range(0, DAYS, 7):
            begin, until = MONDAY + timedelta(days=offset // 2), MONDAY + timedelta(days=offset)
            wanted = Wanted(None, (begin, until), until)
            rows = lessons_behind(pool, school.school_id, metric, Cut(), wanted, None, 1000)
            assert [row.lesson_id for row in rows] == school.behind(metric, begin, until, until), (metric, offset)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25), st.randoms(use_true_random=False))
def test_any_order_with_doubles_is_the_recount(
    reports_pool: Pool, history: list[tuple[Any, ...]], random: Random
) -> None:
    school = School()
    for step in history:
        school.take(step)
    told = school.events + random.sample(school.events, len(school.events) // 3)
    random.shuffle(told)
    apply(reports_pool, told)
    check(reports_pool, school)
    check_behind(reports_pool, school)


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


@pytest.fixture
def school() -> School:
    return School()


def test_a_deleted_mark_lowers_the_count(reports_pool: Pool, school: School) -> None:
    school.plan(0, MONDAY, 1)
    school.marks(0, [(0, 0, "5"), (1, 0, "4/5"), (2, 0, "н/а")])
    apply(reports_pool, school.events)
    room = control_room_of(reports_pool, school.school_id, Wanted(None, None, MONDAY))
    # Of four pupils one has one mark, one has a double mark, which is two, and two have none.
    assert counts(room.groups)[school.group_ids[0]][5:] == (4, 2, 1)
    school.marks(0, [(0, 0, "")])
    apply(reports_pool, school.events[-1:])
    room = control_room_of(reports_pool, school.school_id, Wanted(None, None, MONDAY))
    assert counts(room.groups)[school.group_ids[0]][5:] == (4, 3, 0)


def test_as_of_a_day_before_the_mark_the_pupil_had_none(reports_pool: Pool, school: School) -> None:
    for offset in (1, 3):
        school.plan(0, MONDAY + timedelta(days=offset), 1)
    school.marks(0, [(0, 0, "5")])
    school.marks(1, [(0, 0, "3")])
    apply(reports_pool, school.events)
    seen = [
        counts(control_room_of(reports_pool, school.school_id, Wanted(None, None, MONDAY + timedelta(days=n))).groups)[
            school.group_ids[0]
        ][6:]
        for n in range(5)
    ]
    assert seen == [(4, 0), (3, 1), (3, 1), (3, 0), (3, 0)]


def test_a_mark_that_was_entered_late_was_not_there_before(reports_pool: Pool, school: School) -> None:
    for offset in (0, 2):
        school.plan(0, MONDAY + timedelta(days=offset), 1)
    school.marks(1, [(0, 0, "5")], MONDAY + timedelta(days=2))
    # Of the first lesson, a week later; then corrected, which makes it no younger.
    school.marks(0, [(0, 0, "3"), (1, 0, "4/5")], MONDAY + timedelta(days=7))
    school.marks(0, [(0, 0, "4")], MONDAY + timedelta(days=9))
    apply(reports_pool, school.events)

    def lacking(until: int, as_of: int) -> tuple[int, ...]:
        """Of four pupils: without a mark, with one."""
        wanted = Wanted(None, (MONDAY, MONDAY + timedelta(days=until)), MONDAY + timedelta(days=as_of))
        return counts(control_room_of(reports_pool, school.school_id, wanted).groups)[school.group_ids[0]][6:]

    assert [lacking(day, day) for day in (0, 2, 6, 7)] == [(4, 0), (3, 1), (3, 1), (2, 0)]
    # Of the lessons of the first day: as they were known on the sixth day, and on the seventh.
    assert [lacking(0, as_of) for as_of in (6, 7)] == [(4, 0), (2, 1)]
    # Deleted and given anew: it stands from then on.
    school.marks(0, [(1, 0, "")], None)
    school.marks(0, [(1, 0, "5")], MONDAY + timedelta(days=12))
    apply(reports_pool, school.events[-2:])
    assert [lacking(12, as_of) for as_of in (7, 11, 12)] == [(3, 0), (3, 0), (2, 1)]


def test_a_mark_of_a_terms_last_lesson_counts_in_the_term_though_it_was_entered_after_its_end(
    reports_pool: Pool, school: School
) -> None:
    term, _, last = school.terms[0]
    school.plan(0, last, 1)
    school.marks(0, [(0, 0, "5")], last + timedelta(days=3))
    apply(reports_pool, school.events)
    lacking = [
        counts(control_room_of(reports_pool, school.school_id, Wanted(term, None, last + timedelta(days=n))).groups)[
            school.group_ids[0]
        ][6:]
        for n in (0, 2, 3)
    ]
    assert lacking == [(4, 0), (4, 0), (3, 1)]


def test_homework_that_was_recorded_late_was_not_there_before(reports_pool: Pool, school: School) -> None:
    school.plan(0, MONDAY, 1)
    school.enter(0, False, False, "given", MONDAY, MONDAY + timedelta(days=3))
    apply(reports_pool, school.events)
    for as_of, homework in ((0, 0), (2, 0), (3, 1)):
        wanted = Wanted(None, (MONDAY, MONDAY), MONDAY + timedelta(days=as_of))
        room = control_room_of(reports_pool, school.school_id, wanted)
        # due, held, filled, in time, homework
        assert counts(room.groups)[school.group_ids[0]][:5] == (1, 1, 0, 0, homework)
        behind = lessons_behind(reports_pool, school.school_id, "homework_recorded", Cut(), wanted, None, 10)
        assert len(behind) == 1 - homework


def test_a_cancelled_lesson_is_not_due_and_one_to_come_neither(reports_pool: Pool, school: School) -> None:
    for offset in range(3):
        school.plan(0, MONDAY + timedelta(days=offset), 1)
    school.cancel(0)
    apply(reports_pool, school.events)
    room = control_room_of(reports_pool, school.school_id, Wanted(None, None, MONDAY + timedelta(days=1)))
    assert counts(room.groups)[school.group_ids[0]][0] == 1


def test_a_pupil_who_left_counts_until_the_last_day(reports_pool: Pool, school: School) -> None:
    school.members_now(0, [(0, MONDAY, MONDAY + timedelta(days=2)), (1, MONDAY + timedelta(days=2), None)])
    apply(reports_pool, reversed(school.events))  # type: ignore[arg-type]
    pupils = [
        counts(control_room_of(reports_pool, school.school_id, Wanted(None, None, MONDAY + timedelta(days=n))).groups)[
            school.group_ids[0]
        ][5]
        for n in range(4)
    ]
    assert pupils == [1, 1, 2, 1]


def test_a_day_to_come_is_today_and_a_term_of_another_school_is_refused(reports_pool: Pool, school: School) -> None:
    apply(reports_pool, school.events)
    room = control_room_of(reports_pool, school.school_id, Wanted(None, None, date(2999, 1, 1)))
    assert room.span is not None
    assert room.span.as_of < date(2999, 1, 1)
    assert room.term_id in school.term_ids
    with pytest.raises(NotAllowed):
        control_room_of(reports_pool, school.school_id, Wanted(new_id(), None, None))


def test_a_school_that_nobody_told_of_has_no_data(reports_pool: Pool) -> None:
    room = control_room_of(reports_pool, new_id(), Wanted(None, None, None))
    assert (room.groups, room.term_id, room.update_time) == ([], None, None)


def test_another_school_moves_nothing_here(reports_pool: Pool, school: School) -> None:
    other = School()
    other.plan(0, MONDAY, 1)
    other.marks(0, [(0, 0, "5")])
    apply(reports_pool, school.events + other.events)
    check(reports_pool, school)
    check(reports_pool, other)


def test_consumers_side_by_side_end_in_the_recount(reports_pool: Pool, school: School) -> None:
    """Several consumers of one school at once: turns are taken, no difference is lost."""
    random = Random(7)
    for number in range(12):
        school.plan(number % 2, MONDAY + timedelta(days=number), 1)
    for number in range(60):
        school.marks(number % 12, [(random.randrange(4), random.randrange(2), random.choice(["5", ""]))])
        school.move(number % 12, MONDAY + timedelta(days=random.randrange(30)))
    told = school.events * 2
    random.shuffle(told)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda message: apply(reports_pool, [message]), told))
    check(reports_pool, school)


def test_a_lesson_filled_a_week_late_was_not_filled_for_the_week_before(reports_pool: Pool, school: School) -> None:
    school.plan(0, MONDAY, 1)
    school.enter(0, True, True, "given", MONDAY + timedelta(days=7))
    apply(reports_pool, school.events)

    def lessons_as_of(day: date) -> tuple[int, ...]:
        room = control_room_of(reports_pool, school.school_id, Wanted(None, (MONDAY, MONDAY), day))
        return counts(room.groups)[school.group_ids[0]][:5]

    # due, held, filled, in time, homework
    assert lessons_as_of(MONDAY + timedelta(days=6)) == (1, 1, 0, 0, 1)
    assert lessons_as_of(MONDAY + timedelta(days=7)) == (1, 1, 1, 0, 1)


def test_a_term_is_compared_with_as_many_days_of_the_term_before(reports_pool: Pool, school: School) -> None:
    second = school.terms[1][1]
    for day in (MONDAY, MONDAY + timedelta(days=1), second, second + timedelta(days=1)):
        school.plan(0, day, 1)
    school.enter(0, True, True, "given", MONDAY)
    apply(reports_pool, school.events)
    room = control_room_of(reports_pool, school.school_id, Wanted(None, None, second))
    assert room.before is not None
    assert (room.before.begin, room.before.until) == (MONDAY, MONDAY)
    assert room.total_before is not None
    assert (room.total_before.lessons.filled, room.total_before.lessons.due) == (1, 1)
    first = control_room_of(reports_pool, school.school_id, Wanted(school.term_ids[0], None, second))
    assert (first.before, first.total_before) == (None, None)
