"""Decisions of periods, and the marks that propose them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.gradebook.domain.marks import numbers_of, weighted_average
from services.gradebook.domain.scales import Scale
from services.gradebook.domain.terms import YEAR, Key, Period, Standing
from services.gradebook.store.scales import SCALE_COLUMNS, read_scale


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as decisions need it."""

    group_id: str
    class_id: str | None
    class_title: str
    subject_code: str
    subject_title: str
    year_group: int
    term_ids: list[str]
    scale: Scale

    @property
    def has_marks(self) -> bool:
        """Whether it is marked at all."""
        return not self.scale.empty


_GROUP = f"""
    g.group_id, g.class_id, g.class_title, g.subject_code, g.subject_title, g.year_group, g.term_ids, {SCALE_COLUMNS}
    FROM teaching_group g LEFT JOIN mark_scale k ON k.school_id = g.school_id AND k.year_group = g.year_group
"""


def _group(row: tuple[Any, ...]) -> GroupRow:
    values: list[Any] = [*row[:7], read_scale(row[7:], row[5])]
    return GroupRow(*values)


def group_of(connection: Connection[Any], school_id: str, group_id: str) -> GroupRow | None:
    """A group."""
    row = connection.execute(
        f"SELECT {_GROUP} WHERE g.school_id = %s AND g.group_id = %s", [school_id, group_id]
    ).fetchone()
    return _group(row) if row else None


def groups_of(connection: Connection[Any], school_id: str, period: Period, class_id: str | None) -> list[GroupRow]:
    """The groups that have lessons in a period, by class and subject; of one class, or all.

    A class's are those of its own and the mixed ones that its pupils are in.
    """
    rows = connection.execute(
        f"""SELECT {_GROUP}
            WHERE g.school_id = %(school)s AND NOT g.ended AND g.term_ids && ARRAY(
                SELECT term_id FROM term WHERE school_id = %(school)s AND school_year = %(year)s
                    AND (%(period)s::uuid = %(whole)s::uuid OR term_id = %(period)s::uuid))
              AND (%(class)s::uuid IS NULL OR g.class_id = %(class)s OR (g.class_id IS NULL AND EXISTS (
                    SELECT FROM group_pupil m JOIN group_pupil o USING (school_id, pupil_id)
                    JOIN teaching_group t ON t.school_id = o.school_id AND t.group_id = o.group_id
                    WHERE m.school_id = %(school)s AND m.group_id = g.group_id AND t.class_id = %(class)s
                      AND %(end)s BETWEEN m.begin_date AND m.end_date AND %(end)s BETWEEN o.begin_date AND o.end_date)))
            ORDER BY g.year_group, g.class_title, g.subject_title, g.group_id""",
        {
            "school": school_id,
            "year": period.school_year,
            "period": period.period_id,
            "whole": YEAR,
            "class": class_id,
            "end": period.end,
        },
    ).fetchall()
    return [_group(row) for row in rows]


def class_title(connection: Connection[Any], school_id: str, class_id: str) -> str | None:
    """A class's title; None where there is no such class."""
    row = connection.execute(
        "SELECT title FROM class WHERE school_id = %s AND class_id = %s", [school_id, class_id]
    ).fetchone()
    return row[0] if row else None


def class_pupils(connection: Connection[Any], school_id: str, class_id: str, day: date) -> set[str]:
    """The pupils who are in a group of the class on a day."""
    rows = connection.execute(
        """SELECT DISTINCT p.pupil_id FROM group_pupil p JOIN teaching_group g USING (school_id, group_id)
           WHERE p.school_id = %s AND g.class_id = %s AND %s BETWEEN p.begin_date AND p.end_date""",
        [school_id, class_id, day],
    ).fetchall()
    return {row[0] for row in rows}


def members(
    connection: Connection[Any], school_id: str, group_ids: Sequence[str], day: date
) -> dict[str, frozenset[str]]:
    """The pupils who are in each group on a day."""
    found: dict[str, set[str]] = {group_id: set() for group_id in group_ids}
    for group_id, pupil_id in connection.execute(
        """SELECT group_id, pupil_id FROM group_pupil
           WHERE school_id = %s AND group_id = ANY(%s::uuid[]) AND %s BETWEEN begin_date AND end_date""",
        [school_id, list(group_ids), day],
    ):
        found[group_id].add(pupil_id)
    return {group_id: frozenset(pupils) for group_id, pupils in found.items()}


def decisions(
    connection: Connection[Any], school_id: str, school_year: int, group_ids: Sequence[str]
) -> dict[str, dict[Key, Standing]]:
    """What is stored of each group in a year: decisions, and the proposals of closed periods."""
    found: dict[str, dict[Key, Standing]] = {group_id: {} for group_id in group_ids}
    for group_id, period_id, kind, pupil_id, *standing in connection.execute(
        """SELECT group_id, period_id, kind, pupil_id, value, version, average, mark_count, frozen FROM term_mark
           WHERE school_id = %s AND school_year = %s AND group_id = ANY(%s::uuid[])""",
        [school_id, school_year, list(group_ids)],
    ):
        found[group_id][Key(period_id, kind, pupil_id)] = Standing(*standing)
    return found


