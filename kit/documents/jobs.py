"""Rows of the table `document`: what was asked for, how far it is, what came of it. A service's migration makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

QUEUED, RUNNING, DONE, FAILED, CANCELLED, EXPIRED = "queued", "running", "done", "failed", "cancelled", "expired"
KEPT_DAYS = 7
# A job that has said nothing for so long is lost: its worker died.
_SILENT = timedelta(minutes=10)
# A job that nobody has begun for so long: its message was lost, or the line is long; a second message does no harm.
_WAITING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: of which place, for whom."""

    school_id: str
    document_id: str
    # A resource name: schools/{school}, schools/{school}/classes/{class} …
    place: str
    kind: str
    # "pdf", "xlsx", "zip"
    form: str
    parameters: Mapping[str, str]
    locale: str
    asked_by: str
    asked_at: datetime
    # Which try this is, from 1; 0: not begun.
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """An order and how far it is."""

    order: Order
    state: str
    done_parts: int
    all_parts: int
    ended_at: datetime | None
    reason: str
    title: str
    size: int
    expires_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Content:
    """Where a finished document lies, and whose data it holds."""

    title: str
    form: str
    sha256: bytes
    key: bytes
    data_subjects: list[str]


_ORDER = "school_id, document_id, place, kind, form, parameters, locale, asked_by, asked_at, tries"
_JOB = f"{_ORDER}, state, done_parts, all_parts, ended_at, reason, title, size, expires_at, note"
_ORDER_COLUMNS = 10


def _job(row: Sequence[Any]) -> Job:
    return Job(Order(*row[:_ORDER_COLUMNS]), *row[_ORDER_COLUMNS:])


