"""Categories, windows, locks and unlocks of a school."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.rules import Category


@dataclass(frozen=True, slots=True)
class Lock:
    """A part of the journal that is closed; None: not narrowed by it."""

    lock_id: str
    class_id: str | None
    subject_code: str | None
    term_id: str | None
    reason: str
    locked_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unlock:
    """A request to edit a lesson or a group past window and lock, with what was decided."""

    unlock_id: str
    group_id: str
    lesson_id: str | None
    reason: str
    requested_by: str
    requested_at: datetime
    state: str
    answer: str
    until: datetime | None
    subject_title: str
    class_title: str
    day: date | None


def lock_rules(connection: Connection[Any], school_id: str) -> tuple[int | None, int] | None:
    """The school's window and its version, locked until the transaction ends; None for a school that is not known."""
    row = connection.execute(
        "SELECT edit_days, rules_version FROM school WHERE school_id = %s FOR UPDATE", [school_id]
    ).fetchone()
    return (row[0], row[1]) if row else None


def window_of(connection: Connection[Any], school_id: str) -> tuple[int | None, int] | None:
    """The school's window and its version; None for a school that is not known."""
    row = connection.execute("SELECT edit_days, rules_version FROM school WHERE school_id = %s", [school_id]).fetchone()
    return (row[0], row[1]) if row else None


def set_window(connection: Connection[Any], school_id: str, edit_days: int | None) -> None:
    """Sets the school's window, in its next version."""
    connection.execute(
        "UPDATE school SET edit_days = %s, rules_version = rules_version + 1 WHERE school_id = %s",
        [edit_days, school_id],
    )


def categories_of(connection: Connection[Any], school_id: str) -> list[Category]:
    """All categories, retired ones too, by code."""
    rows = connection.execute(
        "SELECT code, title, weight, edit_days, retired, version FROM category WHERE school_id = %s ORDER BY code",
        [school_id],
    ).fetchall()
    return [Category(*row) for row in rows]


def put_category(connection: Connection[Any], school_id: str, category: Category) -> None:
    """Writes a category in the version it has."""
    connection.execute(
        """INSERT INTO category (school_id, code, title, weight, edit_days, retired, version)
           VALUES (%s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (school_id, code) DO UPDATE SET title = excluded.title, weight = excluded.weight,
               edit_days = excluded.edit_days, retired = excluded.retired, version = excluded.version""",
        [
            school_id, category.code, category.title, category.weight, category.edit_days, category.retired,
            category.version,
        ],
    )  # fmt: skip


_LOCK = "lock_id, class_id, subject_code, term_id, reason, locked_at, ended_at"


def add_lock(connection: Connection[Any], school_id: str, lock: Lock, person_id: str) -> bool:
    """Adds a lock; False when the school has no such class, subject or term."""
    known = connection.execute(
        """SELECT (%(class)s::uuid IS NULL OR EXISTS (SELECT FROM class WHERE school_id = %(school)s
                       AND class_id = %(class)s))
              AND (%(subject)s::text IS NULL OR EXISTS (SELECT FROM teaching_group WHERE school_id = %(school)s
                       AND subject_code = %(subject)s))
              AND (%(term)s::uuid IS NULL OR EXISTS (SELECT FROM term WHERE school_id = %(school)s
                       AND term_id = %(term)s))""",
        {"school": school_id, "class": lock.class_id, "subject": lock.subject_code, "term": lock.term_id},
    ).fetchone()
    if known is None or not known[0]:
        return False
    connection.execute(
        f"INSERT INTO period_lock (school_id, {_LOCK}, locked_by) VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, %s)",
        [
            school_id, lock.lock_id, lock.class_id, lock.subject_code, lock.term_id, lock.reason, lock.locked_at,
            person_id,
        ],
    )  # fmt: skip
    return True


def end_lock(connection: Connection[Any], school_id: str, lock_id: str, person_id: str, now: datetime) -> Lock | None:
    """Ends a lock that holds; None when there is none."""
    row = connection.execute(
        f"""UPDATE period_lock SET ended_at = %s, ended_by = %s
            WHERE school_id = %s AND lock_id = %s AND ended_at IS NULL RETURNING {_LOCK}""",
        [now, person_id, school_id, lock_id],
    ).fetchone()
    return Lock(*row) if row else None


def locks_of(connection: Connection[Any], school_id: str, before: tuple[datetime, str] | None, most: int) -> list[Lock]:
    """The locks that hold, newest first, before the given one."""
    rows = connection.execute(
        f"""SELECT {_LOCK} FROM period_lock WHERE school_id = %(school)s AND ended_at IS NULL
            AND (%(time)s::timestamptz IS NULL OR (locked_at, lock_id) < (%(time)s, %(id)s::uuid))
            ORDER BY locked_at DESC, lock_id DESC LIMIT %(most)s""",
        {"school": school_id, "time": before and before[0], "id": before and before[1], "most": most},
    ).fetchall()
    return [Lock(*row) for row in rows]


