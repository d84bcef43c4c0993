"""Events that gradebook listens to: the register's schools and groups."""

from datetime import date
from typing import Any

from psycopg import Connection
from zvonok.identity.events.v1 import roster_pb2

from kit.consumer import Event, EventHandler
from services.gradebook.actions.planning import keep_group, keep_school
from services.gradebook.domain.timetable import Term
from services.gradebook.store.roster import Group


def _school_changed(connection: Connection[Any], message: roster_pb2.SchoolChanged, _event: Event) -> None:
    terms = [
        Term(term.term_id, date.fromisoformat(term.begin_date), date.fromisoformat(term.end_date), term.school_year)
        for term in message.terms
    ]
    keep_school(connection, message.school_id, message.version, message.time_zone, terms)


def _group_changed(connection: Connection[Any], message: roster_pb2.GroupChanged, _event: Event) -> None:
    group = Group(
        message.school_id,
        message.group_id,
        message.class_id or None,
        list(message.term_ids),
        list(message.periods),
        message.room,
        message.ended,
    )
    members = [(each.person_id, each.begin_date, each.end_date) for each in message.pupils]
    titles = (message.subject_title, message.class_title)
    keep_group(connection, group, message.version, titles, message.year_group, members)


HANDLERS = {
    "zvonok.identity.school.changed.v1": EventHandler(roster_pb2.SchoolChanged, _school_changed),
    "zvonok.identity.group.changed.v1": EventHandler(roster_pb2.GroupChanged, _group_changed),
}
