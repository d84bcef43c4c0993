"""Giving homework to a group or to single pupils, with files; saying that it is done; limits of a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg import Connection

from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_homework import add_assignment, add_class_homework, due_day
from services.gradebook.domain.homework import (
    MOST_ASSIGNMENTS,
    Assigned,
    assigned_problem,
    limit_problem,
    minutes_problem,
    norm_of,
)
from services.gradebook.domain.lesson import LessonState, WantedEdit, WantedHomework, WantedSave
from services.gradebook.domain.recording import judge
from services.gradebook.store import assignments as store
from services.gradebook.store import homework as reading
from services.gradebook.store.assignments import Place, StoredAssignment
from services.gradebook.store.recording import load_state
from services.gradebook.store.school_history import SchoolChange

# Of the refusals of a lesson, those that the state makes and not the request.
_CLOSED = ("LESSON_CANCELLED", "PERIOD_LOCKED", "EDIT_WINDOW_CLOSED")


@dataclass(frozen=True, slots=True)
class WantedAssignment:
    """An assignment as asked for; id '': a new one. Files: those to add and to take off come beside it."""

    group_id: str
    lesson_id: str
    assignment_id: str
    seen_version: int
    assigned: Assigned
    add_uploads: Sequence[str]
    remove_files: Sequence[str]


def set_assignment(connection: Connection[Any], asker: Asker, wanted: WantedAssignment) -> StoredAssignment:
    """Gives or changes an assignment; the rules of saving a lesson hold for it.

    Raises NotAllowed, InvalidArgument, Conflict, FailedPrecondition, each by the rule's name.
    """
    state = _state(connection, asker, wanted.group_id, wanted.lesson_id, wanted.assigned)
    place = _place(state)
    before = _stored(connection, place, wanted.assignment_id, wanted.seen_version) if wanted.assignment_id else None
    if before is None and store.count_assignments(connection, *_key(place)) >= MOST_ASSIGNMENTS:
        raise FailedPrecondition("TOO_MANY_ASSIGNMENTS", f"A lesson has at most {MOST_ASSIGNMENTS} assignments.")
    kept = list(before.assigned.files) if before else []
    if not set(wanted.remove_files) <= set(kept):
        raise NotAllowed
    uploads = list(dict.fromkeys(wanted.add_uploads))
    files = tuple(each for each in kept if each not in wanted.remove_files) + tuple(uploads)
    assigned = replace(wanted.assigned, files=files)
    refuse(assigned_problem(assigned, state.members))
    if before is not None and before.assigned == assigned:
        return before
    base = before or StoredAssignment(new_id(), 0, assigned)
    after = replace(base, version=base.version + 1, assigned=assigned)
    store.put_assignment(connection, place, after, asker.person_id, asker.now)
    taken = store.take_uploads(connection, place, after.assignment_id, uploads, asker.person_id, asker.now)
    if len(taken) != len(uploads):
        raise InvalidArgument("UNKNOWN_UPLOAD", "A file is not there any more: send it again.")
    store.remove_files(connection, place, wanted.remove_files, asker.person_id, asker.now)
    _tell(connection, asker, state, before, after)
    return after


def withdraw_assignment(
    connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, assignment_id: str, seen: int
) -> None:
    """Takes an assignment back. Raises NotAllowed, Conflict, FailedPrecondition."""
    state = _state(connection, asker, group_id, lesson_id, Assigned("", None, None, None))
    place = _place(state)
    before = _stored(connection, place, assignment_id, seen)
    after = replace(before, version=before.version + 1)
    store.put_assignment(connection, place, after, asker.person_id, asker.now, withdrawn=True)
    due = due_day(connection, state.lesson, after.assigned.due)
    add_assignment(connection, state.lesson, after, due, (), asker.now, state="withdrawn")
    keep_changes(connection, asker, SchoolChange(f"assignment {assignment_id}", before.assigned.told, "", ""))


def set_minutes(
    connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, minutes: int
) -> None:  # fmt: skip
    """Says how long the class-wide homework of a lesson takes; 0: takes the estimate away.

    Raises NotAllowed, InvalidArgument, FailedPrecondition (NO_HOMEWORK, and those of a lesson).
    """
    state = _state(connection, asker, group_id, lesson_id, Assigned("", None, None, None))
    refuse(minutes_problem(minutes))
    if state.lesson.homework != "given":
        raise FailedPrecondition("NO_HOMEWORK", "Write the lesson's homework first.")
    before = store.set_minutes(connection, _place(state), minutes or None)
    if (before or 0) != minutes:
        due = due_day(connection, state.lesson, state.lesson.homework_due)
        add_class_homework(connection, state.lesson, due, minutes, asker.now)
        change = SchoolChange(f"lesson {lesson_id} homework minutes", str(before or ""), str(minutes or ""), "")
        keep_changes(connection, asker, change)


def set_done(connection: Connection[Any], asker: Asker, pupil_id: str, item_id: str, *, done: bool) -> None:
    """Keeps that a pupil has done homework, or has not. Raises NotAllowed when it is not this pupil's."""
    if not store.set_done(connection, asker.school_id, pupil_id, item_id, asker.now, done=done):
        raise NotAllowed


