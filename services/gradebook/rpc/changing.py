"""How every RPC that changes something of a school runs: once for a request id, in one transaction of that school."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from google.protobuf.message import Message
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.idempotency import once
from kit.rpc.call import current_call
from services.gradebook.actions.asking import Asker

Answer = TypeVar("Answer", bound=Message)
Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def change_once(
    pool: Pool,
    request: Any,
    school_id: str,
    answer: type[Answer],
    work: Callable[[Connection[Any], Asker], Answer],
) -> Answer:
    """The answer of `work`, or the first one given under `request.request_id`. Raises what `work` raises, and
    InvalidArgument for a request id that is no UUID or was used for something else."""
    call = current_call()
    asker = Asker(school_id, call.person_id, request.request_id, datetime.now(UTC))
    with transaction(pool, school_id) as connection:
        return once(connection, call.subject, request, answer, lambda: work(connection, asker))
