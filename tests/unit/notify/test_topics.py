"""What is told besides marks and attendance, as pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.channels.message import line
from services.notify.channels.texts import TEXTS
from services.notify.domain.rescheduling import (
    Place,
    Rescheduled,
    Substitution,
    changed_days,
    duties,
    news_by_day,
    news_of_lesson,
)
from services.notify.domain.settings import (
    AT_ONCE,
    DAILY,
    KINDS,
    OFF,
    Settings,
    find_problem,
    of_oneself,
    over_defaults,
)
from services.notify.domain.topics import TOPICS, day_thing, ready_at
from services.notify.domain.values import Value, read_value, write_value

DAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)
ZONE = "Europe/Moscow"
FIRST = Place(DAY, 2, "204")
THURSDAY = Place(DAY - timedelta(days=1), 5, "301")


@given(
    st.sampled_from(["given", "moved", "5", "4 5", "н/а"]),
    st.none() | st.dates(),
    st.integers(0, 12),
    st.text(st.characters(exclude_characters="|"), max_size=5),
)
def test_a_value_is_read_as_it_was_written(code: str, day: date | None, bell: int, room: str) -> None:
    assert read_value(write_value(code, day, bell, room)) == Value(code, day.isoformat() if day else "", bell, room)


def test_lateness_is_a_code_and_minutes() -> None:
    assert read_value("late 7") == Value("late", minutes_late=7)
    assert read_value("") == Value("")


@pytest.mark.parametrize(
    ("topic", "day", "wanted"),
    [
        ("mark", DAY, NOON + timedelta(minutes=10)),
        ("attendance", DAY, NOON),
        ("timetable", DAY, datetime(2026, 11, 26, 14, tzinfo=UTC)),  # 17:00 by Moscow's clock
        ("timetable", NOON.date() + timedelta(days=1), datetime(2026, 11, 24, 14, tzinfo=UTC)),
        ("timetable", NOON.date(), NOON + timedelta(minutes=10)),
        ("homework_due", DAY, datetime(2026, 11, 26, 14, tzinfo=UTC)),
        ("security", DAY, NOON),
    ],
)
def test_news_of_tomorrow_wait_for_its_eve(topic: str, day: date, wanted: datetime) -> None:
    assert ready_at(topic, NOON, 600, day, ZONE) == wanted


def test_a_moved_lesson_is_told_on_both_days() -> None:
    moved = news_by_day(Rescheduled(FIRST, THURSDAY, cancelled=False))
    assert {day: read_value(value).code for day, value in moved.items()} == {DAY: "moved", THURSDAY.day: "added"}
    assert read_value(moved[DAY]) == Value("moved", THURSDAY.day.isoformat(), 5, "301")
    back = changed_days(moved, news_by_day(Rescheduled(FIRST, FIRST, cancelled=False)))
    assert back == {THURSDAY.day: "", DAY: ""}


def test_a_lesson_moved_within_its_day_is_told_once() -> None:
    later = Place(DAY, 6, "204")
    assert news_by_day(Rescheduled(FIRST, later, cancelled=False)) == {DAY: "moved|2026-11-27|6|204"}
    assert news_by_day(Rescheduled(FIRST, later, cancelled=True)) == {DAY: "cancelled||2"}
    assert news_by_day(None) == {}


def test_all_substitutions_of_a_lesson_count_one() -> None:
    ended = Substitution("lesson", DAY, 2, "ivanova", "substitute", False, 2)
    stands = Substitution("lesson", DAY, 2, "petrova", "substitute", True, 1)
    assert news_of_lesson([ended, stands]) == ("substitute||2", 3)
    assert news_of_lesson([ended]) == ("", 2)
    assert duties([ended, stands]) == {"ivanova": "", "petrova": "duty||2"}
    again = Substitution("lesson", DAY, 2, "ivanova", "substitute", True, 1)
    assert duties([ended, again]) == {"ivanova": "duty||2"}


def test_a_thing_is_of_one_school_topic_and_day() -> None:
    things = {day_thing(school, topic, day) for school in "ab" for topic in TOPICS for day in (DAY, NOON.date())}
    assert len(things) == 2 * len(TOPICS) * 2


def test_homework_comes_once_a_day_by_mail_unless_somebody_chose() -> None:
    assert Settings().mode("homework", "email") == DAILY
    assert Settings({("homework", "email"): AT_ONCE}).mode("homework", "email") == AT_ONCE
    assert Settings().mode("mark", "email") == AT_ONCE


def test_news_of_tomorrow_know_no_digest() -> None:
    problem = find_problem(Settings({("timetable", "email"): DAILY}))
    assert problem is not None
    assert problem.reason == "TOO_LATE"
    assert find_problem(Settings({("timetable", "email"): OFF})) is None


def test_a_pupil_who_chose_nothing_reads_on_the_portal() -> None:
    defaults = of_oneself(Settings({("mark", "in_app"): DAILY}))
    assert {defaults.mode(kind, "email") for kind in KINDS} == {OFF}
    assert defaults.mode("mark", "in_app") == DAILY
    assert over_defaults(Settings({("mark", "email"): AT_ONCE}), defaults).mode("mark", "email") == AT_ONCE


CODES = {
    "mark": ["5"], "absence": ["absent"], "late": ["late 5"], "homework": ["given", "given|2026-11-27"],
    "homework_due": ["due"], "owed": ["owed|2026-12-01"], "term_mark": ["4"],
    "timetable": ["moved|2026-11-27|3|204", "added|2026-11-27|3", "cancelled||3"],
    "substitution": ["substitute||3", "supervising||3", "merged||3", "self_study||3"], "duty": ["duty||3"],
    "security": ["new_device", "right_given", "right_ended"],
}  # fmt: skip


@pytest.mark.parametrize("locale", sorted(TEXTS))
@pytest.mark.parametrize("kind", sorted(CODES))
def test_every_line_has_words(kind: str, locale: str) -> None:
    category = "deputy_head" if kind == "security" else "test"
    lines = [
        line(
            locale, {"kind": kind, "category": category, "old_value": old, "new_value": new, "subject_title": "Физика"}
        )
        for value in CODES[kind]
        for old, new in (("", value), (value, ""))
        if new or kind != "security"
    ]
    assert len(set(lines)) >= len(CODES[kind])
    assert all(each.strip() and "|" not in each and "None" not in each for each in lines)
