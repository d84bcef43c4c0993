"""What came with the lesson's form: the values typed, and the values and versions that the page had shown.

Only what differs from what was shown is sent, each with the version seen: another save in between is then told apart
from this one, cell by cell.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zvonok.gradebook.v1.gradebook_pb2 import (
    ATTENDANCE_ABSENT,
    ATTENDANCE_LATE,
    ATTENDANCE_PRESENT,
    Attendance,
    AttendanceEdit,
    Homework,
    LessonEdit,
    MarkEdit,
    NewLineItem,
    RecordLessonRequest,
)

PRESENT, ABSENT, LATE = "present", "absent", "late"
STATES: Mapping[str, Attendance] = {
    PRESENT: ATTENDANCE_PRESENT,
    ABSENT: ATTENDANCE_ABSENT,
    LATE: ATTENDANCE_LATE,
}
# Н on a Russian keyboard, and the Latin letters of the same look and the same key.
_ABSENT_LETTERS = frozenset("нhn")
OWED = "•"
_POINTS = frozenset({".", "·", OWED})
_FIELD = re.compile(r"(mark|att|late|column)\.([0-9a-z-]{1,40})(?:\.([0-9a-f-]{36}))?")
_MOST_LATE_DIGITS = 3


class BadForm(Exception):
    """The hidden part of the form is not what the page had sent: it must be loaded again."""


@dataclass(frozen=True, slots=True)
class PartValues:
    """Topic, homework and confirmation as the form has them."""

    topic: str = ""
    homework: str = ""
    homework_none: bool = False
    due: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page had shown, with versions; a cell that is missing was empty, version 0."""

    version: int = 0
    part: PartValues = PartValues()
    # pupil -> state, minutes, version
    attendance: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    # (column, pupil) -> value, version
    marks: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def to_json(self) -> str:
        """For the hidden field of the form."""
        part = self.part
        return json.dumps(
            {
                "v": self.version,
                "p": [part.topic, part.homework, part.homework_none, part.due, part.confirmed],
                "a": {pupil: list(entry) for pupil, entry in self.attendance.items()},
                "m": {f"{column} {pupil}": list(entry) for (column, pupil), entry in self.marks.items()},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Seen":
        """Reads the hidden field. Raises BadForm when it is damaged."""
        try:
            raw = json.loads(text)
            topic, homework, none, due, confirmed = raw["p"]
            return cls(
                version=int(raw["v"]),
                part=PartValues(str(topic), str(homework), bool(none), str(due), bool(confirmed)),
                attendance={pupil: (str(s), int(m), int(v)) for pupil, (s, m, v) in raw["a"].items()},
                marks={_column_and_pupil(key): (str(value), int(v)) for key, (value, v) in raw["m"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadForm from error


def _column_and_pupil(key: str) -> tuple[str, str]:
    column, pupil = key.split(" ")
    return column, pupil


@dataclass(frozen=True, slots=True)
class Typed:
    """One posted form."""

    request_id: str
    seen: Seen
    part: PartValues
    # pupil -> state, minutes
    attendance: Mapping[str, tuple[str, int]]
    # (column, pupil) -> value
    marks: Mapping[tuple[str, str], str]
    # key -> category, in the order of the page
    new_columns: Mapping[str, str]
    # By when newly owed work is due, as ISO text; why marks are corrected.
    owed_until: str = ""
    reason: str = ""

    def changed_attendance(self) -> list[str]:
        """Pupils whose attendance was changed on the page."""
        return [p for p, entry in self.attendance.items() if entry != self.seen.attendance.get(p, (PRESENT, 0, 0))[:2]]

    def changed_marks(self) -> list[tuple[str, str]]:
        """Cells whose mark was changed on the page."""
        return [cell for cell, value in self.marks.items() if value != self.seen.marks.get(cell, ("", 0))[0]]

    def part_changed(self) -> bool:
        """Whether topic, homework or confirmation was changed on the page."""
        return self.part != self.seen.part


def read_form(form: Mapping[str, str]) -> Typed:
    """Reads the posted lesson. Raises BadForm when its hidden part is damaged."""
    attendance: dict[str, tuple[str, int]] = {}
    marks: dict[tuple[str, str], str] = {}
    new_columns: dict[str, str] = {}
    absent_by_letter: set[str] = set()
    for name, value in form.items():
        match = _FIELD.fullmatch(name)
        if match is None:
            continue
        kind, first, second = match.groups()
        if kind == "column":
            new_columns[first] = value
        elif kind == "att":
            attendance[first] = _attendance(value, form.get(f"late.{first}", ""))
        elif kind == "mark" and second:
            mark = clean_mark(value)
            if mark in _ABSENT_LETTERS:
                absent_by_letter.add(second)
                mark = ""
            marks[first, second] = mark
    attendance.update(dict.fromkeys(absent_by_letter, (ABSENT, 0)))
    return Typed(
        request_id=form.get("request_id", ""),
        seen=Seen.from_json(form.get("seen", "")),
        part=PartValues(
            topic=_line(form.get("topic", "")),
            homework=form.get("homework", "").replace("\r\n", "\n").strip(),
            homework_none="homework_none" in form,
            due=form.get("due", "").strip(),
            confirmed="confirmed" in form,
        ),
        attendance=attendance,
        marks=marks,
        new_columns=new_columns,
        owed_until=form.get("owed_until", "").strip(),
        reason=_line(form.get("reason", "")),
    )


def clean_mark(value: str) -> str:
    """A mark as typed, in the spelling of the scale: no blanks, small letters; a point is owed work.

    What it means is the gradebook's.
    """
    mark = "".join(value.split()).lower().replace("\\", "/")
    return OWED if mark in _POINTS else mark


def _line(value: str) -> str:
    return " ".join(value.split())


def _attendance(state: str, minutes: str) -> tuple[str, int]:
    number = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) <= _MOST_LATE_DIGITS else 0
    if state == ABSENT:
        return ABSENT, 0
    if state == LATE or number:
        return LATE, number
    return PRESENT, 0


@dataclass(frozen=True, slots=True)
class Save:
    """One RecordLesson, and which cell each of its edits came from."""

    request: RecordLessonRequest
    marks: list[tuple[str, str]]
    attendance: list[str]
    # The client keys of the new line items, in the order of the request.
    new_columns: list[str]

    @property
    def empty(self) -> bool:
        """Nothing was changed."""
        return not (self.marks or self.attendance or self.request.HasField("lesson_edit"))


def build_save(typed: Typed, *, lesson: str, line_item: str, pupil: str) -> Save:
    """The one call that saves the form.

    `lesson` is the resource name; `line_item` and `pupil` are name patterns with `{id}`. A new column without a mark
    is not made.
    """
    marks = typed.changed_marks()
    attendance = typed.changed_attendance()
    used = [key for key in typed.new_columns if any(column == key for column, _ in marks)]
    request = RecordLessonRequest(request_id=typed.request_id, lesson=lesson)
    if typed.part_changed():
        request.lesson_edit.CopyFrom(_lesson_edit(typed))
    request.new_line_items.extend(NewLineItem(client_key=key, category=typed.new_columns[key]) for key in used)
    for column, person in marks:
        name = column if column in typed.new_columns else line_item.format(id=column)
        seen, version = typed.seen.marks.get((column, person), ("", 0))
        edit = MarkEdit(line_item=name, pupil=pupil.format(id=person), seen_version=version)
        edit.value = typed.marks[column, person]
        edit.due_date = typed.owed_until if edit.value == OWED else ""
        edit.reason = typed.reason if seen else ""
        request.marks.append(edit)
    for person in attendance:
        state, minutes = typed.attendance[person]
        request.attendance.append(
            AttendanceEdit(
                pupil=pupil.format(id=person),
                attendance=STATES[state],
                minutes_late=minutes,
                seen_version=typed.seen.attendance.get(person, (PRESENT, 0, 0))[2],
            )
        )
    return Save(request, marks, attendance, used)


def _lesson_edit(typed: Typed) -> LessonEdit:
    part, seen = typed.part, typed.seen.part
    edit = LessonEdit(seen_version=typed.seen.version)
    if part.topic != seen.topic:
        edit.topic = part.topic
    if (part.homework, part.homework_none, part.due) != (seen.homework, seen.homework_none, seen.due):
        edit.homework.CopyFrom(Homework(none=part.homework_none, text=part.homework, due_date=part.due))
    if part.confirmed != seen.confirmed:
        edit.attendance_confirmed = part.confirmed
    return edit
