"""What people may know of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, NotAllowed
from services.identity.actions.verifying import waiting_for
from services.identity.domain.relating import STAFF
from services.identity.store import people, schools

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
MOST_CONTACTS = 200


@dataclass(frozen=True, slots=True)
class Me:
    """All that a start page needs."""

    person: people.Person
    roles: list[tuple[str, str]]
    groups: list[schools.GroupRow]
    classes: list[schools.ClassRow]
    children: list[people.PupilRow]
    pupils: list[people.PupilRow]
    schools: list[schools.SchoolRow]
    # (school, pupil, until when) of data that the person is asked to check.
    verifications: list[tuple[str, str, date]]


def get_me(pool: Pool, person_id: str) -> Me:
    """The caller's own data. Raises NotAllowed for a person who is no more."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        found = people.get_people(connection, [person_id])
        if not found:
            raise NotAllowed
        roles = people.roles_of(connection, person_id)
        groups = schools.groups_taught_by(connection, person_id)
        classes = schools.classes_led_by(connection, person_id)
        children = people.children_of(connection, person_id)
        pupils = people.pupil_himself(connection, person_id)
        school_ids = {scope.partition("/")[2] for _, scope in roles if scope.startswith("schools/")}
        at_schools = schools.get_schools(connection, sorted(school_ids))
        waiting = waiting_for(connection, person_id, _places(children), _places(pupils))
        return Me(found[0], roles, groups, classes, children, pupils, at_schools, waiting)


def _places(rows: Sequence[people.PupilRow]) -> list[tuple[str, str]]:
    return [(each.school_id, each.pupil_id) for each in rows]


def list_group_pupils(
    pool: Pool, school_id: str, group_id: str, *, restricted: bool
) -> tuple[schools.GroupRow, list[people.PupilRow]]:
    """A group and its pupils by name, past and coming ones too; `restricted`: those too whose processing is restricted.

    Raises NotAllowed.
    """
    with transaction(pool, school_id) as connection:
        group = schools.get_group(connection, school_id, group_id)
        if group is None:
            raise NotAllowed
        return group, people.list_members(connection, "group_pupil", school_id, group_id, restricted=restricted)


def list_class_pupils(
    pool: Pool, school_id: str, class_id: str, *, restricted: bool
) -> tuple[schools.ClassRow, list[people.PupilRow]]:
    """A class and its pupils by name, as of a group. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        found = schools.get_class(connection, school_id, class_id)
        if found is None:
            raise NotAllowed
        return found, people.list_members(connection, "class_pupil", school_id, class_id, restricted=restricted)


def get_pupil(pool: Pool, school_id: str, pupil_id: str) -> people.PupilRow:
    """A pupil of the school. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        found = people.get_pupil(connection, school_id, pupil_id)
    if found is None:
        raise NotAllowed
    return found


def list_staff(pool: Pool, school_id: str, since: date | None, after: str | None, most: int) -> list[people.Person]:
    """The school's staff since a day (None: today) or later, by family name, after the person of this id."""
    with transaction(pool, school_id) as connection:
        last = people.get_people(connection, [after]) if after else []
        key = (last[0].family_name, last[0].person_id) if last else None
        return people.list_staff(connection, school_id, STAFF, since, key, most)


def get_contacts(
    pool: Pool, person_ids: Sequence[str], phones_of: Sequence[str] = ()
) -> tuple[list[people.Person], dict[str, str]]:
    """Names and addresses of at most 200 people, unknown ones left out; and the phones of those of them that are asked
    for."""
    if len(person_ids) > MOST_CONTACTS:
        raise InvalidArgument("TOO_MANY_PERSONS", f"At most {MOST_CONTACTS} persons at once.")
    with transaction(pool, EVERY_SCHOOL) as connection:
        found = people.get_people(connection, person_ids)
        wanted = [each.person_id for each in found if each.person_id in phones_of]
        return found, people.phones(connection, wanted) if wanted else {}


def get_pupil_names(pool: Pool, school_id: str, pupil_ids: Sequence[str]) -> list[people.PupilRow]:
    """Names of at most 200 pupils of a school, of now or before; others are left out. Raises InvalidArgument."""
    if len(pupil_ids) > MOST_CONTACTS:
        raise InvalidArgument("TOO_MANY_PERSONS", f"At most {MOST_CONTACTS} persons at once.")
    with transaction(pool, school_id) as connection:
        return people.pupils_of_school(connection, school_id, pupil_ids)


@dataclass(frozen=True, slots=True)
class Named:
    """A school's title and terms, and how people of it are called."""

    school: schools.SchoolRow
    terms: list[schools.TermRow]
    people: list[people.Person]


def get_names(pool: Pool, school_id: str, person_ids: Sequence[str]) -> Named:
    """Names of at most 200 people; those who are unknown at the school are left out. Raises NotAllowed for an unknown
    school."""
    if len(person_ids) > MOST_CONTACTS:
        raise InvalidArgument("TOO_MANY_PERSONS", f"At most {MOST_CONTACTS} persons at once.")
    with transaction(pool, school_id) as connection:
        found = schools.get_schools(connection, [school_id])
        if not found:
            raise NotAllowed
        terms = schools.terms_of_school(connection, school_id)
        return Named(found[0], terms, people.get_people(connection, person_ids) if person_ids else [])
