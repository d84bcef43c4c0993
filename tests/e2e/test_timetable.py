"""The office keeps the timetable, and the family reads it, in a real browser on a real platform."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]

TODAY = datetime.now(ZoneInfo("Europe/Moscow")).date()
# Far from the lessons that other tests look at, and before the demonstration's holidays.
NEXT_WEEK = TODAY + timedelta(days=7 - TODAY.weekday())


def timetable(page: Page) -> str:
    """Opens the school's timetable by the menu; its address."""
    page.goto("/")
    page.get_by_role("link", name="Школа", exact=True).click()
    page.locator(".entries a", has_text="Расписание").click()
    page.wait_for_selector(".timetable-week")
    return page.url.split("?")[0]


def pattern(page: Page, class_title: str = "7А") -> None:
    """Opens the weekly pattern of a class."""
    page.locator(".tabs a", has_text="Сетка недели").click()
    page.locator(".choices a", has_text=re.compile(f"^{class_title}$")).click()
    page.wait_for_selector(".pattern")
    page.fill("#since", NEXT_WEEK.isoformat())


def test_a_pattern_is_changed_and_what_can_not_be_is_named_with_both_sides(log_in: LogIn) -> None:
    deputy = log_in("deputy")
    timetable(deputy)
    pattern(deputy)
    line = deputy.locator(".pattern-line", has=deputy.locator("summary b")).first
    key = (line.get_attribute("id") or "").removeprefix("field-")
    line.locator("summary").click()
    room = deputy.locator(f"[name='room.{key}']")
    before = room.input_value()
    room.fill(f"{before}а")
    deputy.click("button[value=check]")
    expect(deputy.locator(".flash.note")).to_contain_text("ничего не сохранено")
    expect(deputy.locator(f"[name='room.{key}']")).to_have_value(f"{before}а")
    deputy.click("button[value=save]")
    expect(deputy.locator(".flash.saved")).to_contain_text("изменится")

    # The class has another lesson then.
    deputy.fill("#since", NEXT_WEEK.isoformat())
    weekday, bell, number = key.split(".")
    free = f"{weekday}.{bell}.{int(number) + 1}"
    deputy.locator(f"[id='field-{free}'] summary").click()
    subjects = deputy.locator(f"[name='group.{free}'] option:not([value='']):not(:has-text('подгр'))")
    own = deputy.locator(f"[name='group.{key}']").input_value()
    other = next(one for one in subjects.all() if one.get_attribute("value") != own)
    deputy.select_option(f"[name='group.{free}']", other.get_attribute("value"))
    deputy.fill(f"[name='room.{free}']", "Нигде")
    deputy.click("button[value=save]")
    expect(deputy.locator("#problems")).to_contain_text("Ничего не сохранено")
    refused = deputy.locator(f"[id='field-{free}']")
    expect(refused.locator(".why", has_text="У учеников").first).to_contain_text("Уже стоит: 7А")
    expect(refused.locator("input[name^=room]")).to_have_value("Нигде")


def test_a_lesson_is_moved_and_cancelled_and_the_family_sees_it(log_in: LogIn) -> None:
    deputy, guardian = log_in("deputy"), log_in("guardian", width=390)
    address = timetable(deputy)
    deputy.goto(f"{address}?day={NEXT_WEEK}")
    deputy.select_option("#class", label="7А")
    deputy.locator("form", has=deputy.locator("#class")).locator("button").click()
    deputy.locator(".timetable-lessons a.place").first.click()
    deputy.wait_for_selector("#date")
    place = deputy.url
    number = deputy.input_value("#bell")
    deputy.fill("#date", (NEXT_WEEK + timedelta(days=6)).isoformat())
    deputy.fill("#bell", "8")
    deputy.fill("#move-reason", "Экскурсия")
    deputy.click("button[value=move]")
    expect(deputy.locator(".flash.saved")).to_be_visible()

    guardian.locator("article.child a", has_text="Дневник").first.click()
    guardian.locator(".tabs a", has_text="Расписание").click()
    child = guardian.url.split("?")[0]
    guardian.goto(f"{child}?day={NEXT_WEEK}")
    expect(guardian.locator(".moved")).to_contain_text(f"{number}-й урок")

    # And back, and cancelled.
    deputy.fill("#date", NEXT_WEEK.isoformat())
    deputy.fill("#bell", number)
    deputy.click("button[value=move]")
    expect(deputy.locator(".flash.saved")).to_be_visible()
    deputy.goto(place)
    deputy.fill("#cancel-reason", "Карантин")
    deputy.get_by_role("button", name="Отменить урок").click()
    expect(deputy.locator(".tag.bad")).to_be_visible()
    guardian.reload()
    expect(guardian.locator(".moved")).to_have_count(0)
    expect(guardian.locator(".cancelled").first).to_contain_text("отменён")
    # The reason is the school's own.
    expect(guardian.locator(".timetable-week")).not_to_contain_text("Карантин")
    deputy.get_by_role("button", name="Вернуть урок").click()
    expect(deputy.locator(".flash.saved")).to_be_visible()


def test_the_template_comes_back_as_a_file(log_in: LogIn) -> None:
    administrator = log_in("administrator")
    timetable(administrator)
    administrator.locator(".tabs a", has_text="Файл").click()
    with administrator.expect_download() as download:
        administrator.locator("a", has_text="Вся школа").click()
    file = download.value.path()
    administrator.set_input_files("#file", {"name": "t.xlsx", "mimeType": "", "buffer": file.read_bytes()})
    administrator.fill("#since", NEXT_WEEK.isoformat())
    administrator.click("button[value=check]")
    expect(administrator.locator("h2").first).to_contain_text("всё верно")
    broken = "Группа;День;Урок\n7А Физкультура и танцы;пн;1\n".encode()
    administrator.set_input_files("#file", {"name": "t.csv", "mimeType": "text/csv", "buffer": broken})
    administrator.click("button[value=take] >> nth=-1")
    expect(administrator.locator(".report")).to_contain_text("Такой группы нет")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_the_timetable_are_accessible_and_fit_the_screen(log_in: LogIn, width: int) -> None:
    deputy, teacher, guardian = (log_in(role, width=width) for role in ("deputy", "teacher", "guardian"))
    address = timetable(deputy)
    found = [problems_of(deputy, width)]
    deputy.locator(".timetable-lessons a.place").first.click()
    deputy.wait_for_selector("#date")
    found.append(problems_of(deputy, width))
    deputy.goto(address)
    pattern(deputy)
    deputy.locator(".pattern-line summary").first.click()
    found.append(problems_of(deputy, width))
    for tab in ("Звонки и дни", "Файл"):
        deputy.locator(".tabs a", has_text=tab).click()
        deputy.wait_for_load_state()
        found.append(problems_of(deputy, width))
    teacher.get_by_role("link", name="Неделя", exact=True).click()
    teacher.wait_for_selector(".timetable-week")
    found.append(problems_of(teacher, width))
    guardian.locator("article.child a", has_text="Дневник").first.click()
    guardian.locator(".tabs a", has_text="Расписание").click()
    guardian.wait_for_selector(".timetable-week")
    found.append(problems_of(guardian, width))
    assert found == [[]] * len(found)
