"""What a lesson holds, what a save wants of it, and what became of that."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kit.audit import Head
from services.gradebook.domain.scales import Scale

# kind ("", "none" or "given"), text, due date
Homework = tuple[str, str, date | None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as stored, with the titles of its group; what is in its cells stands apart."""

    school_id: str
    group_id: str
    lesson_id: str
    class_id: str | None
    subject_title: str
    class_title: str
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
    # The day at the school on which it first was filled.
    filled_date: date | None
    # Who saved last, and when; None: the lesson holds nothing.
    teacher_id: str | None
    recorded_at: datetime | None
    version: int
    # The version in which topic, homework or confirmation last changed.
    edit_version: int
    # Goes up with every line of the lesson's history.
    change_number: int
    # Where a moved lesson stood by the pattern.
    moved_from_day: date | None = None
    moved_from_bell: int | None = None
    cancel_reason: str = ""
    # Which of the group's teachers the timetable names; None: none of them.
    planned_teacher_id: str | None = None
    # Who stands in, and how ("substitute" …); None and "": the teacher is there, or nobody is named.
    substitute_id: str | None = None
    substitution_kind: str = ""
    # The day at the school on which the homework that stands was first recorded; None: none is, or nobody kept the day.
    homework_recorded_date: date | None = None

    @property
    def filled(self) -> bool:
        """Attendance confirmed and a topic written."""
        return self.attendance_confirmed and bool(self.topic)


@dataclass(frozen=True, slots=True)
class Cell:
    """A stored value with its version; '' and 0 where nothing was ever stored."""

    value: str = ""
    version: int = 0
    # Of a mark: words to the family; of owed work: by when a mark is due.
    comment: str = ""
    due: date | None = None
    # Of an assessment: the day at the school on which the cell got it; None: nobody kept the day.
    entered: date | None = None

    @property
    def says(self) -> tuple[str, str, date | None, date | None]:
        """All but the version: cells that say the same are the same to whoever saves."""
        return self.value, self.comment, self.due, self.entered


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class LessonState:
    """Everything that a save is judged by. Attendance values are "present", "absent", "absent ill", "late 5"."""

    lesson: Lesson
    year_group: int
    # The day at the school.
    today: date
    # Days after the lesson in which it can be edited; None: always. By category where one has its own.
    edit_days: int | None
    windows: dict[str, int]
    # A lock holds on its class, subject or term; somebody has granted an unlock that holds now.
    locked: bool
    unlocked: bool
    # Pupils who are in the group on the lesson's day; those of them who are exempt from its subject and get no marks.
    members: frozenset[str]
    exempt: frozenset[str]
    subject_code: str
    scale: Scale
    # code → weight
    categories: dict[str, Decimal]
    # line item id → category
    line_items: dict[str, str]
    # (line item id, pupil id) → cell
    marks: dict[tuple[str, str], Cell]
    # pupil id → cell
    attendance: dict[str, Cell]
    # The last line of the lesson's history.
    history: Head
    # pupil id → the reason that a period gives every absence on the lesson's day
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WantedMark:
    """A mark to save; an empty value deletes. `line_item` is an id, or the key of a new item."""

    field: str
    line_item: str
    pupil_id: str
    value: str
    seen_version: int
    reason: str
    # None: the comment is not touched.
    comment: str | None = None
    # Of owed work: ISO text.
    due: str = ""


@dataclass(frozen=True, slots=True)
class WantedAttendance:
    """Attendance to save: "present", "absent" or "late"."""

    field: str
    pupil_id: str
    attendance: str
    minutes_late: int
    seen_version: int
    # Of an absence, when a period gives it one; nobody asks for it in a save.
    reason: str = ""

    @property
    def value(self) -> str:
        """As it stands in a cell."""
        return attendance_value(self.attendance, self.minutes_late, self.reason)


@dataclass(frozen=True, slots=True)
class WantedItem:
    """A line item to add. `item_id`: the id it is to get; empty: a new one."""

    field: str
    key: str
    category: str
    title: str
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class WantedHomework:
    """Homework as typed; the due date is ISO text, empty: the next lesson."""

    none: bool
    text: str
    due: str


@dataclass(frozen=True, slots=True)
class WantedEdit:
    """Topic, homework, confirmation; None: not touched."""

    seen_version: int
    topic: str | None = None
    homework: WantedHomework | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class WantedSave:
    """A whole save as asked for."""

    edit: WantedEdit | None
    items: list[WantedItem]
    marks: list[WantedMark]
    attendance: list[WantedAttendance]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of the request that is not saved: which, by which rule, what to do; on a conflict, what is stored."""

    field: str
    rule: str
    message: str
    current: Cell = EMPTY


@dataclass(frozen=True, slots=True)
class Edit:
    """The parts of topic, homework and confirmation that change; None: stays."""

    topic: str | None = None
    homework: Homework | None = None
    confirmed: bool | None = None

    def __bool__(self) -> bool:
        return self != Edit()


@dataclass(slots=True)
class Judgement:
    """What of a save changes something, each with the cell it replaces; what is so already; what is refused."""

    items: list[WantedItem] = field(default_factory=list)
    # With the cell as it will be, too.
    marks: list[tuple[WantedMark, Cell, Cell]] = field(default_factory=list)
    attendance: list[tuple[WantedAttendance, Cell]] = field(default_factory=list)
    edit: Edit = field(default_factory=Edit)
    same_marks: list[tuple[WantedMark, Cell]] = field(default_factory=list)
    same_attendance: list[tuple[WantedAttendance, Cell]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.items or self.marks or self.attendance or self.edit)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the history: which cell, from what to what, why; the version after it."""

    cell: str
    line_item_id: str | None
    pupil_id: str | None
    old: str
    new: str
    reason: str
    version: int


def attendance_value(attendance: str, minutes_late: int, reason: str = "") -> str:
    """How attendance stands in cells, history and conflicts: "late 5", "absent ill"."""
    if attendance == "late":
        return f"late {minutes_late}"
    return f"{attendance} {reason}" if reason else attendance


def attendance_fact(value: str) -> str:
    """The fact in a value, which is the subject teacher's, without the reason: "absent ill" is "absent"."""
    return "absent" if value.startswith("absent") else value
