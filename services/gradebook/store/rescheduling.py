"""Single lessons that are moved, cancelled and restored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from kit.audit import Head
from services.gradebook.domain.lesson import Change, Lesson
from services.gradebook.store.lessons import COLUMN_COUNT, COLUMNS, FROM

# More than any bell: where lessons stand while they change places.
_ASIDE = 1000


@dataclass(frozen=True, slots=True)
class HeldLesson:
    """A lesson, locked, with the head of its history. `holds`: marks or attendance are in it."""

    lesson: Lesson
    history: Head
    holds: bool


def hold_lessons(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> dict[str, HeldLesson]:
    """Lessons by id, locked until the transaction ends, in the order of their ids."""
    rows = connection.execute(
        f"""SELECT {COLUMNS}, l.history_hash {FROM} WHERE l.school_id = %s AND l.lesson_id = ANY(%s::uuid[])
            ORDER BY l.lesson_id FOR UPDATE OF l""",
        [school_id, list(lesson_ids)],
    ).fetchall()
    lessons = [(Lesson(*row[:COLUMN_COUNT]), row[COLUMN_COUNT]) for row in rows]
    # After the lock: what a save that we waited for has left is seen.
    full = connection.execute(
        """SELECT l.lesson_id FROM lesson l WHERE l.school_id = %s AND l.lesson_id = ANY(%s::uuid[]) AND (
               EXISTS (SELECT FROM mark m WHERE m.school_id = l.school_id AND m.school_year = l.school_year
                       AND m.lesson_id = l.lesson_id AND m.value <> '')
               OR EXISTS (SELECT FROM attendance a WHERE a.school_id = l.school_id AND a.school_year = l.school_year
                          AND a.lesson_id = l.lesson_id))""",
        [school_id, [lesson.lesson_id for lesson, _ in lessons]],
    ).fetchall()
    holding = {row[0] for row in full}
    return {
        lesson.lesson_id: HeldLesson(lesson, Head(lesson.change_number, digest), lesson.lesson_id in holding)
        for lesson, digest in lessons
    }


def write_state(
    connection: Connection[Any],
    lesson: Lesson,
    line: tuple[Change, Head],
    head: Head,
    person_id: str,
    request_id: str,
    now: datetime,
) -> None:
    """Writes state, reason and version, and a line of the lesson's history."""
    connection.execute(
        """UPDATE lesson SET state = %s, cancel_reason = %s, version = %s, history_number = %s, history_hash = %s
           WHERE school_id = %s AND lesson_id = %s""",
        [
            lesson.state, lesson.cancel_reason, lesson.version, head.number, head.hash, lesson.school_id,
            lesson.lesson_id,
        ],
    )  # fmt: skip
    change, link = line
    connection.execute(
        """INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id, cell,
                                       line_item_id, pupil_id, old_value, new_value, reason, version, number, hash)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            lesson.school_id, lesson.school_year, lesson.lesson_id, now, person_id, request_id, change.cell,
            change.line_item_id, change.pupil_id, change.old, change.new, change.reason, change.version, link.number,
            link.hash,
        ],
    )  # fmt: skip


def place(connection: Connection[Any], school_id: str, lessons: Sequence[Lesson]) -> None:
    """Writes the places of moved lessons; lessons of one group can change places."""
    connection.execute(
        "UPDATE lesson SET bell = bell + %s WHERE school_id = %s AND lesson_id = ANY(%s::uuid[])",
        [_ASIDE, school_id, [lesson.lesson_id for lesson in lessons]],
    )
    for lesson in lessons:
        connection.execute(
            """UPDATE lesson SET date = %s, bell = %s, room = %s, term_id = %s, moved_from_date = %s,
                                 moved_from_bell = %s
               WHERE school_id = %s AND lesson_id = %s""",
            [
                lesson.day, lesson.bell, lesson.room, lesson.term_id, lesson.moved_from_day, lesson.moved_from_bell,
                lesson.school_id, lesson.lesson_id,
            ],
        )  # fmt: skip
