"""Rows of a school for OneRoster packages: out through server-side cursors, in by what a package names."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.bulk import Place
from services.gradebook.domain.lesson import Cell
from services.gradebook.domain.oneroster_planning import KnownItem, KnownMark

_AT_ONCE = 2000
_PERIOD = "l.school_id = %(school)s AND l.date BETWEEN %(begin)s AND %(end)s"
_OF_LESSON = "{0}.school_id = l.school_id AND {0}.school_year = l.school_year AND {0}.lesson_id = l.lesson_id"


@dataclass(slots=True)
class ItemOut:
    """A line item with its place."""

    item_id: str
    category: str
    title: str
    day: date
    bell: int
    group_id: str
    term_id: str


@dataclass(slots=True)
class MarkOut:
    """A mark; `day` is the day at the school on which it last changed."""

    item_id: str
    pupil_id: str
    value: str
    version: int
    day: date
    group_id: str


def is_school(connection: Connection[Any], school_id: str) -> bool:
    """Whether the school is known."""
    return connection.execute("SELECT FROM school WHERE school_id = %s", [school_id]).fetchone() is not None


def pupils_with_marks(connection: Connection[Any], school_id: str, begin: date, end: date) -> list[str]:
    """Whose marks there are between two days."""
    rows = connection.execute(
        f"""SELECT DISTINCT m.pupil_id FROM lesson l JOIN mark m ON {_OF_LESSON.format("m")}
            WHERE {_PERIOD} AND m.value <> '' ORDER BY 1""",
        {"school": school_id, "begin": begin, "end": end},
    ).fetchall()
    return [row[0] for row in rows]


def items_between(connection: Connection[Any], school_id: str, begin: date, end: date) -> Iterator[ItemOut]:
    """Line items by day, bell and lesson."""
    statement = f"""
        SELECT i.line_item_id, i.category, i.title, l.date, l.bell, l.group_id, l.term_id
        FROM lesson l JOIN line_item i ON {_OF_LESSON.format("i")}
        WHERE {_PERIOD} ORDER BY l.date, l.bell, l.lesson_id, i.line_item_id"""
    for row in _rows(connection, "items", statement, school_id, begin, end):
        yield ItemOut(*row)


def marks_between(connection: Connection[Any], school_id: str, begin: date, end: date) -> Iterator[MarkOut]:
    """Marks by day, bell, lesson, pupil and line item."""
    statement = f"""
        SELECT m.line_item_id, m.pupil_id, m.value, m.version, (m.updated_at AT TIME ZONE s.time_zone)::date,
               l.group_id
        FROM lesson l JOIN school s ON s.school_id = l.school_id JOIN mark m ON {_OF_LESSON.format("m")}
        WHERE {_PERIOD} AND m.value <> '' ORDER BY l.date, l.bell, l.lesson_id, m.pupil_id, m.line_item_id"""
    for row in _rows(connection, "marks", statement, school_id, begin, end):
        yield MarkOut(*row)


def _rows(
    connection: Connection[Any], name: str, statement: str, school_id: str, begin: date, end: date
) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name=name) as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(statement, {"school": school_id, "begin": begin, "end": end})
        yield from cursor


def groups_among(connection: Connection[Any], school_id: str, group_ids: Collection[str]) -> frozenset[str]:
    """Which of these groups the school has."""
    rows = connection.execute(
        "SELECT group_id FROM teaching_group WHERE school_id = %s AND group_id = ANY(%s::uuid[])",
        [school_id, list(group_ids)],
    ).fetchall()
    return frozenset(row[0] for row in rows)


def places_on(
    connection: Connection[Any], school_id: str, days: Collection[tuple[str, date]]
) -> dict[str, list[Place]]:
    """The lessons of groups on days, by group."""
    rows = connection.execute(
        """SELECT l.group_id, l.lesson_id, l.date, l.bell
           FROM unnest(%s::uuid[], %s::date[]) AS w (group_id, day)
           JOIN lesson l ON l.school_id = %s AND l.group_id = w.group_id AND l.date = w.day
           ORDER BY l.date, l.bell""",
        [[group for group, _ in days], [day for _, day in days], school_id],
    ).fetchall()
    found: dict[str, list[Place]] = {}
    for group_id, *place in rows:
        found.setdefault(group_id, []).append(Place(*place))
    return found


def items_of(connection: Connection[Any], school_id: str, item_ids: Collection[str]) -> dict[str, KnownItem]:
    """Line items by id, with their lessons."""
    rows = connection.execute(
        f"""SELECT i.line_item_id, l.lesson_id, l.group_id, l.date, i.category, i.title
            FROM line_item i JOIN lesson l ON {_OF_LESSON.format("i")}
            WHERE i.school_id = %s AND i.line_item_id = ANY(%s::uuid[])""",
        [school_id, list(item_ids)],
    ).fetchall()
    return {row[0]: KnownItem(*row) for row in rows}


def marks_of(
    connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]
) -> dict[tuple[str, str], KnownMark]:
    """The marks of lessons, deleted ones too, by (line item, pupil)."""
    rows = connection.execute(
        f"""SELECT m.line_item_id, m.pupil_id, m.value, m.version, m.updated_at
            FROM unnest(%s::uuid[]) AS w (lesson_id)
            JOIN lesson l ON l.school_id = %s AND l.lesson_id = w.lesson_id JOIN mark m ON {_OF_LESSON.format("m")}""",
        [list(lesson_ids), school_id],
    ).fetchall()
    return {(row[0], row[1]): KnownMark(Cell(row[2], row[3]), row[4]) for row in rows}


def teachers_of(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> dict[str, str]:
    """Who teaches each lesson: who recorded it last, else the group's teacher on its day."""
    rows = connection.execute(
        """SELECT DISTINCT ON (l.lesson_id) l.lesson_id, coalesce(l.teacher_id, t.person_id)
           FROM lesson l LEFT JOIN group_teacher t ON t.school_id = l.school_id AND t.group_id = l.group_id
               AND l.date BETWEEN t.begin_date AND t.end_date
           WHERE l.school_id = %s AND l.lesson_id = ANY(%s::uuid[])
           ORDER BY l.lesson_id, t.begin_date, t.person_id""",
        [school_id, list(lesson_ids)],
    ).fetchall()
    return {lesson_id: teacher for lesson_id, teacher in rows if teacher}
