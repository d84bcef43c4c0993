"""A week of lessons as they stand."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from services.gradebook.domain.calendar import Calendar, room_key
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.timetable import Term
from services.gradebook.store import roster, timetable
from services.gradebook.store import week as store
from services.gradebook.store.calendar import load_calendar

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Of = Literal["class", "group", "teacher", "room"]


@dataclass(frozen=True, slots=True)
class Week:
    """The days from Monday on, and their lessons with the titles of their groups."""

    monday: date
    calendar: Calendar
    terms: list[Term]
    lessons: list[tuple[Lesson, str]]


def get_week(pool: Pool, school_id: str, day: date, of: Of, which: str) -> Week:
    """The week of a day, of a class, a group, a teacher or a room."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    with transaction(pool, school_id) as connection:
        if of == "teacher":
            lessons = store.lessons_of_teacher(connection, school_id, monday, sunday, which)
        elif of == "room":
            lessons = store.lessons_in_room(connection, school_id, monday, sunday, room_key(which))
        else:
            groups = [which] if of == "group" else timetable.groups_of_class(connection, school_id, which)
            lessons = store.lessons_of_groups(connection, school_id, monday, sunday, groups)
        calendar = load_calendar(connection, school_id, monday, sunday)
        return Week(monday, calendar, roster.terms_of(connection, school_id), lessons)
