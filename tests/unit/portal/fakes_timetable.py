"""The timetable's stand-in: a week with a moved and a cancelled lesson, a class's pattern, a calendar."""

import datetime
from types import SimpleNamespace
from typing import Any

from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import timetable_pb2 as pb

from kit.ids import new_id

SCHEDULE = new_id()


class FakeTimetable:
    """What the service answers; `group`, `class_` and `other` are resource names."""

    def __init__(self, group: str, class_: str) -> None:
        self.group, self.class_ = group, class_
        self.days = [pb.SpecialDay(begin_date="2026-10-26", end_date="2026-11-01", title="Осенние каникулы", off=True)]
        school = group.rpartition("/groups/")[0]
        self.other = f"{school}/groups/{new_id()}"

    def stub(self, method: Any) -> Any:
        """The stub; `method` counts and answers calls."""
        names = [
            "GetCalendar", "SetBellSchedules", "SetCalendar", "GetTimetable", "SetTimetable", "GetWeek", "MoveLessons",
            "CancelLesson", "RestoreLesson", "ImportTimetable", "ExportTimetable",
        ]  # fmt: skip
        return SimpleNamespace(**{name: method(getattr(self, name)) for name in names})

    def GetCalendar(self, request: Any) -> Any:
        return pb.GetCalendarResponse(calendar=self.calendar())

    def calendar(self) -> pb.Calendar:
        bells = [pb.Bell(bell=n, begin_time=f"{7 + n:02}:30", end_time=f"{8 + n:02}:15") for n in range(1, 7)]
        return pb.Calendar(
            bell_schedules=[
                pb.BellSchedule(bell_schedule=SCHEDULE, title="Обычные дни", weekdays=[1, 2, 3, 4, 5], bells=bells)
            ],
            special_days=self.days,
            a_weeks=["2026-08-31"],
            shared_rooms=["Спортзал"],
            version=3,
        )

    def SetBellSchedules(self, request: Any) -> Any:
        return pb.SetBellSchedulesResponse(calendar=self.calendar())

    def SetCalendar(self, request: Any) -> Any:
        return pb.SetCalendarResponse(calendar=self.calendar(), lessons=pb.LessonCounts(dropped=4))

    def groups(self) -> list[pb.GroupTimetable]:
        teachers = [f"persons/{new_id()}"]
        entry = pb.TimetableEntry
        return [
            pb.GroupTimetable(
                group=self.group, title="7А Алгебра", subject_title="Алгебра", class_title="7А", own=True, version=2,
                teachers=teachers, **{"class": self.class_},
                entries=[
                    entry(weekday=1, bell=2, weeks=pb.WEEK_KIND_EVERY, room="21"),
                    entry(weekday=3, bell=1, weeks=pb.WEEK_KIND_A, room="21", end_date="2199-05-31"),
                ],
            ),
            pb.GroupTimetable(
                group=self.other, title="7А Английский язык, 1 подгруппа", subject_title="Английский язык",
                class_title="7А", teachers=teachers, **{"class": self.class_},
                entries=[entry(weekday=1, bell=3, weeks=pb.WEEK_KIND_EVERY, room="31")],
            ),
        ]  # fmt: skip

    def GetTimetable(self, request: Any) -> Any:
        return pb.GetTimetableResponse(groups=self.groups())

    def SetTimetable(self, request: Any) -> Any:
        return pb.SetTimetableResponse(groups=self.groups(), lessons=pb.LessonCounts(added=5, dropped=3))

    def GetWeek(self, request: Any) -> Any:
        day = datetime.date.fromisoformat(request.date)
        monday = day - datetime.timedelta(days=day.weekday())
        dates = [(monday + datetime.timedelta(days=number)).isoformat() for number in range(7)]
        days = [
            pb.WeekDay(date=date, weekday=number, weeks=pb.WEEK_KIND_A, in_term=True)
            for number, date in enumerate(dates, 1)
        ]
        days[2] = pb.WeekDay(date=dates[2], title="День города", off=True, in_term=True)
        days[5].weekday, days[5].title = 3, "За среду"

        def lesson(number: int, bell: int, **fields: Any) -> pb.ScheduledLesson:
            found = gradebook.Lesson(
                name=f"{self.group}/lessons/{new_id()}", date=dates[number], bell=bell, room="21",
                subject_title="Алгебра", class_title="7А", begin_time="08:30", end_time="09:15", **fields,
            )  # fmt: skip
            return pb.ScheduledLesson(lesson=found, group_title="7А Алгебра")

        cancelled = gradebook.LESSON_STATE_CANCELLED
        lessons = [
            lesson(0, 1),
            lesson(1, 2, moved_from_date=dates[0], moved_from_bell=3),
            lesson(3, 1, state=cancelled, cancel_reason="Олимпиада"),
            lesson(5, 1),
        ]
        lessons[0].group_title = "7А Алгебра, 2 подгруппа"
        return pb.GetWeekResponse(days=days, lessons=lessons)

    def MoveLessons(self, request: Any) -> Any:
        return pb.MoveLessonsResponse(lessons=[gradebook.Lesson(name=one.lesson) for one in request.moves])

    def CancelLesson(self, request: Any) -> Any:
        return pb.CancelLessonResponse(lesson=gradebook.Lesson(name=request.lesson))

    def RestoreLesson(self, request: Any) -> Any:
        return pb.RestoreLessonResponse(lesson=gradebook.Lesson(name=request.lesson))

    def ImportTimetable(self, request: Any) -> Any:
        return pb.ImportTimetableResponse(groups=self.groups(), rows=2, lessons=pb.LessonCounts(added=9, changed=1))

    def ExportTimetable(self, request: Any) -> Any:
        return pb.ExportTimetableResponse(content=b"PK xlsx")
