"""Reports of a school as documents: ordered, ended, made again, taken. documents.of_school shows them."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.reports.v1 import documents_pb2 as pb

from services.portal.forms import attempt, attempt_or_problem, request_id
from services.portal.languages import language
from services.portal.pages.documents import Typed, school_page, send_document
from services.portal.sessions import clients

pages = Blueprint("report_documents", __name__)

_PATH = "/schools/<id:school>/documents/reports"
_KINDS = {"report_kind_control": pb.REPORT_KIND_CONTROL, "report_kind_month": pb.REPORT_KIND_MONTH}
_FORMS = {"pdf": pb.REPORT_FORM_PDF, "xlsx": pb.REPORT_FORM_XLSX}


@pages.post(_PATH)
def order(school: str) -> Response:
    """Orders one."""
    sent = request.form
    wanted = pb.ReportOrder(
        kind=_KINDS.get(sent.get("kind", ""), pb.REPORT_KIND_UNSPECIFIED),
        form=_FORMS.get(sent.get("form", ""), pb.REPORT_FORM_UNSPECIFIED),
        term=sent.get("period", ""),
        date=sent.get("begin", ""),
        locale=language(),
    )
    asked = pb.CreateReportRequest(school=f"schools/{school}", request_id=request_id(), order=wanted)
    _, problem = attempt_or_problem(clients().report_documents.CreateReport, asked)
    if problem:
        typed = Typed(sent.get("kind", ""), sent.get("form", ""), wanted.term, wanted.date, "", problem)
        return school_page(school, typed)
    return _back(school)


@pages.get(f"{_PATH}/<id:document>")
def file(school: str, document: str) -> Response:
    """Gives one."""
    wanted = pb.DownloadReportRequest(school=f"schools/{school}", report=document)
    return send_document(clients().report_documents.DownloadReport, wanted, document)


@pages.post(f"{_PATH}/<id:document>/cancel")
def cancel(school: str, document: str) -> Response:
    """Ends one's own."""
    wanted = pb.CancelReportRequest(school=f"schools/{school}", request_id=request_id(), report=document)
    attempt(clients().report_documents.CancelReport, wanted, gettext("The document is not made."))
    return _back(school)


@pages.post(f"{_PATH}/<id:document>/repeat")
def repeat(school: str, document: str) -> Response:
    """Makes one's own anew."""
    wanted = pb.RepeatReportRequest(school=f"schools/{school}", request_id=request_id(), report=document)
    attempt(clients().report_documents.RepeatReport, wanted, gettext("The document is being made again."))
    return _back(school)


def _back(school: str) -> Response:
    return redirect(url_for("documents.of_school", school=school) + "#list")
