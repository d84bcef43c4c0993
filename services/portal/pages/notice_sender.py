"""As whom a school writes to its families."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.identity.v1.schools_pb2 import School
from zvonok.notify.v1.channels_pb2 import GetSenderRequest, Sender, SetSenderRequest

from kit.ids import new_id
from services.portal.forms import attempt, request_id, whole_number
from services.portal.sessions import ask, clients, me

pages = Blueprint("notice_sender", __name__)


@pages.get("/schools/<id:school>/notice-sender")
def show(school: str) -> str:
    """What the school has laid down."""
    name = f"schools/{school}"
    return _page(name, ask(clients().channels.GetSender, GetSenderRequest(school=name)).sender)


@pages.post("/schools/<id:school>/notice-sender")
def change(school: str) -> Response | tuple[str, int]:
    """Lays it down; what was refused stays on the page."""
    name = f"schools/{school}"
    typed = Sender(
        title=request.form.get("title", "").strip(),
        reply_to=request.form.get("reply_to", "").strip(),
        version=whole_number("version"),
    )
    wanted = SetSenderRequest(school=name, request_id=request_id(), sender=typed)
    if attempt(clients().channels.SetSender, wanted, gettext("Saved.")) is None:
        return _page(name, typed), 422
    return redirect(url_for("notice_sender.show", school=school))


def _page(name: str, sender: Sender) -> str:
    person = me()
    return render_template(
        "notice_sender.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        sender=sender,
        request_id=new_id(),
    )
