"""Exemptions of a class's pupils from subjects: who, from what, until when, by which document."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import exemptions_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListClassPupilsRequest, ListClassPupilsResponse

from kit.ids import is_id, new_id
from services.portal.days import today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.sessions import ask, clients, me
from services.portal.texts import short_name

pages = Blueprint("exemptions", __name__)

_PAGE = 200


@pages.get("/schools/<id:school>/classes/<id:class_>/exemptions")
def of_class(school: str, class_: str) -> Response:
    """The exemptions of a class, the latest first."""
    return _page(school, class_)


@pages.post("/schools/<id:school>/classes/<id:class_>/exemptions")
def create(school: str, class_: str) -> Response:
    """Exempts a pupil. What a rule refuses stays typed."""
    pupil = request.form.get("pupil", "")
    wanted = pb.CreateExemptionRequest(
        pupil=f"schools/{school}/pupils/{pupil}",
        request_id=request_id(),
        subject_code=request.form.get("subject", ""),
        begin_date=request.form.get("begin", ""),
        end_date=request.form.get("end", ""),
        document=request.form.get("document", ""),
        partial="partial" in request.form,
    )
    if not is_id(pupil):
        return _page(school, class_, status=409, problem=gettext("Choose a pupil."))
    done = attempt(clients().exemptions.CreateExemption, wanted, gettext("The pupil is exempt."))
    return _back(school, class_) if done is not None else _page(school, class_, status=409)


@pages.post("/schools/<id:school>/classes/<id:class_>/exemptions/<id:pupil>/<id:exemption>/end")
def end(school: str, class_: str, pupil: str, exemption: str) -> Response:
    """Ends an exemption earlier."""
    wanted = pb.EndExemptionRequest(
        pupil=f"schools/{school}/pupils/{pupil}",
        request_id=request_id(),
        exemption=exemption,
        end_date=request.form.get("end", ""),
        reason=request.form.get("reason", ""),
    )
    attempt(clients().exemptions.EndExemption, wanted, gettext("Saved."))
    return _back(school, class_)


def _page(school: str, class_: str, *, status: int = 200, problem: str = "") -> Response:
    name, person = f"schools/{school}/classes/{class_}", me()
    wanted = pb.ListClassExemptionsRequest(
        page_size=_PAGE, page_token=request.args.get("page", ""), **{"class": name}
    )  # fmt: skip
    answer: pb.ListClassExemptionsResponse = ask(clients().exemptions.ListClassExemptions, wanted)
    names: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": name}))
    # Not before: whoever may not see the page gets the one refusal, and no word more.
    if problem:
        flash(problem, "problem")
    html = render_template(
        "exemptions.html",
        me=person,
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        answer=answer,
        pupils=names.pupils,
        names={one.name: short_name(one) for one in names.pupils},
        today=today(zone_of(person, f"schools/{school}")).isoformat(),
        form=request.form if request.method == "POST" else {},
        request_id=new_id(),
    )
    return make_response(html, status)


def _back(school: str, class_: str) -> Response:
    return redirect(url_for("exemptions.of_class", school=school, class_=class_))
