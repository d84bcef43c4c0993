"""The lesson page: the grid of marks and attendance, topic and homework; one save is one call."""

import datetime

import grpc
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1.absence_notes_pb2 import ListAnnouncedAbsencesRequest
from zvonok.gradebook.v1.gradebook_pb2 import GetLessonRequest, GetLessonResponse, RecordLessonResponse
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest, ListGroupPupilsResponse
from zvonok.identity.v1.schools_pb2 import Group

from kit.ids import new_id
from kit.telemetry import trace_id
from services.portal.days import parse_day, today, zone_of
from services.portal.errors import AWAY, keep, reason_of
from services.portal.lesson_form import BadForm, Save, Typed, build_save, read_form
from services.portal.menu import OFFICE, roles_at
from services.portal.pages.home import school_of
from services.portal.proposals import proposals_for, taken
from services.portal.sessions import LogInNeeded, ask, clients, me, own_secret
from services.portal.sheet import DEFAULT_CATEGORY, Sheet, build_sheet, last_part, show_refusals, type_over
from services.portal.staff import who_stands_in
from services.portal.texts import category_titles, rule_text
from services.portal.unlocks import own_unlock, request_unlock

pages = Blueprint("lesson", __name__)

_PATH = "/schools/<id:school>/groups/<id:group>/lessons/<id:lesson>"
# These codes say that the request as a whole was refused, and why; everything typed is shown again.
_WHOLE = (grpc.StatusCode.ABORTED, grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.INVALID_ARGUMENT)
_NEW_REQUEST_NEEDED = "REQUEST_ID_REUSED"
_OWED = datetime.timedelta(days=7)
ADD_COLUMN = "add_column"
TAKE_TOPIC = "take_topic"
ASK_UNLOCK = "ask_unlock"


@pages.get(_PATH)
def show(school: str, group: str, lesson: str) -> Response:
    """The lesson as it is stored."""
    me()
    sheet, taught = _load(school, group, lesson)
    if not sheet.columns and sheet.rows and sheet.graded:
        sheet.add_column(DEFAULT_CATEGORY)
    return _page(sheet, taught)


@pages.post(_PATH)
def save(school: str, group: str, lesson: str) -> Response:
    """Saves what was changed on the page, or adds a column to it. Nothing typed is lost whatever happens."""
    try:
        typed = read_form(request.form)
        own_secret()
        others = {ADD_COLUMN: _with_column, TAKE_TOPIC: _with_topic, ASK_UNLOCK: _ask_unlock}
        return others.get(request.form.get("action", ""), _record)(typed, school, group, lesson)
    except BadForm:
        flash(gettext("The page was out of date and has been loaded again."), "problem")
        return redirect(request.path)
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() not in AWAY:
            raise
        return keep("away", 503)


def _load(school: str, group: str, lesson: str) -> tuple[Sheet, Group]:
    name = f"schools/{school}/groups/{group}"
    stored: GetLessonResponse = ask(clients().gradebook.GetLesson, GetLessonRequest(lesson=f"{name}/lessons/{lesson}"))
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=name))
    day = stored.lesson.date
    wanted = ListAnnouncedAbsencesRequest(group=name, begin_date=day, end_date=day)
    known = ask(clients().absence_notes.ListAnnouncedAbsences, wanted).absences
    return build_sheet(stored, names.pupils, {last_part(each.pupil) for each in known}), names.group


def _with_column(typed: Typed, school: str, group: str, lesson: str) -> Response:
    sheet, taught = _load(school, group, lesson)
    type_over(sheet, typed)
    category = request.form.get("category", "")
    key = sheet.add_column(category if category in {kind.code for kind in sheet.kinds} else DEFAULT_CATEGORY)
    return _page(sheet, taught, focus=key)


