"""The lesson's grid as the page draws it: what is stored, what was typed over it, and what was refused where."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from zvonok.gradebook.v1.gradebook_pb2 import (
    ATTENDANCE_ABSENT,
    ATTENDANCE_LATE,
    AttendanceEntry,
    CellRefusal,
    GetLessonResponse,
    GroupPupil,
    Lesson,
    WorkCategory,
)
from zvonok.gradebook.v1.scales_pb2 import Scale
from zvonok.identity.v1.people_pb2 import Pupil

from services.portal.lesson_form import ABSENT, LATE, PRESENT, PartValues, Save, Seen, Typed

_EDIT = re.compile(r"(marks|attendance)\[(\d+)\]")
_NEW_ITEM = re.compile(r"new_line_items\[(\d+)\]")
_CONFLICT = "VERSION_CONFLICT"
_SHUT = {"EDIT_WINDOW_CLOSED", "PERIOD_LOCKED"}
_MOST_KEYS = 12
DEFAULT_CATEGORY = "answer"


@dataclass(slots=True)
class Problem:
    """A refusal at its cell; `current` is what is stored now, where that is what matters."""

    rule: str
    conflict: bool = False


@dataclass(slots=True)
class MarkCell:
    """One pupil's mark in one column."""

    column: str
    pupil: str
    value: str = ""
    seen: str = ""
    version: int = 0
    problem: Problem | None = None
    # As stored: words to the family; of owed work, the day by which it is due.
    comment: str = ""
    due: str = ""


@dataclass(slots=True)
class AttendanceCell:
    """One pupil's attendance."""

    pupil: str
    state: str = PRESENT
    minutes: int = 0
    seen: tuple[str, int] = (PRESENT, 0)
    version: int = 0
    problem: Problem | None = None


@dataclass(slots=True)
class Column:
    """A line item of the lesson, or one to be made."""

    key: str
    category: str
    title: str = ""
    new: bool = False


@dataclass(slots=True)
class Row:
    """A pupil; `name` is empty when identity gave none."""

    pupil: str
    name: str
    attendance: AttendanceCell
    marks: list[MarkCell]
    # Exempt from the subject on the lesson's day: no mark is taken.
    exempt: bool = False
    # Why absent, as stored (AbsenceReason); the class teacher's, so shown alone.
    reason: int = 0
    # The family or the class teacher has announced that the pupil is absent on this day.
    announced: bool = False


@dataclass(slots=True)
class Sheet:
    """The whole page."""

    lesson: Lesson
    part: PartValues
    seen_part: PartValues
    version: int
    columns: list[Column]
    rows: list[Row]
    # What a mark can be in the year group, and the kinds of work that columns can be added of.
    scale: Scale = field(default_factory=Scale)
    kinds: Sequence[WorkCategory] = ()
    problem: Problem | None = None
    refusals: list[str] = field(default_factory=list)

    @property
    def seen(self) -> Seen:
        """What the page shows as stored, for the hidden field."""
        return Seen(
            version=self.version,
            part=self.seen_part,
            attendance={row.pupil: (*c.seen, c.version) for row in self.rows if (c := row.attendance).version},
            marks={(c.column, c.pupil): (c.seen, c.version) for row in self.rows for c in row.marks if c.version},
        )

    @property
    def graded(self) -> bool:
        """Whether the year group has marks at all."""
        return bool(self.scale.highest or self.scale.words)

    @property
    def keys(self) -> list[str]:
        """Marks for the row of keys, the best first; none where the scale has more than fit."""
        numbers = range(self.scale.highest, self.scale.lowest - 1, -1) if self.scale.highest else ()
        return [str(number) for number in numbers] if len(numbers) <= _MOST_KEYS else []

    @property
    def has_problems(self) -> bool:
        """Whether something was refused."""
        return bool(
            self.problem
            or self.refusals
            or any(row.attendance.problem or any(cell.problem for cell in row.marks) for row in self.rows)
        )

    @property
    def shut(self) -> bool:
        """Whether a window or a lock refused something: an unlock would help."""
        problems = [self.problem, *(row.attendance.problem for row in self.rows)]
        problems += [cell.problem for row in self.rows for cell in row.marks]
        rules = {problem.rule for problem in problems if problem} | set(self.refusals)
        return bool(rules & _SHUT)

    def add_column(self, category: str) -> str:
        """Adds a column to be made; returns its key."""
        number = 1 + sum(column.new for column in self.columns)
        key = f"new-{number}"
        self.columns.append(Column(key, category, new=True))
        for row in self.rows:
            row.marks.append(MarkCell(key, row.pupil))
        return key


def exempt_on(member: GroupPupil, date: str) -> bool:
    """Whether a pupil is fully exempt from the group's subject on a day."""
    return any(time.begin_date <= date <= time.end_date and not time.partial for time in member.exempt_times)


def last_part(name: str) -> str:
    """The id at the end of a resource name."""
    return name.rpartition("/")[2]


def _state(entry: AttendanceEntry) -> tuple[str, int]:
    if entry.attendance == ATTENDANCE_ABSENT:
        return ABSENT, 0
    if entry.attendance == ATTENDANCE_LATE:
        return LATE, entry.minutes_late
    return PRESENT, 0


