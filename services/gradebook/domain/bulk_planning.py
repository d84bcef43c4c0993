"""From a table that came back to the saves that it asks for, lesson by lesson."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.gradebook.domain.bulk import (
    Column,
    Item,
    Later,
    Place,
    Row,
    Stored,
    Table,
    Typed,
    Wrong,
    cell_text,
    lesson_of,
    read_cell,
)
from services.gradebook.domain.lesson import (
    EMPTY,
    Cell,
    WantedAttendance,
    WantedItem,
    WantedMark,
    WantedSave,
    attendance_fact,
)
from services.gradebook.domain.texts import Problem

# A version that no cell has: who saw it has not seen what is stored.
_NOT_SEEN = -1


@dataclass(slots=True)
class Moved:
    """A cell that changes: its row and column, and the parts that change, before and after."""

    row: int
    column: int
    old: str
    new: str


@dataclass(slots=True)
class Plan:
    """The saves by lesson, what they change, how many filled cells change nothing, and what is wrong.

    The fields of a save's parts are "row/column" by places; of a line item, "/column".
    """

    saves: dict[str, WantedSave] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[Wrong] = field(default_factory=list)


def plan_import(table: Table, stored: Stored, reason: str) -> Plan:
    """What a table asks for. A cell that stands as exported asks for nothing; an empty one never does."""
    return _Planner(table, stored, reason).run()


def place_of(refused_field: str) -> tuple[int | None, int | None]:
    """Row and column of a refused part of a save."""
    row, _, column = refused_field.partition("/")
    return int(row) if row else None, int(column) if column else None


@dataclass(slots=True)
class _Target:
    """A column that holds something: its lesson; its line item's id, or the key of one to be made."""

    place: Place
    item: str = ""


