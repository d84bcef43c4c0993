"""The person's notices: what was told about whom, and what became of each delivery."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from google.protobuf.timestamp_pb2 import Timestamp
from werkzeug.wrappers import Response
from zvonok.identity.v1.people_pb2 import Pupil
from zvonok.notify.v1.channels_pb2 import GetPushRequest
from zvonok.notify.v1.notify_pb2 import (
    ListNoticesRequest,
    ListNoticesResponse,
    MarkNoticesReadRequest,
    Notice,
)

from kit.ids import new_id
from services.portal.days import local, zone_of
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("notices", __name__)

_PAGE = 50


@dataclass(slots=True)
class Told:
    """A notice with the child it is about (None when the person has no tie to it any more) and its time."""

    notice: Notice
    pupil: Pupil | None
    time: datetime
    zone: ZoneInfo

    def at(self, time: Timestamp) -> datetime:
        """A moment by the clock of the child's school."""
        return local(time, self.zone)


@pages.get("/notices")
def index() -> str:
    """The notices, newest first, a page at a time."""
    person = me()
    wanted = ListNoticesRequest(page_size=_PAGE, page_token=request.args.get("page", ""))
    answer: ListNoticesResponse = ask(clients().notices.ListNotices, wanted)
    known = {one.name: one for one in (*person.children, *person.pupils)}
    told = [
        Told(one, known.get(one.pupil), local(one.create_time, zone), zone)
        for one, zone in ((one, zone_of(person, school_of(one.pupil))) for one in answer.notices)
    ]
    # The button marks what this page has shown, not what comes in meanwhile.
    newest = answer.notices[0].create_time if answer.notices else None
    return render_template(
        "notices.html",
        me=person,
        told=told,
        unread=answer.unread,
        newest=f"{newest.seconds}.{newest.nanos}" if newest else "",
        request_id=new_id(),
        held=answer.held,
        next_time=local(answer.next_time, zone_of(person)) if answer.HasField("next_time") else None,
        next_page=answer.next_page_token,
        push=ask(clients().channels.GetPush, GetPushRequest()),
    )


@pages.post("/notices/read")
def mark_read() -> Response:
    """Marks as read what the page had shown."""
    seconds, _, nanos = request.form.get("until", "").partition(".")
    if seconds.isdigit() and nanos.isdigit():
        until = Timestamp(seconds=int(seconds), nanos=int(nanos))
        wanted = MarkNoticesReadRequest(until=until, request_id=request.form.get("request_id", ""))
        ask(clients().notices.MarkNoticesRead, wanted)
    return redirect(url_for("notices.index"))
