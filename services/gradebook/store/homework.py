"""Reading homework: class-wide as it stands in lessons, and assignments, as one kind of row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from psycopg import Connection

from services.gradebook.domain.homework import Member

# As long as homework can be due after its lesson.
_LONGEST_DUE = timedelta(days=366)


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
# Of lessons `l` that take place. A cell's year leads to its partition, so each is looked up with that of its lesson.
_CLASS_WIDE = """
    SELECT l.school_id, l.lesson_id AS item_id, false AS assignment, l.group_id, l.lesson_id, l.school_year,
        l.date AS lesson_day, l.bell, l.homework_text AS text, l.homework_due AS wanted,
        (SELECT h.minutes FROM homework_minutes h WHERE h.school_id = l.school_id AND h.school_year = l.school_year
            AND h.lesson_id = l.lesson_id) AS minutes,
        true AS for_group, l.version
    FROM {lessons} l WHERE l.homework = 'given' AND {which}
"""
_ASSIGNED = """
    SELECT a.school_id, a.assignment_id, true, a.group_id, a.lesson_id, a.school_year, a.date, a.bell, a.text,
        a.due_date, a.minutes, a.for_group, a.version
"""
_OF_LESSONS = f"""
    {_ASSIGNED} FROM {{lessons}} l CROSS JOIN LATERAL (
        SELECT a.*, l.date, l.bell FROM assignment a WHERE a.school_id = l.school_id AND a.school_year = l.school_year
            AND a.group_id = l.group_id AND a.lesson_id = l.lesson_id AND NOT a.withdrawn
        OFFSET 0
    ) a WHERE {{which}}
"""
_ITEMS = f"""
    SELECT i.item_id, i.assignment, i.group_id, i.lesson_id, i.school_year, i.lesson_day, g.subject_title, i.text,
           i.wanted, i.due, i.minutes, i.for_group, i.version,
           CASE WHEN i.for_group THEN '{{{{}}}}' ELSE ARRAY(
               SELECT p.pupil_id::text FROM assignment_pupil p WHERE p.school_id = i.school_id
                   AND p.school_year = i.school_year AND p.assignment_id = i.item_id ORDER BY 1) END{{more}}
    FROM (SELECT i.*, coalesce(i.wanted, ({_NEXT})) AS due FROM ({{items}}) i) i
    JOIN teaching_group g ON g.school_id = i.school_id AND g.group_id = i.group_id
    WHERE {{which}} ORDER BY i.due NULLS LAST, g.subject_title, i.lesson_day, i.bell, i.item_id
"""
_THE_LESSON = """(
    SELECT * FROM lesson WHERE school_id = %(school)s AND lesson_id = %(lesson)s AND state <> 'cancelled')"""
_ITEMS_OF_LESSON = _ITEMS.format(
    items=_CLASS_WIDE.format(lessons=_THE_LESSON, which="true")
    + " UNION ALL "
    + _OF_LESSONS.format(lessons=_THE_LESSON, which="true"),
    which="true",
    more="",
)
_OF_GROUP = "l.school_id = %(school)s AND l.group_id = g.group_id"
# Homework is due on a day that was said, which an index leads to, or on the group's next lesson: then it was given in
# these days, or on the last day before them on which the group had a lesson.
_NEAR = f"""
    WITH grp AS MATERIALIZED ({{groups}}),
    near AS MATERIALIZED (
        SELECT l.* FROM grp g CROSS JOIN LATERAL (
            SELECT l.* FROM lesson l WHERE {_OF_GROUP} AND l.date BETWEEN %(begin)s AND %(end)s
            UNION ALL SELECT l.* FROM lesson l WHERE {_OF_GROUP} AND l.date = (
                SELECT max(l.date) FROM lesson l WHERE {_OF_GROUP} AND l.date < %(begin)s AND l.state <> 'cancelled')
        ) l WHERE l.state <> 'cancelled'
    ), dated AS MATERIALIZED (
        SELECT l.* FROM grp g CROSS JOIN LATERAL (
            SELECT l.* FROM lesson l WHERE {_OF_GROUP} AND l.homework_due BETWEEN %(begin)s AND %(end)s
                AND l.date < %(begin)s AND l.state <> 'cancelled'
            OFFSET 0
        ) l
    )
"""
_DATED_ASSIGNMENTS = f"""
    {_ASSIGNED} FROM grp g CROSS JOIN (
        SELECT DISTINCT school_year FROM term WHERE school_id = %(school)s AND begin_date <= %(end)s
            AND end_date >= %(earliest)s
    ) y CROSS JOIN LATERAL (
        SELECT a.*, l.date, l.bell FROM assignment a
        JOIN lesson l ON l.school_id = a.school_id AND l.lesson_id = a.lesson_id
        WHERE a.school_id = %(school)s AND a.school_year = y.school_year AND a.group_id = g.group_id
            AND a.due_date BETWEEN %(begin)s AND %(end)s AND NOT a.withdrawn
            AND l.date < %(begin)s AND l.state <> 'cancelled'
        OFFSET 0
    ) a
