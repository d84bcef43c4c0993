"""A decision on access, kept and asked for ÷ an empty RPC over the same mutual TLS."""

from functools import partial

from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.bench import package
from deploy.bench.rows import Row, each, measure
from deploy.bench.stand import NotMeasured, Stand
from kit.rpc.gate import RemoteGate

_A_ROUND = 100
_KEPT_A_ROUND = 5000


def run(stand: Stand) -> list[Row]:
    """As the gradebook asks: may this teacher record a lesson of this group?"""
    gate = RemoteGate(stand.channel("identity", "gradebook"))
    empty = health_pb2_grpc.HealthStub(stand.channel("identity", "gradebook"))
    subject = stand.teacher(0)
    group = stand.groups[package.group_title(0)]

    def decide(*, fresh: bool) -> None:
        if not gate.decide(subject, "gradebook.lesson.record", [group], fresh=fresh)[0].allowed:
            raise NotMeasured("The teacher of the school for measuring is refused.")

    def check() -> None:
        empty.Check(health_pb2.HealthCheckRequest())

    decide(fresh=False)
    check()
    floor = partial(each, check, _A_ROUND)
    return [
        measure("access decision, kept", partial(each, partial(decide, fresh=False), _KEPT_A_ROUND), floor),
        measure("access decision, from identity", partial(each, partial(decide, fresh=True), _A_ROUND), floor),
    ]
