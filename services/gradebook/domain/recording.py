"""The rules of saving a lesson, cell by cell (DOMAIN.md "Rules of the journal"). Pure.

What is stored already is neither saved again nor refused, whatever version was seen: a save that is sent twice, or
hours later, tells of each cell "saved", "so already" or "refused".
"""

from dataclasses import replace
from datetime import date, timedelta

from services.gradebook.domain.editing import judge_edit
from services.gradebook.domain.lesson import (
    EMPTY,
    Cell,
    Judgement,
    LessonState,
    Refusal,
    WantedAttendance,
    WantedItem,
    WantedMark,
    WantedSave,
    attendance_fact,
)
from services.gradebook.domain.marks import ANSWER, EXEMPT, OWED, is_assessment
from services.gradebook.domain.scales import mark_problem
from services.gradebook.domain.texts import (
    LONGEST_COMMENT,
    LONGEST_REASON,
    LONGEST_TITLE,
    Problem,
    bad_text,
    read_day,
)

MOST_LINE_ITEMS = 10
# Minutes: no lesson is longer.
LONGEST_LATENESS = 60
_LONGEST_DUE = timedelta(days=366)
_ATTENDANCE = {"present", "absent", "late"}


def judge(state: LessonState, save: WantedSave) -> Judgement:
    """Tells right from wrong."""
    result = Judgement()
    closed = closed_problem(state)
    if closed is not None:
        fields = [part.field for parts in (save.items, save.marks, save.attendance) for part in parts]
        fields += ["lesson_edit"] if save.edit is not None else []
        result.refusals.extend(Refusal(name, *closed) for name in fields)
        return result
    _judge_items(state, save.items, result)
    _judge_attendance(state, save.attendance, result)
    _judge_marks(state, save.marks, result)
    _refuse_answers_of_absent(state, result)
    if save.edit is not None:
        closed = window_problem(state)
        if closed is not None:
            result.refusals.append(Refusal("lesson_edit", *closed))
        else:
            result.edit = judge_edit(state, save.edit, result.refusals)
    return result


def closed_problem(state: LessonState) -> Problem | None:
    """Why nothing at all can be saved."""
    if state.lesson.state == "cancelled":
        return "LESSON_CANCELLED", "The lesson is cancelled: nothing can be saved in it."
    if state.locked and not state.unlocked:
        return "PERIOD_LOCKED", "This part of the journal is locked: ask the deputy head for an unlock."
    return None


def window_problem(state: LessonState, category: str = "") -> Problem | None:
    """Why work of a category (empty: what is of none) can't be edited any more."""
    days = state.windows.get(category, state.edit_days)
    if state.unlocked or days is None or state.today <= state.lesson.day + timedelta(days=days):
        return None
    return "EDIT_WINDOW_CLOSED", f"The school lets this be edited for {days} days: ask for an unlock."


def _judge_items(state: LessonState, items: list[WantedItem], result: Judgement) -> None:
    keys: set[str] = set()
    for item in items:
        problem = _item_problem(state, item, keys)
        if problem is None:
            keys.add(item.key)
            result.items.append(item)
        else:
            result.refusals.append(Refusal(item.field, *problem))


def _item_problem(state: LessonState, item: WantedItem, keys: set[str]) -> Problem | None:
    if item.category not in state.categories:
        known = ", ".join(sorted(state.categories))
        return "UNKNOWN_CATEGORY", f"Choose a category of the school: {known}."
    if not item.key or item.key in keys or item.key in state.line_items:
        return "BAD_CLIENT_KEY", "Give every new line item a client_key of its own."
    if len(state.line_items) + len(keys) >= MOST_LINE_ITEMS:
        return "TOO_MANY_LINE_ITEMS", f"A lesson has at most {MOST_LINE_ITEMS} line items."
    problem = mark_problem(state.scale, state.year_group, state.subject_code, OWED)
    return problem or window_problem(state, item.category) or bad_text(item.title, LONGEST_TITLE)


