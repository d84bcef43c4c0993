"""GradebookService: request → action → response."""

from datetime import date

import grpc
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2_grpc

from kit import pages
from kit.database import transaction
from kit.errors import InvalidArgument
from kit.idempotency import first_answer, keep_answer
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook import messages
from services.gradebook.actions import reading, recording, replaying
from services.gradebook.domain import recording as rules

GROUP = "schools/{school}/groups/{group}"
LESSON = GROUP + "/lessons/{lesson}"
LINE_ITEM = LESSON + "/lineItems/{line_item}"
PUPIL = "schools/{school}/pupils/{pupil}"
_PAGE, _MOST = 200, 1000
_LONGEST_JOURNAL_DAYS = 370
_LONGEST_DIARY_DAYS = 62


class GradebookServicer(gradebook_pb2_grpc.GradebookServiceServicer):
    """See proto/zvonok/gradebook/v1/gradebook.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def ListLessons(self, request: pb.ListLessonsRequest, context: grpc.ServicerContext) -> pb.ListLessonsResponse:
        """Lessons of groups."""
        begin, end = _days(request.begin_date, request.end_date, _LONGEST_JOURNAL_DAYS)
        groups = [(ids["school"], ids["group"]) for ids in (parse(name, GROUP) for name in request.groups)]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = None
        if request.page_token:
            day, bell, lesson = pages.decode(request.page_token, str, int, str)
            after = (_day(str(day), "page_token").isoformat(), int(bell), str(lesson))
        rows = reading.list_lessons(self._pool, groups, begin, end, after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListLessonsResponse(
            lessons=[messages.lesson_message(row) for row in rows[:size]],
            next_page_token=pages.encode([last.day.isoformat(), last.bell, last.lesson_id]) if last else "",
        )

    def GetLesson(self, request: pb.GetLessonRequest, context: grpc.ServicerContext) -> pb.GetLessonResponse:
        """One lesson."""
        ids = parse(request.lesson, LESSON)
        rows = reading.get_lesson(self._pool, ids["school"], ids["group"], ids["lesson"])
        names = messages.Names(ids["school"], ids["group"])
        return pb.GetLessonResponse(
            lesson=messages.lesson_message(rows.lessons[0]),
            pupils=[names.member(row, None) for row in rows.members],
            line_items=[names.item(row) for row in rows.items],
            marks=[names.mark(row) for row in rows.marks],
            attendance=[names.attendance(row) for row in rows.attendance],
        )

    def GetJournal(self, request: pb.GetJournalRequest, context: grpc.ServicerContext) -> pb.GetJournalResponse:
        """A group's grid."""
        ids = parse(request.group, GROUP)
        begin, end = _days(request.begin_date, request.end_date, _LONGEST_JOURNAL_DAYS)
        rows, averages = reading.get_journal(self._pool, ids["school"], ids["group"], begin, end)
        names = messages.Names(ids["school"], ids["group"])
        return pb.GetJournalResponse(
            lessons=[messages.lesson_message(row) for row in rows.lessons],
            pupils=[names.member(row, averages.get(row.pupil_id)) for row in rows.members],
            line_items=[names.item(row) for row in rows.items],
            marks=[names.mark(row) for row in rows.marks],
            attendance=[names.attendance(row) for row in rows.attendance],
        )

    def GetDiary(self, request: pb.GetDiaryRequest, context: grpc.ServicerContext) -> pb.GetDiaryResponse:
        """A pupil's days."""
        ids = parse(request.pupil, PUPIL)
        begin, end = _days(request.begin_date, request.end_date, _LONGEST_DIARY_DAYS)
        rows = reading.get_diary(self._pool, ids["school"], ids["pupil"], begin, end)
        return pb.GetDiaryResponse(lessons=messages.diary_lessons(rows))

    def RecordLesson(self, request: pb.RecordLessonRequest, context: grpc.ServicerContext) -> pb.RecordLessonResponse:
        """Saves a lesson."""
        call = current_call()
        save = _save(request, call.person_id)
        with transaction(self._pool) as connection:
            answer = first_answer(connection, call.subject, request.request_id, request, pb.RecordLessonResponse)
            if answer is None:
                answer = messages.saved_message(recording.record_lesson(connection, save))
                keep_answer(connection, call.subject, request.request_id, request, answer)
        return answer

    def ReplayLessons(
        self, request: pb.ReplayLessonsRequest, context: grpc.ServicerContext
    ) -> pb.ReplayLessonsResponse:
        """Publishes the journal again."""
        school = parse(request.school, "schools/{school}")["school"] if request.school else None
        caller = current_call().subject
        with transaction(self._pool) as connection:
            answer = first_answer(connection, caller, request.request_id, request, pb.ReplayLessonsResponse)
            if answer is None:
                answer = pb.ReplayLessonsResponse(events=replaying.replay_lessons(self._pool, school))
                keep_answer(connection, caller, request.request_id, request, answer)
        return answer


def _save(request: pb.RecordLessonRequest, person_id: str) -> recording.Save:
    ids = parse(request.lesson, LESSON)
    here = messages.Names(ids["school"], ids["group"], ids["lesson"])
    return recording.Save(
        school_id=ids["school"],
        group_id=ids["group"],
        lesson_id=ids["lesson"],
        person_id=person_id,
        request_id=request.request_id,
        edit=_edit(request.lesson_edit) if request.HasField("lesson_edit") else None,
        items=[
            rules.WantedItem(f"new_line_items[{n}]", each.client_key, each.category, rules.clean(each.title))
            for n, each in enumerate(request.new_line_items)
        ],
        marks=[
            rules.WantedMark(
                f"marks[{n}]", here.line_item_id(each.line_item), here.pupil_id(each.pupil),
                rules.clean(each.value), each.seen_version, rules.clean(each.reason),
            )
            for n, each in enumerate(request.marks)
        ],
        attendance=[
            rules.WantedAttendance(
                f"attendance[{n}]", here.pupil_id(each.pupil), messages.ATTENDANCE.get(each.attendance, ""),
                each.minutes_late, each.seen_version,
            )
            for n, each in enumerate(request.attendance)
        ],
        all_or_nothing=request.all_or_nothing,
    )  # fmt: skip


def _edit(edit: pb.LessonEdit) -> rules.WantedEdit:
    homework = None
    if edit.HasField("homework"):
        text = rules.clean(edit.homework.text)
        kind = "none" if edit.homework.none else ("given" if text else "")
        due = _day(edit.homework.due_date, "due_date") if edit.homework.due_date else None
        homework = (kind, "" if edit.homework.none else text, None if edit.homework.none else due)
    return rules.WantedEdit(
        seen_version=edit.seen_version,
        topic=rules.clean(edit.topic) if edit.HasField("topic") else None,
        homework=homework,
        confirmed=edit.attendance_confirmed if edit.HasField("attendance_confirmed") else None,
    )


def _days(begin: str, end: str, longest: int) -> tuple[date, date]:
    first, last = _day(begin, "begin_date"), _day(end, "end_date")
    if first > last:
        raise InvalidArgument("DATES_REVERSED", "begin_date must not be after end_date.")
    if (last - first).days > longest:
        raise InvalidArgument("PERIOD_TOO_LONG", f"At most {longest} days at once.")
    return first, last


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidArgument("BAD_DATE", f"{name} must be a date YYYY-MM-DD.", metadata={"field": name}) from error