def set_limit(connection: Connection[Any], asker: Asker, year_group: int, minutes: int | None) -> None:
    """Sets the school's own limit of a day; None: the sanitary norm again. Raises InvalidArgument."""
    refuse(limit_problem(year_group, minutes))
    before = reading.limits_of(connection, asker.school_id).get(year_group)
    if before != minutes:
        store.set_limit(connection, asker.school_id, year_group, minutes)
        norm = f"norm {norm_of(year_group)}"
        old, new = (norm if each is None else str(each) for each in (before, minutes))
        keep_changes(connection, asker, SchoolChange(f"homework limit of year group {year_group}", old, new, ""))


def _state(connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, assigned: Assigned) -> LessonState:
    """The lesson, locked; refused by the rules that would refuse class-wide homework of this text and day."""
    state = load_state(connection, asker.school_id, group_id, lesson_id, asker.now)
    if state is None:
        raise NotAllowed
    # A day is judged with a text; homework of files alone has none.
    text, due = assigned.text or ("…" if assigned.due else ""), assigned.due.isoformat() if assigned.due else ""
    edit = WantedEdit(state.lesson.version, homework=WantedHomework(none=False, text=text, due=due))
    for refusal in judge(state, WantedSave(edit, [], [], [])).refusals:
        kind = FailedPrecondition if refusal.rule in _CLOSED else InvalidArgument
        raise kind(refusal.rule, refusal.message)
    return state


def _stored(connection: Connection[Any], place: Place, assignment_id: str, seen: int) -> StoredAssignment:
    found = store.get_assignment(connection, *_key(place), assignment_id)
    if found is None:
        raise NotAllowed
    if found.version != seen:
        raise Conflict("VERSION_CONFLICT", "The assignment was changed meanwhile: load it again.")
    return found


def _tell(
    connection: Connection[Any],
    asker: Asker,
    state: LessonState,
    before: StoredAssignment | None,
    after: StoredAssignment,
) -> None:
    had = _pupils(state, before.assigned) if before else frozenset()
    former = had - _pupils(state, after.assigned)
    due = due_day(connection, state.lesson, after.assigned.due)
    add_assignment(connection, state.lesson, after, due, former, asker.now)
    told = before.assigned.told if before else ""
    keep_changes(connection, asker, SchoolChange(f"assignment {after.assignment_id}", told, after.assigned.told, ""))


def _pupils(state: LessonState, assigned: Assigned) -> frozenset[str]:
    return state.members if assigned.pupil_ids is None else assigned.pupil_ids


def _place(state: LessonState) -> Place:
    lesson = state.lesson
    return Place(lesson.school_id, lesson.school_year, lesson.group_id, lesson.lesson_id)


def _key(place: Place) -> tuple[str, int, str]:
    return place.school_id, place.school_year, place.lesson_id