class _Planner:
    def __init__(self, table: Table, stored: Stored, reason: str) -> None:
        self.table, self.stored, self.reason = table, stored, reason
        self.plan = Plan()
        self.base = _bases(stored.later)
        self.targets: dict[int, _Target] = {}
        # Attendance said so far, by (lesson, pupil).
        self.said: dict[tuple[str, str], str] = {}

    def run(self) -> Plan:
        cells = self._read_cells()
        self._find_targets({column for (_, column), typed in cells.items() if typed.mark})
        pupils = self._pupils()
        for (row, column), typed in cells.items():
            if row in pupils and column in self.targets:
                self._take(row, column, pupils[row], typed)
        return self.plan

    def _read_cells(self) -> dict[tuple[int, int], Typed]:
        found = {}
        for row, entry in enumerate(self.table.rows):
            for column, text in enumerate(entry.cells):
                typed = read_cell(text)
                if isinstance(typed, Typed):
                    if typed != Typed():
                        found[row, column] = typed
                else:
                    self._refuse(row, column, typed)
        return found

    def _pupils(self) -> dict[int, str]:
        """Pupils by row; a row of nobody in the group, or of somebody who had one, is refused where it holds cells."""
        found: dict[int, str] = {}
        for number, row in enumerate(self.table.rows):
            if row.pupil_id in found.values():
                self._refuse(number, None, ("PUPIL_TWICE", "The pupil has two rows: leave one."))
            elif row.pupil_id in self.stored.members:
                found[number] = row.pupil_id
            elif _holds_anything(row):
                message = "Nobody of this group has such a key: keep the first column as it came."
                self._refuse(number, None, ("PUPIL_UNKNOWN", message))
        return found

    def _find_targets(self, with_marks: set[int]) -> None:
        claimed = {column.item_id for column in self.table.columns if column.item_id}
        seen: set[tuple[str, ...]] = set()
        for number, column in enumerate(self.table.columns):
            if not self.table.filled(number):
                continue
            place = lesson_of(column, self.stored.places)
            if not isinstance(place, Place):
                self._refuse(None, number, place)
                continue
            item = self._item_of(column, place, claimed) if number in with_marks or column.item_id else ""
            same = (item,) if isinstance(item, str) and item else (place.lesson_id, column.category, column.title)
            if not isinstance(item, str):
                self._refuse(None, number, item)
            elif same in seen:
                self._refuse(
                    None, number, ("COLUMN_TWICE", "The table has this column twice: leave one, or add titles.")
                )
            else:
                seen.add(same)
                self.targets[number] = _Target(place, item or self._make_item(number, column, place, with_marks))

    def _item_of(self, column: Column, place: Place, claimed: set[str]) -> str | Problem:
        """The id of the column's line item; '' for one to be made."""
        items = [item for item in self.stored.items.values() if item.lesson_id == place.lesson_id]
        if column.item_id:
            return _named_item(column, items)
        if not column.category:
            return "CATEGORY_NEEDED", "Write the kind of work above the column."
        for item in sorted(items, key=lambda item: item.item_id):
            # Made since, by this very file perhaps: the same work is not added twice.
            if item.item_id not in claimed and (item.category, item.title) == (column.category, column.title):
                claimed.add(item.item_id)
                return item.item_id
        return ""

    def _make_item(self, number: int, column: Column, place: Place, with_marks: set[int]) -> str:
        if number not in with_marks:
            return ""
        key = f"/{number}"
        self._save_of(place).items.append(WantedItem(key, key, column.category, column.title))
        return key

    def _take(self, row: int, column: int, pupil_id: str, typed: Typed) -> None:
        target, seen = self.targets[column], self.table.columns[column].seen
        moved = [
            self._take_attendance(row, column, pupil_id, typed.attendance, target, seen) if typed.attendance else None,
            self._take_mark(row, column, pupil_id, typed.mark, target, seen) if typed.mark else None,
        ]
        attendance, mark = ((part or ("", "")) for part in moved)
        if any(moved):
            self.plan.moved.append(
                Moved(row, column, cell_text(mark[0], attendance[0]), cell_text(mark[1], attendance[1]))
            )
        else:
            self.plan.unchanged += 1

    def _take_mark(
        self, row: int, column: int, pupil_id: str, value: str, target: _Target, seen: int
    ) -> tuple[str, str] | None:
        stored = self.stored.marks.get((target.item, pupil_id), EMPTY)
        base = self._base(target.place.lesson_id, target.item, pupil_id, seen, stored)
        if value in (base, stored.value):
            return None
        version = stored.version if stored.value == base else _NOT_SEEN
        wanted = WantedMark(f"{row}/{column}", target.item, pupil_id, value, version, self.reason if base else "")
        self._save_of(target.place).marks.append(wanted)
        return stored.value, value

    def _take_attendance(
        self, row: int, column: int, pupil_id: str, value: str, target: _Target, seen: int
    ) -> tuple[str, str] | None:
        lesson_id = target.place.lesson_id
        if self.said.setdefault((lesson_id, pupil_id), value) != value:
            self._refuse(row, column, ("ATTENDANCE_TWICE", "Two columns of one lesson say different things."))
            return None
        stored = self.stored.attendance.get((lesson_id, pupil_id), EMPTY)
        base = self._base(lesson_id, None, pupil_id, seen, stored)
        save = self._save_of(target.place)
        if value in (base, stored.value) or any(entry.pupil_id == pupil_id for entry in save.attendance):
            return None
        version = stored.version if stored.value == base else _NOT_SEEN
        word, _, minutes = value.partition(" ")
        save.attendance.append(WantedAttendance(f"{row}/{column}", pupil_id, word, int(minutes or 0), version))
        return stored.value, value

    def _base(self, lesson_id: str, item_id: str | None, pupil_id: str, seen: int, stored: Cell) -> str:
        """The value that the table was exported with: what the first later change of the cell replaced."""
        for number, old in self.base.get((lesson_id, item_id, pupil_id), ()):
            if number > seen:
                return old
        return stored.value

    def _save_of(self, place: Place) -> WantedSave:
        return self.plan.saves.setdefault(place.lesson_id, WantedSave(None, [], [], []))

    def _refuse(self, row: int | None, column: int | None, problem: Problem) -> None:
        self.plan.wrong.append(Wrong(row, column, *problem))


def _holds_anything(row: Row) -> bool:
    return any(row.cells)


def _named_item(column: Column, items: Iterable[Item]) -> str | Problem:
    found = next((item for item in items if item.item_id == column.item_id), None)
    if found is None:
        return "UNKNOWN_LINE_ITEM", "The lesson has no such column any more: take a new file."
    if (column.category, column.title) != (found.category, found.title):
        return "HEADING_CHANGED", "The journal calls this work otherwise: change it there, then take a new file."
    return found.item_id


def _bases(later: Iterable[Later]) -> dict[tuple[str, str | None, str], list[tuple[int, str]]]:
    found: dict[tuple[str, str | None, str], list[tuple[int, str]]] = {}
    for line in later:
        found.setdefault((line.lesson_id, line.item_id, line.pupil_id), []).append((line.number, _fact(line)))
    return found


def _fact(line: Later) -> str:
    # A table says who was absent, never why.
    return line.old if line.item_id else attendance_fact(line.old)
