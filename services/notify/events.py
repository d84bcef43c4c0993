"""Events that notify listens to: what happens to pupils and teachers, and whom it concerns."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date
from functools import partial
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import (
    homework_pb2,
    lessons_pb2,
    marks_pb2,
    substitutions_pb2,
    terms_pb2,
    timetable_pb2,
)
from zvonok.identity.events.v1 import roster_pb2, security_pb2, verifications_pb2
from zvonok.reports.events.v1 import reminders_pb2

from kit.consumer import Event, EventHandler
from services.notify.actions import assessing, scheduling, verifying
from services.notify.actions.accounts import notice_account
from services.notify.actions.homework import Homework, notice_homework
from services.notify.actions.noticing import notice_changes
from services.notify.actions.reminding import notice_reminder
from services.notify.domain.rescheduling import Place, Rescheduled, Substitution
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.telling import NO_LINE_ITEM, attendance_to_tell
from services.notify.store import groups, routing
from services.notify.store.messages import put_class
from services.notify.store.notices import CellChange, Occasion

_Apply = Callable[..., None]
_Checked = verifications_pb2.VerificationAnswered | verifications_pb2.VerificationEnded


def handlers(platform: SchoolSettings) -> Mapping[str, EventHandler]:
    """Handlers by event type; `platform` holds at schools that have laid down nothing."""

    def of(message: type[Any], apply: _Apply) -> EventHandler:
        return EventHandler(message, partial(apply, platform))

    return {
        "zvonok.gradebook.lesson.recorded.v1": of(lessons_pb2.LessonRecorded, _lesson_recorded),
        "zvonok.gradebook.homework.changed.v1": of(homework_pb2.HomeworkChanged, _homework_changed),
        "zvonok.gradebook.owed_work.changed.v1": of(marks_pb2.OwedWorkChanged, _owed_work_changed),
        "zvonok.gradebook.term_marks.recorded.v1": of(terms_pb2.TermMarksRecorded, _term_marks_recorded),
        "zvonok.gradebook.period.published.v1": of(terms_pb2.PeriodPublished, _period_published),
        "zvonok.gradebook.lesson.rescheduled.v1": of(timetable_pb2.LessonRescheduled, _lesson_rescheduled),
        "zvonok.gradebook.substitution.changed.v1": of(substitutions_pb2.SubstitutionChanged, _substitution_changed),
        "zvonok.identity.school.changed.v1": of(roster_pb2.SchoolChanged, _school_changed),
        "zvonok.identity.family.changed.v1": of(roster_pb2.FamilyChanged, _family_changed),
        "zvonok.identity.group.changed.v1": of(roster_pb2.GroupChanged, _group_changed),
        "zvonok.reports.reminder.requested.v1": of(reminders_pb2.ReminderRequested, _reminder_requested),
        "zvonok.identity.class.changed.v1": of(roster_pb2.ClassChanged, _class_changed),
        "zvonok.identity.account.noticed.v1": of(security_pb2.AccountNoticed, _account_noticed),
        "zvonok.identity.verification.requested.v1": of(verifications_pb2.VerificationRequested, _data_to_be_checked),
        "zvonok.identity.verification.answered.v1": of(verifications_pb2.VerificationAnswered, _data_checked),
        "zvonok.identity.verification.ended.v1": of(verifications_pb2.VerificationEnded, _data_checked),
    }


def _lesson_recorded(
    platform: SchoolSettings, connection: Connection[Any], message: lessons_pb2.LessonRecorded, _event: Event
) -> None:
    if message.replayed:
        return
    occasion = _lesson(message, message.date, message.bell)
    marks = [
        CellChange(each.pupil_id, each.line_item_id, "mark", each.category, each.new_value, each.version)
        for each in message.marks
    ]
    attendance = [
        CellChange(
            each.pupil_id,
            NO_LINE_ITEM,
            "attendance",
            "",
            attendance_to_tell(each.new_attendance, each.minutes_late),
            each.version,
        )
        for each in message.attendance
    ]
    notice_changes(connection, occasion, marks + attendance, platform)


def _homework_changed(
    platform: SchoolSettings, connection: Connection[Any], message: homework_pb2.HomeworkChanged, _event: Event
) -> None:
    if message.replayed:
        return
    homework = Homework(
        message.group_id,
        message.item_id,
        message.state == "given",
        _day(message.due_date),
        message.pupil_ids,
        message.former_pupil_ids,
        message.version,
    )
    notice_homework(connection, _lesson(message, message.lesson_date), homework, platform)


def _owed_work_changed(
    platform: SchoolSettings, connection: Connection[Any], message: marks_pb2.OwedWorkChanged, _event: Event
) -> None:
    if message.replayed:
        return
    works = [
        assessing.OwedWork(
            each.line_item_id, each.pupil_id, each.category, each.state, _day(each.due_date), each.version
        )
        for each in message.works
    ]
    assessing.notice_owed_work(connection, _lesson(message, message.date), works, platform)


def _term_marks_recorded(
    platform: SchoolSettings, connection: Connection[Any], message: terms_pb2.TermMarksRecorded, _event: Event
) -> None:
    if message.replayed:
        return
    assessing.notice_term_marks(
        connection,
        message.school_id,
        message.group_id,
        assessing.period_id(message.school_id, message.school_year, message.term_id),
        message.subject_title,
        [assessing.TermMark(each.kind, each.pupil_id, each.new_value, each.version) for each in message.marks],
        platform,
    )


def _period_published(
    platform: SchoolSettings, connection: Connection[Any], message: terms_pb2.PeriodPublished, _event: Event
) -> None:
    period = assessing.period_id(message.school_id, message.school_year, message.term_id)
    assessing.publish_period(connection, message.school_id, period, platform, tell=not message.replayed)


def _lesson_rescheduled(
    platform: SchoolSettings, connection: Connection[Any], message: timetable_pb2.LessonRescheduled, _event: Event
) -> None:
    lesson = Rescheduled(
        Place(date.fromisoformat(message.old_date), message.old_bell, message.old_room),
        Place(date.fromisoformat(message.new_date), message.new_bell, message.new_room),
        message.change == "cancelled",
    )
    scheduling.notice_rescheduled(
        connection, message.school_id, message.group_id, message.lesson_id, lesson, message.version, platform
    )


def _substitution_changed(
    platform: SchoolSettings, connection: Connection[Any], message: substitutions_pb2.SubstitutionChanged, _event: Event
) -> None:
    if message.replayed:
        return
    row = Substitution(
        message.lesson_id,
        date.fromisoformat(message.date),
        message.bell,
        message.person_id or None,
        message.kind,
        message.state == "assigned",
        message.version,
    )
    scheduling.notice_substitution(
        connection, message.school_id, message.group_id, message.substitution_id, row, platform
    )


def _school_changed(
    _platform: SchoolSettings, connection: Connection[Any], message: roster_pb2.SchoolChanged, _event: Event
) -> None:
    routing.put_school(connection, message.school_id, message.version, message.time_zone, message.live_from)


def _family_changed(
    _platform: SchoolSettings, connection: Connection[Any], message: roster_pb2.FamilyChanged, _event: Event
) -> None:
    guardians = _members(message.guardians)
    routing.put_family(connection, message.pupil_id, message.version, guardians, own_notices=message.own_notices)


def _group_changed(
    _platform: SchoolSettings, connection: Connection[Any], message: roster_pb2.GroupChanged, _event: Event
) -> None:
    group = groups.Group(message.subject_title, message.class_title or message.title)
    pupils = _members(message.pupils)
    groups.put_group(connection, message.school_id, message.group_id, message.version, group, pupils)


def _class_changed(
    _platform: SchoolSettings, connection: Connection[Any], message: roster_pb2.ClassChanged, _event: Event
) -> None:
    put_class(connection, message.school_id, message.class_id, message.version, _members(message.pupils))


def _account_noticed(
    platform: SchoolSettings, connection: Connection[Any], message: security_pb2.AccountNoticed, event: Event
) -> None:
    day = message.noticed_at.ToDatetime(tzinfo=UTC).date()
    notice_account(connection, event.id, day, message.person_id, message.kind, message.role, platform)


def _reminder_requested(
    platform: SchoolSettings, connection: Connection[Any], message: reminders_pb2.ReminderRequested, _event: Event
) -> None:
    lessons = {each.person_id: each.lessons for each in message.teachers}
    day = date.fromisoformat(message.date)
    notice_reminder(connection, message.school_id, day, message.metric, lessons, platform)


def _data_to_be_checked(
    platform: SchoolSettings, connection: Connection[Any], message: verifications_pb2.VerificationRequested, _: Event
) -> None:
    day, due = date.fromisoformat(message.date), date.fromisoformat(message.due_date)
    occasion = Occasion(message.school_id, message.verification_id, day, 0, "")
    verifying.ask_to_check(
        connection, occasion, message.pupil_ids, due, message.version, platform, reminder=message.reminder
    )


def _data_checked(_platform: SchoolSettings, connection: Connection[Any], message: _Checked, _event: Event) -> None:
    verifying.ask_no_more(connection, message.school_id, message.verification_id, message.pupil_ids, message.version)


def _members(memberships: Iterable[roster_pb2.Membership]) -> list[routing.Member]:
    return [(each.person_id, each.begin_date, each.end_date) for each in memberships]


def _lesson(message: Any, day: str, bell: int = 0) -> Occasion:
    """The lesson that an event is about."""
    return Occasion(message.school_id, message.lesson_id, date.fromisoformat(day), bell, message.subject_title)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
