"""Cells, notices, deliveries."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from services.notify.domain.telling import Item, TellableCell


@dataclass(frozen=True, slots=True)
class CellChange:
    """A new value of a cell."""

    pupil_id: str
    line_item_id: str
    kind: str
    category: str
    value: str
    version: int
    # Where what the notice is about has no subject of its own.
    subject_title: str = ""


def put_cells(
    connection: Connection[Any], school_id: str, lesson_id: str, changes: Sequence[CellChange]
) -> set[tuple[str, str]]:
    """Keeps what is newer; (pupil, kind) of the cells that may have something to tell.

    A first value that says nothing (present) is kept and told to nobody.
    """
    rows = connection.execute(
        """INSERT INTO cell (school_id, lesson_id, pupil_id, line_item_id, kind, category, value, version,
                             subject_title)
           SELECT %s, %s, *
           FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
           ON CONFLICT (school_id, pupil_id, lesson_id, line_item_id)
           DO UPDATE SET value = excluded.value, version = excluded.version
           WHERE cell.version < excluded.version
           RETURNING pupil_id, kind, value, xmax <> 0""",
        [
            school_id,
            lesson_id,
            [each.pupil_id for each in changes],
            [each.line_item_id for each in changes],
            [each.kind for each in changes],
            [each.category for each in changes],
            [each.value for each in changes],
            [each.version for each in changes],
            [each.subject_title for each in changes],
        ],
    ).fetchall()
    return {(pupil_id, kind) for pupil_id, kind, value, was_there in rows if value or was_there}


@dataclass(frozen=True, slots=True)
class Occasion:
    """The lesson, or other thing, that a notice is about; what is no lesson has bell 0."""

    school_id: str
    lesson_id: str
    day: date
    bell: int
    subject_title: str


@dataclass(frozen=True, slots=True)
class WantedNotice:
    """A notice to hold: ready when its grace window ends, due when quiet hours let it go."""

    notice_id: str
    guardian_id: str
    pupil_id: str
    topic: str
    ready_at: datetime
    due_at: datetime


def hold_notices(
    connection: Connection[Any],
    occasion: Occasion,
    wanted: Sequence[WantedNotice],
) -> list[tuple[str, datetime]]:
    """Makes held notices where none is held yet; (id, due) of those made.

    One that is held already is locked (DO NOTHING would not wait): when a job is just telling it from the cells as they
    were, this waits for that job and then makes a notice of its own.
    """
    rows = connection.execute(
        """INSERT INTO notice (school_id, lesson_id, lesson_date, lesson_bell, subject_title,
                               notice_id, guardian_id, pupil_id, topic, ready_at, due_at)
           SELECT %s, %s, %s, %s, %s, *
           FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[])
           ON CONFLICT (guardian_id, pupil_id, lesson_id, topic) WHERE state = 'held'
           DO UPDATE SET due_at = notice.due_at WHERE false
           RETURNING notice_id, due_at""",
        [
            occasion.school_id,
            occasion.lesson_id,
            occasion.day,
            occasion.bell,
            occasion.subject_title,
            [each.notice_id for each in wanted],
            [each.guardian_id for each in wanted],
            [each.pupil_id for each in wanted],
            [each.topic for each in wanted],
            [each.ready_at for each in wanted],
            [each.due_at for each in wanted],
        ],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with its lesson; items are known once it is visible.

    It goes to `guardian_id`, who is a guardian of `pupil_id`, or the same person: somebody told of his own affairs.
    """

    notice_id: str
    guardian_id: str
    pupil_id: str
    school_id: str
    lesson_id: str
    topic: str
    kind: str
    state: str
    day: date
    bell: int
    subject_title: str
    items: list[dict[str, str]]
    due: bool
    listed_at: datetime | None
    read: bool
    visible_at: datetime | None
    # Of a message: what its sender wrote, whether it asks to be confirmed, and is.
    text: str = ""
    confirm: bool = False
    confirmed: bool = False


NOTICE_COLUMNS = """notice_id, guardian_id, pupil_id, school_id, lesson_id, topic, kind, state, lesson_date,
             lesson_bell, subject_title, items, due_at <= now(), listed_at, read_at IS NOT NULL, visible_at,
             coalesce((SELECT m.text FROM message m WHERE notice.topic = 'message'
                       AND m.school_id = notice.school_id AND m.message_id = notice.lesson_id), ''),
             coalesce((SELECT m.confirm FROM message m WHERE notice.topic = 'message'
                       AND m.school_id = notice.school_id AND m.message_id = notice.lesson_id), false),
             confirmed_at IS NOT NULL"""


