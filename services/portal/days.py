"""Days and times as people read them: in the school's time zone, in the language of the page."""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_day_names as day_names
from flask_babel import format_date, format_datetime, get_locale
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1.timetable_pb2 import BellSchedule
from zvonok.identity.v1.people_pb2 import GetMeResponse

_FALLBACK_ZONE = ZoneInfo("Europe/Moscow")
_WEEK_DAYS = 7
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def zone_of(me: GetMeResponse, school: str = "") -> ZoneInfo:
    """The time zone of a school of the person's, `schools/{s}`; of the first one when the name is empty or unknown."""
    found = next((one for one in me.schools if one.name == school), me.schools[0] if me.schools else None)
    try:
        return ZoneInfo(found.time_zone) if found and found.time_zone else _FALLBACK_ZONE
    except (ZoneInfoNotFoundError, ValueError):
        return _FALLBACK_ZONE


def today(zone: ZoneInfo) -> datetime.date:
    """Today at the school."""
    return datetime.datetime.now(zone).date()


def parse_day(text: str | None, otherwise: datetime.date) -> datetime.date:
    """An ISO date from an address or form; `otherwise` when it is missing, none, or of no century with schools."""
    try:
        day = datetime.date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else otherwise


def week_of(day: datetime.date) -> list[datetime.date]:
    """The seven days of the day's week, from Monday."""
    monday = day - datetime.timedelta(days=day.weekday())
    return [monday + datetime.timedelta(days=offset) for offset in range(_WEEK_DAYS)]


def days_later(day: datetime.date, days: int) -> datetime.date:
    """A day some days later; earlier for less than 0."""
    return day + datetime.timedelta(days=days)


def weekday_of(weekday: int) -> str:
    """The name of a day of the week, 1 (Monday) to 7."""
    return str(day_names("wide", "stand-alone", get_locale())[weekday - 1])


def weekday_short(weekday: int) -> str:
    """Its short name."""
    return str(day_names("short", "stand-alone", get_locale())[weekday - 1])


def bell_times(schedule: BellSchedule) -> dict[int, tuple[str, str]]:
    """Begin and end of the lessons of a bell schedule, by bell."""
    return {bell.bell: (bell.begin_time, bell.end_time) for bell in schedule.bells}


def local(time: Timestamp, zone: ZoneInfo) -> datetime.datetime:
    """A moment by the school's clock."""
    return time.ToDatetime(tzinfo=datetime.UTC).astimezone(zone)


def show_day(day: datetime.date | str, form: str = "d MMMM") -> str:
    """A date in words by a CLDR form; an ISO text that is no date comes back as it is."""
    try:
        date = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return str(day)
    return str(format_date(date, form))


def show_time(time: datetime.datetime, form: str = "d MMMM, HH:mm") -> str:
    """A moment in words by a CLDR form; the moment is already in the school's time zone."""
    return str(format_datetime(time, form, rebase=False))
