"""Applies what identity tells of schools, classes and teaching groups. Each runs in the event's transaction."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from services.reports.domain.periods import Period, Term, joined
from services.reports.store import marks, progress, roster
from services.reports.store.roster import School


def apply_school(
    connection: Connection[Any], school_id: str, version: int, school: School, terms: Sequence[Term]
) -> None:
    """Keeps a school and its terms; first marks follow the terms whose dates changed."""
    progress.take_turn(connection, school_id)
    before = set(roster.terms(connection, school_id))
    if not roster.write_school(connection, school_id, version, school) or before == set(terms):
        return
    roster.write_terms(connection, school_id, terms)
    marks.count_terms_again(connection, school_id, [term.term_id for term in set(terms) - before])


def apply_class(
    connection: Connection[Any],
    school_id: str,
    class_id: str,
    version: int,
    title: str,
    year_group: int,
    pupils: Sequence[Period],
) -> None:
    """Keeps a class's title and year, and who was in it from when till when."""
    progress.take_turn(connection, school_id)
    if roster.write_class(connection, school_id, class_id, version, title, year_group):
        roster.write_class_pupils(connection, school_id, class_id, joined(pupils))


def apply_group(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    version: int,
    *,
    subject_title: str,
    class_id: str | None,
    class_title: str,
    year_group: int,
    ended: bool,
    pupils: Sequence[Period],
    teachers: Sequence[Period],
) -> None:
    """Keeps a teaching group, who was in it and who taught it, from when till when."""
    progress.take_turn(connection, school_id)
    if roster.write_group(
        connection,
        school_id,
        group_id,
        version,
        subject_title=subject_title,
        class_id=class_id,
        class_title=class_title,
        year_group=year_group,
        ended=ended,
    ):
        roster.write_pupils(connection, school_id, group_id, joined(pupils))
        roster.write_teachers(connection, school_id, group_id, joined(teachers))
