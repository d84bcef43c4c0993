"""The way out of letters: by the link in a letter, without a log-in; by the one click of a mail program (RFC 8058)."""

from flask import Blueprint, render_template
from zvonok.notify.v1.channels_pb2 import UnsubscribeRequest

from services.portal.sessions import clients

pages = Blueprint("unsubscribe", __name__)


@pages.get("/unsubscribe/<string(maxlength=100):token>")
def ask_first(token: str) -> str:
    """Asks: programs that look at links on the way end nothing."""
    return render_template("unsubscribe.html", token=token, done=False)


@pages.post("/unsubscribe/<string(maxlength=100):token>")
def end(token: str) -> str:
    """Ends the letters. The token is the right to it: mail programs send neither a session nor a form's token."""
    clients().channels.Unsubscribe(UnsubscribeRequest(token=token))
    return render_template("unsubscribe.html", token=token, done=True)
