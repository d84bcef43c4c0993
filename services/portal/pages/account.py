"""The person's account: where one is logged in, and how to end it."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.identity.v1.sessions_pb2 import EndSessionRequest, ListSessionsRequest, ListSessionsResponse, Session

from services.portal.days import local, zone_of
from services.portal.push_end import end_push
from services.portal.sessions import ask, clients, me

pages = Blueprint("account", __name__)


@dataclass(slots=True)
class Place:
    """A session with its times by the school's clock."""

    session: Session
    begun: datetime
    used: datetime


@pages.get("/account")
def show() -> str:
    """Name, roles, sessions."""
    person = me()
    wanted = ListSessionsRequest(page_size=50, page_token=request.args.get("page", ""))
    answer: ListSessionsResponse = ask(clients().sessions.ListSessions, wanted)
    zone = zone_of(person)
    places = [Place(one, local(one.create_time, zone), local(one.last_used_time, zone)) for one in answer.sessions]
    schools = {school.name: school.title for school in person.schools}
    return render_template("account.html", me=person, places=places, schools=schools, next_page=answer.next_page_token)


@pages.post("/account/sessions/<id:session_id>/end")
def end(session_id: str) -> Response:
    """Ends another session of the person's own."""
    ask(clients().sessions.EndSession, EndSessionRequest(session=session_id))
    # A device that is lost or given away shows nothing more.
    end_push(session_id)
    flash(gettext("The session has been ended."), "saved")
    return redirect(url_for("account.show"))
