"""Absences of a class's pupils over many lessons, with the lessons' locks and histories; periods that give reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from kit.audit import Head
from services.gradebook.domain.absences import AbsenceLesson, NewReason, Period, Where
from services.gradebook.domain.lesson import Cell, Change, Lesson, attendance_value
from services.gradebook.store.lessons import COLUMN_COUNT, COLUMNS, FROM


@dataclass(frozen=True, slots=True)
class LockedLesson:
    """A lesson that this transaction holds: as stored, with its history's head."""

    lesson: Lesson
    history: Head
    closed: bool

    @property
    def of_absence(self) -> AbsenceLesson:
        """What an absence in it is judged by."""
        return AbsenceLesson(self.lesson.lesson_id, self.lesson.group_id, self.closed)


# In the order of ids, as every change of several lessons takes them. Locks are looked at by a second statement, which
# sees what a transaction before this one has written.
_LOCK = f"""
    SELECT {COLUMNS}, l.history_hash {FROM}
    WHERE l.school_id = %(school)s AND l.lesson_id = ANY(%(lessons)s::uuid[]) ORDER BY l.lesson_id FOR UPDATE OF l
"""
_CLOSED = """
    SELECT l.lesson_id FROM lesson l
    JOIN teaching_group g ON g.school_id = l.school_id AND g.group_id = l.group_id
    WHERE l.school_id = %(school)s AND l.lesson_id = ANY(%(lessons)s::uuid[])
        AND EXISTS (
            SELECT FROM period_lock k WHERE k.school_id = l.school_id AND k.ended_at IS NULL
                AND coalesce(k.class_id = g.class_id, k.class_id IS NULL)
                AND coalesce(k.subject_code = g.subject_code, true) AND coalesce(k.term_id = l.term_id, true))
        AND NOT EXISTS (
            SELECT FROM unlock u WHERE u.school_id = l.school_id AND u.group_id = l.group_id
                AND u.state = 'granted' AND u.until > %(now)s AND coalesce(u.lesson_id = l.lesson_id, true))
"""


def lock_lessons(
    connection: Connection[Any], school_id: str, lesson_ids: Iterable[str], now: datetime
) -> dict[str, LockedLesson]:
    """Lessons by id, locked until the transaction ends."""
    asked = {"school": school_id, "lessons": sorted(set(lesson_ids)), "now": now}
    rows = connection.execute(_LOCK, asked).fetchall()
    closed = {row[0] for row in connection.execute(_CLOSED, asked).fetchall()}
    found = {}
    for row in rows:
        lesson = Lesson(*row[:COLUMN_COUNT])
        head = Head(lesson.change_number, row[COLUMN_COUNT])
        found[lesson.lesson_id] = LockedLesson(lesson, head, lesson.lesson_id in closed)
    return found


def cells_of(connection: Connection[Any], school_id: str, where: Sequence[Where]) -> dict[Where, Cell]:
    """The attendance that stands in these cells."""
    rows = connection.execute(
        """SELECT a.lesson_id, a.pupil_id, a.attendance, a.minutes_late, a.reason, a.version
           FROM (SELECT DISTINCT * FROM unnest(%s::uuid[], %s::uuid[])) AS w (lesson_id, pupil_id)
           JOIN lesson l ON l.school_id = %s AND l.lesson_id = w.lesson_id
           JOIN attendance a ON a.school_id = l.school_id AND a.school_year = l.school_year
               AND a.lesson_id = l.lesson_id AND a.pupil_id = w.pupil_id""",
        [[lesson for lesson, _ in where], [pupil for _, pupil in where], school_id],
    ).fetchall()
    return {(row[0], row[1]): Cell(attendance_value(row[2], row[3], row[4]), row[5]) for row in rows}


