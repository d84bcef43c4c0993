"""Schools, classes, groups and terms, a page at a time."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from services.identity.store import schools

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def list_schools(pool: Pool, municipality_id: str, after: str | None, most: int) -> list[schools.SchoolRow]:
    """Schools in the order of their ids, after the given one."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return schools.schools_of_municipality(connection, municipality_id, after, most)


def list_classes(pool: Pool, school_id: str, after: str | None, most: int) -> list[schools.ClassRow]:
    """Classes in the order of their ids, after the given one."""
    with transaction(pool, school_id) as connection:
        return schools.classes_of_school(connection, school_id, after, most)


def list_groups(pool: Pool, school_id: str, after: str | None, most: int) -> list[schools.GroupRow]:
    """Groups in the order of their ids, after the given one."""
    with transaction(pool, school_id) as connection:
        return schools.groups_of_school(connection, school_id, after, most)


def list_terms(pool: Pool, school_id: str) -> list[schools.TermRow]:
    """All terms of a school in the order of their dates."""
    with transaction(pool, school_id) as connection:
        return schools.terms_of_school(connection, school_id)
