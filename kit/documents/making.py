"""Making a document: claimed, made into a file without a name, sealed, kept, finished. What fails leaves a reason and
nothing else."""

import errno
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from kit.database import EVERY_SCHOOL, transaction
from kit.documents import jobs
from kit.documents.jobs import Content, Order
from kit.documents.sealed import keep_sealed
from kit.errors import DependencyDown, ServiceError
from kit.file_store import FileStore
from kit.logs import logger
from kit.outbox import add_task

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
# The service's job, by its name: `{service}.{JOB}` with school and document as arguments.
JOB = "make_document"
_MOST_TRIES = 5
_TRY_AGAIN = timedelta(seconds=30)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SWEEP_SECONDS = 30
_UNNAMED_SECONDS = 86_400.0
_AT_ONCE = 500


class Stopped(Exception):
    """It is no longer to be made: it was cancelled, or is taken for lost."""


class CanNotMake(Exception):
    """There is a reason why it can't be made; the argument is its word (UPPER_SNAKE_CASE)."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the file's name without an ending, whose data it holds, what else its reader must know."""

    title: str
    data_subjects: frozenset[str]
    note: str = ""


class Bench:
    """Where one document is made: its file, a folder for what is under way, and the way to say how far it is."""

    def __init__(self, pool: Pool, order: Order, file: IO[bytes], folder: Path) -> None:
        self.order, self.file, self.folder = order, file, folder
        self._pool = pool

    def reach(self, done: int, whole: int) -> None:
        """So many parts of so many are made. Raises Stopped."""
        with transaction(self._pool, self.order.school_id) as connection:
            if not jobs.move(connection, self.order, done, whole):
                raise Stopped


Maker = Callable[[Bench], Made]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a service's jobs share."""

    service: str
    pool: Pool
    store: FileStore
    # For what is under way; on the store's disk.
    folder: Path
    make: Maker

    @property
    def job(self) -> str:
        """The name of the job."""
        return f"{self.service}.{JOB}"


def order_document(connection: Connection[Any], service: str, order: Order) -> None:
    """Keeps an order and leaves its job for the relay, in the caller's transaction."""
    jobs.add(connection, order)
    add_task(connection, f"{service}.{JOB}", [order.school_id, order.document_id])


def order_again(connection: Connection[Any], service: str, school_id: str, document_id: str) -> bool:
    """The same for one that failed, was cancelled or has expired; False when it is not so."""
    if not jobs.queue_again(connection, school_id, document_id):
        return False
    add_task(connection, f"{service}.{JOB}", [school_id, document_id])
    return True


def make_document(shop: Workshop, school_id: str, document_id: str) -> None:
    """Makes one that is queued; does nothing for one that is not."""
    with transaction(shop.pool, school_id) as connection:
        order = jobs.claim(connection, school_id, document_id)
    if order is None:
        return
    try:
        _make(shop, order)
    except Stopped:
        logger().info("document_stopped", document=document_id)
    except CanNotMake as error:
        _fail(shop, order, str(error))
    except DependencyDown as error:
        _wait(shop, order, error)
    except ServiceError as error:
        _fail(shop, order, error.reason)
    except OSError as error:
        _fail(shop, order, "DISK_FULL" if error.errno in _FULL else "DISK_FAILED")
    except (psycopg.OperationalError, PoolTimeout) as error:
        # The row stays in hand, and is found by the sweep when the database is back.
        logger().warning("document_waits", document=document_id, problem=error.__class__.__name__)
    except Exception as error:
        # A fault of ours: the trace tells it to operators, and the next document is not held up by it.
        logger().error("document_failed", document=document_id, kind=order.kind, exc_info=error)
        _fail(shop, order, "MAKING_FAILED")


def _make(shop: Workshop, order: Order) -> None:
    shop.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The file has no name, so that it is gone with the process; what libraries put beside it is gone with the folder.
    with tempfile.TemporaryDirectory(dir=shop.folder) as folder, tempfile.TemporaryFile(dir=shop.folder) as file:
        made = shop.make(Bench(shop.pool, order, file, Path(folder)))
        file.flush()
        sha256, key, size = keep_sealed(shop.store, file)
    content = Content(made.title, order.form, sha256, key, sorted(made.data_subjects))
    with transaction(shop.pool, order.school_id) as connection:
        kept = jobs.finish(connection, order, content, size, made.note, datetime.now(UTC))
    if not kept:
        shop.store.remove(sha256)
        raise Stopped
    logger().info("document_made", document=order.document_id, kind=order.kind, size=size)


def _fail(shop: Workshop, order: Order, reason: str) -> None:
    logger().warning("document_not_made", document=order.document_id, kind=order.kind, reason=reason)
    with transaction(shop.pool, order.school_id) as connection:
        jobs.fail(connection, order, reason, datetime.now(UTC))


def _wait(shop: Workshop, order: Order, error: DependencyDown) -> None:
    """Tries again soon, some times."""
    if order.tries >= _MOST_TRIES:
        _fail(shop, order, error.reason)
        return
    with transaction(shop.pool, order.school_id) as connection:
        jobs.put_back(connection, order)
        add_task(
            connection, shop.job, [order.school_id, order.document_id], available_at=datetime.now(UTC) + _TRY_AGAIN
        )  # fmt: skip


def sweep(shop: Workshop) -> int:
    """Starts lost jobs again, forgets documents whose days are over and contents that nothing names; how many."""
    with transaction(shop.pool, EVERY_SCHOOL) as connection:
        found = jobs.lost(connection)
        for school_id, document_id in found:
            add_task(connection, shop.job, [school_id, document_id])
    with transaction(shop.pool, EVERY_SCHOOL) as connection:
        gone = jobs.expire(connection)
    shop.store.drop_unfinished(_UNNAMED_SECONDS)
    old = shop.store.older_than(_UNNAMED_SECONDS)
    while some := list(islice(old, _AT_ONCE)):
        with transaction(shop.pool, EVERY_SCHOOL) as connection:
            # No content gets a second name, so one that has none by now never will.
            gone += set(some) - jobs.named(connection, some)
    for sha256 in gone:
        shop.store.remove(sha256)
    return len(found) + len(gone)


def start_sweeping(shop: Workshop) -> None:
    """Sweeps now and then in a thread of its own, until the process ends."""

    def work() -> None:
        pause = threading.Event()
        while not pause.wait(_SWEEP_SECONDS):
            try:
                sweep(shop)
            except (psycopg.Error, PoolTimeout, OSError) as error:
                logger().warning("documents_not_swept", problem=error.__class__.__name__)

    threading.Thread(target=work, name="sweep-documents", daemon=True).start()
