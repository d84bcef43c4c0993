"""Telling the other services of changes in the register: whole states with versions, left in the outbox."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from zvonok.identity.events.v1 import roster_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.outbox import add_event
from services.identity.actions.visits import replay_visits
from services.identity.domain.subjects import is_of_age
from services.identity.store import roster, schools

SCHOOL_CHANGED = "zvonok.identity.school.changed.v1"
CLASS_CHANGED = "zvonok.identity.class.changed.v1"
GROUP_CHANGED = "zvonok.identity.group.changed.v1"
FAMILY_CHANGED = "zvonok.identity.family.changed.v1"
_REPLAY_BATCH = 500

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def publish_schools(connection: Connection[Any], school_ids: Sequence[str]) -> None:
    """An event for each school, with its terms."""
    for state in roster.bump_schools(connection, school_ids):
        terms = schools.terms_of_school(connection, state.school_id)
        message = roster_pb2.SchoolChanged(
            school_id=state.school_id,
            version=state.version,
            municipality_id=state.municipality_id,
            title=state.title,
            time_zone=state.time_zone,
            live_from=state.live_from,
            ended=state.ended,
            terms=[
                roster_pb2.Term(
                    term_id=term.term_id,
                    title=term.title,
                    begin_date=term.begin_date,
                    end_date=term.end_date,
                    school_year=term.school_year,
                )
                for term in terms
            ],
        )
        add_event(connection, SCHOOL_CHANGED, message, school_id=state.school_id)


def publish_classes(connection: Connection[Any], class_ids: Sequence[str]) -> None:
    """An event for each class, with its pupils and class teachers."""
    members = roster.members_of(connection, class_ids, ["class_pupil", "class_teacher"])
    for state in roster.bump_classes(connection, class_ids):
        message = roster_pb2.ClassChanged(
            school_id=state.school_id,
            class_id=state.class_id,
            version=state.version,
            title=state.title,
            year_group=state.year_group,
            pupils=_memberships(members.get((state.class_id, "class_pupil"), ())),
            class_teachers=_memberships(members.get((state.class_id, "class_teacher"), ())),
            ended=state.ended,
        )
        add_event(connection, CLASS_CHANGED, message, school_id=state.school_id)


def publish_groups(connection: Connection[Any], group_ids: Sequence[str]) -> None:
    """An event for each teaching group, with its pupils, teachers and weekly pattern."""
    members = roster.members_of(connection, group_ids, ["group_pupil", "subject_teacher"])
    for state in roster.bump_groups(connection, group_ids):
        message = roster_pb2.GroupChanged(
            school_id=state.school_id,
            group_id=state.group_id,
            version=state.version,
            title=state.title,
            subject_code=state.subject_code,
            subject_title=state.subject_title,
            class_id=state.class_id or "",
            class_title=state.class_title,
            year_group=state.year_group,
            pupils=_memberships(members.get((state.group_id, "group_pupil"), ())),
            teachers=_memberships(members.get((state.group_id, "subject_teacher"), ())),
            term_ids=state.term_ids,
            periods=state.periods,
            room=state.room,
            ended=state.ended,
        )
        add_event(connection, GROUP_CHANGED, message, school_id=state.school_id)


def publish_families(connection: Connection[Any], pupil_ids: Sequence[str]) -> None:
    """An event for each pupil, with the guardians who have rights, and whether the pupil is told like them."""
    guardians = roster.members_of(connection, pupil_ids, ["guardian"])
    at_schools = roster.schools_of_pupils(connection, pupil_ids)
    today, born = datetime.now(UTC).date(), roster.birth_dates(connection, pupil_ids)
    of_age = {pupil_id for pupil_id, day in born.items() if is_of_age(day, today)}
    for pupil_id, version in roster.bump_families(connection, pupil_ids):
        message = roster_pb2.FamilyChanged(
            pupil_id=pupil_id,
            version=version,
            guardians=_memberships(guardians.get((pupil_id, "guardian"), ())),
            school_ids=at_schools.get(pupil_id, ()),
            own_notices=pupil_id in of_age,
        )
        add_event(connection, FAMILY_CHANGED, message, school_id=None)
    roster.set_own_notices(connection, pupil_ids, sorted(of_age))


def replay_roster(pool: Pool, school_id: str | None) -> list[str]:
    """Publishes the whole register again (or one school's); returns the ids of the schools."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        school_ids, class_ids, group_ids, pupil_ids = roster.all_ids(connection, school_id)
    kinds = (
        (publish_schools, school_ids),
        (publish_classes, class_ids),
        (publish_groups, group_ids),
        (publish_families, pupil_ids),
    )
    for publish, ids in kinds:
        for begin in range(0, len(ids), _REPLAY_BATCH):
            with transaction(pool, EVERY_SCHOOL) as connection:
                publish(connection, ids[begin : begin + _REPLAY_BATCH])
    for school in school_ids:
        with transaction(pool, school) as connection:
            replay_visits(connection, school)
    return school_ids


def _memberships(members: Iterable[roster.Member]) -> list[roster_pb2.Membership]:
    return [
        roster_pb2.Membership(person_id=person_id, begin_date=begin, end_date=end) for person_id, begin, end in members
    ]
