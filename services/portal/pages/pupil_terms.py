"""A child's term, annual and final marks: what is published, by subject."""

from flask import Blueprint, render_template, request
from zvonok.gradebook.v1 import terms_pb2 as pb

from services.portal.pages.diary import find_pupil
from services.portal.pages.term_marks import term_titles
from services.portal.sessions import ask, clients, me
from services.portal.term_form import KIND_OF
from services.portal.term_table import period_title
from services.portal.texts import TERM_KINDS

pages = Blueprint("pupil_terms", __name__)

_YEAR_DIGITS = 4


@pages.get("/schools/<id:school>/pupils/<id:pupil>/term-marks")
def show(school: str, pupil: str) -> str:
    """The marks of a school year; of the latest that has any when none is chosen."""
    person, name = me(), f"schools/{school}/pupils/{pupil}"
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == _YEAR_DIGITS else 0
    wanted = pb.GetPupilTermMarksRequest(pupil=name, school_year=year)
    answer: pb.GetPupilTermMarksResponse = ask(clients().term_marks.GetPupilTermMarks, wanted)
    return render_template(
        "pupil_terms.html",
        me=person,
        pupil=find_pupil(person, name),
        answer=answer,
        columns=_columns(answer, term_titles(f"schools/{school}")),
        marks={
            (subject.subject_title, mark.period, mark.kind): mark
            for subject in answer.subjects
            for mark in subject.marks
        },
    )


def _columns(answer: pb.GetPupilTermMarksResponse, terms: dict[str, str]) -> list[tuple[str, int, str]]:
    """(period, kind, title) of what the pupil has marks in."""
    given = {(mark.period, mark.kind) for subject in answer.subjects for mark in subject.marks}
    return [
        (period.period, kind, period_title(period, terms) if word == "term" else str(TERM_KINDS[word]))
        for period in answer.periods
        for kind, word in KIND_OF.items()
        if (period.period, kind) in given
    ]
