"""Closing a period, opening it again, the council's confirmation, and the moment from which families see it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import Conflict, FailedPrecondition, NotAllowed
from kit.ids import new_id
from kit.outbox import drop_event
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_terms import add_published
from services.gradebook.actions.standings import GroupStandings, load_standings, period_named
from services.gradebook.domain import terms as domain
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.terms import NOTHING, YEAR, Key, Period, Standing
from services.gradebook.store import periods as period_store
from services.gradebook.store import rules as rules_store
from services.gradebook.store import terms as store
from services.gradebook.store.school_history import SchoolChange
from services.gradebook.store.term_audit import digest_of_kept

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_LOCKED = "term closed"


@dataclass(frozen=True, slots=True)
class Named:
    """A period as a request names it. `school_year`: of the year itself; None for a term."""

    period_id: str
    school_year: int | None
    seen_version: int = 0


def list_periods(pool: Pool, school_id: str, school_year: int, now: datetime) -> tuple[list[Period], list[int]]:
    """The periods of a year (0: today's, or the last that has begun), and all years. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        today = today_at(connection, school_id, now)
        periods = period_store.periods_of(connection, school_id)
    years = sorted({period.school_year for period in periods})
    begun = [period.school_year for period in periods if period.begin <= today]
    wanted = school_year or max(begun or years[:1], default=0)
    return [period for period in periods if period.school_year == wanted], years


def close_period(connection: Connection[Any], asker: Asker, named: Named, *, accept_missing: bool) -> Period:
    """Keeps averages as they are and locks a term's journal.

    Raises NotAllowed, Conflict, FailedPrecondition (NOT_OPEN, FUTURE_PERIOD, TERM_MARKS_MISSING).
    """
    period = _held(connection, asker, named)
    today = today_at(connection, asker.school_id, asker.now)
    if period.state != "open":
        raise FailedPrecondition("NOT_OPEN", "The period is closed already.")
    if period.begin > today:
        raise FailedPrecondition("FUTURE_PERIOD", "The period has not begun.")
    lock_id = None if period.period_id == YEAR else _lock_journal(connection, asker, period)
    groups = [group.group_id for group in store.groups_of(connection, asker.school_id, period, None) if group.has_marks]
    loaded = load_standings(connection, asker.school_id, [period], groups, today)
    missing = sum(_missing(period, each) for each in loaded.values())
    if missing and not accept_missing:
        raise FailedPrecondition(
            "TERM_MARKS_MISSING",
            f"{missing} pupils have no decision yet: wait for them, or close without.",
            metadata={"missing": str(missing)},
        )
    store.freeze(connection, asker.school_id, period, _proposed(period, loaded))
    closed = replace(period, state="closed", closed_at=asker.now, closed_on=today, lock_id=lock_id)
    kept = digest_of_kept(connection, asker.school_id, period.school_year, period.period_id)
    return _change(connection, asker, period, closed, "", f"; averages {kept}")


def reopen_period(connection: Connection[Any], asker: Asker, named: Named, reason: str) -> Period:
    """Ends the lock; averages follow the marks again. Raises NotAllowed, InvalidArgument, Conflict, FailedPrecondition
    (NOT_CLOSED)."""
    refuse(reason_problem(reason, needed=True))
    period = _held(connection, asker, named)
    if period.state == "open":
        raise FailedPrecondition("NOT_CLOSED", "The period is open.")
    store.thaw(connection, asker.school_id, period)
    if period.lock_id is not None:
        # Somebody may have ended it by hand.
        rules_store.end_lock(connection, asker.school_id, period.lock_id, asker.person_id, asker.now)
    opened = replace(
        period, state="open", closed_at=None, closed_on=None, lock_id=None, protocol="", protocol_date=None
    )
    return _change(connection, asker, period, opened, reason)


def confirm_period(
    connection: Connection[Any], asker: Asker, named: Named, protocol: str, protocol_date: date
) -> Period:
    """Records the council's protocol. Raises NotAllowed, InvalidArgument, Conflict, FailedPrecondition (NOT_CLOSED)."""
    refuse(domain.protocol_problem(protocol, protocol_date, today_at(connection, asker.school_id, asker.now)))
    period = _held(connection, asker, named)
    if period.state == "open":
        raise FailedPrecondition("NOT_CLOSED", "Close the period first.")
    confirmed = replace(period, state="confirmed", protocol=protocol, protocol_date=protocol_date)
    return _change(connection, asker, period, confirmed, "")


def set_publication(connection: Connection[Any], asker: Asker, named: Named, publish_at: datetime | None) -> Period:
    """Sets or takes back (None) the moment. Raises NotAllowed, InvalidArgument, Conflict, FailedPrecondition
    (NOT_CLOSED, PUBLISHED)."""
    if publish_at is not None:
        refuse(domain.publication_problem(publish_at, asker.now))
    period = _held(connection, asker, named)
    if period.published(asker.now):
        raise FailedPrecondition("PUBLISHED", "Families see the marks already.")
    if period.state == "open" and publish_at is not None:
        raise FailedPrecondition("NOT_CLOSED", "Close the period first.")
    if period.publish_event is not None and not drop_event(connection, period.publish_event):
        raise FailedPrecondition("PUBLISHED", "Families are being told of the marks already.")
    planned = replace(period, publish_at=publish_at, publish_event=None, version=period.version + 1)
    if publish_at is not None:
        planned = replace(planned, publish_event=add_published(connection, asker.school_id, planned))
    return _change(connection, asker, period, planned, "")


def today_at(connection: Connection[Any], school_id: str, now: datetime) -> date:
    """The day at the school. Raises NotAllowed for a school that is not known."""
    today = period_store.today_at(connection, school_id, now)
    if today is None:
        raise NotAllowed
    return today


def _held(connection: Connection[Any], asker: Asker, named: Named) -> Period:
    """The period as it stands, held until the transaction ends."""
    known = period_named(connection, asker.school_id, named.period_id, named.school_year)
    period_store.lock_period(connection, asker.school_id, known)
    period = period_named(connection, asker.school_id, named.period_id, known.school_year)
    if period.version != named.seen_version:
        raise Conflict("VERSION_CONFLICT", "The period was changed meanwhile: load it again.")
    return period


def _lock_journal(connection: Connection[Any], asker: Asker, period: Period) -> str:
    lock = rules_store.Lock(new_id(), None, None, period.period_id, _LOCKED, asker.now)
    rules_store.add_lock(connection, asker.school_id, lock, asker.person_id)
    period_store.hold_lessons(connection, asker.school_id, period)
    return lock.lock_id


def _missing(period: Period, group: GroupStandings) -> int:
    kind = period.kinds[0]
    return sum(
        not group.standings.get(Key(period.period_id, kind, pupil_id), NOTHING).value
        for pupil_id in group.members[period.period_id]
    )


def _proposed(period: Period, loaded: dict[str, GroupStandings]) -> list[tuple[str, Key, Standing]]:
    """What a closing keeps: every member's average, or that there is none."""
    kinds = [kind for kind in period.kinds if kind in domain.PROPOSED]
    return [
        (group_id, key, group.standings.get(key, NOTHING))
        for group_id, group in loaded.items()
        for key in (
            Key(period.period_id, kind, pupil_id) for kind in kinds for pupil_id in group.members[period.period_id]
        )
    ]


def _change(
    connection: Connection[Any], asker: Asker, before: Period, after: Period, reason: str, kept: str = ""
) -> Period:
    after = replace(after, version=before.version + 1)
    period_store.write_period(connection, asker.school_id, after)
    keep_changes(connection, asker, SchoolChange(told(before), before.told, after.told + kept, reason))
    return after


def told(period: Period) -> str:
    """How a period is named in the school's history."""
    return f"period {period.school_year} {period.period_id}"
