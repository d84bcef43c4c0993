"""What goes into an archive of a period for machines, row by row through server-side cursors; and the school's key."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

_AT_ONCE = 2000
_PERIOD = "l.school_id = %(school)s AND l.date BETWEEN %(begin)s AND %(end)s"
_OF_LESSON = "{0}.school_id = l.school_id AND {0}.school_year = l.school_year AND {0}.lesson_id = l.lesson_id"

# Table → (headings, statement). A row of `marks`, `attendance`, `changes` belongs to one of `lessons`.
TABLES: Mapping[str, tuple[Sequence[str], str]] = {
    "groups": (
        ("group_id", "class_id", "class", "subject_code", "subject", "year_group"),
        """SELECT g.group_id, g.class_id, g.class_title, g.subject_code, g.subject_title, g.year_group
           FROM teaching_group g WHERE g.school_id = %(school)s AND EXISTS (
               SELECT FROM lesson l WHERE l.group_id = g.group_id AND l.school_id = g.school_id
                   AND l.date BETWEEN %(begin)s AND %(end)s)
           ORDER BY g.year_group, g.class_title, g.subject_title, g.group_id""",
    ),
    "members": (
        ("group_id", "pupil_id", "begin_date", "end_date"),
        """SELECT p.group_id, p.pupil_id, p.begin_date, p.end_date FROM group_pupil p
           WHERE p.school_id = %(school)s AND p.begin_date <= %(end)s AND p.end_date >= %(begin)s
           ORDER BY p.group_id, p.pupil_id, p.begin_date""",
    ),
    "lessons": (
        (
            "lesson_id", "group_id", "date", "bell", "room", "state", "topic", "homework", "homework_text",
            "homework_due", "attendance_confirmed", "teacher_id", "substitute_id", "version",
        ),
        f"""SELECT l.lesson_id, l.group_id, l.date, l.bell, l.room, l.state, l.topic, l.homework, l.homework_text,
                   l.homework_due, l.attendance_confirmed, l.teacher_id, l.substitute_id, l.version
            FROM lesson l WHERE {_PERIOD} ORDER BY l.date, l.bell, l.lesson_id""",
    ),
    "line_items": (
        ("lesson_id", "line_item_id", "category", "title", "weight", "version"),
        f"""SELECT i.lesson_id, i.line_item_id, i.category, i.title, i.weight, i.version
            FROM lesson l JOIN line_item i ON {_OF_LESSON.format("i")} WHERE {_PERIOD}
            ORDER BY i.lesson_id, i.line_item_id""",
    ),
    "marks": (
        ("lesson_id", "line_item_id", "pupil_id", "value", "comment", "due_date", "version", "updated_at"),
        f"""SELECT m.lesson_id, m.line_item_id, m.pupil_id, m.value, m.comment, m.due_date, m.version, m.updated_at
            FROM lesson l JOIN mark m ON {_OF_LESSON.format("m")} WHERE {_PERIOD}
            ORDER BY m.lesson_id, m.pupil_id, m.line_item_id""",
    ),
    "attendance": (
        ("lesson_id", "pupil_id", "attendance", "minutes_late", "reason", "version", "updated_at"),
        f"""SELECT a.lesson_id, a.pupil_id, a.attendance, a.minutes_late, a.reason, a.version, a.updated_at
            FROM lesson l JOIN attendance a ON {_OF_LESSON.format("a")} WHERE {_PERIOD}
            ORDER BY a.lesson_id, a.pupil_id""",
    ),
    "term_marks": (
        ("group_id", "period_id", "kind", "pupil_id", "value", "average", "mark_count", "version"),
        """SELECT t.group_id, t.period_id, t.kind, t.pupil_id, t.value, t.average, t.mark_count, t.version
           FROM term_mark t WHERE t.school_id = %(school)s AND t.school_year = %(year)s AND t.period_id = %(period)s
           ORDER BY t.group_id, t.pupil_id, t.kind""",
    ),
    "changes": (
        (
            "change_id", "lesson_id", "changed_at", "person_id", "cell", "line_item_id", "pupil_id", "old_value",
            "new_value", "reason", "version", "number", "hash",
        ),
        f"""SELECT c.change_id, c.lesson_id, c.changed_at, c.person_id, c.cell, c.line_item_id, c.pupil_id,
                   c.old_value, c.new_value, c.reason, c.version, c.number, encode(c.hash, 'hex')
            FROM lesson l JOIN change_history c ON {_OF_LESSON.format("c")} WHERE {_PERIOD}
            ORDER BY c.lesson_id, c.change_id""",
    ),
}  # fmt: skip
# Columns that hold people.
PEOPLE = ("pupil_id", "teacher_id", "substitute_id", "person_id")


def rows_of(connection: Connection[Any], table: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of one of the tables; `values`: school, begin, end, year, period."""
    with connection.cursor(f"archive_{table}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(TABLES[table][1].encode(), dict(values))
        yield from cursor


def values_of(school_id: str, period_id: str, school_year: int, days: tuple[date, date]) -> dict[str, Any]:
    """What the statements are about."""
    return {"school": school_id, "period": period_id, "year": school_year, "begin": days[0], "end": days[1]}


def newest_key(connection: Connection[Any], school_id: str) -> bytes | None:
    """The school's private key that signs; None: it has none."""
    row = connection.execute(
        "SELECT private_key FROM school_key WHERE school_id = %s ORDER BY made_at DESC, fingerprint LIMIT 1",
        [school_id],
    ).fetchone()
    return bytes(row[0]) if row else None


def add_key(connection: Connection[Any], school_id: str, fingerprint: str, private_key: bytes, now: datetime) -> None:
    """Keeps a key."""
    connection.execute(
        "INSERT INTO school_key (school_id, fingerprint, private_key, made_at) VALUES (%s, %s, %s, %s)",
        [school_id, fingerprint, private_key, now],
    )


def hold_keys(connection: Connection[Any], school_id: str) -> None:
    """Waits for the school's turn to make a key."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('school key ' || %s, 0))", [school_id])