def lock_notice(connection: Connection[Any], notice_id: str) -> Notice | None:
    """The notice, locked until the transaction ends."""
    row = connection.execute(
        f"SELECT {NOTICE_COLUMNS} FROM notice WHERE notice_id = %s FOR UPDATE", [notice_id]
    ).fetchone()
    return Notice(*row) if row else None


def cells_of(connection: Connection[Any], notice: Notice) -> list[TellableCell]:
    """The cells that the notice may tell of, beside what its guardian was told."""
    rows = connection.execute(
        """SELECT c.line_item_id, c.kind, c.category, c.value, coalesce(t.value, ''), c.subject_title
           FROM cell c
           LEFT JOIN told t ON t.guardian_id = %s AND t.pupil_id = c.pupil_id AND t.lesson_id = c.lesson_id
               AND t.line_item_id = c.line_item_id
           WHERE c.school_id = %s AND c.pupil_id = %s AND c.lesson_id = %s AND c.kind = %s
           ORDER BY c.line_item_id""",
        [notice.guardian_id, notice.school_id, notice.pupil_id, notice.lesson_id, notice.topic],
    ).fetchall()
    return [TellableCell(*row) for row in rows]


def retract(connection: Connection[Any], notice_id: str, reason: str) -> None:
    """A held notice comes to nothing; the reason is a code."""
    connection.execute("UPDATE notice SET state = 'retracted', reason = %s WHERE notice_id = %s", [reason, notice_id])


def postpone(connection: Connection[Any], notice_id: str, due_at: datetime) -> None:
    """A held notice is due at another time."""
    connection.execute("UPDATE notice SET due_at = %s WHERE notice_id = %s", [due_at, notice_id])


