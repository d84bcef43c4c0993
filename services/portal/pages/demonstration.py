"""The demonstration's mail page: what families would have got, readable on the spot."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from services.portal.days import zone_of
from services.portal.errors import page
from services.portal.mail_sink import SinkAway, read_message, read_messages
from services.portal.sessions import config, me

pages = Blueprint("demonstration", __name__)

_FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'none'"
)


def _base() -> str:
    if not (config().demonstration and config().mail_page_url):
        abort(404)
    return config().mail_page_url


@pages.get("/demonstration/mail")
def mail() -> str | Response:
    """The messages of the sink, newest first."""
    base = _base()
    zone = zone_of(me())
    try:
        messages, cursor = read_messages(base, request.args.get("cursor", ""))
    except SinkAway:
        return page(503, "away")
    return render_template("mail.html", me=me(), messages=messages, zone=zone, next_page=cursor)


@pages.get("/demonstration/mail/<int:message>/html")
def mail_html(message: int) -> Response:
    """The HTML part of one message, for a frame that may do nothing."""
    base = _base()
    me()
    try:
        found = read_message(base, message)
    except SinkAway:
        return page(503, "away")
    if found is None:
        abort(404)
    response = make_response(found.html)
    response.headers["Content-Security-Policy"] = _FRAME_POLICY
    return response
