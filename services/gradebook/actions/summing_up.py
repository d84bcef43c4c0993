"""What a school has of a period: a class's summary sheet, progress by group, flagged decisions, published marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import InvalidArgument, NotAllowed
from services.gradebook.actions.periods import Named, today_at
from services.gradebook.actions.standings import GroupStandings, load_standings, period_named
from services.gradebook.domain import terms as domain
from services.gradebook.domain.term_sheet import Achievement, Assessment, achieve, assess
from services.gradebook.domain.terms import NOTHING, Key, Period, Standing
from services.gradebook.store import periods as period_store
from services.gradebook.store import terms as store
from services.gradebook.store.terms import GroupRow, PupilMark

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_GROUPS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SheetSubject:
    """A subject of a summary sheet with the numbers under it."""

    code: str
    title: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Sheet:
    """A class's summary sheet. `marks`: pupil → (subject code, kind) → standing."""

    period: Period
    class_title: str
    subjects: Sequence[SheetSubject]
    marks: Mapping[str, Mapping[tuple[str, str], Standing]]
    total: Assessment
    achievement: Achievement


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a group is with a period."""

    group: GroupRow
    pupils: int
    decided: int
    departing: int
    with_few_marks: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """A decision to look at."""

    group: GroupRow
    key: Key
    standing: Standing


def get_summary_sheet(pool: Pool, school_id: str, class_id: str, named: Named, now: datetime) -> Sheet:
    """A class's sheet of a period. Raises NotAllowed for an unknown class or period."""
    with transaction(pool, school_id) as connection:
        title, today = store.class_title(connection, school_id, class_id), today_at(connection, school_id, now)
        if title is None:
            raise NotAllowed
        period = period_named(connection, school_id, named.period_id, named.school_year)
        groups = [each for each in store.groups_of(connection, school_id, period, class_id) if each.has_marks]
        pupils = store.class_pupils(connection, school_id, class_id, period.day(today))
        loaded = load_standings(connection, school_id, [period], [each.group_id for each in groups], today)
    return _sheet(period, title, groups, pupils, loaded)


def _sheet(
    period: Period, title: str, groups: Sequence[GroupRow], pupils: set[str], loaded: Mapping[str, GroupStandings]
) -> Sheet:
    marks: dict[str, dict[tuple[str, str], Standing]] = {pupil_id: {} for pupil_id in pupils}
    for group in groups:
        of_group = loaded[group.group_id]
        for pupil_id in of_group.members[period.period_id] & pupils:
            for kind in period.kinds:
                standing = of_group.standings.get(Key(period.period_id, kind, pupil_id), NOTHING)
                if standing.value or kind == period.kinds[0]:
                    marks[pupil_id][group.subject_code, kind] = standing
    leading = {
        code: [each[code, period.kinds[0]].value for each in marks.values() if (code, period.kinds[0]) in each]
        for code in {group.subject_code for group in groups}
    }
    titles = {group.subject_code: group.subject_title for group in groups}
    subjects = [
        SheetSubject(code, titles[code], assess(leading[code]))
        for code in sorted(titles, key=lambda code: (titles[code], code))
        if leading[code]
    ]
    total = assess(value for values in leading.values() for value in values)
    by_pupil = [
        [standing.value for (_, kind), standing in each.items() if kind == period.kinds[0]] for each in marks.values()
    ]
    return Sheet(period, title, subjects, marks, total, achieve(each for each in by_pupil if each))


def get_period(pool: Pool, school_id: str, named: Named, now: datetime) -> tuple[Period, list[Progress]]:
    """A period and how far every group is with it. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        today = today_at(connection, school_id, now)
        period = period_named(connection, school_id, named.period_id, named.school_year)
        groups = [each for each in store.groups_of(connection, school_id, period, None) if each.has_marks]
        loaded = load_standings(connection, school_id, [period], [each.group_id for each in groups], today)
    return period, [_progress(period, group, loaded[group.group_id]) for group in groups]


def _progress(period: Period, group: GroupRow, loaded: GroupStandings) -> Progress:
    members, kind = loaded.members[period.period_id], period.kinds[0]
    standings = [loaded.standings.get(Key(period.period_id, kind, pupil_id), NOTHING) for pupil_id in members]
    flags = [domain.flags(kind, standing, group.scale.minimum_marks) for standing in standings]
    return Progress(
        group=group,
        pupils=len(members),
        decided=sum(bool(standing.value) for standing in standings),
        departing=sum(domain.DEPARTS in each for each in flags),
        with_few_marks=sum(domain.FEW_MARKS in each for each in flags),
    )


def list_flags(
    pool: Pool, school_id: str, named: Named, now: datetime, after: str | None, most: int
) -> tuple[list[Flagged], str | None]:
    """Decisions that depart or rest on few marks, group by group in the order of `get_period`; whole groups until there
    are `most`. Gives the first group not shown, if there is one.

    Raises NotAllowed, InvalidArgument (BAD_PAGE_TOKEN).
    """
    found: list[Flagged] = []
    with transaction(pool, school_id) as connection:
        today = today_at(connection, school_id, now)
        period = period_named(connection, school_id, named.period_id, named.school_year)
        groups = [each for each in store.groups_of(connection, school_id, period, None) if each.has_marks]
        groups = _after(groups, after)
        for begin in range(0, len(groups), _GROUPS_AT_ONCE):
            some = groups[begin : begin + _GROUPS_AT_ONCE]
            loaded = load_standings(connection, school_id, [period], [each.group_id for each in some], today)
            for group in some:
                if len(found) >= most:
                    return found, group.group_id
                found.extend(_flagged(period, group, loaded[group.group_id]))
    return found, None


def _after(groups: list[GroupRow], group_id: str | None) -> list[GroupRow]:
    """The groups from this one on."""
    if group_id is None:
        return groups
    for number, group in enumerate(groups):
        if group.group_id == group_id:
            return groups[number:]
    raise InvalidArgument(
        "BAD_PAGE_TOKEN", "The group that the page token names is gone: leave it empty to start again."
    )


def _flagged(period: Period, group: GroupRow, loaded: GroupStandings) -> list[Flagged]:
    found = []
    for pupil_id in sorted(loaded.members[period.period_id]):
        for kind in period.kinds:
            key = Key(period.period_id, kind, pupil_id)
            standing = loaded.standings.get(key, NOTHING)
            if set(domain.flags(kind, standing, group.scale.minimum_marks)) - {domain.MISSING}:
                found.append(Flagged(group, key, standing))
    return found


def get_pupil_term_marks(
    pool: Pool, school_id: str, pupil_id: str, school_year: int, now: datetime
) -> tuple[int, list[Period], list[PupilMark]]:
    """A pupil's published marks of a year (0: the latest that has any), and the published periods of it."""
    with transaction(pool, school_id) as connection:
        years = store.published_years(connection, school_id, pupil_id, now)
        year = school_year or max(years, default=0)
        periods = period_store.periods_of(connection, school_id, year) if year else []
        marks = store.published_marks(connection, school_id, pupil_id, year, now)
    return year, [each for each in periods if each.published(now)], marks
