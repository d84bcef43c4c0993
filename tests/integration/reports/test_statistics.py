"""Statistics say what a recount of the newest decisions and attendance says, whatever the order of events."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import attendance_pb2, lessons_pb2, terms_pb2
from zvonok.identity.events.v1 import roster_pb2

from kit.errors import NotAllowed
from kit.ids import new_id
from services.reports.actions.statistics import Statistics, WantedPeriod, statistics_of, teacher_results
from services.reports.domain.results import by_class, by_subject, total_of
from services.reports.store.statistics import Part
from tests.conftest import Pool
from tests.integration.reports.test_read_models import apply

MONDAY = date(2025, 9, 1)
FIRST_END, SECOND_END = MONDAY + timedelta(days=30), MONDAY + timedelta(days=90)
YEAR = 2026
PUPILS, GROUPS = 4, 3
VALUES = ("5", "4", "3", "2", "н/а", "осв", "зачёт", "")


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@dataclass
class School:
    """The owners' present state; everything they do adds the events that tell of it.

    Two classes of two pupils; a group of each class and a mixed one.
    """

    school_id: str = field(default_factory=new_id)
    terms: list[str] = field(default_factory=lambda: [new_id(), new_id()])
    classes: list[str] = field(default_factory=lambda: [new_id(), new_id()])
    groups: list[str] = field(default_factory=lambda: [new_id() for _ in range(GROUPS)])
    pupils: list[str] = field(default_factory=lambda: [new_id() for _ in range(PUPILS)])
    teachers: list[str] = field(default_factory=lambda: [new_id(), new_id()])
    lessons: list[tuple[str, int, date]] = field(default_factory=list)
    versions: Counter[Any] = field(default_factory=Counter)
    # (term, group, pupil) -> (value, day); (lesson, pupil) -> (attendance, reason); lesson -> confirmed
    marks: dict[tuple[int, int, int], tuple[str, date]] = field(default_factory=dict)
    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    confirmed: dict[int, bool] = field(default_factory=dict)
    left: dict[int, date] = field(default_factory=dict)
    events: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        terms = [(MONDAY, FIRST_END), (FIRST_END + timedelta(days=1), SECOND_END)]
        self.events.append(
            roster_pb2.SchoolChanged(
                school_id=self.school_id, version=1, time_zone="Europe/Samara",
                terms=[
                    roster_pb2.Term(term_id=term_id, begin_date=begin.isoformat(), end_date=end.isoformat(),
                                    school_year=YEAR)
                    for term_id, (begin, end) in zip(self.terms, terms, strict=True)
                ],
            )
        )  # fmt: skip
        self.roster()

    def members(self, group: int) -> list[int]:
        return [0, 1] if group == 0 else [2, 3] if group == 1 else [1, 2]

    def roster(self) -> None:
        for number, class_id in enumerate(self.classes):
            pupils = [self.membership(pupil) for pupil in self.members(number)]
            self.events.append(
                roster_pb2.ClassChanged(
                    school_id=self.school_id, class_id=class_id, version=self.next("class", number),
                    title=f"{7 + number}А", year_group=7 + number, pupils=pupils,
                )
            )  # fmt: skip
        for number, group_id in enumerate(self.groups):
            self.events.append(
                roster_pb2.GroupChanged(
                    school_id=self.school_id, group_id=group_id, version=self.next("group", number),
                    subject_title=f"Предмет {number % 2}", year_group=7 + number % 2,
                    class_id=self.classes[number] if number < 2 else "",
                    pupils=[self.membership(pupil) for pupil in self.members(number)],
                    teachers=[roster_pb2.Membership(person_id=self.teachers[number % 2])],
                )
            )  # fmt: skip

    def membership(self, pupil: int) -> Any:
        left = self.left.get(pupil)
        return roster_pb2.Membership(
            person_id=self.pupils[pupil], begin_date=MONDAY.isoformat(), end_date=left.isoformat() if left else ""
        )

    def next(self, *thing: Any) -> int:
        self.versions[thing] += 1
        return self.versions[thing]

    def decide(self, term: int, group: int, place: int, value: str, on: date, average: str = "") -> None:
        pupil = self.members(group)[place]
        self.marks[term, group, pupil] = (value, on)
        self.events.append(
            terms_pb2.TermMarksRecorded(
                school_id=self.school_id, group_id=self.groups[group], school_year=YEAR, term_id=self.terms[term],
                marks=[
                    terms_pb2.TermMarkChanged(
                        kind="term", pupil_id=self.pupils[pupil], new_value=value, average=average,
                        version=self.next("mark", term, group, pupil), recorded_date=on.isoformat(),
                    )
                ],
            )
        )  # fmt: skip

    def lesson(self, group: int, on: date) -> None:
        self.lessons.append((new_id(), group, on))
        self.record(len(self.lessons) - 1, None, {})

    def record(self, lesson: int, confirmed: bool | None, attendance: dict[int, str]) -> None:
        lesson_id, group, on = self.lessons[lesson]
        if confirmed is not None:
            self.confirmed[lesson] = confirmed
        changed = []
        for place, value in attendance.items():
            pupil = self.members(group)[place]
            self.cells[lesson, pupil] = (value, "")
            changed.append(
                lessons_pb2.AttendanceChanged(
                    pupil_id=self.pupils[pupil], new_attendance=value, version=self.next("cell", lesson, pupil)
                )
            )
        self.events.append(
            lessons_pb2.LessonRecorded(
                school_id=self.school_id, group_id=self.groups[group], lesson_id=lesson_id, date=on.isoformat(),
                state="held", version=self.next("lesson", lesson), attendance=changed,
                attendance_confirmed=self.confirmed.get(lesson, False),
            )
        )  # fmt: skip

    def reason(self, lesson: int, place: int, reason: str) -> None:
        lesson_id, group, on = self.lessons[lesson]
        pupil = self.members(group)[place]
        if self.cells.get((lesson, pupil), ("", ""))[0] != "absent":
            return
        self.cells[lesson, pupil] = ("absent", reason)
        self.events.append(
            attendance_pb2.AbsenceReasonsSet(
                school_id=self.school_id, group_id=self.groups[group], lesson_id=lesson_id, date=on.isoformat(),
                reasons=[
                    attendance_pb2.AbsenceReasonChanged(
                        pupil_id=self.pupils[pupil], new_reason=reason, version=self.next("cell", lesson, pupil)
                    )
                ],
            )
        )  # fmt: skip

    def move(self, lesson: int, on: date) -> None:
        lesson_id, group, _ = self.lessons[lesson]
        self.lessons[lesson] = (lesson_id, group, on)
        self.events.append(
            lessons_pb2.LessonsScheduled(
                school_id=self.school_id, group_id=self.groups[group],
                lessons=[
                    lessons_pb2.ScheduledLesson(
                        lesson_id=lesson_id, date=on.isoformat(), state="held", version=self.next("lesson", lesson)
                    )
                ],
            )
        )  # fmt: skip

    def values(self, term: int, as_of: date) -> Counter[tuple[int, int, str]]:
        """(class, group, value) of all members, by hand; a decision of a later day is none yet."""
        until = min(as_of, FIRST_END if term == 0 else SECOND_END)
        found: Counter[tuple[int, int, str]] = Counter()
        for group in range(GROUPS):
            for pupil in self.members(group):
                if until <= self.left.get(pupil, until):
                    value, on = self.marks.get((term, group, pupil), ("", MONDAY))
                    found[pupil // 2, group, value if on <= as_of else ""] += 1
        return found

    def attendance(self, until: date) -> dict[tuple[int | None, date], tuple[int, ...]]:
        """(class, day) -> places, absent, ill, excused, unexcused, late; by hand."""
        found: dict[tuple[int | None, date], list[int]] = {}
        for lesson, (_, group, on) in enumerate(self.lessons):
            if self.confirmed.get(lesson) and MONDAY <= on <= until:
                row = found.setdefault((group if group < 2 else None, on), [0] * 6)
                row[0] += sum(on <= self.left.get(pupil, on) for pupil in self.members(group))
                for (of, _), (value, reason) in self.cells.items():
                    if of == lesson and value:
                        row[5] += value == "late"
                        row[1] += value == "absent"
                        for place, name in enumerate(("ill", "excused", "unexcused"), 2):
                            row[place] += (value, reason) == ("absent", name)
        return {key: tuple(row) for key, row in found.items()}


def counted(values: Counter[Any]) -> tuple[int, ...]:
    """(5, 4, 3, 2, not assessed, exempt, without number, missing)."""
    return tuple(values[value] for value in ("5", "4", "3", "2", "н/а", "осв", "зачёт", ""))


def check(pool: Pool, school: School) -> None:
    for term, begin, end in ((0, 0, 30), (1, 31, 90)):
        for number in range(begin, end + 30, 17):
            as_of, values = day(number), school.values(term, day(number))
            found = statistics_of(pool, school.school_id, Part(), WantedPeriod(school.terms[term], None, as_of))
            assert astuple(total_of(found.cuts))[:8] == counted(
                Counter({v: sum(n for (_, _, value), n in values.items() if value == v) for v in VALUES})
            )
            for place, class_id in enumerate(school.classes):
                mine = Counter({v: sum(values[place, g, v] for g in range(GROUPS)) for v in VALUES})
                assert astuple(by_class(found.cuts).get(class_id, total_of([])))[:8] == counted(mine), (term, number)
            for place, group_id in enumerate(school.groups):
                part = statistics_of(
                    pool, school.school_id, Part(group_id=group_id), WantedPeriod(school.terms[term], None, as_of)
                )
                mine = Counter({v: sum(values[c, place, v] for c in range(2)) for v in VALUES})
                assert astuple(total_of(part.cuts))[:8] == counted(mine)
    check_attendance(pool, school)


def check_attendance(pool: Pool, school: School) -> None:
    found = statistics_of(pool, school.school_id, Part(), WantedPeriod(school.terms[0], None, day(30)))
    assert {
        (school.classes.index(row.class_id) if row.class_id else None, row.day): astuple(row)[2:]
        for row in found.attendance
    } == school.attendance(FIRST_END)


numbers = st.integers(0, 30)
attendances = st.sampled_from(["absent", "late", "present", ""])
places = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("decide"), places, st.integers(0, GROUPS - 1), places, st.sampled_from(VALUES), numbers.map(day)),
    st.tuples(st.just("lesson"), st.integers(0, GROUPS - 1), numbers.map(day)),
    st.tuples(
        st.just("record"), numbers, st.booleans(), st.dictionaries(places, attendances)
    ),
    st.tuples(st.just("reason"), numbers, places, st.sampled_from(["ill", "excused", "unexcused", ""])),
    st.tuples(st.just("move"), numbers, numbers.map(day)),
    st.tuples(st.just("leave"), st.integers(0, PUPILS - 1), numbers.map(day)),
)  # fmt: skip


def play(school: School, history: Sequence[tuple[Any, ...]]) -> None:
    for kind, *rest in history:
        if kind == "leave":
            school.left[rest[0]] = rest[1]
            school.roster()
        elif kind in ("decide", "lesson"):
            getattr(school, kind)(*rest)
        elif school.lessons:
            getattr(school, kind)(rest[0] % len(school.lessons), *rest[1:])


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(history=st.lists(steps, max_size=20), seed=st.integers(0, 999))
def test_any_history_in_any_order_ends_in_the_recount(
    reports_pool: Pool, history: list[tuple[Any, ...]], seed: int
) -> None:
    school = School()
    play(school, history)
    told = school.events + school.events[::3]
    Random(seed).shuffle(told)
    apply(reports_pool, told)
    check(reports_pool, school)


@pytest.fixture
def decided(reports_pool: Pool) -> School:
    """A term decided on two days; one decision departs from its average."""
    school = School()
    for group, place, value, average in (
        (0, 0, "5", "4.60"), (0, 1, "4", "3.40"), (1, 0, "3", "3.10"), (1, 1, "2", "2.70"), (2, 0, "5", ""),
        (2, 1, "осв", ""),
    ):  # fmt: skip
        school.decide(0, group, place, value, day(28 + group), average)
    apply(reports_pool, school.events)
    return school


def of_school(pool: Pool, school: School, number: int, **wanted: Any) -> Statistics:
    return statistics_of(pool, school.school_id, Part(), WantedPeriod(as_of=day(number), **wanted))


def test_shares_are_made_as_the_domain_says(reports_pool: Pool, decided: School) -> None:
    results = total_of(of_school(reports_pool, decided, 30).cuts)
    assert (results.pass_rate.part, results.pass_rate.whole) == (4, 5)
    assert (results.quality_rate.part, results.quality_rate.whole) == (3, 5)
    # (100·2 + 64 + 36 + 16) ÷ 5; the exempt pupil is in no share.
    assert str(results.learning_index) == "63.20"
    assert (results.exempt, results.above_average, results.below_average) == (1, 1, 1)


def test_a_decision_is_not_known_before_its_day(reports_pool: Pool, decided: School) -> None:
    assert [total_of(of_school(reports_pool, decided, number).cuts).whole for number in (27, 28, 29, 30)] == [
        0,
        2,
        4,
        5,
    ]


def test_pupils_are_sorted_by_all_their_subjects(reports_pool: Pool, decided: School) -> None:
    found = of_school(reports_pool, decided, 30)
    # Of the first class: a 5; a 4 and a 5. Of the second: a single 3 and an exemption; a 2.
    assert astuple(found.pupils[decided.classes[0]]) == (2, 1, 1, 0, 0)
    assert astuple(found.pupils[decided.classes[1]]) == (2, 0, 0, 1, 1)


def test_the_terms_of_a_year_stand_beside_each_other(reports_pool: Pool, decided: School) -> None:
    decided.decide(1, 0, 0, "4", day(80))
    apply(reports_pool, decided.events[-1:])
    found = of_school(reports_pool, decided, 90)
    assert [(term, results.whole) for term, results in found.terms] == [(decided.terms[0], 5), (decided.terms[1], 1)]
    assert [title for title, _ in by_subject(found.cuts)] == ["Предмет 0", "Предмет 1"]


def test_teachers_have_what_their_groups_were_given(reports_pool: Pool, decided: School) -> None:
    found = dict(teacher_results(reports_pool, decided.school_id, WantedPeriod(as_of=day(30))))
    assert {person: results.whole for person, results in found.items()} == {
        decided.teachers[0]: 3, decided.teachers[1]: 2
    }  # fmt: skip


def test_a_year_is_counted_by_annual_marks_and_an_unknown_period_is_refused(
    reports_pool: Pool, decided: School
) -> None:
    annual = terms_pb2.TermMarksRecorded(
        school_id=decided.school_id, group_id=decided.groups[0], school_year=YEAR,
        marks=[terms_pb2.TermMarkChanged(kind="annual", pupil_id=decided.pupils[0], new_value="4", version=1)],
    )  # fmt: skip
    apply(reports_pool, [annual])
    results = total_of(of_school(reports_pool, decided, 90, school_year=YEAR).cuts)
    assert (results.fours, results.whole) == (1, 1)
    for wanted in ({"school_year": 2031}, {"term_id": new_id()}):
        with pytest.raises(NotAllowed):
            of_school(reports_pool, decided, 30, **wanted)


def test_a_school_that_nobody_told_of_has_no_statistics(reports_pool: Pool) -> None:
    assert statistics_of(reports_pool, new_id(), Part(), WantedPeriod()) == Statistics()
