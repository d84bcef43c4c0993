"""The second step of attendance: why pupils were absent (DOMAIN.md "Rules of the journal"). Pure.

A reason belongs to an absence, and to the class teacher. The edit window of a lesson does not bind it: a certificate
comes when the pupil is well again. A lock does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.gradebook.domain.lesson import EMPTY, Cell, Change, Refusal, attendance_fact
from services.gradebook.domain.texts import Problem, bad_text

REASONS = frozenset({"ill", "excused", "unexcused"})
# Days that a period may have, and that it may be away from today.
LONGEST_PERIOD = timedelta(days=184)
FARTHEST = timedelta(days=366)
LONGEST_DOCUMENT = 100

# lesson id, pupil id
Where = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WantedReason:
    """A reason to set; an empty one takes away. The group is the one that the lesson was named with."""

    field: str
    group_id: str
    lesson_id: str
    pupil_id: str
    reason: str
    seen_version: int

    @property
    def where(self) -> Where:
        """The cell."""
        return self.lesson_id, self.pupil_id


@dataclass(frozen=True, slots=True)
class AbsenceLesson:
    """A lesson that an absence stands in. `closed`: a lock holds on it, and no unlock."""

    lesson_id: str
    group_id: str
    closed: bool


@dataclass(frozen=True, slots=True)
class NewReason:
    """A cell that gets another reason, with what it replaces."""

    field: str
    lesson_id: str
    pupil_id: str
    reason: str
    before: Cell

    @property
    def old_reason(self) -> str:
        """The reason before."""
        return reason_of(self.before.value)

    def change(self, why: str) -> Change:
        """The line of the lesson's history."""
        value = f"absent {self.reason}".rstrip()
        return Change("attendance", None, self.pupil_id, self.before.value, value, why, self.before.version + 1)


@dataclass(slots=True)
class JudgedReasons:
    """What changes, what is so already, what is refused."""

    new: list[NewReason] = field(default_factory=list)
    same: list[NewReason] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def judge_reasons(
    wanted: Iterable[WantedReason],
    lessons: Mapping[str, AbsenceLesson],
    cells: Mapping[Where, Cell],
    of_class: frozenset[Where],
) -> JudgedReasons:
    """Tells right from wrong. `of_class`: the cells whose pupil was in the class on the lesson's day.

    What is so already is not refused, whatever version was seen, as in a save of a lesson.
    """
    result, seen = JudgedReasons(), set[Where]()
    for each in wanted:
        cell = cells.get(each.where, EMPTY)
        problem = _TWICE if each.where in seen else _problem(each, lessons, cell, of_class)
        seen.add(each.where)
        found = NewReason(each.field, each.lesson_id, each.pupil_id, each.reason, cell)
        if problem is not None:
            result.refusals.append(Refusal(each.field, *problem))
        elif each.reason == reason_of(cell.value):
            result.same.append(found)
        elif each.seen_version != cell.version:
            message = "Another save came between: look at both values and choose."
            result.refusals.append(Refusal(each.field, "VERSION_CONFLICT", message, cell))
        else:
            result.new.append(found)
    return result


_TWICE: Problem = ("CELL_TWICE", "Name each cell once in a save.")


def _problem(
    wanted: WantedReason, lessons: Mapping[str, AbsenceLesson], cell: Cell, of_class: frozenset[Where]
) -> Problem | None:
    lesson = lessons.get(wanted.lesson_id)
    # One text for another class's pupil and for a lesson that is none: asking tells nothing.
    if lesson is None or lesson.group_id != wanted.group_id or wanted.where not in of_class:
        return "NOT_IN_CLASS_ON_DATE", "The pupil was not in the class on the lesson's date."
    if wanted.reason and wanted.reason not in REASONS:
        return "UNKNOWN_REASON", "A reason is ill, excused or unexcused."
    if attendance_fact(cell.value) != "absent":
        return "NOT_ABSENT", "A reason belongs to an absence: the pupil is not recorded absent in this lesson."
    if lesson.closed:
        return "PERIOD_LOCKED", "This part of the journal is locked: ask the deputy head for an unlock."
    return None


def reason_of(value: str) -> str:
    """The reason in a value of attendance: "absent ill" has "ill"."""
    return value.removeprefix("absent").strip() if value.startswith("absent") else ""


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both inclusive, in which a pupil's absences have a reason."""

    period_id: str
    pupil_id: str
    begin: date
    end: date
    reason: str
    document: str
    created_by: str
    created_at: datetime

    @property
    def told(self) -> str:
        """How it stands in the school's history: the document stays out."""
        return f"{self.reason} {self.begin.isoformat()} to {self.end.isoformat()} pupil {self.pupil_id}"


def period_problem(period: Period, today: date) -> Problem | None:
    """Why a period can't be taken."""
    if period.reason not in REASONS:
        return "UNKNOWN_REASON", "A reason is ill, excused or unexcused."
    return days_problem(period.begin, period.end, today) or bad_text(period.document, LONGEST_DOCUMENT)


def days_problem(begin: date, end: date, today: date) -> Problem | None:
    """Why two days, both inclusive, can't be days of absence."""
    if begin > end:
        return "DATES_REVERSED", "The first day must not be after the last."
    if end - begin >= LONGEST_PERIOD:
        return "PERIOD_TOO_LONG", f"A period has at most {LONGEST_PERIOD.days} days."
    if abs(begin - today) > FARTHEST or abs(end - today) > FARTHEST:
        return "DAY_TOO_FAR", "The days must lie within a year of today."
    return None


@dataclass(frozen=True, slots=True)
class Left:
    """An absence that a period left as it was, and by which rule."""

    lesson_id: str
    pupil_id: str
    rule: str
    cell: Cell


@dataclass(slots=True)
class Applied:
    """What a period changed, what was so already, what it left."""

    new: list[NewReason] = field(default_factory=list)
    same: list[NewReason] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def apply_reason(
    reason: str,
    lessons: Mapping[str, AbsenceLesson],
    cells: Mapping[Where, Cell],
    *,
    instead_of: frozenset[str],
) -> Applied:
    """Gives a reason to absences whose reason is one of these; an empty reason takes it away."""
    result = Applied()
    for (lesson_id, pupil_id), cell in sorted(cells.items()):
        found = NewReason("", lesson_id, pupil_id, reason, cell)
        if attendance_fact(cell.value) != "absent":
            continue
        if found.old_reason == reason:
            result.same.append(found)
        elif found.old_reason not in instead_of:
            result.left.append(Left(lesson_id, pupil_id, "OTHER_REASON", cell))
        elif lessons[lesson_id].closed:
            result.left.append(Left(lesson_id, pupil_id, "PERIOD_LOCKED", cell))
        else:
            result.new.append(found)
    return result
