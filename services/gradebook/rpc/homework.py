"""HomeworkService: assignments, files, what is done, what is due on which day."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import grpc
from psycopg import Connection
from zvonok.gradebook.v1 import homework_pb2 as pb
from zvonok.gradebook.v1 import homework_pb2_grpc

from kit.database import transaction
from kit.errors import InvalidArgument
from kit.file_store import FileStore, Incoming
from kit.idempotency import once
from kit.ids import is_id, new_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.gradebook.actions import files, homework, homework_reading
from services.gradebook.actions.asking import Asker
from services.gradebook.domain.files import clean_name
from services.gradebook.domain.homework import Assigned, DayLoad
from services.gradebook.domain.texts import clean
from services.gradebook.rpc import homework_messages as messages
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.requests import GROUP, LESSON, PUPIL, read_days, read_optional_day
from services.gradebook.store.uploads import Upload

_SCHOOL = "schools/{school}"
_LONGEST_DAYS = 62
_LONGEST_CHUNK = 1024 * 1024
_MOST_PUPILS = 200


class HomeworkServicer(homework_pb2_grpc.HomeworkServiceServicer):
    """See proto/zvonok/gradebook/v1/homework.proto."""

    def __init__(self, resources: Resources, file_store: FileStore) -> None:
        self._pool = resources.pool
        self._files = file_store

    def GetLessonHomework(
        self, request: pb.GetLessonHomeworkRequest, context: grpc.ServicerContext
    ) -> pb.GetLessonHomeworkResponse:
        """All homework of a lesson."""
        ids = parse(request.lesson, LESSON)
        items, following = homework_reading.get_lesson_homework(self._pool, ids["school"], ids["group"], ids["lesson"])
        return pb.GetLessonHomeworkResponse(
            items=[messages.item_message(ids["school"], item, people=True) for item in items],
            next_lesson_date=following.isoformat() if following else "",
        )

    def ListHomework(self, request: pb.ListHomeworkRequest, context: grpc.ServicerContext) -> pb.ListHomeworkResponse:
        """Homework of a group."""
        ids = parse(request.group, GROUP)
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_DAYS)
        items = homework_reading.list_homework(self._pool, ids["school"], ids["group"], begin, end)
        return pb.ListHomeworkResponse(
            items=[messages.item_message(ids["school"], item, people=False) for item in items]
        )

    def SetAssignment(
        self, request: pb.SetAssignmentRequest, context: grpc.ServicerContext
    ) -> pb.SetAssignmentResponse:
        """Gives homework."""
        ids, wanted = parse(request.lesson, LESSON), _wanted(request)

        def work(connection: Connection[Any], asker: Asker) -> pb.SetAssignmentResponse:
            given = homework.set_assignment(connection, asker, wanted)
            item = homework_reading.item_of(connection, ids["school"], ids["lesson"], given.assignment_id)
            answer = pb.SetAssignmentResponse(item=messages.item_message(ids["school"], item, people=True))
            _warn(answer, homework_reading.overloaded(connection, ids["school"], item))
            return answer

        return change_once(self._pool, request, ids["school"], pb.SetAssignmentResponse, work)

    def WithdrawAssignment(
        self, request: pb.WithdrawAssignmentRequest, context: grpc.ServicerContext
    ) -> pb.WithdrawAssignmentResponse:
        """Takes it back."""
        ids, assignment = parse(request.lesson, LESSON), _id(request.assignment, "assignment")

        def work(connection: Connection[Any], asker: Asker) -> pb.WithdrawAssignmentResponse:
            homework.withdraw_assignment(
                connection, asker, ids["group"], ids["lesson"], assignment, request.seen_version
            )
            return pb.WithdrawAssignmentResponse()

        return change_once(self._pool, request, ids["school"], pb.WithdrawAssignmentResponse, work)

    def SetHomeworkMinutes(
        self, request: pb.SetHomeworkMinutesRequest, context: grpc.ServicerContext
    ) -> pb.SetHomeworkMinutesResponse:
        """Estimates class-wide homework."""
        ids = parse(request.lesson, LESSON)

        def work(connection: Connection[Any], asker: Asker) -> pb.SetHomeworkMinutesResponse:
            homework.set_minutes(connection, asker, ids["group"], ids["lesson"], request.minutes)
            item = homework_reading.item_of(connection, ids["school"], ids["lesson"], ids["lesson"])
            answer = pb.SetHomeworkMinutesResponse()
            _warn(answer, homework_reading.overloaded(connection, ids["school"], item))
            return answer

        return change_once(self._pool, request, ids["school"], pb.SetHomeworkMinutesResponse, work)

    def UploadFile(
        self, request_iterator: Iterator[pb.UploadFileRequest], context: grpc.ServicerContext
    ) -> pb.UploadFileResponse:
        """Takes a file."""
        first = next(request_iterator)
        ids, call = parse(first.lesson, LESSON), current_call()
        name = clean_name(first.name)
        upload = Upload(ids["school"], ids["group"], ids["lesson"], call.person_id, new_id(), name)
        incoming = files.receive(self._files, name, _chunks(first, request_iterator))
        try:
            with transaction(self._pool, ids["school"]) as connection:
                # The same name, place and content under one id: that is the same request.
                asked = pb.UploadFileRequest(
                    lesson=first.lesson, request_id=first.request_id, name=name, chunk=incoming.sha256
                )
                return once(
                    connection, call.subject, asked, pb.UploadFileResponse,
                    lambda: self._keep(connection, upload, incoming),
                )  # fmt: skip
        finally:
            self._files.drop(incoming)

    def _keep(self, connection: Connection[Any], upload: Upload, incoming: Incoming) -> pb.UploadFileResponse:
        facts = files.keep_upload(connection, self._files, upload, incoming, datetime.now(UTC))
        file = pb.HomeworkFile(
            file=upload.upload_id, name=upload.name, media_type=facts.media_type, size=facts.size
        )  # fmt: skip
        return pb.UploadFileResponse(upload=upload.upload_id, file=file)

    def DownloadFile(
        self, request: pb.DownloadFileRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.DownloadFileResponse]:
        """A file, for teachers and heads."""
        ids, file_id = parse(request.lesson, LESSON), _id(request.file, "file")
        row, pupils = files.lesson_file(self._pool, ids["school"], ids["group"], ids["lesson"], file_id)
        chunks = files.content_of(self._files, row)
        yield pb.DownloadFileResponse(
            file=messages.file_message(row), pupils=[f"schools/{ids['school']}/pupils/{each}" for each in pupils]
        )
        for chunk in chunks:
            yield pb.DownloadFileResponse(chunk=chunk)

    def DownloadPupilFile(
        self, request: pb.DownloadPupilFileRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.DownloadPupilFileResponse]:
        """A file, for the pupil and the family; the first answer puts the look on record."""
        ids, file_id = parse(request.pupil, PUPIL), _id(request.file, "file")
        row = files.pupil_file(self._pool, ids["school"], ids["pupil"], file_id)
        yield pb.DownloadPupilFileResponse(file=messages.file_message(row), pupil=request.pupil)
        for chunk in files.content_of(self._files, row):
            yield pb.DownloadPupilFileResponse(chunk=chunk)

    def SetHomeworkDone(
        self, request: pb.SetHomeworkDoneRequest, context: grpc.ServicerContext
    ) -> pb.SetHomeworkDoneResponse:
        """The pupil ticks it."""
        ids, item = parse(request.pupil, PUPIL), _id(request.item, "item")

        def work(connection: Connection[Any], asker: Asker) -> pb.SetHomeworkDoneResponse:
            homework.set_done(connection, asker, ids["pupil"], item, done=request.done)
            return pb.SetHomeworkDoneResponse()

        return change_once(self._pool, request, ids["school"], pb.SetHomeworkDoneResponse, work)

    def GetHomeworkLoad(
        self, request: pb.GetHomeworkLoadRequest, context: grpc.ServicerContext
    ) -> pb.GetHomeworkLoadResponse:
        """What is due on which day."""
        ids = parse(request.group, GROUP)
        begin, end = read_days(request.begin_date, request.end_date, _LONGEST_DAYS)
        load = homework_reading.get_load(self._pool, ids["school"], ids["group"], begin, end)
        return messages.load_message(load)

    def GetHomeworkLimits(
        self, request: pb.GetHomeworkLimitsRequest, context: grpc.ServicerContext
    ) -> pb.GetHomeworkLimitsResponse:
        """The limits."""
        rows = homework_reading.get_limits(self._pool, parse(request.school, _SCHOOL)["school"])
        return pb.GetHomeworkLimitsResponse(limits=messages.limits(rows))

    def SetHomeworkLimit(
        self, request: pb.SetHomeworkLimitRequest, context: grpc.ServicerContext
    ) -> pb.SetHomeworkLimitResponse:
        """Sets one."""
        school = parse(request.school, _SCHOOL)["school"]
        minutes = request.minutes if request.HasField("minutes") else None

        def work(connection: Connection[Any], asker: Asker) -> pb.SetHomeworkLimitResponse:
            homework.set_limit(connection, asker, request.year_group, minutes)
            return pb.SetHomeworkLimitResponse(limits=messages.limits(homework_reading.limits(connection, school)))

        return change_once(self._pool, request, school, pb.SetHomeworkLimitResponse, work)


def _wanted(request: pb.SetAssignmentRequest) -> homework.WantedAssignment:
    ids = parse(request.lesson, LESSON)
    if len(request.pupils) > _MOST_PUPILS:
        raise InvalidArgument("TOO_MANY_PUPILS", f"Name at most {_MOST_PUPILS} pupils, or none: the whole group.")
    # A name of another school stays whole, and so is nobody in the group.
    pupils = frozenset(name.removeprefix(f"schools/{ids['school']}/pupils/") for name in request.pupils)
    return homework.WantedAssignment(
        group_id=ids["group"],
        lesson_id=ids["lesson"],
        assignment_id=_id(request.assignment, "assignment") if request.assignment else "",
        seen_version=request.seen_version,
        assigned=Assigned(
            text=clean(request.text),
            due=read_optional_day(request.due_date.strip(), "due_date"),
            minutes=request.minutes or None,
            pupil_ids=pupils or None,
        ),
        add_uploads=[_id(each, "add_uploads") for each in request.add_uploads],
        remove_files=[_id(each, "remove_files") for each in request.remove_files],
    )


def _chunks(first: pb.UploadFileRequest, others: Iterable[pb.UploadFileRequest]) -> Iterator[bytes]:
    yield first.chunk
    for part in others:
        if len(part.chunk) > _LONGEST_CHUNK:
            raise InvalidArgument("CHUNK_TOO_LARGE", "Send pieces of at most 1 MiB.")
        if part.lesson or part.name or part.request_id:
            raise InvalidArgument("ONE_FILE_A_STREAM", "After the first part come pieces of the same file alone.")
        yield part.chunk


def _warn(
    answer: pb.SetAssignmentResponse | pb.SetHomeworkMinutesResponse, overloaded: tuple[DayLoad, int] | None
) -> None:
    if overloaded is not None:
        answer.overloaded.CopyFrom(messages.load_day(*overloaded))


def _id(text: str, field: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", f"{field} must be an id that this service gave.", metadata={"field": field})
    return text