def _part(lesson: Lesson) -> PartValues:
    homework = lesson.homework
    return PartValues(lesson.topic, homework.text, homework.none, homework.due_date, lesson.attendance_confirmed)


def build_sheet(stored: GetLessonResponse, names: Iterable[Pupil], announced: Collection[str] = ()) -> Sheet:
    """The sheet of what is stored, pupils in the order of the register. `announced`: whose absence was known."""
    members = {last_part(one.pupil): one for one in stored.pupils}
    known = {last_part(one.name): " ".join((one.family_name, one.given_name)) for one in names}
    order = [pupil for pupil in known if pupil in members] + sorted(members.keys() - known.keys())
    columns = [Column(last_part(item.name), item.category, item.title) for item in stored.line_items]
    marks = {(last_part(mark.line_item), last_part(mark.pupil)): mark for mark in stored.marks}
    attendance = {last_part(entry.pupil): entry for entry in stored.attendance}
    rows = []
    for pupil in order:
        entry = attendance.get(pupil, AttendanceEntry())
        state = _state(entry)
        cells = []
        for column in columns:
            mark = marks.get((column.key, pupil))
            cell = MarkCell(column.key, pupil)
            if mark is not None:
                cell.value = cell.seen = mark.value
                cell.version, cell.comment, cell.due = mark.version, mark.comment, mark.due_date
            cells.append(cell)
        present = AttendanceCell(pupil, *state, state, entry.version)
        exempt = exempt_on(members[pupil], stored.lesson.date)
        rows.append(Row(pupil, known.get(pupil, ""), present, cells, exempt, entry.reason, pupil in announced))
    part = _part(stored.lesson)
    version, kinds = stored.lesson.version, list(stored.categories)
    return Sheet(stored.lesson, part, part, version, columns, rows, scale=stored.scale, kinds=kinds)


def type_over(sheet: Sheet, typed: Typed) -> None:
    """Puts everything typed but not saved over what is stored, with the versions that the person had seen."""
    for category in typed.new_columns.values():
        sheet.add_column(category)
    if typed.part_changed():
        sheet.part, sheet.seen_part, sheet.version = typed.part, typed.seen.part, typed.seen.version
    changed_attendance = set(typed.changed_attendance())
    changed_marks = set(typed.changed_marks())
    for row in sheet.rows:
        if row.pupil in changed_attendance:
            cell = row.attendance
            cell.state, cell.minutes = typed.attendance[row.pupil]
            state, minutes, cell.version = typed.seen.attendance.get(row.pupil, (PRESENT, 0, 0))
            cell.seen = (state, minutes)
        for mark in row.marks:
            key = (mark.column, mark.pupil)
            if key in changed_marks:
                mark.value = typed.marks[key]
                mark.seen, mark.version = typed.seen.marks.get(key, ("", 0))


def show_refusals(sheet: Sheet, typed: Typed, save: Save, refusals: Sequence[CellRefusal], made: Sequence[str]) -> None:
    """Puts refused values back into a sheet that was read after the save, each with its rule.

    `made` are the new line items' resource names in the order of the request. A conflict with the same value as typed
    is none. What stands in the sheet as seen is what is stored now, so saving again is a decision, not an accident.
    """
    refused = {int(match[1]) for one in refusals if (match := _NEW_ITEM.match(one.field))}
    done = [key for number, key in enumerate(save.new_columns) if number not in refused]
    renamed = {key: last_part(name) for key, name in zip(done, made, strict=False)}
    for key in save.new_columns:
        if key not in renamed:
            renamed[key] = sheet.add_column(typed.new_columns[key])
    marks = {(cell.column, cell.pupil): cell for row in sheet.rows for cell in row.marks}
    attendance = {row.pupil: row.attendance for row in sheet.rows}
    for refusal in refusals:
        problem = Problem(refusal.rule, refusal.rule == _CONFLICT)
        match = _EDIT.match(refusal.field)
        if match is None:
            if refusal.field.startswith("lesson_edit"):
                _refuse_part(sheet, typed, problem)
            else:
                sheet.refusals.append(refusal.rule)
        elif match[1] == "marks":
            column, pupil = save.marks[int(match[2])]
            mark = marks.get((renamed.get(column, column), pupil))
            if mark is None:
                sheet.refusals.append(refusal.rule)
            elif not (problem.conflict and mark.value == typed.marks[column, pupil]):
                mark.value, mark.problem = typed.marks[column, pupil], problem
        else:
            pupil = save.attendance[int(match[2])]
            cell = attendance.get(pupil)
            if cell is None:
                sheet.refusals.append(refusal.rule)
            elif not (problem.conflict and (cell.state, cell.minutes) == typed.attendance[pupil]):
                (cell.state, cell.minutes), cell.problem = typed.attendance[pupil], problem


def _refuse_part(sheet: Sheet, typed: Typed, problem: Problem) -> None:
    if not (problem.conflict and sheet.part == typed.part):
        sheet.part, sheet.problem = typed.part, problem
