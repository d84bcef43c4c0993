"""The rules of saving a lesson, cell by cell. Pure: what is stored, what is wanted, who is in the group."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.gradebook.domain.marks import is_in_scale

LONGEST_TOPIC = 500
LONGEST_HOMEWORK = 4000
LONGEST_TITLE = 200
LONGEST_REASON = 500
MOST_LINE_ITEMS = 10
LONGEST_LATENESS = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A stored value with its version; '' and 0 where nothing was ever stored."""

    value: str = ""
    version: int = 0


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class StoredLesson:
    """A lesson as stored. `today` is the day at the school."""

    school_id: str
    group_id: str
    lesson_id: str
    class_id: str | None
    school_year: int
    term_id: str
    day: date
    bell: int
    room: str
    state: str
    topic: str
    homework: str
    homework_text: str
    homework_due: date | None
    attendance_confirmed: bool
    filled_date: date | None
    version: int
    year_group: int
    subject_title: str
    class_title: str
    today: date


@dataclass(frozen=True, slots=True)
class LessonState:
    """Everything that a save is judged by. Attendance values are "present", "absent", "late 5"."""

    lesson: StoredLesson
    members: frozenset[str]
    categories: dict[str, Decimal]
    # line item id → category
    line_items: dict[str, str]
    # (line item id, pupil id) → cell
    marks: dict[tuple[str, str], Cell]
    # pupil id → cell
    attendance: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class WantedMark:
    """A mark to save; an empty value deletes. `line_item` is an id or the key of a new item."""

    field: str
    line_item: str
    pupil_id: str
    value: str
    seen_version: int
    reason: str


@dataclass(frozen=True, slots=True)
class WantedAttendance:
    """Attendance to save: "present", "absent" or "late"."""

    field: str
    pupil_id: str
    attendance: str
    minutes_late: int
    seen_version: int


@dataclass(frozen=True, slots=True)
class WantedItem:
    """A line item to add."""

    field: str
    key: str
    category: str
    title: str


