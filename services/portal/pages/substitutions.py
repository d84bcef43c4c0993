"""Substitutions of a day: who is away, which lessons are to be covered, who could, and who does."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import substitutions_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import new_id
from services.portal.days import parse_day, today, zone_of
from services.portal.forms import attempt, request_id, whole_number
from services.portal.sessions import ask, clients, me
from services.portal.staff import Names, staff_of
from services.portal.texts import rule_text
from services.portal.words.substitutions import ABSENCES, KINDS, absence_text, kind_text

pages = Blueprint("substitutions", __name__)

_MERGED, _SELF_STUDY = "merged:", "self_study"
_CHOSEN = {"SUBSTITUTE": pb.SUBSTITUTION_KIND_SUBSTITUTE, "SUPERVISING": pb.SUBSTITUTION_KIND_SUPERVISING}
_ABSENCE_KINDS = {
    "ILL": pb.ABSENCE_KIND_ILL,
    "TRIP": pb.ABSENCE_KIND_TRIP,
    "COURSE": pb.ABSENCE_KIND_COURSE,
    "OTHER": pb.ABSENCE_KIND_OTHER,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form asked for one lesson, and why it was refused."""

    choice: str
    kind: str = "SUBSTITUTE"
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson to cover as the page shows it: choices with their words, and what is chosen."""

    lesson: pb.LessonToCover
    choices: Sequence[tuple[str, str]]
    typed: Typed

    @property
    def why(self) -> str:
        """What stands beside the name that is chosen: a phone cuts it off in the list."""
        return dict(self.choices).get(self.typed.choice, "").partition(" — ")[2]


@dataclass(slots=True)
class TypedAbsence:
    """What the form of an absence asked for."""

    person: str = ""
    begin: str = ""
    end: str = ""
    bells: str = ""
    kind: str = "ILL"
    problem: str = ""


@dataclass(slots=True)
class Form:
    """What was typed and could not be saved."""

    lines: Mapping[str, Typed] = field(default_factory=dict)
    absence: TypedAbsence = field(default_factory=TypedAbsence)


@pages.get("/schools/<id:school>/substitutions")
def show(school: str) -> str:
    """A day."""
    return _page(school, Form())


@pages.post("/schools/<id:school>/substitutions/absences")
def record_absence(school: str) -> Response | tuple[str, int]:
    """Notes who is away."""
    typed = TypedAbsence(*(request.form.get(name, "").strip() for name in ("person", "begin", "end", "bells", "kind")))
    typed.end = typed.end or typed.begin
    bells = read_bells(typed.bells)
    if bells is None:
        typed.problem = rule_text("BAD_BELL")
    elif not typed.person:
        typed.problem = gettext("Choose a teacher.")
    else:
        wanted = pb.RecordTeacherAbsenceRequest(
            school=f"schools/{school}",
            request_id=request_id(),
            person=typed.person,
            begin_date=typed.begin,
            end_date=typed.end,
            bells=bells,
            kind=_ABSENCE_KINDS.get(typed.kind, pb.ABSENCE_KIND_UNSPECIFIED),
        )
        if attempt(clients().substitutions.RecordTeacherAbsence, wanted, gettext("Noted.")) is not None:
            return _back(school, parse_day(typed.begin, datetime.date.min))
    return _page(school, Form(absence=typed)), 422


@pages.post("/schools/<id:school>/substitutions/absences/<id:absence>/end")
def end_absence(school: str, absence: str) -> Response:
    """The teacher is back."""
    wanted = pb.EndTeacherAbsenceRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        absence=absence,
        seen_version=whole_number("version"),
        last_date=request.form.get("last", ""),
    )
    answer = attempt(clients().substitutions.EndTeacherAbsence, wanted, gettext("Saved."))
    if answer is not None and answer.ended_substitutions:
        count = len(answer.ended_substitutions)
        flash(
            ngettext("%(num)d substitution was taken back.", "%(num)d substitutions were taken back.", count), "saved"
        )
    return _back(school, _day(school))


@pages.post("/schools/<id:school>/substitutions/assign")
def assign(school: str) -> Response | tuple[str, int]:
    """Assigns everything that was chosen; what is refused is shown beside its lesson, and nothing typed is lost."""
    typed = {
        lesson: Typed(choice, kind)
        for lesson, choice, kind in zip(
            request.form.getlist("lesson"), request.form.getlist("choice"), request.form.getlist("kind"), strict=False
        )
    }
    lines = [line_of(lesson, one) for lesson, one in typed.items() if one.choice]
    if not lines:
        return _page(school, Form(typed), gettext("Nothing is chosen.")), 422
    wanted = pb.AssignSubstitutesRequest(school=f"schools/{school}", request_id=request_id(), lines=lines)
    answer = attempt(clients().substitutions.AssignSubstitutes, wanted, "")
    if answer is None:
        return _page(school, Form(typed)), 422
    refused = {
        line.lesson: Typed(typed[line.lesson].choice, typed[line.lesson].kind, refusal_text(outcome))
        for line, outcome in zip(lines, answer.outcomes, strict=True)
        if outcome.rule
    }
    saved = len(lines) - len(refused)
    if saved:
        flash(ngettext("%(num)d lesson is covered.", "%(num)d lessons are covered.", saved), "saved")
    if not refused:
        return _back(school, _day(school))
    left = {lesson: one for lesson, one in typed.items() if not one.choice}
    return _page(school, Form({**left, **refused})), 422


@pages.post("/schools/<id:school>/substitutions/<id:substitution>/end")
def end(school: str, substitution: str) -> Response:
    """Takes one back."""
    wanted = pb.EndSubstitutionRequest(
        school=f"schools/{school}",
        request_id=new_id(),
        substitution=substitution,
        seen_version=whole_number("version"),
        reason=request.form.get("reason", ""),
    )
    attempt(clients().substitutions.EndSubstitution, wanted, gettext("Taken back."))
    return _back(school, _day(school))


def line_of(lesson: str, typed: Typed) -> pb.SubstituteLine:
    """What a choice asks for."""
    if typed.choice == _SELF_STUDY:
        return pb.SubstituteLine(lesson=lesson, kind=pb.SUBSTITUTION_KIND_SELF_STUDY)
    if typed.choice.startswith(_MERGED):
        person = typed.choice.removeprefix(_MERGED)
        return pb.SubstituteLine(lesson=lesson, person=person, kind=pb.SUBSTITUTION_KIND_MERGED)
    kind = _CHOSEN.get(typed.kind, pb.SUBSTITUTION_KIND_SUBSTITUTE)
    return pb.SubstituteLine(lesson=lesson, person=typed.choice, kind=kind)


def refusal_text(outcome: pb.SubstituteOutcome) -> str:
    """Why a line was refused, and what is in the way."""
    if outcome.other_lesson:
        other = f"{outcome.other_class_title} {outcome.other_subject_title}"
        return str(gettext("This teacher has another lesson at that time: %(lesson)s.", lesson=other))
    return str(rule_text(outcome.rule))


def reasons_of(one: pb.Candidate) -> str:
    """Why somebody stands where he stands, in few words."""
    words = [
        gettext("both groups together") if one.merges else "",
        gettext("teaches the subject") if one.teaches_subject else "",
        gettext("knows the class") if one.knows_class else "",
        gettext("there anyway") if one.there_anyway else "",
        gettext("%(day)d today, %(week)d a week", day=one.lessons_of_day, week=one.lessons_of_week),
    ]
    return ", ".join(word for word in words if word)


def read_bells(text: str) -> list[int] | None:
    """ "1, 2" as numbers; None when it is something else."""
    parts = text.replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):  # noqa: PLR2004
        return None
    return [int(part) for part in parts]


def _page(school: str, form: Form, problem: str = "") -> str:
    name, person = f"schools/{school}", me()
    now = today(zone_of(person, name))
    day = _day(school)
    answer: pb.GetDayToCoverResponse = ask(
        clients().substitutions.GetDayToCover, pb.GetDayToCoverRequest(school=name, date=day.isoformat())
    )
    names = staff_of(name)
    # Not before: whoever may not see the page gets the one refusal, and no word more.
    if problem:
        flash(problem, "problem")
    form.absence.begin = form.absence.begin or day.isoformat()
    return render_template(
        "substitutions.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        day=day,
        today=now,
        before=day - datetime.timedelta(days=1),
        after=day + datetime.timedelta(days=1),
        absences=answer.absences,
        rows=[_row(one, form.lines.get(one.lesson), names) for one in answer.lessons],
        teachers=sorted(answer.teachers, key=names.key),
        names=names,
        typed=form.absence,
        kinds=KINDS,
        absence_kinds=ABSENCES,
        absence_text=absence_text,
        kind_text=kind_text,
        request_id=new_id(),
    )


def _row(lesson: pb.LessonToCover, typed: Typed | None, names: Names) -> Row:
    choices = [
        (f"{_MERGED if one.merges else ''}{one.person}", f"{names.short(one.person)} — {reasons_of(one)}")
        for one in lesson.candidates
    ]
    choices.append((_SELF_STUDY, gettext("work without a teacher")))
    if typed is None:
        # Whom the service would take, in the form that the choices have.
        proposed = next((value for value, _ in choices if lesson.proposed_person == value.removeprefix(_MERGED)), "")
        typed = Typed(proposed if lesson.proposed_person else "")
    return Row(lesson, choices, typed)


def _day(school: str) -> datetime.date:
    """The day that the page shows: of the address or the form; else today."""
    return parse_day(request.values.get("day"), today(zone_of(me(), f"schools/{school}")))


def _back(school: str, day: datetime.date) -> Response:
    return redirect(url_for("substitutions.show", school=school, day=day))
