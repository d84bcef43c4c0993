"""What teachers and families see of homework: items with who has done them, what is due on which day, limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.gradebook.domain.homework import LAST_YEAR_GROUP, DayLoad, DueItem, Member, loads, norm_of
from services.gradebook.store import homework as store
from services.gradebook.store.homework import ItemRow

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of homework, whose it is, and who has done it."""

    row: ItemRow
    pupils: frozenset[str]
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class Load:
    """What is due on which day, and the limit of the group's year group in minutes."""

    days: list[DayLoad]
    limit: int


def get_lesson_homework(
    pool: Pool, school_id: str, group_id: str, lesson_id: str
) -> tuple[list[Item], date | None]:  # fmt: skip
    """All homework of a lesson, and the day of the group's next one. Raises NotAllowed for an unknown lesson."""
    with transaction(pool, school_id) as connection:
        day = store.day_of_lesson(connection, school_id, group_id, lesson_id)
        if day is None:
            raise NotAllowed
        items = _items(connection, school_id, store.items_of_lesson(connection, school_id, lesson_id))
        return items, store.next_lesson_day(connection, school_id, group_id, day)


def item_of(connection: Connection[Any], school_id: str, lesson_id: str, item_id: str) -> Item:
    """A piece of homework of a lesson, in a transaction. Raises NotAllowed when there is none."""
    rows = [row for row in store.items_of_lesson(connection, school_id, lesson_id) if row.item_id == item_id]
    if not rows:
        raise NotAllowed
    return _items(connection, school_id, rows)[0]


def list_homework(pool: Pool, school_id: str, group_id: str, begin: date, end: date) -> list[Item]:
    """A group's homework that is due between two days."""
    with transaction(pool, school_id) as connection:
        rows = store.items_of_groups(connection, school_id, [group_id], begin, end)
        return _items(connection, school_id, rows)


def get_load(pool: Pool, school_id: str, group_id: str, begin: date, end: date) -> Load:
    """What is due on each day for the group's pupils, from all subjects. Raises NotAllowed for an unknown group."""
    with transaction(pool, school_id) as connection:
        return load_of(connection, school_id, group_id, begin, end)


def load_of(connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date) -> Load:
    """The same, in a transaction."""
    year_group = store.year_group_of(connection, school_id, group_id)
    if year_group is None:
        raise NotAllowed
    members = store.classmates(connection, school_id, group_id, begin, end)
    groups = sorted({member.group_id for member in members})
    rows = store.items_of_groups(connection, school_id, groups, begin, end)
    limit = store.limits_of(connection, school_id).get(year_group, norm_of(year_group))
    return Load(loads([_due_item(row) for row in rows], members), limit)


def overloaded(
    connection: Connection[Any], school_id: str, item: Item
) -> tuple[DayLoad, int] | None:  # fmt: skip
    """The day an item is due, and the limit, when more is due on that day than the limit; else None."""
    due, group_id = item.row.due, item.row.group_id
    if due is None:
        return None
    load = load_of(connection, school_id, group_id, due, due)
    return next(((day, load.limit) for day in load.days if day.minutes > load.limit), None)


def get_limits(pool: Pool, school_id: str) -> list[tuple[int, int, bool]]:
    """(year group, minutes, whether it is the school's own) of every year group."""
    with transaction(pool, school_id) as connection:
        return limits(connection, school_id)


def limits(connection: Connection[Any], school_id: str) -> list[tuple[int, int, bool]]:
    """The same, in a transaction."""
    own = store.limits_of(connection, school_id)
    return [(year, own.get(year, norm_of(year)), year in own) for year in range(1, LAST_YEAR_GROUP + 1)]


def _items(connection: Connection[Any], school_id: str, rows: Sequence[ItemRow]) -> list[Item]:
    if not rows:
        return []
    members = store.members_of(connection, school_id, sorted({row.group_id for row in rows}))
    done = store.done_of_items(connection, school_id, rows)
    return [_item(row, members, done[row.item_id]) for row in rows]


def _item(row: ItemRow, members: Sequence[Member], done: set[str]) -> Item:
    there = frozenset(
        one.pupil_id for one in members if one.group_id == row.group_id and one.begin <= row.lesson_day <= one.end
    )
    pupils = there if row.for_group else there & set(row.pupil_ids)
    return Item(row, pupils, pupils & done)


def _due_item(row: ItemRow) -> DueItem:
    assert row.due is not None  # noqa: S101  (asked for by it)
    return DueItem(
        row.item_id,
        row.group_id,
        row.lesson_day,
        row.subject_title,
        row.due,
        row.minutes,
        None if row.for_group else frozenset(row.pupil_ids),
    )