def cells_of_class(
    connection: Connection[Any], school_id: str, class_id: str, where: Sequence[Where]
) -> frozenset[Where]:
    """Of these cells, those of pupils who were in the class, by one of its groups, on the lesson's day."""
    rows = connection.execute(
        """SELECT w.lesson_id, w.pupil_id
           FROM (SELECT DISTINCT * FROM unnest(%s::uuid[], %s::uuid[])) AS w (lesson_id, pupil_id)
           JOIN lesson l ON l.school_id = %s AND l.lesson_id = w.lesson_id
           WHERE EXISTS (
               SELECT FROM group_pupil m JOIN teaching_group g USING (school_id, group_id)
               WHERE m.school_id = l.school_id AND m.pupil_id = w.pupil_id AND g.class_id = %s
                   AND l.date BETWEEN m.begin_date AND m.end_date)""",
        [[lesson for lesson, _ in where], [pupil for _, pupil in where], school_id, class_id],
    ).fetchall()
    return frozenset((row[0], row[1]) for row in rows)


def is_of_class(
    connection: Connection[Any], school_id: str, class_id: str, pupil_id: str, begin: date, end: date
) -> bool:
    """Whether a pupil is in the class, by one of its groups, on one of these days."""
    row = connection.execute(
        """SELECT EXISTS (
               SELECT FROM group_pupil m JOIN teaching_group g USING (school_id, group_id)
               WHERE m.school_id = %s AND m.pupil_id = %s AND g.class_id = %s
                   AND m.begin_date <= %s AND m.end_date >= %s)""",
        [school_id, pupil_id, class_id, end, begin],
    ).fetchone()
    return bool(row and row[0])


def lessons_of_pupil(connection: Connection[Any], school_id: str, pupil_id: str, begin: date, end: date) -> list[str]:
    """Ids of the lessons between two days of the groups that the pupil was ever in."""
    rows = connection.execute(
        """SELECT DISTINCT l.lesson_id FROM group_pupil m
           JOIN lesson l ON l.school_id = m.school_id AND l.group_id = m.group_id
           WHERE m.school_id = %s AND m.pupil_id = %s AND l.date BETWEEN %s AND %s""",
        [school_id, pupil_id, begin, end],
    ).fetchall()
    return [row[0] for row in rows]


_WRITE = """
    WITH cell AS (
        UPDATE attendance a SET reason = w.reason, version = w.version, updated_at = %(now)s
        FROM json_to_recordset(%(cells)s) AS w (year int, lesson uuid, pupil uuid, reason text, version bigint)
        WHERE a.school_id = %(school)s AND a.school_year = w.year AND a.lesson_id = w.lesson AND a.pupil_id = w.pupil
    ), head AS (
        UPDATE lesson l SET history_number = w.number, history_hash = decode(w.hash, 'hex')
        FROM json_to_recordset(%(heads)s) AS w (lesson uuid, number int, hash text)
        WHERE l.school_id = %(school)s AND l.lesson_id = w.lesson
    )
    INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id, cell, pupil_id,
                                old_value, new_value, reason, version, number, hash)
    SELECT %(school)s, year, lesson, %(now)s, %(person)s, %(request)s, 'attendance', pupil, old, new, reason, version,
           number, decode(hash, 'hex')
    FROM json_to_recordset(%(lines)s) AS (year int, lesson uuid, pupil uuid, old text, new text, reason text,
                                          version bigint, number int, hash text)
    ORDER BY lesson, number
"""


