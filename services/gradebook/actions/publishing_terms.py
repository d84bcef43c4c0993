"""Telling the other services of term, annual and final marks: ids, versions and values."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from zvonok.gradebook.events.v1 import terms_pb2

from kit.outbox import add_event
from services.gradebook.domain.terms import YEAR, Key, Period, Standing, Wanted
from services.gradebook.store.terms import GroupRow

TERM_MARKS_RECORDED = "zvonok.gradebook.term_marks.recorded.v1"
PERIOD_PUBLISHED = "zvonok.gradebook.period.published.v1"


def add_recorded(
    connection: Connection[Any],
    school_id: str,
    group: GroupRow,
    period: Period,
    changes: Sequence[tuple[Wanted, Standing]],
    now: datetime,
    today: date,
) -> None:
    """Tells of decisions of a group in one period, with what stood before; `today` is the day at the school."""
    message = _recorded(school_id, group, period.school_year, period.period_id)
    message.recorded_at.FromDatetime(now)
    for wanted, stored in changes:
        message.marks.add(
            kind=wanted.key.kind,
            pupil_id=wanted.key.pupil_id,
            old_value=stored.value,
            new_value=wanted.value,
            version=stored.version + 1,
            average=average_text(stored),
            recorded_date=today.isoformat(),
        )
    add_event(connection, TERM_MARKS_RECORDED, message, school_id=school_id)


def add_replayed(
    connection: Connection[Any],
    school_id: str,
    group: GroupRow,
    period: tuple[int, str],
    marks: Sequence[tuple[Key, Standing, date]],
) -> None:
    """Tells a group's decisions of a period (school year, id) as they stand, each with its day at the school."""
    message = _recorded(school_id, group, *period)
    message.replayed = True
    for key, standing, day in marks:
        message.marks.add(
            kind=key.kind,
            pupil_id=key.pupil_id,
            new_value=standing.value,
            version=standing.version,
            average=average_text(standing),
            recorded_date=day.isoformat(),
        )
    add_event(connection, TERM_MARKS_RECORDED, message, school_id=school_id)


def add_published(connection: Connection[Any], school_id: str, period: Period, *, replayed: bool = False) -> str:
    """Tells that a period's marks can be seen, at the moment from which they can; returns the event's id."""
    assert period.publish_at is not None  # noqa: S101  (asked for with it)
    message = terms_pb2.PeriodPublished(
        school_id=school_id,
        school_year=period.school_year,
        term_id=_term(period.period_id),
        version=period.version,
        replayed=replayed,
    )
    message.publish_time.FromDatetime(period.publish_at)
    return add_event(connection, PERIOD_PUBLISHED, message, school_id=school_id, available_at=period.publish_at)


def average_text(standing: Standing) -> str:
    """Two decimals; '' without a numeric mark."""
    return "" if standing.average is None else f"{standing.average:.2f}"


def _recorded(school_id: str, group: GroupRow, school_year: int, period_id: str) -> terms_pb2.TermMarksRecorded:
    return terms_pb2.TermMarksRecorded(
        school_id=school_id,
        group_id=group.group_id,
        class_id=group.class_id or "",
        subject_code=group.subject_code,
        subject_title=group.subject_title,
        school_year=school_year,
        term_id=_term(period_id),
    )


def _term(period_id: str) -> str:
    return "" if period_id == YEAR else period_id
