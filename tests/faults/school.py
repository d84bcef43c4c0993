"""A running platform with a small school, for tests that kill its processes; and how to find and to outwait them."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import grpc
import psutil
import psycopg
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import gradebook_pb2_grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc, sessions_pb2, sessions_pb2_grpc

from deploy.demonstration.generate import PASSWORD
from deploy.local.connection import Platform
from kit.database import SEE_EVERY_SCHOOL
from kit.rpc.client import with_token
from tests.faults.municipality import BELLS, GROUPS

# A try that was cut off is left alone for its lease of two minutes, until the look for lost jobs finds it.
_PATIENCE_SECONDS = 200
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
        """Raises the last error when the database has not come back after two minutes."""
        ends = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return self._rows(service, query)
            except psycopg.OperationalError:
                # Killed a moment ago: calls may have ended before all of it had gone.
                if time.monotonic() > ends:
                    raise
                time.sleep(0.1)

    def _rows(self, service: str, query: str) -> list[tuple[Any, ...]]:
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


def log_in(channel: grpc.Channel, username: str) -> tuple[tuple[tuple[str, str], ...], people_pb2.GetMeResponse]:
    """Metadata that speaks for an account, and whose it is, over a channel to identity."""
    sessions = sessions_pb2_grpc.SessionServiceStub(channel)
    session = sessions.LogIn(sessions_pb2.LogInRequest(username=username, password=PASSWORD))
    token = sessions.IssueToken(sessions_pb2.IssueTokenRequest(session_secret=session.session_secret))
    metadata = with_token(token.access_token)
    me = people_pb2_grpc.PeopleServiceStub(channel).GetMe(people_pb2.GetMeRequest(), metadata=metadata)
    return metadata, me


def open_lessons(school: School) -> None:
    """Logs the teacher in and waits until today's lessons are planned."""
    with school.platform.channel("identity") as channel, school.platform.channel("gradebook") as journal:
        school.metadata, me = log_in(channel, "teacher")
        today = datetime.now(ZoneInfo("Europe/Moscow")).date().isoformat()
        request = gradebook.ListLessonsRequest(
            groups=[group.name for group in me.groups], begin_date=today, end_date=today, page_size=500
        )
        stub = gradebook_pb2_grpc.GradebookServiceStub(journal)

        def planned() -> bool:
            school.lessons = list(stub.ListLessons(request, metadata=school.metadata).lessons)
            return len(school.lessons) == GROUPS * BELLS

        eventually(planned, lambda: f"{len(school.lessons)} lessons are planned")


def process_of(school: School, name: str) -> int:
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
        # One that was killed may be gone before it is looked at.
        with suppress(psutil.NoSuchProcess):
            if ours and str(state) in str(process.environ()):
                return int(process.pid)
    raise AssertionError(f"{name} does not run")