def held_of(connection: Connection[Any], guardian_id: str, pupil_id: str) -> list[tuple[str, str, datetime]]:
    """Held notices to a person about a child, locked: id, school, the moment at which each is ready."""
    rows = connection.execute(
        """SELECT notice_id, school_id, coalesce(ready_at, due_at) FROM notice
           WHERE guardian_id = %s AND pupil_id = %s AND state = 'held' ORDER BY notice_id FOR UPDATE""",
        [guardian_id, pupil_id],
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def show(
    connection: Connection[Any],
    notice: Notice,
    kind: str,
    items: Sequence[Item],
    listed_at: datetime | None,
) -> None:
    """Makes the notice visible with its items, remembers what was told.

    `listed_at` is when it comes into the list on the portal; None: never.
    """
    connection.execute(
        """UPDATE notice SET state = 'visible', kind = %s, items = %s, visible_at = now(), listed_at = %s
           WHERE notice_id = %s""",
        [kind, Jsonb([asdict(item) for item in items]), listed_at, notice.notice_id],
    )
    connection.execute(
        """INSERT INTO told (guardian_id, pupil_id, lesson_id, line_item_id, value)
           SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[])
           ON CONFLICT (guardian_id, pupil_id, lesson_id, line_item_id) DO UPDATE SET value = excluded.value""",
        [
            notice.guardian_id,
            notice.pupil_id,
            notice.lesson_id,
            [item.line_item_id for item in items],
            [item.new_value for item in items],
        ],
    )
    ring(connection, notice.guardian_id)


def relist(
    connection: Connection[Any], guardian_id: str, pupil_id: str, kinds: Sequence[str], at: datetime | None
) -> None:
    """Notices that are still to come into the list come at another time; None: never."""
    connection.execute(
        """UPDATE notice SET listed_at = %s
           WHERE guardian_id = %s AND pupil_id = %s AND state = 'visible' AND listed_at > now() AND kind = ANY(%s)""",
        [at, guardian_id, pupil_id, list(kinds)],
    )


def next_listed(connection: Connection[Any], guardian_id: str) -> float | None:
    """Seconds until the next notice comes into the list; None: none waits."""
    row = connection.execute(
        """SELECT extract(epoch FROM min(listed_at) - now())::float8 FROM notice
           WHERE guardian_id = %s AND state = 'visible' AND listed_at > now()""",
        [guardian_id],
    ).fetchone()
    return row[0] if row else None


# After a try the lease alone was long enough to wait; a little for the job of a next try to come by itself.
_LEFT = timedelta(seconds=10)


def overdue(connection: Connection[Any], late: timedelta, most: int) -> list[str]:
    """Notices whose job was lost: held or queued long past their time, or left by a worker that died in a try."""
    rows = connection.execute(
        """(SELECT notice_id FROM notice WHERE state = 'held' AND due_at < now() - %(late)s LIMIT %(most)s)
           UNION
           (SELECT notice_id FROM delivery
            WHERE state = 'queued' AND digest_id IS NULL
              AND lease_until < now() - CASE WHEN tries > 0 THEN %(left)s ELSE %(late)s END LIMIT %(most)s)""",
        {"late": late, "left": _LEFT, "most": most},
    ).fetchall()
    return [row[0] for row in rows]


# Access ends with its reason: who is no longer the child's guardian today sees the old notices no more.
_STILL_MINE = """
    (notice.guardian_id = notice.pupil_id OR EXISTS (
            SELECT FROM guardian g JOIN school s ON s.school_id = notice.school_id
            WHERE g.person_id = notice.guardian_id AND g.pupil_id = notice.pupil_id
              AND (now() AT TIME ZONE s.time_zone)::date BETWEEN g.begin_date AND g.end_date))
"""


def list_notices(
    connection: Connection[Any], guardian_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Notice]:
    """The guardian's visible notices, newest first, from before the given time and id on."""
    rows = connection.execute(
        f"""SELECT {NOTICE_COLUMNS} FROM notice
            WHERE guardian_id = %(guardian)s AND state = 'visible' AND listed_at <= now() AND {_STILL_MINE}
              AND (%(time)s::timestamptz IS NULL OR (listed_at, notice_id) < (%(time)s, %(id)s::uuid))
            ORDER BY listed_at DESC, notice_id DESC LIMIT %(most)s""",
        {
            "guardian": guardian_id,
            "time": before[0] if before else None,
            "id": before[1] if before else None,
            "most": most,
        },
    ).fetchall()
    return [Notice(*row) for row in rows]


def count_held(connection: Connection[Any], guardian_id: str) -> tuple[int, datetime | None]:
    """How many notices wait for a person, and when the first of them comes."""
    row = connection.execute(
        f"""SELECT count(*), min(CASE WHEN state = 'held' THEN due_at ELSE listed_at END) FROM notice
            WHERE guardian_id = %s AND (state = 'held' OR state = 'visible' AND listed_at > now()) AND {_STILL_MINE}""",
        [guardian_id],
    ).fetchone()
    assert row is not None  # noqa: S101  (count always gives a row)
    return int(row[0]), row[1]


def count_unread(connection: Connection[Any], guardian_id: str) -> int:
    """How many visible notices the guardian has not read."""
    row = connection.execute(
        "SELECT count(*) FROM notice WHERE guardian_id = %s AND state = 'visible' AND read_at IS NULL"
        f" AND listed_at <= now() AND {_STILL_MINE}",
        [guardian_id],
    ).fetchone()
    assert row is not None  # noqa: S101  (count always gives a row)
    return int(row[0])


def newest_unread(connection: Connection[Any], guardian_id: str, most: int) -> list[tuple[datetime, str]]:
    """When they came into the list, and ids, of the newest notices that the guardian has not read, newest first."""
    rows = connection.execute(
        f"""SELECT listed_at, notice_id FROM notice
            WHERE guardian_id = %s AND state = 'visible' AND read_at IS NULL AND listed_at <= now() AND {_STILL_MINE}
            ORDER BY listed_at DESC, notice_id DESC LIMIT %s""",
        [guardian_id, most],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def ring(connection: Connection[Any], guardian_id: str) -> None:
    """Tells who watches the count that it may have changed."""
    connection.execute("SELECT pg_notify('notices', %s)", [guardian_id])


def mark_read(connection: Connection[Any], guardian_id: str, until: datetime) -> None:
    """Marks notices that were visible by then as read."""
    connection.execute(
        """UPDATE notice SET read_at = now()
           WHERE guardian_id = %s AND state = 'visible' AND read_at IS NULL AND listed_at <= now()
             AND listed_at <= %s""",
        [guardian_id, until],
    )
    ring(connection, guardian_id)
