"""What is left of a right when nobody hears that it has ended, and when identity is away: seconds, and never more.

Real services behind their doors, as in doors.py; the gate's clock is the test's.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace

import grpc
import pytest

from kit.ids import new_id
from kit.rpc import gate as gates
from kit.rpc.client import with_token
from kit.rpc.gate import RemoteGate
from services.identity.store.access import LONGEST_CACHE_SECONDS
from tests.access.attacks import requests
from tests.access.doors import ANSWERED, Names, Outcome, Platform

UNDECIDED = (grpc.StatusCode.UNAVAILABLE, "ACCESS_UNDECIDED")
RIGHTS_ENDED = "UPDATE relation SET begin_date = '2020-01-01', end_date = '2020-01-02' WHERE person_id = %s"


@dataclass
class Clock:
    """The monotonic clock of all gates in this process; it moves when the test says so."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(gates, "time", SimpleNamespace(monotonic=one.monotonic))
    return one


@dataclass
class Cable:
    """A way to a server that can be cut."""

    target: str
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    ends: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def lay(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                host, _, port = self.target.rpartition(":")
                far = socket.create_connection((host, int(port)))
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)

    def cut(self) -> None:
        """Nothing passes any more, and nothing new is let in."""
        for one in (self.listener, *self.ends):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def cable(platform: Platform) -> Iterator[Cable]:
    """The other services reach identity by this cable."""
    one = Cable(platform.addresses["identity"])
    threading.Thread(target=one.lay, daemon=True).start()
    platform.addresses["identity"] = one.address
    try:
        yield one
    finally:
        one.cut()


def lessons_of(platform: Platform, person: str, names: Names) -> Outcome:
    """A look that discloses nobody's data, so that the decision alone counts."""
    request = requests(names)["GradebookService/ListLessons"]
    return platform.outcome("GradebookService/ListLessons", request, with_token(platform.token(person)))


def test_a_yes_that_nobody_voids_ends_after_fifteen_seconds(platform: Platform, clock: Clock) -> None:
    """The stream of changes is cut, or never was: identity decides, and the gate hears nothing."""
    assert LONGEST_CACHE_SECONDS == 15
    platform.authority.issue("gradebook")
    gate = RemoteGate(platform.channel("identity", "gradebook"))
    rights = (
        (platform.guardian(), "gradebook.diary.read", platform.names("own").pupil),
        (platform.town.person("subject_teacher", (None, None)), "gradebook.journal.read", platform.names("own").group),
    )
    for person, permission, resource in rights:

        def allowed(person: str = person, permission: str = permission, resource: str = resource) -> bool:
            return gate.decide(f"persons/{person}", permission, [resource], fresh=False)[0].allowed

        assert allowed()
        platform.town.own.run(RIGHTS_ENDED, person)
        assert allowed(), "it is kept, so the end shows that time voids it"
        clock.now += LONGEST_CACHE_SECONDS
        assert not allowed()


def test_without_identity_kept_decisions_live_out_their_seconds_and_nothing_opens(
    platform: Platform, clock: Clock
) -> None:
    with cable(platform) as line:
        platform.serve_gradebook_and_reports()
        own, foreign = platform.names("own"), platform.names("other_municipality")
        teacher, stranger = platform.everything("own"), platform.everything("other_school")
        diary = requests(own)["GradebookService/GetDiary"]

        def read(person: str) -> Outcome:
            return platform.outcome("GradebookService/GetDiary", diary, with_token(platform.token(person)))

        assert lessons_of(platform, teacher, own) == ANSWERED
        assert read(teacher) == ANSWERED
        refused = lessons_of(platform, stranger, own)
        assert refused[0] is grpc.StatusCode.PERMISSION_DENIED
        # Keys of tokens are kept as well, for longer: who asks is known.
        line.cut()
        clock.now += LONGEST_CACHE_SECONDS - 1
        assert lessons_of(platform, teacher, own) == ANSWERED
        assert lessons_of(platform, stranger, own) == refused
        # A yes is there, a record can't be made: no answer.
        assert read(teacher)[:2] == UNDECIDED
        # What was never asked is neither a yes nor a no.
        for person, names in ((teacher, foreign), (stranger, foreign), (new_id(), own)):
            assert lessons_of(platform, person, names)[:2] == UNDECIDED
        clock.now += 1
        for person in (teacher, stranger):
            assert lessons_of(platform, person, own)[:2] == UNDECIDED
            assert read(person)[:2] == UNDECIDED
