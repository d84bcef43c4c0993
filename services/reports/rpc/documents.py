"""ReportDocumentService: reports made as jobs."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from psycopg import Connection
from zvonok.reports.v1 import documents_pb2 as pb
from zvonok.reports.v1 import documents_pb2_grpc

from kit import pages
from kit.database import transaction
from kit.documents import ordering
from kit.documents.jobs import Job, Order
from kit.errors import InvalidArgument
from kit.file_store import FileStore
from kit.idempotency import once
from kit.ids import is_id, new_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.reports.documents.making import SERVICE
from services.reports.rpc.requests import SCHOOL, read_day

Answer = TypeVar("Answer", bound=Message)
_PAGE, _MOST = 20, 100
_LOCALES = ("ru", "en")
_KIND: Mapping[int, str] = {n: name.removeprefix("REPORT_KIND_").lower() for name, n in pb.ReportKind.items() if n}
_FORM: Mapping[int, str] = {n: name.removeprefix("REPORT_FORM_").lower() for name, n in pb.ReportForm.items() if n}
# The hints know the numbers of an enum as numbers alone.
_STATE: Mapping[str, Any] = {name.removeprefix("REPORT_STATE_").lower(): n for name, n in pb.ReportState.items()}
_KIND_NUMBER: Mapping[str, Any] = {name: number for number, name in _KIND.items()}
_FORM_NUMBER: Mapping[str, Any] = {name: number for number, name in _FORM.items()}


class ReportDocumentServicer(documents_pb2_grpc.ReportDocumentServiceServicer):
    """See proto/zvonok/reports/v1/documents.proto."""

    def __init__(self, resources: Resources, files: FileStore) -> None:
        self._pool, self._files = resources.pool, files

    def CreateReport(self, request: pb.CreateReportRequest, context: grpc.ServicerContext) -> pb.CreateReportResponse:
        """Orders one."""
        school, wanted, call = parse(request.school, SCHOOL)["school"], request.order, current_call()
        kind, form = _KIND.get(wanted.kind, ""), _FORM.get(wanted.form, "")
        _check(kind, form, wanted)
        term = parse(wanted.term, f"schools/{school}/terms/{{term}}")["term"] if wanted.term else ""
        about = {"term": wanted.term, "term_id": term, "date": wanted.date}
        order = Order(
            school, new_id(), request.school, kind, form, about, wanted.locale or _LOCALES[0], call.person_id,
            datetime.now(UTC),
        )  # fmt: skip

        def work(connection: Connection[Any]) -> pb.CreateReportResponse:
            return pb.CreateReportResponse(report=ordering.create_document(connection, SERVICE, order))

        return self._once(school, request, pb.CreateReportResponse, work)

    def ListReports(self, request: pb.ListReportsRequest, context: grpc.ServicerContext) -> pb.ListReportsResponse:
        """The caller's own."""
        school, size = parse(request.school, SCHOOL)["school"], pages.page_size(request.page_size, _PAGE, _MOST)
        person, before = current_call().person_id, pages.read_moment(request.page_token)
        rows = ordering.list_documents(self._pool, school, request.school, person, before, size + 1)
        last = rows[size - 1].order if len(rows) > size else None
        return pb.ListReportsResponse(
            reports=[_report(row) for row in rows[:size]],
            next_page_token=pages.encode_moment(last.asked_at, last.document_id) if last else "",
        )

    def DownloadReport(
        self, request: pb.DownloadReportRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.DownloadReportResponse]:
        """Gives one out."""
        school, report = parse(request.school, SCHOOL)["school"], _id(request.report)
        found = ordering.find_content(self._pool, school, request.school, report, current_call().person_id)
        pieces = ordering.pieces_of(self._files, found)
        yield pb.DownloadReportResponse(
            title=found.title,
            form=_FORM_NUMBER[found.form],
            data_subjects=[f"schools/{school}/persons/{each}" for each in found.data_subjects],
        )
        for piece in pieces:
            yield pb.DownloadReportResponse(chunk=piece)

    def CancelReport(self, request: pb.CancelReportRequest, context: grpc.ServicerContext) -> pb.CancelReportResponse:
        """Ends one."""
        school, report, person = parse(request.school, SCHOOL)["school"], _id(request.report), current_call().person_id

        def work(connection: Connection[Any]) -> pb.CancelReportResponse:
            ordering.cancel_document(connection, school, report, person, datetime.now(UTC))
            return pb.CancelReportResponse()

        return self._once(school, request, pb.CancelReportResponse, work)

    def RepeatReport(self, request: pb.RepeatReportRequest, context: grpc.ServicerContext) -> pb.RepeatReportResponse:
        """Makes one anew."""
        school, report, person = parse(request.school, SCHOOL)["school"], _id(request.report), current_call().person_id

        def work(connection: Connection[Any]) -> pb.RepeatReportResponse:
            ordering.repeat_document(connection, SERVICE, school, report, person)
            return pb.RepeatReportResponse()

        return self._once(school, request, pb.RepeatReportResponse, work)

    def _once(
        self, school: str, request: Any, answer: type[Answer], work: Callable[[Connection[Any]], Answer]
    ) -> Answer:
        subject = current_call().subject
        with transaction(self._pool, school) as connection:
            return once(connection, subject, request, answer, lambda: work(connection))


def _check(kind: str, form: str, wanted: pb.ReportOrder) -> None:
    """Raises InvalidArgument for an order that can't be made."""
    if not kind:
        raise InvalidArgument("UNKNOWN_DOCUMENT", "There is no such report.")
    if not form:
        raise InvalidArgument("UNKNOWN_FORM", "A report has the forms pdf, xlsx.")
    if wanted.date:
        read_day(wanted.date, "order.date")
    elif kind == "month":
        raise InvalidArgument("DAYS_NEEDED", "Say which month it is about: date is a day of it.")
    if wanted.locale and wanted.locale not in _LOCALES:
        raise InvalidArgument("UNKNOWN_LOCALE", f"locale is one of {', '.join(_LOCALES)}.")


def _id(text: str) -> str:
    if not is_id(text):
        raise InvalidArgument("BAD_ID", "report must be an id that an order gave.", metadata={"field": "report"})
    return text


def _report(job: Job) -> pb.Report:
    order = job.order
    message = pb.Report(
        report=order.document_id,
        order=pb.ReportOrder(
            kind=_KIND_NUMBER[order.kind],
            form=_FORM_NUMBER[order.form],
            term=order.parameters.get("term", ""),
            date=order.parameters.get("date", ""),
            locale=order.locale,
        ),
        state=_STATE[job.state],
        done_parts=job.done_parts,
        all_parts=job.all_parts,
        order_time=order.asked_at,
        reason=job.reason,
        title=job.title,
        size=job.size,
    )
    for field, moment in (("end_time", job.ended_at), ("expire_time", job.expires_at)):
        if moment is not None:
            stamp = Timestamp()
            stamp.FromDatetime(moment)
            getattr(message, field).CopyFrom(stamp)
    return message
