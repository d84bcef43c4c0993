"""Read models of schools and groups, and the lessons planned from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.timetable import Slot, Term

Member = tuple[str, str, str]  # pupil id, first day, last day; ISO dates, empty: open


def put_school(connection: Connection[Any], school_id: str, version: int, time_zone: str) -> bool:
    """Keeps a school; False when the version is not newer than what is kept."""
    return bool(
        connection.execute(
            """INSERT INTO school (school_id, version, time_zone) VALUES (%s, %s, %s)
               ON CONFLICT (school_id) DO UPDATE SET version = excluded.version, time_zone = excluded.time_zone
               WHERE school.version < excluded.version""",
            [school_id, version, time_zone],
        ).rowcount
    )


def put_terms(connection: Connection[Any], school_id: str, terms: Sequence[Term]) -> None:
    """Replaces the school's terms."""
    connection.execute("DELETE FROM term WHERE school_id = %s", [school_id])
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO term (school_id, term_id, begin_date, end_date, school_year) VALUES (%s, %s, %s, %s, %s)",
            [(school_id, term.term_id, term.begin, term.end, term.school_year) for term in terms],
        )


def put_default_categories(connection: Connection[Any], school_id: str, weights: dict[str, Any]) -> None:
    """Gives a school its first categories; those that it has stay."""
    connection.execute(
        """INSERT INTO category (school_id, code, weight) SELECT %s, * FROM unnest(%s::text[], %s::numeric[])
           ON CONFLICT DO NOTHING""",
        [school_id, list(weights), list(weights.values())],
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A teaching group as kept."""

    school_id: str
    group_id: str
    class_id: str | None
    term_ids: list[str]
    periods: list[str]
    room: str
    ended: bool


def put_group(
    connection: Connection[Any], group: Group, version: int, titles: tuple[str, str], year_group: int
) -> bool:
    """Keeps a group (titles: subject, class); False when the version is not newer than what is kept."""
    return bool(
        connection.execute(
            """INSERT INTO teaching_group (school_id, group_id, version, subject_title, class_id, class_title,
                                           year_group, term_ids, periods, room, ended)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s)
               ON CONFLICT (school_id, group_id)
               DO UPDATE SET version = excluded.version, subject_title = excluded.subject_title,
                   class_id = excluded.class_id, class_title = excluded.class_title, year_group = excluded.year_group,
                   term_ids = excluded.term_ids, periods = excluded.periods, room = excluded.room,
                   ended = excluded.ended
               WHERE teaching_group.version < excluded.version""",
            [
                group.school_id, group.group_id, version, titles[0], group.class_id, titles[1], year_group,
                group.term_ids, group.periods, group.room, group.ended,
            ],
        ).rowcount
    )  # fmt: skip


def put_members(connection: Connection[Any], school_id: str, group_id: str, members: Sequence[Member]) -> None:
    """Replaces the group's pupils."""
    connection.execute("DELETE FROM group_pupil WHERE school_id = %s AND group_id = %s", [school_id, group_id])
    connection.execute(
        """INSERT INTO group_pupil (school_id, group_id, pupil_id, begin_date, end_date)
           SELECT %s, %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])""",
        [
            school_id,
            group_id,
            [member[0] for member in members],
            [member[1] or "-infinity" for member in members],
            [member[2] or "infinity" for member in members],
        ],
    )


def groups_of_school(connection: Connection[Any], school_id: str) -> list[Group]:
    """All groups of a school."""
    rows = connection.execute(
        """SELECT school_id, group_id, class_id, term_ids::text[], periods, room, ended FROM teaching_group
           WHERE school_id = %s""",
        [school_id],
    ).fetchall()
    return [Group(*row) for row in rows]


def terms_of(connection: Connection[Any], school_id: str, term_ids: Sequence[str]) -> list[Term]:
    """The terms of these ids that are known."""
    rows = connection.execute(
        """SELECT term_id, begin_date, end_date, school_year FROM term
           WHERE school_id = %s AND term_id = ANY(%s::uuid[])""",
        [school_id, list(term_ids)],
    ).fetchall()
    return [Term(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Planned:
    """A lesson of the plan; `empty`: nothing was ever recorded in it."""

    lesson_id: str
    day: date
    bell: int
    state: str
    version: int
    term_id: str
    empty: bool


def lessons_of_group(connection: Connection[Any], school_id: str, group_id: str) -> list[Planned]:
    """All lessons of a group."""
    rows = connection.execute(
        """SELECT lesson_id, date, bell, state, version, term_id, version = 1 AND state = 'planned' FROM lesson
           WHERE school_id = %s AND group_id = %s ORDER BY date, bell""",
        [school_id, group_id],
    ).fetchall()
    return [Planned(*row) for row in rows]


def add_lessons(connection: Connection[Any], group: Group, slots: Sequence[tuple[str, Slot]]) -> None:
    """Plans lessons (id, slot)."""
    connection.execute(
        """INSERT INTO lesson (school_id, group_id, room, lesson_id, date, bell, term_id, school_year)
           SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::date[], %s::int[], %s::uuid[], %s::int[])
           ON CONFLICT (school_id, group_id, date, bell) DO NOTHING""",
        [
            group.school_id, group.group_id, group.room,
            [lesson_id for lesson_id, _ in slots],
            [slot.day for _, slot in slots],
            [slot.bell for _, slot in slots],
            [slot.term_id for _, slot in slots],
            [slot.school_year for _, slot in slots],
        ],
    )  # fmt: skip


def drop_lessons(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> None:
    """Takes lessons out of the plan that hold nothing."""
    connection.execute(
        """DELETE FROM lesson WHERE school_id = %s AND lesson_id = ANY(%s::uuid[])
           AND version = 1 AND state = 'planned'""",
        [school_id, list(lesson_ids)],
    )
