"""Terms and school years as periods: how far they are, and what holds them still."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from services.gradebook.domain.terms import YEAR, Period


def today_at(connection: Connection[Any], school_id: str, now: datetime) -> date | None:
    """The day at the school; None for a school that is not known."""
    row = connection.execute(
        "SELECT (%s::timestamptz AT TIME ZONE time_zone)::date FROM school WHERE school_id = %s", [now, school_id]
    ).fetchone()
    return row[0] if row else None


_PERIODS = """
    SELECT t.term_id, t.school_year, t.begin_date, t.end_date FROM term t WHERE t.school_id = %(school)s
    UNION ALL
    SELECT %(whole)s::uuid, school_year, min(begin_date), max(end_date) FROM term WHERE school_id = %(school)s
    GROUP BY school_year
"""


_PERIOD = """
    d.term_id, d.school_year, d.begin_date, d.end_date, coalesce(p.state, 'open'), p.closed_at, p.closed_on,
    coalesce(p.protocol, ''), p.protocol_date, p.publish_at, p.publish_event, p.lock_id, coalesce(p.version, 0)
"""


def periods_of(connection: Connection[Any], school_id: str, school_year: int | None = None) -> list[Period]:
    """All periods of a school, or of one year, by their days; a year after its terms."""
    rows = connection.execute(
        f"""SELECT {_PERIOD}
            FROM ({_PERIODS}) d LEFT JOIN period p ON p.school_id = %(school)s AND p.school_year = d.school_year
                AND p.period_id = d.term_id
            WHERE %(year)s::int IS NULL OR d.school_year = %(year)s
            ORDER BY d.school_year, d.term_id = %(whole)s, d.begin_date, d.end_date""",
        {"school": school_id, "whole": YEAR, "year": school_year},
    ).fetchall()
    return [Period(*row) for row in rows]


def published_periods(connection: Connection[Any], school_id: str | None) -> list[tuple[str, Period]]:
    """(school, period) of those that are published by now; of one school, or all."""
    rows = connection.execute(
        """SELECT school_id, school_year, period_id FROM period
           WHERE publish_at <= now() AND (%(school)s::uuid IS NULL OR school_id = %(school)s::uuid) ORDER BY 1, 2, 3""",
        {"school": school_id},
    ).fetchall()
    return [
        (of_school, period)
        for of_school, school_year, period_id in rows
        for period in periods_of(connection, of_school, school_year)
        if period.period_id == period_id
    ]


def lock_period(connection: Connection[Any], school_id: str, period: Period) -> None:
    """Makes the period's row, where it is missing, and holds it: changes of it go one after another."""
    connection.execute(
        """INSERT INTO period (school_id, school_year, period_id, version) VALUES (%s, %s, %s, 0)
           ON CONFLICT DO NOTHING""",
        [school_id, period.school_year, period.period_id],
    )
    connection.execute(
        "SELECT FROM period WHERE school_id = %s AND school_year = %s AND period_id = %s FOR UPDATE",
        [school_id, period.school_year, period.period_id],
    )


def share_periods(connection: Connection[Any], school_id: str, periods: Iterable[Period]) -> None:
    """Keeps periods from being closed or opened until the transaction ends; decisions go beside each other."""
    wanted = sorted({(period.school_year, period.period_id) for period in periods})
    for school_year, period_id in wanted:
        connection.execute(
            """INSERT INTO period (school_id, school_year, period_id, version) VALUES (%s, %s, %s, 0)
               ON CONFLICT DO NOTHING""",
            [school_id, school_year, period_id],
        )
        connection.execute(
            "SELECT FROM period WHERE school_id = %s AND school_year = %s AND period_id = %s FOR SHARE",
            [school_id, school_year, period_id],
        )


def write_period(connection: Connection[Any], school_id: str, period: Period) -> None:
    """Writes a held period as it is given."""
    connection.execute(
        """UPDATE period SET state = %s, closed_at = %s, closed_on = %s, protocol = %s, protocol_date = %s,
               publish_at = %s, publish_event = %s, lock_id = %s, version = %s
           WHERE school_id = %s AND school_year = %s AND period_id = %s""",
        [
            period.state, period.closed_at, period.closed_on, period.protocol, period.protocol_date,
            period.publish_at, period.publish_event, period.lock_id, period.version, school_id, period.school_year,
            period.period_id,
        ],
    )  # fmt: skip


def hold_lessons(connection: Connection[Any], school_id: str, period: Period) -> None:
    """Waits for the saves of a term's lessons that are under way, and lets none begin before the transaction ends: what
    was saved counts, and what comes later finds the lock."""
    connection.execute(
        """SELECT count(*) FROM (
               SELECT FROM lesson WHERE school_id = %s AND term_id = %s AND date BETWEEN %s AND %s
               ORDER BY lesson_id FOR SHARE) held""",
        [school_id, period.period_id, period.begin, period.end],
    )
