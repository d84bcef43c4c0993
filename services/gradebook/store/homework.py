"""Reading homework: class-wide as it stands in lessons, and assignments, as one kind of row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from psycopg import Connection

from services.gradebook.domain.homework import Member

# As long as homework can be due after its lesson; and the longest holidays over which "the next lesson" is looked for.
_LONGEST_DUE = timedelta(days=366)
_LONGEST_PAUSE = timedelta(days=100)


@dataclass(slots=True)
class FileRow:
    """A file given with an assignment."""

    file_id: str
    assignment_id: str
    name: str
    media_type: str
    size: int
    sha256: bytes


@dataclass(slots=True)
class ItemRow:
    """A piece of homework. `due`: as said, or the group's next lesson; None: there is none yet."""

    item_id: str
    assignment: bool
    group_id: str
    lesson_id: str
    school_year: int
    lesson_day: date
    subject_title: str
    text: str
    wanted_due: date | None
    due: date | None
    minutes: int | None
    for_group: bool
    version: int
    pupil_ids: list[str]
    files: list[FileRow] = field(default_factory=list)


_NEXT = """
    SELECT min(n.date) FROM lesson n WHERE n.school_id = i.school_id AND n.group_id = i.group_id
        AND n.date > i.lesson_day AND n.state <> 'cancelled'
"""
# `{0}` is the column of the day that was said.
_ITEMS = """
    SELECT i.item_id, i.assignment, i.group_id, i.lesson_id, i.school_year, i.lesson_day, g.subject_title, i.text,
           i.wanted, i.due, i.minutes, i.for_group, i.version,
           CASE WHEN i.for_group THEN '{{}}' ELSE ARRAY(
               SELECT p.pupil_id::text FROM assignment_pupil p WHERE p.school_id = i.school_id
                   AND p.school_year = i.school_year AND p.assignment_id = i.item_id ORDER BY 1) END
    FROM (
        SELECT i.*, coalesce(i.wanted, ({next})) AS due FROM (
            SELECT l.school_id, l.lesson_id AS item_id, false AS assignment, l.group_id, l.lesson_id, l.school_year,
                   l.date AS lesson_day, l.bell, l.homework_text AS text, l.homework_due AS wanted, h.minutes,
                   true AS for_group, l.version
            FROM lesson l LEFT JOIN homework_minutes h ON h.school_id = l.school_id AND h.school_year = l.school_year
                AND h.lesson_id = l.lesson_id
            WHERE l.school_id = %(school)s AND l.homework = 'given' AND l.state <> 'cancelled' AND {of_lessons}
            UNION ALL
            SELECT a.school_id, a.assignment_id, true, a.group_id, a.lesson_id, a.school_year,
                   l.date, l.bell, a.text, a.due_date, a.minutes, a.for_group, a.version
            FROM assignment a JOIN lesson l ON l.school_id = a.school_id AND l.lesson_id = a.lesson_id
            WHERE a.school_id = %(school)s AND NOT a.withdrawn AND l.state <> 'cancelled' AND {of_assignments}
        ) i
    ) i JOIN teaching_group g ON g.school_id = i.school_id AND g.group_id = i.group_id
    WHERE {which} ORDER BY i.due NULLS LAST, g.subject_title, i.lesson_day, i.bell, i.item_id
"""
_OF_GROUPS = """{group} = ANY(%(groups)s::uuid[]) AND l.date BETWEEN %(earliest)s AND %(end)s
    AND ({due} BETWEEN %(begin)s AND %(end)s OR l.date >= %(recent)s)"""


def _items(connection: Connection[Any], statement: str, values: dict[str, Any]) -> list[ItemRow]:
    rows = [ItemRow(*row) for row in connection.execute(statement, values).fetchall()]
    assignments = {row.item_id: row for row in rows if row.assignment}
    if assignments:
        files = connection.execute(
            """SELECT file_id, assignment_id, name, media_type, size, sha256 FROM homework_file
               WHERE school_id = %s AND school_year = ANY(%s) AND assignment_id = ANY(%s::uuid[])
                 AND removed_at IS NULL ORDER BY added_at, file_id""",
            [values["school"], list({row.school_year for row in rows}), list(assignments)],
        )
        for row in files.fetchall():
            file = FileRow(*row)
            assignments[file.assignment_id].files.append(file)
    return rows


def items_of_lesson(connection: Connection[Any], school_id: str, lesson_id: str) -> list[ItemRow]:
    """All homework of a lesson."""
    statement = _ITEMS.format(
        next=_NEXT,
        of_lessons="l.lesson_id = %(lesson)s",
        of_assignments="a.lesson_id = %(lesson)s AND a.group_id = l.group_id AND a.school_year = l.school_year",
        which="true",
    )
    return _items(connection, statement, {"school": school_id, "lesson": lesson_id})


def items_of_groups(
    connection: Connection[Any], school_id: str, group_ids: Sequence[str], begin: date, end: date
) -> list[ItemRow]:
    """Homework of groups that is due between two days."""
    return _of_groups(connection, school_id, group_ids, (begin, end), "i.due BETWEEN %(begin)s AND %(end)s", {})


