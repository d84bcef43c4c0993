"""What groups have in a school year's periods: decisions beside what proposes them, loaded for many groups at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection

from kit.errors import NotAllowed
from services.gradebook.domain.terms import YEAR, Key, Period, Standing, with_term, with_year
from services.gradebook.store import periods as period_store
from services.gradebook.store import terms as store

_NO_AVERAGE: tuple[Decimal | None, int] = (None, 0)


@dataclass(frozen=True, slots=True)
class GroupStandings:
    """One group's. `members`: period → the pupils whom it assesses."""

    members: Mapping[str, frozenset[str]]
    standings: Mapping[Key, Standing]


def period_named(connection: Connection[Any], school_id: str, period_id: str, school_year: int | None) -> Period:
    """A period. `school_year` is needed for the year itself. Raises NotAllowed."""
    periods = period_store.periods_of(connection, school_id, school_year)
    for period in periods:
        if period.period_id == period_id:
            return period
    raise NotAllowed


def load_standings(
    connection: Connection[Any], school_id: str, periods: Sequence[Period], group_ids: Sequence[str], today: date
) -> dict[str, GroupStandings]:
    """group → what stands in these periods of one school year. Averages of an open term are worked out from its marks;
    those of a closed one are its closing's."""
    if not periods or not group_ids:
        return {group_id: GroupStandings({}, {}) for group_id in group_ids}
    year = periods[0].school_year
    standings = store.decisions(connection, school_id, year, group_ids)
    members: dict[str, dict[str, frozenset[str]]] = {group_id: {} for group_id in group_ids}
    for period in periods:
        for group_id, pupils in store.members(connection, school_id, group_ids, period.day(today)).items():
            members[group_id][period.period_id] = pupils
    for period in periods:
        if period.period_id == YEAR:
            _propose_year(connection, school_id, period, today, members, standings)
        elif period.begin <= today:
            _propose_term(connection, school_id, period, today, members, standings)
    return {group_id: GroupStandings(members[group_id], standings[group_id]) for group_id in group_ids}


def _propose_term(
    connection: Connection[Any],
    school_id: str,
    period: Period,
    today: date,
    members: Mapping[str, Mapping[str, frozenset[str]]],
    standings: dict[str, dict[Key, Standing]],
) -> None:
    averages = store.term_averages(connection, school_id, period, list(members), period.day(today))
    for group_id, of_group in members.items():
        pupils = of_group[period.period_id]
        own = {pupil_id: averages.get((group_id, pupil_id), _NO_AVERAGE) for pupil_id in pupils}
        standings[group_id] = with_term(standings[group_id], period, pupils, own)


def _propose_year(
    connection: Connection[Any],
    school_id: str,
    period: Period,
    today: date,
    members: Mapping[str, Mapping[str, frozenset[str]]],
    standings: dict[str, dict[Key, Standing]],
) -> None:
    year, day = period.school_year, period.day(today)
    earlier = store.earlier_marks(connection, school_id, year, list(members), day)
    for group_id, of_group in members.items():
        standings[group_id] = with_year(standings[group_id], of_group[YEAR], earlier.get(group_id, {}))
