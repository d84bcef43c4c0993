"""Messages of the class teacher to families: writing, who has read it; and a family's "I have read it"."""

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.identity.v1.people_pb2 import ListClassPupilsRequest, ListClassPupilsResponse
from zvonok.notify.v1 import messages_pb2 as pb

from kit.ids import new_id
from services.portal.days import local, zone_of
from services.portal.forms import attempt, request_id
from services.portal.sessions import ask, clients, me
from services.portal.texts import short_name

pages = Blueprint("messages", __name__)
_PAGE = 20


@pages.get("/schools/<id:school>/classes/<id:class_>/messages")
def show(school: str, class_: str) -> str:
    """The form, and what was sent, newest first."""
    return _page(school, class_)


@pages.post("/schools/<id:school>/classes/<id:class_>/messages")
def send(school: str, class_: str) -> Response | tuple[str, int]:
    """Sends a message; what was refused stays typed."""
    chosen, some = request.form.getlist("pupils"), request.form.get("whom") == "some"
    if some and not chosen:
        problem = gettext("Tick the pupils whose families you write to.")
        return _page(school, class_, chosen, problem), 422
    wanted = pb.SendMessageRequest(
        **{"class": f"schools/{school}/classes/{class_}"},
        request_id=request_id(),
        text=request.form.get("text", "").replace("\r\n", "\n"),
        confirm="confirm" in request.form,
        pupils=[f"schools/{school}/pupils/{each}" for each in chosen] if some else [],
    )
    answer: pb.SendMessageResponse | None = attempt(clients().messages.SendMessage, wanted, "")
    if answer is None:
        return _page(school, class_, chosen), 422
    flash(
        ngettext("Sent to the family of %(num)d pupil.", "Sent to the families of %(num)d pupils.", answer.pupils),
        "saved",
    )
    return redirect(url_for("messages.show", school=school, class_=class_))


@pages.get("/schools/<id:school>/classes/<id:class_>/messages/<id:message>")
def report(school: str, class_: str, message: str) -> str:
    """Who has read a message, pupil by pupil: who has not comes first."""
    place = f"schools/{school}/classes/{class_}"
    names = _names(place)
    shown = {each.name: short_name(each) for each in names.pupils}
    wanted = pb.GetReadReportRequest(**{"class": place}, message=message)
    answer: pb.GetReadReportResponse = ask(clients().messages.GetReadReport, wanted)
    rows = sorted(
        answer.pupils, key=lambda row: (row.confirmed > 0, row.read > 0, shown.get(row.pupil, ""))
    )  # fmt: skip
    return render_template(
        "message_report.html",
        me=me(),
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        message=answer.message,
        rows=rows,
        names=shown,
        zone=zone_of(me(), f"schools/{school}"),
        local=local,
    )


@pages.post("/notices/<id:notice>/confirm")
def confirm(notice: str) -> Response:
    """The person has read a message and says so."""
    wanted = pb.ConfirmMessageRequest(notice=notice, request_id=request_id())
    attempt(
        clients().messages.ConfirmMessage, wanted, gettext("Thank you: the class teacher sees that you have read it.")
    )
    return redirect(url_for("notices.index"))


def _names(place: str) -> ListClassPupilsResponse:
    answer: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": place}))
    return answer


def _page(school: str, class_: str, ticked: Sequence[str] = (), problem: str = "") -> str:
    place, person = f"schools/{school}/classes/{class_}", me()
    names = _names(place)
    listed = pb.ListMessagesRequest(**{"class": place}, page_size=_PAGE, page_token=request.args.get("page", ""))
    answer: pb.ListMessagesResponse = ask(clients().messages.ListMessages, listed)
    # Not before: whoever may not see the page gets the one refusal, and no word more.
    if problem:
        flash(problem, "problem")
    return render_template(
        "messages.html",
        me=person,
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        writes=any(one.name == place for one in person.classes),
        pupils=[(each.name.rpartition("/")[2], short_name(each)) for each in names.pupils],
        messages=answer.messages,
        next_page=answer.next_page_token,
        typed=request.form,
        ticked=ticked,
        zone=zone_of(person, f"schools/{school}"),
        local=local,
        request_id=new_id(),
    )
