"""A stand-in for DocumentService: a list by hand, one file, orders that are kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import documents_pb2 as pb
from zvonok.reports.v1 import documents_pb2 as reports_pb

from kit.ids import new_id

PLACES = ("School", "Class", "Group", "Pupil")
DONE, FAILED, RUNNING, REPORT = new_id(), new_id(), new_id(), new_id()
CONTENT = b"%PDF-1.7 ..."


def document(document_id: str, state: int, **fields: Any) -> pb.Document:
    now = Timestamp()
    now.FromDatetime(datetime.now(UTC))
    order = pb.DocumentOrder(kind=pb.DOCUMENT_KIND_CLASS_JOURNAL, form=pb.DOCUMENT_FORM_PDF)
    values = {"order": order, "order_time": now, "expire_time": now} | fields
    return pb.Document(document=document_id, state=pb.DocumentState.Name(state), **values)


class DocumentFakes:
    """DocumentService."""

    def __init__(self, wrap: Callable[[Any], Any]) -> None:
        self.wrap = wrap

    def stub(self) -> Any:
        methods: dict[str, Any] = {
            "CancelDocument": lambda _request: pb.CancelDocumentResponse(),
            "RepeatDocument": lambda _request: pb.RepeatDocumentResponse(),
        }
        for place in PLACES:
            methods[f"List{place}Documents"] = self.listed(place)
            methods[f"Create{place}Document"] = self.created(place)
            methods[f"Download{place}Document"] = self.downloaded(place)
        for name, method in methods.items():
            method.__name__ = name
        return SimpleNamespace(**{name: self.wrap(method) for name, method in methods.items()})

    def listed(self, place: str) -> Any:
        titles = {"Class": {"class_title": "7А"}, "Group": {"group_title": "7А Алгебра"}}.get(place, {})
        answer = getattr(pb, f"List{place}DocumentsResponse")(
            documents=[
                document(RUNNING, pb.DOCUMENT_STATE_RUNNING, done_parts=3, all_parts=28),
                document(DONE, pb.DOCUMENT_STATE_DONE, title="Классный журнал 7А", size=2048, note="ab12"),
                document(FAILED, pb.DOCUMENT_STATE_FAILED, reason="DISK_FULL"),
            ],
            next_page_token="more",
            **titles,
        )
        return lambda _request: answer

    def created(self, place: str) -> Any:
        return lambda _request: getattr(pb, f"Create{place}DocumentResponse")(document=new_id())

    def downloaded(self, place: str) -> Any:
        part = getattr(pb, f"Download{place}DocumentResponse")
        return lambda _request: iter(
            [part(title="Классный журнал 7А", form=pb.DOCUMENT_FORM_PDF), part(chunk=CONTENT[:4]),
             part(chunk=CONTENT[4:])]
        )  # fmt: skip


class ReportFakes:
    """ReportDocumentService."""

    def methods(self) -> list[Any]:
        return [self.CreateReport, self.ListReports, self.DownloadReport, self.CancelReport, self.RepeatReport]

    def CreateReport(self, request: Any) -> Any:
        return reports_pb.CreateReportResponse(report=new_id())

    def ListReports(self, request: Any) -> Any:
        now = Timestamp()
        now.FromDatetime(datetime.now(UTC))
        order = reports_pb.ReportOrder(kind=reports_pb.REPORT_KIND_CONTROL, form=reports_pb.REPORT_FORM_XLSX)
        done = reports_pb.REPORT_STATE_DONE
        report = reports_pb.Report(report=REPORT, order=order, state=done, title="Отчёт", size=1, order_time=now)
        return reports_pb.ListReportsResponse(reports=[report])

    def DownloadReport(self, request: Any) -> Any:
        part = reports_pb.DownloadReportResponse
        return iter([part(title="Отчёт", form=reports_pb.REPORT_FORM_XLSX), part(chunk=CONTENT)])

    def CancelReport(self, request: Any) -> Any:
        return reports_pb.CancelReportResponse()

    def RepeatReport(self, request: Any) -> Any:
        return reports_pb.RepeatReportResponse()
