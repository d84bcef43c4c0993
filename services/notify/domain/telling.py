"""What a guardian is told: the difference between what was told and what is (DOMAIN.md "Notifications").

Computed at the moment of telling, so that a correction within the grace window replaces, a deletion takes back, and a
doubled or late event changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

NO_LINE_ITEM = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class TellableCell:
    """A cell as it is now beside what the guardian was told last ('': nothing)."""

    line_item_id: str
    kind: str
    category: str
    value: str
    told: str
    subject_title: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a notice; what values say stands in domain/values.py."""

    line_item_id: str
    kind: str
    category: str
    old_value: str
    new_value: str
    # Of a line about another subject than its notice.
    subject_title: str = ""


def items_to_tell(cells: Iterable[TellableCell]) -> list[Item]:
    """What has changed since it was told last."""
    return [
        Item(cell.line_item_id, _item_kind(cell), cell.category, cell.told, cell.value, cell.subject_title)
        for cell in cells
        if cell.value != cell.told
    ]


def _item_kind(cell: TellableCell) -> str:
    if cell.kind != "attendance":
        return cell.kind
    return "late" if (cell.value or cell.told).startswith("late") else "absence"


def notice_kind(items: Iterable[Item]) -> str:
    """mark, mark_corrected, absence, late; else the topic itself."""
    listed = list(items)
    return notice_kind_of(listed[0].kind, [item.old_value for item in listed])


def notice_kind_of(item_kind: str, old_values: Iterable[str]) -> str:
    """The kind of a notice by that of its lines and what was told before."""
    if item_kind == "mark" and any(old_values):
        return "mark_corrected"
    return item_kind


def attendance_to_tell(attendance: str, minutes_late: int) -> str:
    """Attendance as a value to tell: nothing for a pupil who was there."""
    if attendance == "late":
        return f"late {minutes_late}"
    return "absent" if attendance == "absent" else ""
