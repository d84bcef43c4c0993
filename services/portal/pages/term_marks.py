"""A group's term, annual and final marks: proposals, flags, decisions; one save is one call."""

from typing import Any

import grpc
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import terms_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest, ListGroupPupilsResponse
from zvonok.identity.v1.schools_pb2 import Group, ListTermsRequest

from kit.ids import new_id
from services.portal.days import today, zone_of
from services.portal.errors import AWAY, keep, reason_of
from services.portal.lesson_form import BadForm
from services.portal.sessions import LogInNeeded, ask, clients, me, own_secret
from services.portal.term_form import TypedMarks, build_save, read_form
from services.portal.term_table import Table, Wish, build_table, choose_over, show_refusals, take_proposals
from services.portal.texts import rule_text
from services.portal.unlocks import request_unlock

pages = Blueprint("term_marks", __name__)

_PATH = "/schools/<id:school>/groups/<id:group>/term-marks"
_WHOLE = (grpc.StatusCode.ABORTED, grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.INVALID_ARGUMENT)
_TAKE = "take:"
_ASK_UNLOCK = "ask_unlock"


@pages.get(_PATH)
def show(school: str, group: str) -> Response:
    """The marks as they are stored."""
    return _page(*_load(school, group))


@pages.post(_PATH)
def save(school: str, group: str) -> Response:
    """Saves what was changed on the page, or fills in proposals. Nothing chosen is lost whatever happens."""
    try:
        typed = read_form(request.form)
        own_secret()
        action = request.form.get("action", "")
        if action.startswith(_TAKE):
            return _take(typed, school, group, action.removeprefix(_TAKE))
        if action == _ASK_UNLOCK:
            return _ask_unlock(typed, school, group)
        return _record(typed, school, group)
    except BadForm:
        flash(gettext("The page was out of date and has been loaded again."), "problem")
        return redirect(request.path)
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() not in AWAY:
            raise
        return keep("away", 503)


def term_titles(school: str) -> dict[str, str]:
    """The titles of all terms of a school by their names."""
    terms = ask(clients().schools.ListTerms, ListTermsRequest(school=school)).terms
    return {term.name: term.title for term in terms}


def _load(school: str, group: str) -> tuple[Table, Group]:
    person, name = me(), f"schools/{school}/groups/{group}"
    answer: pb.GetTermMarksResponse = ask(clients().term_marks.GetTermMarks, pb.GetTermMarksRequest(group=name))
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=name))
    wish = Wish(
        decides=bool(answer.scale) and any(each.name == name for each in person.groups),
        correct=request.values.get("correct") == "1",
        all_kinds=request.values.get("all") == "1",
    )
    now = today(zone_of(person, f"schools/{school}"))
    return build_table(answer, names.pupils, term_titles(f"schools/{school}"), now, wish), names.group


def _take(typed: TypedMarks, school: str, group: str, key: str) -> Response:
    table, taught = _load(school, group)
    choose_over(table, typed)
    taken = take_proposals(table, key)
    told = ngettext(
        "%(num)d proposal is filled in, not saved yet.", "%(num)d proposals are filled in, not saved yet.", taken
    )
    flash(told if taken else gettext("There is nothing to take."), "note")
    return _page(table, taught, reason=typed.reason)


def _ask_unlock(typed: TypedMarks, school: str, group: str) -> Response:
    """Asks the deputy head to open the group; what was chosen stays, to be saved when it is open."""
    try:
        request_unlock(f"schools/{school}/groups/{group}", typed.reason, typed.request_id)
        flash(gettext("The deputy head sees your request. What you chose is not saved yet."), "note")
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.INVALID_ARGUMENT:
            raise
        flash(rule_text(reason_of(error)), "problem")
    table, taught = _load(school, group)
    choose_over(table, typed)
    return _page(table, taught, reason=typed.reason)


def _record(typed: TypedMarks, school: str, group: str) -> Response:
    wanted = build_save(typed, school, group)
    here = url_for("term_marks.show", school=school, group=group, **_wish())
    if not wanted.marks:
        flash(gettext("Nothing was changed."), "note")
        return redirect(here)
    try:
        answer: pb.RecordTermMarksResponse = ask(clients().term_marks.RecordTermMarks, wanted)
    except grpc.RpcError as error:
        if error.code() not in _WHOLE or reason_of(error) == "BAD_RESOURCE_NAME":
            raise
        table, taught = _load(school, group)
        choose_over(table, typed)
        table.refusals.append(reason_of(error) or error.code().name)
        return _page(table, taught, reason=typed.reason, status=409)
    if answer.refusals:
        table, taught = _load(school, group)
        show_refusals(table, typed, answer.refusals)
        return _page(table, taught, reason=typed.reason, status=409)
    flash(gettext("Saved."), "saved")
    return redirect(here)


def _wish() -> dict[str, Any]:
    return {name: "1" for name in ("correct", "all") if request.values.get(name) == "1"}


def _page(table: Table, group: Group, *, reason: str = "", status: int = 200) -> Response:
    rules = {cell.problem for _, cell in table.problems} | set(table.refusals)
    text = render_template(
        "term_marks.html",
        me=me(),
        group=group,
        table=table,
        wish=_wish(),
        reason=reason,
        shut="PERIOD_CLOSED" in rules,
        request_id=new_id(),
    )
    return make_response(text, status)
