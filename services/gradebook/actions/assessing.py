"""A group's term, annual and final marks: reading them with what proposes them, and saving decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_terms import add_recorded
from services.gradebook.actions.standings import GroupStandings, load_standings
from services.gradebook.domain import terms as domain
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.terms import YEAR, GroupState, Judged, Key, Period, Wanted
from services.gradebook.store import periods as period_store
from services.gradebook.store import terms as store
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class TermMarks:
    """A group's periods of a year with all that stands in them. Without marks the scale is empty."""

    group: store.GroupRow
    periods: Sequence[Period]
    standings: GroupStandings
    scale: Sequence[str]


def get_term_marks(pool: Pool, school_id: str, group_id: str, school_year: int, now: datetime) -> TermMarks:
    """A group's marks of a school year (0: its latest). Raises NotAllowed for an unknown group or year."""
    with transaction(pool, school_id) as connection:
        group, today = _group(connection, school_id, group_id), _today(connection, school_id, now)
        periods = _periods(connection, school_id, group, school_year)
        standings = load_standings(connection, school_id, periods, [group_id], today)[group_id]
    scale = domain.values_of(group.scale)
    return TermMarks(group, periods, standings, scale)


def record_term_marks(
    connection: Connection[Any],
    asker: Asker,
    group_id: str,
    wanted: Sequence[Wanted],
    reason: str,
    *,
    all_or_nothing: bool,
) -> Judged:
    """Saves what is right of a group's decisions, each by itself; with all_or_nothing one refusal refuses all.

    Raises NotAllowed for an unknown group, InvalidArgument for a reason that can't be taken.
    """
    refuse(reason_problem(reason, needed=False))
    group = _group(connection, asker.school_id, group_id)
    store.hold_group(connection, asker.school_id, group_id)
    periods = _named(connection, asker.school_id, group, wanted)
    period_store.share_periods(connection, asker.school_id, periods)
    state = _state(connection, asker, group, _named(connection, asker.school_id, group, wanted))
    judged = domain.judge(state, wanted, reason)
    if all_or_nothing and judged.refusals:
        return Judged(refusals=judged.refusals)
    if judged.changes:
        _write(connection, asker, group, state, judged, reason)
    return judged


def _group(connection: Connection[Any], school_id: str, group_id: str) -> store.GroupRow:
    group = store.group_of(connection, school_id, group_id)
    if group is None:
        raise NotAllowed
    return group


def _today(connection: Connection[Any], school_id: str, now: datetime) -> date:
    today = period_store.today_at(connection, school_id, now)
    if today is None:
        raise NotAllowed
    return today


def _periods(
    connection: Connection[Any], school_id: str, group: store.GroupRow, school_year: int | None
) -> list[Period]:
    """The group's terms of a year (0: its latest; None: of all years), and the years themselves."""
    periods = period_store.periods_of(connection, school_id, school_year or None)
    years = {period.school_year for period in periods if period.period_id in group.term_ids}
    if school_year == 0:
        years = {max(years, default=0)}
    return [
        period
        for period in periods
        if period.school_year in years and (period.period_id == YEAR or period.period_id in group.term_ids)
    ]


def _named(
    connection: Connection[Any], school_id: str, group: store.GroupRow, wanted: Sequence[Wanted]
) -> list[Period]:
    """The periods that a save names; of several school years, those of the latest."""
    periods = [
        period for period in _periods(connection, school_id, group, None) if any(each.names(period) for each in wanted)
    ]
    latest = max((period.school_year for period in periods), default=0)
    return [period for period in periods if period.school_year == latest]


def _state(connection: Connection[Any], asker: Asker, group: store.GroupRow, periods: Sequence[Period]) -> GroupState:
    today = _today(connection, asker.school_id, asker.now)
    loaded = load_standings(connection, asker.school_id, periods, [group.group_id], today)[group.group_id]
    return GroupState(
        scale=group.scale,
        today=today,
        unlocked=store.is_unlocked(connection, asker.school_id, group.group_id, asker.now),
        periods={period.period_id: period for period in periods},
        members=loaded.members,
        standings=loaded.standings,
    )


def _write(
    connection: Connection[Any], asker: Asker, group: store.GroupRow, state: GroupState, judged: Judged, reason: str
) -> None:
    year = next(iter(state.periods.values())).school_year
    rows = [(each.key, each.value, stored.version + 1) for each, stored in judged.changes]
    store.write_marks(connection, asker.school_id, year, group.group_id, asker.now, rows)
    for period_id in sorted({each.key.period_id for each, _ in judged.changes}):
        changes = [(each, stored) for each, stored in judged.changes if each.key.period_id == period_id]
        add_recorded(connection, asker.school_id, group, state.periods[period_id], changes, asker.now, state.today)
    keep_changes(
        connection,
        asker,
        *(
            SchoolChange(told(year, group.group_id, each.key), stored.value, each.value, reason)
            for each, stored in judged.changes
        ),
    )


def told(school_year: int, group_id: str, key: Key) -> str:
    """How a decision is named in the school's history."""
    return f"term_mark {school_year} {group_id} {key.period_id} {key.kind} {key.pupil_id}"
