"""The start page: a teacher's lessons of a day, a guardian's children, links for everybody's roles."""

import datetime
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from zvonok.gradebook.v1.attendance_pb2 import AttendanceDay, GetClassAttendanceRequest, GetClassAttendanceResponse
from zvonok.gradebook.v1.gradebook_pb2 import (
    ATTENDANCE_ABSENT,
    DiaryLesson,
    GetDiaryRequest,
    GetDiaryResponse,
    Lesson,
    ListLessonsRequest,
    ListLessonsResponse,
)
from zvonok.gradebook.v1.substitutions_pb2 import ListOwnSubstitutionsRequest, Substitution
from zvonok.identity.v1.people_pb2 import GetMeResponse, Pupil
from zvonok.identity.v1.schools_pb2 import SchoolClass

from services.portal.days import parse_day, today, zone_of
from services.portal.pages.attendance import waiting_notes
from services.portal.pages.journal_rules import waiting_count
from services.portal.pages.unusual_looks import report_of
from services.portal.roles import control_room_schools, municipalities, unusual_looks_schools
from services.portal.sessions import ask, clients, me

pages = Blueprint("home", __name__)

_LOOK_BACK_DAYS = 7
_CLASS_DAYS = 31
_MOST_UNFILLED = 12
_MOST_NEWS = 6
_PAGE = 500


@dataclass(slots=True)
class TeacherDay:
    """A teacher's day: its lessons, and earlier ones that are not filled yet."""

    day: datetime.date
    today: datetime.date
    lessons: list[Lesson] = field(default_factory=list)
    unfilled: list[Lesson] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    @property
    def before(self) -> datetime.date:
        """The day before."""
        return self.day - datetime.timedelta(days=1)

    def teaches_at(self, school: str) -> bool:
        """Whether some of the groups are of a school."""
        return any(name.startswith(f"{school}/") for name in self.groups)

    @property
    def after(self) -> datetime.date:
        """The day after."""
        return self.day + datetime.timedelta(days=1)


@dataclass(slots=True)
class Child:
    """A child with the last week's lessons that brought marks or an absence, newest first."""

    pupil: Pupil
    news: list[DiaryLesson]


@dataclass(frozen=True, slots=True)
class Led:
    """A class that the person leads. `open_days`: pupils' days of the last month with absences without a reason."""

    title: str
    school: str
    class_id: str
    open_days: int
    # Families' notes that wait for an answer.
    notes: int


@pages.get("/")
def start() -> Response | str:
    """The start page. A person with one role that has one page goes straight there."""
    person = me()
    rooms, watched = control_room_schools(person), unusual_looks_schools(person)
    if not person.groups and not person.children and not watched:
        if len(person.pupils) == 1 and not rooms:
            return redirect(_diary_of(person.pupils[0].name))
        towns = municipalities(person)
        if len(towns) == 1 and not rooms and not person.pupils:
            return redirect(url_for("municipality.show", municipality=towns[0]))
        if len(rooms) == 1 and not person.pupils:
            return redirect(url_for("control_room.room", school=rooms[0].name.rpartition("/")[2]))
    return render_template(
        "home.html",
        me=person,
        rooms=[(school, waiting_count(school.name)) for school in rooms],
        reports=[report_of(school) for school in watched],
        teacher=_teacher_day(person) if person.groups else None,
        substitutions=_own_substitutions(person) if person.groups else [],
        children=[_child(person, pupil) for pupil in person.children],
        classes=[_led(person, class_) for class_ in person.classes],
    )


def list_lessons(groups: list[str], begin: datetime.date, end: datetime.date) -> list[Lesson]:
    """All lessons of the groups between two days, in order of date and bell."""
    lessons: list[Lesson] = []
    token = ""
    while True:
        wanted = ListLessonsRequest(
            groups=groups,
            begin_date=begin.isoformat(),
            end_date=end.isoformat(),
            page_size=_PAGE,
            page_token=token,
        )
        answer: ListLessonsResponse = ask(clients().gradebook.ListLessons, wanted)
        lessons.extend(answer.lessons)
        token = answer.next_page_token
        if not token:
            return lessons


def _teacher_day(person: GetMeResponse) -> TeacherDay:
    now = today(zone_of(person))
    day = parse_day(request.args.get("day"), now)
    found = list_lessons([group.name for group in person.groups], day - datetime.timedelta(days=_LOOK_BACK_DAYS), day)
    lessons = [lesson for lesson in found if lesson.date == day.isoformat()]
    earlier = [lesson for lesson in found if lesson.date < min(day, now).isoformat() and not lesson.filled]
    return TeacherDay(day, now, lessons, earlier[::-1][:_MOST_UNFILLED], [group.name for group in person.groups])


def _own_substitutions(person: GetMeResponse) -> list[Substitution]:
    """Where the person stands in today and tomorrow."""
    found: list[Substitution] = []
    for school in sorted({school_of(group.name) for group in person.groups}):
        now = today(zone_of(person, school))
        wanted = ListOwnSubstitutionsRequest(
            school=school, begin_date=now.isoformat(), end_date=(now + datetime.timedelta(days=1)).isoformat()
        )
        found += ask(clients().substitutions.ListOwnSubstitutions, wanted).substitutions
    return found


def _child(person: GetMeResponse, pupil: Pupil) -> Child:
    now = today(zone_of(person, school_of(pupil.name)))
    wanted = GetDiaryRequest(
        pupil=pupil.name,
        begin_date=(now - datetime.timedelta(days=_LOOK_BACK_DAYS)).isoformat(),
        end_date=now.isoformat(),
    )
    answer: GetDiaryResponse = ask(clients().gradebook.GetDiary, wanted)
    return Child(pupil, [one for one in reversed(answer.lessons) if is_news(one)][:_MOST_NEWS])


def _led(person: GetMeResponse, class_: SchoolClass) -> Led:
    _, school, _, class_id = class_.name.split("/")
    now = today(zone_of(person, school_of(class_.name)))
    wanted = GetClassAttendanceRequest(
        **{"class": class_.name},
        begin_date=(now - datetime.timedelta(days=_CLASS_DAYS)).isoformat(),
        end_date=now.isoformat(),
    )
    answer: GetClassAttendanceResponse = ask(clients().attendance.GetClassAttendance, wanted)
    days = [day for pupil in answer.pupils for day in pupil.days]
    notes = waiting_notes(class_.name)
    return Led(class_.title, school, class_id, sum(is_open(day) for day in days), len(notes))


def is_open(day: AttendanceDay) -> bool:
    """Whether a day holds an absence that nobody has given a reason for."""
    return any(each.attendance == ATTENDANCE_ABSENT and not each.reason for each in day.entries)


def is_news(one: DiaryLesson) -> bool:
    """Whether a lesson brought a mark, an absence or a lateness."""
    return bool(one.marks) or one.attendance.attendance > 1


def school_of(name: str) -> str:
    """The school's resource name at the beginning of another: `schools/{s}`."""
    return "/".join(name.split("/")[:2])


def _diary_of(name: str) -> str:
    _, school, _, pupil = name.split("/")
    return url_for("diary.week", school=school, pupil=pupil)
