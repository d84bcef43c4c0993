"""The rules of moving, cancelling and restoring single lessons. Pure.

What depends on the day (marks, attendance) pins a lesson to it; a topic or homework written ahead goes with it.
"""

from dataclasses import dataclass, replace
from datetime import date

from services.gradebook.domain.calendar import LAST_BELL, Calendar
from services.gradebook.domain.lesson import Lesson
from services.gradebook.domain.texts import Problem, bad_text
from services.gradebook.domain.timetable import Term
from services.gradebook.domain.timetable_setting import LONGEST_ROOM


@dataclass(frozen=True, slots=True)
class WantedMove:
    """Where a lesson is to be. `room`: None: stays."""

    field: str
    group_id: str
    lesson_id: str
    seen_version: int
    day: date
    bell: int
    room: str | None


def move_problem(
    move: WantedMove, lesson: Lesson, calendar: Calendar, term: Term | None, today: date, *, holds: bool
) -> Problem | None:
    """Why a lesson can't be moved there, whatever stands beside it. `holds`: it has marks or attendance."""
    return (
        _stays(move, lesson, holds=holds)
        or _place_problem(move, calendar, term, today)
        or bad_text(move.room or "", LONGEST_ROOM)
    )


def _stays(move: WantedMove, lesson: Lesson, *, holds: bool) -> Problem | None:
    if lesson.version != move.seen_version:
        return "VERSION_CONFLICT", "The lesson was changed meanwhile: load it again."
    if lesson.state == "cancelled":
        return "LESSON_CANCELLED", "The lesson is cancelled: restore it first."
    if holds or lesson.state == "held":
        return "LESSON_RECORDED", "The lesson was held or holds marks or attendance: it stays where it was."
    return None


def _place_problem(move: WantedMove, calendar: Calendar, term: Term | None, today: date) -> Problem | None:
    if move.day < today:
        return "DATE_IN_PAST", "Move a lesson to today or a day to come."
    if not 1 <= move.bell <= LAST_BELL:
        return "BAD_BELL", f"A bell is 1 to {LAST_BELL}."
    if term is None:
        return "OUTSIDE_TERMS", "The group has no term on this day."
    if calendar.plan_of(move.day) is None:
        return "DAY_OFF", "There are no lessons on this day."
    bells = calendar.bells_of(move.day)
    if bells and move.bell not in bells:
        return "NO_SUCH_BELL", "The bell schedule of this day has no such bell."
    return None


def moved(lesson: Lesson, move: WantedMove, term: Term | None) -> Lesson:
    """The lesson at its new place. Moved back to where the pattern put it, it is not a moved one any more."""
    assert term is not None  # noqa: S101  (move_problem)
    here = lesson.day, lesson.bell
    home = lesson.moved_from_day or lesson.day, lesson.moved_from_bell or lesson.bell
    # Who only got another room stands where the pattern says, and keeps the room as a moved lesson keeps its place.
    only_room = here == home and lesson.moved_from_day is not None
    stays = home == (move.day, move.bell) and not only_room and move.room in (None, lesson.room)
    return replace(
        lesson,
        day=move.day,
        bell=move.bell,
        room=lesson.room if move.room is None else move.room,
        term_id=term.term_id,
        moved_from_day=None if stays else home[0],
        moved_from_bell=None if stays else home[1],
        version=lesson.version + 1,
    )


def cancel_problem(lesson: Lesson, *, holds: bool) -> Problem | None:
    """Why a lesson can't be cancelled. `holds`: it has marks or attendance."""
    if lesson.state == "cancelled":
        return "LESSON_CANCELLED", "The lesson is cancelled already."
    if holds or lesson.attendance_confirmed:
        return "LESSON_RECORDED", "The lesson holds marks or attendance: it was held."
    return None


def restored(lesson: Lesson, today: date) -> Lesson:
    """A cancelled lesson as it is again: held when something was recorded in it on its day, planned otherwise."""
    held = lesson.recorded_at is not None and lesson.day <= today
    return replace(lesson, state="held" if held else "planned", cancel_reason="", version=lesson.version + 1)


def place_text(lesson: Lesson) -> str:
    """How a lesson's place stands in its history."""
    return f"{lesson.day.isoformat()} {lesson.bell} {lesson.room}".rstrip()


def uncovered(lesson: Lesson) -> Lesson:
    """The lesson without a substitution: its day is another, or none."""
    return replace(lesson, substitute_id=None, substitution_kind="")
