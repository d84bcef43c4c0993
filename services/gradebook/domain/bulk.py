"""A group's marks as a table: what stands in its cells, and how columns and cells that come back are understood.

A table knows how much of each lesson's history it has seen. So a cell that comes back has three values: as it was
exported, as it is stored, as it is in the table. Only what differs from the first is meant to change something.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.gradebook.domain.lesson import EMPTY, Cell
from services.gradebook.domain.marks import OTHER
from services.gradebook.domain.texts import Problem

MOST_COLUMNS = 400
MOST_ROWS = 200
MOST_CHANGES = 10_000
MOST_PROBLEMS = 1000
ABSENT, LATE = "Н", "ОП"
# Latin letters that look like Russian ones, or lie on their keys, in codes and words of marks.
_LOOKALIKES = str.maketrans("haeocpxyk", "наеосрхук")
_LATE = re.compile(r"оп(\d{0,3})", re.ASCII)
_REASONS = {"б", "уп", "нп"}
# Other marks are taken as they are typed: a school may have its own.
_WORDS = {word: word for word in OTHER} | {"зачет": "зачёт", "незачет": "незачёт"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its lesson by id, or by day and bell; its line item by id, or what one to be made is."""

    key: str
    lesson_id: str
    day: date | None
    bell: int
    item_id: str
    category: str
    title: str
    # How many lines of the lesson's history the table knows.
    seen: int


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil's cells, by column; those beyond the end are empty."""

    key: str
    pupil_id: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that came back."""

    columns: Sequence[Column]
    rows: Sequence[Row]

    def filled(self, column: int) -> bool:
        """Whether any pupil has something in a column."""
        return any(column < len(row.cells) and row.cells[column] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a cell says: a mark, attendance ("absent", "late 5"), both; empty: nothing."""

    mark: str = ""
    attendance: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A problem of a cell, a row (column None), a column (row None) or the whole table, by their places."""

    row: int | None
    column: int | None
    rule: str
    message: str
    current: Cell = EMPTY


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson of the group: where it stands."""

    lesson_id: str
    day: date
    bell: int


@dataclass(frozen=True, slots=True)
class Item:
    """A line item that is there."""

    item_id: str
    lesson_id: str
    category: str
    title: str


@dataclass(frozen=True, slots=True)
class Later:
    """A line of a lesson's history: the number, whose cell it changed, and from what."""

    lesson_id: str
    number: int
    item_id: str | None
    pupil_id: str
    old: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What is there of the lessons that a table names. Marks by (item, pupil), attendance by (lesson, pupil)."""

    places: Mapping[str, Place]
    members: frozenset[str]
    items: Mapping[str, Item] = field(default_factory=dict)
    marks: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
    attendance: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
    # In order of number.
    later: Sequence[Later] = ()


def read_cell(text: str) -> Typed | Problem:
    """What a cell says: "5", "Н", "ОП5 4", "н/а". The scale is not asked here."""
    mark = attendance = ""
    for token in text.split():
        word = token.casefold().translate(_LOOKALIKES)
        late = _LATE.fullmatch(word)
        if word in _REASONS:
            return "REASON_NOT_BY_FILE", "Write Н: the reason of an absence is set by the class teacher."
        if late is not None and not late[1]:
            return "MINUTES_NEEDED", "Write the minutes right after ОП: ОП5."
        if late is not None or word == "н":
            if attendance:
                return "ATTENDANCE_TWICE", "Say once whether the pupil was there."
            attendance = f"late {int(late[1])}" if late is not None else "absent"
        elif mark:
            return "TWO_MARKS", "A cell holds one mark: add a column for another, or write a double mark as 4/5."
        else:
            mark = _WORDS.get(word, token)
    return Typed(mark, attendance)


def cell_text(mark: str, attendance: str) -> str:
    """How mark and attendance stand in a cell of a table."""
    word, _, minutes = attendance.partition(" ")
    code = {"absent": ABSENT, "late": f"{LATE}{minutes}"}.get(word, "")
    return " ".join(part for part in (code, mark) if part)


def lesson_of(column: Column, places: Mapping[str, Place]) -> Place | Problem:
    """The lesson that a column belongs to."""
    if column.lesson_id:
        place = places.get(column.lesson_id)
        if place is None:
            return "UNKNOWN_LESSON", "The column belongs to another group or period: take the file of this one."
        if (column.day or place.day, column.bell or place.bell) != (place.day, place.bell):
            return "LESSON_MOVED", "The lesson stands on another day or bell: take a new file."
        return place
    if column.day is None:
        return "DATE_NEEDED", "Write the date of the lesson above the column."
    return _lesson_on(column.day, column.bell, places.values())


def _lesson_on(day: date, bell: int, places: Iterable[Place]) -> Place | Problem:
    found = [place for place in places if place.day == day and bell in (0, place.bell)]
    if not found:
        return "NO_LESSON_THEN", "The group has no lesson on this day and bell."
    if len(found) > 1:
        return "BELL_NEEDED", "The group has several lessons on this day: write the bell above the column."
    return found[0]


def seen_of(table: Table, places: Mapping[str, Place]) -> dict[str, int]:
    """The lessons whose columns hold anything, and how much of the history of each the table knows at the least."""
    found: dict[str, int] = {}
    for number, column in enumerate(table.columns):
        place = lesson_of(column, places) if table.filled(number) else None
        if isinstance(place, Place):
            found[place.lesson_id] = min(column.seen, found.get(place.lesson_id, column.seen))
    return found
