"""A deputy head reminds the teachers behind a number: each once a day, in the transaction that says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from zvonok.reports.events.v1 import reminders_pb2

from kit.database import transaction
from kit.ids import new_id
from services.reports.actions.control_room import Wanted
from services.reports.actions.reminding import REMINDER_REQUESTED, Reminded, remind
from services.reports.store.control_room import Cut
from tests.conftest import Pool
from tests.integration.reports.history import MONDAY, School
from tests.integration.reports.test_read_models import apply

DAYS = Wanted(None, (MONDAY, MONDAY + timedelta(days=6)), None)


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


def ask(pool: Pool, school: School, cut: Cut, metric: str = "lessons_filled") -> Reminded:
    with transaction(pool, school.school_id) as connection:
        return remind(connection, school.school_id, new_id(), metric, cut, DAYS)


def told(pool: Pool, school: School) -> list[dict[str, int]]:
    """What events in the outbox say: lessons by teacher."""
    with transaction(pool, school.school_id) as connection:
        rows = connection.execute(
            "SELECT payload FROM outbox WHERE name = %s AND school_id = %s ORDER BY outbox_id",
            [REMINDER_REQUESTED, school.school_id],
        ).fetchall()
    events = [reminders_pb2.ReminderRequested.FromString(bytes(row[0])) for row in rows]
    return [{each.person_id: each.lessons for each in event.teachers} for event in events]


def test_the_teachers_behind_a_number_are_told_once_a_day(reports_pool: Pool) -> None:
    school = School()
    for number in range(3):
        school.plan(0, MONDAY + timedelta(days=number), 1)
    school.plan(1, MONDAY, 2)
    school.enter(0, True, True, "given", MONDAY)
    apply(reports_pool, school.events)
    first, second = school.teacher_ids
    # The first teacher has the first group in this week.
    cut = Cut(group_id=school.group_ids[0])
    assert ask(reports_pool, school, cut) == Reminded(1, 0)
    assert ask(reports_pool, school, cut) == Reminded(0, 1)
    assert ask(reports_pool, school, Cut()) == Reminded(1, 1)
    assert told(reports_pool, school) == [{first: 2}, {second: 1}]


def test_one_teacher_can_be_reminded_alone_and_nobody_of_what_is_done(reports_pool: Pool) -> None:
    school = School()
    school.plan(0, MONDAY, 1)
    school.plan(1, MONDAY, 2)
    school.enter(0, True, True, "given", MONDAY)
    apply(reports_pool, school.events)
    first, second = school.teacher_ids
    assert ask(reports_pool, school, Cut(teacher_id=first)) == Reminded(0, 0)
    assert ask(reports_pool, school, Cut(), "homework_recorded") == Reminded(0, 0)
    assert ask(reports_pool, school, Cut(teacher_id=second)) == Reminded(1, 0)
    assert told(reports_pool, school) == [{second: 1}]


def test_a_school_that_is_not_known_reminds_nobody(reports_pool: Pool) -> None:
    assert ask(reports_pool, School(), Cut()) == Reminded(0, 0)
