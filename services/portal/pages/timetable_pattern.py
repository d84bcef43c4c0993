"""The weekly pattern of a class as a grid to edit: checked without saving, or saved as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import grpc
from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import School, SchoolClass

from kit.ids import new_id
from services.portal.days import parse_day, today, zone_of
from services.portal.errors import AWAY, keep, reason_of
from services.portal.forms import TOLD, request_id
from services.portal.menu import OFFICE, roles_at
from services.portal.pages.timetable import classes_of
from services.portal.sessions import LogInNeeded, ask, clients, me
from services.portal.staff import staff_of
from services.portal.texts import rule_text
from services.portal.timetable_form import (
    BadForm,
    Grid,
    Line,
    Typed,
    build_grid,
    build_save,
    read_form,
    seen_of,
    show_refusals,
    shown_lines,
)
from services.portal.timetable_texts import counts_text, refusal_text

pages = Blueprint("timetable_pattern", __name__)

_PATH = "/schools/<id:school>/timetable/classes/<id:class_>"


@dataclass(slots=True)
class Said:
    """What the page says above the grid."""

    problems: Sequence[str] = ()
    note: str = ""
    # The lines whose problems stand beside them.
    lines: Sequence[Line] = field(default_factory=list)


@pages.get(_PATH)
def show(school: str, class_: str) -> Response:
    """The pattern that holds on a day: today's, unless one is asked for."""
    person = office(school)
    now = today(zone_of(person, f"schools/{school}"))
    since = max(parse_day(request.args.get("since"), now), now).isoformat()
    groups = _groups(school, class_)
    lines = shown_lines(groups, since)
    grid = build_grid(lines, seen_of(groups, lines), _calendar(school))
    return _page(school, class_, groups, grid, since, Said())


@pages.post(_PATH)
def save(school: str, class_: str) -> Response:
    """Checks or saves the grid; nothing typed is lost whatever happens."""
    try:
        office(school)
        return _save(school, class_, read_form(request.form))
    except BadForm:
        flash(gettext("The page was out of date and has been loaded again."), "problem")
        return redirect(request.path)
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() not in AWAY:
            raise
        return keep("away", 503)


def office(school: str) -> GetMeResponse:
    """The person, where the timetable concerns them. Menus only: the services decide."""
    person = me()
    if not roles_at(person, f"schools/{school}") & OFFICE:
        abort(404)
    return person


def _save(school: str, class_: str, typed: Typed) -> Response:
    wanted, check = build_save(typed), request.form.get("action") == "check"
    if not wanted.groups:
        return _again(school, class_, typed, Said(note=gettext("Nothing was changed.")))
    try:
        answer: pb.SetTimetableResponse = ask(
            clients().timetable.SetTimetable,
            pb.SetTimetableRequest(
                school=f"schools/{school}",
                request_id=new_id() if check else request_id(),
                begin_date=typed.since,
                groups=wanted.groups,
                dry_run=check,
            ),
        )
    except grpc.RpcError as error:
        if error.code() not in TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        return _again(school, class_, typed, Said([rule_text(reason_of(error))]))
    if answer.refusals:
        whole = show_refusals(wanted, answer.refusals)
        problems = [refusal_text(one) for one in whole]
        return _again(school, class_, typed, Said(problems, lines=[one for one in typed.lines if one.problems]))
    if check:
        note = gettext("Checked, nothing is saved yet.")
        return _again(school, class_, typed, Said(note=f"{note} {counts_text(answer.lessons)}"))
    flash(f"{gettext('Saved.')} {counts_text(answer.lessons)}", "saved")
    return redirect(url_for("timetable_pattern.show", school=school, class_=class_, since=typed.since))


def _again(school: str, class_: str, typed: Typed, said: Said) -> Response:
    """The page with what was typed."""
    grid = build_grid(typed.lines, typed.seen, _calendar(school))
    status = 409 if said.problems or said.lines else 200
    return _page(school, class_, _groups(school, class_), grid, typed.since, said, status)


def _page(
    school: str, class_: str, groups: Sequence[pb.GroupTimetable], grid: Grid, since: str, said: Said, status: int = 200
) -> Response:  # fmt: skip
    person, name = me(), f"schools/{school}"
    classes = classes_of(person, name)
    html = render_template(
        "timetable_pattern.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        classes=classes,
        chosen=next((one for one in classes if one.name.endswith(class_)), SchoolClass()),
        groups={one.group: one for one in groups},
        staff=staff_of(name),
        grid=grid,
        since=since,
        today=today(zone_of(person, name)),
        said=said,
        refusal_text=refusal_text,
        request_id=new_id(),
    )
    return make_response(html, status)


def _groups(school: str, class_: str) -> Sequence[pb.GroupTimetable]:
    wanted = pb.GetTimetableRequest(school=f"schools/{school}")
    setattr(wanted, "class", f"schools/{school}/classes/{class_}")
    answer: pb.GetTimetableResponse = ask(clients().timetable.GetTimetable, wanted)
    return answer.groups


def _calendar(school: str) -> pb.Calendar:
    answer: pb.GetCalendarResponse = ask(
        clients().timetable.GetCalendar, pb.GetCalendarRequest(school=f"schools/{school}")
    )
    return answer.calendar