def _judge_marks(state: LessonState, marks: list[WantedMark], result: Judgement) -> None:
    items = state.line_items | {item.key: item.category for item in result.items}
    seen: set[tuple[str, str]] = set()
    for wanted in marks:
        where = wanted.line_item, wanted.pupil_id
        stored = state.marks.get(where, EMPTY)
        problem = _mark_problem(state, wanted, stored, items) if where not in seen else _TWICE
        seen.add(where)
        if problem is not None:
            result.refusals.append(Refusal(wanted.field, *problem))
            continue
        after = _mark_after(wanted, stored, state.today)
        if after.says == stored.says:
            result.same_marks.append((wanted, stored))
        elif not _was_seen(wanted.seen_version, stored):
            result.refusals.append(conflict(wanted.field, stored))
        else:
            result.marks.append((wanted, stored, after))


def _mark_after(wanted: WantedMark, stored: Cell, today: date) -> Cell:
    """The cell that a mark leaves behind: a comment stays with the cell until it is changed or emptied."""
    comment = stored.comment if wanted.comment is None else wanted.comment
    due = date.fromisoformat(wanted.due) if wanted.due else None
    entered = _entered(wanted.value, stored, today)
    return Cell(wanted.value, stored.version + 1, comment if wanted.value else "", due, entered)


def _entered(value: str, stored: Cell, today: date) -> date | None:
    """The day from which a cell has had an assessment: a correction keeps it, one that is given anew has its own."""
    if is_assessment(value) == is_assessment(stored.value):
        return stored.entered
    return today if is_assessment(value) else None


_TWICE: Problem = ("CELL_TWICE", "Name each cell once in a save.")


def _mark_problem(state: LessonState, wanted: WantedMark, stored: Cell, items: dict[str, str]) -> Problem | None:
    if wanted.line_item not in items:
        return "UNKNOWN_LINE_ITEM", "The lesson has no such line item: load the lesson again."
    return (
        window_problem(state, items[wanted.line_item])
        or _pupil_problem(state, wanted.pupil_id)
        or _value_problem(state, wanted, stored)
        or _owed_problem(state, wanted, stored)
        or bad_text(wanted.comment or "", LONGEST_COMMENT)
        or bad_text(wanted.reason, LONGEST_REASON)
    )


def _value_problem(state: LessonState, wanted: WantedMark, stored: Cell) -> Problem | None:
    """A value that stands in the cell is judged no more: rules that came later make no mark wrong."""
    if not wanted.value:
        return ("COMMENT_WITHOUT_MARK", "A comment belongs to a mark: give one.") if wanted.comment else None
    if wanted.value == stored.value:
        return None
    if wanted.pupil_id in state.exempt and wanted.value != EXEMPT:
        return "EXEMPT", "The pupil is exempt from the subject on this day, and gets no mark."
    return mark_problem(state.scale, state.year_group, state.subject_code, wanted.value)


def _owed_problem(state: LessonState, wanted: WantedMark, stored: Cell) -> Problem | None:
    """Owed work has a day by which it is due; what is cleared has a reason (DOMAIN.md "Owed work")."""
    if wanted.value != OWED:
        if wanted.due:
            return "DUE_DATE_WITHOUT_OWED_WORK", f"A due date belongs to owed work: the value {OWED}."
        cleared = stored.value == OWED and not wanted.value
        return ("REASON_NEEDED", "Say why the owed work is cleared.") if cleared and not wanted.reason else None
    due = read_day(wanted.due)
    if due is None:
        return "OWED_DATE_NEEDED", "Say by which day the work is due: a date YYYY-MM-DD."
    return None if due == stored.due else _due_problem(state, due)


def _due_problem(state: LessonState, due: date) -> Problem | None:
    if not max(state.today, state.lesson.day) <= due <= state.lesson.day + _LONGEST_DUE:
        return "OWED_DATE_OUT_OF_RANGE", "Owed work is due from today on, within a year of its lesson."
    return None


def _pupil_problem(state: LessonState, pupil_id: str) -> Problem | None:
    if pupil_id not in state.members:
        return "NOT_IN_GROUP_ON_DATE", "The pupil was not in the group on the lesson's date."
    if state.lesson.day > state.today:
        return "FUTURE_LESSON", "The lesson has not been yet: save marks and attendance on its day."
    return None


