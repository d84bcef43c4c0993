"""The deputy head's page of terms and years: progress by group, flags, closing, the council, publication."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import terms_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListGroupPupilsRequest
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import new_id
from services.portal.days import local, zone_of
from services.portal.forms import attempt, request_id
from services.portal.pages.term_marks import term_titles
from services.portal.sessions import ask, clients, me
from services.portal.term_form import period_key
from services.portal.term_table import FLAG_TITLES, period_title
from services.portal.texts import rule_text, short_name

pages = Blueprint("periods", __name__)

_PATH = "/schools/<id:school>/periods"
_FLAGS_A_PAGE = 50
_MOST_DIGITS = 18


@pages.get(_PATH)
def show(school: str) -> str:
    """The periods of the year, and how far the school is with the chosen one."""
    name, person = f"schools/{school}", me()
    listed: pb.ListPeriodsResponse = ask(clients().term_marks.ListPeriods, pb.ListPeriodsRequest(school=name))
    zone = zone_of(person, name)
    chosen = _choose(list(listed.periods), datetime.datetime.now(zone).date())
    answer = None
    if chosen is not None:
        wanted = pb.GetPeriodRequest(school=name, period=chosen.period)
        answer = ask(clients().term_marks.GetPeriod, wanted)
    return render_template(
        "periods.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        periods=listed.periods,
        chosen=answer.period if answer else None,
        groups=answer.groups if answer else [],
        classes=_by_class(list(answer.groups)) if answer else [],
        terms=term_titles(name),
        zone=zone,
        local=local,
        period_key=period_key,
        period_title=period_title,
        request_id=new_id(),
        today=datetime.datetime.now(zone).date().isoformat(),
    )


@pages.get(f"{_PATH}/<key>/flags")
def flags(school: str, key: str) -> str:
    """The decisions to look at."""
    name, period = f"schools/{school}", _period(school, key)
    wanted = pb.ListFlagsRequest(
        school=name, period=period, page_size=_FLAGS_A_PAGE, page_token=request.args.get("page", "")
    )
    answer: pb.ListFlagsResponse = ask(clients().term_marks.ListFlags, wanted)
    return render_template(
        "term_flags.html",
        me=me(),
        school=school,
        key=key,
        title=term_titles(name).get(period) or gettext("Year"),
        marks=answer.marks,
        names=_names(sorted({mark.group for mark in answer.marks})),
        titles=FLAG_TITLES,
        more=answer.next_page_token,
    )


@pages.post(f"{_PATH}/<key>/close")
def close(school: str, key: str) -> Response:
    """Closes it."""
    accept = request.form.get("accept_missing") == "1"
    wanted = pb.ClosePeriodRequest(**_named(school, key), accept_missing=accept)
    attempt(clients().term_marks.ClosePeriod, wanted, gettext("Closed."))
    return _back(school, key)


@pages.post(f"{_PATH}/<key>/reopen")
def reopen(school: str, key: str) -> Response:
    """Opens it again."""
    wanted = pb.ReopenPeriodRequest(**_named(school, key), reason=request.form.get("reason", ""))
    attempt(clients().term_marks.ReopenPeriod, wanted, gettext("Open again."))
    return _back(school, key)


@pages.post(f"{_PATH}/<key>/confirm")
def confirm(school: str, key: str) -> Response:
    """Records the council's protocol."""
    wanted = pb.ConfirmPeriodRequest(
        **_named(school, key),
        protocol=request.form.get("protocol", ""),
        protocol_date=request.form.get("protocol_date", ""),
    )
    attempt(clients().term_marks.ConfirmPeriod, wanted, gettext("Confirmed."))
    return _back(school, key)


@pages.post(f"{_PATH}/<key>/publication")
def publish(school: str, key: str) -> Response:
    """Sets the moment from which families see the marks, or takes it back."""
    action = request.form.get("action", "")
    wanted = pb.SetPublicationRequest(**_named(school, key), now=action == "now")
    done = gettext("Families see the marks now.") if action == "now" else gettext("The moment is taken back.")
    if action == "set":
        moment = _moment(request.form.get("moment", ""), zone_of(me(), f"schools/{school}"))
        if moment is None:
            flash(rule_text("PUBLICATION_OUT_OF_RANGE"), "problem")
            return _back(school, key)
        wanted.publish_time.FromDatetime(moment)
        done = gettext("The moment is set.")
    attempt(clients().term_marks.SetPublication, wanted, done)
    return _back(school, key)


def _by_class(groups: list[pb.GroupProgress]) -> list[tuple[str, list[pb.GroupProgress]]]:
    """The groups of each class, in the order in which the service gives them."""
    found: dict[str, list[pb.GroupProgress]] = {}
    for group in groups:
        found.setdefault(group.class_title, []).append(group)
    return list(found.items())


def _choose(periods: list[pb.Period], today: datetime.date) -> pb.Period | None:
    """The period of the address; else the last term that has ended without being closed; else the one that runs."""
    wanted = request.args.get("period", "")
    found = next((one for one in periods if period_key(one.period) == wanted), None)
    day = today.isoformat()
    waiting = [one for one in periods if one.end_date < day and one.state == pb.PERIOD_STATE_OPEN]
    running = [one for one in periods if one.begin_date <= day <= one.end_date]
    begun = [one for one in periods if one.begin_date <= day and "/terms/" in one.period]
    return found or next(iter([*waiting, *running, *begun[::-1], *periods]), None)


def _period(school: str, key: str) -> str:
    kind, _, rest = key.partition("-")
    if kind not in ("terms", "years") or not rest:
        abort(404)
    return f"schools/{school}/{kind}/{rest}"


def _named(school: str, key: str) -> dict[str, Any]:
    version = request.form.get("version", "")
    fits = version.isascii() and version.isdigit() and len(version) <= _MOST_DIGITS
    return {
        "school": f"schools/{school}",
        "request_id": request_id(),
        "period": _period(school, key),
        "seen_version": int(version) if fits else -1,
    }


def _moment(text: str, zone: ZoneInfo) -> datetime.datetime | None:
    """A moment by the school's clock, as an input of type datetime-local has it."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=zone).astimezone(datetime.UTC) if found.tzinfo is None else None


def _names(groups: list[str]) -> dict[str, str]:
    """The names of these groups' pupils."""
    names = {}
    for group in groups:
        for pupil in ask(clients().people.ListGroupPupils, ListGroupPupilsRequest(group=group)).pupils:
            names[pupil.name] = short_name(pupil)
    return names


def _back(school: str, key: str) -> Response:
    return redirect(url_for("periods.show", school=school, period=key))
