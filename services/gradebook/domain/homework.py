"""Homework: for whom, until when, and how much comes together on a day (DOMAIN.md "Homework load"). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.gradebook.domain.files import MOST_FILES
from services.gradebook.domain.texts import Problem

MOST_MINUTES = 600
MOST_ASSIGNMENTS = 60
LAST_YEAR_GROUP = 12
# Minutes a day by year group: SanPiN 1.2.3685-21, table 6.6 (1 h; 1.5 h; 2 h; 2.5 h; 3.5 h).
_NORMS = {1: 60, 2: 90, 3: 90, 4: 120, 5: 120, 6: 150, 7: 150, 8: 150}
_UPPER_NORM = 210


@dataclass(frozen=True, slots=True)
class Assigned:
    """A piece of homework as it is given: `pupil_ids` None: to the group's pupils of the lesson's day."""

    text: str
    due: date | None
    minutes: int | None
    pupil_ids: frozenset[str] | None
    files: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """How it stands in the history: ids, never names of people."""
        whom = "group" if self.pupil_ids is None else " ".join(sorted(self.pupil_ids))
        due = self.due.isoformat() if self.due else "next lesson"
        files = f" · files {' '.join(self.files)}" if self.files else ""
        return f"[{due}] {self.text} · for {whom} · {self.minutes or 0} min{files}"


@dataclass(frozen=True, slots=True)
class DueItem:
    """A piece of homework that is due on a day: of which lesson and subject, for whom (None: the group's pupils)."""

    item_id: str
    group_id: str
    lesson_day: date
    subject_title: str
    due: date
    minutes: int | None
    pupil_ids: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Member:
    """A pupil's days in a group, both inclusive."""

    group_id: str
    pupil_id: str
    begin: date
    end: date


@dataclass(slots=True)
class DayLoad:
    """What is due on a day: of the pupil who has most; and what it is made of, for all pupils together."""

    day: date
    items: int = 0
    minutes: int = 0
    not_estimated: int = 0
    parts: list[DueItem] = field(default_factory=list)


def norm_of(year_group: int) -> int:
    """The sanitary norm: minutes of homework a day, all subjects together."""
    return _NORMS.get(year_group, _UPPER_NORM)


def assigned_problem(assigned: Assigned, members: Iterable[str]) -> Problem | None:
    """Why it can't be given so; text and day are judged as those of a lesson."""
    if not assigned.text and not assigned.files:
        return "ASSIGNMENT_EMPTY", "Write what is to do, or add a file."
    if len(assigned.files) > MOST_FILES:
        return "TOO_MANY_FILES", f"At most {MOST_FILES} files."
    if assigned.pupil_ids is not None and not assigned.pupil_ids <= set(members):
        return "NOT_IN_GROUP_ON_DATE", "A pupil was not in the group on the lesson's date."
    return minutes_problem(assigned.minutes or 0)


def minutes_problem(minutes: int) -> Problem | None:
    """Why an estimate can't be taken; 0: none."""
    if not 0 <= minutes <= MOST_MINUTES:
        return "ESTIMATE_OUT_OF_RANGE", f"Homework takes 1 to {MOST_MINUTES} minutes, or is not estimated."
    return None


def limit_problem(year_group: int, minutes: int | None) -> Problem | None:
    """Why a school's limit can't be taken."""
    if not 1 <= year_group <= LAST_YEAR_GROUP:
        return "YEAR_GROUP_OUT_OF_RANGE", f"A year group is 1 to {LAST_YEAR_GROUP}."
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        return "LIMIT_OUT_OF_RANGE", f"A limit is 0 to {MOST_MINUTES} minutes."
    return None


def loads(items: Sequence[DueItem], members: Iterable[Member]) -> list[DayLoad]:
    """What is due on each day that has something, in order of days.

    A pupil has what was given to him, and what was given to a group in a lesson on whose day he was in it.
    """
    spans: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        spans[member.group_id].append(member)
    of_pupil: dict[tuple[date, str], DayLoad] = {}
    days: dict[date, DayLoad] = {}
    for item in items:
        pupils = {one.pupil_id for one in spans[item.group_id] if one.begin <= item.lesson_day <= one.end}
        if item.pupil_ids is not None:
            pupils &= item.pupil_ids
        if not pupils:
            continue
        days.setdefault(item.due, DayLoad(item.due)).parts.append(item)
        for pupil in pupils:
            load = of_pupil.setdefault((item.due, pupil), DayLoad(item.due))
            load.items += 1
            load.minutes += item.minutes or 0
            load.not_estimated += item.minutes is None
    _take_most(days, of_pupil)
    return [days[day] for day in sorted(days)]


def _take_most(days: Mapping[date, DayLoad], of_pupil: Mapping[tuple[date, str], DayLoad]) -> None:
    for (day, _), load in of_pupil.items():
        most = days[day]
        if (load.minutes, load.items) > (most.minutes, most.items):
            most.items, most.minutes, most.not_estimated = load.items, load.minutes, load.not_estimated