def items_of_pupil(
    connection: Connection[Any], school_id: str, pupil_id: str, begin: date, end: date
) -> list[ItemRow]:  # fmt: skip
    """A pupil's homework that was given or is due between two days."""
    groups = connection.execute(
        "SELECT DISTINCT group_id FROM group_pupil WHERE school_id = %s AND pupil_id = %s", [school_id, pupil_id]
    ).fetchall()
    which = """(i.due BETWEEN %(begin)s AND %(end)s OR i.lesson_day BETWEEN %(begin)s AND %(end)s)
        AND EXISTS (SELECT FROM group_pupil m WHERE m.school_id = i.school_id AND m.group_id = i.group_id
                    AND m.pupil_id = %(pupil)s AND i.lesson_day BETWEEN m.begin_date AND m.end_date)
        AND (i.for_group OR EXISTS (SELECT FROM assignment_pupil p WHERE p.school_id = i.school_id
                AND p.school_year = i.school_year AND p.assignment_id = i.item_id AND p.pupil_id = %(pupil)s))"""
    return _of_groups(connection, school_id, [row[0] for row in groups], (begin, end), which, {"pupil": pupil_id})


def _of_groups(
    connection: Connection[Any],
    school_id: str,
    group_ids: Sequence[str],
    days: tuple[date, date],
    which: str,
    values: dict[str, Any],
) -> list[ItemRow]:
    begin, end = days
    statement = _ITEMS.format(
        next=_NEXT,
        of_lessons=_OF_GROUPS.format(group="l.group_id", due="l.homework_due"),
        of_assignments=_OF_GROUPS.format(group="a.group_id", due="a.due_date"),
        which=which,
    )
    common = {
        "school": school_id,
        "groups": list(group_ids),
        "begin": begin,
        "end": end,
        "earliest": _before(begin, _LONGEST_DUE),
        "recent": _before(begin, _LONGEST_PAUSE),
    }
    return _items(connection, statement, common | values)


def _before(day: date, days: timedelta) -> date:
    return max(day, date.min + days) - days


def next_lesson_day(connection: Connection[Any], school_id: str, group_id: str, day: date) -> date | None:
    """The day of the group's first lesson after a day; None when there is none yet."""
    row = connection.execute(
        """SELECT min(date) FROM lesson WHERE school_id = %s AND group_id = %s AND date > %s
               AND state <> 'cancelled'""",
        [school_id, group_id, day],
    ).fetchone()
    return row[0] if row else None


def done_of_items(
    connection: Connection[Any], school_id: str, items: Sequence[ItemRow], pupil_id: str | None = None
) -> dict[str, set[str]]:
    """Who has said of each item that it is done; of one pupil where one is named."""
    rows = connection.execute(
        """SELECT item_id, pupil_id FROM homework_done
           WHERE school_id = %s AND school_year = ANY(%s) AND item_id = ANY(%s::uuid[]) AND done
             AND (%s::uuid IS NULL OR pupil_id = %s)""",
        [
            school_id, list({item.school_year for item in items}), [item.item_id for item in items], pupil_id, pupil_id,
        ],
    ).fetchall()  # fmt: skip
    found: dict[str, set[str]] = {item.item_id: set() for item in items}
    for item_id, pupil in rows:
        found[item_id].add(pupil)
    return found


def members_of(connection: Connection[Any], school_id: str, group_ids: Sequence[str]) -> list[Member]:
    """The pupils of groups with their days."""
    rows = connection.execute(
        """SELECT group_id, pupil_id, begin_date, end_date FROM group_pupil
           WHERE school_id = %s AND group_id = ANY(%s::uuid[])""",
        [school_id, list(group_ids)],
    ).fetchall()
    return [Member(*row) for row in rows]


def classmates(
    connection: Connection[Any], school_id: str, group_id: str, begin: date, end: date
) -> list[Member]:  # fmt: skip
    """The group's pupils of these days, with all the groups that they are in."""
    rows = connection.execute(
        """SELECT o.group_id, o.pupil_id, o.begin_date, o.end_date FROM group_pupil o
           WHERE o.school_id = %(school)s AND o.pupil_id IN (
               SELECT m.pupil_id FROM group_pupil m WHERE m.school_id = %(school)s AND m.group_id = %(group)s
                   AND m.begin_date <= %(end)s AND m.end_date >= %(begin)s)""",
        {"school": school_id, "group": group_id, "begin": begin, "end": end},
    ).fetchall()
    return [Member(*row) for row in rows]


def limits_of(connection: Connection[Any], school_id: str) -> dict[int, int]:
    """The school's own limits: minutes by year group."""
    rows = connection.execute(
        "SELECT year_group, minutes FROM homework_limit WHERE school_id = %s", [school_id]
    ).fetchall()
    return dict(rows)


def year_group_of(connection: Connection[Any], school_id: str, group_id: str) -> int | None:
    """The group's year group; None when there is no such group."""
    row = connection.execute(
        "SELECT year_group FROM teaching_group WHERE school_id = %s AND group_id = %s", [school_id, group_id]
    ).fetchone()
    return row[0] if row else None


def day_of_lesson(connection: Connection[Any], school_id: str, group_id: str, lesson_id: str) -> date | None:
    """The day of a group's lesson; None when there is no such lesson."""
    row = connection.execute(
        "SELECT date FROM lesson WHERE school_id = %s AND group_id = %s AND lesson_id = %s",
        [school_id, group_id, lesson_id],
    ).fetchone()
    return row[0] if row else None
