"""What is known of a lesson, and what it adds to the day's counts (DOMAIN.md, "Control metrics")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

CANCELLED = "cancelled"
HELD = "held"
# Homework was thought of: given, or said explicitly that there is none.
_HOMEWORK_RECORDED = ("none", "given")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a lesson takes place and whether it does: "planned", "held" or "cancelled"."""

    day: date
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What a teacher entered for a lesson."""

    attendance_confirmed: bool = False
    topic_recorded: bool = False
    # "" (nothing said), "none" (explicitly none) or "given".
    homework: str = ""
    # The local date on which the lesson first became filled.
    filled_on: date | None = None
    teacher_id: str | None = None
    version: int = -1
    # The local date on which the homework that stands was first recorded; None: not told.
    homework_on: date | None = None


NOTHING_ENTERED = Entry()


@dataclass(frozen=True, slots=True)
class Lesson:
    """The newest that was told of a lesson."""

    lesson_id: str
    group_id: str
    schedule: Schedule
    entry: Entry = NOTHING_ENTERED

    def with_news(self, told: "Lesson") -> "Lesson":
        """This lesson with whatever of `told` is newer; the same in whichever order things are told."""
        return Lesson(
            self.lesson_id,
            self.group_id,
            told.schedule if told.schedule.version > self.schedule.version else self.schedule,
            told.entry if told.entry.version > self.entry.version else self.entry,
        )


@dataclass(frozen=True, slots=True)
class LessonCounts:
    """Numbers of lessons, or their differences."""

    due: int = 0
    held: int = 0
    filled: int = 0
    filled_in_time: int = 0
    homework_recorded: int = 0

    def __add__(self, other: "LessonCounts") -> "LessonCounts":
        return LessonCounts(
            self.due + other.due,
            self.held + other.held,
            self.filled + other.filled,
            self.filled_in_time + other.filled_in_time,
            self.homework_recorded + other.homework_recorded,
        )

    def __neg__(self) -> "LessonCounts":
        return LessonCounts(-self.due, -self.held, -self.filled, -self.filled_in_time, -self.homework_recorded)


NO_LESSONS = LessonCounts()


def counts_of(lesson: Lesson) -> Mapping[date, LessonCounts]:
    """What one lesson adds to the counts of its day, by the day from which it is so; nothing when it is cancelled.

    A filled lesson was held, whatever its state says. In time means not after the day of the lesson. Homework counts
    from the day on which it was recorded, where that is told, of a lesson that was held by then.
    """
    if lesson.schedule.state == CANCELLED:
        return {}
    entry, day = lesson.entry, lesson.schedule.day
    filled = entry.attendance_confirmed and entry.topic_recorded
    held = lesson.schedule.state == HELD
    homework = entry.homework in _HOMEWORK_RECORDED
    filled_on = max(day, entry.filled_on or day)
    counts = {day: LessonCounts(due=1, held=int(held))}
    if filled:
        in_time = entry.filled_on is not None and filled_on == day
        _count(counts, filled_on, LessonCounts(held=int(not held), filled=1, filled_in_time=int(in_time)))
    if homework and (held or filled):
        held_on = day if held else filled_on
        _count(counts, max(held_on, entry.homework_on or day), LessonCounts(homework_recorded=1))
    return counts


def _count(counts: dict[date, LessonCounts], day: date, more: LessonCounts) -> None:
    counts[day] = counts.get(day, NO_LESSONS) + more


@dataclass(frozen=True, slots=True)
class Place:
    """Where counts stand: the lesson's day, its group, and the day from which they are so."""

    day: date
    group_id: str
    known_on: date


def differences(changes: Iterable[tuple[Lesson | None, Lesson]]) -> Mapping[Place, LessonCounts]:
    """What changes of lessons (before, after) do to the counts; only what is not zero."""
    moved: dict[Place, LessonCounts] = {}
    for before, after in changes:
        if before is not None:
            _add(moved, before, -1)
        _add(moved, after, 1)
    return {place: counts for place, counts in moved.items() if counts != NO_LESSONS}


def _add(moved: dict[Place, LessonCounts], lesson: Lesson, sign: int) -> None:
    for known_on, counts in counts_of(lesson).items():
        place = Place(lesson.schedule.day, lesson.group_id, known_on)
        moved[place] = moved.get(place, NO_LESSONS) + (counts if sign > 0 else -counts)