def all_decisions(
    connection: Connection[Any], school_id: str, group_id: str
) -> dict[tuple[int, str], list[tuple[Key, Standing, date]]]:
    """(school year, period) → a group's decisions, those that were taken back too, with their days at the school."""
    found: dict[tuple[int, str], list[tuple[Key, Standing, date]]] = defaultdict(list)
    for school_year, period_id, kind, pupil_id, day, *standing in connection.execute(
        """SELECT t.school_year, t.period_id, t.kind, t.pupil_id, (t.updated_at AT TIME ZONE s.time_zone)::date,
                  t.value, t.version, t.average, t.mark_count, t.frozen
           FROM term_mark t JOIN school s USING (school_id)
           WHERE t.school_id = %s AND t.group_id = %s AND t.version > 0
           ORDER BY t.school_year, t.period_id, t.kind, t.pupil_id""",
        [school_id, group_id],
    ):
        found[school_year, period_id].append((Key(period_id, kind, pupil_id), Standing(*standing), day))
    return dict(found)


def earlier_marks(
    connection: Connection[Any], school_id: str, school_year: int, group_ids: Sequence[str], day: date
) -> dict[str, dict[str, dict[str, str]]]:
    """group → pupil → term → the term's mark in another group of the same subject, for the groups' members of a day."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for group_id, pupil_id, period_id, value in connection.execute(
        """SELECT m.group_id, m.pupil_id, t.period_id, t.value
           FROM group_pupil m
           JOIN teaching_group g ON g.school_id = m.school_id AND g.group_id = m.group_id
           JOIN term_mark t ON t.school_id = m.school_id AND t.school_year = %(year)s AND t.pupil_id = m.pupil_id
               AND t.group_id <> m.group_id AND t.kind = 'term' AND t.value <> ''
           JOIN teaching_group o ON o.school_id = t.school_id AND o.group_id = t.group_id
               AND o.subject_code = g.subject_code
           WHERE m.school_id = %(school)s AND m.group_id = ANY(%(groups)s::uuid[])
             AND %(day)s BETWEEN m.begin_date AND m.end_date
           ORDER BY t.updated_at""",
        {"school": school_id, "year": school_year, "groups": list(group_ids), "day": day},
    ):
        found.setdefault(group_id, {}).setdefault(pupil_id, {})[period_id] = value
    return found


# Marks of the members in the period: in the group, and in another of the same subject where a pupil was before; none of
# days on which the pupil was fully exempt.
_MARKS = """
    WITH member AS MATERIALIZED (
        SELECT group_id, pupil_id FROM group_pupil
        WHERE school_id = %(school)s AND group_id = ANY(%(groups)s::uuid[]) AND %(day)s BETWEEN begin_date AND end_date
    ), place AS MATERIALIZED (
        SELECT m.group_id, m.pupil_id, p.group_id AS from_group, p.begin_date, p.end_date, g.subject_code
        FROM member m
        JOIN teaching_group g ON g.school_id = %(school)s AND g.group_id = m.group_id
        JOIN group_pupil p ON p.school_id = %(school)s AND p.pupil_id = m.pupil_id
            AND p.begin_date <= %(day)s AND p.end_date >= %(begin)s
        JOIN teaching_group o ON o.school_id = %(school)s AND o.group_id = p.group_id
            AND o.subject_code = g.subject_code
    ), taught AS MATERIALIZED (
        SELECT l.group_id, l.lesson_id, l.date FROM lesson l
        WHERE l.school_id = %(school)s AND l.group_id IN (SELECT from_group FROM place)
          AND l.date BETWEEN %(begin)s AND %(end)s AND l.recorded_at IS NOT NULL
    )
    SELECT p.group_id, p.pupil_id, c.value, i.weight, count(*)
    FROM place p
    JOIN taught l ON l.group_id = p.from_group AND l.date BETWEEN p.begin_date AND p.end_date
    JOIN mark c ON c.school_id = %(school)s AND c.school_year = %(year)s AND c.lesson_id = l.lesson_id
        AND c.pupil_id = p.pupil_id AND c.value <> ''
    JOIN line_item i ON i.school_id = %(school)s AND i.school_year = %(year)s AND i.lesson_id = c.lesson_id
        AND i.line_item_id = c.line_item_id
    WHERE NOT EXISTS (
        SELECT FROM exemption e WHERE e.school_id = %(school)s AND e.pupil_id = p.pupil_id
            AND e.subject_code = p.subject_code AND NOT e.partial AND l.date BETWEEN e.begin_date AND e.end_date)
    GROUP BY p.group_id, p.pupil_id, c.value, i.weight
"""


def term_averages(
    connection: Connection[Any], school_id: str, period: Period, group_ids: Sequence[str], day: date
) -> dict[tuple[str, str], tuple[Decimal | None, int]]:
    """(group, pupil) → weighted average over the term's marks, and how many numeric ones they are."""
    marks: dict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for group_id, pupil_id, value, weight, count in connection.execute(
        _MARKS,
        {
            "school": school_id,
            "groups": list(group_ids),
            "day": day,
            "begin": period.begin,
            "end": period.end,
            "year": period.school_year,
        },
    ):
        marks[group_id, pupil_id].extend([(value, weight)] * count)
    return {
        pair: (weighted_average(values), sum(len(numbers_of(value)) for value, _ in values))
        for pair, values in marks.items()
    }


