"""A class, or a part of it, away as one: what of its lessons is recorded, what is left. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.gradebook.domain.absences import LONGEST_DOCUMENT, REASONS, days_problem, reason_of
from services.gradebook.domain.lesson import EMPTY, Cell, attendance_fact
from services.gradebook.domain.texts import Problem, bad_text

LONGEST_DAYS = 31
KINDS = frozenset({"quarantine", "excursion", "event", "other"})


@dataclass(frozen=True, slots=True)
class MassAbsence:
    """Days, both inclusive, on which pupils of a class are away as one."""

    mass_absence_id: str
    class_id: str
    kind: str
    begin: date
    end: date
    reason: str
    document: str
    pupil_count: int
    request_id: str
    created_by: str
    created_at: datetime
    undone_at: datetime | None = None

    @property
    def told(self) -> str:
        """How it stands in the school's history: the document stays out."""
        days = f"{self.begin.isoformat()} to {self.end.isoformat()}"
        return f"{self.kind} {self.reason} {days} class {self.class_id} pupils {self.pupil_count}"


def mass_problem(mass: MassAbsence, today: date) -> Problem | None:
    """Why it can't be taken."""
    if mass.kind not in KINDS:
        return "UNKNOWN_MASS_KIND", "Say what it is: quarantine, excursion, event or other."
    if mass.reason not in REASONS:
        return "UNKNOWN_REASON", "A reason is ill, excused or unexcused."
    problem = days_problem(mass.begin, mass.end, today)
    if problem is not None:
        return problem
    if (mass.end - mass.begin).days >= LONGEST_DAYS:
        return "PERIOD_TOO_LONG", f"At most {LONGEST_DAYS} days at once."
    return bad_text(mass.document, LONGEST_DOCUMENT)


@dataclass(frozen=True, slots=True)
class LessonLeft:
    """A pupil's lesson that was left as it is, and by which rule."""

    lesson_id: str
    pupil_id: str
    rule: str
    current: str


@dataclass(slots=True)
class MassPlan:
    """For one lesson: whom to record absent, which absences get the reason, what is so, what is left."""

    record: list[tuple[str, Cell]] = field(default_factory=list)
    excuse: list[tuple[str, Cell]] = field(default_factory=list)
    same: int = 0
    left: list[LessonLeft] = field(default_factory=list)


def plan_lesson(
    lesson_id: str, pupils: Iterable[str], cells: Mapping[str, Cell], reason: str, *, confirmed: bool
) -> MassPlan:
    """What becomes of the pupils in a lesson.

    `confirmed`: the teacher has said that the attendance is right, so that who has no cell was there.
    """
    plan = MassPlan()
    for pupil_id in pupils:
        cell = cells.get(pupil_id, EMPTY)
        fact = attendance_fact(cell.value)
        if fact == "absent" and reason_of(cell.value) == reason:
            plan.same += 1
        elif fact == "absent" and not reason_of(cell.value):
            plan.excuse.append((pupil_id, cell))
        elif fact == "absent":
            plan.left.append(LessonLeft(lesson_id, pupil_id, "OTHER_REASON", cell.value))
        elif cell.value or confirmed:
            plan.left.append(LessonLeft(lesson_id, pupil_id, "ATTENDANCE_RECORDED", cell.value or "present"))
        else:
            plan.record.append((pupil_id, cell))
    return plan


@dataclass(frozen=True, slots=True)
class MassLine:
    """A cell that a mass absence has changed: from what, into which version."""

    lesson_id: str
    pupil_id: str
    old: str
    version: int
