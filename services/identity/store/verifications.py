"""Checks of personal data: a class's campaigns, and what was answered for each pupil."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Verification:
    """A campaign with how many pupils it is about and of how many the family has answered; `ended_at` None: open."""

    verification_id: str
    class_id: str
    started_at: datetime
    due: date
    asked_on: date
    version: int
    ended_at: datetime | None
    pupils: int
    confirmed: int
    corrections: int


@dataclass(frozen=True, slots=True)
class PupilAnswer:
    """What was answered for a pupil: "confirmed", "correction"; None: nothing yet."""

    pupil_id: str
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """That a pupil's family was asked, and what it has answered, for the family itself."""

    asked_at: datetime
    due: date
    answer: str | None
    answered_at: datetime | None


_VERIFICATION = """
    SELECT v.verification_id, v.class_id, v.started_at, v.due_date, v.asked_on, v.version, v.ended_at,
           c.pupils, c.confirmed, c.corrections
    FROM verification v
    CROSS JOIN LATERAL (
        SELECT count(*)::int AS pupils,
               (count(*) FILTER (WHERE p.answer = 'confirmed'))::int AS confirmed,
               (count(*) FILTER (WHERE p.answer = 'correction'))::int AS corrections
        FROM verification_pupil p WHERE p.school_id = v.school_id AND p.verification_id = v.verification_id
    ) c
"""


def pupils_of_class(connection: Connection[Any], school_id: str, class_id: str, day: date) -> list[str]:
    """Who is in the class on a day, and at the school."""
    rows = connection.execute(
        """SELECT DISTINCT m.person_id FROM relation m
           JOIN relation e ON e.person_id = m.person_id AND e.relation = 'pupil' AND e.object_id = m.school_id
               AND %(day)s BETWEEN e.begin_date AND e.end_date
           WHERE m.relation = 'class_pupil' AND m.school_id = %(school)s AND m.object_id = %(class)s
             AND %(day)s BETWEEN m.begin_date AND m.end_date
           ORDER BY m.person_id""",
        {"day": day, "school": school_id, "class": class_id},
    ).fetchall()
    return [row[0] for row in rows]


def start(
    connection: Connection[Any],
    school_id: str,
    class_id: str,
    verification_id: str,
    by: str,
    now: datetime,
    days: tuple[date, date],
    pupil_ids: Sequence[str],
) -> bool:
    """Begins a campaign of the class, asked on the first of `days` and due on the second; False while one is open."""
    made = connection.execute(
        """INSERT INTO verification (school_id, verification_id, class_id, started_by, started_at, asked_on, due_date)
           VALUES (%s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (school_id, class_id) WHERE ended_at IS NULL DO NOTHING""",
        [school_id, verification_id, class_id, by, now, *days],
    ).rowcount
    if made:
        connection.execute(
            "INSERT INTO verification_pupil (school_id, verification_id, pupil_id) SELECT %s, %s, unnest(%s::uuid[])",
            [school_id, verification_id, list(pupil_ids)],
        )
    return bool(made)


def list_of_class(
    connection: Connection[Any], school_id: str, class_id: str, before: tuple[datetime, str] | None, most: int
) -> list[Verification]:
    """A class's campaigns, newest first, before the given one."""
    rows = connection.execute(
        f"""{_VERIFICATION} WHERE v.school_id = %(school)s AND v.class_id = %(class)s
            AND (%(time)s::timestamptz IS NULL OR (v.started_at, v.verification_id) < (%(time)s, %(id)s::uuid))
            ORDER BY v.started_at DESC, v.verification_id DESC LIMIT %(most)s""",
        {
            "school": school_id, "class": class_id, "time": before and before[0], "id": before and before[1],
            "most": most,
        },
    ).fetchall()  # fmt: skip
    return [Verification(*row) for row in rows]


def find(connection: Connection[Any], school_id: str, class_id: str, verification_id: str) -> Verification | None:
    """A campaign of the class."""
    row = connection.execute(
        f"{_VERIFICATION} WHERE v.school_id = %s AND v.class_id = %s AND v.verification_id = %s",
        [school_id, class_id, verification_id],
    ).fetchone()
    return Verification(*row) if row else None


