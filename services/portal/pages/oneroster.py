"""Marks of a school as OneRoster packages: out, for other systems, and in, with a check that saves nothing."""

from typing import Any

import grpc
from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import bulk_pb2 as pb
from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import new_id
from services.portal.days import today, zone_of
from services.portal.download import received
from services.portal.errors import reason_of
from services.portal.forms import request_id
from services.portal.menu import HEADS, OFFICE, roles_at
from services.portal.pages.journal import choose_term, list_terms
from services.portal.sessions import ask, clients, me
from services.portal.texts import rule_text

pages = Blueprint("oneroster", __name__)

_PATH = "/schools/<id:school>/oneroster"
# A package of the size that gradebook takes, and the rest of the form.
_LARGEST_FORM = 8 * 1024 * 1024
_TOLD = (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.ABORTED)


@pages.url_value_preprocessor
def make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A package is larger than other forms. Before anything reads the form, its protection first of all."""
    request.max_content_length = _LARGEST_FORM


@pages.get(_PATH)
def show(school: str) -> str:
    """Packages to take, and a form to send one."""
    return _page(school)


@pages.get(f"{_PATH}/package")
def download(school: str) -> Response:
    """The package of a term."""
    person = _office(school)
    now = today(zone_of(person, f"schools/{school}"))
    term = choose_term(list_terms(f"schools/{school}", now), request.args.get("term", ""), now)
    wanted = pb.ExportOneRosterRequest(
        school=f"schools/{school}", begin_date=term.begin_date, end_date=term.end_date
    )  # fmt: skip
    file = received(clients().bulk.ExportOneRoster, wanted)
    name = f"oneroster {term.title or term.begin_date}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


@pages.post(_PATH)
def send(school: str) -> Response:
    """Checks a package, or takes it in; in both cases one problem changes nothing."""
    _office(school)
    sent, check = request.files.get("file"), request.form.get("action") != "take"
    wanted = pb.ImportOneRosterRequest(
        school=f"schools/{school}",
        request_id=new_id() if check else request_id(),
        package=sent.read() if sent else b"",
        dry_run=check,
    )
    try:
        [answer] = list(ask(clients().bulk.ImportOneRoster, wanted))
    except grpc.RpcError as error:
        if error.code() not in _TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        flash(rule_text(reason_of(error)), "problem")
        return redirect(url_for("oneroster.show", school=school))
    return make_response(_page(school, answer, checked=check), 409 if answer.problem_count else 200)


def _office(school: str) -> GetMeResponse:
    person = me()
    if not roles_at(person, f"schools/{school}") & OFFICE:
        abort(404)
    return person


def _page(school: str, answer: pb.ImportOneRosterResponse | None = None, *, checked: bool = False) -> str:
    person, name = _office(school), f"schools/{school}"
    now = today(zone_of(person, name))
    terms = list_terms(name, now)
    return render_template(
        "oneroster.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        terms=terms,
        term=choose_term(terms, "", now),
        # Menus only: the services decide.
        takes=bool(roles_at(person, name) & HEADS),
        answer=answer,
        checked=checked,
        titles={
            "categories": gettext("Kinds of work"),
            "lineItems": gettext("Work"),
            "results": gettext("Marks"),
        },
        request_id=new_id(),
    )
