"""What a mark can be in each year group, the kinds of work with their weights, and by which weights a term counts."""

import datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from google.protobuf.timestamp_pb2 import Timestamp
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import rules_pb2
from zvonok.gradebook.v1 import scales_pb2 as pb
from zvonok.identity.v1.schools_pb2 import Group, ListGroupsRequest, School

from kit.ids import is_id, new_id
from services.portal.days import local, today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.pages.journal import list_terms
from services.portal.scale_form import WORDS, YEAR_GROUPS, changed_category, new_code, scale_requests
from services.portal.sessions import ask, ask_all, clients, me

pages = Blueprint("scales", __name__)

_PAGE = 400
_FORMULAS = 20
_USUAL_WEIGHT = "1"


@pages.get("/schools/<id:school>/scales")
def show(school: str) -> Response:
    """All of it."""
    return _page(school)


@pages.post("/schools/<id:school>/scales")
def set_scale(school: str) -> Response:
    """Sets the scale of the year groups that are ticked, one by one; the first refusal ends it and stays typed."""
    wanted = scale_requests(request.form, f"schools/{school}", request_id())
    if not wanted:
        flash(gettext("Tick the year groups that it is for."), "problem")
        return _page(school, status=409)
    for each in wanted:
        if attempt(clients().scales.SetScale, each, "") is None:
            flash(gettext("Refused in year group %(grade)d.", grade=each.scale.year_group), "problem")
            return _page(school, status=409)
    flash(gettext("Saved."), "saved")
    return _back(school)


@pages.post("/schools/<id:school>/scales/categories")
def add_category(school: str) -> Response:
    """Adds a kind of work."""
    name = f"schools/{school}"
    known = _categories(name)
    category = changed_category(rules_pb2.Category(code=new_code(one.code for one in known)), request.form)
    category.version = 0
    if not category.title:
        flash(gettext("Give the kind of work a name."), "problem")
        return _page(school, status=409)
    wanted = rules_pb2.SetCategoryRequest(
        school=name, request_id=request_id(), category=category, reason=request.form.get("reason", "")
    )
    done = attempt(clients().rules.SetCategory, wanted, gettext("Saved."))
    return _back(school) if done is not None else _page(school, status=409)


@pages.post("/schools/<id:school>/scales/categories/<code>")
def set_category(school: str, code: str) -> Response:
    """Gives a kind of work another name or weight, or takes it out of use."""
    name = f"schools/{school}"
    stored = next((one for one in _categories(name) if one.code == code), None)
    if stored is not None:
        wanted = rules_pb2.SetCategoryRequest(
            school=name,
            request_id=request_id(),
            category=changed_category(stored, request.form),
            reason=request.form.get("reason", ""),
        )
        attempt(clients().rules.SetCategory, wanted, gettext("Saved."))
    return _back(school)


@pages.post("/schools/<id:school>/scales/terms")
def rebase(school: str) -> Response:
    """Counts a group's term by the weights of today."""
    group, term = request.form.get("group", ""), request.form.get("term", "")
    wanted = pb.RebaseTermRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        group=f"schools/{school}/groups/{group}",
        term=f"schools/{school}/terms/{term}",
        reason=request.form.get("reason", ""),
    )
    done: pb.RebaseTermResponse | None = attempt(clients().scales.RebaseTerm, wanted, "")
    if done is not None:
        told = gettext("Counted by today's weights; works that weigh otherwise: %(num)d.", num=done.changed_line_items)
        flash(told, "saved")
    return redirect(url_for("scales.show", school=school, group=group, term=term, _anchor="term"))


def _categories(school: str) -> list[rules_pb2.Category]:
    answer: rules_pb2.GetRulesResponse = ask(clients().rules.GetRules, rules_pb2.GetRulesRequest(school=school))
    return list(answer.rules.categories)


def _page(school: str, *, status: int = 200) -> Response:
    name, person = f"schools/{school}", me()
    scales: list[pb.Scale] = list(ask(clients().scales.GetScales, pb.GetScalesRequest(school=name)).scales)
    groups: list[Group] = ask_all(
        clients().schools.ListGroups, ListGroupsRequest(school=name, page_size=_PAGE), "groups"
    )  # fmt: skip
    formulas = ask(clients().scales.ListFormulas, pb.ListFormulasRequest(school=name, page_size=_FORMULAS)).formulas
    categories, zone = _categories(name), zone_of(person, name)
    html = render_template(
        "scales.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        scales=scales,
        edited=_edited(scales),
        categories=categories,
        named={one.code: one.title for one in categories if one.title},
        formulas=formulas,
        groups=sorted(groups, key=lambda one: (one.class_title, one.subject_title)),
        subjects=dict(sorted({one.subject_code: one.subject_title for one in groups}.items(), key=lambda one: one[1])),
        terms=list_terms(name, today(zone)),
        formula=_term_formula(name),
        words=WORDS,
        year_groups=YEAR_GROUPS,
        usual_weight=_USUAL_WEIGHT,
        moment=lambda time: _moment(time, zone),
        typed=request.form if request.method == "POST" else None,
        request_id=new_id(),
    )
    return make_response(html, status)


def _edited(scales: list[pb.Scale]) -> pb.Scale:
    """The scale that the form begins with: of the year group in the address, else of the first that has marks."""
    wanted = request.args.get("year_group", "")
    graded = [one for one in scales if one.year_group in YEAR_GROUPS]
    return next((one for one in graded if str(one.year_group) == wanted), graded[0] if graded else pb.Scale())


def _term_formula(school: str) -> pb.TermFormula | None:
    """How the group and term of the address are counted; None: none are chosen."""
    group, term = request.args.get("group", ""), request.args.get("term", "")
    if not is_id(group) or not is_id(term):
        return None
    wanted = pb.GetTermFormulaRequest(school=school, group=f"{school}/groups/{group}", term=f"{school}/terms/{term}")
    answer: pb.GetTermFormulaResponse = ask(clients().scales.GetTermFormula, wanted)
    return answer.formula


def _moment(time: Timestamp, zone: Any) -> datetime.datetime | None:
    return local(time, zone) if time.seconds else None


def _back(school: str) -> Response:
    return redirect(url_for("scales.show", school=school))
