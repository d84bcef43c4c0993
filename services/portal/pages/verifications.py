"""Checks of personal data: the class teacher asks the families, a family says that the data is right."""

import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from zvonok.identity.v1 import verifications_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListClassPupilsRequest, ListClassPupilsResponse

from kit.ids import new_id
from services.portal.days import local, today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.sessions import ask, clients, forget_me, me
from services.portal.texts import short_name

pages = Blueprint("verifications", __name__)
_CLASS = "/schools/<id:school>/classes/<id:class_>/verifications"
_PAGE = 20
_USUAL_DAYS = 14
ANSWERS = {
    pb.VERIFICATION_ANSWER_WAITING: "waiting",
    pb.VERIFICATION_ANSWER_CORRECTION: "correction",
    pb.VERIFICATION_ANSWER_CONFIRMED: "confirmed",
}


@pages.get(_CLASS)
def of_class(school: str, class_: str) -> str:
    """Who has answered the newest check of a class, or the one that is asked for; the earlier ones."""
    place, person = f"schools/{school}/classes/{class_}", me()
    names: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": place}))
    listed = pb.ListVerificationsRequest(**{"class": place}, page_size=_PAGE, page_token=request.args.get("page", ""))
    answer: pb.ListVerificationsResponse = ask(clients().verifications.ListVerifications, listed)
    newest = answer.verifications[0].verification if answer.verifications else ""
    wanted = request.args.get("check", newest)
    shown = _pupils(place, wanted) if wanted else pb.ListVerificationPupilsResponse()
    called = {each.name: short_name(each) for each in names.pupils}
    zone = zone_of(person, f"schools/{school}")
    now = today(zone)
    return render_template(
        "verifications.html",
        me=person,
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        checks=answer.verifications,
        next_page=answer.next_page_token,
        # On a later page the newest is not known.
        may_start=not request.args.get("page") and not _is_open(answer),
        shown=shown.verification if wanted else None,
        rows=sorted(shown.pupils, key=lambda row: (list(ANSWERS).index(row.answer), called.get(row.pupil, ""))),
        names=called,
        answers=ANSWERS,
        today=now.isoformat(),
        usual=(now + datetime.timedelta(days=_USUAL_DAYS)).isoformat(),
        zone=zone,
        local=local,
        request_id=new_id(),
    )


@pages.post(_CLASS)
def start(school: str, class_: str) -> Response:
    """Asks the families of the class."""
    wanted = pb.StartVerificationRequest(
        **{"class": f"schools/{school}/classes/{class_}"}, request_id=request_id(), due_date=request.form.get("due", "")
    )
    attempt(clients().verifications.StartVerification, wanted, gettext("The families are asked."))
    return _back(school, class_)


@pages.post(f"{_CLASS}/<id:check>/remind")
def remind(school: str, class_: str, check: str) -> Response:
    """Asks those again who wait."""
    wanted = pb.RemindVerificationRequest(
        **{"class": f"schools/{school}/classes/{class_}"}, verification=check, request_id=request_id()
    )
    answer: pb.RemindVerificationResponse | None = attempt(clients().verifications.RemindVerification, wanted, "")
    if answer is not None:
        count = answer.pupils
        flash(
            ngettext("The family of %(num)d pupil is reminded.", "The families of %(num)d pupils are reminded.", count),
            "saved",
        )
    return _back(school, class_)


@pages.post(f"{_CLASS}/<id:check>/end")
def end(school: str, class_: str, check: str) -> Response:
    """Asks no more."""
    wanted = pb.EndVerificationRequest(
        **{"class": f"schools/{school}/classes/{class_}"}, verification=check, request_id=request_id()
    )
    attempt(clients().verifications.EndVerification, wanted, gettext("The check is ended."))
    return _back(school, class_)


@pages.post("/schools/<id:school>/pupils/<id:pupil>/verification")
def confirm(school: str, pupil: str) -> Response:
    """A family, or a pupil from 14 on, has found the data right."""
    wanted = pb.ConfirmDataRequest(pupil=f"schools/{school}/pupils/{pupil}", request_id=request_id())
    attempt(clients().verifications.ConfirmData, wanted, gettext("Thank you: the class teacher sees it."))
    forget_me()
    if "own" in request.form:
        return redirect(url_for("personal_data.show_own"))
    return redirect(url_for("personal_data.show", school=school, pupil=pupil))


def _pupils(place: str, check: str) -> pb.ListVerificationPupilsResponse:
    wanted = pb.ListVerificationPupilsRequest(**{"class": place}, verification=check)
    answer: pb.ListVerificationPupilsResponse = ask(clients().verifications.ListVerificationPupils, wanted)
    return answer


def _is_open(answer: pb.ListVerificationsResponse) -> bool:
    return bool(answer.verifications) and not answer.verifications[0].HasField("end_time")


def _back(school: str, class_: str) -> Response:
    return redirect(url_for("verifications.of_class", school=school, class_=class_))
