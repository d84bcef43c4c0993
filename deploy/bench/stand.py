"""The school that is measured on: brought in through the import once, entered through RecordLesson like any other."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import gradebook_pb2_grpc
from zvonok.identity.v1 import schools_pb2, schools_pb2_grpc, sessions_pb2, sessions_pb2_grpc

from deploy.bench import package
from deploy.local.settings import Settings
from kit.rpc.client import open_channel, with_token

_CHUNK = 512 * 1024
_PATIENCE_SECONDS = 120
# A run takes about this many lessons of each client's group; a school that has fewer left is followed by another one.
LESSONS_A_RUN = 150
_KEY = "bench"

Metadata = tuple[tuple[str, str], ...]


class NotMeasured(Exception):
    """The platform did not do what is to be measured; the text says what."""


@dataclass(slots=True)
class Stand:
    """The running platform and the school for measuring."""

    settings: Settings
    number: int
    made_on: date
    password: str
    school: str = ""
    # Group title -> resource name.
    groups: dict[str, str] = field(default_factory=dict)
    # Group title -> lessons that nothing was entered in, oldest first.
    free: dict[str, list[str]] = field(default_factory=dict)
    pupils: list[str] = field(default_factory=list)
    channels: list[grpc.Channel] = field(default_factory=list)

    def channel(self, service: str, caller: str = "cli") -> grpc.Channel:
        """A new channel to a service."""
        address = self.settings.address(service)
        channel = open_channel(address, service, self.settings.state.tls, caller)
        self.channels.append(channel)
        return channel

    def gradebook(self) -> gradebook_pb2_grpc.GradebookServiceStub:
        """A client of the gradebook with a channel of its own."""
        return gradebook_pb2_grpc.GradebookServiceStub(self.channel("gradebook"))

    def log_in(self, client: int) -> Metadata:
        """Call metadata that speaks for a client's teacher for some minutes."""
        return self.token(package.teacher(self.number, client), self.password)

    def token(self, username: str, password: str) -> Metadata:
        """Call metadata that speaks for an account for some minutes."""
        sessions, session = self._session(username, password)
        token = sessions.IssueToken(sessions_pb2.IssueTokenRequest(session_secret=session.session_secret))
        return with_token(token.access_token)

    def teacher(self, client: int) -> str:
        """The subject of a client's teacher, as access knows him."""
        return self.person(package.teacher(self.number, client), self.password)

    def person(self, username: str, password: str) -> str:
        """The subject of an account."""
        return str(self._session(username, password)[1].person)

    def _session(self, username: str, password: str) -> tuple[Any, Any]:
        sessions = sessions_pb2_grpc.SessionServiceStub(self.channel("identity"))
        asked = sessions_pb2.LogInRequest(username=username, password=password, device="bench")
        return sessions, sessions.LogIn(asked)

    def close(self) -> None:
        """Closes all channels."""
        for channel in self.channels:
            channel.close()


def open_stand(settings: Settings, say: Callable[[str], None]) -> Stand:
    """The stand with enough empty lessons; brings in a new school when the last one is used up."""
    kept = json.loads(settings.state.remembered(_KEY) or '{"number": 0}')
    if kept["number"]:
        stand = _ready(settings, kept["number"], date.fromisoformat(kept["made_on"]), say)
        if stand is not None:
            return stand
    number, made_on = kept["number"] + 1, package.today()
    # Remembered first: an interrupted import is gone on with, not begun under the next number.
    settings.state.remember(_KEY, json.dumps({"number": number, "made_on": made_on.isoformat()}))
    stand = _ready(settings, number, made_on, say)
    if stand is None:
        raise NotMeasured("A new school for measuring has too few lessons.")
    return stand


def _ready(settings: Settings, number: int, made_on: date, say: Callable[[str], None]) -> Stand | None:
    stand = Stand(settings, number, made_on, settings.state.secret(f"bench_{number}"))
    say(f"school for measuring {number}: import")
    stand.school = _import(stand)
    structure = schools_pb2_grpc.SchoolServiceStub(stand.channel("identity"))
    groups = structure.ListGroups(schools_pb2.ListGroupsRequest(school=stand.school, page_size=500)).groups
    stand.groups = {group.title: group.name for group in groups}
    _wait_for_lessons(stand)
    client, teacher = stand.gradebook(), stand.log_in(0)
    for each in range(package.CLIENTS):
        title = package.group_title(each)
        stand.free[title] = _free_lessons(stand, title, client, stand.log_in(each))
    lesson = client.GetLesson(
        pb.GetLessonRequest(lesson=_lessons(stand, package.JOURNAL, client, teacher)[0].name), metadata=teacher
    )
    stand.pupils = [pupil.pupil for pupil in lesson.pupils]
    over = package.today() >= made_on + timedelta(weeks=package.WEEKS_AFTER)
    if over or min(len(lessons) for lessons in stand.free.values()) < LESSONS_A_RUN:
        stand.close()
        return None
    return stand


