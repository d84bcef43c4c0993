"""Texts: stored in one form, refused when they could deceive or do not fit."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.texts import bad_text, clean


@given(st.text())
def test_clean_is_stable_and_normal(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"])
def test_control_characters_are_refused(character: str) -> None:
    for lines in (True, False):
        assert bad_text(f"a{character}b", 100, lines=lines) is not None


def test_line_ends_are_for_paragraphs_only() -> None:
    assert bad_text("a\n\tb", 100, lines=True) is None
    assert bad_text("a\nb", 100) == ("BAD_CHARACTER", "Take control characters and line ends out of the text.")


def test_length_counts_characters_after_normalising() -> None:
    assert bad_text(clean("и\u0306" * 100), 100) is None
    assert bad_text("й" * 101, 100) is not None
    assert bad_text("Ёж, §4 — «Дроби» 👍", 100) is None
