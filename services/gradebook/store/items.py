"""Line items changed as such: another title, category or weight, or gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from kit.audit import Head
from services.gradebook.domain.lesson import Change


@dataclass(frozen=True, slots=True)
class LockedLesson:
    """A lesson that is locked until the transaction ends, and the end of its history."""

    lesson_id: str
    school_year: int
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A line item as stored."""

    lesson_id: str
    school_year: int
    line_item_id: str
    category: str
    title: str
    weight: Decimal
    version: int

    @property
    def told(self) -> str:
        """How it stands in the lesson's history."""
        return f"{self.category} {self.title}".strip()


_ITEM = "lesson_id, school_year, line_item_id, category, title, weight, version"


def lock_lessons_of_term(
    connection: Connection[Any], school_id: str, group_id: str, term_id: str
) -> list[LockedLesson]:
    """The lessons of a group's term that hold something, locked in the order of their ids."""
    rows = connection.execute(
        """SELECT lesson_id, school_year, history_number, history_hash FROM lesson
           WHERE school_id = %s AND group_id = %s AND term_id = %s AND recorded_at IS NOT NULL
           ORDER BY lesson_id FOR UPDATE""",
        [school_id, group_id, term_id],
    ).fetchall()
    return [LockedLesson(*row) for row in rows]


def items_of(connection: Connection[Any], school_id: str, lessons: Sequence[LockedLesson]) -> list[StoredItem]:
    """All line items of lessons."""
    rows = connection.execute(
        f"""SELECT {_ITEM} FROM line_item
            WHERE school_id = %s AND school_year = ANY(%s) AND lesson_id = ANY(%s::uuid[]) ORDER BY line_item_id""",
        [school_id, list({each.school_year for each in lessons}), [each.lesson_id for each in lessons]],
    ).fetchall()
    return [StoredItem(*row) for row in rows]


def item_of(
    connection: Connection[Any], school_id: str, school_year: int, lesson_id: str, line_item_id: str
) -> StoredItem | None:
    """One line item; None when the lesson has none of this id."""
    row = connection.execute(
        f"""SELECT {_ITEM} FROM line_item
            WHERE school_id = %s AND school_year = %s AND lesson_id = %s AND line_item_id = %s""",
        [school_id, school_year, lesson_id, line_item_id],
    ).fetchone()
    return StoredItem(*row) if row else None


def put_item(connection: Connection[Any], school_id: str, item: StoredItem) -> None:
    """Writes title, category and weight, in the version it has."""
    connection.execute(
        """UPDATE line_item SET category = %s, title = %s, weight = %s, version = %s
           WHERE school_id = %s AND school_year = %s AND lesson_id = %s AND line_item_id = %s""",
        [
            item.category, item.title, item.weight, item.version,
            school_id, item.school_year, item.lesson_id, item.line_item_id,
        ],
    )  # fmt: skip


def delete_item(connection: Connection[Any], school_id: str, item: StoredItem) -> None:
    """Takes a line item away. The empty cells that deleted marks have left stay, as their history has them."""
    connection.execute(
        "DELETE FROM line_item WHERE school_id = %s AND school_year = %s AND lesson_id = %s AND line_item_id = %s",
        [school_id, item.school_year, item.lesson_id, item.line_item_id],
    )


_LINES = """
    WITH head AS (
        UPDATE lesson SET history_number = %(number)s, history_hash = %(hash)s, recorded_at = %(now)s
        WHERE school_id = %(school)s AND lesson_id = %(lesson)s
    )
    INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id,
                                cell, line_item_id, pupil_id, old_value, new_value, reason, version, number, hash)
    SELECT %(school)s, %(year)s, %(lesson)s, %(now)s, %(person)s, %(request)s,
           cell, item, NULL, old, new, reason, version, number, decode(hash, 'hex')
    FROM json_to_recordset(%(lines)s)
        AS (cell text, item uuid, old text, new text, reason text, version bigint, number int, hash text)
"""


def add_lines(
    connection: Connection[Any],
    school_id: str,
    lesson: LockedLesson,
    lines: Sequence[tuple[Change, Head]],
    by: tuple[str, str, datetime],
) -> None:
    """Adds lines to a lesson's history, whose head the last becomes. `by`: person, request, time."""
    person_id, request_id, now = by
    head = lines[-1][1]
    rows = [
        {
            "cell": change.cell, "item": change.line_item_id, "old": change.old, "new": change.new,
            "reason": change.reason, "version": change.version, "number": link.number, "hash": link.hash.hex(),
        }
        for change, link in lines
    ]  # fmt: skip
    connection.execute(
        _LINES,
        {
            "school": school_id, "lesson": lesson.lesson_id, "year": lesson.school_year, "now": now,
            "person": person_id, "request": request_id, "number": head.number, "hash": head.hash,
            "lines": Json(rows),
        },
    )  # fmt: skip
