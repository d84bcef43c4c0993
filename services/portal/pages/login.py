"""Log-in, log-out and the choice of language."""

import re

import grpc
from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from zvonok.identity.v1.sessions_pb2 import LogInRequest, LogInResponse, LogOutRequest

from services.portal.errors import details_of
from services.portal.languages import remember_language
from services.portal.push_end import end_push
from services.portal.sessions import clients, drop_cookie, sessions, set_cookie

pages = Blueprint("login", __name__)

_MOST_LETTERS = 200
# Nothing that a browser could read as another host.
_OWN_PATH = re.compile(r"/(?!/)[\w/.\-?=&]*", re.ASCII)
_BROWSERS = (
    ("YaBrowser", "Yandex"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def inside(address: str | None) -> str:
    """Where to go after the log-in: a path of the portal itself, else the start page."""
    if address and _OWN_PATH.fullmatch(address):
        return address
    return url_for("home.start")


@pages.get("/login")
def form() -> Response | str:
    """The log-in form; people with a session go on to the start page."""
    if g.session_secret:
        return redirect(inside(request.args.get("next")))
    return _form()


@pages.post("/login")
def log_in() -> Response | str:
    """Opens a session at identity and keeps its secret in the cookie."""
    username = request.form.get("username", "").strip()[:_MOST_LETTERS]
    password = request.form.get("password", "")[:_MOST_LETTERS]
    if not username or not password:
        return _form(gettext("Enter your user name and your password."), 422, username)
    wanted = LogInRequest(
        username=username, password=password, remote_address=request.remote_addr or "", device=_device()
    )
    try:
        answer: LogInResponse = clients().sessions.LogIn(wanted)
    except grpc.RpcError as error:
        return _form(*_refusal(error), username)
    response = redirect(inside(request.form.get("next")))
    set_cookie(response, answer.session_secret, answer.expire_time.ToSeconds())
    return response


def _refusal(error: grpc.RpcError) -> tuple[str, int]:
    """The text and the HTTP status of a log-in that was refused. Raises the error when it is another one."""
    if error.code() in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.INVALID_ARGUMENT):
        return gettext("The user name or the password is wrong."), 401
    if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED:
        seconds = details_of(error).get("retry_seconds", "")
        minutes = max(1, -(-int(seconds) // 60)) if seconds.isdigit() else 15
        return ngettext(
            "Too many wrong tries. Try again in %(num)d minute.",
            "Too many wrong tries. Try again in %(num)d minutes.",
            minutes,
        ), 429
    raise error


def _form(problem: str = "", status: int = 200, username: str = "") -> Response:
    # The user name stays in its field, as in every log-in form; the password does not.
    target = request.values.get("next", "")
    return make_response(render_template("login.html", problem=problem, username=username, target=target), status)


@pages.post("/logout")
def log_out() -> Response:
    """Ends the session at identity and in the browser."""
    if g.session_secret:
        end_push()
        clients().sessions.LogOut(LogOutRequest(session_secret=g.session_secret))
        sessions().forget(g.session_secret)
    session.clear()
    response = redirect(url_for("login.form"))
    drop_cookie(response)
    return response


@pages.post("/language")
def choose_language() -> Response:
    """Remembers the language and goes back to the page."""
    response = redirect(inside(request.form.get("next")))
    remember_language(response, request.form.get("language", ""))
    return response


def _device() -> str:
    """What the browser calls itself, in two words: enough to know one's own device in the list."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or "?"
