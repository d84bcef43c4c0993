"""The list of a person's documents as a page shows it, whichever service makes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from zvonok.gradebook.v1 import documents_pb2 as pb
from zvonok.reports.v1 import documents_pb2 as reports_pb

from services.portal.words.documents import KINDS

OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Shown:
    """A document: what it is, how far it is, where it is taken, ended or made again."""

    title: str
    kind: str
    form: str
    state: str
    message: Any
    file: str
    action: str

    @property
    def open(self) -> bool:
        """Whether it is still being made."""
        return self.state in OPEN


def of_gradebook(documents: Iterable[pb.Document], endpoint: str, values: dict[str, Any]) -> list[Shown]:
    """Documents of marks; `endpoint` gives the file, with `values` and the document."""
    found = []
    for each in documents:
        state = pb.DocumentState.Name(each.state).removeprefix("DOCUMENT_STATE_").lower()
        action = "documents.cancel" if state in OPEN else "documents.repeat"
        kind = str(KINDS[pb.DocumentKind.Name(each.order.kind).removeprefix("DOCUMENT_KIND_").lower()])
        found.append(
            Shown(
                title=each.title or kind,
                kind=kind,
                form=pb.DocumentForm.Name(each.order.form).removeprefix("DOCUMENT_FORM_"),
                state=state,
                message=each,
                file=url_for(endpoint, document=each.document, **values),
                action=url_for(action, school=values["school"], document=each.document),
            )
        )
    return found


def of_reports(reports: Iterable[reports_pb.Report], school: str) -> list[Shown]:
    """Reports of a school."""
    found = []
    for each in reports:
        state = reports_pb.ReportState.Name(each.state).removeprefix("REPORT_STATE_").lower()
        kind = str(KINDS[reports_pb.ReportKind.Name(each.order.kind).lower()])
        action = "report_documents.cancel" if state in OPEN else "report_documents.repeat"
        found.append(
            Shown(
                title=each.title or kind,
                kind=kind,
                form=reports_pb.ReportForm.Name(each.order.form).removeprefix("REPORT_FORM_"),
                state=state,
                message=each,
                file=url_for("report_documents.file", school=school, document=each.report),
                action=url_for(action, school=school, document=each.report),
            )
        )
    return found


def newest_first(shown: Iterable[Shown]) -> list[Shown]:
    """By the moment of the order."""
    return sorted(shown, key=lambda each: each.message.order_time.ToNanoseconds(), reverse=True)
