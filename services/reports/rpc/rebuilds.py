"""RebuildService: the operator's program makes read models anew."""

import threading
from collections.abc import Collection, Iterator, Mapping

import grpc
from zvonok.reports.v1 import rebuilds_pb2 as pb
from zvonok.reports.v1 import rebuilds_pb2_grpc

from kit.listening import Bell
from kit.names import parse
from kit.service import Resources
from services.reports.actions import rebuilding
from services.reports.domain.rebuilding import Difference
from services.reports.rpc.requests import SCHOOL

_LEAST_SECONDS_BETWEEN = 1.0


class RebuildServicer(rebuilds_pb2_grpc.RebuildServiceServicer):
    """See proto/zvonok/reports/v1/rebuilds.proto. `kept`: the event types that the read models are made from."""

    def __init__(self, resources: Resources, bell: Bell, kept: Collection[str]) -> None:
        self._pool = resources.pool
        self._bell = bell
        self._kept = kept

    def StartRebuild(self, request: pb.StartRebuildRequest, context: grpc.ServicerContext) -> pb.StartRebuildResponse:
        """Begins."""
        school_id = parse(request.school, SCHOOL)["school"]
        return pb.StartRebuildResponse(rebuild=rebuilding.start_rebuild(self._pool, school_id))

    def FinishRebuild(
        self, request: pb.FinishRebuildRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.FinishRebuildResponse]:
        """Waits for the replayed events, then changes places."""
        school_id = parse(request.school, SCHOOL)["school"]
        awaited = {kind: count for kind, count in request.told.items() if kind in self._kept}
        ended = threading.Event()
        with self._bell.subscribe(request.rebuild) as rung:

            def end() -> None:
                ended.set()
                rung.set()

            if context.add_callback(end):
                yield from self._finish(school_id, request.rebuild, awaited, rung, ended)

    def _finish(
        self, school_id: str, rebuild_id: str, awaited: Mapping[str, int], rung: threading.Event, ended: threading.Event
    ) -> Iterator[pb.FinishRebuildResponse]:
        while True:
            rung.clear()
            if ended.is_set():
                return
            seen = rebuilding.progress_of_rebuild(self._pool, school_id, rebuild_id, awaited)
            answer = pb.FinishRebuildResponse(taken=seen.taken, awaited=seen.awaited)
            if seen.complete:
                found = rebuilding.finish_rebuild(self._pool, school_id, rebuild_id)
                answer.report.tables.extend(_difference(each) for each in found)
                yield answer
                return
            yield answer
            # Many events within a second are one message; none is missed, because the ring is kept.
            ended.wait(_LEAST_SECONDS_BETWEEN)
            rung.wait()


def _difference(found: Difference) -> pb.TableDifference:
    return pb.TableDifference(
        table=found.table, rows=found.rows, missing=found.missing, surplus=found.surplus, different=found.different
    )