def _judge_attendance(state: LessonState, attendance: list[WantedAttendance], result: Judgement) -> None:
    seen: set[str] = set()
    for wanted in attendance:
        stored = state.attendance.get(wanted.pupil_id, EMPTY)
        problem = _attendance_problem(state, wanted) if wanted.pupil_id not in seen else _TWICE
        seen.add(wanted.pupil_id)
        if problem is not None:
            result.refusals.append(Refusal(wanted.field, *problem))
        elif wanted.value == attendance_fact(stored.value):
            result.same_attendance.append((wanted, stored))
        elif not _was_seen(wanted.seen_version, stored):
            result.refusals.append(conflict(wanted.field, stored))
        else:
            result.attendance.append((_with_reason(state, wanted), stored))


def _with_reason(state: LessonState, wanted: WantedAttendance) -> WantedAttendance:
    """An absence in a period that has a reason gets it at once; other attendance takes a reason away."""
    reason = state.reasons.get(wanted.pupil_id, "") if wanted.attendance == "absent" else ""
    return replace(wanted, reason=reason) if reason else wanted


def _attendance_problem(state: LessonState, wanted: WantedAttendance) -> Problem | None:
    problem = window_problem(state) or _pupil_problem(state, wanted.pupil_id)
    if problem is not None:
        return problem
    if wanted.attendance not in _ATTENDANCE:
        return "UNKNOWN_ATTENDANCE", "Attendance is present, absent or late."
    if wanted.attendance == "late" and not 1 <= wanted.minutes_late <= LONGEST_LATENESS:
        return "MINUTES_OUT_OF_RANGE", f"Late is 1 to {LONGEST_LATENESS} minutes."
    if wanted.attendance != "late" and wanted.minutes_late:
        return "MINUTES_OUT_OF_RANGE", "Minutes belong to late alone."
    return None


def _refuse_answers_of_absent(state: LessonState, result: Judgement) -> None:
    """Lateness and a mark may stand in one cell; absence and an answer may not: who was absent did not answer.

    Other work (a test, a dictation) may be handed in later and then gets its mark where it was set. Judged is what the
    save would leave; of a new answer and a new absence, the answer goes.
    """
    categories = state.line_items | {item.key: item.category for item in result.items}
    after = {pupil: attendance_fact(cell.value) for pupil, cell in state.attendance.items()}
    after.update((wanted.pupil_id, wanted.attendance) for wanted, _ in result.attendance)
    kept = []
    for wanted, cell, new in result.marks:
        wrong = categories[wanted.line_item] == ANSWER and is_assessment(wanted.value)
        if wrong and after.get(wanted.pupil_id) == "absent":
            message = "An absent pupil has no mark for an answer: correct one of the two."
            result.refusals.append(Refusal(wanted.field, "ABSENT_WITH_ANSWER", message))
        else:
            kept.append((wanted, cell, new))
    result.marks[:] = kept
    answers = {where: cell.value for where, cell in state.marks.items()}
    answers.update(((wanted.line_item, wanted.pupil_id), wanted.value) for wanted, _, _ in result.marks)
    answered = {
        pupil for (item, pupil), value in answers.items() if categories[item] == ANSWER and is_assessment(value)
    }
    for entry in [entry for entry in result.attendance if entry[0].attendance == "absent"]:
        if entry[0].pupil_id in answered:
            message = "The pupil has a mark for an answer in this lesson: delete it, or correct the absence."
            result.refusals.append(Refusal(entry[0].field, "ABSENT_WITH_ANSWER", message))
            result.attendance.remove(entry)


def _was_seen(seen_version: int, stored: Cell) -> bool:
    """Whether the caller knew what is stored. A deleted value looks like none, so 0 will do for it."""
    return seen_version == stored.version or (seen_version == 0 and not stored.value)


def conflict(field: str, stored: Cell) -> Refusal:
    """Another save came between; the caller gets the value that it would have overwritten."""
    return Refusal(field, "VERSION_CONFLICT", "Another save came between: look at both values and choose.", stored)
