"""Documents of a school, a class, a group, a child: ordered, watched while they are made, ended, taken."""

import datetime
import tempfile
from dataclasses import dataclass, field
from typing import IO, Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import documents_pb2 as pb
from zvonok.gradebook.v1 import terms_pb2
from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import School, Term
from zvonok.reports.v1 import documents_pb2 as reports_pb

from kit.ids import new_id
from services.portal import menu
from services.portal.days import local, today, zone_of
from services.portal.document_list import newest_first, of_gradebook, of_reports
from services.portal.forms import attempt, attempt_or_problem, request_id
from services.portal.languages import language
from services.portal.pages.diary import find_pupil
from services.portal.pages.journal import choose_term, list_terms
from services.portal.pages.term_marks import term_titles
from services.portal.sessions import ask, clients, me
from services.portal.term_table import period_title
from services.portal.words.documents import KINDS, STATES, reason_text

pages = Blueprint("documents", __name__)

_CLASS, _GROUP = (
    "/schools/<id:school>/classes/<id:class_>/documents",
    "/schools/<id:school>/groups/<id:group>/documents",
)
_PUPIL, _SCHOOL = "/schools/<id:school>/pupils/<id:pupil>/documents", "/schools/<id:school>/documents"
_KEPT_IN_MEMORY = 4 * 1024 * 1024
_FORMS = {
    "pdf": (pb.DOCUMENT_FORM_PDF, "application/pdf"),
    "xlsx": (pb.DOCUMENT_FORM_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": (pb.DOCUMENT_FORM_ZIP, "application/zip"),
}
_PAPERS = ("pdf", "xlsx")


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the page: a kind of document, its forms, what it asks for."""

    kind: str
    forms: tuple[str, ...] = _PAPERS
    # "period", "closed", "days", "week", "term_day", "month"; empty: nothing.
    asks: str = ""
    # The endpoint that takes the order; empty: the place's own.
    order: str = ""


OFFERS = {
    "school": (
        Offer("report_kind_control", asks="term_day", order="report_documents.order"),
        Offer("report_kind_month", asks="month", order="report_documents.order"),
        Offer("summary_sheet", asks="period"),
        Offer("substitution_register", asks="days"),
        Offer("term_archive", ("zip",), "closed"),
    ),
    "class": (Offer("summary_sheet", asks="period"), Offer("report_card"), Offer("class_journal", asks="days")),
    "group": (Offer("class_journal", asks="days"),),
    "pupil": (Offer("diary_week", asks="week"), Offer("report_card")),
}
_TABS = {
    "class": (menu.CLASS, "class_", "Class"),
    "group": (menu.GROUP, "group", "Group"),
    "pupil": (menu.CHILD, "pupil", "Pupil"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the page is about: its kind, the school's id, its own."""

    kind: str
    school: str
    thing: str = ""

    @property
    def name(self) -> str:
        """Its resource name."""
        collection = {"class": "classes", "group": "groups", "pupil": "pupils"}.get(self.kind)
        return f"schools/{self.school}/{collection}/{self.thing}" if collection else f"schools/{self.school}"

    @property
    def values(self) -> dict[str, Any]:
        """What its addresses take."""
        own = {_TABS[self.kind][1]: self.thing} if self.thing else {}
        return {"school": self.school, **own}

    def ask(self, method: str, **fields: Any) -> Any:
        """(method, request) of one of the four methods that do this ("Create{}Document") for the place."""
        full = method.format(_TABS[self.kind][2] if self.thing else "School")
        return getattr(clients().documents, full), getattr(pb, f"{full}Request")(**{self.kind: self.name, **fields})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and refused: shown again, with what is wrong."""

    kind: str = ""
    form: str = ""
    period: str = ""
    begin: str = ""
    end: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: (resource name, title) of periods; the days that stand there at first."""

    terms: list[tuple[str, str]] = field(default_factory=list)
    periods: list[tuple[str, str]] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    period: str = ""
    begin: str = ""
    end: str = ""
    today: str = ""


@pages.get(_SCHOOL)
def of_school(school: str) -> Response:
    """Of a school."""
    return _page(Place("school", school))


@pages.get(_CLASS)
def of_class(school: str, class_: str) -> Response:
    """Of a class."""
    return _page(Place("class", school, class_))


@pages.get(_GROUP)
def of_group(school: str, group: str) -> Response:
    """Of a group."""
    return _page(Place("group", school, group))


@pages.get(_PUPIL)
def of_pupil(school: str, pupil: str) -> Response:
    """Of a child."""
    return _page(Place("pupil", school, pupil))


@pages.post(_SCHOOL)
def order_of_school(school: str) -> Response:
    """Orders one of a school."""
    return _order(Place("school", school))


@pages.post(_CLASS)
def order_of_class(school: str, class_: str) -> Response:
    """Orders one of a class."""
    return _order(Place("class", school, class_))


@pages.post(_GROUP)
def order_of_group(school: str, group: str) -> Response:
    """Orders one of a group."""
    return _order(Place("group", school, group))


@pages.post(_PUPIL)
def order_of_pupil(school: str, pupil: str) -> Response:
    """Orders one of a child."""
    return _order(Place("pupil", school, pupil))


@pages.get(f"{_SCHOOL}/<id:document>")
def file_of_school(school: str, document: str) -> Response:
    """One of a school."""
    return _file(Place("school", school), document)


@pages.get(f"{_CLASS}/<id:document>")
def file_of_class(school: str, class_: str, document: str) -> Response:
    """One of a class."""
    return _file(Place("class", school, class_), document)


@pages.get(f"{_GROUP}/<id:document>")
def file_of_group(school: str, group: str, document: str) -> Response:
    """One of a group."""
    return _file(Place("group", school, group), document)


@pages.get(f"{_PUPIL}/<id:document>")
def file_of_pupil(school: str, pupil: str, document: str) -> Response:
    """One of a child."""
    return _file(Place("pupil", school, pupil), document)


@pages.post(f"{_SCHOOL}/<id:document>/cancel")
def cancel(school: str, document: str) -> Response:
    """Ends one's own."""
    wanted = pb.CancelDocumentRequest(school=f"schools/{school}", request_id=request_id(), document=document)
    attempt(clients().documents.CancelDocument, wanted, gettext("The document is not made."))
    return redirect(_back(school))


@pages.post(f"{_SCHOOL}/<id:document>/repeat")
def repeat(school: str, document: str) -> Response:
    """Makes one's own anew."""
    wanted = pb.RepeatDocumentRequest(school=f"schools/{school}", request_id=request_id(), document=document)
    attempt(clients().documents.RepeatDocument, wanted, gettext("The document is being made again."))
    return redirect(_back(school))


def _back(school: str) -> str:
    """The page that the button stands on."""
    kind, thing = request.form.get("place", ""), request.form.get("thing", "")
    place = Place(kind, school, thing) if kind in _TABS and thing else Place("school", school)
    return url_for(f"documents.of_{place.kind}", **place.values) + "#list"


def school_page(school: str, typed: Typed) -> Response:
    """The school's page with what was refused."""
    return _page(Place("school", school), typed)


def _page(place: Place, typed: Typed | None = None) -> Response:
    # The right to the place is asked for by this, before anything else is.
    answer = ask(*place.ask("List{}Documents", page_token=request.args.get("page", "")))
    person, typed = me(), typed or Typed()
    zone = zone_of(person, f"schools/{place.school}")
    documents = of_gradebook(answer.documents, f"documents.file_of_{place.kind}", place.values)
    if place.kind == "school" and "page" not in request.args:
        listed = reports_pb.ListReportsRequest(school=place.name)
        documents += of_reports(ask(clients().report_documents.ListReports, listed).reports, place.school)
    shown = render_template(
        "documents.html",
        me=person,
        place=place,
        title=_title(place, answer),
        school=_school(person, place.school),
        pupil=find_pupil(person, place.name) if place.kind == "pupil" else None,
        tabs=_TABS[place.kind][0] if place.thing else (),
        documents=newest_first(documents),
        more=answer.next_page_token,
        open=any(each.open for each in documents),
        offers=OFFERS[place.kind],
        choices=_choices(place, today(zone)),
        kinds=KINDS,
        states=STATES,
        reason_text=reason_text,
        typed=typed,
        zone=zone,
        local=local,
        request_id=new_id,
    )
    return make_response(shown, 409 if typed.problem else 200)


def _order(place: Place) -> Response:
    sent = request.form
    form, _ = _FORMS.get(sent.get("form", ""), (pb.DOCUMENT_FORM_UNSPECIFIED, ""))
    known = {offer.kind for offer in OFFERS[place.kind]}
    kind = sent.get("kind", "")
    # The hints know the numbers of an enum as numbers alone.
    number: Any = pb.DocumentKind.Value(f"DOCUMENT_KIND_{kind.upper()}") if kind in known else 0
    wanted = pb.DocumentOrder(
        kind=number,
        form=form,
        period=sent.get("period", ""),
        begin_date=sent.get("begin", ""),
        end_date=sent.get("end", ""),
        locale=language(),
    )
    method, order = place.ask("Create{}Document", request_id=request_id(), order=wanted)
    _, problem = attempt_or_problem(method, order)
    if problem:
        typed = Typed(
            kind, sent.get("form", ""), wanted.period, wanted.begin_date, wanted.end_date, problem
        )  # fmt: skip
        return _page(place, typed)
    return redirect(url_for(f"documents.of_{place.kind}", **place.values) + "#list")


def _file(place: Place, document: str) -> Response:
    method, wanted = place.ask("Download{}Document", document=document)
    return send_document(method, wanted, document)


def send_document(method: Any, wanted: Any, document: str) -> Response:
    """Gives a document to the browser, whole, to be saved; a large one lies on the disk meanwhile.

    Raises grpc.RpcError as the service refuses.
    """
    content: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115  (sent, then closed)
    title, ending = "", ""
    for part in ask(method, wanted):
        if part.form:
            # Both services number the forms alike.
            title, ending = part.title, pb.DocumentForm.Name(part.form).removeprefix("DOCUMENT_FORM_").lower()
        content.write(part.chunk)
    if not ending:
        abort(404)
    content.seek(0)
    return send_file(
        content, mimetype=_FORMS[ending][1], as_attachment=True, download_name=f"{title or document}.{ending}"
    )


def _title(place: Place, answer: Any) -> str:
    if place.kind == "class":
        return str(answer.class_title)
    return str(answer.group_title) if place.kind == "group" else ""


def _school(person: GetMeResponse, school: str) -> School:
    name = f"schools/{school}"
    return next((one for one in person.schools if one.name == name), School(name=name))


def _choices(place: Place, now: datetime.date) -> Choices:
    school = f"schools/{place.school}"
    if place.kind == "pupil":
        return Choices(today=now.isoformat())
    terms = list_terms(school, now)
    term = choose_term(terms, "", now)
    named = [(each.name, each.title) for each in terms if each.name]
    return Choices(
        terms=named,
        periods=[*named, *_years(school, terms)],
        closed=_closed(school) if place.kind == "school" else [],
        period=term.name,
        begin=term.begin_date,
        end=min(term.end_date, now.isoformat()) if term.begin_date <= now.isoformat() else term.end_date,
        today=now.isoformat(),
    )


def _years(school: str, terms: list[Term]) -> list[tuple[str, str]]:
    return [
        (f"{school}/years/{year}", gettext("School year %(first)s/%(last)s", first=year - 1, last=year))
        for year in sorted({each.school_year for each in terms if each.name})
    ]


def _closed(school: str) -> list[tuple[str, str]]:
    """The periods that can go into an archive."""
    listed = ask(clients().term_marks.ListPeriods, terms_pb2.ListPeriodsRequest(school=school))
    titles = term_titles(school)
    return [
        (each.period, period_title(each, titles))
        for each in listed.periods
        if each.state in (terms_pb2.PERIOD_STATE_CLOSED, terms_pb2.PERIOD_STATE_CONFIRMED)
    ]
