"""A teacher's week holds the lessons in which they stand in. What ends that: test_substitutions.py."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from zvonok.gradebook.v1 import timetable_pb2 as pb

from services.gradebook.rpc.timetable import TimetableServicer
from tests.conftest import Pool
from tests.integration.gradebook.substituting import Staff
from tests.integration.gradebook.world import TODAY, World

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def staff(pool: Callable[[str], Pool]) -> Staff:
    return Staff(World(pool("gradebook")).begin())


def week(staff: Staff, name: str) -> list[str]:
    """The lessons of somebody's week."""
    request = pb.GetWeekRequest(school=staff.school, date=TOMORROW.isoformat(), teacher=staff.person(name))
    answer = staff.world.call(TimetableServicer(staff.world.servicer_resources).GetWeek, request)
    return [one.lesson.name for one in answer.lessons]


def test_who_stands_in_has_the_lesson_in_the_week_and_so_has_who_is_away(staff: Staff) -> None:
    staff.away("ann", TOMORROW)
    lesson = staff.lesson(1, TOMORROW)
    assert lesson not in week(staff, "bob")
    staff.assign(staff.line(lesson, "bob"))
    assert lesson in week(staff, "bob")
    assert lesson in week(staff, "ann")
    assert lesson not in week(staff, "cid")
