"""When a day was missed as a whole, and what days add up to."""

from datetime import date

import pytest

from services.gradebook.domain.attendance_days import FullDayRule, Missed, days_of, is_full, rule_problem

EVERY, THREE, ANY = FullDayRule(), FullDayRule("at_least", 3), FullDayRule("any")
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)


@pytest.mark.parametrize(
    ("rule", "missed", "recorded", "due", "over", "full"),
    [
        (EVERY, 6, 6, 6, True, True),
        (EVERY, 5, 6, 6, True, False),
        # A lesson that nobody recorded: open while the day lasts, no witness after it.
        (EVERY, 1, 1, 6, False, False),
        (EVERY, 6, 6, 6, False, True),
        (EVERY, 5, 5, 6, True, True),
        (EVERY, 0, 6, 6, True, False),
        (THREE, 3, 6, 6, True, True),
        (THREE, 2, 2, 2, True, False),
        (THREE, 3, 3, 6, False, True),
        (ANY, 1, 6, 6, True, True),
        (ANY, 0, 6, 6, True, False),
    ],
)
def test_a_full_day(rule: FullDayRule, missed: int, recorded: int, due: int, over: bool, full: bool) -> None:
    assert is_full(rule, missed=missed, recorded=recorded, due=due, over=over) is full


def entry(day: date, bell: int, attendance: str = "absent", reason: str = "", minutes: int = 0) -> Missed:
    return Missed("pupil", day, 2, 2, "group", f"lesson {day} {bell}", bell, "Алгебра", attendance, minutes, reason, 1)


def test_days_add_up() -> None:
    [pupil] = days_of(
        [
            entry(MONDAY, 1, reason="ill"),
            entry(MONDAY, 2, reason="ill"),
            entry(TUESDAY, 1),
            entry(TUESDAY, 2, "late", minutes=7),
        ],
        EVERY,
        TUESDAY,
    )
    assert [(each.day, each.full, each.missed) for each in pupil.days] == [(MONDAY, True, 2), (TUESDAY, False, 1)]
    assert (pupil.full_days, dict(pupil.reasons), pupil.late, pupil.minutes_late) == (1, {"ill": 2, "": 1}, 1, 7)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (EVERY, None),
        (THREE, None),
        (ANY, None),
        (FullDayRule("at_least", 1), "LESSONS_OUT_OF_RANGE"),
        (FullDayRule("at_least", 11), "LESSONS_OUT_OF_RANGE"),
        (FullDayRule("any", 3), "LESSONS_OUT_OF_RANGE"),
        (FullDayRule("?"), "UNKNOWN_FULL_DAY_KIND"),
    ],
)
def test_rules(rule: FullDayRule, problem: str | None) -> None:
    found = rule_problem(rule)
    assert (found[0] if found else None) == problem
