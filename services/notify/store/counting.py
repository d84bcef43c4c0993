"""How many notices got how far."""

from typing import Any

from psycopg import Connection

from services.notify.domain.settings import IN_APP

Count = tuple[str, str, str, int]  # channel, state, reason, how many


def school_counts(connection: Connection[Any], school_id: str, days: int) -> list[Count]:
    """A school's notices of the last days by channel, state and reason. What is held or retracted as a whole counts for
    the list on the portal."""
    rows = connection.execute(
        """SELECT %(in_app)s,
                  CASE WHEN state <> 'visible' THEN state WHEN listed_at > now() THEN 'held' ELSE 'sent' END,
                  reason, count(*)
           FROM notice
           WHERE school_id = %(school)s AND created_at > now() - make_interval(days => %(days)s)
             AND (state <> 'visible' OR listed_at IS NOT NULL)
           GROUP BY 2, 3
           UNION ALL
           SELECT d.channel, d.state, coalesce(nullif(d.reason, ''), g.reason, ''), count(*)
           FROM notice n JOIN delivery d USING (notice_id) LEFT JOIN digest g USING (digest_id)
           WHERE n.school_id = %(school)s AND n.created_at > now() - make_interval(days => %(days)s)
           GROUP BY 1, 2, 3
           ORDER BY 1, 2, 3""",
        {"in_app": IN_APP, "school": school_id, "days": days},
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]
