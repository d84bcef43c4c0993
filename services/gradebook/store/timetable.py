"""The weekly patterns that schools have set, and what their conflicts are judged by."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from services.gradebook.domain.membership import Span
from services.gradebook.domain.timetable import Entry


@dataclass(frozen=True, slots=True)
class OwnPattern:
    """A group's own pattern: the day since which it holds, its version, its entries."""

    since: date
    version: int
    entries: Sequence[Entry]


def today_at(connection: Connection[Any], school_id: str, now: datetime) -> date | None:
    """The day at the school; None for a school that is not known."""
    row = connection.execute("SELECT time_zone FROM school WHERE school_id = %s", [school_id]).fetchone()
    return now.astimezone(ZoneInfo(row[0])).date() if row else None


def zone_of(connection: Connection[Any], school_id: str) -> ZoneInfo:
    """The time zone of a school that is known."""
    row = connection.execute("SELECT time_zone FROM school WHERE school_id = %s", [school_id]).fetchone()
    return ZoneInfo(row[0] if row else "UTC")


def own_patterns(
    connection: Connection[Any], school_id: str, group_ids: Sequence[str] | None = None
) -> dict[str, OwnPattern]:
    """The own patterns of groups (of the whole school: None), by group."""
    values = {"school": school_id, "groups": None if group_ids is None else list(group_ids)}
    which = "school_id = %(school)s AND (%(groups)s::uuid[] IS NULL OR group_id = ANY(%(groups)s))"
    heads = connection.execute(f"SELECT group_id, since, version FROM group_timetable WHERE {which}", values)
    entries = connection.execute(
        f"""SELECT group_id, weekday, bell, weeks, room, teacher_id, begin_date, end_date FROM timetable_entry
            WHERE {which} ORDER BY group_id, weekday, bell, weeks, begin_date""",
        values,
    )
    found: dict[str, list[Entry]] = defaultdict(list)
    for group_id, *values_of in entries.fetchall():
        found[group_id].append(Entry(*values_of))
    return {row[0]: OwnPattern(row[1], row[2], found[row[0]]) for row in heads.fetchall()}


def put_pattern(connection: Connection[Any], school_id: str, group_id: str, pattern: OwnPattern) -> None:
    """Writes a group's own pattern."""
    connection.execute(
        """INSERT INTO group_timetable (school_id, group_id, since, version) VALUES (%s, %s, %s, %s)
           ON CONFLICT (school_id, group_id) DO UPDATE SET since = excluded.since, version = excluded.version""",
        [school_id, group_id, pattern.since, pattern.version],
    )
    connection.execute("DELETE FROM timetable_entry WHERE school_id = %s AND group_id = %s", [school_id, group_id])
    columns = [
        [getattr(each, name) for each in pattern.entries]
        for name in ("weekday", "bell", "weeks", "room", "teacher_id", "begin", "end")
    ]
    connection.execute(
        """INSERT INTO timetable_entry (school_id, group_id, weekday, bell, weeks, room, teacher_id, begin_date,
                                        end_date)
           SELECT %s, %s, * FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[], %s::uuid[], %s::date[],
                                        %s::date[])""",
        [school_id, group_id, *columns],
    )


def people_of_groups(
    connection: Connection[Any], school_id: str, group_ids: Sequence[str] | None = None
) -> tuple[Mapping[str, list[Span]], Mapping[str, list[Span]]]:
    """Teachers and pupils of groups (of the whole school: None), by group."""
    values = {"school": school_id, "groups": None if group_ids is None else list(group_ids)}
    which = "school_id = %(school)s AND (%(groups)s::uuid[] IS NULL OR group_id = ANY(%(groups)s))"
    teachers = connection.execute(
        f"SELECT group_id, person_id, begin_date, end_date FROM group_teacher WHERE {which}", values
    )
    pupils = connection.execute(
        f"SELECT group_id, pupil_id, begin_date, end_date FROM group_pupil WHERE {which}", values
    )
    return _by_group(teachers.fetchall()), _by_group(pupils.fetchall())


def _by_group(rows: Sequence[tuple[Any, ...]]) -> Mapping[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for group_id, *span in rows:
        found[group_id].append(Span(*span))
    return found


@dataclass(frozen=True, slots=True)
class PlacedLesson:
    """Where a lesson takes place."""

    group_id: str
    lesson_id: str
    day: date
    bell: int
    room: str
    teacher_id: str | None
    cancelled: bool


_PLACED = "group_id, lesson_id, date, bell, room, planned_teacher_id, state = 'cancelled' FROM lesson"


def moved_lessons(connection: Connection[Any], school_id: str, since: date) -> list[PlacedLesson]:
    """The lessons of a school that stand elsewhere than the pattern says, from a day on, without cancelled ones."""
    rows = connection.execute(
        f"""SELECT {_PLACED} WHERE school_id = %s AND date >= %s AND moved_from_date IS NOT NULL
            AND state <> 'cancelled' ORDER BY date, bell, lesson_id""",
        [school_id, since],
    ).fetchall()
    return [PlacedLesson(*row) for row in rows]


def lessons_at(
    connection: Connection[Any], school_id: str, places: Sequence[tuple[date, int]], but: Sequence[str]
) -> list[PlacedLesson]:
    """The lessons of a school at these days and bells, without those named."""
    rows = connection.execute(
        f"""SELECT {_PLACED} WHERE school_id = %s
            AND (date, bell) IN (SELECT * FROM unnest(%s::date[], %s::int[])) AND lesson_id <> ALL(%s::uuid[])
            ORDER BY date, bell, lesson_id""",
        [school_id, [day for day, _ in places], [bell for _, bell in places], list(but)],
    ).fetchall()
    return [PlacedLesson(*row) for row in rows]


def groups_of_class(connection: Connection[Any], school_id: str, class_id: str) -> list[str]:
    """The groups of a class, and the mixed ones in which somebody of them learns."""
    rows = connection.execute(
        """SELECT g.group_id FROM teaching_group g
           WHERE g.school_id = %(school)s AND (g.class_id = %(class)s OR g.class_id IS NULL AND EXISTS (
               SELECT FROM group_pupil p JOIN group_pupil o USING (school_id, pupil_id)
               JOIN teaching_group c ON c.school_id = o.school_id AND c.group_id = o.group_id AND c.class_id = %(class)s
               WHERE p.school_id = %(school)s AND p.group_id = g.group_id))""",
        {"school": school_id, "class": class_id},
    ).fetchall()
    return [row[0] for row in rows]


def has_weeks(connection: Connection[Any], school_id: str) -> bool:
    """Whether a pattern of the school names A or B weeks."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM timetable_entry WHERE school_id = %s AND weeks <> 'every')", [school_id]
    ).fetchone()
    return bool(row and row[0])
