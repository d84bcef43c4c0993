"""What a day to cover shows, and the register of substitutions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from services.gradebook.domain import substituting as domain
from services.gradebook.domain.substituting import Absence, Candidate, Taught
from services.gradebook.store import substitutions as store
from services.gradebook.store.substitutions import Substitution

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
# More than a school has teachers: a day is never cut.
_EVERY_ABSENCE = 1000


@dataclass(frozen=True, slots=True)
class ToCover:
    """A lesson to cover; candidates only where nobody stands in yet."""

    lesson: Taught
    absent: Sequence[str]
    candidates: Sequence[Candidate]
    proposed: str
    substitution: Substitution | None


@dataclass(frozen=True, slots=True)
class DayToCover:
    """A day: who is away, what is to be covered, who teaches then."""

    absences: Sequence[Absence]
    lessons: Sequence[ToCover]
    teachers: Sequence[str]


def get_day(pool: Pool, school_id: str, day: date) -> DayToCover:
    """A day to cover. The load is counted over its week, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    with transaction(pool, school_id) as connection:
        days = store.load_days(connection, school_id, [monday + timedelta(days=number) for number in range(7)])
        absences = store.absences_of(connection, school_id, day, day, None, _EVERY_ABSENCE)
        lessons = days.to_cover(day)
        standing = [days.stand_ins[each.lesson_id] for each in lessons if each.lesson_id in days.stand_ins]
        rows = store.get_substitutions(connection, school_id, [each.substitution_id for each in standing])
    covered = {row.lesson_id: row for row in rows.values()}
    loads = days.loads()
    able = {each.lesson_id: domain.candidates(days, each, loads) for each in lessons if each.lesson_id not in covered}
    chosen = domain.proposals({each.lesson_id: (each.bell, able[each.lesson_id]) for each in lessons
                               if each.lesson_id in able})  # fmt: skip
    return DayToCover(
        absences,
        [
            ToCover(
                each,
                days.absent(each),
                able.get(each.lesson_id, ()),
                chosen.get(each.lesson_id, ""),
                covered.get(each.lesson_id),
            )
            for each in lessons
        ],
        sorted(person_id for person_id, teacher in days.teachers.items() if day in teacher.days),
    )


def list_absences(
    pool: Pool, school_id: str, begin: date, end: date, after: tuple[date, str] | None, most: int
) -> list[Absence]:
    """Absences that touch these days, by first day and id."""
    with transaction(pool, school_id) as connection:
        return store.absences_of(connection, school_id, begin, end, after, most)


def list_substitutions(
    pool: Pool,
    school_id: str,
    days: tuple[date, date],
    person_id: str | None,
    after: tuple[date, int, str] | None,
    most: int,
    *,
    ended: bool,
) -> list[Substitution]:
    """The register of these days, by day, bell and id."""
    with transaction(pool, school_id) as connection:
        return store.list_substitutions(connection, school_id, days, person_id, after, most, ended=ended)
