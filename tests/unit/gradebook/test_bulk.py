"""What cells of a table say, and to which lesson a column belongs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.bulk import Column, Place, Typed, cell_text, lesson_of, read_cell


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("", Typed()),
        ("   ", Typed()),
        ("5", Typed("5")),
        ("4/5", Typed("4/5")),
        ("Н", Typed("", "absent")),
        ("н", Typed("", "absent")),
        ("H", Typed("", "absent")),
        ("Н 4", Typed("4", "absent")),
        ("4 н", Typed("4", "absent")),
        ("ОП5", Typed("", "late 5")),
        ("OП05 3", Typed("3", "late 5")),
        ("оп15 Зачет", Typed("зачёт", "late 15")),
        ("н/а", Typed("н/а")),
        ("H/A", Typed("н/а")),
        ("ОСВ", Typed("осв")),
        # Whether there is such a mark is the scale's matter.
        ("7", Typed("7")),
        ("NaN", Typed("NaN")),
        ("=1+4", Typed("=1+4")),
        ("2026-05-04", Typed("2026-05-04")),
    ],
)
def test_a_cell_says(text: str, typed: Typed) -> None:
    assert read_cell(text) == typed


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Б", "REASON_NOT_BY_FILE"),
        ("5 УП", "REASON_NOT_BY_FILE"),
        ("нп", "REASON_NOT_BY_FILE"),
        ("ОП", "MINUTES_NEEDED"),
        ("ОП 5", "MINUTES_NEEDED"),
        ("Н ОП5", "ATTENDANCE_TWICE"),
        ("4 5", "TWO_MARKS"),
        ("5 н/а", "TWO_MARKS"),
    ],
)
def test_a_cell_is_refused(text: str, rule: str) -> None:
    problem = read_cell(text)
    assert not isinstance(problem, Typed)
    assert problem[0] == rule


marks = st.sampled_from(["", "2", "3", "4", "5", "4/5", "н/а", "осв", "зачёт", "незачёт"])
attendance = st.one_of(st.sampled_from(["", "absent"]), st.integers(1, 60).map(lambda minutes: f"late {minutes}"))


@given(marks, attendance)
def test_what_is_written_is_read_back(mark: str, there: str) -> None:
    assert read_cell(cell_text(mark, there)) == Typed(mark, there)


def test_who_was_present_has_no_code() -> None:
    assert cell_text("5", "present") == "5"


DAY = date(2026, 10, 5)
PLACES = {"a": Place("a", DAY, 1), "b": Place("b", DAY, 2), "c": Place("c", date(2026, 10, 6), 1)}


@pytest.mark.parametrize(
    ("lesson", "day", "bell", "expected"),
    [
        ("a", None, 0, "a"),
        ("a", DAY, 1, "a"),
        ("a", DAY, 2, "LESSON_MOVED"),
        ("a", date(2026, 10, 6), 1, "LESSON_MOVED"),
        ("x", DAY, 1, "UNKNOWN_LESSON"),
        ("", None, 1, "DATE_NEEDED"),
        ("", DAY, 0, "BELL_NEEDED"),
        ("", DAY, 2, "b"),
        ("", DAY, 3, "NO_LESSON_THEN"),
        ("", date(2026, 10, 6), 0, "c"),
        ("", date(2026, 10, 7), 0, "NO_LESSON_THEN"),
    ],
)
def test_a_column_belongs_to_a_lesson(lesson: str, day: date | None, bell: int, expected: str) -> None:
    found = lesson_of(Column("A", lesson, day, bell, "", "", "", 0), PLACES)
    assert (found.lesson_id if isinstance(found, Place) else found[0]) == expected
