"""The municipality's page: schools side by side in percents; small groups hidden so that nothing can be computed."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import terms_pb2
from zvonok.identity.events.v1 import roster_pb2

from kit.ids import new_id
from services.reports.actions.municipality import SchoolShares, municipality_of
from services.reports.actions.rebuilding import start_rebuild
from services.reports.domain.municipality import LEAST_PEOPLE, NO_DATA, Aggregate, Counted, aggregate, total
from tests.conftest import Pool
from tests.integration.reports.history import MONDAY, School
from tests.integration.reports.test_read_models import apply

counted = st.builds(
    lambda whole, part, people: Counted(Decimal(min(part, whole)), whole, people),
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 12),
)  # fmt: skip


@given(st.lists(counted, max_size=6), st.data())
def test_nothing_that_is_told_depends_on_what_is_hidden(schools: list[Counted], data: st.DataObject) -> None:
    """Whatever a school with too few people has, the rest of the page stays the same: so nothing tells it."""
    told = [aggregate(each) for each in schools]
    together = total([{"x": each} for each in schools], "x")
    others = [
        data.draw(counted.filter(lambda one: one.whole and one.people < LEAST_PEOPLE))
        if each.whole and each.people < LEAST_PEOPLE
        else each
        for each in schools
    ]
    assert [aggregate(each) for each in others] == told
    assert total([{"x": each} for each in others], "x") == together
    for each, one in zip(schools, told, strict=True):
        assert one == (NO_DATA if not each.whole else one)
        assert one.hidden == bool(each.whole and each.people < LEAST_PEOPLE)
        assert one.percent is None or each.people >= LEAST_PEOPLE


def test_a_hundred_is_everybody_and_nothing_is_nobody() -> None:
    assert aggregate(Counted(Decimal(1), 700, 700)) == Aggregate(1)
    assert aggregate(Counted(Decimal(699), 700, 700)) == Aggregate(99)
    assert aggregate(Counted(Decimal(700), 700, 700)) == Aggregate(100)
    assert aggregate(Counted(Decimal(0), 700, 700)) == Aggregate(0)
    assert total([], "x") == NO_DATA


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


def introduce(pool: Pool, municipality: str, title: str, pupils: int, *, ended: bool = False) -> School:
    """A school with one class; its group 0 has all pupils, two of its lessons one is filled."""
    school = School()
    school.pupil_ids = [new_id() for _ in range(pupils)]
    school.plan(0, MONDAY, 1)
    school.plan(0, MONDAY, 2)
    school.enter(0, True, True, "given", MONDAY)
    members = [roster_pb2.Membership(person_id=each, begin_date=MONDAY.isoformat()) for each in school.pupil_ids]
    apply(pool, school.events)
    apply(
        pool,
        [
            roster_pb2.SchoolChanged(
                school_id=school.school_id, version=9, time_zone="Europe/Samara", title=title, ended=ended,
                municipality_id=municipality,
                terms=[roster_pb2.Term(term_id=school.term_ids[0], begin_date=MONDAY.isoformat(),
                                       end_date=(MONDAY + timedelta(days=30)).isoformat(), school_year=2026)],
            ),
            roster_pb2.ClassChanged(
                school_id=school.school_id, class_id=new_id(), version=1, title="7А", year_group=7, pupils=members
            ),
            roster_pb2.GroupChanged(
                school_id=school.school_id, group_id=school.group_ids[0], version=9, subject_title="Физика",
                year_group=7, pupils=members,
                teachers=[roster_pb2.Membership(person_id=new_id()) for _ in range(5)],
            ),
            terms_pb2.TermMarksRecorded(
                school_id=school.school_id, group_id=school.group_ids[0], school_year=2026, term_id=school.term_ids[0],
                marks=[
                    terms_pb2.TermMarkChanged(kind="term", pupil_id=each, new_value="4", version=1)
                    for each in school.pupil_ids
                ],
            ),
        ],
    )  # fmt: skip
    return school


def seen(pool: Pool, municipality: str) -> list[SchoolShares]:
    return municipality_of(pool, municipality, MONDAY)


def test_schools_stand_side_by_side_and_small_ones_are_hidden(reports_pool: Pool) -> None:
    municipality = new_id()
    large = introduce(reports_pool, municipality, "Школа № 1", 20)
    introduce(reports_pool, municipality, "Школа № 2", 3)
    introduce(reports_pool, municipality, "Школа № 3", 20, ended=True)
    introduce(reports_pool, new_id(), "Школа № 4", 20)
    # What a rebuild has read so far is no school.
    start_rebuild(reports_pool, large.school_id)
    apply(reports_pool, large.events)
    schools = seen(reports_pool, municipality)
    assert [each.title for each in schools] == ["Школа № 1", "Школа № 2"]
    first, second = (each.shares for each in schools)
    assert aggregate(first["lessons_filled"]) == aggregate(second["lessons_filled"]) == Aggregate(50)
    assert (aggregate(first["pass_rate"]), aggregate(first["learning_index"])) == (Aggregate(100), Aggregate(64))
    assert aggregate(first["attendance"]) == Aggregate(100)
    for name in ("pass_rate", "pupils_without_marks", "pupils_taking_part", "attendance"):
        assert aggregate(second[name]).hidden, name
    assert total([first, second], "pass_rate") == Aggregate(100)


def test_a_school_without_terms_has_no_shares(reports_pool: Pool) -> None:
    municipality, school_id = new_id(), new_id()
    event = roster_pb2.SchoolChanged(
        school_id=school_id, version=1, time_zone="Europe/Samara", title="Новая", municipality_id=municipality
    )
    apply(reports_pool, [event])
    assert seen(reports_pool, municipality) == [SchoolShares(school_id, "Новая", None, {})]
