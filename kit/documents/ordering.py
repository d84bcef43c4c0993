"""Ordering documents, ending and repeating them, giving them out: the same for every service that makes them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.documents import jobs
from kit.documents.jobs import Content, Job, Order
from kit.documents.making import order_again, order_document
from kit.documents.sealed import read_sealed
from kit.errors import FailedPrecondition, NotAllowed
from kit.file_store import FileStore
from kit.logs import logger

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_MOST_OPEN = 20


def create_document(connection: Connection[Any], service: str, order: Order) -> str:
    """Keeps an order and leaves its job; gives its id. Raises FailedPrecondition (TOO_MANY_DOCUMENTS)."""
    if jobs.count_open(connection, order.school_id, order.asked_by) >= _MOST_OPEN:
        raise FailedPrecondition("TOO_MANY_DOCUMENTS", "Many documents are being made already: wait for those.")
    order_document(connection, service, order)
    return order.document_id


def list_documents(
    pool: Pool, school_id: str, place: str, person_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Job]:
    """A person's documents of a place, newest first."""
    with transaction(pool, school_id) as connection:
        return jobs.list_jobs(connection, school_id, place, person_id, before, most)


def cancel_document(
    connection: Connection[Any], school_id: str, document_id: str, person_id: str, now: datetime
) -> None:
    """Ends one's own document; nothing to do for one that has ended. Raises NotAllowed."""
    if jobs.get(connection, school_id, document_id, person_id) is None:
        raise NotAllowed
    jobs.cancel(connection, school_id, document_id, now)


def repeat_document(
    connection: Connection[Any], service: str, school_id: str, document_id: str, person_id: str
) -> None:
    """Makes one's own document anew. Raises NotAllowed, FailedPrecondition (NOT_ENDED)."""
    if jobs.get(connection, school_id, document_id, person_id) is None:
        raise NotAllowed
    if not order_again(connection, service, school_id, document_id):
        raise FailedPrecondition("NOT_ENDED", "The document is there, or is being made.")


def find_content(pool: Pool, school_id: str, place: str, document_id: str, person_id: str) -> Content:
    """One's own finished document of a place. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        found = jobs.content_of(connection, school_id, document_id, place, person_id)
    if found is None:
        raise NotAllowed
    return found


def pieces_of(files: FileStore, content: Content) -> Iterator[bytes]:
    """The bytes. Raises FailedPrecondition (FILE_GONE at once, FILE_DAMAGED at the end)."""
    try:
        pieces = read_sealed(files, content.sha256, content.key)
    except OSError as error:
        logger().error("document_gone", sha256=content.sha256.hex())
        raise FailedPrecondition("FILE_GONE", "The file is not where it should be: have it made again.") from error
    try:
        yield from pieces
    except ValueError as error:
        logger().error("document_damaged", sha256=content.sha256.hex())
        raise FailedPrecondition("FILE_DAMAGED", "The file is not what it was: have it made again.") from error