def _with_topic(typed: Typed, school: str, group: str, lesson: str) -> Response:
    """Puts the topic that the plan proposes into the page; it is saved with the rest."""
    sheet, taught = _load(school, group, lesson)
    proposals = proposals_for(sheet.lesson)
    type_over(sheet, typed if proposals.own is None else taken(typed, proposals.own))
    return _page(sheet, taught, focus="topic")


def _ask_unlock(typed: Typed, school: str, group: str, lesson: str) -> Response:
    """Asks the deputy head to open the lesson; what was typed stays, to be saved when it is open."""
    try:
        request_unlock(
            f"schools/{school}/groups/{group}/lessons/{lesson}", request.form.get("unlock_reason", ""), typed.request_id
        )
        flash(gettext("The deputy head sees your request. What you typed is not saved yet."), "note")
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.INVALID_ARGUMENT:
            raise
        flash(rule_text(reason_of(error)), "problem")
    sheet, taught = _load(school, group, lesson)
    type_over(sheet, typed)
    return _page(sheet, taught, shut=True)


def _record(typed: Typed, school: str, group: str, lesson: str) -> Response:
    name = f"schools/{school}/groups/{group}/lessons/{lesson}"
    save = build_save(typed, lesson=name, line_item=f"{name}/lineItems/{{id}}", pupil=f"schools/{school}/pupils/{{id}}")
    if save.empty:
        flash(gettext("Nothing was changed."), "note")
        return redirect(request.path)
    try:
        answer = _send(save)
    except grpc.RpcError as error:
        if error.code() not in _WHOLE or reason_of(error) == "BAD_RESOURCE_NAME":
            raise
        sheet, taught = _load(school, group, lesson)
        type_over(sheet, typed)
        sheet.refusals.append(reason_of(error) or error.code().name)
        return _page(sheet, taught, status=409)
    if answer.refusals:
        sheet, taught = _load(school, group, lesson)
        show_refusals(sheet, typed, save, answer.refusals, [item.name for item in answer.new_line_items])
        if sheet.has_problems:
            return _page(sheet, taught, status=409)
    flash(gettext("Saved."), "saved")
    flash(trace_id(), "trace")
    return redirect(url_for("lesson.show", school=school, group=group, lesson=lesson))


def _send(save: Save) -> RecordLessonResponse:
    """One RecordLesson; when an earlier try with the same id had got through, the rest goes under a new id."""
    record = clients().gradebook.RecordLesson
    try:
        answer: RecordLessonResponse = ask(record, save.request)
    except grpc.RpcError as error:
        if reason_of(error) != _NEW_REQUEST_NEEDED:
            raise
        save.request.request_id = new_id()
        answer = ask(record, save.request)
    return answer


def owed_day(lesson_date: str, now: datetime.date) -> str:
    """The day that is proposed for owed work: a week from the lesson, or from now."""
    return (max(parse_day(lesson_date, now), now) + _OWED).isoformat()


def _page(sheet: Sheet, group: Group, *, status: int = 200, focus: str = "", shut: bool = False) -> Response:
    person, lesson = me(), sheet.lesson
    now = today(zone_of(person, school_of(lesson.name)))
    past = lesson.date < now.isoformat()
    html = render_template(
        "lesson.html",
        sheet=sheet,
        group=group,
        focus=focus,
        request_id=new_id(),
        kind_titles=category_titles,
        owed_until=request.form.get("owed_until") or owed_day(lesson.date, now),
        reason=request.form.get("reason", ""),
        proposals=proposals_for(lesson),
        me=person,
        # Of lessons that have been: nobody asks for today's.
        unlock=own_unlock(lesson.name) if past or shut or sheet.shut else None,
        shut=shut or sheet.shut,
        moves=bool(roles_at(person, school_of(lesson.name)) & OFFICE),
        covered=who_stands_in(school_of(lesson.name), [lesson]).get(lesson.name, ""),
        unlock_reason=request.form.get("unlock_reason", ""),
    )
    return make_response(html, status)
