"""Several news of one thing in one message."""

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.merging import Change, net_changes

A, B = ("child", "lesson", "item"), ("child", "lesson", "other")


def test_a_correction_before_the_digest_leaves_the_last_value_alone() -> None:
    assert net_changes([Change(A, "", "2"), Change(B, "", "5"), Change(A, "2", "4")]) == {1: ("", "5"), 2: ("", "4")}


def test_what_was_taken_back_is_not_told() -> None:
    assert net_changes([Change(A, "", "2"), Change(A, "2", "")]) == {}
    assert net_changes([Change(A, "3", "2"), Change(A, "2", "3")]) == {}


def test_what_was_told_before_says_what_changed() -> None:
    assert net_changes([Change(A, "2", "3"), Change(A, "3", "4")]) == {1: ("2", "4")}


@given(st.lists(st.tuples(st.sampled_from([A, B]), st.sampled_from(["", "2", "5"]))))
def test_the_lines_lead_from_what_was_told_to_what_is(steps: list[tuple[tuple[str, str, str], str]]) -> None:
    before, now, changes = {A: "3", B: ""}, {A: "3", B: ""}, []
    for thing, value in steps:
        changes.append(Change(thing, now[thing], value))
        now[thing] = value
    told = {changes[position].thing: line for position, line in net_changes(changes).items()}
    assert told == {thing: (before[thing], now[thing]) for thing in now if before[thing] != now[thing]}
