"""Term marks and periods against the last lines that the school's history has of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import Connection

from services.gradebook.domain.terms import Period

# Not looked at here.
_ANY_DAY = date.min
# Each decision is one line a version: so the number of lines is the version, and the last one says the value.
_DECISIONS = """
    SELECT coalesce(h.school_id, c.school_id), coalesce(h.rule, c.rule), h.rule IS NOT NULL, c.rule IS NOT NULL
    FROM (
        SELECT school_id, rule, count(*) AS version, (array_agg(new_value ORDER BY number DESC))[1] AS value
        FROM rule_history WHERE rule LIKE 'term\\_mark %' GROUP BY school_id, rule
    ) h
    FULL JOIN (
        SELECT school_id, version, value,
               concat_ws(' ', 'term_mark', school_year, group_id, period_id, kind, pupil_id) AS rule
        FROM term_mark WHERE version > 0 OR value <> ''
    ) c ON c.school_id = h.school_id AND c.rule = h.rule
    WHERE h.version IS DISTINCT FROM c.version OR h.value IS DISTINCT FROM c.value
"""
# Over what a closing has kept, in the order of the key.
_KEPT = """
    SELECT encode(sha256(coalesce(string_agg(
        concat_ws(' ', group_id, kind, pupil_id, coalesce(average::text, '-'), mark_count), E'\\n'
        ORDER BY group_id, kind, pupil_id), '')::bytea), 'hex')
    FROM term_mark WHERE school_id = %s AND school_year = %s AND period_id = %s AND frozen
"""
_PERIODS = """
    SELECT p.school_id, p.school_year, p.period_id, p.state, p.protocol, p.protocol_date, p.publish_at, (
        SELECT new_value FROM rule_history h WHERE h.school_id = p.school_id
            AND h.rule = concat_ws(' ', 'period', p.school_year, p.period_id) ORDER BY number DESC LIMIT 1), (
        SELECT new_value FROM rule_history h WHERE h.school_id = p.school_id AND h.new_value LIKE '%; averages %'
            AND h.rule = concat_ws(' ', 'period', p.school_year, p.period_id) ORDER BY number DESC LIMIT 1)
    FROM period p WHERE p.version > 0 OR p.state <> 'open' OR p.publish_at IS NOT NULL
"""


def differing_decisions(connection: Connection[Any]) -> Iterator[tuple[str, str, bool, bool]]:
    """(school, decision, whether the history tells of it, whether it is there) of all that is not as it was saved."""
    with connection.cursor(name="decisions") as cursor:
        cursor.execute(_DECISIONS)
        yield from cursor


def digest_of_kept(connection: Connection[Any], school_id: str, school_year: int, period_id: str) -> str:
    """SHA-256 over the averages that a closing has kept."""
    row = connection.execute(_KEPT, [school_id, school_year, period_id]).fetchone()
    assert row is not None  # noqa: S101  (an aggregate always gives one)
    return str(row[0])


def differing_periods(connection: Connection[Any]) -> Iterator[tuple[str, str, str]]:
    """(school, period, what of it) that is not as the history says: its state, or the averages that it keeps."""
    for school_id, year, period_id, state, protocol, day, publish_at, told, closing in connection.execute(
        _PERIODS
    ).fetchall():
        where = f"period {year} {period_id}"
        stands = Period(period_id, year, _ANY_DAY, _ANY_DAY, state, protocol=protocol, protocol_date=day,
                        publish_at=publish_at)  # fmt: skip
        if (told or "").partition(";")[0] != stands.told:
            yield school_id, where, "state"
        kept = (closing or "").rpartition(" ")[2]
        if state != "open" and kept != digest_of_kept(connection, school_id, year, period_id):
            yield school_id, where, "averages"
