"""Forms that change something: their request id, and what a service says to them."""

from typing import Any

import grpc
from flask import flash, request

from kit.ids import is_id, new_id
from services.portal.errors import reason_of
from services.portal.sessions import ask
from services.portal.texts import rule_text

_MOST_DIGITS = 9
TOLD = (
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.ALREADY_EXISTS,
)


def request_id() -> str:
    """The id that the form was given with its page, so that a second click does nothing twice."""
    given = request.form.get("request_id", "")
    return given if is_id(given) else new_id()


def whole_number(name: str) -> int:
    """A field that holds a whole number; 0 when it holds none."""
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def attempt(method: Any, wanted: Any, done: str) -> Any:
    """Asks a service for a change and says what became of it (`done`; empty: nothing); None where a rule refused it.

    Raises grpc.RpcError where there is no right, no such thing or no service: these have pages of their own.
    """
    answer, problem = attempt_or_problem(method, wanted)
    if problem:
        flash(problem, "problem")
        return None
    if done:
        flash(done, "saved")
    return answer


def attempt_or_problem(method: Any, wanted: Any) -> tuple[Any, str]:
    """The answer to a change, and what a rule says against it (empty: nothing), for pages that show what was typed.

    Raises like `attempt`.
    """
    try:
        return ask(method, wanted), ""
    except grpc.RpcError as error:
        reason = reason_of(error)
        if error.code() not in TOLD or not reason or reason == "BAD_RESOURCE_NAME":
            raise
        return None, rule_text(reason)
