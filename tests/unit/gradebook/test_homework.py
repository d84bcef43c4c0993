"""Load of a day: whose, of what, against which norm."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.homework import Assigned, DueItem, Member, assigned_problem, loads, norm_of

DAY = date(2026, 9, 7)
GIVEN = DAY - timedelta(days=2)


def item(name: str, group: str = "g", minutes: int | None = 30, pupils: frozenset[str] | None = None) -> DueItem:
    return DueItem(name, group, GIVEN, "Алгебра", DAY, minutes, pupils)


def member(pupil: str, group: str = "g", begin: date = date.min, end: date = date.max) -> Member:
    return Member(group, pupil, begin, end)


def test_the_norms_are_those_of_the_sanitary_rules() -> None:
    assert [norm_of(year) for year in range(1, 12)] == [60, 90, 90, 120, 120, 150, 150, 150, 210, 210, 210]


def test_two_subgroups_of_a_class_are_not_added_up() -> None:
    members = [member("a", "english-1"), member("b", "english-2"), member("a"), member("b")]
    items = [item("1", "english-1", 40), item("2", "english-2", 50), item("3", "g", 20)]
    [day] = loads(items, members)
    assert (day.items, day.minutes, len(day.parts)) == (2, 70, 3)


def test_homework_for_single_pupils_counts_for_them_and_who_left_before_the_lesson_has_none() -> None:
    members = [member("a"), member("b"), member("gone", end=GIVEN - timedelta(days=1))]
    [day] = loads([item("1"), item("2", pupils=frozenset({"b"}), minutes=None)], members)
    assert (day.items, day.minutes, day.not_estimated) == (2, 30, 1)
    assert loads([item("3", pupils=frozenset({"gone"}))], members) == []


@given(
    st.lists(
        st.tuples(st.sampled_from("gh"), st.one_of(st.none(), st.integers(1, 90)), st.sets(st.sampled_from("abc"))),
        max_size=8,
    ),
    st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("gh"))),
)
def test_the_load_of_a_day_is_that_of_the_pupil_who_has_most(
    given_items: list[tuple[str, int | None, set[str]]], memberships: set[tuple[str, str]]
) -> None:
    items = [item(str(n), g, m, frozenset(p) or None) for n, (g, m, p) in enumerate(given_items)]
    members = [member(pupil, group) for pupil, group in memberships]
    sums = {
        pupil: sum(
            one.minutes or 0
            for one in items
            if (pupil, one.group_id) in memberships and (one.pupil_ids is None or pupil in one.pupil_ids)
        )
        for pupil in "abc"
    }
    found = loads(items, members)
    assert (found[0].minutes if found else 0) == max(sums.values())


@pytest.mark.parametrize(
    ("assigned", "rule"),
    [
        (Assigned("", None, None, None), "ASSIGNMENT_EMPTY"),
        (Assigned("x", None, 601, None), "ESTIMATE_OUT_OF_RANGE"),
        (Assigned("x", None, -1, None), "ESTIMATE_OUT_OF_RANGE"),
        (Assigned("x", None, None, frozenset({"a", "stranger"})), "NOT_IN_GROUP_ON_DATE"),
        (Assigned("", None, None, None, tuple("abcdefghijk")), "TOO_MANY_FILES"),
    ],
)
def test_wrong_homework_is_refused(assigned: Assigned, rule: str) -> None:
    problem = assigned_problem(assigned, ["a", "b"])
    assert problem is not None
    assert problem[0] == rule
    assert assigned_problem(Assigned("", None, 10, frozenset({"a"}), ("f",)), ["a", "b"]) is None
