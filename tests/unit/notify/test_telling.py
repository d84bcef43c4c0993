"""What a guardian is told, as pure rules."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.channels.texts import TEXTS
from services.notify.domain.retrying import MOST_TRIES, next_try
from services.notify.domain.telling import TellableCell, attendance_to_tell, items_to_tell, notice_kind

_VALUES = st.sampled_from(["", "2", "3", "4", "5", "4 5"])


@given(st.lists(_VALUES | st.just("tell"), max_size=30))
def test_what_was_told_last_is_what_is(history: list[str]) -> None:
    value, told, chain = "", "", []
    for step in [*history, "tell"]:
        if step != "tell":
            value = step
            continue
        items = items_to_tell([TellableCell("item", "mark", "test", value, told)])
        for item in items:
            assert item.old_value == told
            assert item.new_value != told
            told = item.new_value
            chain.append(told)
    assert told == value
    assert all(one != two for one, two in zip(["", *chain], chain, strict=False))


@pytest.mark.parametrize(
    ("kind", "told", "value", "wanted"),
    [
        ("mark", "", "5", "mark"),
        ("mark", "2", "5", "mark_corrected"),
        ("mark", "2", "", "mark_corrected"),
        ("attendance", "", "absent", "absence"),
        ("attendance", "", "late 5", "late"),
        ("attendance", "absent", "late 5", "late"),
        ("attendance", "late 5", "", "late"),
        ("attendance", "absent", "", "absence"),
    ],
)
def test_the_kind_of_a_notice(kind: str, told: str, value: str, wanted: str) -> None:
    assert notice_kind(items_to_tell([TellableCell("item", kind, "", value, told)])) == wanted


def test_presence_is_nothing_to_tell() -> None:
    assert attendance_to_tell("present", 0) == ""
    assert attendance_to_tell("late", 7) == "late 7"


@given(st.integers(1, MOST_TRIES + 2), st.integers())
def test_delays_grow_and_end(tries: int, seed: int) -> None:
    wait = next_try(tries, Random(seed))
    assert (wait is None) == (tries >= MOST_TRIES)
    later = next_try(tries + 1, Random(seed))
    assert wait is None or later is None or wait < later


def test_every_language_has_every_text() -> None:
    assert TEXTS["ru"].keys() == TEXTS["en"].keys()
