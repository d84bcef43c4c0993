"""What is known of substitutions, and the rights that were given for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Substitution:
    """A substitution as gradebook told it last. `person_id` None: nobody stands in."""

    school_id: str
    substitution_id: str
    version: int
    person_id: str | None
    group_id: str
    day: date
    assigned: bool


def take_day(connection: Connection[Any], group_id: str, day: date) -> None:
    """Waits for the turn of a group's day: its substitutions share the rights of one person."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('substitutes ' || %s, 0))", [f"{group_id} {day}"])


def put(connection: Connection[Any], row: Substitution) -> bool:
    """Keeps a substitution; False when it is not newer than what is kept."""
    return bool(
        connection.execute(
            """INSERT INTO substitution AS s (school_id, substitution_id, version, person_id, group_id, date, assigned)
               VALUES (%s, %s, %s, %s, %s, %s, %s)
               ON CONFLICT (school_id, substitution_id)
               DO UPDATE SET version = excluded.version, person_id = excluded.person_id, group_id = excluded.group_id,
                   date = excluded.date, assigned = excluded.assigned
               WHERE s.version < excluded.version""",
            [row.school_id, row.substitution_id, row.version, row.person_id, row.group_id, row.day, row.assigned],
        ).rowcount
    )


def right_on(connection: Connection[Any], person_id: str, group_id: str, day: date) -> bool:
    """Whether somebody is a substitute in the group on that day already."""
    row = connection.execute(
        """SELECT true FROM relation WHERE person_id = %s AND relation = 'substitute' AND object_id = %s
           AND %s BETWEEN begin_date AND end_date LIMIT 1""",
        [person_id, group_id, day],
    ).fetchone()
    return row is not None


def set_relation(connection: Connection[Any], row: Substitution, relation_id: str) -> None:
    """Remembers that a right was given for this substitution."""
    connection.execute(
        "UPDATE substitution SET relation_id = %s WHERE school_id = %s AND substitution_id = %s",
        [relation_id, row.school_id, row.substitution_id],
    )


def needed(connection: Connection[Any], row: Substitution) -> bool:
    """Whether another substitution gives its person the same group on the same day."""
    found = connection.execute(
        """SELECT true FROM substitution WHERE school_id = %s AND group_id = %s AND date = %s AND person_id = %s
           AND assigned AND substitution_id <> %s LIMIT 1""",
        [row.school_id, row.group_id, row.day, row.person_id, row.substitution_id],
    ).fetchone()
    return found is not None


def end_given(connection: Connection[Any], row: Substitution) -> None:
    """Ends the right that was given for the person's substitutions of that group and day, when it is for that day
    alone: what people have prolonged since is theirs."""
    connection.execute(
        """UPDATE relation SET end_date = begin_date - 1 WHERE begin_date = %(day)s AND end_date = %(day)s
           AND relation_id IN (SELECT relation_id FROM substitution WHERE school_id = %(school)s
               AND group_id = %(group)s AND date = %(day)s AND person_id = %(person)s)""",
        {"day": row.day, "school": row.school_id, "group": row.group_id, "person": row.person_id},
    )
