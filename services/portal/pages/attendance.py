"""The class teacher's page of a class: who was absent, why, and the days that have a reason."""

import datetime
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import absence_notes_pb2 as notes_pb
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListClassPupilsRequest, ListClassPupilsResponse

from kit.ids import new_id
from services.portal import absences
from services.portal.days import local, parse_day, show_day, today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.sessions import ask, clients, me
from services.portal.texts import rule_text, short_name
from services.portal.words.changes import value_text

pages = Blueprint("attendance", __name__)

_PAGE = 500
_MOST_CELLS = 1000
_MOST_NOTES = 50
# Refusals that are told one by one.
_MOST_TOLD = 5


@pages.get("/schools/<id:school>/classes/<id:class_>/attendance")
def of_class(school: str, class_: str) -> str:
    """A month of the class."""
    return _page(school, class_, {})


def _page(school: str, class_: str, typed: dict[str, str]) -> str:
    name, person = f"schools/{school}", me()
    zone = zone_of(person, name)
    now = today(zone)
    first = absences.month_of(request.args.get("month"), now)
    place = f"{name}/classes/{class_}"
    days = {"begin_date": first.isoformat(), "end_date": absences.last_of(first).isoformat()}
    wanted = pb.GetClassAttendanceRequest(**{"class": place}, **days)  # a word of Python's
    answer: pb.GetClassAttendanceResponse = ask(clients().attendance.GetClassAttendance, wanted)
    listed = pb.ListAbsencePeriodsRequest(**{"class": place}, **days, page_size=_PAGE)
    names = _names(place)
    pupils = [(each.name, short_name(each)) for each in names.pupils]
    # `class_` would do as a name, but not in templates, where the address takes it.
    return render_template(
        "attendance.html",
        me=person,
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        month=absences.month_page(first, now, pupils, answer.pupils),
        rule=answer.full_day_rule,
        pupils=pupils,
        periods=ask(clients().attendance.ListAbsencePeriods, listed).periods,
        names=dict(pupils),
        reasons=absences.REASONS,
        code_of=absences.code_of,
        reason_words=absences.reason_words,
        typed=typed,
        notes=waiting_notes(place),
        today=now,
        zone=zone,
        local=local,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/classes/<id:class_>/attendance")
def set_reasons(school: str, class_: str) -> Response:
    """Sets one reason for the days that are ticked, or for one of them."""
    only = request.form.get("only", "")
    word, _, cells = only.partition(" ")
    chosen = [cells] if only else request.form.getlist("cells")
    reason = absences.reason_number(word if only else request.form.get("reason", ""))
    sent = [each for text in chosen for each in absences.read_cells(f"schools/{school}", text, reason)]
    if not reason or not sent:
        flash(gettext("Tick the days, then choose the reason."), "problem")
    else:
        _save(school, class_, sent)
    return _back(school, class_)


@pages.get("/schools/<id:school>/classes/<id:class_>/attendance/<id:pupil>/<date>")
def of_day(school: str, class_: str, pupil: str, date: str) -> str:
    """One pupil's day, lesson by lesson."""
    place, name = f"schools/{school}/classes/{class_}", f"schools/{school}/pupils/{pupil}"
    person = me()
    day = parse_day(date, today(zone_of(person, f"schools/{school}"))).isoformat()
    wanted = pb.GetClassAttendanceRequest(**{"class": place}, begin_date=day, end_date=day)
    answer: pb.GetClassAttendanceResponse = ask(clients().attendance.GetClassAttendance, wanted)
    found = next((each for each in answer.pupils if each.pupil == name), None)
    if found is None:
        abort(404)
    names = _names(place)
    shown = next((each for each in names.pupils if each.name == name), None)
    return render_template(
        "attendance_day.html",
        me=person,
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        pupil=shown,
        pupil_id=pupil,
        day=found.days[0],
        cells=lambda entry: absences.cells_text(name, day, [entry]),
        reasons=absences.REASONS,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/classes/<id:class_>/attendance/<id:pupil>/<date>")
def set_day(school: str, class_: str, pupil: str, date: str) -> Response:
    """Sets the reasons of one pupil's day, where they change."""
    sent = []
    for number, cells in enumerate(request.form.getlist("cells")):
        word = request.form.get(f"reason.{number}", "")
        if word != request.form.get(f"was.{number}", ""):
            sent += absences.read_cells(f"schools/{school}", cells, absences.reason_number(word))
    if sent:
        _save(school, class_, sent)
    return redirect(url_for("attendance.of_day", school=school, class_=class_, pupil=pupil, date=date))


@pages.post("/schools/<id:school>/classes/<id:class_>/attendance/periods")
def create_period(school: str, class_: str) -> Response | tuple[str, int]:
    """Gives days their reason. What was typed stays on the page where it is refused."""
    form = request.form
    wanted = pb.CreateAbsencePeriodRequest(
        **{"class": f"schools/{school}/classes/{class_}"},
        request_id=request_id(),
        pupil=f"schools/{school}/pupils/{form.get('pupil', '')}",
        begin_date=form.get("begin", ""),
        end_date=form.get("end", "") or form.get("begin", ""),
        reason=absences.reason_number(form.get("reason", "")),
        document=form.get("document", ""),
        replace=form.get("replace") == "1",
    )
    create, done = clients().attendance.CreateAbsencePeriod, gettext("The days are saved.")
    answer: pb.CreateAbsencePeriodResponse | None = attempt(create, wanted, done)
    if answer is None:
        return _page(school, class_, form.to_dict()), 409
    _tell_applied(answer.absences, answer.left)
    return _back(school, class_)


@pages.post("/schools/<id:school>/classes/<id:class_>/attendance/periods/<id:period>/end")
def end_period(school: str, class_: str, period: str) -> Response:
    """Takes back days that were entered in error."""
    wanted = pb.EndAbsencePeriodRequest(
        **{"class": f"schools/{school}/classes/{class_}"},
        request_id=request_id(),
        period=period,
        clear_reasons=request.form.get("clear") == "1",
    )
    attempt(clients().attendance.EndAbsencePeriod, wanted, gettext("Taken back."))
    return _back(school, class_)


@pages.post("/schools/<id:school>/classes/<id:class_>/attendance/notes/<id:note>")
def decide_note(school: str, class_: str, note: str) -> Response | tuple[str, int]:
    """Accepts a family's note, with the reason that the class teacher chose, or refuses it with an answer."""
    accept = request.form.get("accept") == "1"
    wanted = notes_pb.DecideAbsenceNoteRequest(
        **{"class": f"schools/{school}/classes/{class_}"},
        request_id=request_id(),
        note=note,
        accept=accept,
        reason=absences.reason_number(request.form.get("reason", "")),
        answer=request.form.get("answer", ""),
    )
    done = gettext("Accepted.") if accept else gettext("Refused.")
    answer: notes_pb.DecideAbsenceNoteResponse | None = attempt(clients().absence_notes.DecideAbsenceNote, wanted, done)
    if answer is None:
        return _page(school, class_, {"note": note, **request.form.to_dict()}), 409
    _tell_applied(answer.absences, answer.left)
    return _back(school, class_)


def _save(school: str, class_: str, sent: list[absences.Sent]) -> None:
    place = f"schools/{school}/classes/{class_}"
    wanted = pb.SetAbsenceReasonsRequest(
        **{"class": place}, request_id=request_id(), reasons=[each.edit for each in sent[:_MOST_CELLS]]
    )
    answer: pb.SetAbsenceReasonsResponse | None = attempt(clients().attendance.SetAbsenceReasons, wanted, "")
    if answer is None:
        return
    if answer.absences:
        _tell_saved(len(answer.absences))
    if answer.refusals:
        names = {each.name: short_name(each) for each in _names(place).pupils}
        for refusal in answer.refusals[:_MOST_TOLD]:
            cell = sent[int(refusal.field.removeprefix("reasons[").removesuffix("]"))]
            who = f"{names.get(cell.edit.pupil, '')}, {show_day(cell.date)}: {rule_text(refusal.rule)}"
            if refusal.current_value:
                who += " " + gettext("Now: %(value)s.", value=value_text("attendance", refusal.current_value))
            flash(who, "problem")
        more = len(answer.refusals) - _MOST_TOLD
        if more > 0:
            flash(ngettext("%(num)d more was not saved.", "%(num)d more were not saved.", more), "problem")


def _tell_saved(count: int) -> None:
    flash(ngettext("The reason of %(num)d absence is saved.", "The reasons of %(num)d absences are saved.", count),
          "saved")  # fmt: skip


def _tell_applied(changed: Any, left: Any) -> None:
    if changed:
        _tell_saved(len(changed))
    if left:
        text = ngettext(
            "%(num)d absence was left as it is: it has another reason, or its part of the journal is locked.",
            "%(num)d absences were left as they are: they have another reason, or their part of the journal is locked.",
            len(left),
        )
        flash(text, "problem")


def waiting_notes(place: str) -> Sequence[notes_pb.AbsenceNote]:
    """Families' notes about pupils of a class (its resource name) that wait, oldest first; 50 stand for more."""
    wanted = notes_pb.ListClassAbsenceNotesRequest(page_size=_MOST_NOTES)
    setattr(wanted, "class", place)
    answer: notes_pb.ListClassAbsenceNotesResponse = ask(clients().absence_notes.ListClassAbsenceNotes, wanted)
    return answer.notes


def _names(place: str) -> ListClassPupilsResponse:
    answer: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": place}))
    return answer


def _back(school: str, class_: str) -> Response:
    month = request.args.get("month", "")
    try:
        datetime.date.fromisoformat(f"{month}-01")
    except ValueError:
        month = ""
    return redirect(url_for("attendance.of_class", school=school, class_=class_, month=month or None))
