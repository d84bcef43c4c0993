"""GradebookService: request → action → response."""

import grpc
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2_grpc

from kit import pages
from kit.database import EVERY_SCHOOL, transaction
from kit.idempotency import first_answer, keep_answer
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import reading, replaying
from services.gradebook.rpc import messages
from services.gradebook.rpc.requests import (
    GROUP,
    LESSON,
    LONGEST_JOURNAL_DAYS,
    PUPIL,
    read_days,
    read_lesson_token,
)
from services.gradebook.rpc.saving import save_once

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
        rows = reading.list_lessons(self._pool, groups, begin, end, after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListLessonsResponse(
            lessons=[messages.lesson_message(row) for row in rows[:size]],
            next_page_token=pages.encode([last.day.isoformat(), last.bell, last.lesson_id]) if last else "",
        )

    def GetLesson(self, request: pb.GetLessonRequest, context: grpc.ServicerContext) -> pb.GetLessonResponse:
        """One lesson."""
        ids = parse(request.lesson, LESSON)
        page = reading.get_lesson(self._pool, ids["school"], ids["group"], ids["lesson"])
        response = pb.GetLessonResponse(
            lesson=messages.lesson_message(page.rows.lessons[0]),
            scale=messages.scale_message(page.year_group, page.scale),
            categories=[messages.category_message(each) for each in page.categories],
        )
        messages.fill_journal(response, page.rows, page.averages, ids)
        return response

    def GetJournal(self, request: pb.GetJournalRequest, context: grpc.ServicerContext) -> pb.GetJournalResponse:
        """A group's grid."""
        ids = parse(request.group, GROUP)
        begin, end = read_days(request.begin_date, request.end_date, LONGEST_JOURNAL_DAYS)
        rows, averages = reading.get_journal(self._pool, ids["school"], ids["group"], begin, end)
        response = pb.GetJournalResponse(lessons=[messages.lesson_message(row) for row in rows.lessons])
        messages.fill_journal(response, rows, averages, ids)
        return response

    def GetDiary(self, request: pb.GetDiaryRequest, context: grpc.ServicerContext) -> pb.GetDiaryResponse:
        """A pupil's days."""
        ids = parse(request.pupil, PUPIL)
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_DIARY_DAYS)
        rows = reading.get_diary(self._pool, ids["school"], ids["pupil"], begin, end)
        return pb.GetDiaryResponse(lessons=messages.diary_lessons(rows))

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
            answer = pb.ReplayLessonsResponse(events=replaying.replay_lessons(self._pool, school))
            with transaction(self._pool, EVERY_SCHOOL) as connection:
                keep_answer(connection, caller, request.request_id, request, answer)
        return answer
