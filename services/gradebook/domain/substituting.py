"""Who is to be covered, who could stand in and who may (DOMAIN.md "Rules of the journal: substitution")."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.gradebook.domain.texts import Problem

LONGEST_ABSENCE_DAYS = 366
MOST_LINES = 200
LAST_BELL = 20
ABSENCE_KINDS = ("ill", "trip", "course", "other")
KINDS = ("substitute", "supervising", "merged", "self_study")
# A register is put right for the month that is being paid; a plan for a term ahead is enough.
_LONGEST_PAST = timedelta(days=31)
_LONGEST_AHEAD = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Absence:
    """A teacher is away on these days, both inclusive; at these bells of them (none: the whole day)."""

    absence_id: str
    person_id: str
    begin: date
    end: date
    bells: tuple[int, ...]
    kind: str
    version: int = 1

    def holds(self, day: date, bell: int) -> bool:
        """Whether the teacher is away then."""
        return self.begin <= day <= self.end and (not self.bells or bell in self.bells)

    def meets(self, other: "Absence") -> bool:
        """Whether both say the same of some bell of some day."""
        bells = not self.bells or not other.bells or bool({*self.bells} & {*other.bells})
        return bells and self.begin <= other.end and other.begin <= self.end

    @property
    def told(self) -> str:
        """How it stands in the history."""
        bells = f" bells {' '.join(map(str, self.bells))}" if self.bells else ""
        return f"{self.person_id} {self.begin} to {self.end}{bells} {self.kind}"


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson that takes place, and whose it is."""

    lesson_id: str
    group_id: str
    class_id: str | None
    class_title: str
    subject_code: str
    subject_title: str
    day: date
    bell: int
    room: str
    teachers: frozenset[str]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who has a lesson that is not the own one. `person_id` None: nobody."""

    substitution_id: str
    lesson_id: str
    person_id: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Teacher:
    """What somebody teaches on the days that are asked about, and on which of them at all."""

    subjects: frozenset[str]
    classes: frozenset[str]
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could stand in, and why. `merges`: has a lesson, of another group of the class."""

    person_id: str
    teaches_subject: bool
    knows_class: bool
    there_anyway: bool
    lessons_of_day: int
    lessons_of_week: int
    merges: bool = False

    def rank(self, more: int = 0) -> tuple[bool, bool, bool, bool, int, int, str]:
        """Smaller is better; `more`: lessons that the person is to get beside those that stand."""
        return (
            self.merges, not self.teaches_subject, not self.knows_class, not self.there_anyway,
            self.lessons_of_day + more, self.lessons_of_week + more, self.person_id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked for one lesson. `replaces`: the substitution that was seen there, in its version."""

    lesson_id: str
    person_id: str | None
    kind: str
    replaces: str | None = None
    seen_version: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line is refused; who and what is in the way."""

    rule: str
    message: str
    person_id: str | None = None
    lesson: Taught | None = None


class Days:
    """Everything about some days that says who is free: absences, lessons, who stands in."""

    def __init__(
        self,
        absences: Iterable[Absence],
        lessons: Iterable[Taught],
        stand_ins: Iterable[StandIn],
        teachers: Mapping[str, Teacher],
    ) -> None:
        self.teachers = teachers
        self.lessons = {lesson.lesson_id: lesson for lesson in lessons}
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        for absence in absences:
            self._absences[absence.person_id].append(absence)
        self._own: dict[tuple[date, int, str], list[Taught]] = defaultdict(list)
        for lesson in self.lessons.values():
            for person_id in lesson.teachers:
                self._own[lesson.day, lesson.bell, person_id].append(lesson)
        self.stand_ins: dict[str, StandIn] = {}
        self._stands: dict[tuple[date, int, str], Taught] = {}
        for stand_in in stand_ins:
            self.put(stand_in)

    def put(self, stand_in: StandIn) -> None:
        """From now on this one stands in for the lesson."""
        lesson = self.lessons.get(stand_in.lesson_id)
        if lesson is None:
            return
        before = self.stand_ins.get(stand_in.lesson_id)
        if before is not None and before.person_id:
            self._stands.pop((lesson.day, lesson.bell, before.person_id), None)
        self.stand_ins[stand_in.lesson_id] = stand_in
        if stand_in.person_id:
            self._stands[lesson.day, lesson.bell, stand_in.person_id] = lesson

    def absence_of(self, person_id: str, day: date, bell: int) -> Absence | None:
        """Why somebody is away at a bell; None: is there."""
        return next((each for each in self._absences.get(person_id, ()) if each.holds(day, bell)), None)

    def absent(self, lesson: Taught) -> list[str]:
        """The lesson's teachers when all of them are away; else none."""
        away = all(self.absence_of(each, lesson.day, lesson.bell) for each in lesson.teachers)
        return sorted(lesson.teachers) if away else []

    def to_cover(self, day: date) -> list[Taught]:
        """The day's lessons whose teachers are all away, by bell and class; covered ones too."""
        found = [lesson for lesson in self.lessons.values() if lesson.day == day and self.absent(lesson)]
        return sorted(found, key=lambda each: (each.bell, each.class_title, each.subject_title, each.lesson_id))

    def occupied(self, person_id: str, lesson: Taught) -> Taught | None:
        """What else somebody has at the lesson's bell; None: is free."""
        stands = self._stands.get((lesson.day, lesson.bell, person_id))
        if stands is not None and stands.lesson_id != lesson.lesson_id:
            return stands
        own = self._own.get((lesson.day, lesson.bell, person_id), ())
        return next((each for each in own if each.lesson_id != lesson.lesson_id), None)

    def merges(self, person_id: str, lesson: Taught) -> bool:
        """Whether somebody teaches another group of the class at the same bell, and so could take both."""
        key = (lesson.day, lesson.bell, person_id)
        stands = self._stands.get(key)
        return (stands is None or stands.lesson_id == lesson.lesson_id) and any(
            each.class_id is not None and each.class_id == lesson.class_id for each in self._own.get(key, ())
        )

    def loads(self) -> Counter[tuple[str, date]]:
        """Lessons by person and day: own ones that are really given, and those stood in for."""
        counts: Counter[tuple[str, date]] = Counter()
        for (day, bell, person_id), own in self._own.items():
            if not self.absence_of(person_id, day, bell):
                counts[person_id, day] += len(own)
        for day, _, person_id in self._stands:
            counts[person_id, day] += 1
        return counts

    def there_anyway(self, person_id: str, lesson: Taught) -> bool:
        """Whether somebody has a lesson right before or after it."""
        beside = [(lesson.day, lesson.bell + step, person_id) for step in (-1, 1)]
        return any(key in self._stands or self._own.get(key) for key in beside)


def candidates(days: Days, lesson: Taught, loads: Counter[tuple[str, date]]) -> list[Candidate]:
    """Who could stand in, best first: those who are free, then those who could take both groups of a class."""
    monday = lesson.day - timedelta(days=lesson.day.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    found = []
    for person_id, teacher in days.teachers.items():
        if lesson.day not in teacher.days or person_id in lesson.teachers:
            continue
        if days.absence_of(person_id, lesson.day, lesson.bell):
            continue
        merges = days.occupied(person_id, lesson) is not None
        if merges and not days.merges(person_id, lesson):
            continue
        found.append(
            Candidate(
                person_id,
                teaches_subject=lesson.subject_code in teacher.subjects,
                knows_class=lesson.class_id is not None and lesson.class_id in teacher.classes,
                there_anyway=days.there_anyway(person_id, lesson),
                lessons_of_day=loads[person_id, lesson.day],
                lessons_of_week=sum(loads[person_id, day] for day in week),
                merges=merges,
            )
        )
    return sorted(found, key=Candidate.rank)


def proposals(wanted: Mapping[str, tuple[int, Sequence[Candidate]]]) -> dict[str, str]:
    """Lesson → person for a whole day: nobody twice at a bell, and no one gets everything.

    `wanted`: the bell and the candidates of each lesson. At each bell the lesson with the fewest candidates chooses
    first.
    """
    chosen: dict[str, str] = {}
    given: Counter[str] = Counter()
    taken: set[tuple[int, str]] = set()
    for lesson_id, (bell, able) in sorted(wanted.items(), key=lambda item: (item[1][0], len(item[1][1]), item[0])):
        free = [each for each in able if (bell, each.person_id) not in taken]
        if free:
            best = min(free, key=lambda each: each.rank(given[each.person_id]))
            chosen[lesson_id] = best.person_id
            given[best.person_id] += 1
            taken.add((bell, best.person_id))
    return chosen


def absence_problem(absence: Absence, today: date) -> Problem | None:
    """Why an absence can't be noted."""
    if absence.end < absence.begin:
        return "DATES_REVERSED", "end_date must not be before begin_date."
    if (absence.end - absence.begin).days >= LONGEST_ABSENCE_DAYS or absence.begin > today + timedelta(days=366):
        return "PERIOD_TOO_LONG", f"An absence begins within a year and lasts at most {LONGEST_ABSENCE_DAYS} days."
    if absence.begin < today - _LONGEST_PAST:
        return "DATE_OUT_OF_RANGE", f"An absence is noted at most {_LONGEST_PAST.days} days after it began."
    if any(not 1 <= bell <= LAST_BELL for bell in absence.bells) or len(absence.bells) > LAST_BELL:
        return "BAD_BELL", f"A bell is a number from 1 to {LAST_BELL}."
    if absence.kind not in ABSENCE_KINDS:
        return "KIND_NEEDED", "Say why the teacher is away: ill, trip, course or other."
    return None


def line_refusal(days: Days, line: Line, asker_id: str, today: date) -> Refusal | None:
    """Why somebody can't be assigned to a lesson; None when the line can be saved."""
    lesson = days.lessons.get(line.lesson_id)
    if lesson is None:
        return Refusal("NO_SUCH_LESSON", "There is no such lesson, or it was cancelled: load the day again.")
    if not today - _LONGEST_PAST <= lesson.day <= today + _LONGEST_AHEAD:
        return Refusal(
            "DATE_OUT_OF_RANGE",
            f"Assign from {_LONGEST_PAST.days} days after the lesson to {_LONGEST_AHEAD.days} before it.",
        )
    return _standing_refusal(days, lesson, line) or _person_refusal(days, lesson, line, asker_id)


def _standing_refusal(days: Days, lesson: Taught, line: Line) -> Refusal | None:
    now = days.stand_ins.get(lesson.lesson_id)
    if line.replaces is not None:
        if now is None or (now.substitution_id, now.version) != (line.replaces, line.seen_version):
            return Refusal("VERSION_CONFLICT", "The substitution was changed meanwhile: load the day again.")
    elif now is not None:
        return Refusal("ALREADY_COVERED", "Somebody covers this lesson already: replace or end that.", now.person_id)
    if not days.absent(lesson):
        return Refusal("NOT_TO_COVER", "A teacher of this lesson is there: note the absence first.")
    return None


def _person_refusal(days: Days, lesson: Taught, line: Line, asker_id: str) -> Refusal | None:
    if line.kind not in KINDS:
        return Refusal("KIND_NEEDED", "Say how the lesson is covered.")
    if line.kind == "self_study":
        return Refusal("PERSON_NOT_NEEDED", "Nobody stands in for self-study.") if line.person_id else None
    person_id = line.person_id
    if person_id is None:
        return Refusal("PERSON_NEEDED", "Say who stands in.")
    if person_id == asker_id:
        return Refusal("OWN_RIGHT", "Nobody changes his own rights: ask somebody else to assign you.")
    if person_id not in days.teachers or lesson.day not in days.teachers[person_id].days:
        return Refusal("NOT_STAFF", "Only somebody who teaches at the school on that day stands in.", person_id)
    return _time_refusal(days, lesson, person_id, line.kind)


def _time_refusal(days: Days, lesson: Taught, person_id: str, kind: str) -> Refusal | None:
    if days.absence_of(person_id, lesson.day, lesson.bell):
        return Refusal("CANDIDATE_ABSENT", "This teacher is away at that bell too.", person_id)
    other = days.occupied(person_id, lesson)
    if kind == "merged":
        if days.merges(person_id, lesson):
            return None
        return Refusal("NOTHING_TO_MERGE", "This teacher has no other group of the class at that bell.", person_id)
    if other is not None:
        return Refusal("CANDIDATE_BUSY", "This teacher has another lesson at that bell.", person_id, other)
    return None
