"""The journal's rows as messages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zvonok.gradebook.v1 import gradebook_pb2 as pb

from services.gradebook.actions.recording import Save, Saved
from services.gradebook.domain.lesson import Lesson
from services.gradebook.store.journal import AttendanceRow, DiaryRows, ItemRow, JournalRows, MarkRow, MemberRow

_ATTENDANCE = {"present": pb.ATTENDANCE_PRESENT, "absent": pb.ATTENDANCE_ABSENT, "late": pb.ATTENDANCE_LATE}
_STATE = {
    "planned": pb.LESSON_STATE_PLANNED,
    "held": pb.LESSON_STATE_HELD,
    "cancelled": pb.LESSON_STATE_CANCELLED,
}
_REASON = {
    "": pb.ABSENCE_REASON_UNSPECIFIED,
    "ill": pb.ABSENCE_REASON_ILL,
    "excused": pb.ABSENCE_REASON_EXCUSED,
    "unexcused": pb.ABSENCE_REASON_UNEXCUSED,
}


def lesson_message(lesson: Lesson) -> pb.Lesson:
    """A lesson without what is in its cells."""
    message = pb.Lesson(
        name=f"{_lessons(lesson.school_id, lesson.group_id)}{lesson.lesson_id}",
        date=lesson.day.isoformat(),
        bell=lesson.bell,
        room=lesson.room,
        state=_STATE[lesson.state],
        topic=lesson.topic,
        attendance_confirmed=lesson.attendance_confirmed,
        version=lesson.version,
        subject_title=lesson.subject_title,
        class_title=lesson.class_title,
        filled=lesson.filled,
    )
    if lesson.homework:
        message.homework.none = lesson.homework == "none"
        message.homework.text = lesson.homework_text
        message.homework.due_date = lesson.homework_due.isoformat() if lesson.homework_due else ""
    return message


def journal_parts(rows: JournalRows, averages: Mapping[str, Decimal], ids: Mapping[str, str]) -> dict[str, Any]:
    """Pupils, line items, marks and attendance: what the answers of GetLesson and GetJournal have in common.

    Lists for a message's constructor: a journal has thousands of cells, and adding them one by one takes twice as long.
    """
    lessons, pupils = _lessons(ids["school"], ids["group"]), _pupils(ids["school"])
    return {
        "pupils": [_member(pupils, row, averages.get(row.pupil_id)) for row in rows.members],
        "line_items": [_item(lessons, row) for row in rows.items],
        "marks": [_mark(lessons, pupils, row) for row in rows.marks],
        "attendance": [_attendance(lessons, pupils, row) for row in rows.attendance],
    }


def _member(pupils: str, row: MemberRow, average: Decimal | None) -> pb.GroupPupil:
    return pb.GroupPupil(
        pupil=pupils + row.pupil_id,
        begin_date="" if row.begin == date.min else row.begin.isoformat(),
        end_date="" if row.end == date.max else row.end.isoformat(),
        average="" if average is None else str(average),
    )


def diary_lessons(rows: DiaryRows) -> list[pb.DiaryLesson]:
    """A diary's lessons with the pupil's own marks and attendance."""
    messages = {
        lesson.lesson_id: pb.DiaryLesson(lesson=lesson_message(lesson)) for lesson in rows.lessons
    }  # fmt: skip
    for mark in rows.marks:
        messages[mark.lesson_id].marks.append(
            pb.DiaryMark(
                value=mark.value,
                category=mark.category,
                title=mark.title,
                weight=decimal_text(mark.weight),
                update_time=_timestamp(mark.updated_at),
            )
        )
    groups = {lesson.lesson_id: (lesson.school_id, lesson.group_id) for lesson in rows.lessons}
    for cell in rows.attendance:
        school_id, group_id = groups[cell.lesson_id]
        entry = _attendance(_lessons(school_id, group_id), _pupils(school_id), cell)
        messages[cell.lesson_id].attendance.CopyFrom(entry)
    return list(messages.values())


def saved_message(save: Save, saved: Saved) -> pb.RecordLessonResponse:
    """What became of a save."""
    message = pb.RecordLessonResponse()
    lessons, pupils = _lessons(save.school_id, save.group_id), _pupils(save.school_id)
    if saved.lesson is not None:
        message.lesson.CopyFrom(lesson_message(saved.lesson))
    message.new_line_items.extend(
        _item(lessons, ItemRow(save.lesson_id, item.line_item_id, item.category, item.title, item.weight, 1))
        for item in saved.items
    )
    for mark in saved.marks:
        line_item = f"{lessons}{save.lesson_id}/lineItems/{mark.line_item_id}"
        message.marks.add(line_item=line_item, pupil=pupils + mark.pupil_id, value=mark.value, version=mark.version)
    for cell in saved.attendance:
        message.attendance.add(
            pupil=pupils + cell.pupil_id,
            attendance=_ATTENDANCE[cell.attendance],
            minutes_late=cell.minutes_late,
            version=cell.version,
        )
    message.refusals.extend(_refusals(save, saved))
    return message


def _refusals(save: Save, saved: Saved) -> Iterable[pb.CellRefusal]:
    # A refusal that shows what somebody else has stored discloses it, and so names the pupil.
    pupils = {mark.field: mark.pupil_id for mark in save.wanted.marks}
    pupils |= {entry.field: entry.pupil_id for entry in save.wanted.attendance}
    for refusal in saved.refusals:
        shown = pupils.get(refusal.field, "") if refusal.current.version else ""
        yield pb.CellRefusal(
            field=refusal.field,
            rule=refusal.rule,
            message=refusal.message,
            current_value=refusal.current.value,
            current_version=refusal.current.version,
            pupil=_pupils(save.school_id) + shown if shown else "",
        )


def _item(lessons: str, row: ItemRow) -> pb.LineItem:
    return pb.LineItem(
        name=f"{lessons}{row.lesson_id}/lineItems/{row.line_item_id}",
        category=row.category,
        title=row.title,
        weight=decimal_text(row.weight),
        version=row.version,
    )


def _mark(lessons: str, pupils: str, row: MarkRow) -> pb.Mark:
    return pb.Mark(
        line_item=f"{lessons}{row.lesson_id}/lineItems/{row.line_item_id}",
        pupil=pupils + row.pupil_id,
        value=row.value,
        version=row.version,
        update_time=_timestamp(row.updated_at),
    )


def _attendance(lessons: str, pupils: str, row: AttendanceRow) -> pb.AttendanceEntry:
    return pb.AttendanceEntry(
        pupil=pupils + row.pupil_id,
        attendance=_ATTENDANCE[row.attendance],
        minutes_late=row.minutes_late,
        reason=_REASON[row.reason],
        version=row.version,
        lesson=lessons + row.lesson_id,
    )


def decimal_text(weight: Decimal) -> str:
    """A weight without idle zeros: "1.5", "2"."""
    return f"{weight.normalize():f}"


def _lessons(school_id: str, group_id: str) -> str:
    return f"schools/{school_id}/groups/{group_id}/lessons/"


def _pupils(school_id: str) -> str:
    return f"schools/{school_id}/pupils/"


@lru_cache(maxsize=1024)
def _timestamp(time: datetime) -> dict[str, int]:
    # The marks of one save have one time.
    return {"seconds": int(time.timestamp()), "nanos": time.microsecond * 1000}
