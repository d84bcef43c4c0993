"""Why somebody may, or may not: the relations behind a decision, for a school's administrators."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import InvalidArgument, NotAllowed
from services.identity.domain import policy
from services.identity.domain.resources import read_resource
from services.identity.store import access as store

_GRANTS = policy.grants()


@dataclass(frozen=True, slots=True)
class Path:
    """A relation of the person that grants the permission when it holds; None: open. `state`: holds, not yet, over."""

    relation: str
    object_kind: str
    object_id: str
    begin: date | None
    end: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision, and what it was made from: any of the granting relations to any of the objects would do."""

    allowed: bool
    day: date
    granting: list[str]
    objects: list[tuple[str, str]]
    paths: list[Path]


def explain(
    pool: ConnectionPool[Connection[tuple[Any, ...]]],
    school_id: str,
    person_id: str,
    permission: str,
    resource_name: str,
) -> Explanation:
    """Explains a decision on a resource of the school.

    Raises InvalidArgument for a permission that there is not or that does not fit the resource, NotAllowed for a
    resource of another school.
    """
    resource, known = read_resource(resource_name), policy.POLICY.get(permission)
    if known is None or not known.relations:
        raise InvalidArgument("UNKNOWN_PERMISSION", "There is no such permission for people.")
    if resource is None or resource.kind != known.kind:
        raise InvalidArgument("WRONG_RESOURCE", f"The permission is one on a {known.kind}: name one.")
    if resource.school_id != school_id:
        raise NotAllowed
    question = store.Question(person_id, permission, resource.kind, resource.school_id, resource.object_id)
    with transaction(pool, EVERY_SCHOOL) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        paths = [Path(*row) for row in store.paths(connection, question, _GRANTS)]
        day, objects = store.counting(connection, question, _GRANTS)
    allowed = any(path.state == "holds" for path in paths)
    return Explanation(allowed, day, list(known.relations), objects, paths)
