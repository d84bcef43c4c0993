"""What moves on every page: the count of unread notices."""

from flask import Blueprint, current_app
from werkzeug.wrappers import Response
from zvonok.notify.v1.notify_pb2 import WatchUnreadRequest

from services.portal.sessions import ask, clients
from services.portal.streams import Streams

pages = Blueprint("live", __name__)


def streams() -> Streams:
    """The open streams of the running portal."""
    found: Streams = current_app.extensions["zvonok_streams"]
    return found


@pages.get("/events")
def events() -> Response:
    """The count of unread notices, at once and at every change."""
    call = ask(clients().notices.WatchUnread, WatchUnreadRequest())
    return streams().relay(call, lambda message: ("unread", str(message.unread)))
