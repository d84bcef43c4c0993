"""The calendar of a school: bells, special days, A weeks, shared rooms."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from psycopg import Connection

from services.gradebook.domain.calendar import BellSchedule, Calendar, SpecialDay

# One statement: lessons are never read without it, so it must cost little.
_CALENDAR = """
    SELECT c.a_weeks, c.shared_rooms, coalesce(c.version, 0),
        (SELECT json_agg(json_build_array(schedule_id, title, weekdays) ORDER BY title, schedule_id)
         FROM bell_schedule WHERE school_id = %(school)s),
        (SELECT json_agg(json_build_array(schedule_id, bell, begin_time, end_time) ORDER BY bell)
         FROM bell WHERE school_id = %(school)s),
        (SELECT json_agg(json_build_array(begin_date, end_date, title, day_off, as_weekday, weeks, schedule_id)
                         ORDER BY begin_date)
         FROM special_day WHERE school_id = %(school)s AND begin_date <= %(end)s AND end_date >= %(begin)s)
    FROM (SELECT 1) one LEFT JOIN school_calendar c ON c.school_id = %(school)s
"""


def load_calendar(
    connection: Connection[Any], school_id: str, begin: date = date.min, end: date = date.max
) -> Calendar:
    """What a school has said of its days; of special days those between two days."""
    return ask_calendar(connection, school_id, begin, end)()


def ask_calendar(connection: Connection[Any], school_id: str, begin: date, end: date) -> Callable[[], Calendar]:
    """Sends the question of `load_calendar`; what is returned waits for its answer."""
    rows = connection.execute(_CALENDAR, {"school": school_id, "begin": begin, "end": end})
    return lambda: _calendar(rows.fetchone())


def _calendar(row: tuple[Any, ...] | None) -> Calendar:
    assert row is not None  # noqa: S101  (a left join of one row)
    a_weeks, shared_rooms, version, schedules, bells, days = row
    times: dict[str, dict[int, tuple[time, time]]] = defaultdict(dict)
    for schedule_id, bell, first, last in bells or ():
        times[schedule_id][bell] = time.fromisoformat(first), time.fromisoformat(last)
    return Calendar(
        special_days=[
            SpecialDay(date.fromisoformat(first), date.fromisoformat(last), *rest) for first, last, *rest in days or ()
        ],
        a_weeks=tuple(a_weeks or ()),
        schedules=[BellSchedule(each[0], each[1], tuple(each[2]), times[each[0]]) for each in schedules or ()],
        shared_rooms=tuple(shared_rooms or ()),
        version=version,
    )


def lock_calendar(connection: Connection[Any], school_id: str) -> None:
    """Makes the school's row where there is none, and locks it until the transaction ends."""
    connection.execute(
        "INSERT INTO school_calendar (school_id, version) VALUES (%s, 0) ON CONFLICT DO NOTHING", [school_id]
    )
    connection.execute("SELECT FROM school_calendar WHERE school_id = %s FOR UPDATE", [school_id])


def put_schedules(connection: Connection[Any], school_id: str, schedules: Sequence[BellSchedule]) -> None:
    """Replaces the bell schedules, in the calendar's next version."""
    connection.execute("DELETE FROM bell WHERE school_id = %s", [school_id])
    connection.execute("DELETE FROM bell_schedule WHERE school_id = %s", [school_id])
    for each in schedules:
        connection.execute(
            "INSERT INTO bell_schedule (school_id, schedule_id, title, weekdays) VALUES (%s, %s, %s, %s)",
            [school_id, each.schedule_id, each.title, list(each.weekdays)],
        )
        connection.execute(
            """INSERT INTO bell (school_id, schedule_id, bell, begin_time, end_time)
               SELECT %s, %s, * FROM unnest(%s::int[], %s::time[], %s::time[])""",
            [
                school_id, each.schedule_id, list(each.bells), [times[0] for times in each.bells.values()],
                [times[1] for times in each.bells.values()],
            ],
        )  # fmt: skip
    _next_version(connection, school_id)


def put_days(
    connection: Connection[Any],
    school_id: str,
    days: Sequence[SpecialDay],
    a_weeks: Sequence[date],
    shared_rooms: Sequence[str],
) -> None:
    """Replaces special days, A weeks and shared rooms, in the calendar's next version."""
    connection.execute("DELETE FROM special_day WHERE school_id = %s", [school_id])
    for day in days:
        connection.execute(
            """INSERT INTO special_day (school_id, begin_date, end_date, title, day_off, as_weekday, weeks, schedule_id)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            [school_id, day.begin, day.end, day.title, day.off, day.as_weekday, day.weeks, day.schedule_id],
        )
    connection.execute(
        "UPDATE school_calendar SET a_weeks = %s, shared_rooms = %s WHERE school_id = %s",
        [list(a_weeks), list(shared_rooms), school_id],
    )
    _next_version(connection, school_id)


def _next_version(connection: Connection[Any], school_id: str) -> None:
    connection.execute("UPDATE school_calendar SET version = version + 1 WHERE school_id = %s", [school_id])
