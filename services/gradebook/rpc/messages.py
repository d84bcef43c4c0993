"""The journal's rows as messages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import scales_pb2
from zvonok.gradebook.v1.changes_pb2 import JournalChange, WatchJournalResponse

from services.gradebook.actions.recording import Save, Saved
from services.gradebook.domain.calendar import Calendar
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.rules import Category
from services.gradebook.domain.scales import Scale
from services.gradebook.rpc.substitution_messages import SUBSTITUTION_KIND
from services.gradebook.store.history import ChangeRow, Place
from services.gradebook.store.journal import AttendanceRow, DiaryRows, ItemRow, JournalRows, MarkRow, MemberRow
from services.gradebook.store.watching import Standing

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

_OUTCOME = {True: pb.CELL_OUTCOME_SAVED, False: pb.CELL_OUTCOME_ALREADY_SO}


def lesson_message(lesson: Lesson, calendar: Calendar | None = None) -> pb.Lesson:
    """A lesson without what is in its cells; with its times where the calendar is given."""
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
        change_number=lesson.change_number,
    )
    if calendar is not None:
        begin_end = calendar.bells_of(lesson.day).get(lesson.bell)
        if begin_end is not None:
            message.begin_time, message.end_time = (time.isoformat("minutes") for time in begin_end)
    if lesson.moved_from_day is not None:
        message.moved_from_date = lesson.moved_from_day.isoformat()
        message.moved_from_bell = lesson.moved_from_bell or 0
    if lesson.cancel_reason:
        message.cancel_reason = lesson.cancel_reason
    if lesson.planned_teacher_id is not None:
        message.planned_teacher = f"persons/{lesson.planned_teacher_id}"
    if lesson.substitution_kind:
        message.substitution_kind = SUBSTITUTION_KIND[lesson.substitution_kind]
    if lesson.substitute_id is not None:
        message.substitute = f"persons/{lesson.substitute_id}"
    if lesson.homework:
        message.homework.none = lesson.homework == "none"
        message.homework.text = lesson.homework_text
        message.homework.due_date = lesson.homework_due.isoformat() if lesson.homework_due else ""
    return message


def fill_journal(
    message: pb.GetLessonResponse | pb.GetJournalResponse,
    rows: JournalRows,
    averages: Mapping[str, Decimal],
    ids: Mapping[str, str],
) -> None:
    """Adds pupils, line items, marks and attendance: what the answers of GetLesson and GetJournal have in common.

    Cells are made in place and set field by field: a list of messages for the constructor takes three times as long.
    """
    lessons, pupils = _lessons(ids["school"], ids["group"]), _pupils(ids["school"])
    message.pupils.extend(_member(pupils, row, averages.get(row.pupil_id)) for row in rows.members)
    message.line_items.extend(item_message(lessons, row) for row in rows.items)
    add_mark = message.marks.add
    for mark in rows.marks:
        _set_mark(add_mark(), lessons, pupils, mark)
    add_attendance = message.attendance.add
    for cell in rows.attendance:
        _set_attendance(add_attendance(), lessons, pupils, cell)


def _member(pupils: str, row: MemberRow, average: Decimal | None) -> pb.GroupPupil:
    return pb.GroupPupil(
        pupil=pupils + row.pupil_id,
        begin_date="" if row.begin == date.min else row.begin.isoformat(),
        end_date="" if row.end == date.max else row.end.isoformat(),
        average="" if average is None else str(average),
        exempt_times=exempt_messages(row.exempt),
    )


def exempt_messages(times: Iterable[tuple[str, str, bool]] | None) -> list[pb.ExemptTime]:
    """Exempt times, out of JSON."""
    return [pb.ExemptTime(begin_date=begin, end_date=end, partial=partial) for begin, end, partial in times or ()]


def category_message(category: Category) -> pb.WorkCategory:
    """A category that line items can be of."""
    return pb.WorkCategory(code=category.code, title=category.title, weight=decimal_text(category.weight))


def scale_message(year_group: int, scale: Scale) -> scales_pb2.Scale:
    """A year group's scale."""
    return scales_pb2.Scale(
        year_group=year_group,
        lowest=scale.lowest,
        highest=scale.highest,
        words=scale.words,
        double_marks=scale.double_marks,
        double_subjects=scale.double_subjects,
        minimum_marks=scale.minimum_marks,
        thresholds=[f"{least:.2f}" for least in scale.thresholds],
        version=scale.version,
    )


def diary_lessons(rows: DiaryRows, calendar: Calendar) -> list[pb.DiaryLesson]:
    """A diary's lessons with the pupil's own marks and attendance."""
    messages = {
        lesson.lesson_id: pb.DiaryLesson(
            lesson=lesson_message(lesson, calendar), exempt=lesson.lesson_id in rows.exempt
        )
        for lesson in rows.lessons
    }  # fmt: skip
    for mark in rows.marks:
        message = messages[mark.lesson_id].marks.add(
            value=mark.value,
            category=mark.category,
            title=mark.title,
            weight=decimal_text(mark.weight),
            comment=mark.comment,
            due_date=mark.due.isoformat() if mark.due is not None else "",
        )
        message.update_time.seconds, message.update_time.nanos = _timestamp(mark.updated_at)
    groups = {lesson.lesson_id: (lesson.school_id, lesson.group_id) for lesson in rows.lessons}
    for cell in rows.attendance:
        school_id, group_id = groups[cell.lesson_id]
        entry = messages[cell.lesson_id].attendance
        _set_attendance(entry, _lessons(school_id, group_id), _pupils(school_id), cell)
    return list(messages.values())


