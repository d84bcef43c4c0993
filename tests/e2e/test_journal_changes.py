"""Two teachers and a deputy head around one lesson, in a real browser on a real platform."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import lesson_of_today, problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]


def save_topic(page: Page, topic: str) -> None:
    page.fill("[name=topic]", topic)
    page.click("button.save")


def test_a_second_teachers_pages_say_that_somebody_has_saved(log_in: LogIn) -> None:
    first, second, grid = log_in("teacher"), log_in("teacher"), log_in("teacher")
    for page in (first, second, grid):
        lesson_of_today(page)
    grid.click(".steps a:last-child")
    grid.wait_for_selector(".journal")
    for page in (second, grid):
        expect(page.locator("[data-moved]")).to_be_hidden()
    second.fill("[name=homework]", "Начато вторым")
    topic = f"Тема {os.urandom(3).hex()}"
    save_topic(first, topic)
    expect(first.locator(".flash.saved")).to_be_visible()
    for page in (second, grid):
        expect(page.locator("[data-moved]")).to_be_visible()
    # Nothing changes under the hands of who types; and whoever saved sees his own page, which is new.
    expect(second.locator("[name=homework]")).to_have_value("Начато вторым")
    expect(first.locator("[data-moved]")).to_be_hidden()
    second.on("dialog", lambda dialog: dialog.accept())
    second.click("[data-moved] a")
    expect(second.locator("[name=topic]")).to_have_value(topic)
    expect(second.locator("[data-moved]")).to_be_hidden()
    grid.click("[data-moved] a")
    expect(grid.locator("[data-moved]")).to_be_hidden()


def test_a_locked_lesson_is_asked_for_opened_and_saved_and_its_history_tells_it(log_in: LogIn) -> None:
    teacher, deputy = log_in("teacher"), log_in("deputy")
    lesson_of_today(teacher, 1)
    heading = teacher.locator("h1")
    subject = heading.locator(".light").inner_text()
    class_title = heading.inner_text().removesuffix(subject).strip()
    school = teacher.url.split("/schools/")[1].split("/")[0]
    rules = f"/schools/{school}/journal-rules"
    deputy.goto(rules)
    deputy.select_option("#lock-class", label=class_title)
    deputy.select_option("#lock-subject", label=subject)
    deputy.fill("#lock-reason", "Проверка")
    deputy.locator("form", has=deputy.locator("#lock-class")).locator("button.main").click()
    lock = deputy.locator(".plain-list li", has_text=f"{class_title} · {subject}")
    expect(lock).to_be_visible()

    topic, reason = f"Тема {os.urandom(3).hex()}", f"Не успела {os.urandom(3).hex()}"
    save_topic(teacher, topic)
    expect(teacher.locator("#problems")).to_be_focused()
    teacher.fill("[name=unlock_reason]", reason)
    teacher.click("button[value=ask_unlock]")
    expect(teacher.locator("[name=topic]")).to_have_value(topic)

    deputy.goto("/")
    deputy.click("a[href$='#unlocks']")
    asked = deputy.locator("#unlocks article", has_text=reason)
    expect(asked).to_be_visible()
    asked.locator("button[value='1']").click()
    expect(deputy.locator(".flash.saved")).to_be_visible()
    expect(asked).to_have_count(0)

    teacher.click("button.save")
    expect(teacher.locator(".flash.saved")).to_be_visible()
    teacher.click("a[href$='/changes']")
    expect(teacher.locator(".changes")).to_contain_text(topic)

    deputy.goto(rules)
    lock.locator("button").click()
    expect(lock).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_rules_and_changes_are_accessible_and_fit_the_screen(log_in: LogIn, width: int) -> None:
    teacher, deputy = log_in("teacher", width=width), log_in("deputy", width=width)
    lesson_of_today(teacher)
    school = re.search("/schools/([0-9a-f-]+)/", teacher.url)
    assert school
    teacher.click("a[href$='/changes']")
    deputy.goto(f"/schools/{school[1]}/journal-rules")
    deputy.locator("details summary").click()
    assert [problems_of(page, width) for page in (teacher, deputy)] == [[], []]
