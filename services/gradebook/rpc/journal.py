"""GradebookService: request → action → response."""

import grpc
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.field_masks import read_mask
from kit.idempotency import first_answer, keep_answer
from kit.names import parse
from kit.outbox import replaying
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import reading
from services.gradebook.actions.replaying import replay_lessons
from services.gradebook.rpc import homework_messages, messages
from services.gradebook.rpc.requests import (
    GROUP,
    LESSON,
    LONGEST_JOURNAL_DAYS,
    PUPIL,
    read_days,
    read_lesson_token,
)
from services.gradebook.rpc.saving import save_once
from services.gradebook.store.journal import MemberRow, TellMembers

_PAGE, _MOST = 200, 1000
_LONGEST_DIARY_DAYS = 62


class GradebookServicer(gradebook_pb2_grpc.GradebookServiceServicer):
    """See proto/zvonok/gradebook/v1/gradebook.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def ListLessons(self, request: pb.ListLessonsRequest, context: grpc.ServicerContext) -> pb.ListLessonsResponse:
        """Lessons of groups."""
        begin, end = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        groups = [(ids["school"], ids["group"]) for ids in (parse(name, GROUP) for name in request.groups)]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        after = read_lesson_token(request.page_token)
        wanted = read_mask(request.read_mask, pb.Lesson)
        rows, calendars = reading.list_lessons(self._pool, groups, begin, end, after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        lessons = [messages.lesson_message(row, calendars[row.school_id]) for row in rows[:size]]
        if request.HasField("read_mask"):
            for lesson in lessons:
                wanted.cut(lesson)
        return pb.ListLessonsResponse(
            lessons=lessons,
            next_page_token=pages.encode([last.day.isoformat(), last.bell, last.lesson_id]) if last else "",
        )

    def GetLesson(self, request: pb.GetLessonRequest, context: grpc.ServicerContext) -> pb.GetLessonResponse:
        """One lesson."""
        ids, wanted = parse(request.lesson, LESSON), read_mask(request.read_mask, pb.GetLessonResponse)
        page = reading.get_lesson(
            self._pool, ids["school"], ids["group"], ids["lesson"], wanted.fields, _foretell(ids["school"])
        )
        response = pb.GetLessonResponse()
        if "lesson" in wanted:
            response.lesson.CopyFrom(messages.lesson_message(page.rows.lessons[0], page.calendar))
        if "scale" in wanted:
            response.scale.CopyFrom(messages.scale_message(page.year_group, page.scale))
        if "categories" in wanted:
            response.categories.extend(messages.category_message(each) for each in page.categories)
        messages.fill_journal(response, page.rows, page.averages, ids)
        return response

    def GetJournal(self, request: pb.GetJournalRequest, context: grpc.ServicerContext) -> pb.GetJournalResponse:
        """A group's grid."""
        ids, wanted = parse(request.group, GROUP), read_mask(request.read_mask, pb.GetJournalResponse)
        begin, end = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        rows, averages = reading.get_journal(
            self._pool, ids["school"], ids["group"], begin, end, wanted.fields, _foretell(ids["school"])
        )
        response = pb.GetJournalResponse(lessons=[messages.lesson_message(row) for row in rows.lessons])
        messages.fill_journal(response, rows, averages, ids)
        return response

    def GetDiary(self, request: pb.GetDiaryRequest, context: grpc.ServicerContext) -> pb.GetDiaryResponse:
        """A pupil's days."""
        ids, wanted = parse(request.pupil, PUPIL), read_mask(request.read_mask, pb.DiaryLesson)
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_DIARY_DAYS)
        # The one pupil whom the request names.
        current_call().will_show(request)
        if not request.read_mask.paths:
            rows, calendar, given = reading.get_diary_with_homework(self._pool, ids["school"], ids["pupil"], begin, end)
            homework = homework_messages.pupil_homework(ids["school"], given)
            return pb.GetDiaryResponse(lessons=messages.diary_lessons(rows, calendar), homework=homework)
        rows, calendar = reading.get_diary(self._pool, ids["school"], ids["pupil"], begin, end, wanted.fields)
        lessons = messages.diary_lessons(rows, calendar)
        if "lesson" not in wanted:
            for lesson in lessons:
                lesson.ClearField("lesson")
        return pb.GetDiaryResponse(lessons=lessons)

    def RecordLesson(self, request: pb.RecordLessonRequest, context: grpc.ServicerContext) -> pb.RecordLessonResponse:
        """Saves a lesson."""
        return save_once(self._pool, request)

    def ReplayLessons(
        self, request: pb.ReplayLessonsRequest, context: grpc.ServicerContext
    ) -> pb.ReplayLessonsResponse:
        """Publishes the journal again."""
        school = parse(request.school, "schools/{school}")["school"] if request.school else None
        caller = current_call().subject
        # Not one transaction: a replay is long, and repeating half of it does no harm.
        with transaction(self._pool, EVERY_SCHOOL) as connection:
            answer = first_answer(connection, caller, request.request_id, request, pb.ReplayLessonsResponse)
        if answer is None:
            with replaying(request.request_id.lower()) as told:
                replay_lessons(self._pool, school)
            answer = pb.ReplayLessonsResponse(events=told.total(), told=told)
            with transaction(self._pool, EVERY_SCHOOL) as connection:
                keep_answer(connection, caller, request.request_id, request, answer)
        return answer


def _foretell(school_id: str) -> TellMembers:
    """Has the record of a grid's pupils made while its cells are read."""
    call = current_call()

    def tell(members: list[MemberRow]) -> None:
        pupils = [pb.GroupPupil(pupil=f"schools/{school_id}/pupils/{member.pupil_id}") for member in members]
        call.will_show(pb.GetJournalResponse(pupils=pupils))

    return tell
