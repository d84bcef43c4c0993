"""Telling the other services why pupils were absent: ids, versions and values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import attendance_pb2

from kit.outbox import add_event
from services.gradebook.domain.absence_notes import Note
from services.gradebook.domain.absences import NewReason
from services.gradebook.domain.lesson import Lesson

ABSENCE_REASONS_SET = "zvonok.gradebook.absence_reasons.set.v1"
ABSENCE_NOTE_CHANGED = "zvonok.gradebook.absence_note.changed.v1"


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


def add_note_change(connection: Connection[Any], school_id: str, note: Note, now: datetime) -> None:
    """Tells that a note was sent or decided: its days and state, nobody's words."""
    message = attendance_pb2.AbsenceNoteChanged(
        school_id=school_id,
        note_id=note.note_id,
        pupil_id=note.pupil_id,
        begin_date=note.begin.isoformat(),
        end_date=note.end.isoformat(),
        state=note.state,
        sent_by=note.sent_by,
        decided_by=note.decided_by or "",
    )
    message.changed_at.FromDatetime(now)
    add_event(connection, ABSENCE_NOTE_CHANGED, message, school_id=school_id)
