"""The timetable as messages."""

from collections.abc import Iterable
from datetime import date, timedelta

from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb

from services.gradebook.actions.planning import Counts
from services.gradebook.actions.timetabling import GroupPattern, Refused
from services.gradebook.actions.weeks import Week
from services.gradebook.domain.calendar import Calendar
from services.gradebook.domain.conflicts import Occupation
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.timetable import Entry
from services.gradebook.rpc.messages import lesson_message

_WEEKS = {"": pb.WEEK_KIND_UNSPECIFIED, "every": pb.WEEK_KIND_EVERY, "a": pb.WEEK_KIND_A, "b": pb.WEEK_KIND_B}


def calendar_message(calendar: Calendar) -> pb.Calendar:
    """What a school has said of its days."""
    return pb.Calendar(
        bell_schedules=[
            pb.BellSchedule(
                bell_schedule=each.schedule_id,
                title=each.title,
                weekdays=each.weekdays,
                bells=[_bell(bell, begin.isoformat("minutes"), end.isoformat("minutes"))
                       for bell, (begin, end) in each.bells.items()],
            )
            for each in calendar.schedules
        ],
        special_days=[
            pb.SpecialDay(
                begin_date=each.begin.isoformat(),
                end_date=each.end.isoformat(),
                title=each.title,
                off=each.off,
                as_weekday=each.as_weekday or 0,
                weeks=_WEEKS[each.weeks],
                bell_schedule=each.schedule_id or "",
            )
            for each in calendar.special_days
        ],
        a_weeks=[each.isoformat() for each in calendar.a_weeks],
        shared_rooms=calendar.shared_rooms,
        version=calendar.version,
    )  # fmt: skip


def _bell(bell: int, begin: str, end: str) -> pb.Bell:
    return pb.Bell(bell=bell, begin_time=begin, end_time=end)


def group_messages(school_id: str, groups: Iterable[GroupPattern]) -> list[pb.GroupTimetable]:
    """Groups with their patterns."""
    return [_group(school_id, each) for each in groups]


def _group(school_id: str, group: GroupPattern) -> pb.GroupTimetable:
    facts = group.facts
    message = pb.GroupTimetable(
        group=f"schools/{school_id}/groups/{facts.group_id}",
        title=facts.title,
        subject_title=facts.subject_title,
        class_title=facts.class_title,
        own=group.version > 0,
        entries=[_entry(each) for each in group.entries],
        version=group.version,
        teachers=[f"persons/{each}" for each in group.teachers_today],
    )
    _set_class(message, school_id, facts.class_id)
    return message


def _set_class(message: pb.GroupTimetable | pb.ScheduledLesson, school_id: str, class_id: str | None) -> None:
    # `class` is a word of Python's.
    setattr(message, "class", f"schools/{school_id}/classes/{class_id}" if class_id else "")


def _entry(entry: Entry) -> pb.TimetableEntry:
    return pb.TimetableEntry(
        weekday=entry.weekday,
        bell=entry.bell,
        weeks=_WEEKS[entry.weeks],
        room=entry.room,
        teacher=f"persons/{entry.teacher_id}" if entry.teacher_id else "",
        begin_date="" if entry.begin == date.min else entry.begin.isoformat(),
        end_date="" if entry.end == date.max else entry.end.isoformat(),
    )


def refusal_messages(school_id: str, refused: Iterable[Refused]) -> list[pb.TimetableRefusal]:
    """Why parts of a request can't be done."""
    return [
        pb.TimetableRefusal(
            field=each.field,
            rule=each.rule,
            message=each.message,
            line=each.line,
            wanted=_occupation(school_id, each.clash.wanted) if each.clash else None,
            other=_occupation(school_id, each.clash.other) if each.clash else None,
        )
        for each in refused
    ]


def _occupation(school_id: str, occupation: Occupation) -> pb.Occupation:
    day = occupation.day
    return pb.Occupation(
        group=f"schools/{school_id}/groups/{occupation.group.group_id}",
        subject_title=occupation.group.subject_title,
        class_title=occupation.group.class_title or occupation.group.title,
        weekday=day.isoweekday() if day else occupation.weekday,
        bell=occupation.bell,
        weeks=_WEEKS[occupation.weeks],
        room=occupation.room,
        date=day.isoformat() if day else "",
        line=occupation.line,
    )


def counts_message(counts: Counts) -> pb.LessonCounts:
    """What became of lessons that held nothing."""
    return pb.LessonCounts(added=counts.added, dropped=counts.dropped, changed=counts.changed)


def lesson_messages(lessons: Iterable[Lesson], calendar: Calendar) -> list[gradebook_pb2.Lesson]:
    """Lessons with their times."""
    return [lesson_message(each, calendar) for each in lessons]


def week_message(school_id: str, week: Week) -> pb.GetWeekResponse:
    """A week's days and lessons."""
    message = pb.GetWeekResponse(days=[_day(week, week.monday + timedelta(days=number)) for number in range(7)])
    for lesson, title in week.lessons:
        entry = message.lessons.add(lesson=lesson_message(lesson, week.calendar), group_title=title)
        _set_class(entry, school_id, lesson.class_id)
    return message


def _day(week: Week, day: date) -> pb.WeekDay:
    special, plan = week.calendar.special(day), week.calendar.plan_of(day)
    return pb.WeekDay(
        date=day.isoformat(),
        title=special.title if special else "",
        off=plan is None,
        weekday=plan.weekday if plan else 0,
        weeks=_WEEKS[plan.weeks if plan else week.calendar.weeks_of(day)],
        bells=[
            _bell(bell, begin.isoformat("minutes"), end.isoformat("minutes"))
            for bell, (begin, end) in week.calendar.bells_of(day).items()
        ],
        in_term=any(term.begin <= day <= term.end for term in week.terms),
    )
