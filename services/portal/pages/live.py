"""What moves on every page: the count of unread notices."""

import json

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response
from zvonok.gradebook.v1.changes_pb2 import WatchJournalRequest, WatchJournalResponse
from zvonok.notify.v1.notify_pb2 import WatchUnreadRequest, WatchUnreadResponse

from services.portal.sessions import ask, clients
from services.portal.streams import Streams

pages = Blueprint("live", __name__)


def streams() -> Streams:
    """The open streams of the running portal."""
    found: Streams = current_app.extensions["zvonok_streams"]
    return found


@pages.get("/schools/<id:school>/groups/<id:group>/events")
def of_journal(school: str, group: str) -> Response:
    """The same, and which lessons of a group's journal have changed between two days, by id and change number."""
    wanted = WatchJournalRequest(
        group=f"schools/{school}/groups/{group}",
        begin_date=request.args.get("begin", ""),
        end_date=request.args.get("end", ""),
    )
    watch = ask(clients().changes.WatchJournal, wanted)
    call = ask(clients().notices.WatchUnread, WatchUnreadRequest())
    return streams().relay(call, _unread, (watch, _moved))


def _unread(message: WatchUnreadResponse) -> tuple[str, str]:
    # The count, and the ids of what has come since the last one.
    return "unread", " ".join((str(message.unread), *message.notices))


def _moved(message: WatchJournalResponse) -> tuple[str, str]:
    numbers = {one.lesson.rpartition("/")[2]: -1 if one.gone else one.change_number for one in message.lessons}
    return "moved", json.dumps(numbers, separators=(",", ":"))


@pages.get("/events")
def events() -> Response:
    """The count of unread notices, at once and at every change."""
    call = ask(clients().notices.WatchUnread, WatchUnreadRequest())
    return streams().relay(call, _unread)
