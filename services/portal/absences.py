"""A class's absences as the class teacher's page shows them and its forms send them back."""

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from zvonok.gradebook.v1 import attendance_pb2 as pb
from zvonok.gradebook.v1.gradebook_pb2 import (
    ABSENCE_REASON_EXCUSED,
    ABSENCE_REASON_ILL,
    ABSENCE_REASON_UNEXCUSED,
    ABSENCE_REASON_UNSPECIFIED,
    ATTENDANCE_ABSENT,
    AbsenceReason,
)

from kit.ids import is_id

# What forms say, the code that stands in a cell, and the words.
REASONS = {
    "ill": (ABSENCE_REASON_ILL, _l("Ill"), _l("illness")),
    "excused": (ABSENCE_REASON_EXCUSED, _l("Exc"), _l("excused")),
    "unexcused": (ABSENCE_REASON_UNEXCUSED, _l("Unexc"), _l("unexcused")),
}
_NUMBERS = {word: number for word, (number, _, _) in REASONS.items()}
_CODES: dict[int, Any] = {number: code for number, code, _ in REASONS.values()}
_WORDS: dict[int, Any] = {number: words for number, _, words in REASONS.values()}
_SUNDAY = 6
_CELL = re.compile(r"([0-9a-f-]{36})\|(\d{4}-\d\d-\d\d)\|([0-9a-f/,\d-]{1,4000})", re.ASCII)
_LESSON = re.compile(r"([0-9a-f-]{36})/([0-9a-f-]{36})/(\d{1,9})", re.ASCII)


def code_of(reason: int) -> Any:
    """How an absence stands in a cell: Б, УП, НП, or Н while nobody has said why."""
    return _CODES.get(reason) or gettext("Abs")


def reason_words(reason: int) -> Any:
    """A reason in words; empty for none."""
    return _WORDS.get(reason, "")


def reason_number(word: str) -> AbsenceReason:
    """A reason as a form says it; unspecified for anything else."""
    return _NUMBERS.get(word, ABSENCE_REASON_UNSPECIFIED)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A pupil's day with absences that have no reason. `cells`: these, as the form sends them back."""

    name: str
    date: datetime.date
    missed: int
    full: bool
    cells: str


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day in the grid: what stands there, its tone, and in words."""

    text: str = ""
    tone: str = ""
    title: str = ""
    date: str = ""


@dataclass(slots=True)
class Line:
    """A pupil in the grid, with sums."""

    pupil: str
    name: str
    cells: list[DayCell]
    sums: pb.PupilAttendance


@dataclass(slots=True)
class Month:
    """A month of a class."""

    first: datetime.date
    days: list[datetime.date]
    lines: list[Line] = field(default_factory=list)
    open_days: list[OpenDay] = field(default_factory=list)

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        return last_of(self.first)

    @property
    def before(self) -> str:
        """The month before, as the address says it."""
        return f"{self.first - datetime.timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """The month after."""
        return f"{self.last + datetime.timedelta(days=1):%Y-%m}"


def month_of(text: str | None, today: datetime.date) -> datetime.date:
    """The first day of a month as an address says it ("2026-10"), of this month for anything else."""
    try:
        return datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def last_of(first: datetime.date) -> datetime.date:
    """The last day of a month."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_page(
    first: datetime.date, today: datetime.date, names: Sequence[tuple[str, str]], pupils: Iterable[pb.PupilAttendance]
) -> Month:
    """The grid of a month, and what has no reason. `names`: (resource name, name) of the class's pupils, in order."""
    found = {each.pupil: each for each in pupils}
    busy = {day.date for each in found.values() for day in each.days}
    month = [first + datetime.timedelta(days=n) for n in range((last_of(first) - first).days + 1)]
    days = [day for day in month if day.isoformat() in busy or (day <= today and day.weekday() != _SUNDAY)]
    page = Month(first, days)
    # Who has left the class since stands last, without a name of identity's.
    left = [(name, gettext("left the class")) for name in found if name not in dict(names)]
    for pupil, name in [*names, *left]:
        sums = found.get(pupil, pb.PupilAttendance())
        by_date = {day.date: day for day in sums.days}
        cells = [_cell(by_date.get(day.isoformat())) for day in days]
        page.lines.append(Line(pupil.rpartition("/")[2], name, cells, sums))
        page.open_days += [_open(pupil, name, day) for day in sums.days if _without_reason(day)]
    page.open_days.sort(key=lambda each: each.date, reverse=True)
    return page


def _cell(day: pb.AttendanceDay | None) -> DayCell:
    if day is None:
        return DayCell()
    reasons = [each.reason for each in day.entries if each.attendance == ATTENDANCE_ABSENT]
    title = "; ".join(_entry_words(each) for each in day.entries)
    if not reasons:
        minutes = sum(each.minutes_late for each in day.entries)
        late = gettext("Late")
        return DayCell(f"{late} {minutes}", "late", title, day.date)
    # What still wants a reason comes first, then as the reasons stand in the list.
    codes = " ".join(dict.fromkeys(str(code_of(reason)) for reason in sorted(reasons)))
    bad = ABSENCE_REASON_UNSPECIFIED in reasons or ABSENCE_REASON_UNEXCUSED in reasons
    text = codes if day.full_day else f"{codes} {day.missed}"
    return DayCell(text, "absent" if bad else "excused", title, day.date)


def _entry_words(each: pb.MissedLesson) -> str:
    if each.attendance == ATTENDANCE_ABSENT:
        words = reason_words(each.reason) or gettext("no reason yet")
    else:
        words = gettext("late, %(minutes)s min", minutes=each.minutes_late)
    return f"{each.bell}. {each.subject_title}: {words}"


def _without_reason(day: pb.AttendanceDay) -> list[pb.MissedLesson]:
    return [each for each in day.entries if each.attendance == ATTENDANCE_ABSENT and not each.reason]


def _open(pupil: str, name: str, day: pb.AttendanceDay) -> OpenDay:
    open_ = _without_reason(day)
    date = datetime.date.fromisoformat(day.date)
    return OpenDay(name, date, len(open_), day.full_day, cells_text(pupil, day.date, open_))


def cells_text(pupil: str, date: str, entries: Iterable[pb.MissedLesson]) -> str:
    """Lessons that a pupil missed on a day, with the versions seen, as a form sends them back."""
    lessons = []
    for each in entries:
        _, _, _, group, _, lesson = each.lesson.split("/")
        lessons.append(f"{group}/{lesson}/{each.version}")
    return f"{pupil.rpartition('/')[2]}|{date}|{','.join(lessons)}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A lesson that a form sends back, with its day."""

    date: str
    edit: pb.AbsenceReasonEdit


def read_cells(school: str, text: str, reason: AbsenceReason) -> list[Sent]:
    """What `cells_text` has written, with a reason; nothing of what is none of ours."""
    found = _CELL.fullmatch(text)
    if found is None or not is_id(found[1]):
        return []
    sent = []
    for part in found[3].split(","):
        lesson = _LESSON.fullmatch(part)
        if lesson is not None and is_id(lesson[1]) and is_id(lesson[2]):
            name = f"{school}/groups/{lesson[1]}/lessons/{lesson[2]}"
            edit = pb.AbsenceReasonEdit(
                lesson=name, pupil=f"{school}/pupils/{found[1]}", reason=reason, seen_version=int(lesson[3])
            )
            sent.append(Sent(found[2], edit))
    return sent
