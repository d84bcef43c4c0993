"""Days that pupils missed as a whole (DOMAIN.md "Rules of the journal"), and what they add up to. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from services.gradebook.domain.texts import Problem

FEWEST_LESSONS, MOST_LESSONS = 2, 10
_KINDS = frozenset({"every", "at_least", "any"})


@dataclass(frozen=True, slots=True)
class FullDayRule:
    """kind: "every", "at_least" with a number of lessons, "any". Version 0: never set."""

    kind: str = "every"
    lessons: int = 0
    version: int = 0

    @property
    def told(self) -> str:
        """How it stands in the history."""
        return f"{self.kind} {self.lessons}" if self.lessons else self.kind


def rule_problem(rule: FullDayRule) -> Problem | None:
    """Why a rule can't be taken."""
    if rule.kind not in _KINDS:
        return "UNKNOWN_FULL_DAY_KIND", "A full day is every lesson, so many or more, or any."
    if rule.kind == "at_least" and not FEWEST_LESSONS <= rule.lessons <= MOST_LESSONS:
        return "LESSONS_OUT_OF_RANGE", f"So many or more is {FEWEST_LESSONS} to {MOST_LESSONS} lessons."
    if rule.kind != "at_least" and rule.lessons:
        return "LESSONS_OUT_OF_RANGE", "A number of lessons belongs to so many or more alone."
    return None


@dataclass(frozen=True, slots=True)
class Missed:
    """A lesson that a pupil missed, or came late to.

    `due`: lessons that the pupil had on this day, cancelled ones left out; `recorded`: those of them that somebody has
    recorded.
    """

    pupil_id: str
    day: date
    due: int
    recorded: int
    group_id: str
    lesson_id: str
    bell: int
    subject_title: str
    attendance: str
    minutes_late: int
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Day:
    """A pupil's day with an absence or a lateness."""

    day: date
    full: bool
    missed: int
    entries: list[Missed]


@dataclass(slots=True)
class PupilDays:
    """A pupil's days with their sums. `reasons`: lessons missed by reason, '' where nobody has given one."""

    pupil_id: str
    days: list[Day] = field(default_factory=list)
    full_days: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    late: int = 0
    minutes_late: int = 0


def is_full(rule: FullDayRule, *, missed: int, recorded: int, due: int, over: bool) -> bool:
    """Whether a day was missed as a whole.

    By "every" a lesson that nobody has recorded speaks for the pupil while the day lasts, and for nothing after it.
    """
    if rule.kind == "every":
        return missed > 0 and missed == (recorded if over else due)
    return missed >= max(rule.lessons, 1)


def days_of(missed: Iterable[Missed], rule: FullDayRule, today: date) -> list[PupilDays]:
    """Pupils with their days and sums; `missed` stands by pupil, day and bell."""
    found = []
    for pupil_id, of_pupil in groupby(missed, lambda each: each.pupil_id):
        pupil = PupilDays(pupil_id)
        for day, of_day in groupby(of_pupil, lambda each: each.day):
            pupil.days.append(_day(day, list(of_day), rule, today))
        for each in (entry for day in pupil.days for entry in day.entries):
            if each.attendance == "absent":
                pupil.reasons[each.reason] += 1
            else:
                pupil.late += 1
                pupil.minutes_late += each.minutes_late
        pupil.full_days = sum(each.full for each in pupil.days)
        found.append(pupil)
    return found


def _day(day: date, entries: list[Missed], rule: FullDayRule, today: date) -> Day:
    missed = sum(each.attendance == "absent" for each in entries)
    full = is_full(rule, missed=missed, recorded=entries[0].recorded, due=entries[0].due, over=day < today)
    return Day(day, full, missed, entries)
