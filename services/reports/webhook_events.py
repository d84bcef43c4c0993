"""Events as other systems are told of them: ids, days, states and versions; no values of marks, nobody's id."""

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.message import Message
from psycopg import Connection
from zvonok.gradebook.events.v1 import homework_pb2, lessons_pb2, substitutions_pb2, terms_pb2
from zvonok.identity.events.v1 import roster_pb2

from kit.consumer import Event
from services.reports.actions.webhooks import tell_webhooks
from services.reports.domain.webhooks import body_of

Data = dict[str, Any]


def _school(message: roster_pb2.SchoolChanged) -> Data:
    return {"version": message.version, "ended": message.ended}


def _class(message: roster_pb2.ClassChanged) -> Data:
    return {
        "class": f"schools/{message.school_id}/classes/{message.class_id}",
        "version": message.version,
        "ended": message.ended,
    }


def _group(message: roster_pb2.GroupChanged) -> Data:
    return {"group": _group_name(message), "version": message.version, "ended": message.ended}


def _scheduled(message: lessons_pb2.LessonsScheduled) -> Data:
    return {
        "group": _group_name(message),
        "lessons": [
            {
                "lesson": f"{_group_name(message)}/lessons/{each.lesson_id}",
                "date": each.date,
                "bell": each.bell,
                "state": each.state,
                "version": each.version,
            }
            for each in message.lessons
        ],
    }


def _recorded(message: lessons_pb2.LessonRecorded) -> Data:
    return {
        "lesson": _lesson_name(message),
        "date": message.date,
        "bell": message.bell,
        "state": message.state,
        "version": message.version,
        "attendance_confirmed": message.attendance_confirmed,
        "topic_recorded": message.topic_recorded,
        "homework": message.homework,
        "marks_changed": len(message.marks),
        "attendance_changed": len(message.attendance),
    }


def _homework(message: homework_pb2.HomeworkChanged) -> Data:
    return {
        "lesson": _lesson_name(message),
        "date": message.lesson_date,
        "state": message.state,
        "due_date": message.due_date,
        "version": message.version,
    }


def _substitution(message: substitutions_pb2.SubstitutionChanged) -> Data:
    return {
        "substitution": message.substitution_id,
        "lesson": _lesson_name(message),
        "date": message.date,
        "bell": message.bell,
        "kind": message.kind,
        "state": message.state,
        "version": message.version,
    }


def _published(message: terms_pb2.PeriodPublished) -> Data:
    return {
        "school_year": message.school_year,
        "term": f"schools/{message.school_id}/terms/{message.term_id}" if message.term_id else "",
        "version": message.version,
    }


def _group_name(message: Any) -> str:
    return f"schools/{message.school_id}/groups/{message.group_id}"


def _lesson_name(message: Any) -> str:
    return f"{_group_name(message)}/lessons/{message.lesson_id}"


# By event type: its message, and what is told of it.
TOLD: Mapping[str, tuple[type[Message], Callable[[Any], Data]]] = {
    "zvonok.identity.school.changed.v1": (roster_pb2.SchoolChanged, _school),
    "zvonok.identity.class.changed.v1": (roster_pb2.ClassChanged, _class),
    "zvonok.identity.group.changed.v1": (roster_pb2.GroupChanged, _group),
    "zvonok.gradebook.lessons.scheduled.v1": (lessons_pb2.LessonsScheduled, _scheduled),
    "zvonok.gradebook.lesson.recorded.v1": (lessons_pb2.LessonRecorded, _recorded),
    "zvonok.gradebook.homework.changed.v1": (homework_pb2.HomeworkChanged, _homework),
    "zvonok.gradebook.substitution.changed.v1": (substitutions_pb2.SubstitutionChanged, _substitution),
    "zvonok.gradebook.period.published.v1": (terms_pb2.PeriodPublished, _published),
}


def tell(connection: Connection[Any], message: Any, event: Event) -> None:
    """Leaves a call for every webhook of the school that wants the event. A replay tells nothing that has happened."""
    if event.type in TOLD and event.replay_id is None and not getattr(message, "replayed", False):

        def body() -> str:
            data = TOLD[event.type][1](message)
            return body_of(event.id, event.type, event.time, message.school_id, data)

        tell_webhooks(connection, message.school_id, event.id, event.type, event.time, body)
