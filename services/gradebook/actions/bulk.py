"""A group's marks out as a table, and a table back in: all of it or nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import InvalidArgument, NotAllowed
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.recording import Save, record_lesson
from services.gradebook.domain.bulk import (
    MOST_CHANGES,
    Column,
    Item,
    Place,
    Stored,
    Table,
    Wrong,
    cell_text,
    seen_of,
)
from services.gradebook.domain.bulk_planning import Plan, place_of, plan_import
from services.gradebook.domain.lesson import Cell, attendance_value
from services.gradebook.domain.marks import ANSWER
from services.gradebook.store import bulk as store
from services.gradebook.store import journal
from services.gradebook.store.journal import JournalRows, MemberRow

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a group, both inclusive."""

    group_id: str
    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class Exported:
    """A group's table: its columns, and each member's cells."""

    columns: list[Column]
    rows: list[tuple[MemberRow, list[str]]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table."""

    applied: bool
    plan: Plan


def export_marks(pool: Pool, school_id: str, period: Period, *, empty: bool) -> Exported:
    """The table, as it stands at one moment; `empty`: a template. Raises NotAllowed for a group that is not known."""
    with transaction(pool, school_id) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        year_group = store.year_group_of(connection, school_id, period.group_id)
        if year_group is None:
            raise NotAllowed
        rows = journal.load_journal(connection, school_id, period.group_id, period.begin, period.end)
        numbers = store.history_numbers(connection, school_id, period.group_id, period.begin, period.end)
    columns = _columns(rows, numbers, ANSWER if year_group > 1 else "")
    return Exported(columns, [] if not rows.members else _rows(rows, columns, empty=empty))


def _columns(rows: JournalRows, numbers: dict[str, int], first_category: str) -> list[Column]:
    items = defaultdict(list)
    for item in rows.items:
        items[item.lesson_id].append((item.line_item_id, item.category, item.title))
    found: list[Column] = []
    for lesson in rows.lessons:
        if lesson.state == "cancelled" and not items[lesson.lesson_id]:
            continue
        for item_id, category, title in items[lesson.lesson_id] or [("", first_category, "")]:
            found.append(
                Column(
                    str(len(found) + 1), lesson.lesson_id, lesson.day, lesson.bell, item_id, category, title,
                    numbers[lesson.lesson_id],
                )
            )  # fmt: skip
    return found


def _rows(rows: JournalRows, columns: list[Column], *, empty: bool) -> list[tuple[MemberRow, list[str]]]:
    marks = {(mark.line_item_id, mark.pupil_id): mark.value for mark in rows.marks}
    attendance = {
        (cell.lesson_id, cell.pupil_id): attendance_value(cell.attendance, cell.minutes_late)
        for cell in rows.attendance
    }
    first: dict[str, int] = {}
    for number, column in enumerate(columns):
        first.setdefault(column.lesson_id, number)

    def text(number: int, column: Column, pupil_id: str) -> str:
        there = attendance.get((column.lesson_id, pupil_id), "") if first[column.lesson_id] == number else ""
        return cell_text(marks.get((column.item_id, pupil_id), ""), there)

    return [
        (member, [] if empty else [text(number, each, member.pupil_id) for number, each in enumerate(columns)])
        for member in rows.members
    ]


def import_marks(
    connection: Connection[Any], asker: Asker, period: Period, table: Table, reason: str, *, dry_run: bool
) -> Imported:
    """Takes a table in, in the caller's transaction, lesson by lesson by the rules of a save: all of it or nothing.

    A dry run saves everything too, and takes it back: so it tells the very truth. Raises InvalidArgument for a table
    that changes too much at once.
    """
    places = store.places_of(connection, asker.school_id, period.group_id, period.begin, period.end)
    seen = seen_of(table, places)
    store.lock_lessons(connection, asker.school_id, sorted(seen))
    stored = _load(connection, asker.school_id, period, seen)
    plan = plan_import(table, stored, reason)
    if len(plan.moved) > MOST_CHANGES:
        raise InvalidArgument("TOO_MANY_CELLS", f"At most {MOST_CHANGES} cells change at once: divide the table.")
    applied = False
    with connection.transaction() as attempt:
        for lesson_id in sorted(plan.saves):
            _save(connection, asker, period.group_id, lesson_id, plan)
        if plan.wrong or dry_run:
            raise psycopg.Rollback(attempt)
        applied = bool(plan.moved)
    return Imported(applied, plan)


def _save(connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, plan: Plan) -> None:
    save = Save(
        asker.school_id, group_id, lesson_id, asker.person_id, asker.request_id, plan.saves[lesson_id],
        all_or_nothing=False,
    )  # fmt: skip
    refused: set[int | None] = set()
    for refusal in record_lesson(connection, save, asker.now).refusals:
        row, column = place_of(refusal.field)
        if row is None:
            refused.add(column)
        # Of a column that can't be made, its cells are no problems of their own.
        elif column in refused and refusal.rule == "UNKNOWN_LINE_ITEM":
            continue
        plan.wrong.append(Wrong(row, column, refusal.rule, refusal.message, refusal.current))


def _load(connection: Connection[Any], school_id: str, period: Period, seen: dict[str, int]) -> Stored:
    rows = journal.load_journal(connection, school_id, period.group_id, period.begin, period.end, deleted=True)
    return Stored(
        places={each.lesson_id: Place(each.lesson_id, each.day, each.bell) for each in rows.lessons},
        members=frozenset(member.pupil_id for member in rows.members),
        items={
            each.line_item_id: Item(each.line_item_id, each.lesson_id, each.category, each.title) for each in rows.items
        },
        marks={(each.line_item_id, each.pupil_id): Cell(each.value, each.version) for each in rows.marks},
        attendance={
            (each.lesson_id, each.pupil_id): Cell(attendance_value(each.attendance, each.minutes_late), each.version)
            for each in rows.attendance
        },
        later=store.later_lines(connection, school_id, seen),
    )
