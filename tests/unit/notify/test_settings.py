"""Thresholds, defaults, and settings that there are not."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from services.notify.domain.settings import (
    AT_ONCE,
    OFF,
    SchoolSettings,
    Settings,
    find_problem,
    find_school_problem,
    over_defaults,
    read_time,
    setting_kind,
    wanted_cells,
)
from services.notify.domain.telling import TellableCell
from services.notify.domain.timing import QuietHours

NIGHT = QuietHours(time(22), time(7))


def cell(value: str, told: str = "", kind: str = "mark") -> TellableCell:
    return TellableCell("item", kind, "test", value, told)


@pytest.mark.parametrize(
    ("value", "told", "most", "wanted"),
    [
        ("3", "", 3, True),
        ("4", "", 3, False),
        ("5", "", None, True),
        ("5", "2", 3, True),  # they were told of the 2
        ("", "2", 3, True),
        ("pass", "", 2, True),  # no number: has no place on the scale
    ],
)
def test_only_marks_at_or_below_the_threshold(value: str, told: str, most: int | None, wanted: bool) -> None:
    assert bool(wanted_cells([cell(value, told)], Settings(marks_at_most=most))) == wanted


def test_attendance_has_no_threshold() -> None:
    assert wanted_cells([cell("late 5", kind="attendance")], Settings(marks_at_most=2))


def test_own_ways_come_before_the_schools_and_the_rest_is_as_the_school_has_it() -> None:
    school = Settings(routes={("mark", "email"): OFF, ("late", "email"): OFF})
    own = over_defaults(Settings(routes={("mark", "email"): AT_ONCE}), school)
    assert (own.mode("mark", "email"), own.mode("late", "email")) == (AT_ONCE, OFF)
    assert own.mode("absence", "email") == AT_ONCE


def test_a_corrected_mark_is_set_as_marks_are() -> None:
    assert setting_kind("mark_corrected") == "mark"
    assert setting_kind("late") == "late"


def test_what_is_ready_by_night_goes_in_the_morning_and_what_is_off_never() -> None:
    night = datetime(2026, 11, 23, 20, tzinfo=UTC)  # 23:00 in Moscow
    settings = Settings(quiet=NIGHT)
    assert settings.due(AT_ONCE, night, "Europe/Moscow") == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert settings.due(OFF, night, "Europe/Moscow") is None


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (Settings(routes={("gossip", "email"): OFF}), "UNKNOWN_KIND"),
        (Settings(routes={("mark", "pigeon"): OFF}), "UNKNOWN_CHANNEL"),
        (Settings(routes={("mark", "email"): ""}), "UNKNOWN_MODE"),
        (Settings(marks_at_most=1), "THRESHOLD_OUT_OF_RANGE"),
        (Settings(marks_at_most=6), "THRESHOLD_OUT_OF_RANGE"),
        (Settings(weekly_on=7), "BAD_WEEKDAY"),
        (Settings(weekly_on=-1), "BAD_WEEKDAY"),
        (Settings(quiet=QuietHours(time(7), time(7))), "QUIET_ALL_DAY"),
    ],
)
def test_settings_that_there_are_not_are_refused(settings: Settings, reason: str) -> None:
    assert find_problem(replace(settings, routes={}, marks_at_most=None, weekly_on=0, quiet=None)) is None
    for found in (find_problem(settings), find_school_problem(SchoolSettings(600, settings))):
        assert found is not None
        assert found.reason == reason


@pytest.mark.parametrize("seconds", [-1, 86_401])
def test_a_grace_window_of_less_than_nothing_or_of_days_is_refused(seconds: int) -> None:
    assert find_school_problem(SchoolSettings(0, Settings())) is None
    assert find_school_problem(SchoolSettings(86_400, Settings())) is None
    found = find_school_problem(SchoolSettings(seconds, Settings()))
    assert found is not None
    assert found.reason == "GRACE_OUT_OF_RANGE"


@pytest.mark.parametrize("text", ["", "18", "18:60", "24:00", "1830", "18:30:00", "१८:३०", "-1:00"])
def test_times_that_no_clock_shows_are_refused(text: str) -> None:
    assert read_time("7:05") == time(7, 5)
    assert read_time(text) is None
