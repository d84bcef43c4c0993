"""The deputy head's control room: shares of the term in total, by class and by subject; it moves by itself."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from zvonok.reports.v1.reports_pb2 import (
    GetControlRoomRequest,
    GetControlRoomResponse,
    GroupMetrics,
    Metrics,
    WatchControlRoomRequest,
)

from services.portal.days import local, parse_day, today, zone_of
from services.portal.pages.journal import choose_term, list_terms
from services.portal.pages.live import streams
from services.portal.sessions import ask, clients, me

pages = Blueprint("control_room", __name__)

# Field of Metrics, its title, whether less is better.
METRICS = (
    ("lessons_filled", _l("Lessons filled"), _l("attendance checked and a topic written"), False),
    ("filled_in_time", _l("Filled on the day"), _l("of the lessons filled"), False),
    ("homework_recorded", _l("Homework recorded"), _l("a task, or an explicit “none”"), False),
    ("pupils_without_marks", _l("Without marks"), _l("pupils of a group with no mark in the term"), True),
    ("pupils_with_one_mark", _l("With one mark"), _l("pupils of a group with exactly one"), True),
)


@dataclass(slots=True)
class Line:
    """A row of a table; `groups` are its teaching groups when it is open."""

    key: str
    title: str
    metrics: Metrics
    groups: list[GroupMetrics]


@pages.get("/schools/<id:school>/control-room")
def room(school: str) -> str:
    """The whole page."""
    person = me()
    name = f"schools/{school}"
    now = today(zone_of(person, name))
    day = parse_day(request.args.get("day"), now)
    terms = list_terms(name, day)
    term = choose_term(terms, request.args.get("term", ""), day)
    return render_template(
        "control_room.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), None),
        terms=terms,
        term=term,
        today=now,
        **_numbers(school),
    )


@pages.get("/schools/<id:school>/control-room/numbers")
def numbers(school: str) -> str:
    """The part of the page that moves."""
    me()
    return render_template("control_room_numbers.html", **_numbers(school))


@pages.get("/schools/<id:school>/control-room/events")
def events(school: str) -> Response:
    """Says "moved" whenever the numbers may have moved."""
    call = ask(clients().control_room.WatchControlRoom, WatchControlRoomRequest(school=f"schools/{school}"))
    return streams().relay(call, lambda _message: ("moved", "1"))


def _numbers(school: str) -> dict[str, object]:
    name = f"schools/{school}"
    zone = zone_of(me(), name)
    day = parse_day(request.args.get("day"), today(zone))
    term = request.args.get("term", "")
    wanted = GetControlRoomRequest(school=name, term=f"{name}/terms/{term}" if term else "", as_of_date=day.isoformat())
    answer: GetControlRoomResponse = ask(clients().control_room.GetControlRoom, wanted)
    opened = request.args.get("open", "")
    chosen = {key: value for key in ("term", "day") if (value := request.args.get(key))}
    return {
        "room": answer,
        "metrics": METRICS,
        "classes": _class_lines(answer, opened),
        "subjects": _subject_lines(answer, opened),
        "opened": opened,
        "chosen": chosen,
        "day": day,
        "school_id": school,
        "updated": local(answer.update_time, zone) if answer.update_time.seconds else None,
    }


def _class_lines(answer: GetControlRoomResponse, opened: str) -> list[Line]:
    lines = []
    for one in answer.classes:
        key = one.__getattribute__("class").rpartition("/")[2] or subject_key(one.class_title)
        groups = [group for group in answer.groups if group.class_title == one.class_title] if key == opened else []
        lines.append(Line(key, one.class_title, one.metrics, groups))
    return lines


def _subject_lines(answer: GetControlRoomResponse, opened: str) -> list[Line]:
    lines = []
    for one in answer.subjects:
        key = subject_key(one.subject_title)
        same = [group for group in answer.groups if group.subject_title == one.subject_title]
        lines.append(Line(key, one.subject_title, one.metrics, same if key == opened else []))
    return lines


def subject_key(title: str) -> str:
    """An opaque word for a subject, since subjects have no id: addresses hold no titles."""
    return hashlib.sha256(title.encode()).hexdigest()[:12]
