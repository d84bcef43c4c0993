"""Why somebody may or may not: the relations behind a decision."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.identity.actions import access
from services.identity.actions.explaining import explain
from services.identity.store.access import bump_relations_version
from tests.conftest import Pool

TODAY = datetime.now(UTC).date()


@pytest.fixture
def school(pool: Callable[[str], Pool]) -> "School":
    return School(pool("identity"))


class School:
    """A school with one group, and people whose relations the test gives."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.municipality, self.id, self.course, self.group = new_id(), new_id(), new_id(), new_id()
        with transaction(pool, EVERY_SCHOOL) as connection:
            connection.execute(
                "INSERT INTO municipality (municipality_id, title) VALUES (%s, %s)",
                [self.municipality, f"Город {self.municipality}"],
            )
            connection.execute(
                "INSERT INTO school (school_id, municipality_id, source_id, title, time_zone, live_from)"
                " VALUES (%s, %s, 's', 'Школа', 'UTC', '2026-09-01')",
                [self.id, self.municipality],
            )
            connection.execute(
                "INSERT INTO course (course_id, municipality_id, source_id, title) VALUES (%s, %s, 'c', 'Алгебра')",
                [self.course, self.municipality],
            )
            connection.execute(
                "INSERT INTO teaching_group (school_id, group_id, source_id, title, course_id, year_group, term_ids)"
                " VALUES (%s, %s, 'g', '7А', %s, 7, '{}')",
                [self.id, self.group, self.course],
            )

    @property
    def name(self) -> str:
        return f"schools/{self.id}/groups/{self.group}"

    def person(self, relation: str = "", kind: str = "group", begin: int = -10, end: int = 10) -> str:
        """A person in this relation from so many days from today until so many."""
        person = new_id()
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            connection.execute(
                "INSERT INTO person (person_id, municipality_id, source_id, given_name, family_name)"
                " VALUES (%s, %s, %s, 'Имя', 'Фамилия')",
                [person, self.municipality, person],
            )
            if relation:
                days = [TODAY + timedelta(days=begin), TODAY + timedelta(days=end)]
                thing = {"group": self.group, "school": self.id}[kind]
                connection.execute(
                    "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id, school_id,"
                    " begin_date, end_date) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                    [new_id(), person, relation, kind, thing, self.id, *days],
                )
        return person


RECORD = "gradebook.lesson.record"


@pytest.mark.parametrize(
    ("relation", "kind", "begin", "end", "state"),
    [
        ("subject_teacher", "group", -10, 10, "holds"),
        ("substitute", "group", 0, 0, "holds"),
        ("substitute", "group", 1, 1, "not yet"),
        ("subject_teacher", "group", -10, -1, "over"),
    ],
)
def test_the_relation_behind_a_decision_is_named(
    school: School, relation: str, kind: str, begin: int, end: int, state: str
) -> None:
    person = school.person(relation, kind, begin, end)
    found = explain(school.pool, school.id, person, RECORD, school.name)
    [path] = found.paths
    assert (path.relation, path.object_id, path.state) == (relation, school.group, state)
    assert (path.begin, path.end) == (TODAY + timedelta(days=begin), TODAY + timedelta(days=end))
    [decision], _ = access.check(school.pool, f"persons/{person}", [(RECORD, school.name)])
    assert found.allowed is decision.allowed is (state == "holds")
    assert found.day == TODAY


def test_a_no_without_any_relation_says_what_would_count(school: School) -> None:
    found = explain(school.pool, school.id, school.person("deputy_head", "school"), RECORD, school.name)
    assert not found.allowed
    assert not found.paths
    assert set(found.granting) == {"subject_teacher", "substitute"}
    assert {("group", school.group), ("school", school.id)} <= set(found.objects)


def test_other_schools_and_unknown_permissions_are_refused(school: School) -> None:
    person = school.person()
    with pytest.raises(NotAllowed):
        explain(school.pool, new_id(), person, RECORD, school.name)
    with pytest.raises(InvalidArgument):
        explain(school.pool, school.id, person, "no.such.permission", school.name)
    with pytest.raises(InvalidArgument):
        explain(school.pool, school.id, person, "identity.contacts.read", school.name)
    with pytest.raises(InvalidArgument):
        explain(school.pool, school.id, person, RECORD, f"schools/{school.id}")


def test_a_change_gives_the_version_that_can_be_demanded(school: School) -> None:
    person = school.person("subject_teacher")
    with transaction(school.pool, EVERY_SCHOOL) as connection:
        token = bump_relations_version(connection)
    gate = access.OwnGate(school.pool, access.DisclosureWriter(school.pool))
    [decision] = gate.decide(f"persons/{person}", RECORD, [school.name], fresh=False, at_least_version=token)
    assert decision.allowed
    with pytest.raises(FailedPrecondition):
        gate.decide(f"persons/{person}", RECORD, [school.name], fresh=False, at_least_version=token + 1)
