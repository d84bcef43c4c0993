"""The diary: a child's week with lessons, topics, homework, marks and absence."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from zvonok.gradebook.v1.gradebook_pb2 import DiaryLesson, GetDiaryRequest, GetDiaryResponse
from zvonok.gradebook.v1.homework_pb2 import PupilHomework
from zvonok.identity.v1.people_pb2 import GetMeResponse, GetPupilRequest, GetPupilResponse, Pupil

from kit.ids import new_id
from services.portal.days import parse_day, today, week_of, zone_of
from services.portal.pages.home import school_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("diary", __name__)

_SUNDAY = 6


@dataclass(slots=True)
class Day:
    """One day of the week and its lessons."""

    date: datetime.date
    lessons: list[DiaryLesson]
    # Homework that is due on it, and the minutes of what is estimated.
    due: list[PupilHomework]

    @property
    def minutes(self) -> int:
        """How long all of it takes, as far as teachers have said."""
        return sum(one.minutes for one in self.due)


@pages.get("/diary")
def own() -> Response:
    """The diary of the first child, or the person's own."""
    person = me()
    mine = [*person.children, *person.pupils]
    if not mine:
        abort(404)
    _, school, _, pupil = mine[0].name.split("/")
    return redirect(url_for("diary.week", school=school, pupil=pupil))


@pages.get("/diary/<id:school>/<id:pupil>")
def from_letter(school: str, pupil: str) -> Response:
    """The short address that notices carry."""
    return redirect(url_for("diary.week", school=school, pupil=pupil, day=request.args.get("date")))


@pages.get("/schools/<id:school>/pupils/<id:pupil>/diary")
def week(school: str, pupil: str) -> str:
    """One week of a pupil."""
    name = f"schools/{school}/pupils/{pupil}"
    person = me()
    now = today(zone_of(person, school_of(name)))
    days = week_of(parse_day(request.args.get("day"), now))
    wanted = GetDiaryRequest(pupil=name, begin_date=days[0].isoformat(), end_date=days[-1].isoformat())
    answer: GetDiaryResponse = ask(clients().gradebook.GetDiary, wanted)
    shown = [_day(answer, day) for day in days]
    return render_template(
        "diary.html",
        me=person,
        pupil=find_pupil(person, name),
        # A Sunday without lessons is left out.
        days=[day for day in shown if day.lessons or day.due or day.date.weekday() != _SUNDAY],
        given=_given(answer),
        # Who ticks is the pupil alone; the service decides.
        ticks=any(one.name == name for one in person.pupils),
        request_id=new_id(),
        monday=days[0],
        sunday=days[-1],
        before=days[0] - datetime.timedelta(days=7),
        after=days[-1] + datetime.timedelta(days=1),
        today=now,
    )


def _day(answer: GetDiaryResponse, day: datetime.date) -> Day:
    date = day.isoformat()
    return Day(
        day,
        [one for one in answer.lessons if one.lesson.date == date],
        [one for one in answer.homework if one.due_date == date],
    )


def _given(answer: GetDiaryResponse) -> dict[str, list[PupilHomework]]:
    """Assignments by the lesson in which they were given; class-wide homework stands in the lesson itself."""
    found: dict[str, list[PupilHomework]] = defaultdict(list)
    for one in answer.homework:
        if one.assignment:
            found[one.lesson].append(one)
    return found


def find_pupil(person: GetMeResponse, name: str) -> Pupil:
    """The pupil's name and class: the person's own child or self, else as identity answers."""
    for one in (*person.children, *person.pupils):
        if one.name == name:
            return one
    answer: GetPupilResponse = ask(clients().people.GetPupil, GetPupilRequest(pupil=name))
    return answer.pupil
