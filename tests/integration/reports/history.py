"""Histories of a school as its owners tell them, and the control room recomputed from scratch."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from google.protobuf.message import Message
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.identity.events.v1 import roster_pb2

from kit.ids import new_id
from services.reports.domain.periods import Term, term_at

MONDAY = date(2025, 9, 1)
DAYS = 40
GROUPS = 3
PUPILS = 4
VALUES = ("", "5", "4/5", "н/а", "2")
NO_ASSESSMENT = ("", "н/а")

days = st.integers(0, DAYS - 1).map(lambda n: MONDAY + timedelta(days=n))
# None: the owner did not keep days of entry then.
entry_days = st.one_of(st.none(), days, days, days)
groups = st.integers(0, GROUPS - 1)
pupils = st.integers(0, PUPILS - 1)
# What the owners do, in their order; lessons are named by number and taken modulo those that there are.
steps = st.one_of(
    st.tuples(st.just("plan"), groups, days, st.integers(1, 7)),
    st.tuples(st.just("move"), st.integers(0, 30), days),
    st.tuples(st.just("cancel"), st.integers(0, 30)),
    st.tuples(
        st.just("enter"),
        st.integers(0, 30),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "none", "given"]),
        days,
        entry_days,
    ),
    st.tuples(
        st.just("marks"),
        st.integers(0, 30),
        st.lists(st.tuples(pupils, st.integers(0, 1), st.sampled_from(VALUES)), min_size=1, max_size=4),
        entry_days,
    ),
    st.tuples(st.just("members"), groups, st.lists(st.tuples(pupils, days, st.one_of(st.none(), days)), max_size=5)),
    st.tuples(st.just("terms"), days, days, days),
)


@dataclass(frozen=True)
class Lesson:
    """The owner's present state of a lesson."""

    lesson_id: str
    group: int
    day: date
    bell: int
    state: str = "planned"
    version: int = 1
    confirmed: bool = False
    topic: bool = False
    homework: str = ""
    filled_on: date | None = None
    homework_on: date | None = None


def teachers_of(group: int) -> list[tuple[int, date, date]]:
    """Two teachers, one after the other, with five days of both."""
    return [
        (group % 2, MONDAY, MONDAY + timedelta(days=14)),
        ((group + 1) % 2, MONDAY + timedelta(days=10), MONDAY + timedelta(days=2 * DAYS)),
    ]


