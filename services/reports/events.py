"""Which events reports listens to, and how they become facts. What it tells itself: actions/reminding.py."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import attendance_pb2, lessons_pb2, plans_pb2, terms_pb2
from zvonok.identity.events.v1 import roster_pb2, visits_pb2

from kit.consumer import Event, EventHandler
from services.reports import webhook_events
from services.reports.actions import attendance, lessons, participation, plans, roster, term_marks
from services.reports.actions.rebuilding import Apply, also_rebuilt
from services.reports.domain.attendance import Attendance
from services.reports.domain.lessons import Entry, Lesson, Schedule
from services.reports.domain.marks import marks_in
from services.reports.domain.periods import OPEN_BEGIN, OPEN_END, Period, Term
from services.reports.store.marks import Cell
from services.reports.store.roster import School
from services.reports.store.term_marks import WHOLE_YEAR, TermMark


def handlers() -> Mapping[str, EventHandler]:
    """Handlers by event type. What the read models are made from is applied to their rebuild too; webhooks are told."""
    kept = read_models()
    types = {name: kind for name, (kind, _) in webhook_events.TOLD.items()}
    types |= {name: handler.message_type for name, handler in kept.items()}
    told = {name: EventHandler(kind, _applied(kept.get(name))) for name, kind in types.items()}
    # A family belongs to no school, so a rebuild of a school does not wait for it.
    return {**told, "zvonok.identity.family.changed.v1": EventHandler(roster_pb2.FamilyChanged, _family_changed)}


def _applied(kept: EventHandler | None) -> Apply:
    rebuilt = also_rebuilt(kept.apply) if kept else None

    def apply(connection: Connection[Any], message: Any, event: Event) -> None:
        if rebuilt is not None:
            rebuilt(connection, message, event)
        webhook_events.tell(connection, message, event)

    return apply


def read_models() -> Mapping[str, EventHandler]:
    """Handlers of what the read models are made from."""
    return {
        "zvonok.identity.school.changed.v1": EventHandler(roster_pb2.SchoolChanged, _school_changed),
        "zvonok.identity.class.changed.v1": EventHandler(roster_pb2.ClassChanged, _class_changed),
        "zvonok.identity.group.changed.v1": EventHandler(roster_pb2.GroupChanged, _group_changed),
        "zvonok.gradebook.lessons.scheduled.v1": EventHandler(lessons_pb2.LessonsScheduled, _lessons_scheduled),
        "zvonok.gradebook.lesson.recorded.v1": EventHandler(lessons_pb2.LessonRecorded, _lesson_recorded),
        "zvonok.gradebook.absence_reasons.set.v1": EventHandler(attendance_pb2.AbsenceReasonsSet, _reasons_set),
        "zvonok.gradebook.term_marks.recorded.v1": EventHandler(terms_pb2.TermMarksRecorded, _term_marks_recorded),
        "zvonok.gradebook.plan.changed.v1": EventHandler(plans_pb2.PlanChanged, _plan_changed),
        "zvonok.gradebook.lesson_topic.changed.v1": EventHandler(plans_pb2.LessonTopicChanged, _lesson_topic_changed),
        "zvonok.identity.diary.opened.v1": EventHandler(visits_pb2.DiaryOpened, _diary_opened),
    }


def _school_changed(connection: Connection[Any], message: roster_pb2.SchoolChanged, event: Event) -> None:
    del event
    terms = [
        Term(term.term_id, date.fromisoformat(term.begin_date), date.fromisoformat(term.end_date), term.school_year)
        for term in message.terms
    ]
    school = School(message.time_zone, message.municipality_id or None, message.title, message.ended)
    roster.apply_school(connection, message.school_id, message.version, school, terms)


def _class_changed(connection: Connection[Any], message: roster_pb2.ClassChanged, event: Event) -> None:
    del event
    roster.apply_class(
        connection,
        message.school_id,
        message.class_id,
        message.version,
        message.title,
        message.year_group,
        list(_periods(message.pupils)),
    )


def _group_changed(connection: Connection[Any], message: roster_pb2.GroupChanged, event: Event) -> None:
    del event
    roster.apply_group(
        connection,
        message.school_id,
        message.group_id,
        message.version,
        subject_title=message.subject_title,
        class_id=message.class_id or None,
        class_title=message.class_title,
        year_group=message.year_group,
        ended=message.ended,
        pupils=list(_periods(message.pupils)),
        teachers=list(_periods(message.teachers)),
    )


def _periods(memberships: Iterable[roster_pb2.Membership]) -> Iterable[Period]:
    for each in memberships:
        begin = date.fromisoformat(each.begin_date) if each.begin_date else OPEN_BEGIN
        end = date.fromisoformat(each.end_date) if each.end_date else OPEN_END
        yield Period(each.person_id, begin, end)


def _lessons_scheduled(connection: Connection[Any], message: lessons_pb2.LessonsScheduled, event: Event) -> None:
    del event
    told = [
        Lesson(each.lesson_id, message.group_id, Schedule(date.fromisoformat(each.date), each.state, each.version))
        for each in message.lessons
    ]
    # Statements that nothing waits for go together with those that follow.
    with connection.pipeline():
        lessons.apply_lessons(connection, message.school_id, told)


def _lesson_recorded(connection: Connection[Any], message: lessons_pb2.LessonRecorded, event: Event) -> None:
    del event
    entry = Entry(
        attendance_confirmed=message.attendance_confirmed,
        topic_recorded=message.topic_recorded,
        homework=message.homework,
        filled_on=_day(message.filled_date),
        teacher_id=message.teacher_id or None,
        version=message.version,
        homework_on=_day(message.homework_recorded_date),
    )
    schedule = Schedule(date.fromisoformat(message.date), message.state, message.version)
    told = Lesson(message.lesson_id, message.group_id, schedule, entry)
    cells = [
        Cell(mark.line_item_id, mark.pupil_id, marks_in(mark.new_value), mark.version, mark.entered_date or None)
        for mark in message.marks
    ]
    present = [Attendance(each.pupil_id, each.version, each.new_attendance, each.reason) for each in message.attendance]
    with connection.pipeline():
        lessons.apply_recorded(connection, message.school_id, told, cells, present)


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def _reasons_set(connection: Connection[Any], message: attendance_pb2.AbsenceReasonsSet, event: Event) -> None:
    del event
    # Only an absence has a reason.
    told = [Attendance(each.pupil_id, each.version, "absent", each.new_reason) for each in message.reasons]
    attendance.apply_reasons(connection, message.school_id, message.lesson_id, told)


def _term_marks_recorded(connection: Connection[Any], message: terms_pb2.TermMarksRecorded, event: Event) -> None:
    del event
    told = [
        TermMark(
            each.kind, each.pupil_id, each.version, each.new_value, each.average or None, each.recorded_date or None
        )
        for each in message.marks
    ]
    period = (message.term_id or WHOLE_YEAR, message.school_year)
    term_marks.apply_term_marks(connection, message.school_id, message.group_id, period, told)


def _plan_changed(connection: Connection[Any], message: plans_pb2.PlanChanged, event: Event) -> None:
    del event
    topics = [(each.topic_id, each.hours) for each in message.topics]
    plans.apply_plan(connection, message.school_id, message.group_id, message.version, topics)


def _lesson_topic_changed(connection: Connection[Any], message: plans_pb2.LessonTopicChanged, event: Event) -> None:
    del event
    plans.apply_link(connection, message.school_id, message.lesson_id, message.version, message.topic_id or None)


def _diary_opened(connection: Connection[Any], message: visits_pb2.DiaryOpened, event: Event) -> None:
    del event
    visits = [(each.person_id, each.pupil_id) for each in message.visits]
    participation.apply_visits(connection, message.school_id, date.fromisoformat(message.date), visits)


def _family_changed(connection: Connection[Any], message: roster_pb2.FamilyChanged, event: Event) -> None:
    del event
    participation.apply_family(connection, message.pupil_id, message.version, list(_periods(message.guardians)))