"""
_ITEMS_OF_DAYS = " UNION ALL ".join(
    (
        _CLASS_WIDE.format(lessons="near", which="(l.date >= %(begin)s OR l.homework_due IS NULL)"),
        _CLASS_WIDE.format(lessons="dated", which="true"),
        _OF_LESSONS.format(lessons="near", which="(l.date >= %(begin)s OR a.due_date IS NULL)"),
        _DATED_ASSIGNMENTS,
    )
)
_ITEMS_OF_GROUPS = _NEAR.format(groups="SELECT DISTINCT unnest(%(groups)s::uuid[]) AS group_id") + _ITEMS.format(
    items=_ITEMS_OF_DAYS, which="i.due BETWEEN %(begin)s AND %(end)s", more=""
)
_ITEMS_OF_PUPIL = _NEAR.format(
    groups="SELECT DISTINCT group_id FROM group_pupil WHERE school_id = %(school)s AND pupil_id = %(pupil)s"
) + _ITEMS.format(
    items=_ITEMS_OF_DAYS,
    which="""(i.due BETWEEN %(begin)s AND %(end)s OR i.lesson_day BETWEEN %(begin)s AND %(end)s)
        AND EXISTS (SELECT FROM group_pupil m WHERE m.school_id = i.school_id AND m.group_id = i.group_id
                    AND m.pupil_id = %(pupil)s AND i.lesson_day BETWEEN m.begin_date AND m.end_date)
        AND (i.for_group OR EXISTS (SELECT FROM assignment_pupil p WHERE p.school_id = i.school_id
                AND p.school_year = i.school_year AND p.assignment_id = i.item_id AND p.pupil_id = %(pupil)s))""",
    more=""",
        EXISTS (SELECT FROM homework_done d WHERE d.school_id = i.school_id AND d.school_year = i.school_year
                AND d.item_id = i.item_id AND d.pupil_id = %(pupil)s AND d.done)""",
)


def items_of_lesson(connection: Connection[Any], school_id: str, lesson_id: str) -> list[ItemRow]:
    """All homework of a lesson."""
    rows = connection.execute(_ITEMS_OF_LESSON.encode(), {"school": school_id, "lesson": lesson_id})
    return _with_files(connection, school_id, [ItemRow(*row) for row in rows.fetchall()])


def items_of_groups(
    connection: Connection[Any], school_id: str, group_ids: Sequence[str], begin: date, end: date
) -> list[ItemRow]:
    """Homework of groups that is due between two days."""
    rows = connection.execute(
        _ITEMS_OF_GROUPS.encode(), {"groups": list(group_ids), **_days(school_id, begin, end)}
    ).fetchall()
    return _with_files(connection, school_id, [ItemRow(*row) for row in rows])


def ask_items_of_pupil(
    connection: Connection[Any], school_id: str, pupil_id: str, begin: date, end: date
) -> Callable[[], list[tuple[ItemRow, bool]]]:
    """A pupil's homework that was given or is due between two days, with whether it is done: asked at once, and waited
    for when it is wanted."""
    rows = connection.execute(_ITEMS_OF_PUPIL.encode(), {"pupil": pupil_id, **_days(school_id, begin, end)})

    def read() -> list[tuple[ItemRow, bool]]:
        found = [(ItemRow(*row[:-1]), bool(row[-1])) for row in rows.fetchall()]
        _with_files(connection, school_id, [item for item, _ in found])
        return found

    return read


def _with_files(connection: Connection[Any], school_id: str, items: list[ItemRow]) -> list[ItemRow]:
    """The items; assignments with their files."""
    assignments = {item.item_id: item for item in items if item.assignment}
    if assignments:
        rows = connection.execute(
            """SELECT file_id, assignment_id, name, media_type, size, sha256 FROM homework_file
               WHERE school_id = %s AND school_year = ANY(%s) AND assignment_id = ANY(%s::uuid[])
                 AND removed_at IS NULL ORDER BY added_at, file_id""",
            [school_id, list({item.school_year for item in assignments.values()}), list(assignments)],
        )
        for row in rows.fetchall():
            file = FileRow(*row)
            assignments[file.assignment_id].files.append(file)
    return items


def _days(school_id: str, begin: date, end: date) -> dict[str, Any]:
    return {
        "school": school_id,
        "begin": begin,
        "end": end,
        "earliest": max(begin, date.min + _LONGEST_DUE) - _LONGEST_DUE,
    }


def next_lesson_day(connection: Connection[Any], school_id: str, group_id: str, day: date) -> date | None:
    """The day of the group's first lesson after a day; None when there is none yet."""
    row = connection.execute(
        """SELECT min(date) FROM lesson WHERE school_id = %s AND group_id = %s AND date > %s
               AND state <> 'cancelled'""",
        [school_id, group_id, day],
    ).fetchone()
    return row[0] if row else None


def done_of_items(connection: Connection[Any], school_id: str, items: Sequence[ItemRow]) -> dict[str, set[str]]:
    """Who has said of each item that it is done."""
    rows = connection.execute(
        """SELECT item_id, pupil_id FROM homework_done
           WHERE school_id = %s AND school_year = ANY(%s) AND item_id = ANY(%s::uuid[]) AND done""",
        [school_id, list({item.school_year for item in items}), [item.item_id for item in items]],
    ).fetchall()
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
