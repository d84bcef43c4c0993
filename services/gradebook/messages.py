"""The journal's rows as messages, and ids out of resource names."""

from dataclasses import dataclass
from decimal import Decimal

from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from services.gradebook.actions.recording import Saved
from services.gradebook.store import journal

ATTENDANCE = {pb.ATTENDANCE_PRESENT: "present", pb.ATTENDANCE_ABSENT: "absent", pb.ATTENDANCE_LATE: "late"}
_ATTENDANCE = {text: number for number, text in ATTENDANCE.items()}
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


def lesson_message(row: journal.LessonRow) -> pb.Lesson:
    """A lesson without what is in its cells."""
    message = pb.Lesson(
        name=f"schools/{row.school_id}/groups/{row.group_id}/lessons/{row.lesson_id}",
        date=row.day.isoformat(),
        bell=row.bell,
        room=row.room,
        state=_STATE[row.state],
        topic=row.topic,
        attendance_confirmed=row.attendance_confirmed,
        version=row.version,
        subject_title=row.subject_title,
        class_title=row.class_title,
        filled=row.attendance_confirmed and bool(row.topic),
    )
    if row.homework:
        message.homework.none = row.homework == "none"
        message.homework.text = row.homework_text
        message.homework.due_date = row.homework_due.isoformat() if row.homework_due else ""
    return message


@dataclass(frozen=True, slots=True)
class Names:
    """Resource names within one group (and lesson), and ids out of them."""

    school_id: str
    group_id: str
    lesson_id: str = ""

    def lesson(self, lesson_id: str) -> str:
        """A lesson's name."""
        return f"schools/{self.school_id}/groups/{self.group_id}/lessons/{lesson_id}"

    def pupil(self, pupil_id: str) -> str:
        """A pupil's name."""
        return f"schools/{self.school_id}/pupils/{pupil_id}"

    def line_item(self, lesson_id: str, line_item_id: str) -> str:
        """A line item's name."""
        return f"{self.lesson(lesson_id)}/lineItems/{line_item_id}"

    def pupil_id(self, name: str) -> str:
        """The id in a pupil's name; a name of another school stays whole, and so is nobody in the group."""
        return name.removeprefix(f"schools/{self.school_id}/pupils/")

    def line_item_id(self, name: str) -> str:
        """The id in a name of a line item of this lesson; anything else stays as it is: the key of a new one."""
        return name.removeprefix(f"{self.lesson(self.lesson_id)}/lineItems/")

    def member(self, row: journal.MemberRow, average: Decimal | None) -> pb.GroupPupil:
        """A pupil of the group."""
        return pb.GroupPupil(
            pupil=self.pupil(row.pupil_id),
            begin_date=row.begin_date,
            end_date=row.end_date,
            average="" if average is None else str(average),
        )

    def item(self, row: journal.ItemRow) -> pb.LineItem:
        """A line item."""
        return pb.LineItem(
            name=self.line_item(row.lesson_id, row.line_item_id),
            category=row.category,
            title=row.title,
            weight=decimal_text(row.weight),
            version=row.version,
        )

    def mark(self, row: journal.MarkRow) -> pb.Mark:
        """A mark."""
        message = pb.Mark(
            line_item=self.line_item(row.lesson_id, row.line_item_id),
            pupil=self.pupil(row.pupil_id),
            value=row.value,
            version=row.version,
        )
        message.update_time.FromDatetime(row.updated_at)
        return message

    def attendance(self, row: journal.AttendanceRow) -> pb.AttendanceEntry:
        """Attendance of one pupil."""
        return pb.AttendanceEntry(
            pupil=self.pupil(row.pupil_id),
            attendance=_ATTENDANCE[row.attendance],
            minutes_late=row.minutes_late,
            reason=_REASON[row.reason],
            version=row.version,
            lesson=self.lesson(row.lesson_id),
        )


def decimal_text(weight: Decimal) -> str:
    """A weight without idle zeros: "1.5", "2"."""
    return f"{weight.normalize():f}"


def diary_lessons(rows: journal.DiaryRows) -> list[pb.DiaryLesson]:
    """A diary's lessons with the pupil's own marks and attendance."""
    marks: dict[str, list[pb.DiaryMark]] = {}
    for mark in rows.marks:
        item = rows.items[mark.line_item_id]
        time = Timestamp()
        time.FromDatetime(mark.updated_at)
        marks.setdefault(mark.lesson_id, []).append(
            pb.DiaryMark(
                value=mark.value,
                category=item.category,
                title=item.title,
                weight=decimal_text(item.weight),
                update_time=time,
            )
        )
    lessons = []
    for row in rows.lessons:
        message = pb.DiaryLesson(lesson=lesson_message(row), marks=marks.get(row.lesson_id, ()))
        cell = rows.attendance.get(row.lesson_id)
        if cell is not None:
            message.attendance.CopyFrom(Names(row.school_id, row.group_id).attendance(cell))
        lessons.append(message)
    return lessons


def saved_message(saved: Saved) -> pb.RecordLessonResponse:
    """What became of a save."""
    lesson = saved.lesson
    names = Names(lesson.school_id, lesson.group_id)
    row = journal.LessonRow(
        lesson.school_id, lesson.group_id, lesson.lesson_id, lesson.day, lesson.bell, lesson.room, lesson.state,
        lesson.topic, lesson.homework, lesson.homework_text, lesson.homework_due, lesson.attendance_confirmed,
        lesson.version, lesson.subject_title, lesson.class_title,
    )  # fmt: skip
    message = pb.RecordLessonResponse(lesson=lesson_message(row))
    for item in saved.items:
        message.new_line_items.add(
            name=names.line_item(lesson.lesson_id, item.line_item_id),
            category=item.category,
            title=item.title,
            weight=decimal_text(item.weight),
            version=1,
        )
    for line_item_id, pupil_id, value, version in saved.marks:
        message.marks.add(
            line_item=names.line_item(lesson.lesson_id, line_item_id),
            pupil=names.pupil(pupil_id),
            value=value,
            version=version,
        )
    for pupil_id, attendance, minutes, version in saved.attendance:
        message.attendance.add(
            pupil=names.pupil(pupil_id),
            attendance=_ATTENDANCE[attendance],
            minutes_late=minutes,
            version=version,
            lesson=names.lesson(lesson.lesson_id),
        )
    for refusal in saved.refusals:
        message.refusals.add(
            field=refusal.field,
            rule=refusal.rule,
            message=refusal.message,
            current_value=refusal.current.value if refusal.current else "",
            current_version=refusal.current.version if refusal.current else 0,
        )
    return message
