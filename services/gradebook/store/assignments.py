"""Writing assignments, their files, estimates, limits, and what pupils have done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.homework import Assigned


@dataclass(frozen=True, slots=True)
class StoredAssignment:
    """An assignment that was not withdrawn, as it stands; `files` by id."""

    assignment_id: str
    version: int
    assigned: Assigned


def get_assignment(
    connection: Connection[Any], school_id: str, school_year: int, lesson_id: str, assignment_id: str
) -> StoredAssignment | None:
    """An assignment of a lesson; None when there is none, or it was withdrawn."""
    row = connection.execute(
        """SELECT a.version, a.text, a.due_date, a.minutes, a.for_group,
               ARRAY(SELECT p.pupil_id::text FROM assignment_pupil p WHERE p.school_id = a.school_id
                   AND p.school_year = a.school_year AND p.assignment_id = a.assignment_id),
               ARRAY(SELECT f.file_id::text FROM homework_file f WHERE f.school_id = a.school_id
                   AND f.school_year = a.school_year AND f.assignment_id = a.assignment_id AND f.removed_at IS NULL
                   ORDER BY f.added_at, f.file_id)
           FROM assignment a
           WHERE a.school_id = %s AND a.school_year = %s AND a.lesson_id = %s AND a.assignment_id = %s
             AND NOT a.withdrawn""",
        [school_id, school_year, lesson_id, assignment_id],
    ).fetchone()
    if row is None:
        return None
    version, text, due, minutes, for_group, pupils, files = row
    assigned = Assigned(text, due, minutes, None if for_group else frozenset(pupils), tuple(files))
    return StoredAssignment(assignment_id, version, assigned)


def assignments_of_group(
    connection: Connection[Any], school_id: str, group_id: str
) -> list[tuple[str, StoredAssignment, bool]]:
    """Every assignment of a group, without its text: (lesson, assignment, whether it was withdrawn)."""
    rows = connection.execute(
        """SELECT a.lesson_id, a.assignment_id, a.version, a.due_date, a.minutes, a.for_group, a.withdrawn,
               ARRAY(SELECT p.pupil_id::text FROM assignment_pupil p WHERE p.school_id = a.school_id
                   AND p.school_year = a.school_year AND p.assignment_id = a.assignment_id),
               ARRAY(SELECT f.file_id::text FROM homework_file f WHERE f.school_id = a.school_id
                   AND f.school_year = a.school_year AND f.assignment_id = a.assignment_id AND f.removed_at IS NULL)
           FROM assignment a WHERE a.school_id = %s AND a.group_id = %s""",
        [school_id, group_id],
    ).fetchall()
    return [
        (
            lesson_id,
            StoredAssignment(
                assignment_id,
                version,
                Assigned("", due, minutes, None if for_group else frozenset(pupils), tuple(files)),
            ),
            withdrawn,
        )
        for lesson_id, assignment_id, version, due, minutes, for_group, withdrawn, pupils, files in rows
    ]


def minutes_of_group(connection: Connection[Any], school_id: str, group_id: str) -> dict[str, int]:
    """The estimates of a group's class-wide homework by lesson."""
    rows = connection.execute(
        """SELECT m.lesson_id, m.minutes FROM homework_minutes m
           JOIN lesson l ON l.school_id = m.school_id AND l.lesson_id = m.lesson_id
           WHERE m.school_id = %s AND l.group_id = %s""",
        [school_id, group_id],
    ).fetchall()
    return dict(rows)


