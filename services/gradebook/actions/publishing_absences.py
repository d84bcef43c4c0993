"""Telling the other services why pupils were absent: ids, versions and values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import attendance_pb2

from kit.outbox import add_event
from services.gradebook.domain.absences import NewReason
from services.gradebook.domain.lesson import Lesson

ABSENCE_REASONS_SET = "zvonok.gradebook.absence_reasons.set.v1"


def add_reasons(connection: Connection[Any], lesson: Lesson, reasons: Iterable[NewReason], now: datetime) -> None:
    """Tells of reasons that were set in one lesson."""
    message = attendance_pb2.AbsenceReasonsSet(
        school_id=lesson.school_id,
        group_id=lesson.group_id,
        class_id=lesson.class_id or "",
        lesson_id=lesson.lesson_id,
        date=lesson.day.isoformat(),
        bell=lesson.bell,
        term_id=lesson.term_id,
        reasons=[
            attendance_pb2.AbsenceReasonChanged(
                pupil_id=each.pupil_id,
                old_reason=each.old_reason,
                new_reason=each.reason,
                version=each.before.version + 1,
            )
            for each in reasons
        ],
    )
    message.set_at.FromDatetime(now)
    add_event(connection, ABSENCE_REASONS_SET, message, school_id=lesson.school_id)
