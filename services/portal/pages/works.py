"""A work of the whole class as a page: marks with comments in one sitting, the work's title and kind."""

import grpc
from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import marks_pb2
from zvonok.gradebook.v1.gradebook_pb2 import GetLessonRequest, GetLessonResponse
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest, ListGroupPupilsResponse
from zvonok.identity.v1.schools_pb2 import Group

from kit.ids import new_id
from services.portal.days import today, zone_of
from services.portal.errors import AWAY, keep, reason_of
from services.portal.forms import TOLD, attempt, request_id, whole_number
from services.portal.lesson_form import BadForm
from services.portal.pages.home import school_of
from services.portal.pages.lesson import owed_day
from services.portal.sessions import LogInNeeded, ask, clients, me, own_secret
from services.portal.sheet import last_part
from services.portal.texts import category_titles
from services.portal.work_form import NEW, Typed, Work, build_work, read_work, request_of, show_refusals, type_over

pages = Blueprint("works", __name__)

_PATH = "/schools/<id:school>/groups/<id:group>/lessons/<id:lesson>/works"


@pages.get(_PATH)
def new(school: str, group: str, lesson: str) -> Response:
    """A work that is to be made."""
    return _page(*_load(school, group, lesson, NEW))


@pages.get(f"{_PATH}/<id:item>")
def show(school: str, group: str, lesson: str, item: str) -> Response:
    """A work as it is stored."""
    return _page(*_load(school, group, lesson, item))


@pages.post(_PATH)
def create(school: str, group: str, lesson: str) -> Response:
    """Makes a work with its marks."""
    return _kept(school, group, lesson, NEW)


@pages.post(f"{_PATH}/<id:item>")
def save(school: str, group: str, lesson: str, item: str) -> Response:
    """Saves what was changed of a work. Nothing typed is lost whatever happens."""
    return _kept(school, group, lesson, item)


@pages.post(f"{_PATH}/<id:item>/change")
def change(school: str, group: str, lesson: str, item: str) -> Response:
    """Gives a work another title or kind."""
    name = f"schools/{school}/groups/{group}/lessons/{lesson}"
    wanted = marks_pb2.UpdateLineItemRequest(
        lesson=name,
        request_id=request_id(),
        line_item=f"{name}/lineItems/{item}",
        seen_version=whole_number("version"),
        category=request.form.get("category", ""),
        title=request.form.get("title", ""),
        reason=request.form.get("reason", ""),
    )
    attempt(clients().line_items.UpdateLineItem, wanted, gettext("Saved."))
    return redirect(url_for("works.show", school=school, group=group, lesson=lesson, item=item))


@pages.post(f"{_PATH}/<id:item>/delete")
def delete(school: str, group: str, lesson: str, item: str) -> Response:
    """Takes a work without marks out of the lesson."""
    name = f"schools/{school}/groups/{group}/lessons/{lesson}"
    wanted = marks_pb2.DeleteLineItemRequest(
        lesson=name,
        request_id=request_id(),
        line_item=f"{name}/lineItems/{item}",
        seen_version=whole_number("version"),
        reason=request.form.get("reason", ""),
    )
    done = attempt(clients().line_items.DeleteLineItem, wanted, gettext("The column is deleted."))
    if done is None:
        return redirect(url_for("works.show", school=school, group=group, lesson=lesson, item=item))
    return redirect(url_for("lesson.show", school=school, group=group, lesson=lesson))


def _kept(school: str, group: str, lesson: str, item: str) -> Response:
    try:
        typed = read_work(request.form)
        own_secret()
        return _record(typed, school, group, lesson, item)
    except BadForm:
        flash(gettext("The page was out of date and has been loaded again."), "problem")
        return redirect(request.path)
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() not in AWAY:
            raise
        return keep("away", 503)


def _record(typed: Typed, school: str, group: str, lesson: str, item: str) -> Response:
    name = f"schools/{school}/groups/{group}/lessons/{lesson}"
    wanted, pupils = request_of(typed, name, item)
    if not (wanted.marks or wanted.fill_value or wanted.absent_due_date):
        flash(gettext("Nothing was changed."), "note")
        return redirect(request.path)
    try:
        answer: marks_pb2.BatchRecordMarksResponse = ask(clients().line_items.BatchRecordMarks, wanted)
    except grpc.RpcError as error:
        if error.code() not in TOLD or reason_of(error) == "BAD_RESOURCE_NAME":
            raise
        work, taught = _load(school, group, lesson, item)
        type_over(work, typed)
        work.rules.append(reason_of(error) or error.code().name)
        return _page(work, taught, status=409)
    made = [last_part(one.name) for one in answer.saved.new_line_items]
    item = made[0] if made else item
    if answer.saved.refusals:
        work, taught = _load(school, group, lesson, item)
        show_refusals(work, typed, pupils, answer.saved.refusals)
        return _page(work, taught, status=409)
    _tell(answer)
    if item == NEW:
        return redirect(request.path)
    return redirect(url_for("works.show", school=school, group=group, lesson=lesson, item=item))


def _tell(answer: marks_pb2.BatchRecordMarksResponse) -> None:
    """Says what was saved, and who was left out."""
    flash(gettext("Saved."), "saved")
    owing = sum(one.owed for one in answer.skipped)
    left_out = len(answer.skipped) - owing
    if owing:
        told = ngettext("%(num)d absent pupil owes the work now.", "%(num)d absent pupils owe the work now.", owing)
        flash(told, "note")
    if left_out:
        flash(
            ngettext("%(num)d pupil was left out: absent or exempt.", "%(num)d pupils were left out: absent or exempt.",
                     left_out),
            "note",
        )  # fmt: skip


def _load(school: str, group: str, lesson: str, item: str) -> tuple[Work, Group]:
    me()
    name = f"schools/{school}/groups/{group}"
    stored: GetLessonResponse = ask(clients().gradebook.GetLesson, GetLessonRequest(lesson=f"{name}/lessons/{lesson}"))
    names: ListGroupPupilsResponse = ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=name))
    work = build_work(stored, names.pupils, item)
    if work is None:
        abort(404)
    return work, names.group


def _page(work: Work, group: Group, *, status: int = 200) -> Response:
    person, lesson, form = me(), work.stored.lesson, request.form
    now = today(zone_of(person, school_of(lesson.name)))
    html = render_template(
        "work.html",
        me=person,
        work=work,
        group=group,
        lesson=lesson,
        titles=category_titles(work.stored.categories),
        category=form.get("category", work.item.category if work.item else ""),
        title=form.get("title", work.item.title if work.item else ""),
        fill=form.get("fill", ""),
        absent_owe="absent_owe" in form,
        absent_due=form.get("absent_due") or owed_day(lesson.date, now),
        reason=form.get("reason", ""),
        request_id=new_id(),
    )
    return make_response(html, status)
