"""Texts that people type: how they are stored and which are refused."""

import re
import unicodedata
from datetime import date

LONGEST_TOPIC = 500
LONGEST_HOMEWORK = 4000
LONGEST_TITLE = 200
LONGEST_REASON = 500
LONGEST_COMMENT = 300

# (rule, what to do)
Problem = tuple[str, str]

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Control characters, and those that turn the direction of writing and so make a text read as another.
_BAD_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BAD_IN_PARAGRAPHS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """A text as it is stored: normal form C (Unicode), one kind of line end, no blanks around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def bad_text(text: str, longest: int, *, lines: bool = False) -> Problem | None:
    """(rule, what to do) when a text can't be taken; None when it can. `lines`: line ends and tabs are allowed."""
    if len(text) > longest:
        return "TEXT_TOO_LONG", f"Shorten the text to {longest} characters."
    if (_BAD_IN_PARAGRAPHS if lines else _BAD_IN_LINE).search(text):
        return "BAD_CHARACTER", "Take control characters and line ends out of the text."
    return None


def read_day(text: str) -> date | None:
    """An ISO date; None for anything else."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def write_day(day: date | None) -> str:
    """A day as ISO text; empty: none."""
    return day.isoformat() if day is not None else ""
