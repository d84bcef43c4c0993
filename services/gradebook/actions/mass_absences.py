"""Recording that a class, or a part of it, is away as one; taking it back as one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import FailedPrecondition, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.excusing import write_reasons
from services.gradebook.actions.recording import Save, record_lesson
from services.gradebook.domain.absences import NewReason, Period, reason_of
from services.gradebook.domain.lesson import EMPTY, Cell, Lesson, WantedAttendance, WantedSave
from services.gradebook.domain.mass_absences import LessonLeft, MassAbsence, MassLine, mass_problem, plan_lesson
from services.gradebook.store import absences
from services.gradebook.store import mass_absences as store
from services.gradebook.store.absences import LockedLesson
from services.gradebook.store.lesson_plans import today_at
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: cells saved, cells that were so, cells left with their lessons."""

    mass: MassAbsence
    saved: int = 0
    already: int = 0
    left: list[tuple[Lesson, LessonLeft]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pupils:
    """Whom it concerns: of a group, of a list; neither: the whole class."""

    group_id: str | None = None
    pupil_ids: Sequence[str] = ()


def record_mass(connection: Connection[Any], asker: Asker, mass: MassAbsence, whom: Pupils) -> Done:
    """Records it: lessons up to today with the reason, later days as known beforehand.

    Raises InvalidArgument, NotAllowed when a pupil named is not of the class, FailedPrecondition (NO_PUPILS).
    """
    today = today_at(connection, asker.school_id)
    if today is None:
        raise NotAllowed
    refuse(mass_problem(mass, today))
    pupils = _pupils(connection, asker, mass, whom)
    mass = replace(mass, pupil_count=len(pupils))
    # Lessons first, then the days: whoever records one of them meanwhile is waited for, or sees the days.
    lessons = store.lessons_of(connection, asker.school_id, mass.class_id, pupils, mass.begin, min(mass.end, today))
    locked = absences.lock_lessons(connection, asker.school_id, lessons, asker.now)
    store.add_mass(connection, asker.school_id, mass, [_period(mass, each) for each in pupils])
    done = _record(connection, asker, mass, lessons, locked)
    keep_changes(connection, asker, SchoolChange(f"mass absence {mass.mass_absence_id}", "", mass.told, ""))
    return done


def _pupils(connection: Connection[Any], asker: Asker, mass: MassAbsence, whom: Pupils) -> list[str]:
    of_class = store.pupils_of(connection, asker.school_id, mass.class_id, whom.group_id, mass.begin, mass.end)
    wanted = set(whom.pupil_ids)
    if not wanted <= set(of_class):
        raise NotAllowed
    if not of_class:
        raise FailedPrecondition("NO_PUPILS", "Nobody is in the class on these days.")
    return [each for each in of_class if each in wanted] if wanted else of_class


def _period(mass: MassAbsence, pupil_id: str) -> Period:
    return Period(
        new_id(), pupil_id, mass.begin, mass.end, mass.reason, mass.document, mass.created_by, mass.created_at
    )


def _record(
    connection: Connection[Any],
    asker: Asker,
    mass: MassAbsence,
    lessons: Mapping[str, Sequence[str]],
    locked: Mapping[str, LockedLesson],
) -> Done:
    cells = absences.cells_of(
        connection, asker.school_id, [(lesson, pupil) for lesson, pupils in lessons.items() for pupil in pupils]
    )
    saved, already, left = 0, 0, list[tuple[Lesson, LessonLeft]]()
    excused: list[NewReason] = []
    for lesson_id, held in locked.items():
        of_lesson = {pupil: cells.get((lesson_id, pupil), EMPTY) for pupil in lessons[lesson_id]}
        plan = plan_lesson(
            lesson_id, lessons[lesson_id], of_lesson, mass.reason, confirmed=held.lesson.attendance_confirmed
        )
        already += plan.same
        refused = [(held.lesson, each) for each in plan.left]
        if held.closed:
            refused += [(held.lesson, _left(lesson_id, each, "PERIOD_LOCKED")) for each in plan.record + plan.excuse]
        else:
            excused += [NewReason("", lesson_id, pupil, mass.reason, cell) for pupil, cell in plan.excuse]
            # A save writes the lesson's history of its own, so reasons of the same lesson go after it, on a new head.
            refusals = _save(connection, asker, held.lesson, [(*each, "absent", 0) for each in plan.record])
            refused += [(held.lesson, each) for each in refusals]
            saved += len(plan.record) - len(refusals) + len(plan.excuse)
        left += refused
    _excuse(connection, asker, excused)
    return Done(mass, saved, already, left)


def _left(lesson_id: str, entry: tuple[str, Cell], rule: str) -> LessonLeft:
    return LessonLeft(lesson_id, entry[0], rule, entry[1].value)


def _save(
    connection: Connection[Any], asker: Asker, lesson: Lesson, entries: Sequence[tuple[str, Cell, str, int]]
) -> list[LessonLeft]:
    """Attendance by the rules of any save of the lesson; what they refuse."""
    if not entries:
        return []
    wanted = [WantedAttendance(pupil, pupil, fact, late, cell.version) for pupil, cell, fact, late in entries]
    save = Save(
        asker.school_id, lesson.group_id, lesson.lesson_id, asker.person_id, asker.request_id,
        WantedSave(None, [], [], wanted), all_or_nothing=False, of_lesson=False,
    )  # fmt: skip
    cells = {pupil: cell for pupil, cell, _, _ in entries}
    refusals = record_lesson(connection, save, asker.now).refusals
    return [LessonLeft(lesson.lesson_id, each.field, each.rule, cells[each.field].value) for each in refusals]


def _excuse(connection: Connection[Any], asker: Asker, reasons: Sequence[NewReason]) -> None:
    locked = absences.lock_lessons(connection, asker.school_id, {each.lesson_id for each in reasons}, asker.now)
    write_reasons(connection, asker, locked, reasons)


def undo_mass(connection: Connection[Any], asker: Asker, class_id: str, mass_id: str) -> Done:
    """Takes it back: what it recorded is present, what it gave a reason has the one before.

    What was changed since, or can't be changed any more, stays and is told of. Raises NotAllowed, FailedPrecondition
    (ALREADY_UNDONE).
    """
    mass = store.lock_mass(connection, asker.school_id, class_id, mass_id)
    if mass is None:
        raise NotAllowed
    if mass.undone_at is not None:
        raise FailedPrecondition("ALREADY_UNDONE", "It was taken back already.")
    lines = store.lines_of(connection, asker.school_id, mass)
    locked = absences.lock_lessons(connection, asker.school_id, {each.lesson_id for each in lines}, asker.now)
    # First its days, so that what is recorded from now on has no reason of them.
    store.undo_mass(connection, asker.school_id, mass_id, asker.person_id, asker.now)
    done = _undo(connection, asker, replace(mass, undone_at=asker.now), lines, locked)
    keep_changes(connection, asker, SchoolChange(f"mass absence {mass_id}", mass.told, "", ""))
    return done


def _undo(
    connection: Connection[Any],
    asker: Asker,
    mass: MassAbsence,
    lines: Sequence[MassLine],
    locked: Mapping[str, LockedLesson],
) -> Done:
    cells = absences.cells_of(connection, asker.school_id, [(each.lesson_id, each.pupil_id) for each in lines])
    present: dict[str, list[tuple[str, Cell, str, int]]] = defaultdict(list)
    excused: list[NewReason] = []
    left: list[tuple[Lesson, LessonLeft]] = []
    for each in lines:
        held, cell = locked[each.lesson_id], cells[each.lesson_id, each.pupil_id]
        if cell.version != each.version:
            left.append((held.lesson, _left(each.lesson_id, (each.pupil_id, cell), "CHANGED_SINCE")))
        elif held.closed:
            left.append((held.lesson, _left(each.lesson_id, (each.pupil_id, cell), "PERIOD_LOCKED")))
        elif each.old:
            excused.append(NewReason("", each.lesson_id, each.pupil_id, reason_of(each.old), cell))
        else:
            present[each.lesson_id].append((each.pupil_id, cell, "present", 0))
    saved = len(excused)
    for lesson_id, entries in sorted(present.items()):
        lesson = locked[lesson_id].lesson
        refusals = _save(connection, asker, lesson, entries)
        saved += len(entries) - len(refusals)
        left += [(lesson, refusal) for refusal in refusals]
    _excuse(connection, asker, excused)
    return Done(mass, saved, 0, left)


def list_masses(
    pool: Pool, school_id: str, class_id: str, after: tuple[datetime, str] | None, most: int
) -> list[MassAbsence]:
    """A class's, newest first."""
    with transaction(pool, school_id) as connection:
        return store.masses_of(connection, school_id, class_id, after, most)
