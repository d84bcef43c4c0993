"""Single lessons: moving them, cancelling them, taking a cancellation back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from psycopg import Connection

from kit.errors import Conflict, FailedPrecondition, NotAllowed
from services.gradebook.actions.asking import Asker, refuse
from services.gradebook.actions.publishing import add_rescheduled
from services.gradebook.actions.substituting import CANCELLED, MOVED, end_of_lessons
from services.gradebook.actions.timetabling import Refused
from services.gradebook.domain.calendar import Calendar
from services.gradebook.domain.conflicts import TOLD, Occupation, clashes, lesson_occupation
from services.gradebook.domain.lesson import Change, Lesson
from services.gradebook.domain.rescheduling import (
    WantedMove,
    cancel_problem,
    move_problem,
    moved,
    place_text,
    restored,
    uncovered,
)
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.saving import chain
from services.gradebook.domain.timetable import Term
from services.gradebook.domain.timetable_setting import GroupFacts
from services.gradebook.store import rescheduling as store
from services.gradebook.store import roster
from services.gradebook.store import timetable as timetables
from services.gradebook.store.calendar import load_calendar
from services.gradebook.store.rescheduling import HeldLesson


@dataclass(slots=True)
class Rescheduled:
    """The lessons as they are now, or why nothing was done; and the calendar that tells their times."""

    calendar: Calendar
    lessons: list[Lesson] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def move_lessons(connection: Connection[Any], asker: Asker, moves: Sequence[WantedMove], reason: str) -> Rescheduled:
    """Moves all lessons or none. Raises NotAllowed for one that there is not, InvalidArgument for a bad reason."""
    refuse(reason_problem(reason, needed=False))
    desk = _Desk(connection, asker, [move.lesson_id for move in moves])
    wanted = [(move, desk.held(move.group_id, move.lesson_id)) for move in moves]
    refused = []
    after = {}
    for move, held in wanted:
        term = desk.term_of(held.lesson, move.day)
        problem = move_problem(move, held.lesson, desk.calendar, term, desk.today, holds=held.holds)
        if problem is not None:
            refused.append(Refused(move.field, *problem))
        elif held.lesson.lesson_id in after:
            refused.append(Refused(move.field, "LESSON_TWICE", "Name each lesson once."))
        else:
            after[held.lesson.lesson_id] = move.field, moved(held.lesson, move, term)
    refused = refused or desk.clashes(after.values())
    if refused:
        return Rescheduled(desk.calendar, refused=refused)
    changes = [(held, after[held.lesson.lesson_id][1]) for _, held in wanted]
    for held, lesson in changes:
        before = held.lesson
        desk.write(held, lesson, "moved", Change("place", None, None, place_text(before), place_text(lesson), reason,
                                                 lesson.version))  # fmt: skip
    store.place(connection, asker.school_id, [lesson for _, lesson in changes])
    # Who only got another room keeps the substitute.
    elsewhen = {new.lesson_id for held, new in changes if (held.lesson.day, held.lesson.bell) != (new.day, new.bell)}
    end_of_lessons(connection, asker, sorted(elsewhen), MOVED)
    return Rescheduled(
        desk.calendar, [uncovered(lesson) if lesson.lesson_id in elsewhen else lesson for _, lesson in changes]
    )


def cancel_lesson(
    connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, seen_version: int, reason: str
) -> Rescheduled:
    """Cancels a lesson. Raises NotAllowed, InvalidArgument, Conflict, FailedPrecondition."""
    refuse(reason_problem(reason, needed=True))
    desk = _Desk(connection, asker, [lesson_id])
    held = desk.held(group_id, lesson_id)
    _check_seen(held.lesson, seen_version)
    problem = cancel_problem(held.lesson, holds=held.holds)
    if problem is not None:
        raise FailedPrecondition(*problem)
    lesson = replace(held.lesson, state="cancelled", cancel_reason=reason, version=held.lesson.version + 1)
    desk.write(held, lesson, "cancelled", _state_change(held.lesson, lesson, reason))
    end_of_lessons(connection, asker, [lesson_id], CANCELLED)
    return Rescheduled(desk.calendar, [uncovered(lesson)])


def restore_lesson(
    connection: Connection[Any], asker: Asker, group_id: str, lesson_id: str, seen_version: int, reason: str
) -> Rescheduled:
    """Takes a cancellation back; refused where its place is taken meanwhile. Raises like cancel_lesson."""
    refuse(reason_problem(reason, needed=False))
    desk = _Desk(connection, asker, [lesson_id])
    held = desk.held(group_id, lesson_id)
    _check_seen(held.lesson, seen_version)
    if held.lesson.state != "cancelled":
        raise FailedPrecondition("NOT_CANCELLED", "The lesson is not cancelled.")
    lesson = restored(held.lesson, desk.today)
    refused = desk.clashes([("lesson", lesson)])
    if refused:
        return Rescheduled(desk.calendar, refused=refused)
    desk.write(held, lesson, "restored", _state_change(held.lesson, lesson, reason))
    return Rescheduled(desk.calendar, [lesson])


def _check_seen(lesson: Lesson, seen_version: int) -> None:
    if lesson.version != seen_version:
        raise Conflict("VERSION_CONFLICT", "The lesson was changed meanwhile: load it again.")


def _state_change(before: Lesson, after: Lesson, reason: str) -> Change:
    return Change("state", None, None, before.state, after.state, reason, after.version)


class _Desk:
    """What a change of single lessons is judged by; the lessons stay locked until the transaction ends."""

    def __init__(self, connection: Connection[Any], asker: Asker, lesson_ids: Sequence[str]) -> None:
        # Two changes at once would not see that both take one room.
        roster.take_school(connection, asker.school_id, alone=True)
        today = timetables.today_at(connection, asker.school_id, asker.now)
        if today is None:
            raise NotAllowed
        self.today, self._connection, self._asker = today, connection, asker
        self._held = store.hold_lessons(connection, asker.school_id, lesson_ids)
        self.calendar = load_calendar(connection, asker.school_id)
        self._terms = roster.terms_of(connection, asker.school_id)
        self._groups = {
            group.group_id: group
            for group in roster.groups_named(
                connection, asker.school_id, [held.lesson.group_id for held in self._held.values()]
            )
        }

    def held(self, group_id: str, lesson_id: str) -> HeldLesson:
        """A lesson of a group. Raises NotAllowed when there is none."""
        found = self._held.get(lesson_id)
        if found is None or found.lesson.group_id != group_id:
            raise NotAllowed
        return found

    def term_of(self, lesson: Lesson, day: date) -> Term | None:
        """The term of the lesson's group and school year in which a day lies: the one that begins last."""
        ids = self._groups[lesson.group_id].term_ids
        found = [
            term
            for term in self._terms
            if term.term_id in ids and term.begin <= day <= term.end and term.school_year == lesson.school_year
        ]
        return max(found, key=lambda term: (term.begin, term.term_id), default=None)

    def clashes(self, lessons: Iterable[tuple[str, Lesson]]) -> list[Refused]:
        """What these lessons (field of the request, lesson as it would be) can't be beside."""
        wanted = list(lessons)
        places = [(lesson.day, lesson.bell) for _, lesson in wanted]
        beside = timetables.lessons_at(
            self._connection, self._asker.school_id, places, [lesson.lesson_id for _, lesson in wanted]
        )
        # A group has one lesson a place, a cancelled one too.
        cancelled = {(each.group_id, each.day, each.bell) for each in beside if each.cancelled}
        blocked = [name for name, each in wanted if (each.group_id, each.day, each.bell) in cancelled]
        if blocked:
            message = "A cancelled lesson of the group stands there: restore that one, or choose another time."
            return [Refused(name, "CANCELLED_LESSON_THERE", message) for name in blocked]
        facts = self._facts({lesson.group_id for _, lesson in wanted} | {each.group_id for each in beside})
        new = [self._occupation(facts, each, name) for name, each in wanted]
        others = [
            lesson_occupation(
                facts[each.group_id], each.day, (each.bell, each.room, each.teacher_id), each.day.toordinal(), ""
            )
            for each in beside
            if not each.cancelled
        ]
        return [
            Refused(clash.wanted.key, clash.rule, TOLD[clash.rule], clash)
            for clash in clashes(new, others, self.calendar.is_shared)
        ]

    @staticmethod
    def _occupation(facts: dict[str, GroupFacts], lesson: Lesson, name: str) -> Occupation:
        place = lesson.bell, lesson.room, lesson.planned_teacher_id
        # Days are told apart by themselves here and not by their day of the week.
        return lesson_occupation(facts[lesson.group_id], lesson.day, place, lesson.day.toordinal(), name)

    def _facts(self, group_ids: Iterable[str]) -> dict[str, GroupFacts]:
        ids = sorted(group_ids)
        teachers, pupils = timetables.people_of_groups(self._connection, self._asker.school_id, ids)
        return {
            group.group_id: GroupFacts(
                group.group_id, group.title, group.subject_title, group.class_id, group.class_title, (),
                teachers.get(group.group_id, ()), pupils.get(group.group_id, ()),
            )
            for group in roster.groups_named(self._connection, self._asker.school_id, ids)
        }  # fmt: skip

    def write(self, held: HeldLesson, lesson: Lesson, change: str, line: Change) -> None:
        """Writes a lesson's new state with a line of its history, and tells of it. Its place is written apart."""
        asker = self._asker
        lines, head = chain(held.history, [line], person_id=asker.person_id, request_id=asker.request_id, now=asker.now)
        store.write_state(self._connection, lesson, lines[0], head, asker.person_id, asker.request_id, asker.now)
        add_rescheduled(self._connection, held.lesson, lesson, change)
