"""What a judged save leaves behind: the lesson after it, and the lines of its history."""

from dataclasses import replace
from datetime import date, datetime

from kit.audit import Head, Value, link, moment
from services.gradebook.domain.editing import (
    CONFIRMED,
    HOMEWORK,
    TOPIC,
    confirmed_value,
    homework_of,
    homework_value,
)
from services.gradebook.domain.lesson import Cell, Change, Judgement, Lesson, WantedMark, WantedSave
from services.gradebook.domain.texts import write_day


def lesson_after(lesson: Lesson, judged: Judgement, *, today: date, now: datetime, teacher_id: str) -> Lesson:
    """The lesson after the save. A save on the lesson's day or later makes a planned lesson held.

    The version moves with topic, homework, confirmation and state only: a colleague's marks are no conflict with them.
    """
    edit = judged.edit
    held = lesson.state == "planned" and lesson.day <= today
    version = lesson.version + 1 if edit or held else lesson.version
    kind, text, due = edit.homework if edit.homework is not None else homework_of(lesson)
    after = replace(
        lesson,
        state="held" if held else lesson.state,
        topic=lesson.topic if edit.topic is None else edit.topic,
        homework=kind,
        homework_text=text,
        homework_due=due,
        attendance_confirmed=lesson.attendance_confirmed if edit.confirmed is None else edit.confirmed,
        teacher_id=teacher_id,
        recorded_at=now,
        version=version,
        edit_version=version if edit else lesson.edit_version,
    )
    if after.filled and after.filled_date is None:
        after = replace(after, filled_date=today)
    if bool(kind) != bool(lesson.homework):
        after = replace(after, homework_recorded_date=today if kind else None)
    return after


def parts_of(wanted: WantedSave, judged: Judgement) -> list[tuple[str, bool]]:
    """Topic, homework and confirmation that were asked for and not refused: each with whether it changed."""
    edit = wanted.edit
    if edit is None:
        return []
    refused = {refusal.field for refusal in judged.refusals}
    if "lesson_edit" in refused:
        return []
    parts = (
        (TOPIC, edit.topic is not None, judged.edit.topic is not None),
        (HOMEWORK, edit.homework is not None, judged.edit.homework is not None),
        (CONFIRMED, edit.confirmed is not None, judged.edit.confirmed is not None),
    )
    return [(name, changed) for name, asked, changed in parts if asked and name not in refused]


def history_of(before: Lesson, after: Lesson, judged: Judgement, line_items: dict[str, str]) -> list[Change]:
    """A line for every value that changed. `line_items`: the new items' ids by their keys."""
    lines = [
        Change("line_item", line_items[item.key], None, "", f"{item.category} {item.title}".strip(), "", 1)
        for item in judged.items
    ]
    lines += [line for wanted, old, new in judged.marks for line in _mark_lines(wanted, old, new, line_items)]
    lines += [
        Change("attendance", None, wanted.pupil_id, cell.value, wanted.value, "", cell.version + 1)
        for wanted, cell in judged.attendance
    ]
    facts = (
        ("topic", before.topic, after.topic),
        ("homework", homework_value(homework_of(before)), homework_value(homework_of(after))),
        (
            "attendance_confirmed",
            confirmed_value(before.attendance_confirmed),
            confirmed_value(after.attendance_confirmed),
        ),
        ("state", before.state, after.state),
    )
    lines += [Change(cell, None, None, old, new, "", after.version) for cell, old, new in facts if old != new]
    return lines


def _mark_lines(wanted: WantedMark, cell: Cell, after: Cell, line_items: dict[str, str]) -> list[Change]:
    item = line_items.get(wanted.line_item, wanted.line_item)
    facts = (
        ("mark", cell.value, after.value),
        ("comment", cell.comment, after.comment),
        ("owed_until", write_day(cell.due), write_day(after.due)),
    )
    return [
        Change(name, item, wanted.pupil_id, old, new, wanted.reason, after.version)
        for name, old, new in facts
        if old != new
    ]


def chain(
    head: Head, changes: list[Change], *, person_id: str, request_id: str, now: datetime
) -> tuple[list[tuple[Change, Head]], Head]:
    """Each line of the history with its place in the lesson's chain, and the chain's new head."""
    linked = []
    for change in changes:
        values = history_values(change, person_id=person_id, request_id=request_id, changed_at=now)
        head = Head(head.number + 1, link(head.hash, head.number + 1, values))
        linked.append((change, head))
    return linked, head


def history_values(change: Change, *, person_id: str, request_id: str, changed_at: datetime) -> list[Value]:
    """What a line of the history says, as it is hashed."""
    return [
        moment(changed_at), person_id, request_id, change.cell, change.line_item_id, change.pupil_id,
        change.old, change.new, change.reason, change.version,
    ]  # fmt: skip
