"""Attendance at lessons, and its counts by day and group."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.reports.domain.attendance import Attendance, AttendanceCounts


def cells(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> dict[str, list[Attendance]]:
    """What is known of the attendance at these lessons, by lesson."""
    found: dict[str, list[Attendance]] = {lesson_id: [] for lesson_id in lesson_ids}
    for lesson_id, *cell in connection.execute(
        "SELECT lesson_id, pupil_id, version, attendance, reason FROM attendance_cell"
        " WHERE school_id = %s AND lesson_id = ANY(%s::uuid[])",
        [school_id, list(lesson_ids)],
    ).fetchall():
        found[lesson_id].append(Attendance(*cell))
    return found


def write_cells(connection: Connection[Any], school_id: str, lesson_id: str, told: Sequence[Attendance]) -> None:
    """Writes cells of a lesson, each pupil's once; those that are known in the same or a newer version stay."""
    connection.execute(
        "INSERT INTO attendance_cell AS c (school_id, lesson_id, pupil_id, version, attendance, reason)"
        " SELECT %s, %s, * FROM json_to_recordset(%s)"
        " AS (pupil_id uuid, version bigint, attendance text, reason text)"
        " ON CONFLICT (school_id, lesson_id, pupil_id) DO UPDATE SET version = excluded.version,"
        " attendance = excluded.attendance, reason = excluded.reason WHERE c.version < excluded.version",
        [school_id, lesson_id, Json([asdict(cell) for cell in told])],
    )


def move_counts(
    connection: Connection[Any], school_id: str, differences: Mapping[tuple[date, str], AttendanceCounts]
) -> None:
    """Adds differences to the counts of days and groups."""
    rows = [{"day": day.isoformat(), "of_group": group, **asdict(each)} for (day, group), each in differences.items()]
    connection.execute(
        "INSERT INTO attendance_count AS c"
        " (school_id, day, group_id, lessons, absent, ill, excused, unexcused, late)"
        " SELECT %s, * FROM json_to_recordset(%s) AS (day date, of_group uuid, lessons int, absent int, ill int,"
        " excused int, unexcused int, late int)"
        " ON CONFLICT (school_id, day, group_id) DO UPDATE SET lessons = c.lessons + excluded.lessons,"
        " absent = c.absent + excluded.absent, ill = c.ill + excluded.ill, excused = c.excused + excluded.excused,"
        " unexcused = c.unexcused + excluded.unexcused, late = c.late + excluded.late",
        [school_id, Json(rows)],
    )
