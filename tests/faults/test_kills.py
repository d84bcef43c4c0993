"""Promise 1: what was acknowledged is kept, and its consequences happen once, whatever is killed in between."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import grpc
import psutil
import psycopg
import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import gradebook_pb2_grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc, sessions_pb2, sessions_pb2_grpc

from deploy.demonstration.generate import PASSWORD
from deploy.local.connection import Platform
from deploy.local.import_roster import send_package
from kit.database import SEE_EVERY_SCHOOL
from kit.dead_letters import dead_letters
from kit.rpc.client import with_token
from tests.faults.municipality import BELLS, GROUPS, GUARDIANS_A_PUPIL, PUPILS, write_municipality
from tests.platform import read_page, running_platform

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

# Killed one after the other, each in the middle of a stream of saves.
VICTIMS = (
    "gradebook-serve", "gradebook-relay", "notify-consume", "notify-work", "reports-consume", "notify-relay",
    "rabbitmq", "postgres",
)  # fmt: skip
SAVES_A_VICTIM = GROUPS * BELLS // len(VICTIMS)
_PATIENCE_SECONDS = 120
_AGAIN = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.CANCELLED,
}


@dataclass
class School:
    """The running platform, its teacher and today's lessons."""

    endpoints: dict[str, Any]
    platform: Platform
    metadata: tuple[tuple[str, str], ...] = ()
    lessons: list[gradebook.Lesson] = field(default_factory=list)

    def rows(self, service: str, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.endpoints["databases"][service], options=SEE_EVERY_SCHOOL) as connection:
            return connection.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]

    def count(self, service: str, query: str) -> int:
        return int(self.rows(service, query)[0][0])


def patiently(ask: Callable[[], Any]) -> Any:
    """Asks again while the platform recovers, as a portal would. Raises the last error after two minutes."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except grpc.RpcError as error:
            if error.code() not in _AGAIN or time.monotonic() > ends:
                raise


def eventually(seen: Callable[[], bool], what: Callable[[], str]) -> None:
    """Waits until a state is reached that only outsiders' eyes can see."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while not _holds(seen):
        assert time.monotonic() < ends, what()


def _holds(seen: Callable[[], bool]) -> bool:
    try:
        return seen()
    except psycopg.OperationalError:
        return False


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("f")
    package = folder / "municipality.zip"
    write_municipality(package)
    with running_platform(folder / "v", ZVONOK_DEMONSTRATION="0", ZVONOK_GRACE_SECONDS="2") as endpoints:
        platform = Platform(endpoints["services"], Path(endpoints["tls"]))
        assert not send_package(platform, package, "Проверка", dry_run=False).refusals
        found = School(endpoints, platform)
        _open_lessons(found)
        yield found


def _open_lessons(school: School) -> None:
    with school.platform.channel("identity") as channel, school.platform.channel("gradebook") as journal:
        sessions = sessions_pb2_grpc.SessionServiceStub(channel)
        session = sessions.LogIn(sessions_pb2.LogInRequest(username="teacher", password=PASSWORD))
        token = sessions.IssueToken(sessions_pb2.IssueTokenRequest(session_secret=session.session_secret))
        school.metadata = with_token(token.access_token)
        me = people_pb2_grpc.PeopleServiceStub(channel).GetMe(people_pb2.GetMeRequest(), metadata=school.metadata)
        today = datetime.now(ZoneInfo("Europe/Moscow")).date().isoformat()
        request = gradebook.ListLessonsRequest(
            groups=[group.name for group in me.groups], begin_date=today, end_date=today, page_size=500
        )
        stub = gradebook_pb2_grpc.GradebookServiceStub(journal)

        def planned() -> bool:
            school.lessons = list(stub.ListLessons(request, metadata=school.metadata).lessons)
            return len(school.lessons) == GROUPS * BELLS

        eventually(planned, lambda: f"{len(school.lessons)} lessons are planned")