def lock(connection: Connection[Any], school_id: str, class_id: str, verification_id: str) -> Verification | None:
    """A campaign of the class, locked until the transaction ends: answers, reminders and its end come one by one."""
    connection.execute(
        "SELECT FROM verification WHERE school_id = %s AND verification_id = %s FOR UPDATE",
        [school_id, verification_id],
    )
    return find(connection, school_id, class_id, verification_id)


def lock_open_of(connection: Connection[Any], school_id: str, pupil_id: str) -> list[str]:
    """The open campaigns at the school that ask about a pupil, locked until the transaction ends."""
    rows = connection.execute(
        """SELECT v.verification_id FROM verification v
           WHERE v.school_id = %(school)s AND v.ended_at IS NULL AND EXISTS (
               SELECT FROM verification_pupil p WHERE p.school_id = v.school_id
                 AND p.verification_id = v.verification_id AND p.pupil_id = %(pupil)s)
           ORDER BY v.verification_id FOR UPDATE OF v""",
        {"school": school_id, "pupil": pupil_id},
    ).fetchall()
    return [row[0] for row in rows]


def answer(
    connection: Connection[Any], school_id: str, verification_id: str, pupil_id: str, said: str, by: str, now: datetime
) -> bool:
    """Keeps the first answer for a pupil; False where there is one already."""
    return bool(
        connection.execute(
            """UPDATE verification_pupil SET answer = %s, answered_by = %s, answered_at = %s
               WHERE school_id = %s AND verification_id = %s AND pupil_id = %s AND answer IS NULL""",
            [said, by, now, school_id, verification_id, pupil_id],
        ).rowcount
    )


def answers(connection: Connection[Any], school_id: str, verification_id: str) -> list[PupilAnswer]:
    """What was answered for each pupil; who was erased is left out."""
    rows = connection.execute(
        """SELECT p.pupil_id, p.answer, p.answered_at FROM verification_pupil p
           JOIN person n ON n.person_id = p.pupil_id AND n.erased_at IS NULL
           WHERE p.school_id = %s AND p.verification_id = %s ORDER BY p.pupil_id""",
        [school_id, verification_id],
    ).fetchall()
    return [PupilAnswer(*row) for row in rows]


def next_version(
    connection: Connection[Any], school_id: str, verification_id: str, asked_on: date | None = None
) -> int:
    """The version of the next news of a campaign; `asked_on`: the day on which families are reminded by them."""
    row = connection.execute(
        """UPDATE verification SET version = version + 1, asked_on = coalesce(%s, asked_on)
           WHERE school_id = %s AND verification_id = %s RETURNING version""",
        [asked_on, school_id, verification_id],
    ).fetchone()
    assert row is not None  # noqa: S101  (the caller has locked it)
    return int(row[0])


def end(connection: Connection[Any], school_id: str, verification_id: str, by: str, now: datetime) -> None:
    """Ends a campaign."""
    connection.execute(
        "UPDATE verification SET ended_by = %s, ended_at = %s WHERE school_id = %s AND verification_id = %s",
        [by, now, school_id, verification_id],
    )


def waiting_of(connection: Connection[Any], pupil_ids: Sequence[str]) -> list[tuple[str, str, date]]:
    """(school, pupil, until when) of these pupils whose data is to be checked, the earliest day of each."""
    rows = connection.execute(
        """SELECT v.school_id, p.pupil_id, min(v.due_date) FROM verification_pupil p
           JOIN verification v USING (school_id, verification_id)
           WHERE p.pupil_id = ANY(%s::uuid[]) AND p.answer IS NULL AND v.ended_at IS NULL
           GROUP BY 1, 2 ORDER BY 1, 2""",
        [list(pupil_ids)],
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def asked_about(connection: Connection[Any], pupil_id: str) -> list[Asked]:
    """All times that a pupil's family was asked, newest first."""
    rows = connection.execute(
        """SELECT v.started_at, v.due_date, p.answer, p.answered_at FROM verification_pupil p
           JOIN verification v USING (school_id, verification_id)
           WHERE p.pupil_id = %s ORDER BY v.started_at DESC, v.verification_id DESC""",
        [pupil_id],
    ).fetchall()
    return [Asked(*row) for row in rows]
