"""Who was at lessons, as counts of a day and a group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.reports.domain.lessons import CANCELLED, Lesson


@dataclass(frozen=True, slots=True)
class Attendance:
    """The newest that was told of a pupil at a lesson: present, absent, late or ''; why absent."""

    pupil_id: str
    version: int
    attendance: str
    reason: str


@dataclass(frozen=True, slots=True)
class AttendanceCounts:
    """Lessons with confirmed attendance, and who was not there, or their differences. `absent` is for any reason."""

    lessons: int = 0
    absent: int = 0
    ill: int = 0
    excused: int = 0
    unexcused: int = 0
    late: int = 0

    def __add__(self, other: "AttendanceCounts") -> "AttendanceCounts":
        return AttendanceCounts(
            self.lessons + other.lessons,
            self.absent + other.absent,
            self.ill + other.ill,
            self.excused + other.excused,
            self.unexcused + other.unexcused,
            self.late + other.late,
        )

    def __neg__(self) -> "AttendanceCounts":
        return AttendanceCounts(
            -self.lessons, -self.absent, -self.ill, -self.excused, -self.unexcused, -self.late
        )  # fmt: skip


NOBODY = AttendanceCounts()


def counts_on(lesson: Lesson | None) -> date | None:
    """The day on which a lesson's attendance counts; None while it is not confirmed."""
    if lesson is None or lesson.schedule.state == CANCELLED or not lesson.entry.attendance_confirmed:
        return None
    return lesson.schedule.day


@dataclass(frozen=True, slots=True)
class AttendanceChange:
    """A lesson with its cells before and after; no lesson: it was not known."""

    before: Lesson | None
    cells_before: Sequence[Attendance]
    after: Lesson | None
    cells_after: Sequence[Attendance]


def differences(changes: Iterable[AttendanceChange]) -> Mapping[tuple[date, str], AttendanceCounts]:
    """What changes do to the counts of days and groups; only what is not zero."""
    moved: dict[tuple[date, str], AttendanceCounts] = {}
    for change in changes:
        for lesson, cells, sign in (
            (change.before, change.cells_before, -1),
            (change.after, change.cells_after, 1),
        ):
            day = counts_on(lesson)
            if lesson is not None and day is not None:
                place, counts = (day, lesson.group_id), _counts(cells)
                moved[place] = moved.get(place, NOBODY) + (counts if sign > 0 else -counts)
    return {place: counts for place, counts in moved.items() if counts != NOBODY}


def _counts(cells: Iterable[Attendance]) -> AttendanceCounts:
    absent = [cell.reason for cell in cells if cell.attendance == "absent"]
    return AttendanceCounts(
        lessons=1,
        absent=len(absent),
        ill=absent.count("ill"),
        excused=absent.count("excused"),
        unexcused=absent.count("unexcused"),
        late=sum(cell.attendance == "late" for cell in cells),
    )
