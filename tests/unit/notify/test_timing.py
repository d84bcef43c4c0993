"""Quiet hours and digest times over years of clock changes, in zones with all kinds of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.timing import QuietHours, end_of_quiet, instant, next_time

# Changes in spring and autumn, of half an hour, over midnight, a day left out, and none at all.
ZONES = (
    "Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Gaza",
    "Pacific/Apia", "Asia/Kathmandu", "Asia/Kamchatka",
)  # fmt: skip
YEARS = st.integers(0, 6 * 366 * 24 * 60 - 1).map(
    lambda minutes: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MINUTE = timedelta(minutes=1)


def wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def steady(moment: datetime, zone: str) -> bool:
    """Whether the clock was not changed for two days before and after."""
    offsets = {(moment + timedelta(days=days)).astimezone(ZoneInfo(zone)).utcoffset() for days in (-2, -1, 0, 1, 2)}
    return len(offsets) == 1


def shows_quiet(moment: datetime, hours: QuietHours, zone: str) -> bool:
    now = wall(moment, zone).time()
    if hours.begin < hours.end:
        return hours.begin <= now < hours.end
    return now >= hours.begin or now < hours.end


@given(YEARS.map(lambda moment: moment.date()), CLOCKS, st.sampled_from(ZONES))
def test_an_instant_is_the_first_at_which_the_clock_is_there(day: date, at: time, zone: str) -> None:
    found = instant(day, at, zone)
    asked = datetime.combine(day, at)
    assert wall(found, zone) >= asked
    assert wall(found - timedelta(seconds=1), zone) < asked


@given(YEARS, CLOCKS, CLOCKS, st.sampled_from(ZONES))
def test_nothing_that_leaves_is_in_quiet_hours_and_nothing_waits_longer(
    moment: datetime, begin: time, end: time, zone: str
) -> None:
    hours = QuietHours(begin, end)
    if begin == end:
        return
    leaves = end_of_quiet(moment, hours, zone)
    assert end_of_quiet(leaves, hours, zone) == leaves
    assert moment <= leaves <= moment + timedelta(hours=49)
    if steady(moment, zone):
        assert shows_quiet(moment, hours, zone) == (leaves > moment)
        assert not shows_quiet(leaves, hours, zone)
        assert leaves == moment or shows_quiet(leaves - timedelta(seconds=1), hours, zone)


@given(YEARS, CLOCKS, st.one_of(st.none(), st.integers(0, 6)), st.sampled_from(ZONES))
def test_a_digest_comes_next_at_its_time_of_the_clock(
    moment: datetime, at: time, weekday: int | None, zone: str
) -> None:
    found = next_time(moment, at, weekday, zone)
    day = 1 if weekday is None else 7
    # A week with a day left out is the longest.
    assert moment < found <= moment + timedelta(days=2 * day, hours=2)
    if steady(found, zone):
        assert wall(found, zone).time() == at
        assert weekday is None or wall(found, zone).weekday() == weekday
    if steady(moment, zone) and steady(found, zone):
        assert found <= moment + timedelta(days=day, hours=1)


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_digests_is_one_a_day(zone: str) -> None:
    # 2:30 is left out or comes twice where clocks are changed.
    moment, days = datetime(2010, 12, 31, 20, tzinfo=UTC), []
    for _ in range(360):
        moment = next_time(moment, time(2, 30), None, zone)
        days.append(wall(moment, zone).date())
    assert len(set(days)) == len(days)
    whole = {days[0] + timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)}
    assert whole - set(days) <= {date(2011, 12, 30)}  # the day that Samoa left out


def test_quiet_hours_that_end_in_the_hour_left_out_end_when_the_clock_jumps() -> None:
    night = QuietHours(time(22), time(2, 30))
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert end_of_quiet(jump - timedelta(hours=3), night, "Europe/Berlin") == jump


def test_quiet_hours_end_once_where_an_hour_comes_twice() -> None:
    night = QuietHours(time(22), time(2, 30))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert end_of_quiet(first - MINUTE, night, "Europe/Berlin") == first
    # The clock goes back to 2:00 half an hour later: the night is over all the same.
    assert end_of_quiet(first + timedelta(minutes=40), night, "Europe/Berlin") == first + timedelta(minutes=40)