def add(connection: Connection[Any], order: Order) -> None:
    """Keeps an order."""
    connection.execute(
        """INSERT INTO document (school_id, document_id, place, kind, form, parameters, locale, asked_by, asked_at,
                                 touched_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            order.school_id, order.document_id, order.place, order.kind, order.form, Jsonb(dict(order.parameters)),
            order.locale, order.asked_by, order.asked_at, order.asked_at,
        ],
    )  # fmt: skip


def count_open(connection: Connection[Any], school_id: str, asked_by: str) -> int:
    """How many of a person's documents are not ended."""
    row = connection.execute(
        """SELECT count(*) FROM document WHERE school_id = %s AND asked_by = %s AND state IN ('queued', 'running')""",
        [school_id, asked_by],
    ).fetchone()
    return int(row[0]) if row else 0


def list_jobs(
    connection: Connection[Any], school_id: str, place: str, asked_by: str, before: tuple[datetime, str] | None,
    most: int,
) -> list[Job]:  # fmt: skip
    """A person's documents of a place, newest first, after the given key."""
    rows = connection.execute(
        f"""SELECT {_JOB} FROM document
            WHERE school_id = %(school)s AND asked_by = %(by)s AND place = %(place)s
              AND (%(at)s::timestamptz IS NULL OR (asked_at, document_id) < (%(at)s, %(id)s::uuid))
            ORDER BY asked_at DESC, document_id DESC LIMIT %(most)s""",
        {
            "school": school_id,
            "by": asked_by,
            "place": place,
            "at": before[0] if before else None,
            "id": before[1] if before else None,
            "most": most,
        },
    ).fetchall()
    return [_job(row) for row in rows]


def get(connection: Connection[Any], school_id: str, document_id: str, asked_by: str) -> Job | None:
    """A person's document."""
    row = connection.execute(
        f"SELECT {_JOB} FROM document WHERE school_id = %s AND document_id = %s AND asked_by = %s",
        [school_id, document_id, asked_by],
    ).fetchone()
    return _job(row) if row else None


def claim(connection: Connection[Any], school_id: str, document_id: str) -> Order | None:
    """Takes a queued order in hand; None when it is in hand, ended or unknown: a doubled message does nothing."""
    row = connection.execute(
        f"""UPDATE document SET state = 'running', tries = tries + 1, touched_at = now(), done_parts = 0, all_parts = 0
            WHERE school_id = %s AND document_id = %s AND state = 'queued' RETURNING {_ORDER}""",
        [school_id, document_id],
    ).fetchone()
    return Order(*row) if row else None


_MINE = "school_id = %s AND document_id = %s AND state = 'running' AND tries = %s"


def _key(order: Order) -> list[Any]:
    return [order.school_id, order.document_id, order.tries]


def move(connection: Connection[Any], order: Order, done: int, whole: int) -> bool:
    """Says how far it is; False when it is no longer to be made: cancelled, or taken for lost and begun anew."""
    return bool(
        connection.execute(
            f"UPDATE document SET done_parts = %s, all_parts = %s, touched_at = now() WHERE {_MINE}",
            [done, whole, *_key(order)],
        ).rowcount
    )


def finish(
    connection: Connection[Any], order: Order, content: Content, size: int, note: str, now: datetime
) -> bool:  # fmt: skip
    """Keeps what came of it; False as in `move`."""
    return bool(
        connection.execute(
            f"""UPDATE document SET state = 'done', done_parts = all_parts, reason = '', title = %s, sha256 = %s,
                    content_key = %s, size = %s, data_subjects = %s, note = %s, ended_at = %s, expires_at = %s
                WHERE {_MINE}""",
            [
                content.title, content.sha256, content.key, size, content.data_subjects, note, now,
                now + timedelta(days=KEPT_DAYS), *_key(order),
            ],
        ).rowcount
    )  # fmt: skip


def fail(connection: Connection[Any], order: Order, reason: str, now: datetime) -> None:
    """Keeps why nothing came of it."""
    connection.execute(
        f"UPDATE document SET state = 'failed', reason = %s, ended_at = %s WHERE {_MINE}", [reason, now, *_key(order)]
    )


def put_back(connection: Connection[Any], order: Order) -> None:
    """Waits again, for a part of the platform that is away."""
    connection.execute(f"UPDATE document SET state = 'queued', touched_at = now() WHERE {_MINE}", _key(order))


def cancel(connection: Connection[Any], school_id: str, document_id: str, now: datetime) -> None:
    """Ends it, if it has not ended; whoever makes it stops at the next part."""
    connection.execute(
        """UPDATE document SET state = 'cancelled', ended_at = %s
           WHERE school_id = %s AND document_id = %s AND state IN ('queued', 'running')""",
        [now, school_id, document_id],
    )


def queue_again(connection: Connection[Any], school_id: str, document_id: str) -> bool:
    """Puts one that failed, was cancelled or has expired in the line again; False when it is not so."""
    return bool(
        connection.execute(
            """UPDATE document SET state = 'queued', reason = '', ended_at = NULL, touched_at = now(), done_parts = 0,
                   all_parts = 0
               WHERE school_id = %s AND document_id = %s AND state IN ('failed', 'cancelled', 'expired')""",
            [school_id, document_id],
        ).rowcount
    )


def content_of(
    connection: Connection[Any], school_id: str, document_id: str, place: str, asked_by: str
) -> Content | None:
    """A person's finished document of a place."""
    row = connection.execute(
        """SELECT title, form, sha256, content_key, data_subjects FROM document
           WHERE school_id = %s AND document_id = %s AND place = %s AND asked_by = %s AND state = 'done'
             AND expires_at > now()""",
        [school_id, document_id, place, asked_by],
    ).fetchone()
    return Content(row[0], row[1], bytes(row[2]), bytes(row[3]), row[4]) if row else None


def lost(connection: Connection[Any]) -> list[tuple[str, str]]:
    """(school, document) of those that wait too long, or whose worker fell silent: these wait again."""
    rows = connection.execute(
        """UPDATE document SET state = 'queued', touched_at = now()
           WHERE state = 'running' AND touched_at < now() - %s OR state = 'queued' AND touched_at < now() - %s
           RETURNING school_id, document_id""",
        [_SILENT, _WAITING],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def expire(connection: Connection[Any]) -> list[bytes]:
    """Forgets the keys of documents whose days are over; gives the digests of their contents."""
    rows = connection.execute(
        """WITH gone AS (SELECT school_id, document_id, sha256 FROM document
                         WHERE state = 'done' AND expires_at <= now() FOR UPDATE)
           UPDATE document d SET state = 'expired', sha256 = NULL, content_key = NULL, data_subjects = '{}'
           FROM gone WHERE d.school_id = gone.school_id AND d.document_id = gone.document_id RETURNING gone.sha256"""
    ).fetchall()
    return [bytes(row[0]) for row in rows]


def named(connection: Connection[Any], contents: Sequence[bytes]) -> set[bytes]:
    """Those of the contents that a document names."""
    rows = connection.execute("SELECT sha256 FROM document WHERE sha256 = ANY(%s)", [list(contents)]).fetchall()
    return {bytes(row[0]) for row in rows}
