"""Marks of a written work in one sitting, and changes of a line item as such. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gradebook.domain.lesson import EMPTY, LessonState, WantedItem, WantedMark, WantedSave
from services.gradebook.domain.marks import ANSWER, OWED, is_assessment
from services.gradebook.domain.recording import window_problem
from services.gradebook.domain.texts import LONGEST_TITLE, Problem, bad_text

ABSENT, EXEMPT = "ABSENT", "EXEMPT"
# Fields of the request that stand for many cells.
FILL, OWE = "fill_value", "absent_due_date"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One line item's marks: those named, the value of everybody else who is there, until when absent pupils owe it.

    Empty: nobody else gets one; they owe nothing.
    """

    item: WantedItem | None
    line_item: str
    marks: Sequence[WantedMark]
    fill: str
    absent_due: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A pupil who gets no mark: why; whether the pupil owes the work instead."""

    pupil_id: str
    why: str
    owed: bool


def expand(state: LessonState, sitting: Sitting) -> tuple[WantedSave, list[Skipped]]:
    """The save that a sitting asks for, and whom it leaves out: absent and exempt pupils without a mark.

    Who is absent gets no mark although one is named, only owed work; a mark that is there stays as it is.
    """
    named = {mark.pupil_id: mark for mark in sitting.marks}
    marks, skipped = [], []
    for pupil in [*named, *sorted(state.members - named.keys())]:
        wanted = named.get(pupil)
        stored = state.marks.get((sitting.line_item, pupil), EMPTY)
        why = _why_skipped(state, pupil) if not stored.value else ""
        if why:
            owes = why == ABSENT and bool(sitting.absent_due)
            skipped.append(Skipped(pupil, why, owes))
            if owes:
                marks.append(WantedMark(OWE, sitting.line_item, pupil, OWED, stored.version, "", None,
                                        sitting.absent_due))  # fmt: skip
        elif wanted is not None and (wanted.value or stored.value or wanted.comment is not None):
            marks.append(wanted)
        elif sitting.fill and not stored.value:
            marks.append(WantedMark(FILL, sitting.line_item, pupil, sitting.fill, stored.version, ""))
    items = [sitting.item] if sitting.item is not None and marks else []
    return WantedSave(None, items, marks, []), skipped


def _why_skipped(state: LessonState, pupil_id: str) -> str:
    if pupil_id in state.exempt:
        return EXEMPT
    return ABSENT if state.attendance.get(pupil_id, EMPTY).value == "absent" else ""


def item_problem(state: LessonState, line_item: str, before: str, category: str, title: str) -> Problem | None:
    """Why a line item can't get this category and title."""
    if category != before and category not in state.categories:
        known = ", ".join(sorted(state.categories))
        return "UNKNOWN_CATEGORY", f"Choose a category of the school: {known}."
    if category == ANSWER != before:
        for (item, pupil), cell in state.marks.items():
            absent = state.attendance.get(pupil, EMPTY).value == "absent"
            if item == line_item and absent and is_assessment(cell.value):
                return "ABSENT_WITH_ANSWER", "An absent pupil has a mark in it: that is no answer in the lesson."
    return window_problem(state, category) or bad_text(title, LONGEST_TITLE)