def count_assignments(connection: Connection[Any], school_id: str, school_year: int, lesson_id: str) -> int:
    """How many a lesson has, withdrawn ones too."""
    row = connection.execute(
        "SELECT count(*) FROM assignment WHERE school_id = %s AND school_year = %s AND lesson_id = %s",
        [school_id, school_year, lesson_id],
    ).fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an assignment is: the keys of its lesson."""

    school_id: str
    school_year: int
    group_id: str
    lesson_id: str


def put_assignment(
    connection: Connection[Any],
    place: Place,
    assignment: StoredAssignment,
    person_id: str,
    now: datetime,
    *,
    withdrawn: bool = False,
) -> None:
    """Writes an assignment in the version it has, and to whom it is given."""
    assigned = assignment.assigned
    connection.execute(
        """INSERT INTO assignment (school_id, school_year, assignment_id, group_id, lesson_id, for_group, text,
                                   due_date, minutes, withdrawn, version, given_by, given_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           ON CONFLICT (school_id, school_year, assignment_id) DO UPDATE SET for_group = excluded.for_group,
               text = excluded.text, due_date = excluded.due_date, minutes = excluded.minutes,
               withdrawn = excluded.withdrawn, version = excluded.version""",
        [
            place.school_id, place.school_year, assignment.assignment_id, place.group_id, place.lesson_id,
            assigned.pupil_ids is None, assigned.text, assigned.due, assigned.minutes, withdrawn, assignment.version,
            person_id, now,
        ],
    )  # fmt: skip
    key = [place.school_id, place.school_year, assignment.assignment_id]
    connection.execute(
        "DELETE FROM assignment_pupil WHERE school_id = %s AND school_year = %s AND assignment_id = %s", key
    )
    connection.execute(
        """INSERT INTO assignment_pupil (school_id, school_year, assignment_id, pupil_id)
           SELECT %s, %s, %s, unnest(%s::uuid[])""",
        [*key, sorted(assigned.pupil_ids or ())],
    )
    # A lesson that holds homework is not empty, so that no change of the timetable drops it.
    connection.execute(
        "UPDATE lesson SET recorded_at = %s WHERE school_id = %s AND lesson_id = %s AND recorded_at IS NULL",
        [now, place.school_id, place.lesson_id],
    )


def take_uploads(
    connection: Connection[Any],
    place: Place,
    assignment_id: str,
    upload_ids: Sequence[str],
    person_id: str,
    now: datetime,
) -> list[str]:
    """Makes what a person has sent for this lesson files of an assignment; the ids of those that there were."""
    rows = connection.execute(
        """WITH taken AS (
               DELETE FROM file_upload WHERE school_id = %(school)s AND lesson_id = %(lesson)s
                   AND person_id = %(person)s AND upload_id = ANY(%(uploads)s::uuid[]) RETURNING *)
           INSERT INTO homework_file (school_id, school_year, file_id, assignment_id, sha256, name, media_type, size,
                                      added_by, added_at)
           SELECT school_id, %(year)s, upload_id, %(assignment)s, sha256, name, media_type, size, person_id, %(now)s
           FROM taken ORDER BY upload_id RETURNING file_id""",
        {
            "school": place.school_id,
            "year": place.school_year,
            "lesson": place.lesson_id,
            "person": person_id,
            "uploads": list(upload_ids),
            "assignment": assignment_id,
            "now": now,
        },
    ).fetchall()
    return sorted(row[0] for row in rows)


def remove_files(
    connection: Connection[Any], place: Place, file_ids: Iterable[str], person_id: str, now: datetime
) -> None:
    """Takes files off; their rows stay, with who did it and when."""
    connection.execute(
        """UPDATE homework_file SET removed_by = %s, removed_at = %s
           WHERE school_id = %s AND school_year = %s AND file_id = ANY(%s::uuid[]) AND removed_at IS NULL""",
        [person_id, now, place.school_id, place.school_year, list(file_ids)],
    )


def set_minutes(connection: Connection[Any], place: Place, minutes: int | None) -> int | None:
    """Keeps the estimate of a lesson's class-wide homework (None: none); gives the one before."""
    key = [place.school_id, place.school_year, place.lesson_id]
    before = minutes_of(connection, place.school_id, place.school_year, place.lesson_id)
    if minutes is None:
        connection.execute(
            "DELETE FROM homework_minutes WHERE school_id = %s AND school_year = %s AND lesson_id = %s", key
        )
    else:
        connection.execute(
            """INSERT INTO homework_minutes (school_id, school_year, lesson_id, minutes) VALUES (%s, %s, %s, %s)
               ON CONFLICT (school_id, school_year, lesson_id) DO UPDATE SET minutes = excluded.minutes""",
            [*key, minutes],
        )
    return before


def minutes_of(connection: Connection[Any], school_id: str, school_year: int, lesson_id: str) -> int | None:
    """The estimate of a lesson's class-wide homework; None: there is none."""
    row = connection.execute(
        "SELECT minutes FROM homework_minutes WHERE school_id = %s AND school_year = %s AND lesson_id = %s",
        [school_id, school_year, lesson_id],
    ).fetchone()
    return row[0] if row else None


def set_done(
    connection: Connection[Any], school_id: str, pupil_id: str, item_id: str, now: datetime, *, done: bool
) -> bool:
    """Keeps whether a pupil has done an item; False when the pupil has no such item to do.

    A pupil has what was given to him, and what was given to a group in a lesson on whose day he was in it.
    """
    values = {"school": school_id, "pupil": pupil_id, "item": item_id, "now": now, "done": done}
    return bool(
        connection.execute(
            f"""INSERT INTO homework_done (school_id, school_year, item_id, pupil_id, lesson_id, done, updated_at)
                SELECT l.school_id, l.school_year, %(item)s, %(pupil)s, l.lesson_id, %(done)s, %(now)s
                FROM lesson l WHERE l.school_id = %(school)s AND l.state <> 'cancelled' AND {_IN_GROUP}
                  AND (l.lesson_id = %(item)s AND l.homework = 'given' OR l.lesson_id = (
                      SELECT a.lesson_id FROM assignment a WHERE a.school_id = %(school)s
                        AND a.assignment_id = %(item)s AND NOT a.withdrawn AND {_CONCERNED}))
                ON CONFLICT (school_id, school_year, item_id, pupil_id)
                DO UPDATE SET done = excluded.done, updated_at = excluded.updated_at""",
            values,
        ).rowcount
    )


_IN_GROUP = """EXISTS (SELECT FROM group_pupil m WHERE m.school_id = l.school_id AND m.group_id = l.group_id
    AND m.pupil_id = %(pupil)s AND l.date BETWEEN m.begin_date AND m.end_date)"""
_CONCERNED = """(a.for_group OR EXISTS (SELECT FROM assignment_pupil p WHERE p.school_id = a.school_id
    AND p.school_year = a.school_year AND p.assignment_id = a.assignment_id AND p.pupil_id = %(pupil)s))"""
_FILE = """SELECT f.file_id, f.assignment_id, f.name, f.media_type, f.size, f.sha256,
        CASE WHEN a.for_group THEN '{}' ELSE ARRAY(SELECT p.pupil_id::text FROM assignment_pupil p
            WHERE p.school_id = a.school_id AND p.school_year = a.school_year AND p.assignment_id = a.assignment_id) END
    FROM homework_file f
    JOIN assignment a USING (school_id, school_year, assignment_id)
    JOIN lesson l ON l.school_id = a.school_id AND l.lesson_id = a.lesson_id
    WHERE f.school_id = %(school)s AND f.file_id = %(file)s AND f.removed_at IS NULL AND NOT a.withdrawn"""


def file_of_lesson(
    connection: Connection[Any], school_id: str, group_id: str, lesson_id: str, file_id: str
) -> tuple[Any, ...] | None:
    """A file of a lesson's homework (the columns of FileRow, and for whom where not for the group); None: no such."""
    return connection.execute(
        f"{_FILE} AND l.lesson_id = %(lesson)s AND l.group_id = %(group)s",
        {"school": school_id, "file": file_id, "lesson": lesson_id, "group": group_id},
    ).fetchone()


def file_of_pupil(
    connection: Connection[Any], school_id: str, pupil_id: str, file_id: str
) -> tuple[Any, ...] | None:  # fmt: skip
    """A file of a pupil's homework, the same way; None: it is not this pupil's."""
    return connection.execute(
        f"{_FILE} AND {_IN_GROUP} AND {_CONCERNED}", {"school": school_id, "file": file_id, "pupil": pupil_id}
    ).fetchone()


def set_limit(connection: Connection[Any], school_id: str, year_group: int, minutes: int | None) -> None:
    """Keeps a school's own limit; None: the norm again."""
    if minutes is None:
        connection.execute(
            "DELETE FROM homework_limit WHERE school_id = %s AND year_group = %s", [school_id, year_group]
        )
    else:
        connection.execute(
            """INSERT INTO homework_limit (school_id, year_group, minutes) VALUES (%s, %s, %s)
               ON CONFLICT (school_id, year_group) DO UPDATE SET minutes = excluded.minutes""",
            [school_id, year_group, minutes],
        )
