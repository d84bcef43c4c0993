"""What services refuse, as pages. One refusal text for "no right" and "does not exist"; faults show the trace id."""

from typing import Any

import grpc
from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kit.logs import logger
from kit.rpc.errors import error_info
from kit.telemetry import trace_id
from services.portal.sessions import LogInNeeded, drop_cookie

Code = grpc.StatusCode

# A call that ended so is tried again by the person, with the same request id: nothing happens twice.
AWAY = (Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED)
# Views whose forms are kept when the session has ended or the form is out of date, instead of leading away.
KEEPS = frozenset(
    {
        "journal_file.save",
        "lesson.save",
        "term_marks.save",
        "timetable_calendar.save_bells",
        "timetable_calendar.save_days",
        "timetable_pattern.save",
        "works.create",
        "works.save",
    }
)
_NOT_FOUND = (Code.PERMISSION_DENIED, Code.NOT_FOUND, Code.INVALID_ARGUMENT)
_STATUS = {Code.RESOURCE_EXHAUSTED: 429, Code.ABORTED: 409, Code.FAILED_PRECONDITION: 409}


def reason_of(error: grpc.RpcError) -> str:
    """The stable reason that a service gave; empty when it gave none."""
    info = error_info(error)
    return info.reason if info else ""


def details_of(error: grpc.RpcError) -> dict[str, str]:
    """The details of a refusal (`retry_seconds` …); empty when there are none."""
    info = error_info(error)
    return dict(info.metadata) if info else {}


def page(status: int, kind: str) -> Response:
    """The error page of a kind ("missing", "away", "fault", "stale", "busy", "conflict") with its HTTP status."""
    return make_response(render_template("error.html", kind=kind, trace_id=trace_id()), status)


def keep(kind: str, status: int) -> Response:
    """A page that needs no service: it holds everything typed, under the same request id, ready to be sent again.

    `kind` says why: "session" (it has ended), "away" (a service is), "stale" (the form's token is of another day).
    """
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return make_response(render_template("kept.html", kind=kind, fields=fields, trace_id=trace_id()), status)


def _on_csrf_error(error: CSRFError) -> Any:
    # A stale form of our own page keeps what was typed; one that another site sent is only refused.
    if request.endpoint in KEEPS and request.headers.get("Sec-Fetch-Site") == "same-origin":
        return keep("stale", 400)
    return _on_http_error(error)


def _on_rpc_error(error: grpc.RpcError) -> Response:
    code = error.code()
    logger().info("refused by a service", code=code.name, reason=reason_of(error), endpoint=request.endpoint)
    if code in _NOT_FOUND:
        return page(404, "missing")
    if code in AWAY:
        answer = page(503, "away")
        answer.headers["Retry-After"] = "5"
        return answer
    if code in _STATUS:
        return page(_STATUS[code], "busy" if code is Code.RESOURCE_EXHAUSTED else "conflict")
    return page(500, "fault")


def _on_log_in_needed(_error: LogInNeeded) -> AnyResponse:
    # A live part of a page gets a plain 401: a redirect would put the log-in page into its place.
    if request.headers.get("Sec-Fetch-Dest", "document") not in ("document", ""):
        answer: AnyResponse = make_response("", 401)
    else:
        back = request.path if request.method == "GET" and request.path != "/" else None
        answer = redirect(url_for("login.form", next=back))
    drop_cookie(answer)
    return answer


def _on_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - below are redirects, not errors
        return error
    if error.code == 404:  # noqa: PLR2004 - not found
        return page(404, "missing")
    return page(error.code, "stale" if isinstance(error, CSRFError) else "request")


def _on_fault(error: Exception) -> Response:
    logger().error("fault", endpoint=request.endpoint, exc_info=error)
    return page(500, "fault")


def show_errors(app: Flask) -> None:
    """Registers the error pages."""
    app.register_error_handler(grpc.RpcError, _on_rpc_error)
    app.register_error_handler(LogInNeeded, _on_log_in_needed)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_fault)
