"""Setting why pupils were absent: cell by cell, or for days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.audit import Head
from kit.database import transaction
from kit.errors import InvalidArgument, NotAllowed
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_absences import add_reasons
from services.gradebook.domain.absences import (
    REASONS,
    Left,
    NewReason,
    Period,
    WantedReason,
    apply_reason,
    judge_reasons,
    period_problem,
)
from services.gradebook.domain.lesson import Change, Refusal
from services.gradebook.domain.saving import chain
from services.gradebook.store import absences as store
from services.gradebook.store.lesson_plans import today_at
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
AnyConnection = Connection[Any]
_ANY = REASONS | {""}
MOST_REASONS = 1000


@dataclass(frozen=True, slots=True)
class SavedReason:
    """A reason as it is stored now; `changed` is False where it was so already."""

    group_id: str
    lesson_id: str
    pupil_id: str
    reason: str
    version: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Excused:
    """What became of it: reasons as they are stored now; refusals; absences that a period left, with their groups."""

    reasons: list[SavedReason]
    refusals: list[Refusal] = field(default_factory=list)
    left: list[tuple[str, Left]] = field(default_factory=list)


def set_reasons(connection: Connection[Any], asker: Asker, class_id: str, wanted: Sequence[WantedReason]) -> Excused:
    """Sets reasons of absences of the class's pupils; what is wrong is refused by itself.

    Raises InvalidArgument for too many at once.
    """
    if len(wanted) > MOST_REASONS:
        raise InvalidArgument("TOO_MANY_CELLS", f"At most {MOST_REASONS} cells in one save.")
    where = [each.where for each in wanted]
    locked = store.lock_lessons(connection, asker.school_id, [lesson for lesson, _ in where], asker.now)
    judged = judge_reasons(
        wanted,
        {lesson_id: each.of_absence for lesson_id, each in locked.items()},
        store.cells_of(connection, asker.school_id, where),
        store.cells_of_class(connection, asker.school_id, class_id, where),
    )
    write_reasons(connection, asker, locked, judged.new)
    return Excused(_saved(locked, judged.new, judged.same), judged.refusals)


def create_period(
    connection: Connection[Any], asker: Asker, class_id: str, period: Period, *, replace: bool
) -> Excused:
    """Gives a pupil's absences between two days their reason, now and when more are recorded.

    `replace`: also those that have another one. Raises InvalidArgument, NotAllowed when the pupil is not of the class.
    """
    today = today_at(connection, asker.school_id)
    if today is None:
        raise NotAllowed
    refuse(period_problem(period, today))
    if not store.is_of_class(connection, asker.school_id, class_id, period.pupil_id, period.begin, period.end):
        raise NotAllowed
    return enter_period(connection, asker, period, instead_of=_ANY if replace else frozenset({""}))


def enter_period(
    connection: Connection[Any], asker: Asker, period: Period, *, instead_of: frozenset[str] = frozenset({""})
) -> Excused:
    """Enters a period that was found right, over absences whose reason is one of these."""
    done = _apply(connection, asker, period, period.reason, instead_of)
    store.add_period(connection, asker.school_id, period)
    keep_changes(connection, asker, SchoolChange(f"absence period {period.period_id}", "", period.told, ""))
    return done


def end_period(
    connection: Connection[Any], asker: Asker, class_id: str, period_id: str, *, clear: bool
) -> tuple[Period, Excused]:
    """Ends a period of a pupil of the class. `clear`: its reasons are taken away. Raises NotAllowed."""
    period = store.open_period(connection, asker.school_id, period_id)
    if period is None or not store.is_of_class(
        connection, asker.school_id, class_id, period.pupil_id, period.begin, period.end
    ):
        raise NotAllowed
    done = Excused([])
    if clear:
        done = _apply(connection, asker, period, "", frozenset({period.reason}))
    store.end_period(connection, asker.school_id, period_id, asker.person_id, asker.now)
    keep_changes(connection, asker, SchoolChange(f"absence period {period_id}", period.told, "", ""))
    return period, done


def list_periods(
    pool: Pool,
    school_id: str,
    class_id: str,
    days: tuple[date, date],
    before: tuple[datetime, str] | None,
    most: int,
) -> list[Period]:
    """The periods of a class's pupils that touch these days, the one entered last first."""
    with transaction(pool, school_id) as connection:
        return store.periods_of_class(connection, school_id, class_id, days, before, most)


def _apply(
    connection: Connection[Any], asker: Asker, period: Period, reason: str, instead_of: frozenset[str]
) -> Excused:
    # All lessons that there may be an absence in, not those alone that have one: who records one meanwhile has not seen
    # the period, and is waited for.
    last = min(period.end, asker.now.date() + timedelta(days=1))
    lessons = store.lessons_of_pupil(connection, asker.school_id, period.pupil_id, period.begin, last)
    locked = store.lock_lessons(connection, asker.school_id, lessons, asker.now)
    applied = apply_reason(
        reason,
        {lesson_id: each.of_absence for lesson_id, each in locked.items()},
        store.cells_of(connection, asker.school_id, [(lesson_id, period.pupil_id) for lesson_id in locked]),
        instead_of=instead_of,
    )
    write_reasons(connection, asker, locked, applied.new)
    left = [(locked[each.lesson_id].lesson.group_id, each) for each in applied.left]
    return Excused(_saved(locked, applied.new, applied.same), left=left)


def write_reasons(
    connection: Connection[Any], asker: Asker, locked: Mapping[str, store.LockedLesson], new: Sequence[NewReason]
) -> None:
    """Writes reasons that were found right, with a line in the history of each lesson, and tells of them.

    `locked`: the lessons as this transaction has them now.
    """
    if not new:
        return
    by_lesson: dict[str, list[NewReason]] = defaultdict(list)
    for each in new:
        by_lesson[each.lesson_id].append(each)
    chains: dict[str, list[tuple[Change, Head]]] = {}
    for lesson_id, reasons in sorted(by_lesson.items()):
        changes = [each.change("") for each in reasons]
        chains[lesson_id], _ = chain(
            locked[lesson_id].history,
            changes,
            person_id=asker.person_id,
            request_id=asker.request_id,
            now=asker.now,
        )
        add_reasons(connection, locked[lesson_id].lesson, reasons, asker.now)
    store.write_reasons(
        connection, asker.school_id, new, chains, {key: each.lesson.school_year for key, each in locked.items()},
        person_id=asker.person_id, request_id=asker.request_id, now=asker.now,
    )  # fmt: skip


def _saved(
    locked: Mapping[str, store.LockedLesson], new: Sequence[NewReason], same: Sequence[NewReason]
) -> list[SavedReason]:
    return [
        SavedReason(
            locked[each.lesson_id].lesson.group_id, each.lesson_id, each.pupil_id, each.reason,
            each.before.version + changed, bool(changed),
        )
        for changed, reasons in ((1, new), (0, same))
        for each in reasons
    ]  # fmt: skip
