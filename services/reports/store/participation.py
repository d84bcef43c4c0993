"""Who of the families looked at a diary, and how many that is of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Json

from services.reports.domain.metrics import Participation, Share
from services.reports.domain.periods import Period, Span


def write_visits(connection: Connection[Any], school_id: str, day: date, visits: Sequence[tuple[str, str]]) -> None:
    """Writes visits (person, pupil) of a day; those that are known stay."""
    connection.execute(
        "INSERT INTO diary_visit (school_id, day, person_id, pupil_id)"
        " SELECT %s, %s, person, pupil FROM json_to_recordset(%s) AS (person uuid, pupil uuid) ON CONFLICT DO NOTHING",
        [school_id, day, Json([{"person": person, "pupil": pupil} for person, pupil in visits])],
    )


def write_family(connection: Connection[Any], pupil_id: str, version: int, guardians: Sequence[Period]) -> None:
    """Makes these the guardians with rights over a pupil, when newer."""
    newer = connection.execute(
        "INSERT INTO family (pupil_id, version) VALUES (%s, %s)"
        " ON CONFLICT (pupil_id) DO UPDATE SET version = excluded.version WHERE family.version < excluded.version",
        [pupil_id, version],
    ).rowcount
    if not newer:
        return
    connection.execute("DELETE FROM guardian WHERE pupil_id = %s", [pupil_id])
    connection.execute(
        "INSERT INTO guardian (pupil_id, person_id, begin_date, end_date)"
        " SELECT %s, * FROM unnest(%s::uuid[], %s::date[], %s::date[])",
        [
            pupil_id,
            [each.person_id for each in guardians],
            [each.begin_date for each in guardians],
            [each.end_date for each in guardians],
        ],
    )


@dataclass(frozen=True, slots=True)
class Participants:
    """Shares of parents and pupils: of the school, by class and by year group."""

    whole: Participation
    classes: dict[str, Participation]
    year_groups: dict[int, Participation]


NO_PARTICIPANTS = Participants(Participation(), {}, {})

# People are those of the span's last day. A guardian of children in two classes is one parent in each, and one of the
# school. The key of visits gives each pair's answer at once, however many visits there are.
_SHARES = """
    WITH enrolled AS MATERIALIZED (
        SELECT DISTINCT p.class_id, k.year_group, p.pupil_id
        FROM class_pupil p JOIN class k ON k.school_id = p.school_id AND k.class_id = p.class_id
        WHERE p.school_id = %(school)s AND %(until)s BETWEEN p.begin_date AND p.end_date
    ), person AS (
        SELECT class_id, year_group, pupil_id, pupil_id AS person_id, true AS is_pupil FROM enrolled
        UNION ALL
        SELECT DISTINCT e.class_id, e.year_group, e.pupil_id, g.person_id, false
        FROM enrolled e JOIN guardian g ON g.pupil_id = e.pupil_id AND %(until)s BETWEEN g.begin_date AND g.end_date
    ), seen AS (
        SELECT p.*, EXISTS (
            SELECT FROM diary_visit v WHERE v.school_id = %(school)s AND v.pupil_id = p.pupil_id
                AND v.person_id = p.person_id AND v.day BETWEEN %(begin)s AND %(until)s) AS opened
        FROM person p
    )
    SELECT class_id, year_group, is_pupil, count(DISTINCT person_id)::int,
           count(DISTINCT person_id) FILTER (WHERE opened)::int
    FROM seen GROUP BY GROUPING SETS ((class_id, is_pupil), (year_group, is_pupil), (is_pupil))
"""
_NOBODY = Share()


def participants(connection: Connection[Any], school_id: str, span: Span) -> Participants:
    """Who opened a diary in the span ÷ all of the role. Costs by people and their children, not by visits."""
    found: dict[tuple[str | None, int | None], dict[bool, Share]] = {}
    rows = connection.execute(_SHARES, {"school": school_id, "begin": span.begin, "until": span.until})
    for class_id, year_group, is_pupil, whole, part in rows.fetchall():
        found.setdefault((class_id, year_group), {})[is_pupil] = Share(part, whole)
    shares = {
        key: Participation(parents=each.get(False, _NOBODY), pupils=each.get(True, _NOBODY))
        for key, each in found.items()
    }
    return Participants(
        shares.get((None, None), Participation()),
        {class_id: each for (class_id, _), each in shares.items() if class_id is not None},
        {year_group: each for (_, year_group), each in shares.items() if year_group is not None},
    )
