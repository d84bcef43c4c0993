"""The newest facts of lessons, and their counts by day."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.reports.domain.lessons import Entry, Lesson, LessonCounts, Place, Schedule

_COLUMNS = (
    "lesson_id, group_id, day, state, schedule_version, attendance_confirmed, topic_recorded, homework,"
    " filled_on, teacher_id, entry_version, homework_on"
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
    rows = [
        {
            "lesson": each.lesson_id,
            "of_group": each.group_id,
            "day": each.schedule.day.isoformat(),
            "state": each.schedule.state,
            "schedule_version": each.schedule.version,
            "attendance_confirmed": each.entry.attendance_confirmed,
            "topic_recorded": each.entry.topic_recorded,
            "homework": each.entry.homework,
            "filled_on": each.entry.filled_on.isoformat() if each.entry.filled_on else None,
            "teacher": each.entry.teacher_id,
            "entry_version": each.entry.version,
            "homework_on": each.entry.homework_on.isoformat() if each.entry.homework_on else None,
        }
        for each in changed
    ]
    # One JSON text: psycopg makes arrays item by item in Python, which costs more than the statement.
    connection.execute(
        f"INSERT INTO lesson (school_id, {_COLUMNS}) SELECT %s, * FROM json_to_recordset(%s)"
        " AS (lesson uuid, of_group uuid, day date, state text, schedule_version bigint, attendance_confirmed boolean,"
        " topic_recorded boolean, homework text, filled_on date, teacher uuid, entry_version bigint,"
        " homework_on date)"
        " ON CONFLICT (school_id, lesson_id) DO UPDATE SET day = excluded.day, state = excluded.state,"
        " schedule_version = excluded.schedule_version, attendance_confirmed = excluded.attendance_confirmed,"
        " topic_recorded = excluded.topic_recorded, homework = excluded.homework, filled_on = excluded.filled_on,"
        " teacher_id = excluded.teacher_id, entry_version = excluded.entry_version,"
        " homework_on = excluded.homework_on",
        [school_id, Json(rows)],
    )


def move_counts(connection: Connection[Any], school_id: str, differences: Mapping[Place, LessonCounts]) -> None:
    """Adds differences to the counts of days and groups."""
    rows = [
        {
            "day": place.day.isoformat(),
            "of_group": place.group_id,
            "known_on": place.known_on.isoformat(),
            **asdict(each),
        }
        for place, each in differences.items()
    ]
    connection.execute(
        "INSERT INTO lesson_count AS c (school_id, day, group_id, known_on, due, held, filled, filled_in_time,"
        " homework_recorded)"
        " SELECT %s, * FROM json_to_recordset(%s) AS (day date, of_group uuid, known_on date, due int, held int,"
        " filled int, filled_in_time int, homework_recorded int)"
        " ON CONFLICT (school_id, day, group_id, known_on) DO UPDATE SET due = c.due + excluded.due,"
        " held = c.held + excluded.held, filled = c.filled + excluded.filled,"
        " filled_in_time = c.filled_in_time + excluded.filled_in_time,"
        " homework_recorded = c.homework_recorded + excluded.homework_recorded",
        [school_id, Json(rows)],
    )
