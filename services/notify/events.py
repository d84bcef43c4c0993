"""Events that notify listens to: lessons recorded, schools and families."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.identity.events.v1 import roster_pb2

from kit.consumer import Event, EventHandler
from services.notify.actions.noticing import notice_changes
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.telling import NO_LINE_ITEM, attendance_to_tell
from services.notify.store import routing
from services.notify.store.notices import CellChange, Occasion


def handlers(platform: SchoolSettings) -> Mapping[str, EventHandler]:
    """Handlers by event type; `platform` holds at schools that have laid down nothing."""

    def lesson_recorded(connection: Connection[Any], message: lessons_pb2.LessonRecorded, _event: Event) -> None:
        if message.replayed:
            return
        occasion = Occasion(
            message.school_id,
            message.lesson_id,
            date.fromisoformat(message.date),
            message.bell,
            message.subject_title,
        )
        notice_changes(connection, occasion, _changes(message), platform)

    return {
        "zvonok.gradebook.lesson.recorded.v1": EventHandler(lessons_pb2.LessonRecorded, lesson_recorded),
        "zvonok.identity.school.changed.v1": EventHandler(roster_pb2.SchoolChanged, _school_changed),
        "zvonok.identity.family.changed.v1": EventHandler(roster_pb2.FamilyChanged, _family_changed),
    }


def _changes(message: lessons_pb2.LessonRecorded) -> list[CellChange]:
    marks = [
        CellChange(each.pupil_id, each.line_item_id, "mark", each.category, each.new_value, each.version)
        for each in message.marks
    ]
    return marks + [
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


def _school_changed(connection: Connection[Any], message: roster_pb2.SchoolChanged, _event: Event) -> None:
    routing.put_school(connection, message.school_id, message.version, message.time_zone, message.live_from)


def _family_changed(connection: Connection[Any], message: roster_pb2.FamilyChanged, _event: Event) -> None:
    guardians = [(each.person_id, each.begin_date, each.end_date) for each in message.guardians]
    routing.put_family(connection, message.pupil_id, message.version, guardians)