@dataclass
class School:
    """The owners' present state; every step adds the events that tell of it."""

    school_id: str = field(default_factory=new_id)
    group_ids: list[str] = field(default_factory=lambda: [new_id() for _ in range(GROUPS)])
    pupil_ids: list[str] = field(default_factory=lambda: [new_id() for _ in range(PUPILS)])
    teacher_ids: list[str] = field(default_factory=lambda: [new_id() for _ in range(2)])
    term_ids: list[str] = field(default_factory=lambda: [new_id() for _ in range(3)])
    lessons: list[Lesson] = field(default_factory=list)
    items: dict[tuple[int, int], str] = field(default_factory=dict)
    # (lesson, line item, pupil) -> (value, version, day of entry)
    cells: dict[tuple[int, int, int], tuple[str, int, date | None]] = field(default_factory=dict)
    members: dict[int, list[tuple[int, date, date | None]]] = field(default_factory=dict)
    group_versions: dict[int, int] = field(default_factory=dict)
    terms: list[tuple[str, date, date]] = field(default_factory=list)
    version: int = 0
    events: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.terms_now(MONDAY, MONDAY + timedelta(days=20), MONDAY + timedelta(days=DAYS))
        for group in range(GROUPS):
            self.members_now(group, [(pupil, MONDAY, None) for pupil in range(PUPILS)])

    def take(self, step: tuple[Any, ...]) -> None:
        """Does one step of a history; one that makes no sense does nothing."""
        kind, *rest = step
        if kind == "plan":
            self.plan(*rest)
        elif kind == "members":
            self.members_now(*rest)
        elif kind == "terms":
            self.terms_now(*sorted(rest))
        elif self.lessons:
            number = rest[0] % len(self.lessons)
            getattr(self, kind)(number, *rest[1:])

    def plan(self, group: int, day: date, bell: int) -> None:
        self.lessons.append(Lesson(new_id(), group, day, bell))
        self._scheduled(len(self.lessons) - 1)

    def move(self, number: int, day: date) -> None:
        self._change(number, day=day)
        self._scheduled(number)

    def cancel(self, number: int) -> None:
        self._change(number, state="cancelled")
        self._scheduled(number)

    def enter(
        self, number: int, confirmed: bool, topic: bool, homework: str, today: date, kept: date | None = None
    ) -> None:
        """`kept`: the day of entry of homework, where its owner keeps one."""
        before = self.lessons[number]
        filled_on = (before.filled_on or today) if confirmed and topic else None
        homework_on = (before.homework_on if before.homework else kept) if homework else None
        self._change(
            number, state="held", confirmed=confirmed, topic=topic, homework=homework, filled_on=filled_on,
            homework_on=homework_on,
        )  # fmt: skip
        self._recorded(number, [])

    def marks(self, number: int, marks: list[tuple[int, int, str]], kept: date | None = None) -> None:
        if self.lessons[number].state != "held":
            self._change(number, state="held")
        changed = []
        for pupil, item, value in marks:
            key = (number, item, pupil)
            before, version, since = self.cells.get(key, ("", 0, None))
            if value in NO_ASSESSMENT or before in NO_ASSESSMENT:
                since = None if value in NO_ASSESSMENT else kept
            self.cells[key] = (value, version + 1, since)
            changed.append((key, before))
        self._recorded(number, changed)

    def members_now(self, group: int, members: list[tuple[int, date, date | None]]) -> None:
        self.members[group] = members
        self.group_versions[group] = self.group_versions.get(group, 0) + 1
        self.events.append(
            roster_pb2.GroupChanged(
                school_id=self.school_id,
                group_id=self.group_ids[group],
                version=self.group_versions[group],
                subject_title=f"Предмет {group % 2}",
                class_title="7А",
                # The last group is of grade 1.
                year_group=1 if group == GROUPS - 1 else 7,
                pupils=[
                    roster_pb2.Membership(
                        person_id=self.pupil_ids[pupil],
                        begin_date=begin.isoformat(),
                        end_date=end.isoformat() if end else "",
                    )
                    for pupil, begin, end in members
                ],
                teachers=[
                    roster_pb2.Membership(
                        person_id=self.teacher_ids[teacher], begin_date=begin.isoformat(), end_date=end.isoformat()
                    )
                    for teacher, begin, end in teachers_of(group)
                ],
            )
        )

    def terms_now(self, begin: date, middle: date, end: date) -> None:
        after = middle + timedelta(days=1)
        self.terms = [(self.term_ids[0], begin, middle), (self.term_ids[1], after, max(after, end))]
        if begin.day % 2:
            self.terms.append((self.term_ids[2], begin, max(after, end)))
        self.version += 1
        self.events.append(
            roster_pb2.SchoolChanged(
                school_id=self.school_id,
                version=self.version,
                time_zone="Asia/Yekaterinburg",
                terms=[
                    roster_pb2.Term(term_id=term, begin_date=first.isoformat(), end_date=last.isoformat())
                    for term, first, last in self.terms
                ],
            )
        )

    def _change(self, number: int, **values: Any) -> None:
        before = self.lessons[number]
        self.lessons[number] = replace(before, version=before.version + 1, **values)

    def _scheduled(self, number: int) -> None:
        lesson = self.lessons[number]
        self.events.append(
            lessons_pb2.LessonsScheduled(
                school_id=self.school_id,
                group_id=self.group_ids[lesson.group],
                lessons=[
                    lessons_pb2.ScheduledLesson(
                        lesson_id=lesson.lesson_id,
                        date=lesson.day.isoformat(),
                        bell=lesson.bell,
                        state=lesson.state,
                        version=lesson.version,
                    )
                ],
            )
        )

    def _recorded(self, number: int, changed: list[tuple[tuple[int, int, int], str]]) -> None:
        lesson = self.lessons[number]
        self.events.append(
            lessons_pb2.LessonRecorded(
                school_id=self.school_id,
                group_id=self.group_ids[lesson.group],
                lesson_id=lesson.lesson_id,
                date=lesson.day.isoformat(),
                state=lesson.state,
                version=lesson.version,
                attendance_confirmed=lesson.confirmed,
                topic_recorded=lesson.topic,
                homework=lesson.homework,
                filled_date=told_day(lesson.filled_on),
                homework_recorded_date=told_day(lesson.homework_on),
                marks=[
                    lessons_pb2.MarkChanged(
                        line_item_id=self.items.setdefault((key[0], key[1]), new_id()),
                        pupil_id=self.pupil_ids[key[2]],
                        old_value=before,
                        new_value=self.cells[key][0],
                        version=self.cells[key][1],
                        entered_date=told_day(self.cells[key][2]),
                    )
                    for key, before in changed
                ],
            )
        )

    def expected(self, begin: date, until: date, as_of: date) -> dict[str, tuple[int, ...]]:
        """By group id: due, held, filled, in time, homework, pupils, without marks, with one mark; from scratch."""
        return {
            self.group_ids[group]: (
                *_counts([one for one in self._due(begin, until) if one.group == group], as_of),
                *(self._pupils(group, (begin, until), until, as_of) if begin <= until else (0, 0, 0)),
            )
            for group in range(GROUPS)
        }

    def expected_of_teachers(self, begin: date, until: date, as_of: date) -> dict[str, tuple[int, ...]]:
        """By teacher id: the counts of the lessons of the groups that the teacher had on their days."""
        found = {}
        for number, teacher in enumerate(self.teacher_ids):
            own = [
                one
                for one in self._due(begin, until)
                if any(who == number and first <= one.day <= last for who, first, last in teachers_of(one.group))
            ]
            if own:
                found[teacher] = _counts(own, as_of)
        return found

    def behind(self, metric: str, begin: date, until: date, as_of: date) -> list[str]:
        """The ids of the lessons that lower a metric, by day and id."""
        lacking = {
            "lessons_filled": lambda one: not is_filled(one, as_of),
            "filled_in_time": lambda one: is_filled(one, as_of) and not one.filled_on <= one.day,
            "homework_recorded": lambda one: (
                (one.state == "held" or is_filled(one, as_of)) and not has_homework(one, as_of)
            ),
        }[metric]
        return [one.lesson_id for one in sorted(self._due(begin, until), key=lambda one: (one.day, one.lesson_id))
                if lacking(one)]  # fmt: skip

    def _due(self, begin: date, until: date) -> list[Lesson]:
        return [one for one in self.lessons if begin <= one.day <= until and one.state != "cancelled"]

    def marks_of(self, group: int, pupil: int, begin: date, until: date, as_of: date) -> int:
        """Current marks of a pupil in the group's lessons of these days, as known on a day."""
        return sum(
            {"": 0, "н/а": 0, "4/5": 2}.get(value, 1)
            for (number, _, who), (value, _, since) in self.cells.items()
            if who == pupil
            and self.lessons[number].group == group
            and begin <= self.lessons[number].day <= until
            and (since is None or since <= as_of)
        )

    def pupils_of_days(self, begin: date, until: date, as_of: date) -> dict[str, tuple[int, ...]]:
        """By group id: pupils on the last of these days, without and with one mark of its term by then, as known."""
        terms = [Term(*term) for term in self.terms]
        term = term_at(terms, until)
        assert term is not None
        return {
            self.group_ids[group]: self._pupils(group, (term.begin_date, term.end_date), until, as_of)
            if begin <= until
            else (0, 0, 0)
            for group in range(GROUPS)
        }

    def _pupils(self, group: int, term: tuple[date, date], until: date, as_of: date) -> tuple[int, ...]:
        if group == GROUPS - 1:
            return 0, 0, 0
        present = {pupil for pupil, first, last in self.members[group] if first <= until <= (last or date.max)}
        counts = [self.marks_of(group, pupil, term[0], min(term[1], until), as_of) for pupil in present]
        return len(counts), counts.count(0), counts.count(1)


def is_filled(one: Lesson, as_of: date) -> bool:
    """Filled, and on a day up to this one."""
    return one.confirmed and one.topic and one.filled_on is not None and max(one.day, one.filled_on) <= as_of


def has_homework(one: Lesson, as_of: date) -> bool:
    """Homework recorded, on a day up to this one."""
    return bool(one.homework) and (one.homework_on is None or one.homework_on <= as_of)


def told_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _counts(due: list[Lesson], as_of: date) -> tuple[int, ...]:
    filled = [one for one in due if is_filled(one, as_of)]
    held = [one for one in due if one.state == "held" or one in filled]
    in_time = [one for one in filled if one.filled_on is not None and one.filled_on <= one.day]
    homework = [one for one in held if has_homework(one, as_of)]
    return len(due), len(held), len(filled), len(in_time), len(homework)
