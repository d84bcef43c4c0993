"""ExportService: bulk exports of personal data."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import grpc
from psycopg import Connection
from zvonok.identity.v1 import exports_pb2 as pb
from zvonok.identity.v1 import exports_pb2_grpc

from kit import pages
from kit.database import transaction
from kit.errors import InvalidArgument
from kit.idempotency import once
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import exporting
from services.identity.domain.exporting import Export

_SCHOOL = "schools/{school}"
_PAGE, _MOST = 50, 200
_CHUNK = 256 * 1024
_CONTENT = {
    pb.EXPORT_CONTENT_PUPILS: "pupils",
    pb.EXPORT_CONTENT_GUARDIANS: "guardians",
    pb.EXPORT_CONTENT_STAFF: "staff",
}
_STATE = {
    "waiting": pb.EXPORT_STATE_WAITING,
    "confirmed": pb.EXPORT_STATE_CONFIRMED,
    "refused": pb.EXPORT_STATE_REFUSED,
    "expired": pb.EXPORT_STATE_EXPIRED,
}


class ExportServicer(exports_pb2_grpc.ExportServiceServicer):
    """See proto/zvonok/identity/v1/exports.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def CreateExport(self, request: pb.CreateExportRequest, context: grpc.ServicerContext) -> pb.CreateExportResponse:
        """Asks."""
        school, call = parse(request.school, _SCHOOL)["school"], current_call()
        named = getattr(request, "class")
        class_id = parse(named, f"schools/{school}/classes/{{id}}")["id"] if named else None
        content, purpose = _CONTENT.get(request.content, ""), request.purpose.strip()

        def work(connection: Connection[Any]) -> pb.CreateExportResponse:
            made = exporting.create_export(connection, call.person_id, school, content, class_id, purpose)
            return pb.CreateExportResponse(export=made)

        with transaction(self._pool, school) as connection:
            return once(connection, call.subject, request, pb.CreateExportResponse, lambda: work(connection))

    def DecideExport(self, request: pb.DecideExportRequest, context: grpc.ServicerContext) -> pb.DecideExportResponse:
        """Confirms or refuses."""
        school, export, call = parse(request.school, _SCHOOL)["school"], _id(request.export), current_call()

        def work(connection: Connection[Any]) -> pb.DecideExportResponse:
            exporting.decide_export(connection, call.person_id, school, export, confirm=request.confirm)
            return pb.DecideExportResponse()

        with transaction(self._pool, school) as connection:
            return once(connection, call.subject, request, pb.DecideExportResponse, lambda: work(connection))

    def ListExports(self, request: pb.ListExportsRequest, context: grpc.ServicerContext) -> pb.ListExportsResponse:
        """What was asked for."""
        school, now = parse(request.school, _SCHOOL)["school"], datetime.now(UTC)
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        rows = exporting.list_exports(self._pool, school, pages.read_moment(request.page_token), size + 1)
        last = rows[size - 1] if len(rows) > size else None
        return pb.ListExportsResponse(
            exports=[_export(school, each, now) for each in rows[:size]],
            next_page_token=pages.encode_moment(last.asked_at, last.export_id) if last else "",
        )

    def DownloadExport(
        self, request: pb.DownloadExportRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.DownloadExportResponse]:
        """The file; the first answer says whose data it holds, and the door puts that on record before it leaves."""
        school, export = parse(request.school, _SCHOOL)["school"], _id(request.export)
        file = exporting.make_file(self._pool, current_call().person_id, school, export)
        yield pb.DownloadExportResponse(data_subjects=[f"schools/{school}/persons/{each}" for each in file.person_ids])
        for begin in range(0, len(file.content), _CHUNK):
            yield pb.DownloadExportResponse(chunk=file.content[begin : begin + _CHUNK])


def _id(text: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", "export must be an id that CreateExport gave.", metadata={"field": "export"})
    return text


def _export(school_id: str, export: Export, now: datetime) -> pb.Export:
    contents = {word: number for number, word in _CONTENT.items()}
    message = pb.Export(
        export=export.export_id,
        content=contents[export.content],
        purpose=export.purpose,
        asked_by=f"persons/{export.asked_by}",
        asked_by_name=export.asked_by_name,
        ask_time=export.asked_at,
        state=_STATE[export.state(now)],
        decided_by_name=export.decided_by_name,
        decide_time=export.decided_at,
        downloads=export.downloads,
        expire_time=export.expires_at,
    )
    # `class` is a word of Python's.
    setattr(message, "class", f"schools/{school_id}/classes/{export.class_id}" if export.class_id else "")
    return message
