"""The control room by teacher: how journals are kept, what pupils were given, and a reminder in one click."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from zvonok.reports.v1 import statistics_pb2
from zvonok.reports.v1.reports_pb2 import (
    GetControlRoomRequest,
    GetControlRoomResponse,
    ListTeacherMetricsRequest,
    ListTeacherMetricsResponse,
    Metrics,
    RemindTeachersRequest,
    RemindTeachersResponse,
)

from kit.ids import new_id
from services.portal.control_room_days import chosen_days, cut_of, narrow, wanted_days
from services.portal.days import parse_day, today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.pages.journal import choose_term, list_terms
from services.portal.sessions import ask, clients, me
from services.portal.sheet import last_part
from services.portal.staff import staff_of

pages = Blueprint("teachers", __name__)

# Field of Metrics and where it leads: what teachers have alone.
COLUMNS = ("lessons_filled", "filled_in_time", "homework_recorded")


@dataclass(frozen=True, slots=True)
class Row:
    """A teacher."""

    person_id: str
    name: str
    metrics: Metrics
    results: statistics_pb2.Results | None


@pages.get("/schools/<id:school>/control-room/teachers")
def show(school: str) -> str:
    """All teachers who had lessons, by name."""
    person, name = me(), f"schools/{school}"
    now = today(zone_of(person, name))
    day = parse_day(request.args.get("day"), now)
    terms = list_terms(name, day)
    answer: ListTeacherMetricsResponse = ask(
        clients().control_room.ListTeacherMetrics, ListTeacherMetricsRequest(school=name, **wanted_days(name))
    )
    chosen = chosen_days()
    term = choose_term(terms, chosen.get("term", ""), day)
    results = {} if "begin" in chosen else _results(name, term.name, day.isoformat())
    names = staff_of(name)
    rows = [
        Row(last_part(one.teacher), names.full(one.teacher), one.metrics, results.get(one.teacher))
        for one in sorted(answer.teachers, key=lambda one: names.key(one.teacher))
    ]
    return render_template(
        "control_room_teachers.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), None),
        school_id=school,
        terms=terms,
        term=term,
        rows=rows,
        chosen=chosen,
        day=day,
        today=now,
        new_request_id=new_id,
    )


@pages.post("/schools/<id:school>/control-room/remind")
def remind(school: str) -> Response:
    """Reminds the teachers behind a number, and says how many."""
    name = f"schools/{school}"
    wanted = RemindTeachersRequest(
        school=name, request_id=request_id(), metric=request.form.get("metric", ""), **wanted_days(name)
    )
    cut = cut_of(request.form)
    if cut:
        room: GetControlRoomResponse = ask(
            clients().control_room.GetControlRoom, GetControlRoomRequest(school=name, **wanted_days(name))
        )
        narrow(wanted, room, cut)
    answer: RemindTeachersResponse | None = attempt(clients().control_room.RemindTeachers, wanted, "")
    if answer is not None:
        _say(answer)
    if request.form.get("from") == "teachers":
        return redirect(url_for("teachers.show", school=school, **chosen_days()))
    if request.form.get("from") == "lessons":
        metric = request.form.get("metric", "")
        return redirect(url_for("control_room.behind", school=school, metric=metric, **chosen_days(), **cut))
    return redirect(url_for("control_room.room", school=school, **chosen_days()))


def _say(answer: RemindTeachersResponse) -> None:
    if answer.reminded:
        told = ngettext("%(num)d teacher is reminded.", "%(num)d teachers are reminded.", answer.reminded)
    elif not answer.already_reminded:
        told = gettext("There is nobody to remind.")
    else:
        told = ""
    if answer.already_reminded:
        again = ngettext(
            "%(num)d has been reminded today already.", "%(num)d have been reminded today already.",
            answer.already_reminded,
        )  # fmt: skip
        told = f"{told} {again}".strip()
    flash(told, "saved")


def _results(school: str, term: str, day: str) -> dict[str, statistics_pb2.Results]:
    wanted = statistics_pb2.ListTeacherResultsRequest(school=school, period=term, as_of_date=day)
    answer: statistics_pb2.ListTeacherResultsResponse = ask(clients().statistics.ListTeacherResults, wanted)
    return {one.teacher: one.results for one in answer.teachers}
