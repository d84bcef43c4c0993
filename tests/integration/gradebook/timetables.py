"""The office of a school that keeps its timetable: its calls, and groups beside the world's first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zvonok.gradebook.events.v1 import timetable_pb2 as events_pb2
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb
from zvonok.identity.events.v1 import roster_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from services.gradebook.rpc.timetable import TimetableServicer
from tests.integration.gradebook.world import MONDAY, TODAY, World, _Resources, tell

# The first Monday after today: far enough from today for every change.
NEXT = TODAY + timedelta(days=7 - TODAY.weekday())
TERM_DAYS = 70


def entry(weekday: int, bell: int, room: str = "", **fields: Any) -> pb.TimetableEntry:
    """A place of a pattern."""
    return pb.TimetableEntry(weekday=weekday, bell=bell, room=room, **fields)


@dataclass
class Course:
    """A teaching group of the school."""

    office: "Office"
    pupils: Sequence[str]
    class_id: str
    class_title: str = "7А"
    subject: str = "Алгебра"
    teacher_ids: list[str] = field(default_factory=lambda: [new_id()])
    group_id: str = field(default_factory=new_id)
    periods: Sequence[str] = ()
    room: str = ""
    version: int = 0

    def tell(self, **changes: Any) -> "Course":
        """Tells of it as identity would."""
        self.version += 1
        world = self.office.world
        values: dict[str, Any] = {
            "group_id": self.group_id,
            "title": f"{self.class_title} {self.subject}",
            "subject_code": self.subject,
            "subject_title": self.subject,
            "class_id": self.class_id,
            "class_title": self.class_title,
            "periods": self.periods,
            "room": self.room,
        }
        message = world.group(
            self.version, pupils=[(pupil, MONDAY.isoformat(), "") for pupil in self.pupils], **(values | changes)
        )
        del message.teachers[:]
        message.teachers.extend(
            roster_pb2.Membership(person_id=each, begin_date=MONDAY.isoformat()) for each in self.teacher_ids
        )
        tell(world.pool, message)
        return self

    @property
    def name(self) -> str:
        return f"schools/{self.office.world.school_id}/groups/{self.group_id}"

    def entries(self, *entries: pb.TimetableEntry, seen: int = 0) -> pb.GroupEntries:
        """A pattern for this group."""
        return pb.GroupEntries(group=self.name, entries=entries, seen_version=seen)

    def lessons(self, begin: date = MONDAY, end: date = MONDAY + timedelta(days=TERM_DAYS)) -> list[Any]:
        """Its lessons, as listed."""
        world = self.office.world
        request = gradebook_pb2.ListLessonsRequest(
            groups=[self.name], begin_date=begin.isoformat(), end_date=end.isoformat(), page_size=1000
        )
        return list(world.call(world.servicer.ListLessons, request).lessons)

    def places(self, begin: date = NEXT, end: date = NEXT + timedelta(days=6)) -> list[tuple[str, int, str]]:
        """(date, bell, room) of its lessons."""
        return [(each.date, each.bell, each.room) for each in self.lessons(begin, end)]


class Office:
    """The deputy head's calls, in a school with a term of ten weeks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.servicer = TimetableServicer(_Resources(world.pool))  # type: ignore[arg-type]
        self.school = f"schools/{world.school_id}"
        tell(world.pool, world.school(1, days=TERM_DAYS), world.school_class())

    def course(self, subject: str = "Алгебра", **fields: Any) -> Course:
        """A group of the world's class and pupils, unless said otherwise."""
        fields = {"pupils": self.world.pupil_ids, "class_id": self.world.class_id} | fields
        return Course(self, subject=subject, **fields).tell()

    def call(self, name: str, **fields: Any) -> Any:
        """A call in this school with a request id of its own."""
        kind = getattr(pb, f"{name}Request")
        fields.setdefault("school", self.school)
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", new_id())
        return self.world.call(getattr(self.servicer, name), kind(**fields))

    def set(self, *groups: pb.GroupEntries, begin: date = NEXT, **fields: Any) -> pb.SetTimetableResponse:
        """Sets patterns."""
        answer: pb.SetTimetableResponse = self.call(
            "SetTimetable", begin_date=begin.isoformat(), groups=groups, **fields
        )
        return answer

    def calendar(self) -> pb.Calendar:
        """The calendar."""
        answer: pb.Calendar = self.call("GetCalendar").calendar
        return answer

    def set_calendar(
        self, *days: pb.SpecialDay, a_weeks: Sequence[date] = (), rooms: Sequence[str] = ()
    ) -> pb.SetCalendarResponse:
        """Sets special days, A weeks and shared rooms, in the version that is there."""
        answer: pb.SetCalendarResponse = self.call(
            "SetCalendar",
            seen_version=self.calendar().version,
            special_days=days,
            a_weeks=[each.isoformat() for each in a_weeks],
            shared_rooms=rooms,
        )
        return answer

    def set_bells(self, *schedules: pb.BellSchedule) -> pb.SetBellSchedulesResponse:
        """Sets bell schedules."""
        answer: pb.SetBellSchedulesResponse = self.call(
            "SetBellSchedules", seen_version=self.calendar().version, bell_schedules=schedules
        )
        return answer

    def move(self, lesson: Any, day: date, bell: int, **fields: Any) -> pb.MoveLessonsResponse:
        """Moves one lesson."""
        move = pb.LessonMove(lesson=lesson.name, seen_version=lesson.version, date=day.isoformat(), bell=bell, **fields)
        answer: pb.MoveLessonsResponse = self.call("MoveLessons", moves=[move])
        return answer

    def rescheduled(self) -> list[events_pb2.LessonRescheduled]:
        """The events of single lessons, oldest first."""
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.lesson.rescheduled.v1' ORDER BY outbox_id"
            ).fetchall()
        return [events_pb2.LessonRescheduled.FromString(row[0]) for row in rows]


def off(begin: date, end: date | None = None, title: str = "Каникулы") -> pb.SpecialDay:
    """Days off."""
    return pb.SpecialDay(begin_date=begin.isoformat(), end_date=(end or begin).isoformat(), title=title, off=True)


def day_as(day: date, weekday: int, **fields: Any) -> pb.SpecialDay:
    """A day by the timetable of another day of the week."""
    return pb.SpecialDay(begin_date=day.isoformat(), end_date=day.isoformat(), as_weekday=weekday, **fields)


def bells(title: str, weekdays: Sequence[int], *times: str, **fields: Any) -> pb.BellSchedule:
    """A bell schedule; times as "08:30-09:15", from the first bell on."""
    return pb.BellSchedule(
        title=title,
        weekdays=weekdays,
        bells=[
            pb.Bell(bell=number, begin_time=each.partition("-")[0], end_time=each.partition("-")[2])
            for number, each in enumerate(times, 1)
        ],
        **fields,
    )


def rules(answer: Any) -> list[tuple[str, str]]:
    """(field, rule) of every refusal."""
    return [(each.field, each.rule) for each in answer.refusals]
