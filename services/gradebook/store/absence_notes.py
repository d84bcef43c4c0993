"""Families' notes about absences; absences that are known beforehand."""

from datetime import date, datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.absence_notes import Note

_NOTE = """note_id, pupil_id, begin_date, end_date, reason, text, sent_by, sent_at, state, answer, decided_by,
           decided_at"""
# A page goes on after the last note shown.
After = tuple[datetime, str] | None


def waiting_of(connection: Connection[Any], school_id: str, pupil_id: str) -> int:
    """How many notes about the pupil wait. Who sends one more at the same time waits for this one."""
    connection.execute("SELECT pg_advisory_xact_lock(7270130, hashtext(%s))", [pupil_id])
    row = connection.execute(
        "SELECT count(*) FROM absence_note WHERE school_id = %s AND pupil_id = %s AND state = 'waiting'",
        [school_id, pupil_id],
    ).fetchone()
    return row[0] if row else 0


def add_note(connection: Connection[Any], school_id: str, note: Note) -> None:
    """Adds a note."""
    connection.execute(
        """INSERT INTO absence_note (school_id, note_id, pupil_id, begin_date, end_date, reason, text, sent_by, sent_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            school_id, note.note_id, note.pupil_id, note.begin, note.end, note.reason, note.text, note.sent_by,
            note.sent_at,
        ],
    )  # fmt: skip


def lock_note(connection: Connection[Any], school_id: str, note_id: str) -> Note | None:
    """A note, locked until the transaction ends; None when there is no such."""
    row = connection.execute(
        f"SELECT {_NOTE} FROM absence_note WHERE school_id = %s AND note_id = %s FOR UPDATE", [school_id, note_id]
    ).fetchone()
    return Note(*row) if row else None


def close_note(connection: Connection[Any], school_id: str, note: Note, period_id: str | None) -> None:
    """Writes what was decided."""
    connection.execute(
        """UPDATE absence_note SET state = %s, answer = %s, decided_by = %s, decided_at = %s, period_id = %s
           WHERE school_id = %s AND note_id = %s""",
        [note.state, note.answer, note.decided_by, note.decided_at, period_id, school_id, note.note_id],
    )


def notes_of_pupil(connection: Connection[Any], school_id: str, pupil_id: str, after: After, most: int) -> list[Note]:
    """A pupil's notes, newest first."""
    moment, note_id = after or (None, None)
    rows = connection.execute(
        f"""SELECT {_NOTE} FROM absence_note
            WHERE school_id = %s AND pupil_id = %s
                AND (%s::timestamptz IS NULL OR (sent_at, note_id) < (%s, %s::uuid))
            ORDER BY sent_at DESC, note_id DESC LIMIT %s""",
        [school_id, pupil_id, moment, moment, note_id, most],
    ).fetchall()
    return [Note(*row) for row in rows]


# A pupil who is in the class, by one of its groups, on a day of the note.
_OF_CLASS = """
    EXISTS (SELECT FROM group_pupil m JOIN teaching_group g USING (school_id, group_id)
            WHERE m.school_id = n.school_id AND m.pupil_id = n.pupil_id AND g.class_id = %(class)s
                AND m.begin_date <= n.end_date AND m.end_date >= n.begin_date)
"""
_WAITING = f"""
    SELECT {_NOTE} FROM absence_note n WHERE school_id = %(school)s AND state = 'waiting' AND {_OF_CLASS}
        AND (%(moment)s::timestamptz IS NULL OR (sent_at, note_id) > (%(moment)s, %(note)s::uuid))
    ORDER BY sent_at, note_id LIMIT %(most)s
"""
_ALL = f"""
    SELECT {_NOTE} FROM absence_note n WHERE school_id = %(school)s AND {_OF_CLASS}
        AND (%(moment)s::timestamptz IS NULL OR (sent_at, note_id) < (%(moment)s, %(note)s::uuid))
    ORDER BY sent_at DESC, note_id DESC LIMIT %(most)s
"""


def notes_of_class(
    connection: Connection[Any], school_id: str, class_id: str, after: After, most: int, *, decided: bool
) -> list[Note]:
    """Notes about a class's pupils: those that wait, oldest first; or all, newest first."""
    moment, note_id = after or (None, None)
    rows = connection.execute(
        _ALL if decided else _WAITING,
        {"school": school_id, "class": class_id, "moment": moment, "note": note_id, "most": most},
    ).fetchall()
    return [Note(*row) for row in rows]


def announced_in(
    connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date
) -> list[tuple[str, date, date]]:
    """Pupils of a group who are known to be absent between two days: (pupil, first day, last day), from families' notes
    that were not refused and from days with a reason."""
    rows = connection.execute(
        """SELECT a.pupil_id, greatest(a.begin_date, m.begin_date, %(begin)s) AS first,
                  least(a.end_date, m.end_date, %(end)s)
           FROM group_pupil m
           JOIN (SELECT pupil_id, begin_date, end_date FROM absence_note
                 WHERE school_id = %(school)s AND state = 'waiting' AND begin_date <= %(end)s AND end_date >= %(begin)s
                 UNION
                 SELECT pupil_id, begin_date, end_date FROM absence_period
                 WHERE school_id = %(school)s AND ended_at IS NULL AND begin_date <= %(end)s
                     AND end_date >= %(begin)s) a ON a.pupil_id = m.pupil_id
           WHERE m.school_id = %(school)s AND m.group_id = %(group)s
               AND greatest(a.begin_date, m.begin_date, %(begin)s) <= least(a.end_date, m.end_date, %(end)s)
           ORDER BY a.pupil_id, first""",
        {"school": school_id, "group": group_id, "begin": begin, "end": end},
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]
