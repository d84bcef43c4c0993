"""Reminding teachers of what they have left open: once a day each."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from zvonok.reports.events.v1 import reminders_pb2

from kit.outbox import add_event
from services.reports.actions.control_room import Wanted, span_of
from services.reports.store import control_room, reminders
from services.reports.store.control_room import Cut

REMINDER_REQUESTED = "zvonok.reports.reminder.requested.v1"


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many teachers are told now, and how many were reminded already today."""

    teachers: int = 0
    already: int = 0


def remind(
    connection: Connection[Any], school_id: str, asked_by: str, metric: str, cut: Cut, wanted: Wanted
) -> Reminded:  # fmt: skip
    """Tells of the teachers of the lessons that lower a metric, by the register. Raises NotAllowed (no such term)."""
    span, today = span_of(connection, school_id, wanted), control_room.today_at(connection, school_id)
    if span is None or today is None:
        return Reminded()
    behind = control_room.teachers_behind(connection, school_id, metric, cut, span)
    told = reminders.keep(connection, school_id, today, metric, asked_by, behind)
    if told:
        message = reminders_pb2.ReminderRequested(
            school_id=school_id,
            date=today.isoformat(),
            asked_by=asked_by,
            metric=metric,
            teachers=[
                reminders_pb2.RemindedTeacher(person_id=person, lessons=behind[person]) for person in sorted(told)
            ],
        )
        add_event(connection, REMINDER_REQUESTED, message, school_id=school_id)
    return Reminded(len(told), len(behind) - len(told))
