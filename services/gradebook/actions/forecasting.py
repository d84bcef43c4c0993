"""Where pupils stand, what they need, and what they owe."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import pipelined_transaction, transaction
from kit.errors import NotAllowed
from services.gradebook.actions.reading import counted_marks
from services.gradebook.domain.averages import in_exempt_time
from services.gradebook.domain.forecast import Forecast, forecast
from services.gradebook.domain.rules import Category
from services.gradebook.store import journal, rules
from services.gradebook.store import progress as store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Course:
    """A pupil's course: its marks, each with whether it stands in an exempt time."""

    row: store.CourseRow
    marks: list[tuple[store.CourseMarkRow, bool]]
    forecast: Forecast


def get_forecast(
    pool: Pool, school_id: str, pupil_id: str, begin: date, end: date
) -> tuple[list[Course], list[Category]]:
    """A pupil's courses between two days, and the categories that new works can be of."""
    with pipelined_transaction(pool, school_id) as connection:
        courses, marks = store.load_courses(connection, school_id, pupil_id, begin, end)
        categories = store.open_categories(rules.categories_of(connection, school_id))
    of_group: dict[str, list[store.CourseMarkRow]] = defaultdict(list)
    for mark in marks:
        of_group[mark.group_id].append(mark)
    weights = {each.code: each.weight for each in categories}
    return [_course(row, of_group[row.group_id], weights) for row in courses], categories


def _course(row: store.CourseRow, marks: list[store.CourseMarkRow], weights: dict[str, Decimal]) -> Course:
    told = [(mark, in_exempt_time(mark.day, row.exempt)) for mark in marks]
    counted = [(mark.value, mark.weight) for mark, exempt in told if not exempt]
    return Course(row, told, forecast(counted, row.scale, weights))


@dataclass(frozen=True, slots=True)
class GroupForecast:
    """Everybody's forecast in a group."""

    pupils: list[tuple[str, Forecast]]
    categories: list[Category]
    minimum_marks: int


def get_group_forecast(pool: Pool, school_id: str, group_id: str, begin: date, end: date) -> GroupForecast:
    """What everybody of a group needs. Raises NotAllowed for a group that is not known."""
    with pipelined_transaction(pool, school_id) as connection:
        rows = journal.load_journal(connection, school_id, group_id, begin, end)
        found = store.scale_of_group(connection, school_id, group_id)
        categories = store.open_categories(rules.categories_of(connection, school_id))
    if found is None:
        raise NotAllowed
    _, scale = found
    weights, marks = {each.code: each.weight for each in categories}, counted_marks(rows)
    pupils = [
        (member.pupil_id, forecast(marks.get(member.pupil_id, []), scale, weights)) for member in rows.members
    ]  # fmt: skip
    return GroupForecast(pupils, categories, scale.minimum_marks)


def list_owed(
    pool: Pool, school_id: str, whose: store.Whose, after: tuple[date, str, str] | None, most: int, *, overdue: bool
) -> tuple[list[store.OwedRow], date]:
    """Owed work by due day (`overdue`: what is overdue alone), and the day at the school."""
    with transaction(pool, school_id) as connection:
        zone = store.zone_of(connection, school_id)
        if zone is None:
            raise NotAllowed
        today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
        if overdue:
            whose = store.Whose(whose.group_id, whose.pupil_id, whose.class_id, today)
        return store.owed_of(connection, school_id, whose, after, most), today
