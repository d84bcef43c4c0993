"""Rights by event: gradebook's substitutions give and end the right of a substitute, in whatever order they come."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import substitutions_pb2 as events

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from services.identity.actions import access, audit
from services.identity.events import HANDLERS
from tests.conftest import Pool
from tests.integration.identity.test_explaining import RECORD, TODAY, School
from tests.integration.identity.test_relating import Office

DAY = timedelta(days=1)
NAME = "zvonok.gradebook.substitution.changed.v1"


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(School(pool("identity")))


def tell(school: School, *messages: events.SubstitutionChanged) -> None:
    """Applies events, each in its transaction, as the consumer does."""
    for message in messages:
        with transaction(school.pool, EVERY_SCHOOL) as connection:
            HANDLERS[NAME].apply(connection, message, Event(new_id(), NAME, datetime.now(UTC), None))


def changed(school: School, person: str, state: str = "assigned", **changes: Any) -> events.SubstitutionChanged:
    values: dict[str, Any] = {
        "school_id": school.id,
        "substitution_id": new_id(),
        "version": 1 if state == "assigned" else 2,
        "group_id": school.group,
        "lesson_id": new_id(),
        "date": TODAY.isoformat(),
        "bell": 1,
        "person_id": person,
        "kind": "substitute",
        "state": state,
    }
    return events.SubstitutionChanged(**(values | changes))


def rights(school: School, person: str) -> list[tuple[date, date, bool]]:
    with transaction(school.pool, EVERY_SCHOOL) as connection:
        return connection.execute(
            "SELECT begin_date, end_date, by_hand FROM relation WHERE person_id = %s AND relation = 'substitute'"
            " AND begin_date <= end_date ORDER BY begin_date",
            [person],
        ).fetchall()


def test_an_assignment_gives_that_group_and_day_alone_and_its_end_takes_it_at_once(office: Office) -> None:
    school = office.school
    teacher = school.person("subject_teacher", "school")
    before = access.relations_version(school.pool)
    one = changed(school, teacher)
    tell(school, one)
    assert office.may(teacher)
    assert rights(school, teacher) == [(TODAY, TODAY, True)], "a package does not take it away"
    given = access.relations_version(school.pool)
    assert given > before, "decisions of before are void"
    tell(school, one)
    assert access.relations_version(school.pool) == given, "a repeat changes nothing"
    tell(school, changed(school, teacher, "ended", substitution_id=one.substitution_id))
    assert not office.may(teacher)
    assert access.relations_version(school.pool) > given
    assert not list(audit.findings(school.pool, {}))


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + DAY], ids=["yesterday", "tomorrow"])
def test_the_day_before_and_the_day_after_nobody_may(office: Office, day: date) -> None:
    school = office.school
    teacher = school.person("subject_teacher", "school")
    tell(school, changed(school, teacher, date=day.isoformat()))
    assert not office.may(teacher)
    assert rights(school, teacher) == ([(day, day, True)] if day > TODAY else [])


def test_two_lessons_of_a_group_on_a_day_share_the_right_until_the_last_ends(office: Office) -> None:
    school = office.school
    teacher = school.person("subject_teacher", "school")
    first, second = changed(school, teacher), changed(school, teacher, bell=2)
    tell(school, first, second)
    for one, may in ((first, True), (second, False)):
        tell(school, changed(school, teacher, "ended", substitution_id=one.substitution_id))
        assert office.may(teacher) is may
    tell(school, changed(school, teacher, bell=3))
    assert office.may(teacher), "assigned again"


def test_what_people_gave_by_hand_is_not_taken_by_an_event(office: Office) -> None:
    school = office.school
    teacher = school.person("subject_teacher", "school")
    office.call(
        "AssignSubstitute", group=school.name, person=f"persons/{teacher}", begin_date=TODAY.isoformat(),
        end_date=(TODAY + DAY).isoformat(),
    )  # fmt: skip
    one = changed(school, teacher)
    tell(school, one, changed(school, teacher, "ended", substitution_id=one.substitution_id))
    assert office.may(teacher)
    assert rights(school, teacher) == [(TODAY, TODAY + DAY, True)]


def test_who_is_not_the_schools_staff_and_what_is_not_its_group_get_nothing(office: Office) -> None:
    school = office.school
    stranger = school.person()
    elsewhere = School(school.pool)
    teacher = school.person("subject_teacher", "school")
    tell(
        school, changed(school, stranger), changed(school, teacher, group_id=elsewhere.group),
        changed(school, "", kind="self_study"), changed(school, teacher, school_id=new_id()),
    )  # fmt: skip
    assert not office.may(stranger)
    assert not office.may(teacher)
    assert not office.may(teacher, resource=elsewhere.name)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int, int, bool]]:
    """(substitution, version, person, assigned) of three substitutions, doubled and in any order."""
    told = []
    for number in range(3):
        person = draw(st.integers(0, 1))
        for version in range(1, draw(st.integers(1, 4)) + 1):
            told.append((number, version, person, draw(st.booleans())))
    return draw(st.permutations(told + draw(st.lists(st.sampled_from(told), max_size=4))))


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=histories())
def test_the_right_follows_from_the_newest_versions_in_whatever_order(
    office: Office, told: Sequence[tuple[int, int, int, bool]]
) -> None:
    school = office.school
    people = [school.person("subject_teacher", "school") for _ in range(2)]
    ids = [new_id() for _ in range(3)]
    for number, version, person, assigned in told:
        state = "assigned" if assigned else "ended"
        tell(school, changed(school, people[person], state, substitution_id=ids[number], version=version))
    newest = {number: max(each for each in told if each[0] == number) for number in {each[0] for each in told}}
    for index, person_id in enumerate(people):
        expected = any(each[2] == index and each[3] for each in newest.values())
        assert bool(rights(school, person_id)) is expected
        assert office.may(person_id, RECORD) is expected
