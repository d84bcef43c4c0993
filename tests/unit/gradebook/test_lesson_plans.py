"""What comes next, what is taught and what is due: rules and invariants."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gradebook.domain.lesson_plans import (
    PlanLesson,
    Topic,
    chosen_topic,
    coverage,
    due_days,
    given_by,
    links_after,
    propose,
    replaced,
    taught_topics,
    title_key,
    topic_problem,
)
from services.gradebook.domain.plan_sheet import read_plan

FIRST = date(2026, 9, 1)


def topics(*hours: int) -> list[Topic]:
    return [Topic(f"t{number}", f"Тема {number}", each) for number, each in enumerate(hours)]


def lessons(*taught: str | None, own: tuple[int, ...] = ()) -> list[PlanLesson]:
    """One a day; the planned topic each teaches; `own`: lessons whose own topic is none of the plan."""
    return [
        PlanLesson(f"l{n}", FIRST + timedelta(days=n), "Тема" if topic or n in own else "", topic)
        for n, topic in enumerate(taught)
    ]


def test_the_next_topics_are_proposed_in_order_an_hour_a_lesson() -> None:
    plan = topics(1, 2, 1)
    found = propose(plan, lessons("t0", None, None, None, None))
    assert [(one.lesson.lesson_id, one.topic.topic_id, one.position, one.hour) for one in found] == [
        ("l1", "t1", 2, 1), ("l2", "t1", 2, 2), ("l3", "t2", 3, 1),
    ]  # fmt: skip


def test_a_lesson_with_a_topic_of_its_own_gets_no_proposal_and_a_late_one_gets_the_next() -> None:
    found = propose(topics(1, 1, 1), lessons("t0", None, None, own=(1,)))
    assert [(one.lesson.lesson_id, one.topic.topic_id) for one in found] == [("l2", "t1")]
    # The first lesson was never filled in: it comes first when it is.
    found = propose(topics(1, 1, 1), lessons(None, "t0", None))
    assert [(one.lesson.lesson_id, one.topic.topic_id) for one in found] == [("l0", "t1"), ("l2", "t2")]


def test_a_topic_left_behind_is_taught_when_it_had_begun_and_owed_when_it_had_not() -> None:
    plan = topics(3, 1, 1)
    done = lessons("t0", "t2", None, None)
    assert taught_topics(plan, given_by(done)) == {"t0", "t2"}
    assert [one.topic.topic_id for one in propose(plan, done)] == ["t1"]


def test_coverage_counts_what_is_due_by_the_order_of_lessons() -> None:
    plan, done = topics(2, 1, 2), lessons("t0", "t0", None, None, None, None)
    assert due_days(plan, done) == [FIRST + timedelta(days=n) for n in (1, 2, 4)]
    third = coverage(plan, done, FIRST + timedelta(days=2))
    assert (third.due, third.due_taught, third.taught, third.topics) == (2, 1, 1, 3)
    assert (third.hours_left, third.lessons_left) == (3, 3)
    before = coverage(plan, done, FIRST - timedelta(days=1))
    assert (before.due, before.taught) == (0, 0), "no data, not nought per cent"
    assert due_days(topics(2, 9), done) == [FIRST + timedelta(days=1), None], "more hours than lessons"


def test_a_topic_taught_before_it_is_due_does_not_hide_one_that_is_owed() -> None:
    found = coverage(topics(1, 1, 1), lessons("t2", None, None), FIRST)
    assert (found.due, found.due_taught, found.taught) == (1, 0, 1)


@st.composite
def years(draw: st.DrawFn) -> tuple[list[Topic], list[PlanLesson]]:
    plan = topics(*draw(st.lists(st.integers(1, 3), max_size=8)))
    ids = [topic.topic_id for topic in plan]
    taught = draw(st.lists(st.sampled_from([None, *ids]) if ids else st.none(), max_size=20))
    own = draw(st.sets(st.integers(0, 19)))
    return plan, lessons(*taught, own=tuple(own))


@given(years())
def test_proposals_keep_the_order_of_the_plan_and_of_the_days_and_repeat_nothing(
    year: tuple[list[Topic], list[PlanLesson]],
) -> None:
    plan, taught = year
    found = propose(plan, taught)
    assert [one.lesson.day for one in found] == sorted(one.lesson.day for one in found)
    places = [(one.position, one.hour) for one in found]
    assert places == sorted(set(places))
    assert not [one for one in found if one.lesson.topic or one.lesson.topic_id]
    done = taught_topics(plan, given_by(taught))
    assert not [one for one in found if one.topic.topic_id in done]
    # Whoever takes every proposal has taught the plan as far as there were lessons.
    wanted = {one.lesson.lesson_id: one.topic.topic_id for one in found}
    after = [PlanLesson(each.lesson_id, each.day, "Тема", wanted.get(each.lesson_id, each.topic_id)) for each in taught]
    assert taught_topics(plan, given_by(after)) >= done
    free = sum(not each.topic and each.topic_id is None for each in taught)
    if free > len(found):
        assert taught_topics(plan, given_by(after)) == {topic.topic_id for topic in plan}


@given(years(), st.integers(-1, 20), st.integers(0, 20))
def test_coverage_only_grows_with_the_days(year: tuple[list[Topic], list[PlanLesson]], first: int, more: int) -> None:
    plan, taught = year
    early = coverage(plan, taught, FIRST + timedelta(days=first))
    late = coverage(plan, taught, FIRST + timedelta(days=first + more))
    assert (early.due, early.due_taught, early.taught) <= (late.due, late.due_taught, late.taught)
    assert early.due <= late.due
    assert early.due_taught <= late.due_taught <= late.due <= late.topics
    assert early.taught <= late.taught
    # The order of due topics is the order of the plan.
    days = [day for day in due_days(plan, taught) if day is not None]
    assert days == sorted(days)


def test_words_count_and_signs_do_not() -> None:
    assert title_key(" Линейные  уравнения. ") == title_key("линейные уравнения")
    assert title_key("Ёж (повторение)") == title_key("еж — повторение")
    assert title_key("Дроби") != title_key("Дробь")


def test_of_topics_with_the_same_words_the_first_with_hours_left_is_taken() -> None:
    same = [Topic("a", "Решение задач"), Topic("b", "Решение задач"), Topic("c", "Решение задач")]
    assert chosen_topic(same, {}, None) == "a"
    assert chosen_topic(same, {"a": 1}, None) == "b"
    assert chosen_topic(same, {"a": 1, "b": 1, "c": 1}, None) == "c"
    assert chosen_topic(same, {"a": 1, "b": 0}, "a") == "a", "what it teaches already"
    assert chosen_topic([], {}, "x") is None


def test_lessons_find_their_topics_when_a_plan_comes_later() -> None:
    taught = [
        PlanLesson("l0", FIRST, "Дроби"), PlanLesson("l1", FIRST, "дроби."), PlanLesson("l2", FIRST, "Экскурсия"),
        PlanLesson("l3", FIRST),
    ]  # fmt: skip
    plan = [Topic("a", "Дроби"), Topic("b", "Дроби"), Topic("c", "")]
    assert [(one.lesson_id, topic) for one, topic in links_after(plan, taught)] == [("l0", "a"), ("l1", "b")]


def test_a_new_plan_keeps_topics_of_the_same_words() -> None:
    stored = [Topic("a", "Дроби"), Topic("b", "Дроби"), Topic("c", "Круг")]
    found = replaced(stored, [Topic("", "КРУГ", 2), Topic("", "Дроби"), Topic("", "Ромб")])
    told = [(one.topic_id, one.title, one.hours) for one in found]
    assert told == [("c", "КРУГ", 2), ("a", "Дроби", 1), ("", "Ромб", 1)]


@pytest.mark.parametrize(
    ("topic", "rule"),
    [
        (Topic("", ""), "TOPIC_NEEDED"),
        (Topic("", "x" * 501), "TEXT_TOO_LONG"),
        (Topic("", "a\u202eb"), "BAD_CHARACTER"),
        (Topic("", "a\nb"), "BAD_CHARACTER"),
        (Topic("", "x", 0), "HOURS_OUT_OF_RANGE"),
        (Topic("", "x", 100), "HOURS_OUT_OF_RANGE"),
        (Topic("", "x", 1, "nothing"), "UNKNOWN_CATEGORY"),
        (Topic("", "x", 1, "", "y" * 4001), "TEXT_TOO_LONG"),
    ],
)
def test_wrong_topics_are_refused(topic: Topic, rule: str) -> None:
    problem = topic_problem(topic, ["test"])
    assert problem is not None
    assert problem[0] == rule


CATEGORIES = {"test": "", "project": "Проект"}


def test_a_table_is_read_by_its_headings_in_russian_and_english() -> None:
    rows = [
        (1, ("Рабочая программа по алгебре",)),
        (2, ("№ п/п", "Тема урока", "Кол-во часов", "Вид контроля", "Д/з", "Дата")),
        (3, ("Раздел 1. Числа",)),
        (4, ("1", "Целые числа", "2", "", "§ 1", "01.09")),
        (6, ("2", "Контрольная работа № 1", "", "Контрольная работа")),
        (7, ("3", "Мой проект", "1", "проект")),
        (8, ("Итого", "", "4")),
    ]
    found, problems = read_plan(rows, CATEGORIES)
    assert not problems
    assert found == [
        Topic("", "Целые числа", 2, "", "§ 1"),
        Topic("", "Контрольная работа № 1", 1, "test"),
        Topic("", "Мой проект", 1, "project"),
    ]
    english, problems = read_plan([(1, ("Topic", "Hours")), (2, ("Numbers", "3"))], CATEGORIES)
    assert (english, problems) == ([Topic("", "Numbers", 3)], [])


def test_everything_that_is_wrong_in_a_table_is_told_by_line() -> None:
    rows = [
        (1, ("Тема", "Часы", "Контроль")),
        (2, ("Дроби", "два")),
        (3, ("", "1")),
        (5, ("Круг", "1", "пляска")),
        (6, ("Ромб", "-1")),
    ]
    found, problems = read_plan(rows, CATEGORIES)
    assert [topic.title for topic in found] == []
    assert [(one.line, one.column, one.rule) for one in problems] == [
        (2, "hours", "HOURS_OUT_OF_RANGE"),
        (3, "topic", "TOPIC_NEEDED"),
        (5, "category", "UNKNOWN_CATEGORY"),
        (6, "hours", "HOURS_OUT_OF_RANGE"),
    ]
    assert [one.rule for one in read_plan([(1, ("a", "b"))], {})[1]] == ["HEADING_NEEDED"]
    assert [one.rule for one in read_plan([(1, ("Тема",))], {})[1]] == ["FILE_EMPTY"]
