"""Files that came and are not given yet, and which contents anything still names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.files import FileFacts


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came: for which lesson, from whom."""

    school_id: str
    group_id: str
    lesson_id: str
    person_id: str
    upload_id: str
    name: str


def take_content(connection: Connection[Any], sha256: bytes, *, alone: bool) -> None:
    """Until the transaction's end a content is nobody else's to sweep (shared), or to name anew (alone)."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    connection.execute(f"SELECT {function}(%s)", [int.from_bytes(sha256[:8], "big", signed=True)])


def lesson_exists(connection: Connection[Any], upload: Upload) -> bool:
    """Whether the group has such a lesson."""
    row = connection.execute(
        "SELECT true FROM lesson WHERE school_id = %s AND group_id = %s AND lesson_id = %s",
        [upload.school_id, upload.group_id, upload.lesson_id],
    ).fetchone()
    return row is not None


def count_uploads(connection: Connection[Any], school_id: str, person_id: str) -> int:
    """How many files of a person wait to be given."""
    row = connection.execute(
        "SELECT count(*) FROM file_upload WHERE school_id = %s AND person_id = %s", [school_id, person_id]
    ).fetchone()
    return int(row[0]) if row else 0


def add_upload(connection: Connection[Any], upload: Upload, facts: FileFacts, now: datetime) -> None:
    """Keeps that a file came."""
    connection.execute(
        """INSERT INTO file_upload (school_id, upload_id, lesson_id, person_id, sha256, name, media_type, size,
                                    created_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            upload.school_id, upload.upload_id, upload.lesson_id, upload.person_id, facts.sha256, upload.name,
            facts.media_type, facts.size, now,
        ],
    )  # fmt: skip


def drop_uploads(connection: Connection[Any], before: datetime) -> int:
    """Forgets files that came before a moment and were not given; how many."""
    return connection.execute("DELETE FROM file_upload WHERE created_at < %s", [before]).rowcount


def named(connection: Connection[Any], contents: Sequence[bytes]) -> set[bytes]:
    """Those of the contents that some row names; files that were taken off count, for the history."""
    rows = connection.execute(
        """SELECT sha256 FROM homework_file WHERE sha256 = ANY(%(contents)s)
           UNION SELECT sha256 FROM file_upload WHERE sha256 = ANY(%(contents)s)""",
        {"contents": list(contents)},
    ).fetchall()
    return {bytes(row[0]) for row in rows}
