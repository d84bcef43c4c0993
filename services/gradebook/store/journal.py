"""Reading the journal and the diary: few statements, sent together."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection

from services.gradebook.domain.lesson import Lesson
from services.gradebook.store.lessons import COLUMNS, FROM

# What a journal can be asked for (the fields of the answers).
PARTS = frozenset({"lessons", "pupils", "line_items", "marks", "attendance"})
# Fetches the rows of a statement that was sent.
Rows = Callable[[], list[Any]]

# A cell's key begins with its lesson's key.
_CELL = "{0}.school_id = l.school_id AND {0}.school_year = l.school_year AND {0}.lesson_id = l.lesson_id"

# Of the pupil and group in `p`, whatever the days: a pupil has few.
_EXEMPT = """
    SELECT json_agg(json_build_array(e.begin_date, e.end_date, e.partial) ORDER BY e.begin_date)
    FROM exemption e JOIN teaching_group t ON t.school_id = e.school_id AND t.subject_code = e.subject_code
    WHERE e.school_id = p.school_id AND e.pupil_id = p.pupil_id AND t.group_id = p.group_id
        AND e.begin_date <= e.end_date
"""


# Rows are not frozen: a frozen one takes four times as long to make, and a journal has thousands.
@dataclass(slots=True)
class ItemRow:
    """A line item."""

    lesson_id: str
    line_item_id: str
    category: str
    title: str
    weight: Decimal
    version: int


@dataclass(slots=True)
class MarkRow:
    """A mark; empty values (deleted marks) come only where they are asked for."""

    lesson_id: str
    line_item_id: str
    pupil_id: str
    value: str
    version: int
    updated_at: datetime
    comment: str
    # Of owed work.
    due: date | None
    # Of an assessment: the day on which the cell got it; None: nobody kept the day.
    entered: date | None


@dataclass(slots=True)
class AttendanceRow:
    """Attendance of one pupil at one lesson."""

    lesson_id: str
    pupil_id: str
    attendance: str
    minutes_late: int
    reason: str
    version: int


@dataclass(slots=True)
class MemberRow:
    """A pupil of a group: first and last day; date.min and date.max: open."""

    pupil_id: str
    begin: date
    end: date
    # Exempt times of the period, as JSON has them: first day, last day, whether partial; None: none.
    exempt: list[tuple[str, str, bool]] | None


# Told of the pupils of a grid.
TellMembers = Callable[[list[MemberRow]], None]


@dataclass(slots=True)
class JournalRows:
    """What a grid shows."""

    lessons: list[Lesson]
    members: list[MemberRow]
    items: list[ItemRow]
    marks: list[MarkRow]
    attendance: list[AttendanceRow]


def tell_nobody(_members: list[MemberRow]) -> None:
    """Nobody waits for the pupils."""


def load_journal(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    begin: date,
    end: date,
    *,
    deleted: bool = False,
    parts: Collection[str] = PARTS,
    tell_members: TellMembers = tell_nobody,
) -> JournalRows:
    """A group's lessons between two days with all that is in them, and its pupils of these days; of these parts.

    `tell_members` gets the pupils as soon as they have come, before the cells.
    """
    where = "l.school_id = %(school)s AND l.group_id = %(group)s AND l.date BETWEEN %(begin)s AND %(end)s"
    values = {"school": school_id, "group": group_id, "begin": begin, "end": end}
    members = """FROM group_pupil p WHERE p.school_id = %(school)s AND p.group_id = %(group)s
                     AND p.begin_date <= %(end)s AND p.end_date >= %(begin)s"""
    return _load(connection, where, members, values, parts, tell_members, deleted=deleted)


def load_lesson(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    lesson_id: str,
    parts: Collection[str] = PARTS,
    tell_members: TellMembers = tell_nobody,
) -> JournalRows:
    """One lesson with all that is in it, and the pupils of its day; empty lists when there is none of these ids."""
    where = "l.school_id = %(school)s AND l.group_id = %(group)s AND l.lesson_id = %(lesson)s"
    values = {"school": school_id, "group": group_id, "lesson": lesson_id}
    members = f"""FROM lesson l JOIN group_pupil p ON p.school_id = l.school_id AND p.group_id = l.group_id
                      AND l.date BETWEEN p.begin_date AND p.end_date WHERE {where}"""
    return _load(connection, where, members, values, parts, tell_members, deleted=False)


def _load(
    connection: Connection[Any],
    where: str,
    members: str,
    values: dict[str, Any],
    parts: Collection[str],
    tell_members: TellMembers,
    *,
    deleted: bool,
) -> JournalRows:
    def ask(part: str, statement: str) -> Rows:
        return connection.execute(statement.encode(), values).fetchall if part in parts else list

    alive = "true" if deleted else "c.value <> ''"
    # First, since somebody waits. One row a pupil: who left and came back is shown from the first day to the last.
    pupils = ask(
        "pupils",
        f"""SELECT p.pupil_id, min(p.begin_date), max(p.end_date), ({_EXEMPT}) {members}
            GROUP BY p.school_id, p.group_id, p.pupil_id ORDER BY 1""",
    )
    lessons = ask("lessons", f"SELECT {COLUMNS} {FROM} WHERE {where} ORDER BY l.date, l.bell")
    items = ask(
        "line_items",
        f"""SELECT i.lesson_id, i.line_item_id, i.category, i.title, i.weight, i.version
            FROM lesson l JOIN line_item i ON {_CELL.format("i")}
            WHERE {where} ORDER BY l.date, l.bell, i.line_item_id""",
    )
    marks = ask(
        "marks",
        _of_lessons(
            "mark c",
            "c.lesson_id, c.line_item_id, c.pupil_id, c.value, c.version, c.updated_at, c.comment, c.due_date,"
            " c.entered_date",
            where,
            alive,
        ),
    )
    attendance = ask(
        "attendance",
        _of_lessons(
            "attendance c", "c.lesson_id, c.pupil_id, c.attendance, c.minutes_late, c.reason, c.version", where
        ),
    )
    came = [MemberRow(*row) for row in pupils()]
    tell_members(came)
    return JournalRows(
        [Lesson(*row) for row in lessons()],
        came,
        [ItemRow(*row) for row in items()],
        [MarkRow(*row) for row in marks()],
        [AttendanceRow(*row) for row in attendance()],
    )


def _of_lessons(cells: str, columns: str, where: str, which: str = "true") -> str:
    """Cells ("mark c") by the keys of their lessons, year by year: a join is read whole when the planner knows the
    tables badly, which it does for hours after a school has come in; and a year is one partition."""
    return f"""
        SELECT cell.* FROM (SELECT DISTINCT l.school_year FROM lesson l WHERE {where}) y CROSS JOIN LATERAL (
            SELECT {columns} FROM {cells}
            WHERE c.school_id = %(school)s AND c.school_year = y.school_year
              AND c.lesson_id = ANY(ARRAY(SELECT l.lesson_id FROM lesson l WHERE {where})) AND {which}
            OFFSET 0
        ) cell"""


@dataclass(slots=True)
class DiaryMarkRow:
    """A pupil's own mark with what it was for."""

    lesson_id: str
    value: str
    category: str
    title: str
    weight: Decimal
    updated_at: datetime
    comment: str
    due: date | None


