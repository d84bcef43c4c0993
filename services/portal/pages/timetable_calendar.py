"""Bells and days of a school: bell schedules, days off and exchanged days, A weeks, rooms that hold several groups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.identity.v1.schools_pb2 import School

from kit.ids import new_id
from services.portal.days import today, zone_of
from services.portal.errors import AWAY, details_of, keep, reason_of
from services.portal.forms import TOLD, request_id, whole_number
from services.portal.pages.timetable import classes_of
from services.portal.pages.timetable_pattern import office
from services.portal.sessions import LogInNeeded, ask, clients
from services.portal.texts import rule_text
from services.portal.timetable_texts import counts_text, refusal_text

pages = Blueprint("timetable_calendar", __name__)

_PATH = "/schools/<id:school>/timetable/calendar"
_PLACE = re.compile(r"(?:bell_schedules|special_days)\[\d+\]")
_MOST_SCHEDULES, _MOST_DAYS, _MOST_BELLS = 21, 403, 20
_FREE_DAYS = 3
_LEAST_BELLS = 8
_OFF = "off"
_ITSELF = "0"


@dataclass(slots=True)
class Told:
    """What is wrong: by part of the request ("special_days[2]"); under "" what is about it all."""

    problems: dict[str, list[str]] = field(default_factory=dict)

    def add(self, place: str, text: str) -> None:
        """Adds a text at a part, or at the whole."""
        match = _PLACE.match(place)
        self.problems.setdefault(match[0] if match else "", []).append(text)


@pages.get(_PATH)
def show(school: str) -> Response:
    """What the school has said."""
    office(school)
    return _page(school, _calendar(school), Told())


@pages.post(f"{_PATH}/bells")
def save_bells(school: str) -> Response:
    """Replaces the bell schedules."""
    typed = pb.Calendar(bell_schedules=read_schedules(request.form), version=whole_number("version"))

    def send() -> Any:
        wanted = pb.SetBellSchedulesRequest(
            school=f"schools/{school}",
            request_id=request_id(),
            seen_version=typed.version,
            bell_schedules=typed.bell_schedules,
        )
        return ask(clients().timetable.SetBellSchedules, wanted)

    return _saved(school, send, typed, "bell_schedules")


@pages.post(f"{_PATH}/days")
def save_days(school: str) -> Response:
    """Replaces special days, A weeks and shared rooms."""
    typed = pb.Calendar(
        special_days=read_days(request.form),
        a_weeks=[each for each in request.form.getlist("a_week") if each.strip()],
        shared_rooms=[each.strip() for each in request.form.get("rooms", "").splitlines() if each.strip()],
        version=whole_number("version"),
    )

    def send() -> Any:
        wanted = pb.SetCalendarRequest(
            school=f"schools/{school}",
            request_id=request_id(),
            seen_version=typed.version,
            special_days=typed.special_days,
            a_weeks=typed.a_weeks,
            shared_rooms=typed.shared_rooms,
        )
        return ask(clients().timetable.SetCalendar, wanted)

    return _saved(school, send, typed, "special_days")


def _saved(school: str, send: Any, typed: pb.Calendar, part: str) -> Response:
    told = Told()
    try:
        answer = send()
    except LogInNeeded:
        return keep("session", 401)
    except grpc.RpcError as error:
        if error.code() in AWAY:
            return keep("away", 503)
        if error.code() not in TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        told.add(details_of(error).get("field", ""), rule_text(reason_of(error)))
    else:
        if not answer.refusals:
            counts = f" {counts_text(answer.lessons)}" if part == "special_days" else ""
            flash(f"{gettext('Saved.')}{counts}", "saved")
            return redirect(url_for("timetable_calendar.show", school=school))
        for refusal in answer.refusals:
            told.add(refusal.field, refusal_text(refusal))
    # The other form stays as it is stored; its version is that of what was typed, which was seen.
    shown = _calendar(school)
    shown.version = typed.version
    for name in ("bell_schedules",) if part == "bell_schedules" else ("special_days", "a_weeks", "shared_rooms"):
        shown.ClearField(name)
        getattr(shown, name).extend(getattr(typed, name))
    return _page(school, shown, told, 409)


def read_schedules(form: Mapping[str, str]) -> list[pb.BellSchedule]:
    """The schedules of the form; one without a title and times is none."""
    found = []
    for number in range(_MOST_SCHEDULES):
        if f"s.{number}.title" not in form or form.get(f"s.{number}.drop"):
            continue
        times = [
            (bell, form.get(f"s.{number}.begin.{bell}", "").strip(), form.get(f"s.{number}.end.{bell}", "").strip())
            for bell in range(1, _MOST_BELLS + 1)
        ]
        schedule = pb.BellSchedule(
            bell_schedule=form.get(f"s.{number}.id", ""),
            title=form[f"s.{number}.title"].strip(),
            weekdays=[weekday for weekday in range(1, 8) if form.get(f"s.{number}.weekday.{weekday}")],
            bells=[pb.Bell(bell=bell, begin_time=begin, end_time=end) for bell, begin, end in times if begin or end],
        )
        if schedule.title or schedule.bells:
            found.append(schedule)
    return found


def read_days(form: Mapping[str, str]) -> list[pb.SpecialDay]:
    """The special days of the form; one without a day is none."""
    found = []
    for number in range(_MOST_DAYS):
        begin = form.get(f"d.{number}.begin", "").strip()
        if not begin or form.get(f"d.{number}.drop"):
            continue
        kind, weeks = form.get(f"d.{number}.kind", _OFF), form.get(f"d.{number}.weeks", "0")
        found.append(
            pb.SpecialDay(
                begin_date=begin,
                end_date=form.get(f"d.{number}.end", "").strip() or begin,
                title=form.get(f"d.{number}.title", "").strip(),
                off=kind == _OFF,
                as_weekday=int(kind) if kind in set("1234567") else 0,
                weeks=int(weeks) if kind != _OFF and weeks in ("2", "3") else 0,  # type: ignore[arg-type]
                bell_schedule=form.get(f"d.{number}.schedule", "") if kind != _OFF else "",
            )
        )
    return found


def _calendar(school: str) -> pb.Calendar:
    wanted = pb.GetCalendarRequest(school=f"schools/{school}")
    answer: pb.GetCalendarResponse = ask(clients().timetable.GetCalendar, wanted)
    return answer.calendar


def _page(school: str, calendar: pb.Calendar, told: Told, status: int = 200) -> Response:
    person, name = office(school), f"schools/{school}"
    now = today(zone_of(person, name)).isoformat()
    html = render_template(
        "timetable_calendar.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        classes=classes_of(person, name),
        calendar=calendar,
        schedules=[*calendar.bell_schedules, pb.BellSchedule()],
        days=[*calendar.special_days, *(pb.SpecialDay(off=True) for _ in range(_FREE_DAYS))],
        bells=_bells_of(calendar.bell_schedules),
        now=now,
        problems=told.problems,
        request_id=new_id(),
    )
    return make_response(html, status)


def _bells_of(schedules: Sequence[pb.BellSchedule]) -> int:
    """How many lines a schedule has: a free one below the last."""
    last = max((bell.bell for schedule in schedules for bell in schedule.bells), default=0)
    return min(_MOST_BELLS, max(_LEAST_BELLS, last + 1))