def write_marks(
    connection: Connection[Any], school_id: str, school_year: int, group_id: str, now: datetime,
    marks: Sequence[tuple[Key, str, int]],
) -> None:  # fmt: skip
    """Writes decisions (key, value, version) of a group; what was proposed beside them stays."""
    rows = [
        {"period": key.period_id, "kind": key.kind, "pupil": key.pupil_id, "value": value, "version": version}
        for key, value, version in marks
    ]
    connection.execute(
        """INSERT INTO term_mark (school_id, school_year, group_id, updated_at, period_id, kind, pupil_id, value,
                                  version)
           SELECT %s, %s, %s, %s, * FROM json_to_recordset(%s)
               AS (period uuid, kind text, pupil uuid, value text, version bigint)
           ON CONFLICT (school_id, school_year, group_id, period_id, kind, pupil_id)
           DO UPDATE SET value = excluded.value, version = excluded.version, updated_at = excluded.updated_at""",
        [school_id, school_year, group_id, now, Json(rows)],
    )


def freeze(
    connection: Connection[Any], school_id: str, period: Period, standings: Iterable[tuple[str, Key, Standing]]
) -> None:
    """Keeps averages and counts (group, key, standing) as those of the closing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE closing (group_id uuid, kind text, pupil_id uuid, average numeric, mark_count int)"
            " ON COMMIT DROP"
        )
        with cursor.copy("COPY closing FROM STDIN") as copy:
            for group_id, key, standing in standings:
                copy.write_row([group_id, key.kind, key.pupil_id, standing.average, standing.mark_count])
        cursor.execute(
            """INSERT INTO term_mark (school_id, school_year, period_id, frozen, group_id, kind, pupil_id, average,
                                      mark_count)
               SELECT %s, %s, %s, true, * FROM closing
               ON CONFLICT (school_id, school_year, group_id, period_id, kind, pupil_id)
               DO UPDATE SET frozen = true, average = excluded.average, mark_count = excluded.mark_count""",
            [school_id, period.school_year, period.period_id],
        )


def thaw(connection: Connection[Any], school_id: str, period: Period) -> None:
    """Averages of the period are worked out anew from now on."""
    connection.execute(
        "UPDATE term_mark SET frozen = false WHERE school_id = %s AND school_year = %s AND period_id = %s AND frozen",
        [school_id, period.school_year, period.period_id],
    )


def hold_group(connection: Connection[Any], school_id: str, group_id: str) -> None:
    """Saves of a group's decisions take turns."""
    connection.execute(
        "SELECT FROM teaching_group WHERE school_id = %s AND group_id = %s FOR NO KEY UPDATE", [school_id, group_id]
    )


def is_unlocked(connection: Connection[Any], school_id: str, group_id: str, now: datetime) -> bool:
    """Whether a grant for the whole group holds."""
    row = connection.execute(
        """SELECT EXISTS (SELECT FROM unlock WHERE school_id = %s AND group_id = %s AND lesson_id IS NULL
                          AND state = 'granted' AND until > %s)""",
        [school_id, group_id, now],
    ).fetchone()
    return bool(row and row[0])


@dataclass(frozen=True, slots=True)
class PupilMark:
    """A pupil's decision of a published period."""

    subject_title: str
    period_id: str
    kind: str
    value: str
    average: Decimal | None


def published_marks(
    connection: Connection[Any], school_id: str, pupil_id: str, school_year: int, now: datetime
) -> list[PupilMark]:
    """A pupil's decisions of periods that are published by now, by subject. The condition stands in the statement, so
    that nothing earlier leaves the database."""
    rows = connection.execute(
        """SELECT g.subject_title, m.period_id, m.kind, m.value, m.average
           FROM term_mark m
           JOIN period p USING (school_id, school_year, period_id)
           JOIN teaching_group g ON g.school_id = m.school_id AND g.group_id = m.group_id
           WHERE m.school_id = %s AND m.school_year = %s AND m.pupil_id = %s AND m.value <> '' AND p.publish_at <= %s
           ORDER BY g.subject_title, m.group_id""",
        [school_id, school_year, pupil_id, now],
    ).fetchall()
    return [PupilMark(*row) for row in rows]


def published_years(connection: Connection[Any], school_id: str, pupil_id: str, now: datetime) -> list[int]:
    """The school years in which the pupil has published marks, latest first."""
    rows = connection.execute(
        """SELECT DISTINCT m.school_year FROM term_mark m JOIN period p USING (school_id, school_year, period_id)
           WHERE m.school_id = %s AND m.pupil_id = %s AND m.value <> '' AND p.publish_at <= %s
           ORDER BY 1 DESC""",
        [school_id, pupil_id, now],
    ).fetchall()
    return [row[0] for row in rows]