_UNLOCK = """
    u.unlock_id, u.group_id, u.lesson_id, u.reason, u.requested_by, u.requested_at, u.state, u.answer, u.until,
    g.subject_title, g.class_title, l.date
    FROM unlock u
    JOIN teaching_group g ON g.school_id = u.school_id AND g.group_id = u.group_id
    LEFT JOIN lesson l ON l.school_id = u.school_id AND l.lesson_id = u.lesson_id
"""


def place_exists(connection: Connection[Any], school_id: str, group_id: str, lesson_id: str | None) -> bool:
    """Whether there is such a group, and such a lesson of it."""
    row = connection.execute(
        """SELECT EXISTS (SELECT FROM teaching_group WHERE school_id = %(school)s AND group_id = %(group)s)
              AND (%(lesson)s::uuid IS NULL OR EXISTS (SELECT FROM lesson
                   WHERE school_id = %(school)s AND lesson_id = %(lesson)s AND group_id = %(group)s))""",
        {"school": school_id, "group": group_id, "lesson": lesson_id},
    ).fetchone()
    return bool(row and row[0])


def add_unlock(
    connection: Connection[Any],
    school_id: str,
    unlock_id: str,
    place: tuple[str, str | None],
    reason: str,
    person_id: str,
    now: datetime,
) -> None:
    """Keeps a request for a place (group, lesson)."""
    connection.execute(
        """INSERT INTO unlock (school_id, unlock_id, group_id, lesson_id, reason, requested_by, requested_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s)""",
        [school_id, unlock_id, *place, reason, person_id, now],
    )


def decide_unlock(
    connection: Connection[Any],
    school_id: str,
    unlock_id: str,
    person_id: str,
    until: datetime | None,
    answer: str,
    now: datetime,
) -> bool:
    """Decides a request that waits: granted until then, refused for None. False when it does not wait (any more)."""
    return bool(
        connection.execute(
            """UPDATE unlock SET state = CASE WHEN %(until)s::timestamptz IS NULL THEN 'refused' ELSE 'granted' END,
                   until = %(until)s, answer = %(answer)s, decided_by = %(person)s, decided_at = %(now)s
               WHERE school_id = %(school)s AND unlock_id = %(unlock)s AND state = 'requested'""",
            {
                "until": until,
                "answer": answer,
                "person": person_id,
                "now": now,
                "school": school_id,
                "unlock": unlock_id,
            },
        ).rowcount
    )


def get_unlock(connection: Connection[Any], school_id: str, unlock_id: str) -> Unlock | None:
    """A request."""
    row = connection.execute(
        f"SELECT {_UNLOCK} WHERE u.school_id = %s AND u.unlock_id = %s", [school_id, unlock_id]
    ).fetchone()
    return Unlock(*row) if row else None


def unlocks_of(
    connection: Connection[Any], school_id: str, after: tuple[datetime, str] | None, most: int, *, decided: bool
) -> list[Unlock]:
    """Requests that wait, oldest first, or all of them, newest first; after the given one."""
    sign, order, state = ("<", "DESC", "true") if decided else (">", "ASC", "u.state = 'requested'")
    rows = connection.execute(
        f"""SELECT {_UNLOCK} WHERE u.school_id = %(school)s AND {state}
            AND (%(time)s::timestamptz IS NULL OR (u.requested_at, u.unlock_id) {sign} (%(time)s, %(id)s::uuid))
            ORDER BY u.requested_at {order}, u.unlock_id {order} LIMIT %(most)s""",
        {"school": school_id, "time": after and after[0], "id": after and after[1], "most": most},
    ).fetchall()
    return [Unlock(*row) for row in rows]


def unlocks_by(
    connection: Connection[Any],
    school_id: str,
    person_id: str,
    group_id: str | None,
    before: tuple[datetime, str] | None,
    most: int,
) -> list[Unlock]:
    """A person's own requests, newest first, after the given one; of one group where given."""
    rows = connection.execute(
        f"""SELECT {_UNLOCK} WHERE u.school_id = %(school)s AND u.requested_by = %(person)s
            AND (%(group)s::uuid IS NULL OR u.group_id = %(group)s)
            AND (%(time)s::timestamptz IS NULL OR (u.requested_at, u.unlock_id) < (%(time)s, %(id)s::uuid))
            ORDER BY u.requested_at DESC, u.unlock_id DESC LIMIT %(most)s""",
        {
            "school": school_id,
            "person": person_id,
            "group": group_id,
            "time": before and before[0],
            "id": before and before[1],
            "most": most,
        },
    ).fetchall()
    return [Unlock(*row) for row in rows]
