"""Events that gradebook listens to: schools, classes and groups. What it publishes stands in actions/publishing.py."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from zvonok.identity.events.v1 import roster_pb2

from kit.consumer import Event, EventHandler
from services.gradebook.actions.planning import keep_class, keep_group, keep_school
from services.gradebook.domain.membership import Span, read_span
from services.gradebook.domain.timetable import Term
from services.gradebook.store.roster import ClassRow, Group, School


def _school_changed(connection: Connection[Any], message: roster_pb2.SchoolChanged, _event: Event) -> None:
    # A zone that does not exist fails here, where an operator sees it, and not at every save.
    school = School(
        school_id=message.school_id,
        version=message.version,
        time_zone=ZoneInfo(message.time_zone).key,
        live_from=date.fromisoformat(message.live_from) if message.live_from else None,
        ended=message.ended,
    )
    terms = [
        Term(term.term_id, date.fromisoformat(term.begin_date), date.fromisoformat(term.end_date), term.school_year)
        for term in message.terms
    ]
    keep_school(connection, school, terms)


def _class_changed(connection: Connection[Any], message: roster_pb2.ClassChanged, _event: Event) -> None:
    keep_class(
        connection,
        ClassRow(
            message.school_id, message.class_id, message.version, message.title, message.year_group, message.ended
        ),
    )


def _group_changed(connection: Connection[Any], message: roster_pb2.GroupChanged, _event: Event) -> None:
    group = Group(
        school_id=message.school_id,
        group_id=message.group_id,
        version=message.version,
        subject_code=message.subject_code,
        subject_title=message.subject_title,
        class_id=message.class_id or None,
        class_title=message.class_title,
        year_group=message.year_group,
        term_ids=list(message.term_ids),
        periods=list(message.periods),
        room=message.room,
        ended=message.ended,
        title=message.title,
    )
    keep_group(connection, group, _spans(message.pupils), _spans(message.teachers))


def _spans(members: Iterable[roster_pb2.Membership]) -> list[Span]:
    return [read_span(member.person_id, member.begin_date, member.end_date) for member in members]


HANDLERS = {
    "zvonok.identity.school.changed.v1": EventHandler(roster_pb2.SchoolChanged, _school_changed),
    "zvonok.identity.class.changed.v1": EventHandler(roster_pb2.ClassChanged, _class_changed),
    "zvonok.identity.group.changed.v1": EventHandler(roster_pb2.GroupChanged, _group_changed),
}