def _process(school: School, name: str) -> int:
    """The process id of a supervised process."""
    log = Path(school.endpoints["log"])
    state = log.parent
    if name == "rabbitmq":
        return int((state / "rabbitmq" / "rabbit.pid").read_text(encoding="utf-8"))
    if name == "postgres":
        return int((state / "postgres" / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    service, role = name.split("-")
    for process in psutil.process_iter(["cmdline"]):
        ours = (process.info["cmdline"] or [])[-2:] == [f"services.{service}.main", role]
        if ours and str(state) in str(process.environ()):
            return int(process.pid)
    raise AssertionError(f"{name} does not run")


def _save(
    stub: gradebook_pb2_grpc.GradebookServiceStub, school: School, lesson: gradebook.Lesson, pupils: list[str]
) -> int:
    """Saves a lesson of all pupils, one of them absent; the number of marks acknowledged."""
    request = gradebook.RecordLessonRequest(request_id=str(uuid4()), lesson=lesson.name)
    request.new_line_items.add(client_key="a", category="answer")
    for number, pupil in enumerate(pupils):
        if number == 0:
            request.attendance.add(pupil=pupil, attendance=gradebook.ATTENDANCE_ABSENT)
        else:
            request.marks.add(line_item="a", pupil=pupil, value="5")
    answer = patiently(lambda: stub.RecordLesson(request, metadata=school.metadata, timeout=15))
    assert not answer.refusals
    return len(answer.marks)


def test_saves_survive_the_death_of_every_process(school: School) -> None:
    acknowledged = 0
    remaining = iter(school.lessons)
    with school.platform.channel("gradebook") as channel:
        stub = gradebook_pb2_grpc.GradebookServiceStub(channel)
        answer = stub.GetLesson(gradebook.GetLessonRequest(lesson=school.lessons[0].name), metadata=school.metadata)
        pupils = [each.pupil for each in answer.pupils]
        assert len(pupils) == PUPILS
        for victim in VICTIMS:
            for number in range(SAVES_A_VICTIM):
                if number == SAVES_A_VICTIM // 3:
                    os.kill(_process(school, victim), signal.SIGKILL)
                acknowledged += _save(stub, school, next(remaining), pupils)
    saves = SAVES_A_VICTIM * len(VICTIMS)
    assert acknowledged == saves * (PUPILS - 1)
    _check_stored(school, acknowledged)
    _check_told(school, saves, acknowledged)
    _check_reports(school, acknowledged)
    _check_mail(school, saves)
    assert _dead(school) == 0


def _check_stored(school: School, acknowledged: int) -> None:
    assert school.count("gradebook", "SELECT count(*) FROM mark WHERE value <> ''") == acknowledged
    eventually(
        lambda: all(school.count(name, "SELECT count(*) FROM outbox") == 0 for name in ("gradebook", "notify")),
        lambda: "an outbox is not empty",
    )


def _check_told(school: School, saves: int, acknowledged: int) -> None:
    marks = acknowledged * GUARDIANS_A_PUPIL
    absences = saves * GUARDIANS_A_PUPIL
    eventually(
        lambda: school.count("notify", "SELECT count(*) FROM notice WHERE state = 'visible'") >= marks + absences,
        lambda: str(school.rows("notify", "SELECT topic, state, count(*) FROM notice GROUP BY 1, 2")),
    )
    told = school.rows("notify", "SELECT guardian_id, pupil_id, lesson_id, topic FROM notice WHERE state = 'visible'")
    assert len(told) == len(set(told)) == marks + absences
    assert school.count("notify", "SELECT count(*) FROM notice WHERE state = 'held'") == 0


def _check_reports(school: School, acknowledged: int) -> None:
    eventually(
        lambda: school.count("reports", "SELECT coalesce(sum(marks), 0) FROM mark_cell") == acknowledged,
        lambda: str(school.rows("reports", "SELECT sum(marks) FROM mark_cell")),
    )


def _check_mail(school: School, saves: int) -> None:
    expected = saves * PUPILS * GUARDIANS_A_PUPIL
    eventually(
        lambda: school.count("notify", "SELECT count(*) FROM delivery WHERE state = 'sent'") == expected,
        lambda: str(school.rows("notify", "SELECT state, reason, count(*) FROM delivery GROUP BY 1, 2")),
    )
    ids = Counter(_message_ids(school.endpoints["mail_api"]))
    assert len(ids) == expected
    # The worker was killed once, and its database and broker once each: at most one repeat a kill.
    assert sum(ids.values()) - expected <= len(VICTIMS)


def _message_ids(base: str) -> Iterator[str]:
    cursor = ""
    while True:
        page = json.loads(read_page(f"{base}/messages?limit=200&cursor={cursor}"))
        for message in page["messages"]:
            yield message["message_id"]
        cursor = page["cursor"]
        if not cursor:
            return


def _dead(school: School) -> int:
    url = school.endpoints["amqp_url"]
    return sum(1 for service in ("gradebook", "notify", "reports") for _ in dead_letters(url, service))
