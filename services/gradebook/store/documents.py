"""What documents are about: the classes of a school, the groups and pupils of a class."""

from datetime import date
from typing import Any

from psycopg import Connection


def classes_of(connection: Connection[Any], school_id: str) -> list[tuple[str, str]]:
    """(id, title) of a school's classes, by year."""
    return connection.execute(
        "SELECT class_id, title FROM class WHERE school_id = %s AND NOT ended ORDER BY year_group, title, class_id",
        [school_id],
    ).fetchall()


def groups_between(
    connection: Connection[Any], school_id: str, class_id: str | None, group_id: str | None, days: tuple[date, date]
) -> list[tuple[str, str, str]]:
    """(id, class title, subject title) of a class's groups, mixed ones too, or of one group, that had lessons then."""
    return connection.execute(
        """SELECT g.group_id, g.class_title, g.subject_title FROM teaching_group g
           WHERE g.school_id = %(school)s
             AND (%(group)s::uuid IS NULL OR g.group_id = %(group)s)
             AND (%(class)s::uuid IS NULL OR g.class_id = %(class)s OR g.class_id IS NULL AND EXISTS (
                    SELECT FROM group_pupil m JOIN group_pupil o USING (school_id, pupil_id)
                    JOIN teaching_group t ON t.school_id = o.school_id AND t.group_id = o.group_id
                    WHERE m.school_id = g.school_id AND m.group_id = g.group_id AND t.class_id = %(class)s))
             AND EXISTS (SELECT FROM lesson l WHERE l.school_id = g.school_id AND l.group_id = g.group_id
                            AND l.date BETWEEN %(begin)s AND %(end)s)
           ORDER BY g.subject_title, g.class_title, g.group_id""",
        {"school": school_id, "class": class_id, "group": group_id, "begin": days[0], "end": days[1]},
    ).fetchall()


def groups_of_school(
    connection: Connection[Any], school_id: str, days: tuple[date, date]
) -> list[tuple[str, str, str]]:  # fmt: skip
    """(id, class title, subject title) of all groups that had lessons then."""
    return groups_between(connection, school_id, None, None, days)


def class_pupils_on(connection: Connection[Any], school_id: str, class_id: str, day: date) -> list[str]:
    """The pupils who are in a group of the class on a day."""
    rows = connection.execute(
        """SELECT DISTINCT p.pupil_id FROM group_pupil p JOIN teaching_group g USING (school_id, group_id)
           WHERE p.school_id = %s AND g.class_id = %s AND %s BETWEEN p.begin_date AND p.end_date ORDER BY 1""",
        [school_id, class_id, day],
    ).fetchall()
    return [row[0] for row in rows]
