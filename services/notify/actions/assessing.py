"""Term marks and owed work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from kit.errors import FailedPrecondition
from services.notify.actions.noticing import hold, notice_changes
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.topics import part
from services.notify.domain.values import write_value
from services.notify.store import notices, occasions
from services.notify.store.notices import CellChange, Occasion


def period_id(school_id: str, school_year: int, term_id: str) -> str:
    """The id of a term, or of a school year at a school."""
    return term_id or part(school_id, f"year {school_year}")


@dataclass(frozen=True, slots=True)
class TermMark:
    """A decision: "term", "annual" …, of a pupil; '' when it was taken back."""

    kind: str
    pupil_id: str
    value: str
    version: int


def notice_term_marks(
    connection: Connection[Any],
    school_id: str,
    group_id: str,
    period: str,
    subject_title: str,
    marks: Sequence[TermMark],
    platform: SchoolSettings,
) -> None:
    """Keeps a group's marks of a period. Families are told once it is published, of corrections from then on."""
    published = occasions.lock_period(connection, school_id, period)
    changed = notices.put_cells(
        connection,
        school_id,
        period,
        [
            CellChange(
                each.pupil_id, part(group_id, each.kind), "term_mark", each.kind, each.value, each.version,
                subject_title,
            )
            for each in sorted(marks, key=lambda mark: (mark.pupil_id, mark.kind))
        ],
    )  # fmt: skip
    if published:
        hold(connection, _of_period(connection, school_id, period), changed, platform)


def publish_period(
    connection: Connection[Any], school_id: str, period: str, platform: SchoolSettings, *, tell: bool
) -> None:
    """Families may know a period's marks: each is told in one message, unless it is an old story (`tell`)."""
    occasions.lock_period(connection, school_id, period)
    if occasions.publish_period(connection, school_id, period) and tell:
        pupils = occasions.pupils_with_marks(connection, school_id, period)
        hold(connection, _of_period(connection, school_id, period), [(each, "term_mark") for each in pupils], platform)


@dataclass(frozen=True, slots=True)
class OwedWork:
    """Work of a line item that a pupil owes until a day: "owed", "done" (it became a mark) or "cleared"."""

    line_item_id: str
    pupil_id: str
    category: str
    state: str
    due: date | None
    version: int


def notice_owed_work(
    connection: Connection[Any], occasion: Occasion, works: Sequence[OwedWork], platform: SchoolSettings
) -> None:
    """Holds notices of owed work that was set or cleared. Of what became a mark families are told by the mark."""
    for each in works:
        if each.state == "done":
            cell = (each.pupil_id, part(each.line_item_id, "owed"), each.version)
            occasions.forget_told(connection, occasion.school_id, occasion.lesson_id, cell)
    changes = [
        CellChange(
            each.pupil_id,
            part(each.line_item_id, "owed"),
            "owed",
            each.category,
            write_value("owed", each.due) if each.state == "owed" else "",
            each.version,
        )
        for each in sorted(works, key=lambda work: (work.pupil_id, work.line_item_id))
    ]
    notice_changes(connection, occasion, changes, platform)


def _of_period(connection: Connection[Any], school_id: str, period: str) -> Occasion:
    today = occasions.today_at(connection, school_id)
    if today is None:
        raise FailedPrecondition("SCHOOL_NOT_KNOWN_YET", "The school's own event has not come yet.")
    return Occasion(school_id, period, today, 0, "")