def write_reasons(
    connection: Connection[Any],
    school_id: str,
    reasons: Sequence[NewReason],
    chains: dict[str, list[tuple[Change, Head]]],
    years: dict[str, int],
    *,
    person_id: str,
    request_id: str,
    now: datetime,
) -> None:
    """Writes reasons, each in the version after that of the cell, and the lines of the lessons' histories, by lesson.

    `years`: the lessons' school years. The lessons are locked by this transaction.
    """
    connection.execute(
        _WRITE,
        {
            "school": school_id,
            "now": now,
            "person": person_id,
            "request": request_id,
            "cells": Json(
                [
                    {
                        "year": years[each.lesson_id],
                        "lesson": each.lesson_id,
                        "pupil": each.pupil_id,
                        "reason": each.reason,
                        "version": each.before.version + 1,
                    }
                    for each in reasons
                ]
            ),
            "heads": Json(
                [
                    {"lesson": lesson_id, "number": lines[-1][1].number, "hash": lines[-1][1].hash.hex()}
                    for lesson_id, lines in chains.items()
                ]
            ),
            "lines": Json(
                [
                    {
                        "year": years[lesson_id],
                        "lesson": lesson_id,
                        "pupil": change.pupil_id,
                        "old": change.old,
                        "new": change.new,
                        "reason": change.reason,
                        "version": change.version,
                        "number": head.number,
                        "hash": head.hash.hex(),
                    }
                    for lesson_id, lines in chains.items()
                    for change, head in lines
                ]
            ),
        },
    )


_PERIOD = "period_id, pupil_id, begin_date, end_date, reason, document, created_by, created_at"


def add_period(connection: Connection[Any], school_id: str, period: Period) -> None:
    """Adds a period."""
    connection.execute(
        f"INSERT INTO absence_period (school_id, {_PERIOD}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            school_id, period.period_id, period.pupil_id, period.begin, period.end, period.reason, period.document,
            period.created_by, period.created_at,
        ],
    )  # fmt: skip


def open_period(connection: Connection[Any], school_id: str, period_id: str) -> Period | None:
    """A period that holds, locked; None when there is no such."""
    row = connection.execute(
        f"""SELECT {_PERIOD} FROM absence_period
            WHERE school_id = %s AND period_id = %s AND ended_at IS NULL FOR UPDATE""",
        [school_id, period_id],
    ).fetchone()
    return Period(*row) if row else None


def end_period(connection: Connection[Any], school_id: str, period_id: str, person_id: str, now: datetime) -> None:
    """Ends it."""
    connection.execute(
        "UPDATE absence_period SET ended_by = %s, ended_at = %s WHERE school_id = %s AND period_id = %s",
        [person_id, now, school_id, period_id],
    )


def periods_of_class(
    connection: Connection[Any],
    school_id: str,
    class_id: str,
    days: tuple[date, date],
    before: tuple[datetime, str] | None,
    most: int,
) -> list[Period]:
    """Periods that hold and touch these days, of pupils who are in the class in them; the one entered last first."""
    moment, period_id = before or (None, None)
    rows = connection.execute(
        f"""SELECT {_PERIOD} FROM absence_period p
            WHERE school_id = %s AND ended_at IS NULL AND begin_date <= %s AND end_date >= %s
                AND pupil_id = ANY(ARRAY(
                    SELECT m.pupil_id FROM group_pupil m JOIN teaching_group g USING (school_id, group_id)
                    WHERE g.school_id = %s AND g.class_id = %s AND m.begin_date <= %s AND m.end_date >= %s))
                AND (%s::timestamptz IS NULL OR (created_at, period_id) < (%s, %s::uuid))
            ORDER BY created_at DESC, period_id DESC LIMIT %s""",
        [school_id, days[1], days[0], school_id, class_id, days[1], days[0], moment, moment, period_id, most],
    ).fetchall()
    return [Period(*row) for row in rows]


def periods_of_pupil(
    connection: Connection[Any], school_id: str, pupil_id: str, begin: date, end: date
) -> list[Period]:
    """A pupil's periods that hold and touch these days, the one entered last first."""
    rows = connection.execute(
        f"""SELECT {_PERIOD} FROM absence_period
            WHERE school_id = %s AND pupil_id = %s AND ended_at IS NULL AND begin_date <= %s AND end_date >= %s
            ORDER BY created_at DESC, period_id DESC""",
        [school_id, pupil_id, end, begin],
    ).fetchall()
    return [Period(*row) for row in rows]