@dataclass(frozen=True, slots=True)
class WantedEdit:
    """Topic, homework, confirmation; None: not touched. Homework is (kind, text, due)."""

    seen_version: int
    topic: str | None
    homework: tuple[str, str, date | None] | None
    confirmed: bool | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of the request that is not saved: which, by which rule, what to do; the stored value on a conflict."""

    field: str
    rule: str
    message: str
    current: Cell | None = None
    # Whose cell the current value is; empty for the lesson itself.
    pupil_id: str = ""


@dataclass(slots=True)
class Judgement:
    """What of a save is right."""

    items: list[WantedItem] = field(default_factory=list)
    marks: list[tuple[WantedMark, Cell]] = field(default_factory=list)
    attendance: list[tuple[WantedAttendance, Cell]] = field(default_factory=list)
    edit: WantedEdit | None = None
    refusals: list[Refusal] = field(default_factory=list)


def judge(
    state: LessonState,
    edit: WantedEdit | None,
    items: list[WantedItem],
    marks: list[WantedMark],
    attendance: list[WantedAttendance],
) -> Judgement:
    """Tells right from wrong. A value that is stored already is neither saved again nor refused."""
    result = Judgement()
    if state.lesson.state == "cancelled":
        result.refusals.append(Refusal("lesson", "LESSON_CANCELLED", "The lesson is cancelled: nothing can be saved."))
        return result
    _judge_items(state, items, result)
    keys = state.line_items.keys() | {item.key for item in result.items}
    seen: set[tuple[str, str]] = set()
    for wanted in marks:
        refusal = _mark_refusal(state, wanted, keys, seen)
        stored = state.marks.get((wanted.line_item, wanted.pupil_id), EMPTY)
        if refusal is not None:
            result.refusals.append(refusal)
        elif wanted.value != stored.value:
            if wanted.seen_version != stored.version:
                result.refusals.append(_conflict(wanted.field, stored, wanted.pupil_id))
            else:
                result.marks.append((wanted, stored))
    _judge_attendance(state, attendance, result)
    if edit is not None:
        _judge_edit(state, edit, result)
    return result


def _judge_items(state: LessonState, items: list[WantedItem], result: Judgement) -> None:
    keys: set[str] = set()
    for item in items:
        if item.category not in state.categories:
            known = ", ".join(sorted(state.categories))
            refusal = Refusal(item.field, "UNKNOWN_CATEGORY", f"The school has these categories: {known}.")
        elif not item.key or item.key in keys or item.key in state.line_items:
            refusal = Refusal(item.field, "BAD_CLIENT_KEY", "Give every new line item a client_key of its own.")
        elif len(state.line_items) + len(keys) >= MOST_LINE_ITEMS:
            refusal = Refusal(item.field, "TOO_MANY_LINE_ITEMS", f"A lesson has at most {MOST_LINE_ITEMS} line items.")
        elif (bad := bad_text(item.title, LONGEST_TITLE)) is not None:
            refusal = Refusal(item.field, *bad)
        elif state.lesson.year_group == 1:
            refusal = Refusal(item.field, "NO_MARKS_IN_YEAR_1", "The first year has no marks.")
        else:
            keys.add(item.key)
            result.items.append(item)
            continue
        result.refusals.append(refusal)


def _mark_refusal(state: LessonState, wanted: WantedMark, keys: set[str], seen: set[tuple[str, str]]) -> Refusal | None:
    where = wanted.line_item, wanted.pupil_id
    if where in seen:
        return Refusal(wanted.field, "CELL_TWICE", "Name each cell once in a save.")
    seen.add(where)
    if wanted.line_item not in keys:
        return Refusal(wanted.field, "UNKNOWN_LINE_ITEM", "The lesson has no such line item: reload the lesson.")
    if (refusal := _pupil_refusal(state, wanted.field, wanted.pupil_id)) is not None:
        return refusal
    if wanted.value and (outside := _scale_problem(state, wanted.value)) is not None:
        return Refusal(wanted.field, *outside)
    if (bad := bad_text(wanted.reason, LONGEST_REASON)) is not None:
        return Refusal(wanted.field, *bad)
    return None


def _scale_problem(state: LessonState, value: str) -> tuple[str, str] | None:
    if state.lesson.year_group == 1:
        return "NO_MARKS_IN_YEAR_1", "The first year has no marks."
    if not is_in_scale(value):
        return "NOT_IN_SCALE", "A mark is 2 to 5, н/а, осв, зачёт, незачёт or a double mark 4/5."
    return None


def _pupil_refusal(state: LessonState, name: str, pupil_id: str) -> Refusal | None:
    if state.lesson.day > state.lesson.today:
        return Refusal(name, "LESSON_IN_FUTURE", "The lesson has not been yet: save marks and attendance on its day.")
    if pupil_id not in state.members:
        return Refusal(name, "NOT_IN_GROUP_ON_DATE", "The pupil was not in the group on the lesson's date.")
    return None


def _judge_attendance(state: LessonState, attendance: list[WantedAttendance], result: Judgement) -> None:
    seen: set[str] = set()
    for wanted in attendance:
        stored = state.attendance.get(wanted.pupil_id, EMPTY)
        if wanted.pupil_id in seen:
            refusal: Refusal | None = Refusal(wanted.field, "CELL_TWICE", "Name each cell once in a save.")
        else:
            refusal = _pupil_refusal(state, wanted.field, wanted.pupil_id)
        seen.add(wanted.pupil_id)
        if refusal is None and wanted.attendance == "late" and not 1 <= wanted.minutes_late <= LONGEST_LATENESS:
            refusal = Refusal(wanted.field, "MINUTES_OUT_OF_RANGE", f"Late is 1 to {LONGEST_LATENESS} minutes.")
        if refusal is None and wanted.attendance not in {"present", "absent", "late"}:
            refusal = Refusal(wanted.field, "UNKNOWN_ATTENDANCE", "Attendance is present, absent or late.")
        if refusal is not None:
            result.refusals.append(refusal)
        elif attendance_value(wanted.attendance, wanted.minutes_late) != stored.value:
            if wanted.seen_version != stored.version:
                result.refusals.append(_conflict(wanted.field, stored, wanted.pupil_id))
            else:
                result.attendance.append((wanted, stored))


def _judge_edit(state: LessonState, edit: WantedEdit, result: Judgement) -> None:
    name, lesson = "lesson_edit", state.lesson
    texts = [(edit.topic or "", LONGEST_TOPIC), (edit.homework[1] if edit.homework else "", LONGEST_HOMEWORK)]
    for text, longest in texts:
        if (bad := bad_text(text, longest)) is not None:
            result.refusals.append(Refusal(name, *bad))
            return
    if edit.homework and edit.homework[2] and edit.homework[2] < lesson.day:
        result.refusals.append(Refusal(name, "DUE_BEFORE_LESSON", "Homework can't be due before its lesson."))
        return
    if edit.confirmed and lesson.day > lesson.today:
        result.refusals.append(
            Refusal(name, "LESSON_IN_FUTURE", "The lesson has not been yet: confirm attendance on its day.")
        )
        return
    if not _changes(lesson, edit):
        return
    if edit.seen_version != lesson.version:
        current = Cell(f"{lesson.topic} | {lesson.homework_text}", lesson.version)
        result.refusals.append(_conflict(name, current, ""))
        return
    result.edit = edit


def _changes(lesson: StoredLesson, edit: WantedEdit) -> bool:
    stored = (lesson.homework, lesson.homework_text, lesson.homework_due)
    return (
        (edit.topic is not None and edit.topic != lesson.topic)
        or (edit.homework is not None and edit.homework != stored)
        or (edit.confirmed is not None and edit.confirmed != lesson.attendance_confirmed)
    )


def _conflict(name: str, stored: Cell, pupil_id: str) -> Refusal:
    return Refusal(
        name, "VERSION_CONFLICT", "Another save came between: look at both values and choose.", stored, pupil_id
    )


def attendance_value(attendance: str, minutes_late: int) -> str:
    """How attendance stands in history and in conflicts: "late 5"."""
    return f"late {minutes_late}" if attendance == "late" else attendance


def bad_text(text: str, longest: int) -> tuple[str, str] | None:
    """(rule, message) when a text can't be taken."""
    if len(text) > longest:
        return "TEXT_TOO_LONG", f"At most {longest} characters."
    if _CONTROL.search(text):
        return "BAD_CHARACTER", "Take the control characters out of the text."
    return None


def clean(text: str) -> str:
    """A text as it is stored: normal form C (Unicode), no blanks around it."""
    return unicodedata.normalize("NFC", text).strip()
