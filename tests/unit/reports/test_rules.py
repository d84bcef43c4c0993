"""What counts, shares, terms and periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.domain.lessons import Entry, Lesson, LessonCounts, Place, Schedule, counts_of, differences
from services.reports.domain.marks import marks_in
from services.reports.domain.metrics import (
    Counts,
    Group,
    PupilCounts,
    Share,
    TeacherCounts,
    by_class,
    by_subject,
    by_year_group,
    group_counts,
    metrics_of,
    teachers_in_full,
    total_of,
)
from services.reports.domain.periods import OPEN_END, Period, Span, Term, joined, span_before, term_at

DAY = date(2026, 10, 12)


def lesson(state: str = "planned", **entry: object) -> Lesson:
    return Lesson("l1", "g1", Schedule(DAY, state, 1), Entry(**entry, version=1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (lesson(), LessonCounts(due=1)),
        (lesson("held"), LessonCounts(due=1, held=1)),
        (lesson("held", attendance_confirmed=True), LessonCounts(due=1, held=1)),
        (lesson("held", topic_recorded=True, homework="none"), LessonCounts(due=1, held=1, homework_recorded=1)),
        (
            lesson("held", attendance_confirmed=True, topic_recorded=True, filled_on=DAY, homework="given"),
            LessonCounts(1, 1, 1, 1, 1),
        ),
        (
            lesson("held", attendance_confirmed=True, topic_recorded=True, filled_on=DAY + timedelta(days=1)),
            LessonCounts(1, 1, 1, 0, 0),
        ),
        (lesson("planned", attendance_confirmed=True, topic_recorded=True), LessonCounts(1, 1, 1, 0, 0)),
        (lesson("planned", homework="given"), LessonCounts(due=1)),
        (lesson("cancelled", attendance_confirmed=True, topic_recorded=True, filled_on=DAY), LessonCounts()),
    ],
)
def test_what_a_lesson_adds(one: Lesson, counts: LessonCounts) -> None:
    assert sum(counts_of(one).values(), LessonCounts()) == counts


def test_what_was_entered_later_counts_from_that_day_on() -> None:
    late = DAY + timedelta(days=3)
    entry = {"attendance_confirmed": True, "topic_recorded": True, "filled_on": late, "homework": "given"}
    assert counts_of(lesson("held", **entry)) == {
        DAY: LessonCounts(due=1, held=1, homework_recorded=1),
        late: LessonCounts(filled=1),
    }
    assert counts_of(lesson("planned", **entry)) == {
        DAY: LessonCounts(due=1),
        late: LessonCounts(held=1, filled=1, homework_recorded=1),
    }


def test_a_span_is_compared_with_as_many_days_before() -> None:
    def days(begin: int, until: int) -> Span:
        return Span(DAY + timedelta(days=begin), DAY + timedelta(days=until), DAY + timedelta(days=until))

    first = Term("t1", DAY, DAY + timedelta(days=9))
    second = Term("t2", DAY + timedelta(days=20), DAY + timedelta(days=60))
    terms = [second, first]
    assert span_before(terms, second, days(20, 24)) == days(0, 4)
    # Never past the end of the term before.
    assert span_before(terms, second, days(20, 50)) == days(0, 9)
    assert span_before(terms, first, days(0, 5)) is None
    assert span_before(terms, None, days(20, 24)) == days(15, 19)


def test_teachers_in_full_are_those_who_filled_all_that_was_due() -> None:
    teachers = [
        TeacherCounts("p1", LessonCounts(due=3, filled=3)),
        TeacherCounts("p2", LessonCounts(due=3, filled=2)),
        TeacherCounts("p3", LessonCounts()),
    ]
    assert teachers_in_full(teachers) == Share(1, 2)
    assert teachers_in_full([]) == Share(0, 0)


def test_year_groups_are_sums_of_their_groups() -> None:
    groups = [Group(f"g{n}", "Физика", None, "", year, Counts(LessonCounts(due=n)))
              for n, year in enumerate([7, 8, 7])]  # fmt: skip
    assert by_year_group(groups) == [(7, Counts(LessonCounts(due=2))), (8, Counts(LessonCounts(due=1)))]


@pytest.mark.parametrize(
    ("value", "marks"),
    [("", 0), ("5", 1), ("2", 1), ("4/5", 2), ("н/а", 0), ("осв", 0), ("зачёт", 1), ("незачёт", 1)],
)
def test_a_double_mark_is_two_and_not_assessed_is_none(value: str, marks: int) -> None:
    assert marks_in(value) == marks


versions = st.integers(0, 4)
lessons = st.builds(
    lambda schedule, entry: Lesson("l1", "g1", schedule, entry),
    # What a version says is always the same: its day and its homework are made from it.
    versions.map(lambda v: Schedule(DAY + timedelta(days=v % 3), "held", v)),
    st.one_of(st.just(Entry()), versions.map(lambda v: Entry(homework="given" if v % 2 else "", version=v))),
)


@given(st.lists(lessons, min_size=1, max_size=6), st.randoms())
def test_news_end_the_same_in_every_order(told: list[Lesson], random: object) -> None:
    def last(news: list[Lesson]) -> Lesson:
        present = news[0]
        for one in news[1:]:
            present = present.with_news(one)
        return present

    other = [*told, *told]
    random.shuffle(other)  # type: ignore[attr-defined]
    assert last(told) == last(other)


def test_a_moved_lesson_leaves_one_day_and_joins_another() -> None:
    before = Lesson("l1", "g1", Schedule(DAY, "planned", 1))
    after = Lesson("l1", "g1", Schedule(DAY + timedelta(days=1), "planned", 2))
    assert differences([(before, after)]) == {
        Place(DAY, "g1", DAY): LessonCounts(due=-1),
        Place(DAY + timedelta(days=1), "g1", DAY + timedelta(days=1)): LessonCounts(due=1),
    }
    assert differences([(before, before)]) == {}


def test_shares_are_part_over_whole_and_no_data_is_a_whole_of_zero() -> None:
    metrics = metrics_of(group_counts(7, LessonCounts(10, 8, 6, 3, 4), PupilCounts(25, 5, 2)))
    assert metrics.lessons_filled == Share(6, 10)
    assert metrics.filled_in_time == Share(3, 6)
    assert metrics.homework_recorded == Share(4, 8)
    assert metrics.pupils_without_marks == Share(5, 25)
    assert metrics.pupils_with_one_mark == Share(2, 25)
    assert metrics_of(total_of([])).lessons_filled == Share(0, 0)


def test_grade_1_has_no_marks_to_lack() -> None:
    metrics = metrics_of(group_counts(1, LessonCounts(10, 8, 6, 3, 4), PupilCounts(25, 25, 0)))
    assert metrics.pupils_without_marks == Share(0, 0)
    assert metrics.lessons_filled == Share(6, 10)


def test_cuts_add_up() -> None:
    counts = [group_counts(7, LessonCounts(due=n), PupilCounts(n, 0, 0)) for n in (1, 2, 4, 8)]
    groups = [
        Group("g1", "Физика", "c1", "7А", 7, counts[0]),
        Group("g2", "Алгебра", "c1", "7А", 7, counts[1]),
        Group("g3", "Алгебра", "c2", "6Б", 6, counts[2]),
        Group("g4", "Алгебра", None, "", 7, counts[3]),
    ]
    assert [(each.class_id, each.counts.lessons.due) for each in by_class(groups)] == [("c2", 4), ("c1", 3)]
    assert [(title, each.lessons.due) for title, each in by_subject(groups)] == [("Алгебра", 14), ("Физика", 1)]
    assert total_of(groups).lessons.due == 15


FIRST = Term("t1", date(2026, 9, 1), date(2026, 10, 25))
SECOND = Term("t2", date(2026, 11, 5), date(2026, 12, 30))
HALF = Term("h1", date(2026, 9, 1), date(2026, 12, 30))


@pytest.mark.parametrize(
    ("terms", "day", "found"),
    [
        ([FIRST, SECOND], date(2026, 10, 25), FIRST),
        ([FIRST, SECOND], date(2026, 11, 5), SECOND),
        ([FIRST, SECOND], date(2026, 10, 30), FIRST),
        ([FIRST, SECOND], date(2026, 8, 1), FIRST),
        ([FIRST, SECOND], date(2027, 1, 3), SECOND),
        ([HALF, FIRST, SECOND], date(2026, 9, 10), FIRST),
        ([], date(2026, 9, 10), None),
    ],
)
def test_the_term_of_a_day(terms: list[Term], day: date, found: Term | None) -> None:
    assert term_at(terms, day) == found


days = st.integers(0, 30).map(lambda n: DAY + timedelta(days=n))
periods = st.builds(Period, st.sampled_from(["p1", "p2"]), days, st.one_of(days, st.just(OPEN_END)))


@given(st.lists(periods, max_size=6))
def test_joined_periods_cover_the_same_days_once(given_periods: list[Period]) -> None:
    result = joined(given_periods)
    for pupil in ("p1", "p2"):
        for offset in range(-1, 33):
            day = DAY + timedelta(days=offset)
            inside = any(p.person_id == pupil and p.begin_date <= day <= p.end_date for p in given_periods)
            assert sum(p.person_id == pupil and p.begin_date <= day <= p.end_date for p in result) == inside
