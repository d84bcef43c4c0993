"""The pages of the timetable: weeks of a teacher, a class, a room, a child; a class's pattern, the calendar, files."""

import re

import pytest
from zvonok.gradebook.v1 import substitutions_pb2
from zvonok.gradebook.v1 import timetable_pb2 as pb

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CLASS, GROUP, PUPILS, SCHOOL, TODAY
from tests.unit.portal.fakes_substitutions import ABSENT, FREE

WEEK = f"/{SCHOOL}/timetable"
CLASS_ID = CLASS.rpartition("/")[2]


def test_a_teacher_sees_the_own_week(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    page = browser.get(f"{WEEK}?day=2026-10-07").text
    [asked] = school.asked("GetWeek")
    assert (asked.date, asked.teacher.startswith("persons/")) == ("2026-10-07", True)
    for text in (
        "5 окт. – 11 окт.", "08:30–09:15", "День города", "Нет занятий", "перенесён с 5 окт., 3-й урок",
        "Олимпиада", "За среду", "по расписанию: среда", "неделя А",
    ):  # fmt: skip
        assert text in page, text
    # The lesson's page is one click away.
    assert f'href="/{GROUP}/lessons/' in page
    assert "day=2026-09-28" in page
    assert "day=2026-10-12" in page


def test_the_office_chooses_classes_and_rooms(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    page = browser.get(WEEK).text
    assert getattr(school.asked("GetWeek")[0], "class") == CLASS
    assert "7А Алгебра, 2 подгруппа" in page
    # The administrator reads no journals.
    assert not re.search(rf'href="/{GROUP}/lessons/[0-9a-f-]+"', page)
    assert re.search(rf'href="/{GROUP}/lessons/[0-9a-f-]+/place\?day=', page)
    browser.get(f"{WEEK}?room=%2021%20&day=nonsense")
    assert school.asked("GetWeek")[1].room == "21"
    browser.get(f"{WEEK}?class={CLASS_ID}&day=9999-12-31")
    asked = school.asked("GetWeek")[2]
    assert (getattr(asked, "class"), asked.date[:3]) == (CLASS, "202")
    # What is no id names no class.
    browser.get(f"{WEEK}?class=../x")
    assert getattr(school.asked("GetWeek")[3], "class") == CLASS


def test_a_teacher_has_only_classes_of_the_own_groups_to_choose_from(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    page = browser.get(f"{WEEK}?class={CLASS_ID}").text
    assert f'value="{CLASS_ID}"' in page
    assert not school.asked("ListClasses")
    assert 'name="room"' not in page


def test_the_staff_sees_colleagues_weeks_and_who_stands_in(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    week = school.timetable.GetWeek(pb.GetWeekRequest(date="2026-10-07"))
    week.lessons[0].lesson.substitution_kind = substitutions_pb2.SUBSTITUTION_KIND_SUBSTITUTE
    week.lessons[0].lesson.substitute = FREE
    school.answers["GetWeek"] = week
    page = browser.get(f"{WEEK}?teacher={ABSENT.rpartition('/')[2]}&day=2026-10-07").text
    assert school.asked("GetWeek")[0].teacher == ABSENT
    assert "Абрикосова Нина Львовна" in page
    assert "Берёзкин\u00a0П.\u00a0И." in page[page.index("timetable-lessons") :]
    # Families see that somebody stands in, and not who.
    browser, school, _ = start("guardian")
    browser.get(f"{WEEK}?class={CLASS_ID}&day=2026-10-07")
    assert not school.asked("ListStaff")


def test_a_childs_week_is_of_its_own_groups(start: Start) -> None:
    browser, school, _ = start("guardian")
    page = browser.get(f"/{PUPILS[0]}/timetable?day=2026-10-07").text
    assert school.asked("GetDiary")[0].pupil == PUPILS[0]
    assert getattr(school.asked("GetWeek")[0], "class") == CLASS
    for text in ("Физика", "День города", "Расписание", "каб.\u00a0201"):
        assert text in page, text
    assert f'href="/{PUPILS[0]}/diary' in page


def test_lessons_show_their_times(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    for lesson in school.lessons:
        lesson.begin_time, lesson.end_time = "09:25", "10:10"
    assert "09:25–10:10" in browser.get("/").text
    assert "09:25–10:10" in browser.get(f"/{school.lesson.name}").text
    assert f'href="{WEEK}?day={TODAY}' in browser.get("/").text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_weeks_load_nothing_inline(start: Start, language: str) -> None:
    browser, _, _ = start("deputy_head")
    browser.client.set_cookie("zvonok-language", language)
    page = browser.get(WEEK).text
    assert " style=" not in page
    assert "<script>" not in page
