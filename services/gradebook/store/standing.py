"""What the journal shows now against the last lines of its history: where the two say different things.

By school year, so that each statement sorts one partition; read through server-side cursors, so memory stays flat
whatever the size of the journal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not as its history ends. `cell`: "mark", "attendance", "line_item", "topic" …"""

    lesson_id: str
    cell: str
    line_item_id: str | None
    pupil_id: str | None
    # Whether the history tells of it at all, and whether it is there.
    in_history: bool
    in_journal: bool


# Whose line it is, its ids tell; a cell's version counts all lines of it, whatever fact they are of (a comment, a
# reason). What ends empty may be gone: a line item that was deleted.
_CELLS = """
    SELECT coalesce(h.lesson_id, c.lesson_id), coalesce(h.kind, c.kind), coalesce(h.item, c.item),
           coalesce(h.pupil, c.pupil), h.lesson_id IS NOT NULL, c.lesson_id IS NOT NULL
    FROM (
        SELECT school_id, lesson_id, kind, coalesce(line_item_id::text, '') AS item,
               coalesce(pupil_id::text, '') AS pupil, max(version) AS version,
               coalesce((array_agg(new_value ORDER BY version DESC, change_id DESC) FILTER (WHERE cell = kind))[1], '')
                   AS value,
               (array_agg(new_value ORDER BY version DESC, change_id DESC)
                   FILTER (WHERE cell IN ('comment', 'weight')))[1] AS more,
               (array_agg(new_value ORDER BY version DESC, change_id DESC)
                   FILTER (WHERE cell = 'owed_until'))[1] AS due
        FROM (
            SELECT *, CASE WHEN pupil_id IS NULL THEN 'line_item' WHEN line_item_id IS NULL THEN 'attendance'
                           ELSE 'mark' END AS kind
            FROM change_history
            WHERE school_year = %(year)s AND (pupil_id IS NOT NULL OR line_item_id IS NOT NULL)
        ) line
        GROUP BY school_id, lesson_id, kind, item, pupil
    ) h
    FULL JOIN (
        SELECT school_id, lesson_id, 'mark' AS kind, line_item_id::text AS item, pupil_id::text AS pupil, version,
               value, comment AS more, coalesce(due_date::text, '') AS due
        FROM mark WHERE school_year = %(year)s
        UNION ALL SELECT school_id, lesson_id, 'attendance', '', pupil_id::text, version,
               CASE attendance WHEN 'late' THEN 'late ' || minutes_late ELSE rtrim(attendance || ' ' || reason) END,
               '', ''
        FROM attendance WHERE school_year = %(year)s
        UNION ALL SELECT school_id, lesson_id, 'line_item', line_item_id::text, '', version,
               rtrim(category || ' ' || title), weight::text, ''
        FROM line_item WHERE school_year = %(year)s
    ) c ON c.school_id = h.school_id AND c.lesson_id = h.lesson_id AND c.kind = h.kind AND c.item = h.item
        AND c.pupil = h.pupil
    WHERE NOT (c.lesson_id IS NULL AND h.value = '')
        AND (h.version IS DISTINCT FROM c.version OR h.value IS DISTINCT FROM c.value
             OR coalesce(h.due, '') <> c.due
             -- What a line item weighed when it was made is told by no line.
             OR coalesce(h.more, CASE WHEN h.kind = 'line_item' THEN c.more ELSE '' END) <> c.more)
"""
# What a lesson without a line of history says stands in the second column of VALUES.
_LESSONS = """
    SELECT l.lesson_id, fact.cell, '', '', h.new_value IS NOT NULL, true
    FROM lesson l
    CROSS JOIN LATERAL (VALUES
        ('topic', '', l.topic),
        ('homework', '', CASE WHEN l.homework_due IS NOT NULL THEN '[' || l.homework_due || '] ' || l.homework_text
                              WHEN l.homework_text <> '' THEN l.homework_text ELSE l.homework END),
        ('attendance_confirmed', 'false', l.attendance_confirmed::text),
        ('state', 'planned', l.state),
        ('place', '', rtrim(l.date || ' ' || l.bell || ' ' || l.room))
    ) AS fact (cell, untouched, value)
    LEFT JOIN (
        SELECT DISTINCT ON (school_id, lesson_id, cell) school_id, lesson_id, cell, new_value
        FROM change_history
        WHERE school_year = %(year)s AND cell IN ('topic', 'homework', 'attendance_confirmed', 'state', 'place')
        ORDER BY school_id, lesson_id, cell, version DESC, change_id DESC
    ) h ON h.school_id = l.school_id AND h.lesson_id = l.lesson_id AND h.cell = fact.cell
    WHERE l.school_year = %(year)s AND fact.value <> coalesce(h.new_value, fact.untouched)
        -- What stands where the timetable put it has no line; the timetable has its own history.
        AND (fact.cell <> 'place' OR l.moved_from_date IS NOT NULL)
"""


def differences(connection: Connection[Any]) -> Iterator[Difference]:
    """Everything that is not as its history ends; nothing when all is as it was saved."""
    years = connection.execute("SELECT DISTINCT school_year FROM lesson ORDER BY 1").fetchall()
    for (year,) in years:
        for statement in (_CELLS, _LESSONS):
            with connection.cursor(name="standing") as cursor:
                cursor.execute(statement, {"year": year})
                for lesson_id, cell, item, pupil, *where in cursor:
                    yield Difference(lesson_id, cell, item or None, pupil or None, *where)
