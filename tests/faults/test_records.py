"""No answer without its record: whatever dies between the decision, the handler, the record and the answer."""

import os
import secrets
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import grpc
import psutil
import pytest
from zvonok.gradebook.v1 import gradebook_pb2, gradebook_pb2_grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc

from kit.telemetry import attach
from tests.faults.municipality import PUPILS
from tests.faults.school import School, eventually, log_in, process_of
from tests.platform import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults"), pytest.mark.timeout(300)]

VICTIMS = ("identity-serve", "gradebook-serve")
ROUNDS = 10
# Both are killed within this time, so that every step of some call is hit.
_MOMENTS_SECONDS = 0.3
_ANSWERS_BETWEEN = 40


@dataclass(eq=False)
class Reader(threading.Thread):
    """A guardian who reads the own child's diary and name again and again, each time in a trace of its own."""

    school: School
    number: int
    stop: threading.Event
    # Traces of the answers that came, by method; and how often there was none.
    answered: dict[str, list[str]] = field(default_factory=lambda: {"GetDiary": [], "GetPupil": []})
    failed: Counter[str] = field(default_factory=Counter)
    problem: BaseException | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        with self.school.platform.channel("identity") as channel:
            self.metadata, me = log_in(channel, f"p{self.number}-g0")
        [self.child] = (child.name for child in me.children)

    def run(self) -> None:
        try:
            with (
                self.school.platform.channel("gradebook") as gradebook,
                self.school.platform.channel("identity") as names,
            ):
                self._read(gradebook, names)
        except BaseException as problem:
            self.problem = problem

    def _read(self, gradebook: grpc.Channel, names: grpc.Channel) -> None:
        diary = gradebook_pb2.GetDiaryRequest(pupil=self.child, begin_date="2026-09-01", end_date="2026-09-07")
        pupil = people_pb2.GetPupilRequest(pupil=self.child)
        calls: dict[str, Callable[[], object]] = {
            "GetDiary": lambda: gradebook_pb2_grpc.GradebookServiceStub(gradebook).GetDiary(
                diary, metadata=self.metadata, timeout=5
            ),
            "GetPupil": lambda: people_pb2_grpc.PeopleServiceStub(names).GetPupil(
                pupil, metadata=self.metadata, timeout=5
            ),
        }
        while not self.stop.is_set():
            for method, call in calls.items():
                trace_id = secrets.token_hex(16)
                try:
                    with attach({"traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"}):
                        call()
                except grpc.RpcError as error:
                    self.failed[error.code().name] += 1
                else:
                    self.answered[method].append(trace_id)


def test_no_answer_without_its_record_whatever_is_killed_in_between(school: School) -> None:
    random, stop = Random(5), threading.Event()
    readers = [Reader(school, number, stop) for number in range(PUPILS)]
    for reader in readers:
        reader.start()

    def answers(method: str) -> int:
        assert not [reader.problem for reader in readers if reader.problem]
        return sum(len(reader.answered[method]) for reader in readers)

    def come(method: str, more: int) -> None:
        enough = answers(method) + more
        eventually(lambda: answers(method) >= enough, lambda: f"{answers(method)} of {enough} answers to {method}")

    kills = 0
    try:
        for _ in range(ROUNDS):
            for method in ("GetDiary", "GetPupil"):
                come(method, _ANSWERS_BETWEEN)
            for victim in random.sample(VICTIMS, len(VICTIMS)):
                # A moment that nobody has chosen; when the other victim has died meanwhile, calls wait halfway.
                stop.wait(random.uniform(0, _MOMENTS_SECONDS))
                kill(school, victim)
                kills += 1
        for method in ("GetDiary", "GetPupil"):
            come(method, _ANSWERS_BETWEEN)
    finally:
        stop.set()
        for reader in readers:
            reader.join(30)
    assert kills >= 20
    # Calls were hit, and were told so.
    assert sum(sum(reader.failed.values()) for reader in readers) >= kills
    rows = school.rows("identity", "SELECT trace_id, data_subject::text, reader FROM disclosure WHERE NOT refused")
    recorded = set(rows)
    for reader in readers:
        reads = [trace for traces in reader.answered.values() for trace in traces]
        assert len(reads) == len(set(reads)) >= ROUNDS
        me = {row[2] for row in recorded if row[0] == reads[0]}
        assert len(me) == 1
        missing = [each for each in reads if (each, reader.child.rpartition("/")[2], *me) not in recorded]
        assert not missing


def kill(school: School, name: str) -> None:
    pid = process_of(school, name)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)


def test_the_chain_of_records_is_whole_after_the_kills(school: School) -> None:
    environ = {**os.environ, "ZVONOK_VAR": str(Path(school.endpoints["log"]).parent)}
    command = [str(ROOT / "zvonok"), "audit", "verify"]
    answer = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode == 0, answer.stdout + answer.stderr
