"""Bulk exports of personal data: asked for, confirmed by somebody else, downloaded with a watermark."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.identity.actions.export_file import file_of
from services.identity.domain import exporting as domain
from services.identity.domain.relating import STAFF
from services.identity.store import exports as store
from services.identity.store import schools

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
CONTENTS = ("pupils", "guardians", "staff")


@dataclass(frozen=True, slots=True)
class File:
    """A finished file, and everybody whose data it holds."""

    person_ids: list[str]
    content: bytes


def create_export(
    connection: Connection[Any], actor_id: str, school_id: str, content: str, class_id: str | None, purpose: str
) -> str:
    """Keeps a request; gives its id. Raises InvalidArgument, NotAllowed for a class that there is not."""
    _refuse(domain.purpose_problem(purpose), InvalidArgument)
    if content not in CONTENTS:
        raise InvalidArgument("UNKNOWN_CONTENT", "content must be pupils, guardians or staff.")
    if class_id is not None and content == "staff":
        raise InvalidArgument("STAFF_HAS_NO_CLASS", "Staff is of the whole school: leave the class out.")
    if class_id is not None and not store.class_exists(connection, school_id, class_id):
        raise NotAllowed
    export_id = new_id()
    store.add(connection, export_id, school_id, content, class_id, purpose, actor_id, datetime.now(UTC))
    return export_id


def decide_export(connection: Connection[Any], actor_id: str, school_id: str, export_id: str, *, confirm: bool) -> None:
    """Confirms or refuses somebody else's request. Raises NotAllowed, FailedPrecondition."""
    found = store.get(connection, school_id, export_id)
    if found is None:
        raise NotAllowed
    now = datetime.now(UTC)
    _refuse(domain.decision_problem(found, actor_id, now), FailedPrecondition)
    store.decide(connection, export_id, domain.CONFIRMED if confirm else domain.REFUSED, actor_id, now)


def list_exports(pool: Pool, school_id: str, before: tuple[datetime, str] | None, most: int) -> list[domain.Export]:
    """The school's requests, newest first."""
    with transaction(pool, school_id) as connection:
        return store.list_exports(connection, school_id, before, most)


def make_file(pool: Pool, actor_id: str, school_id: str, export_id: str) -> File:
    """The file of a confirmed request, for who asked; counts as a download.

    Raises NotAllowed, FailedPrecondition (NOT_CONFIRMED, TOO_MANY_DOWNLOADS, TOO_MANY_ROWS).
    """
    now = datetime.now(UTC)
    with transaction(pool, school_id) as connection:
        found = store.get(connection, school_id, export_id)
        if found is None or found.asked_by != actor_id:
            raise NotAllowed
        _refuse(domain.download_problem(found, now), FailedPrecondition)
        rows = store.rows_of(connection, found.content, school_id, found.class_id, list(STAFF), domain.MOST_ROWS + 1)
        if len(rows) > domain.MOST_ROWS:
            raise FailedPrecondition(
                "TOO_MANY_ROWS", f"An export holds at most {domain.MOST_ROWS} rows: ask class by class."
            )
        [school] = schools.get_schools(connection, [school_id])
        store.count_download(connection, export_id, now)
    content = file_of(found, rows, school_title=school.title, time_zone=school.time_zone, now=now)
    return File(sorted({person for row in rows for person in row.person_ids}), content)


def _refuse(problem: domain.Problem | None, kind: type[InvalidArgument] | type[FailedPrecondition]) -> None:
    if problem is not None:
        raise kind(*problem)
