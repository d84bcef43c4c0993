"""A change that is asked for twice under one request id happens once and is answered twice (AIP-155)."""

import hashlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message
from psycopg import Connection

from kit.errors import InvalidArgument
from kit.ids import is_id

Response = TypeVar("Response", bound=Message)


class Claim(Generic[Response]):
    """A change under its request id, laid claim to in the transaction that does it.

    Its statement is sent with those that follow, where the connection is in a pipeline: only `answer` waits for it.
    """

    def __init__(
        self,
        connection: Connection[Any],
        caller: str,
        request_id: str,
        request: Message,
        response_type: type[Response],
    ) -> None:
        """Raises InvalidArgument when the id is no UUID."""
        _check_id(request_id)
        self._connection = connection
        self._key = caller, request_id
        self._digest = _digest(request)
        self._response_type = response_type
        self._mine = connection.execute(
            "INSERT INTO request (caller, request_id, request_hash) VALUES (%s, %s, %s)"
            " ON CONFLICT (caller, request_id) DO NOTHING RETURNING true",
            [*self._key, self._digest],
        )

    def answer(self) -> Response | None:
        """The answer given before under this id, or None: then the caller works, and keeps its answer.

        Two same requests at once: the second waits until the first has ended. Raises InvalidArgument when the id was
        used for another request.
        """
        if self._mine.fetchone() is not None:
            return None
        # A statement of its own: only a new one sees what the first request has committed while we waited for it.
        row = self._connection.execute(
            "SELECT request_hash, response FROM request WHERE caller = %s AND request_id = %s", self._key
        ).fetchone()
        if row is not None and row[0] != self._digest:
            raise InvalidArgument(
                "REQUEST_ID_REUSED",
                "This request_id was used for another request: make a new one.",
                metadata={"field": "request_id"},
            )
        if row is None or row[1] is None:
            return None
        answer = self._response_type()
        answer.ParseFromString(row[1])
        return answer

    def keep(self, response: Response) -> None:
        """Keeps the answer in the transaction that did the work."""
        self._connection.execute(
            "UPDATE request SET response = %s WHERE caller = %s AND request_id = %s AND request_hash = %s",
            [response.SerializeToString(deterministic=True), *self._key, self._digest],
        )


def first_answer(
    connection: Connection[Any], caller: str, request_id: str, request: Message, response_type: type[Response]
) -> Response | None:
    """The answer given before under this id, or None. Raises InvalidArgument. See Claim."""
    return Claim(connection, caller, request_id, request, response_type).answer()


def keep_answer(connection: Connection[Any], caller: str, request_id: str, request: Message, response: Message) -> None:
    """Keeps the answer in the transaction that did the work."""
    connection.execute(
        "UPDATE request SET response = %s WHERE caller = %s AND request_id = %s AND request_hash = %s",
        [response.SerializeToString(deterministic=True), caller, request_id, _digest(request)],
    )


def once(
    connection: Connection[Any],
    caller: str,
    request: Any,
    response_type: type[Response],
    work: Callable[[], Response],
) -> Response:
    """The answer of `work`, or the one given before under `request.request_id`. Raises InvalidArgument."""
    claim = Claim(connection, caller, request.request_id, request, response_type)
    answer = claim.answer()
    if answer is None:
        answer = work()
        claim.keep(answer)
    return answer


def _digest(request: Message) -> bytes:
    """Of the request's type too: empty requests of two methods are not the same request."""
    body = request.SerializeToString(deterministic=True)
    return hashlib.sha256(request.DESCRIPTOR.full_name.encode() + b"\0" + body).digest()


def _check_id(request_id: str) -> None:
    if not is_id(request_id.lower()):
        raise InvalidArgument(
            "BAD_REQUEST_ID", "request_id must be a UUID, made anew for every change.", metadata={"field": "request_id"}
        )