def saved_message(save: Save, saved: Saved) -> pb.RecordLessonResponse:
    """What became of a save."""
    message = pb.RecordLessonResponse()
    lessons, pupils = _lessons(save.school_id, save.group_id), _pupils(save.school_id)
    if saved.lesson is not None:
        message.lesson.CopyFrom(lesson_message(saved.lesson))
    message.new_line_items.extend(
        item_message(lessons, ItemRow(save.lesson_id, item.line_item_id, item.category, item.title, item.weight, 1))
        for item in saved.items
    )
    for mark in saved.marks:
        line_item = f"{lessons}{save.lesson_id}/lineItems/{mark.line_item_id}"
        message.marks.add(
            line_item=line_item,
            pupil=pupils + mark.pupil_id,
            value=mark.value,
            version=mark.version,
            outcome=_OUTCOME[mark.changed],
        )
    for cell in saved.attendance:
        message.attendance.add(
            pupil=pupils + cell.pupil_id,
            attendance=_ATTENDANCE[cell.attendance],
            minutes_late=cell.minutes_late,
            version=cell.version,
            outcome=_OUTCOME[cell.changed],
        )
    for name, changed in saved.parts:
        message.parts.add(field=name, outcome=_OUTCOME[changed])
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
            current_comment=refusal.current.comment,
            pupil=_pupils(save.school_id) + shown if shown else "",
        )


def moved_message(
    ids: Mapping[str, str], changed: Iterable[Standing], gone: Iterable[Standing]
) -> WatchJournalResponse:
    """Which lessons of a group stand elsewhere now."""
    message, lessons = WatchJournalResponse(), _lessons(ids["school"], ids["group"])
    for standing in changed:
        entry = message.lessons.add(
            lesson=lessons + standing.lesson_id,
            change_number=standing.change_number,
            version=standing.version,
            person=f"persons/{standing.teacher_id}" if standing.teacher_id else "",
        )
        if standing.recorded_at is not None:
            entry.update_time.FromDatetime(standing.recorded_at)
    for standing in gone:
        message.lessons.add(lesson=lessons + standing.lesson_id, gone=True)
    return message


def change_message(place: Place, row: ChangeRow) -> JournalChange:
    """A line of the history."""
    lesson = f"{_lessons(place.school_id, place.group_id)}{row.lesson_id}"
    return JournalChange(
        time=row.time,
        person=f"persons/{row.person_id}",
        lesson=lesson,
        date=row.day.isoformat(),
        bell=row.bell,
        cell=row.cell,
        line_item=f"{lesson}/lineItems/{row.line_item_id}" if row.line_item_id else "",
        category=row.category,
        title=row.title,
        pupil=_pupils(place.school_id) + row.pupil_id if row.pupil_id else "",
        old_value=row.old,
        new_value=row.new,
        reason=row.reason,
        version=row.version,
    )


def item_message(lessons: str, row: ItemRow) -> pb.LineItem:
    """A line item; `lessons` is what names of lessons begin with."""
    return pb.LineItem(
        name=f"{lessons}{row.lesson_id}/lineItems/{row.line_item_id}",
        category=row.category,
        title=row.title,
        weight=decimal_text(row.weight),
        version=row.version,
    )


def _set_mark(message: pb.Mark, lessons: str, pupils: str, row: MarkRow) -> None:
    message.line_item = f"{lessons}{row.lesson_id}/lineItems/{row.line_item_id}"
    message.pupil = pupils + row.pupil_id
    message.MergeFromString(_mark_facts(row.value, row.version, row.updated_at))
    if row.comment:
        message.comment = row.comment
    if row.due is not None:
        message.due_date = row.due.isoformat()


def _set_attendance(message: pb.AttendanceEntry, lessons: str, pupils: str, row: AttendanceRow) -> None:
    message.lesson = lessons + row.lesson_id
    message.pupil = pupils + row.pupil_id
    message.MergeFromString(_attendance_facts(row.attendance, row.minutes_late, row.reason, row.version))


def decimal_text(weight: Decimal) -> str:
    """A weight without idle zeros: "1.5", "2"."""
    return f"{weight.normalize():f}"


def _lessons(school_id: str, group_id: str) -> str:
    return f"schools/{school_id}/groups/{group_id}/lessons/"


def _pupils(school_id: str) -> str:
    return f"schools/{school_id}/pupils/"


@lru_cache(maxsize=4096)
def _mark_facts(value: str, version: int, updated_at: datetime) -> bytes:
    # The marks of one save have one time and few values; setting a message inside a message takes longer than the rest.
    mark = pb.Mark(value=value, version=version)
    mark.update_time.seconds, mark.update_time.nanos = _timestamp(updated_at)
    return mark.SerializeToString()


@lru_cache(maxsize=4096)
def _attendance_facts(attendance: str, minutes_late: int, reason: str, version: int) -> bytes:
    return pb.AttendanceEntry(
        attendance=_ATTENDANCE[attendance], minutes_late=minutes_late, reason=_REASON[reason], version=version
    ).SerializeToString()


@lru_cache(maxsize=1024)
def _timestamp(time: datetime) -> tuple[int, int]:
    # Seconds and nanoseconds; the marks of one save have one time.
    return int(time.timestamp()), time.microsecond * 1000
