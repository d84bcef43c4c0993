"""A class's term summary sheet: pupils × subjects of a term or year with the shares under them; and as a file."""

import datetime
import io
from dataclasses import dataclass

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import terms_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListClassPupilsRequest, ListClassPupilsResponse
from zvonok.identity.v1.schools_pb2 import Term

from services.portal.days import show_time, zone_of
from services.portal.pages.journal import choose_term, list_terms
from services.portal.sessions import ask, clients, me
from services.portal.sheet import last_part
from services.portal.summary_file import SummaryFile, write_xlsx
from services.portal.term_form import KIND_OF
from services.portal.texts import TERM_KINDS, full_name, short_name

pages = Blueprint("summary_sheet", __name__)

_PATH = "/schools/<id:school>/classes/<id:class_>/summary"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_YEAR = "year"


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that can be looked at: its part of the address ("year" or a term's id), name and title."""

    key: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A sheet with names."""

    answer: pb.GetSummarySheetResponse
    names: ListClassPupilsResponse
    choices: list[Choice]
    chosen: Choice
    now: datetime.datetime

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """(subject code, kind, title): a column for every kind of mark that a subject has."""
        kinds = {(mark.subject_code, mark.kind) for pupil in self.answer.pupils for mark in pupil.marks}
        leading = pb.TERM_MARK_KIND_ANNUAL if self.chosen.key == _YEAR else pb.TERM_MARK_KIND_TERM
        return [
            (subject.subject_code, KIND_OF[kind], _title(subject.subject_title, kind, leading))
            for subject in self.answer.subjects
            for kind in KIND_OF
            if (subject.subject_code, kind) in kinds
        ]

    @property
    def rows(self) -> list[tuple[str, dict[tuple[str, str], pb.SheetMark]]]:
        """(pupil's resource name, marks by subject and kind), in the order of the register; who has left, last."""
        marks = {
            each.pupil: {(mark.subject_code, KIND_OF.get(mark.kind, "")): mark for mark in each.marks}
            for each in self.answer.pupils
        }
        order = [pupil.name for pupil in self.names.pupils if pupil.name in marks]
        return [(name, marks[name]) for name in (*order, *sorted(marks.keys() - set(order)))]


@pages.get(_PATH)
def show(school: str, class_: str) -> str:
    """The sheet."""
    loaded = _load(school, class_)
    return render_template(
        "summary_sheet.html",
        me=me(),
        school=school,
        class_id=class_,
        loaded=loaded,
        names={pupil.name: short_name(pupil) for pupil in loaded.names.pupils},
    )


@pages.get(f"{_PATH}.xlsx")
def download(school: str, class_: str) -> Response:
    """The sheet as a file."""
    loaded, person = _load(school, class_), me()
    title = f"{loaded.answer.class_title} {loaded.chosen.title}"
    made = write_xlsx(
        SummaryFile(
            title=gettext("Summary sheet: %(what)s", what=title),
            watermark=gettext(
                "%(title)s. Personal data. Downloaded on %(time)s by %(who)s.",
                title=title,
                time=show_time(loaded.now, "dd.MM.y HH:mm"),
                who=full_name(person.person),
            ),
            columns=loaded.columns,
            rows=loaded.rows,
            names={pupil.name: full_name(pupil) for pupil in loaded.names.pupils},
            subjects={subject.subject_code: subject.assessment for subject in loaded.answer.subjects},
            total=loaded.answer.total,
        )
    )
    return send_file(io.BytesIO(made), mimetype=_XLSX, as_attachment=True, download_name=f"{title}.xlsx")


def _load(school: str, class_: str) -> Loaded:
    place, name, person = f"schools/{school}", f"schools/{school}/classes/{class_}", me()
    now = datetime.datetime.now(zone_of(person, place))
    terms = [term for term in list_terms(place, now.date()) if term.name]
    choices = [Choice(last_part(term.name), term.name, term.title) for term in terms]
    choices += _years(place, terms)
    chosen = _choose(choices, terms, now.date())
    wanted = pb.GetSummarySheetRequest(period=chosen.name, **{"class": name})  # a word of Python's
    answer: pb.GetSummarySheetResponse = ask(clients().term_marks.GetSummarySheet, wanted)
    names: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": name}))
    return Loaded(answer, names, choices, chosen, now)


def _years(school: str, terms: list[Term]) -> list[Choice]:
    years = sorted({term.school_year for term in terms})
    return [Choice(_YEAR, f"{school}/years/{year}", gettext("Year")) for year in years]


def _choose(choices: list[Choice], terms: list[Term], today: datetime.date) -> Choice:
    wanted = request.args.get("period", "")
    found = next((one for one in choices if one.key == wanted), None)
    if found is not None:
        return found
    if not terms:
        # Of a school without terms the service says that there is no such period.
        return Choice(_YEAR, f"schools/none/years/{today.year}", "")
    key = last_part(choose_term(terms, wanted, today).name)
    return next(one for one in choices if one.key == key)


def _title(subject: str, kind: int, leading: int) -> str:
    return subject if kind == leading else f"{subject}: {str(TERM_KINDS[KIND_OF[kind]]).lower()}"
