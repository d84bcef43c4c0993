"""A decision on access, kept and asked for ÷ an empty RPC over the same mutual TLS."""

import time
from collections.abc import Callable
from functools import partial

from grpc_health.v1 import health_pb2, health_pb2_grpc
from zvonok.identity.v1 import sessions_pb2, sessions_pb2_grpc

from deploy.bench import package
from deploy.bench.rows import Row, measure
from deploy.bench.stand import NotMeasured, Stand
from kit.rpc.gate import RemoteGate

_A_ROUND = 100
_KEPT_A_ROUND = 5000


def run(stand: Stand) -> list[Row]:
    """As the gradebook asks: may this teacher record a lesson of this group?"""
    gate = RemoteGate(stand.channel("identity", "gradebook"))
    empty = health_pb2_grpc.HealthStub(stand.channel("identity", "gradebook"))
    subject = _teacher(stand)
    group = stand.groups[package.group_title(0)]

    def decide(*, fresh: bool) -> None:
        if not gate.decide(subject, "gradebook.lesson.record", [group], fresh=fresh)[0].allowed:
            raise NotMeasured("The teacher of the school for measuring is refused.")

    def check() -> None:
        empty.Check(health_pb2.HealthCheckRequest())

    decide(fresh=False)
    check()
    floor = partial(_each, check, _A_ROUND)
    return [
        measure("access decision, kept", partial(_each, partial(decide, fresh=False), _KEPT_A_ROUND), floor),
        measure("access decision, from identity", partial(_each, partial(decide, fresh=True), _A_ROUND), floor),
    ]


def _teacher(stand: Stand) -> str:
    """The subject of the first client's teacher."""
    sessions = sessions_pb2_grpc.SessionServiceStub(stand.channel("identity"))
    user = package.teacher(stand.number, 0)
    answer = sessions.LogIn(sessions_pb2.LogInRequest(username=user, password=stand.password, device="bench"))
    person: str = answer.person
    return person


def _each(action: Callable[[], None], times: int) -> float:
    """Milliseconds of one."""
    began = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - began) * 1000 / times