def _import(stand: Stand) -> str:
    """Imports the school; the same package again changes nothing. Returns the school's resource name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.zip"
        package.write_package(file, stand.number, stand.made_on, stand.password)
        service = schools_pb2_grpc.SchoolServiceStub(stand.channel("identity"))
        for answer in service.ImportRoster(_parts(file, package.municipality_of(stand.number))):
            if answer.WhichOneof("part") == "report":
                if answer.report.refusal_count:
                    first = answer.report.refusals[0]
                    raise NotMeasured(f"The import refused {first.file} line {first.line}: {first.reason}.")
                school: str = answer.report.schools[0].school
                return school
    raise NotMeasured("The import ended without a report.")


def _parts(file: Path, municipality: str) -> Iterator[schools_pb2.ImportRosterRequest]:
    content = file.read_bytes()
    start = schools_pb2.ImportStart(municipality=municipality, size_bytes=len(content), request_id=str(uuid4()))
    yield schools_pb2.ImportRosterRequest(start=start)
    for begin in range(0, len(content), _CHUNK):
        yield schools_pb2.ImportRosterRequest(chunk=content[begin : begin + _CHUNK])


def _wait_for_lessons(stand: Stand) -> None:
    """Until the gradebook has planned the lessons of all groups from identity's events."""
    client = stand.gradebook()
    ends = time.monotonic() + _PATIENCE_SECONDS
    waiting = {
        **{package.group_title(each): each for each in range(package.CLIENTS)},
        package.JOURNAL: 0,
        package.FAMILY: 0,
        package.FAMILIES: 0,
    }
    tokens = [stand.log_in(each) for each in range(package.CLIENTS)]
    while waiting:
        for title, each in list(waiting.items()):
            if _lessons(stand, title, client, tokens[each]):
                del waiting[title]
        if waiting and time.monotonic() > ends:
            raise NotMeasured("The gradebook did not plan the lessons of the school for measuring.")
        time.sleep(0.2 if waiting else 0)


def _lessons(
    stand: Stand, title: str, client: gradebook_pb2_grpc.GradebookServiceStub, teacher: Metadata
) -> list[pb.Lesson]:
    """All lessons of a group that have been, today's included."""
    found: list[pb.Lesson] = []
    request = pb.ListLessonsRequest(
        groups=[stand.groups[title]],
        begin_date=package.first_day(stand.made_on).isoformat(),
        end_date=package.today().isoformat(),
        page_size=1000,
    )
    while True:
        answer: Any = client.ListLessons(request, metadata=teacher)
        found += answer.lessons
        if not answer.next_page_token:
            return found
        request.page_token = answer.next_page_token


def _free_lessons(
    stand: Stand, title: str, client: gradebook_pb2_grpc.GradebookServiceStub, teacher: Metadata
) -> list[str]:
    # Lessons before the school came in: families are not told of them, so that nothing but the save is measured.
    return [
        lesson.name
        for lesson in _lessons(stand, title, client, teacher)
        if lesson.version == 1 and lesson.date < stand.made_on.isoformat()
    ]


def todays_lesson(stand: Stand, title: str, bell: int, client: Any, teacher: Metadata) -> str:
    """The name of today's lesson of a group at this bell."""
    today = package.today().isoformat()
    lessons = _lessons(stand, title, client, teacher)
    return next(lesson.name for lesson in lessons if (lesson.date, lesson.bell) == (today, bell))


def save_of(lesson: str, pupils: list[str], seen_version: int) -> pb.RecordLessonRequest:
    """A whole lesson: topic, homework, a test with a mark for everybody, attendance of everybody."""
    return pb.RecordLessonRequest(
        request_id=str(uuid4()),
        lesson=lesson,
        lesson_edit=pb.LessonEdit(
            seen_version=seen_version,
            topic="Замер",
            homework=pb.Homework(text="Повторить"),
            attendance_confirmed=True,
        ),
        new_line_items=[pb.NewLineItem(client_key="test", category="test")],
        marks=[
            pb.MarkEdit(line_item="test", pupil=pupil, value=str(2 + index % 4)) for index, pupil in enumerate(pupils)
        ],
        attendance=[
            pb.AttendanceEdit(
                pupil=pupil, attendance=pb.ATTENDANCE_ABSENT if index % 12 == 0 else pb.ATTENDANCE_PRESENT
            )
            for index, pupil in enumerate(pupils)
        ],
    )
