"""A written work of the whole class: one line item, a line for each pupil; what was typed, and what is sent of it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zvonok.gradebook.v1.gradebook_pb2 import (
    ATTENDANCE_ABSENT,
    CellRefusal,
    GetLessonResponse,
    LineItem,
    NewLineItem,
)
from zvonok.gradebook.v1.marks_pb2 import BatchRecordMarksRequest, SittingMark
from zvonok.identity.v1.people_pb2 import Pupil

from services.portal.lesson_form import OWED, BadForm, clean_mark
from services.portal.sheet import exempt_on, last_part

NEW = "new"
_CELL = re.compile(r"marks\[(\d+)\]")
_FIELD = re.compile(r"mark\.([0-9a-f-]{36})")
_CONFLICT = "VERSION_CONFLICT"
# What a page had shown: value, version, comment, due day.
Shown = tuple[str, int, str, str]
_NOTHING: Shown = ("", 0, "", "")


@dataclass(slots=True)
class Line:
    """A pupil in the work; `rule`: why what stands here was not saved."""

    pupil: str
    name: str
    value: str = ""
    comment: str = ""
    due: str = ""
    seen: Shown = _NOTHING
    absent: bool = False
    exempt: bool = False
    rule: str = ""
    current: str = ""

    @property
    def left_out(self) -> bool:
        """Whether the work gives the pupil no mark: it is given in the lesson's own grid when it is made up for."""
        return (self.absent or self.exempt) and not self.seen[0]


@dataclass(slots=True)
class Work:
    """The whole page; without an item: a work that is to be made."""

    stored: GetLessonResponse
    item: LineItem | None
    lines: list[Line]
    rules: list[str] = field(default_factory=list)

    @property
    def seen_json(self) -> str:
        """What the page shows as stored, for the hidden field."""
        return json.dumps({one.pupil: one.seen for one in self.lines if one.seen[1]}, ensure_ascii=False)

    @property
    def has_problems(self) -> bool:
        """Whether something was not saved."""
        return bool(self.rules or any(one.rule for one in self.lines))


@dataclass(frozen=True, slots=True)
class Typed:
    """The posted form; pupil -> value, comment, due day."""

    request_id: str
    seen: Mapping[str, Shown]
    cells: Mapping[str, tuple[str, str, str]]
    category: str
    title: str
    fill: str
    absent_due: str
    reason: str

    def changed(self) -> list[str]:
        """Pupils whose line was changed on the page."""
        found = []
        for pupil, typed in self.cells.items():
            value, _, comment, due = self.seen.get(pupil, _NOTHING)
            if typed != (value, comment, due):
                found.append(pupil)
        return found


def read_work(form: Mapping[str, str]) -> Typed:
    """Reads the posted form. Raises BadForm when its hidden part is damaged."""
    cells = {}
    for name in form:
        match = _FIELD.fullmatch(name)
        if match is not None:
            value = clean_mark(form[name])
            due = form.get(f"due.{match[1]}", "").strip() if value == OWED else ""
            cells[match[1]] = (value, _line(form.get(f"comment.{match[1]}", "")), due)
    return Typed(
        request_id=form.get("request_id", ""),
        seen=_read_seen(form.get("seen", "")),
        cells=cells,
        category=form.get("category", ""),
        title=_line(form.get("title", "")),
        fill=clean_mark(form.get("fill", "")),
        absent_due=form.get("absent_due", "").strip() if "absent_owe" in form else "",
        reason=_line(form.get("reason", "")),
    )


def _line(value: str) -> str:
    return " ".join(value.split())


def _read_seen(text: str) -> dict[str, Shown]:
    try:
        raw = json.loads(text)
        return {str(pupil): (str(v), int(n), str(c), str(d)) for pupil, (v, n, c, d) in raw.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadForm from error


def build_work(stored: GetLessonResponse, names: Iterable[Pupil], item_id: str) -> Work | None:
    """The page of what is stored, pupils in the order of the register; None: the lesson has no such work."""
    item = next((one for one in stored.line_items if last_part(one.name) == item_id), None)
    if item is None and item_id != NEW:
        return None
    marks = {last_part(mark.pupil): mark for mark in stored.marks if item and mark.line_item == item.name}
    absent = {last_part(one.pupil) for one in stored.attendance if one.attendance == ATTENDANCE_ABSENT}
    members = {last_part(one.pupil): one for one in stored.pupils}
    known = {last_part(one.name): f"{one.family_name} {one.given_name}" for one in names}
    order = [pupil for pupil in known if pupil in members] + sorted(members.keys() - known.keys())
    lines = []
    for pupil in order:
        line = Line(pupil, known.get(pupil, ""), absent=pupil in absent)
        line.exempt = exempt_on(members[pupil], stored.lesson.date)
        mark = marks.get(pupil)
        if mark is not None:
            line.value, line.comment, line.due = mark.value, mark.comment, mark.due_date
            line.seen = (mark.value, mark.version, mark.comment, mark.due_date)
        lines.append(line)
    return Work(stored, item, lines)


def request_of(typed: Typed, lesson: str, item_id: str) -> tuple[BatchRecordMarksRequest, list[str]]:
    """The one call that saves the form, and whose mark each of its marks is."""
    school = "/".join(lesson.split("/")[:2])
    wanted = BatchRecordMarksRequest(
        lesson=lesson,
        request_id=typed.request_id,
        line_item=NEW if item_id == NEW else f"{lesson}/lineItems/{item_id}",
        fill_value=typed.fill,
        absent_due_date=typed.absent_due,
    )
    if item_id == NEW:
        wanted.new_line_item.CopyFrom(NewLineItem(client_key=NEW, category=typed.category, title=typed.title))
    pupils = typed.changed()
    for pupil in pupils:
        value, comment, due = typed.cells[pupil]
        seen_value, version, seen_comment, _ = typed.seen.get(pupil, _NOTHING)
        mark: dict[str, Any] = {"comment": comment} if comment != seen_comment else {}
        if seen_value:
            mark["reason"] = typed.reason
        name = f"{school}/pupils/{pupil}"
        wanted.marks.append(SittingMark(pupil=name, value=value, seen_version=version, due_date=due, **mark))
    return wanted, pupils


def type_over(work: Work, typed: Typed) -> None:
    """Puts everything typed but not saved over what is stored, with the versions that the person had seen."""
    changed = set(typed.changed())
    for line in work.lines:
        if line.pupil in changed:
            line.value, line.comment, line.due = typed.cells[line.pupil]
            line.seen = typed.seen.get(line.pupil, _NOTHING)


def show_refusals(work: Work, typed: Typed, pupils: Sequence[str], refusals: Iterable[CellRefusal]) -> None:
    """Puts refused lines back into a page that was read after the save, each with its rule.

    A conflict shows what is stored now; saving again is then a decision, not an accident.
    """
    lines = {line.pupil: line for line in work.lines}
    for refusal in refusals:
        match = _CELL.fullmatch(refusal.field)
        line = lines.get(pupils[int(match[1])]) if match else None
        if line is None:
            if refusal.rule not in work.rules:
                work.rules.append(refusal.rule)
            continue
        line.value, line.comment, line.due = typed.cells[line.pupil]
        line.rule = refusal.rule
        line.current = line.seen[0] or "–" if refusal.rule == _CONFLICT else ""