@dataclass(slots=True)
class DiaryRows:
    """A pupil's lessons with the pupil's own marks and attendance, and the lessons from which the pupil is exempt."""

    lessons: list[Lesson]
    marks: list[DiaryMarkRow]
    attendance: list[AttendanceRow]
    exempt: set[str]


def load_diary(
    connection: Connection[Any],
    school_id: str,
    pupil_id: str,
    begin: date,
    end: date,
    parts: Collection[str] = PARTS,
) -> DiaryRows:
    """The lessons of the groups that the pupil was in on each day, with these parts ("marks", "attendance")."""

    def ask(part: str, statement: str) -> Rows:
        return connection.execute(statement.encode(), values).fetchall if part in parts else list

    values = {"school": school_id, "pupil": pupil_id, "begin": begin, "end": end}
    # The groups as a list first: so the index leads from them to the days, whatever the planner thinks of the tables.
    where = """l.school_id = %(school)s AND l.date BETWEEN %(begin)s AND %(end)s
        AND l.group_id = ANY(ARRAY(
            SELECT p.group_id FROM group_pupil p WHERE p.school_id = %(school)s AND p.pupil_id = %(pupil)s))
        AND EXISTS (SELECT FROM group_pupil p WHERE p.school_id = %(school)s AND p.group_id = l.group_id
                        AND p.pupil_id = %(pupil)s AND l.date BETWEEN p.begin_date AND p.end_date)"""
    own = "c.pupil_id = %(pupil)s"
    lessons = connection.execute(f"SELECT {COLUMNS} {FROM} WHERE {where} ORDER BY l.date, l.bell, l.lesson_id", values)
    marks = ask(
        "marks",
        _of_lessons(
            "mark c JOIN line_item i USING (school_id, school_year, lesson_id, line_item_id)",
            "c.lesson_id, c.value, i.category, i.title, i.weight, c.updated_at, c.comment, c.due_date",
            where,
            f"{own} AND c.value <> '' ORDER BY c.lesson_id, c.line_item_id",
        ),
    )
    attendance = ask(
        "attendance",
        _of_lessons(
            "attendance c",
            "c.lesson_id, c.pupil_id, c.attendance, c.minutes_late, c.reason, c.version",
            where,
            own,
        ),
    )
    exempt = connection.execute(
        f"""SELECT l.lesson_id FROM lesson l
            JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
            JOIN exemption e ON e.school_id = l.school_id AND e.subject_code = g.subject_code
                AND l.date BETWEEN e.begin_date AND e.end_date
            WHERE {where} AND e.pupil_id = %(pupil)s AND NOT e.partial""",
        values,
    )
    return DiaryRows(
        [Lesson(*row) for row in lessons.fetchall()],
        [DiaryMarkRow(*row) for row in marks()],
        [AttendanceRow(*row) for row in attendance()],
        {row[0] for row in exempt.fetchall()},
    )
