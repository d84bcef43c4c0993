"""The deputy head's control room: shares of the term in total, by class and by subject; it moves by itself."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from zvonok.identity.v1.people_pb2 import BatchGetPupilNamesRequest, BatchGetPupilNamesResponse
from zvonok.reports.v1.reports_pb2 import (
    GetControlRoomRequest,
    GetControlRoomResponse,
    GroupMetrics,
    ListLessonsBehindRequest,
    ListLessonsBehindResponse,
    ListPupilsBehindRequest,
    ListPupilsBehindResponse,
    Metrics,
    Share,
    WatchControlRoomRequest,
)

from kit.ids import new_id
from services.portal.charts import LineChart, line_chart
from services.portal.control_room_days import chosen_days, cut_of, narrow, subject_key, wanted_days
from services.portal.days import local, parse_day, today, zone_of
from services.portal.pages.journal import choose_term, list_terms
from services.portal.pages.journal_rules import waiting_count
from services.portal.pages.live import streams
from services.portal.pages.progress import names_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("control_room", __name__)

# Field of Metrics, its title, whether less is better.
METRICS = (
    ("lessons_filled", _l("Lessons filled"), _l("attendance checked and a topic written"), False),
    ("filled_in_time", _l("Filled on the day"), _l("of the lessons filled"), False),
    ("homework_recorded", _l("Homework recorded"), _l("a task, or an explicit “none”"), False),
    ("material_covered", _l("Material covered"), _l("topics taught of those that were due"), False),
    ("pupils_without_marks", _l("Without marks"), _l("pupils of a group with no mark in the term"), True),
    ("pupils_with_one_mark", _l("With one mark"), _l("pupils of a group with exactly one"), True),
    ("parents_taking_part", _l("Parents take part"), _l("have opened the diary in this time"), False),
    ("pupils_taking_part", _l("Pupils take part"), _l("have opened the diary in this time"), False),
)
# What no single subject or group has.
OF_PEOPLE = frozenset({"parents_taking_part", "pupils_taking_part"})
# What teachers can still do something about.
REMINDED = ("lessons_filled", "homework_recorded")


# Lessons are behind these.
BEHIND = frozenset({"lessons_filled", "filled_in_time", "homework_recorded"})
# Pupils are behind these.
OF_PUPILS = frozenset({"pupils_without_marks", "pupils_with_one_mark"})
_PAGE = 100


@dataclass(slots=True)
class Line:
    """A row of a table; `groups` are its teaching groups when it is open."""

    key: str
    title: str
    metrics: Metrics
    groups: list[GroupMetrics]
    # What the list of the lessons behind it is narrowed by: "class", "subject" or "year_group", and its key.
    cut: str


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
        waiting=waiting_count(name),
        term=term,
        today=now,
        **_numbers(school),
    )


@pages.get("/schools/<id:school>/control-room/numbers")
def numbers(school: str) -> str:
    """The part of the page that moves."""
    me()
    return render_template("control_room_numbers.html", **_numbers(school))


@pages.get("/schools/<id:school>/control-room/lessons")
def behind(school: str) -> str:
    """The lessons that lower a share."""
    person, name = me(), f"schools/{school}"
    metric = _metric("lessons_filled", BEHIND)
    cut = cut_of(request.args)
    room = ask(clients().control_room.GetControlRoom, GetControlRoomRequest(school=name, **wanted_days(name)))
    wanted = ListLessonsBehindRequest(
        school=name, metric=metric[0], page_size=_PAGE, page_token=request.args.get("page", ""), **wanted_days(name)
    )
    narrow(wanted, room, cut)
    answer: ListLessonsBehindResponse = ask(clients().control_room.ListLessonsBehind, wanted)
    return render_template(
        "control_room_lessons.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), None),
        school_id=school,
        metric=metric,
        room=room,
        lessons=answer.lessons,
        more=answer.next_page_token,
        chosen=chosen_days(),
        cut=cut,
        reminded=REMINDED,
        new_request_id=new_id,
        part=" ".join(filter(None, (_class_of(room, wanted), wanted.subject_title))),
    )


@pages.get("/schools/<id:school>/control-room/pupils")
def pupils(school: str) -> str:
    """The pupils whom a share counts, by name."""
    person, name = me(), f"schools/{school}"
    metric = _metric("pupils_without_marks", OF_PUPILS)
    # Of no single teacher.
    cut = {key: value for key, value in cut_of(request.args).items() if key != "teacher"}
    room = ask(clients().control_room.GetControlRoom, GetControlRoomRequest(school=name, **wanted_days(name)))
    wanted = ListPupilsBehindRequest(
        school=name, metric=metric[0], page_size=_PAGE, page_token=request.args.get("page", ""), **wanted_days(name)
    )
    narrow(wanted, room, cut)
    answer: ListPupilsBehindResponse = ask(clients().control_room.ListPupilsBehind, wanted)
    names = _names(name, sorted({one.pupil for one in answer.pupils}))
    return render_template(
        "control_room_pupils.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), None),
        school_id=school,
        metric=metric,
        room=room,
        # They come by group; within one by name.
        rows=[
            one
            for _, same in groupby(answer.pupils, lambda one: one.group)
            for one in sorted(same, key=lambda one: names.get(one.pupil, ""))
        ],
        names=names,
        more=answer.next_page_token,
        chosen=chosen_days(),
        cut=cut,
        part=" ".join(filter(None, (_class_of(room, wanted), wanted.subject_title))),
    )


def _metric(usual: str, possible: Collection[str]) -> tuple[Any, ...]:
    """The metric that the address asks for; one that is none of these is not there."""
    asked = request.args.get("metric", usual)
    metric = next((one for one in METRICS if one[0] == asked and asked in possible), None)
    if metric is None:
        abort(404)
    return metric


def _names(school: str, names: Sequence[str]) -> dict[str, str]:
    if not names:
        return {}
    answer: BatchGetPupilNamesResponse = ask(
        clients().people.BatchGetPupilNames, BatchGetPupilNamesRequest(school=school, pupils=names)
    )
    return names_of(answer.pupils)


@pages.get("/schools/<id:school>/control-room/events")
def events(school: str) -> Response:
    """Says "moved" whenever the numbers may have moved."""
    call = ask(clients().control_room.WatchControlRoom, WatchControlRoomRequest(school=f"schools/{school}"))
    return streams().relay(call, lambda _message: ("moved", "1"))


def _numbers(school: str) -> dict[str, object]:
    name = f"schools/{school}"
    zone = zone_of(me(), name)
    answer: GetControlRoomResponse = ask(
        clients().control_room.GetControlRoom, GetControlRoomRequest(school=name, **wanted_days(name))
    )
    opened = request.args.get("open", "")
    return {
        "room": answer,
        "metrics": METRICS,
        "behind": BEHIND,
        "of_pupils": OF_PUPILS,
        "of_people": OF_PEOPLE,
        "reminded": REMINDED,
        "new_request_id": new_id,
        "weeks": _weeks(answer),
        "year_groups": [
            Line(str(one.year_group), str(one.year_group), one.metrics, [], "year_group") for one in answer.year_groups
        ],
        "classes": _class_lines(answer, opened),
        "subjects": _subject_lines(answer, opened),
        "opened": opened,
        "chosen": chosen_days(),
        "day": parse_day(request.args.get("day"), today(zone)),
        "school_id": school,
        "updated": local(answer.update_time, zone) if answer.update_time.seconds else None,
    }


def _weeks(answer: GetControlRoomResponse) -> LineChart:
    """How the journals were kept from week to week."""
    fields = [(field, title) for field, title, _, _ in METRICS if field in BEHIND]
    return line_chart(
        [format_date(datetime.date.fromisoformat(week.begin_date), "d.MM") for week in answer.weeks],
        [(title, [_percent(getattr(week.metrics, field)) for week in answer.weeks]) for field, title in fields],
    )


def _percent(share: Share) -> float | None:
    return round(100 * share.part / share.whole, 1) if share.whole else None


def _class_of(room: GetControlRoomResponse, wanted: ListLessonsBehindRequest | ListPupilsBehindRequest) -> str:
    name = getattr(wanted, "class")
    titles = [one.class_title for one in room.classes if getattr(one, "class") == name]
    return titles[0] if titles else str(wanted.year_group or "")


def _class_lines(answer: GetControlRoomResponse, opened: str) -> list[Line]:
    lines = []
    for one in answer.classes:
        key = getattr(one, "class").rpartition("/")[2] or subject_key(one.class_title)
        groups = [group for group in answer.groups if group.class_title == one.class_title] if key == opened else []
        lines.append(Line(key, one.class_title, one.metrics, groups, "class"))
    return lines


def _subject_lines(answer: GetControlRoomResponse, opened: str) -> list[Line]:
    lines = []
    for one in answer.subjects:
        key = subject_key(one.subject_title)
        same = [group for group in answer.groups if group.subject_title == one.subject_title]
        lines.append(Line(key, one.subject_title, one.metrics, same if key == opened else [], "subject"))
    return lines
