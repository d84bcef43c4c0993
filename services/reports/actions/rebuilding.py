"""Making a school's read models anew from its owners' replay, while the old answers go on."""

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf.message import Message
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, see_school, transaction
from kit.errors import FailedPrecondition
from kit.ids import new_id
from services.reports.domain.rebuilding import Difference, Progress, progress_of
from services.reports.store import progress, rebuilding

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Apply = Callable[[Connection[Any], Any, Event], None]


def start_rebuild(pool: Pool, school_id: str) -> str:
    """Begins a rebuild; returns its id, which is the request id of the replays. One under way is dropped."""
    rebuild_id = new_id()
    # The rebuild's rows are those of no school.
    with transaction(pool, EVERY_SCHOOL) as connection:
        # An event is applied before this, and then its owner's replay tells of it, or after it, and then to both.
        progress.take_turn(connection, school_id)
        rebuilding.begin(connection, school_id, rebuild_id)
    return rebuild_id


def also_rebuilt(apply: Apply) -> Apply:
    """What applies an event of a school, applying it to the school's rebuild too, as if that were another school."""

    def applied(connection: Connection[Any], message: Message, event: Event) -> None:
        apply(connection, message, event)
        school_id: str = message.school_id  # type: ignore[attr-defined]
        # Read after the turn was taken: a rebuild that began since is waiting for it.
        under_way = rebuilding.rebuild_of(connection, school_id)
        if under_way is None:
            return
        told = type(message)()
        told.CopyFrom(message)
        told.school_id = under_way.rebuild_id  # type: ignore[attr-defined]
        see_school(connection, under_way.rebuild_id)
        apply(connection, told, event)
        see_school(connection, event.school_id or EVERY_SCHOOL)
        if event.replay_id == under_way.rebuild_id:
            rebuilding.count_taken(connection, school_id, under_way.rebuild_id, event.type)

    return applied


def progress_of_rebuild(pool: Pool, school_id: str, rebuild_id: str, awaited: Mapping[str, int]) -> Progress:
    """How far it has come. Raises FailedPrecondition (REBUILD_DROPPED)."""
    with transaction(pool, school_id) as connection:
        return progress_of(_under_way(connection, school_id, rebuild_id).taken, awaited)


def finish_rebuild(pool: Pool, school_id: str, rebuild_id: str) -> list[Difference]:
    """The new rows take the place of the old ones, at one moment for every reader. Returns what differed.

    Raises FailedPrecondition (REBUILD_DROPPED).
    """
    with transaction(pool, EVERY_SCHOOL) as connection:
        progress.take_turn(connection, school_id)
        _under_way(connection, school_id, rebuild_id)
        found = rebuilding.take_place(connection, school_id, rebuild_id)
        rebuilding.end(connection, school_id, rebuild_id)
    return found


def _under_way(connection: Connection[Any], school_id: str, rebuild_id: str) -> rebuilding.Rebuild:
    under_way = rebuilding.rebuild_of(connection, school_id)
    if under_way is None or under_way.rebuild_id != rebuild_id:
        raise FailedPrecondition(
            "REBUILD_DROPPED", "This rebuild has ended, or another of the school was begun: begin again."
        )
    return under_way
