"""The timetable as it stands: a week of a class, of a teacher, of a room, of a child."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from zvonok.gradebook.v1.gradebook_pb2 import GetDiaryRequest, GetDiaryResponse, Lesson
from zvonok.gradebook.v1.timetable_pb2 import GetWeekRequest, GetWeekResponse, WeekDay
from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import ListClassesRequest, School, SchoolClass

from kit.ids import is_id
from services.portal.days import parse_day, today, week_of, zone_of
from services.portal.menu import HEADS, OFFICE, roles_at
from services.portal.pages.diary import find_pupil
from services.portal.sessions import ask, ask_all, clients, me
from services.portal.staff import staff_of, who_stands_in

pages = Blueprint("timetable", __name__)

_SATURDAY = 5
_LONGEST_ROOM = 50
_STAFF = OFFICE | {"subject_teacher", "substitute", "class_teacher"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson of the week, with the title of its group and the address of its page; empty: the person has none."""

    lesson: Lesson
    group_title: str = ""
    address: str = ""
    # Of the page that moves or cancels it.
    place: str = ""
    # Who stands in, and how.
    covered: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week: what the calendar says of it, and its lessons."""

    date: datetime.date
    known: WeekDay
    lessons: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class View:
    """Whose week: "own", or "class", "teacher" or "room" with which one."""

    of: str
    which: str = ""

    def ask_for(self, wanted: GetWeekRequest, person: GetMeResponse) -> None:
        """Puts it into a request."""
        if self.of == "class":
            setattr(wanted, "class", f"{wanted.school}/classes/{self.which}")
        elif self.of == "room":
            wanted.room = self.which
        elif self.of == "teacher":
            wanted.teacher = f"persons/{self.which}"
        else:
            wanted.teacher = person.person.name

    @property
    def values(self) -> dict[str, str]:
        """What an address says of it."""
        return {} if self.of == "own" else {self.of: self.which}


@pages.get("/schools/<id:school>/timetable")
def show(school: str) -> str:
    """A week of the school: the person's own lessons, a class's, or a room's."""
    person, name = me(), f"schools/{school}"
    now = today(zone_of(person, name))
    day = parse_day(request.args.get("day"), now)
    classes = classes_of(person, name)
    view = _view(person, name, classes)
    wanted = GetWeekRequest(school=name, date=day.isoformat())
    view.ask_for(wanted, person)
    week: GetWeekResponse = ask(clients().timetable.GetWeek, wanted)
    works = bool(roles_at(person, name) & _STAFF)
    covered = who_stands_in(name, [one.lesson for one in week.lessons]) if works else {}
    shown = [
        Shown(one.lesson, one.group_title, *_addresses(person, name, one.lesson), covered.get(one.lesson.name, ""))
        for one in week.lessons
    ]
    return render_template(
        "timetable.html",
        me=person,
        school=next((one for one in person.schools if one.name == name), School(name=name)),
        classes=classes,
        chosen=next((one for one in classes if one.name.endswith(view.which)), None) if view.of == "class" else None,
        view=view,
        staff=staff_of(name) if works else None,
        teaches=any(one.name.startswith(f"{name}/") for one in person.groups),
        office=bool(roles_at(person, name) & OFFICE),
        days=days_of(week_of(day), week.days, shown),
        monday=week_of(day)[0],
        today=now,
    )


@pages.get("/schools/<id:school>/pupils/<id:pupil>/timetable")
def of_child(school: str, pupil: str) -> str:
    """A child's week: only the groups in which it learns."""
    name, person = f"schools/{school}/pupils/{pupil}", me()
    now = today(zone_of(person, f"schools/{school}"))
    days = week_of(parse_day(request.args.get("day"), now))
    diary: GetDiaryResponse = ask(
        clients().gradebook.GetDiary,
        GetDiaryRequest(pupil=name, begin_date=days[0].isoformat(), end_date=days[-1].isoformat()),
    )
    child = find_pupil(person, name)
    known: Sequence[WeekDay] = ()
    if getattr(child, "class"):
        wanted = GetWeekRequest(school=f"schools/{school}", date=days[0].isoformat())
        setattr(wanted, "class", getattr(child, "class"))
        known = ask(clients().timetable.GetWeek, wanted).days
    return render_template(
        "timetable_child.html",
        me=person,
        pupil=child,
        days=days_of(days, known, [Shown(one.lesson) for one in diary.lessons]),
        monday=days[0],
        today=now,
    )


def days_of(dates: Sequence[datetime.date], known: Iterable[WeekDay], lessons: Iterable[Shown]) -> list[Day]:
    """The days of a week; a Saturday or Sunday that has neither lessons nor a title is left out."""
    of_date = {one.date: one for one in known}
    by_date: dict[str, list[Shown]] = {}
    for one in lessons:
        by_date.setdefault(one.lesson.date, []).append(one)
    days = [
        Day(date, of_date.get(date.isoformat(), WeekDay(date=date.isoformat())), by_date.get(date.isoformat(), []))
        for date in dates
    ]
    return [
        day for day in days
        if day.lessons or day.date.weekday() < _SATURDAY or (day.known.title and not day.known.off)
    ]  # fmt: skip


def classes_of(person: GetMeResponse, school: str) -> list[SchoolClass]:
    """The classes that a person can choose: all of the school for its office, else those that the person has to do
    with."""
    if roles_at(person, school) & OFFICE:
        wanted = ListClassesRequest(school=school, page_size=200)
        found: list[SchoolClass] = ask_all(clients().schools.ListClasses, wanted, "classes")
    else:
        own = {one.name: one for one in person.classes}
        taught = {getattr(one, "class"): one for one in person.groups if getattr(one, "class")}
        for name, group in taught.items():
            own.setdefault(name, SchoolClass(name=name, title=group.class_title, year_group=group.year_group))
        found = [one for name, one in own.items() if name.startswith(f"{school}/")]
    return sorted(found, key=lambda one: (one.year_group, one.title))


def _view(person: GetMeResponse, school: str, classes: Sequence[SchoolClass]) -> View:
    asked_class, room = request.args.get("class", ""), request.args.get("room", "").strip()[:_LONGEST_ROOM]
    if is_id(asked_class):
        return View("class", asked_class)
    if is_id(teacher := request.args.get("teacher", "")):
        return View("teacher", teacher)
    if room:
        return View("room", room)
    teaches = any(one.name.startswith(f"{school}/") for one in person.groups)
    if teaches or not classes:
        return View("own")
    return View("class", classes[0].name.rpartition("/")[2])


def _addresses(person: GetMeResponse, school: str, lesson: Lesson) -> tuple[str, str]:
    """The lesson's page for who teaches it and for the heads; the page that moves it, for the office.

    Menus only: the services decide.
    """
    _, school_id, _, group, _, lesson_id = lesson.name.split("/")
    ids: Any = {"school": school_id, "group": group, "lesson": lesson_id}
    own, roles = any(one.name == f"{school}/groups/{group}" for one in person.groups), roles_at(person, school)
    return (
        url_for("lesson.show", **ids) if own or roles & HEADS else "",
        url_for("timetable_lesson.show", **ids, day=lesson.date) if roles & OFFICE else "",
    )
