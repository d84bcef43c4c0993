"""A single lesson of the timetable: moved, changed with another, cancelled, restored."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import grpc
from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.gradebook.v1.gradebook_pb2 import LESSON_STATE_CANCELLED, Lesson

from kit.ids import new_id
from services.portal.days import parse_day, today, zone_of
from services.portal.errors import reason_of
from services.portal.forms import TOLD, attempt, request_id, whole_number
from services.portal.menu import HEADS, OFFICE, roles_at
from services.portal.sessions import ask, clients, me
from services.portal.texts import rule_text
from services.portal.timetable_texts import refusal_text

pages = Blueprint("timetable_lesson", __name__)

_PATH = "/schools/<id:school>/groups/<id:group>/lessons/<id:lesson>/place"


@dataclass(slots=True)
class Typed:
    """Where the lesson is to be, as typed; `swap`: the name of the lesson to change places with."""

    date: str
    bell: str
    room: str
    swap: str = ""
    reason: str = ""
    problems: Sequence[str] = field(default_factory=list)


@pages.get(_PATH)
def show(school: str, group: str, lesson: str) -> Response:
    """Where the lesson stands; `day` says in which week."""
    _office(school)
    found = _find(school, group, lesson)
    return _page(found, Typed(found.lesson.date, str(found.lesson.bell), found.lesson.room))


@pages.post(f"{_PATH}/move")
def move(school: str, group: str, lesson: str) -> Response:
    """Moves it, or lets it change places with another."""
    _office(school)
    form = request.form
    typed = Typed(
        form.get("date", ""), form.get("bell", ""), form.get("room", "").strip(),
        form.get("swap", "") if form.get("action") == "swap" else "", form.get("reason", ""),
    )  # fmt: skip
    found = _find(school, group, lesson)
    wanted = pb.MoveLessonsRequest(
        school=f"schools/{school}", request_id=request_id(), moves=_moves(found, typed), reason=typed.reason
    )
    try:
        answer: pb.MoveLessonsResponse = ask(clients().timetable.MoveLessons, wanted)
    except grpc.RpcError as error:
        if error.code() not in TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        typed.problems = [rule_text(reason_of(error))]
        return _page(found, typed, 409)
    if answer.refusals:
        typed.problems = [refusal_text(one) for one in answer.refusals]
        return _page(found, typed, 409)
    flash(gettext("The lesson was moved."), "saved")
    day = answer.lessons[0].date if answer.lessons else typed.date
    return _on(school, group, lesson, day)


@pages.post(f"{_PATH}/cancel")
def cancel(school: str, group: str, lesson: str) -> Response:
    """Cancels it, with the reason."""
    _office(school)
    wanted = pb.CancelLessonRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        lesson=f"schools/{school}/groups/{group}/lessons/{lesson}",
        seen_version=whole_number("version"),
        reason=request.form.get("reason", ""),
    )
    attempt(clients().timetable.CancelLesson, wanted, gettext("The lesson was cancelled."))
    return _on(school, group, lesson, request.form.get("day", ""))


@pages.post(f"{_PATH}/restore")
def restore(school: str, group: str, lesson: str) -> Response:
    """Takes the cancellation back."""
    _office(school)
    wanted = pb.RestoreLessonRequest(
        school=f"schools/{school}",
        request_id=request_id(),
        lesson=f"schools/{school}/groups/{group}/lessons/{lesson}",
        seen_version=whole_number("version"),
        reason=request.form.get("reason", ""),
    )
    try:
        answer: pb.RestoreLessonResponse = ask(clients().timetable.RestoreLesson, wanted)
    except grpc.RpcError as error:
        if error.code() not in TOLD or reason_of(error) in ("", "BAD_RESOURCE_NAME"):
            raise
        flash(rule_text(reason_of(error)), "problem")
    else:
        for refusal in answer.refusals:
            flash(refusal_text(refusal), "problem")
        if not answer.refusals:
            flash(gettext("The lesson takes place again."), "saved")
    return _on(school, group, lesson, request.form.get("day", ""))


def _office(school: str) -> None:
    if not roles_at(me(), f"schools/{school}") & OFFICE:
        abort(404)


def _on(school: str, group: str, lesson: str, day: str) -> Response:
    return redirect(url_for("timetable_lesson.show", school=school, group=group, lesson=lesson, day=day))


def _find(school: str, group: str, lesson: str) -> pb.ScheduledLesson:
    """The lesson in the week that the address or the form says. Not the journal: its administrator reads none."""
    now = today(zone_of(me(), f"schools/{school}"))
    day = parse_day(request.values.get("day"), now)
    wanted = pb.GetWeekRequest(school=f"schools/{school}", date=day.isoformat())
    wanted.group = f"schools/{school}/groups/{group}"
    answer: pb.GetWeekResponse = ask(clients().timetable.GetWeek, wanted)
    name = f"{wanted.group}/lessons/{lesson}"
    found = next((one for one in answer.lessons if one.lesson.name == name), None)
    if found is None:
        abort(404)
    return found


def _others(found: pb.ScheduledLesson, now: str) -> list[Lesson]:
    """Lessons of the class in the same week with which it can change places."""
    class_name = getattr(found, "class")
    if not class_name:
        return []
    wanted = pb.GetWeekRequest(school="/".join(class_name.split("/")[:2]), date=found.lesson.date)
    setattr(wanted, "class", class_name)
    answer: pb.GetWeekResponse = ask(clients().timetable.GetWeek, wanted)
    place = found.lesson.date, found.lesson.bell
    return [
        one.lesson for one in answer.lessons
        if one.lesson.state != LESSON_STATE_CANCELLED and one.lesson.date >= now
        and (one.lesson.date, one.lesson.bell) != place
    ]  # fmt: skip


def _moves(found: pb.ScheduledLesson, typed: Typed) -> list[pb.LessonMove]:
    lesson = found.lesson
    version = whole_number("version")
    if not typed.swap:
        bell = whole_number("bell")
        room = typed.room if typed.room != lesson.room else None
        return [pb.LessonMove(lesson=lesson.name, seen_version=version, date=typed.date, bell=min(bell, 99), room=room)]
    other = next((one for one in _others(found, "") if one.name == typed.swap), None)
    if other is None:
        abort(404)
    return [
        pb.LessonMove(lesson=lesson.name, seen_version=version, date=other.date, bell=other.bell),
        pb.LessonMove(lesson=other.name, seen_version=other.version, date=lesson.date, bell=lesson.bell),
    ]


def _page(found: pb.ScheduledLesson, typed: Typed, status: int = 200) -> Response:
    person = me()
    _, school, _, group, _, lesson = found.lesson.name.split("/")
    now = today(zone_of(person, f"schools/{school}")).isoformat()
    html = render_template(
        "timetable_lesson.html",
        me=person,
        found=found,
        lesson=found.lesson,
        ids={"school": school, "group": group, "lesson": lesson},
        others=_others(found, now),
        typed=typed,
        today=now,
        reads=bool(roles_at(person, f"schools/{school}") & HEADS),
        request_id=new_id(),
    )
    return make_response(html, status)
