"""Files of homework: taken in, given out, swept when nothing names them.

The content is on disk before its row is committed: a row without a file can't be. A file without a row can, after a
kill; it is swept a day later.
"""

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, NotAllowed
from kit.file_store import FileStore, Incoming
from kit.logs import logger
from services.gradebook.actions.asking import refuse
from services.gradebook.domain.files import (
    LARGEST_FILE,
    MEDIA_TYPES,
    FileFacts,
    content_problem,
    extension_of,
    name_problem,
    too_large,
)
from services.gradebook.store import assignments, uploads
from services.gradebook.store.homework import FileRow
from services.gradebook.store.uploads import Upload

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_MOST_WAITING = 50
UNNAMED_SECONDS = 86_400.0
_SWEEP_SECONDS = 6 * 3600.0
_AT_ONCE = 500


def receive(files: FileStore, name: str, chunks: Iterable[bytes]) -> Incoming:
    """A content as it comes in, judged by its name; the caller keeps or drops it. Raises InvalidArgument."""
    refuse(name_problem(name))
    incoming = files.begin()
    try:
        for chunk in chunks:
            incoming.write(chunk)
            if incoming.size > LARGEST_FILE:
                refuse(too_large())
        incoming.file.flush()
        refuse(content_problem(name, incoming.file, incoming.size))
    except BaseException:
        files.drop(incoming)
        raise
    return incoming


def keep_upload(
    connection: Connection[Any], files: FileStore, upload: Upload, incoming: Incoming, now: datetime
) -> FileFacts:
    """Keeps a file that came. Raises NotAllowed for an unknown lesson, FailedPrecondition (TOO_MANY_UPLOADS)."""
    if not uploads.lesson_exists(connection, upload):
        raise NotAllowed
    if uploads.count_uploads(connection, upload.school_id, upload.person_id) >= _MOST_WAITING:
        raise FailedPrecondition("TOO_MANY_UPLOADS", "Many files wait already: give those first.")
    facts = FileFacts(incoming.sha256, incoming.size, MEDIA_TYPES[extension_of(upload.name)])
    uploads.take_content(connection, facts.sha256, alone=False)
    files.keep(incoming)
    uploads.add_upload(connection, upload, facts, now)
    return facts


def lesson_file(
    pool: Pool, school_id: str, group_id: str, lesson_id: str, file_id: str
) -> tuple[FileRow, list[str]]:  # fmt: skip
    """A file of a lesson's homework, and for whom where not for the group. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        row = assignments.file_of_lesson(connection, school_id, group_id, lesson_id, file_id)
    return _file(row)


def pupil_file(pool: Pool, school_id: str, pupil_id: str, file_id: str) -> FileRow:
    """A file of a pupil's homework. Raises NotAllowed when it is not this pupil's."""
    with transaction(pool, school_id) as connection:
        row = assignments.file_of_pupil(connection, school_id, pupil_id, file_id)
    return _file(row)[0]


def _file(row: tuple[Any, ...] | None) -> tuple[FileRow, list[str]]:
    if row is None:
        raise NotAllowed
    *file, pupils = row
    return FileRow(*file), pupils


def content_of(files: FileStore, file: FileRow) -> Iterator[bytes]:
    """The content in pieces. Raises FailedPrecondition (FILE_GONE at once, FILE_DAMAGED at the end)."""
    try:
        pieces = files.read(bytes(file.sha256))
    except OSError as error:
        logger().error("file_gone", sha256=file.sha256.hex())
        raise FailedPrecondition("FILE_GONE", "The file is not where it should be: tell the operators.") from error
    try:
        yield from pieces
    except ValueError as error:
        logger().error("file_damaged", sha256=file.sha256.hex())
        raise FailedPrecondition("FILE_DAMAGED", "The file is not what it was: tell the operators.") from error


def sweep(pool: Pool, files: FileStore, older_than: float = UNNAMED_SECONDS) -> int:
    """Takes away contents that nothing has named for so many seconds; how many."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        uploads.drop_uploads(connection, datetime.now(UTC) - timedelta(seconds=older_than))
    gone, old = files.drop_unfinished(older_than), files.older_than(older_than)
    while some := list(islice(old, _AT_ONCE)):
        with transaction(pool, EVERY_SCHOOL) as connection:
            unnamed = set(some) - uploads.named(connection, some)
        gone += sum(_remove(pool, files, sha256, older_than) for sha256 in unnamed)
    return gone


def _remove(pool: Pool, files: FileStore, sha256: bytes, older_than: float) -> bool:
    """Looks again, now that nobody can name it meanwhile."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        uploads.take_content(connection, sha256, alone=True)
        if uploads.named(connection, [sha256]) or not files.is_older_than(sha256, older_than):
            return False
        files.remove(sha256)
        return True


def start_sweeping(pool: Pool, files: FileStore) -> None:
    """Sweeps now and then in a thread of its own, until the process ends. Nothing depends on it."""

    def work() -> None:
        pause = threading.Event()
        while True:
            try:
                gone = sweep(pool, files)
            except (psycopg.Error, PoolTimeout, OSError) as error:
                logger().warning("files_not_swept", problem=error.__class__.__name__)
            else:
                logger().info("files_swept", gone=gone)
            pause.wait(_SWEEP_SECONDS)

    threading.Thread(target=work, name="sweep-files", daemon=True).start()
