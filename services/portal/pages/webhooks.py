"""Webhooks of a school: where other systems are told, new keys, test calls, the log, sending again."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from google.protobuf.timestamp_pb2 import Timestamp
from werkzeug.wrappers import Response
from zvonok.identity.v1.schools_pb2 import School
from zvonok.reports.v1 import webhooks_pb2 as pb

from kit.ids import new_id
from services.portal.days import local, zone_of
from services.portal.forms import attempt, attempt_or_problem, request_id, whole_number
from services.portal.sessions import ask, clients, me
from services.portal.words.webhooks import EVENTS, PROBLEMS, STATES

pages = Blueprint("webhooks", __name__)

_PATH = "/schools/<id:school>/webhooks"
_ONE = f"{_PATH}/<id:webhook>"
_LINES = 50


@pages.get(_PATH)
def show(school: str) -> Response:
    """All webhooks of the school."""
    return _page(school)


@pages.post(_PATH)
def create(school: str) -> Response:
    """Makes one, and shows its secret this once."""
    wanted = pb.CreateWebhookRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        url=request.form.get("url", "").strip(),
        event_types=request.form.getlist("event_type"),
    )
    answer, problem = attempt_or_problem(clients().webhooks.CreateWebhook, wanted)
    return _page(school, problem=problem, typed=wanted, status=409) if problem else _page(school, made=answer)


@pages.get(_ONE)
def log(school: str, webhook: str) -> Response:
    """The log of one, newest first, and what can be done with it."""
    return _log(school, webhook)


@pages.post(_ONE)
def change(school: str, webhook: str) -> Response:
    """Another address or other events; on or off."""
    wanted = pb.UpdateWebhookRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        webhook=webhook,
        version=whole_number("version"),
        url=request.form.get("url", "").strip(),
        event_types=request.form.getlist("event_type"),
        active=request.form.get("active") == "1",
    )
    answer, problem = attempt_or_problem(clients().webhooks.UpdateWebhook, wanted)
    if answer is None:
        return _log(school, webhook, problem=problem, typed=wanted, status=409)
    flash(gettext("Saved."), "saved")
    return redirect(url_for("webhooks.log", school=school, webhook=webhook))


@pages.post(f"{_ONE}/test")
def test(school: str, webhook: str) -> Response:
    """A call that tells nothing."""
    wanted = pb.TestWebhookRequest(school=f"schools/{school}", request_id=request_id(), webhook=webhook)
    attempt(clients().webhooks.TestWebhook, wanted, gettext("The call is on its way: the log tells what came of it."))
    return redirect(url_for("webhooks.log", school=school, webhook=webhook))


@pages.post(f"{_ONE}/key")
def rotate(school: str, webhook: str) -> Response:
    """A new key, shown this once."""
    wanted = pb.RotateWebhookKeyRequest(school=f"schools/{school}", request_id=request_id(), webhook=webhook)
    return _log(school, webhook, secret=ask(clients().webhooks.RotateWebhookKey, wanted).secret)


@pages.post(f"{_ONE}/delete")
def delete(school: str, webhook: str) -> Response:
    """The webhook and its log go."""
    wanted = pb.DeleteWebhookRequest(school=f"schools/{school}", request_id=request_id(), webhook=webhook)
    attempt(clients().webhooks.DeleteWebhook, wanted, gettext("The webhook is deleted."))
    return redirect(url_for("webhooks.show", school=school))


@pages.post(f"{_ONE}/replay")
def replay(school: str, webhook: str) -> Response:
    """Sends again: one call, or those of a span of time by the school's clock."""
    zone = zone_of(me(), f"schools/{school}")
    wanted = pb.ReplayWebhookDeliveriesRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        webhook=webhook,
        deliveries=request.form.getlist("delivery"),
        parked_only=request.form.get("parked_only") == "1",
        begin_time=_moment("begin", zone),
        end_time=_moment("end", zone),
    )
    answer = attempt(clients().webhooks.ReplayWebhookDeliveries, wanted, "")
    if answer is not None:
        told = ngettext("%(num)d call is sent again.", "%(num)d calls are sent again.", answer.count)
        flash(told, "saved")
    return redirect(url_for("webhooks.log", school=school, webhook=webhook))


def _moment(name: str, zone: ZoneInfo) -> Timestamp | None:
    """A day and time as a browser's field gives it; None when there is none."""
    try:
        given = datetime.fromisoformat(request.form.get(name, "")).replace(tzinfo=zone)
        moment = Timestamp()
        moment.FromDatetime(given)
    except (ValueError, OverflowError):
        return None
    return moment


def _page(
    school: str,
    *,
    made: pb.CreateWebhookResponse | None = None,
    problem: str = "",
    typed: pb.CreateWebhookRequest | None = None,
    status: int = 200,
) -> Response:
    answer = ask(clients().webhooks.ListWebhooks, pb.ListWebhooksRequest(school=f"schools/{school}"))
    html = render_template(
        "webhooks.html",
        webhooks=answer.webhooks,
        event_types=answer.event_types,
        made=made,
        problem=problem,
        typed=typed,
        **_words(school),
    )
    return make_response(html, status)


def _log(
    school: str,
    webhook: str,
    *,
    secret: str = "",
    problem: str = "",
    typed: pb.UpdateWebhookRequest | None = None,
    status: int = 200,
) -> Response:
    name, state = f"schools/{school}", request.args.get("state", "")
    wanted = pb.ListWebhookDeliveriesRequest(
        school=name,
        webhook=webhook,
        state=state if state in STATES else "",
        page_size=_LINES,
        page_token=request.args.get("page", ""),
    )
    # Asked first: it refuses what is not there.
    lines = ask(clients().webhooks.ListWebhookDeliveries, wanted)
    answer = ask(clients().webhooks.ListWebhooks, pb.ListWebhooksRequest(school=name))
    html = render_template(
        "webhook.html",
        webhook=next((one for one in answer.webhooks if one.webhook == webhook), pb.Webhook(webhook=webhook)),
        event_types=answer.event_types,
        lines=lines.deliveries,
        next_page=lines.next_page_token,
        state=wanted.state,
        secret=secret,
        problem=problem,
        typed=typed,
        **_words(school),
    )
    return make_response(html, status)


def _words(school: str) -> dict[str, Any]:
    person, name = me(), f"schools/{school}"
    return {
        "me": person,
        "school": next((one for one in person.schools if one.name == name), School(name=name)),
        "events": EVENTS,
        "problems": PROBLEMS,
        "states": STATES,
        "zone": zone_of(person, name),
        "local": local,
        "request_id": new_id(),
    }
