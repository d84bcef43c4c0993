"""The newest facts of lessons, and their counts by day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from services.reports.domain.lessons import Entry, Lesson, LessonCounts, Schedule

_COLUMNS = (
    "lesson_id, group_id, day, state, schedule_version, attendance_confirmed, topic_recorded, homework,"
    " filled_on, teacher_id, entry_version"
)


def lessons(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> dict[str, Lesson]:
    """The lessons that are known, by id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM lesson WHERE school_id = %s AND lesson_id = ANY(%s::uuid[])",
        [school_id, list(lesson_ids)],
    )
    return {row[0]: Lesson(row[0], row[1], Schedule(*row[2:5]), Entry(*row[5:])) for row in rows.fetchall()}


def write_lessons(connection: Connection[Any], school_id: str, changed: Sequence[Lesson]) -> None:
    """Writes lessons, new or known."""
    columns = [
        [
            each.lesson_id,
            each.group_id,
            each.schedule.day,
            each.schedule.state,
            each.schedule.version,
            each.entry.attendance_confirmed,
            each.entry.topic_recorded,
            each.entry.homework,
            each.entry.filled_on,
            each.entry.teacher_id,
            each.entry.version,
        ]
        for each in changed
    ]
    connection.execute(
        f"INSERT INTO lesson (school_id, {_COLUMNS})"
        " SELECT %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::date[], %s::text[], %s::bigint[], %s::boolean[],"
        " %s::boolean[], %s::text[], %s::date[], %s::uuid[], %s::bigint[])"
        " ON CONFLICT (school_id, lesson_id) DO UPDATE SET day = excluded.day, state = excluded.state,"
        " schedule_version = excluded.schedule_version, attendance_confirmed = excluded.attendance_confirmed,"
        " topic_recorded = excluded.topic_recorded, homework = excluded.homework, filled_on = excluded.filled_on,"
        " teacher_id = excluded.teacher_id, entry_version = excluded.entry_version",
        [school_id, *(list(column) for column in zip(*columns, strict=True))],
    )


def move_counts(
    connection: Connection[Any], school_id: str, differences: Mapping[tuple[date, str], LessonCounts]
) -> None:
    """Adds differences to the counts of days and groups."""
    connection.execute(
        "INSERT INTO group_day (school_id, day, group_id, due, held, filled, filled_in_time, homework_recorded)"
        " SELECT %s, * FROM unnest(%s::date[], %s::uuid[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])"
        " ON CONFLICT (school_id, day, group_id) DO UPDATE SET due = group_day.due + excluded.due,"
        " held = group_day.held + excluded.held, filled = group_day.filled + excluded.filled,"
        " filled_in_time = group_day.filled_in_time + excluded.filled_in_time,"
        " homework_recorded = group_day.homework_recorded + excluded.homework_recorded",
        [
            school_id,
            [day for day, _ in differences],
            [group_id for _, group_id in differences],
            [counts.due for counts in differences.values()],
            [counts.held for counts in differences.values()],
            [counts.filled for counts in differences.values()],
            [counts.filled_in_time for counts in differences.values()],
            [counts.homework_recorded for counts in differences.values()],
        ],
    )
