"""The main job in a real browser on a real platform."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python import base
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LogIn

ROOT = Path(__file__).resolve().parents[2]
# All in one test process: the platform is started once.
pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]
AXE = (Path(base.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def lesson_with(teacher: Page, pupil: str) -> None:
    """Opens the newest lesson that the pupil is in."""
    for _ in range(14):
        for number in range(teacher.locator(".lesson-card:not(.dated)").count()):
            teacher.locator(".lesson-card:not(.dated)").nth(number).click()
            teacher.wait_for_selector(".sheet")
            if teacher.locator(f'[name^="mark."][name$="{pupil}"]').count():
                return
            teacher.go_back()
        teacher.click(".steps a[rel=prev]")
    raise AssertionError("no lesson with the pupil in two weeks")


def lesson_of_today(teacher: Page, number: int = 0) -> None:
    """Opens a lesson of the newest day that has one."""
    while not teacher.locator(".lesson-card:not(.dated)").count():
        teacher.click(".steps a[rel=prev]")
    teacher.locator(".lesson-card:not(.dated)").nth(number).click()
    teacher.wait_for_selector(".sheet")


def test_a_mark_reaches_the_family_and_the_deputy_head(log_in: LogIn, endpoints: dict[str, Any]) -> None:
    guardian, deputy, teacher = log_in("guardian"), log_in("deputy"), log_in("teacher")
    child = guardian.locator("[data-child]").first.get_attribute("data-child") or ""
    pupil = child.rpartition("/")[2]
    unread = guardian.locator("[data-unread]")
    before_unread = int(unread.text_content() or 0) if unread.is_visible() else 0
    expect(deputy.locator("[data-live]")).to_be_visible()
    updated = deputy.locator("[data-updated]").get_attribute("data-updated")
    # A page that is loaded anew loses this.
    deputy.evaluate("window.notReloaded = true")

    lesson_with(teacher, pupil)
    cell = teacher.locator(f'[name^="mark."][name$="{pupil}"]').first
    expect(cell).to_have_count(1)
    cell.focus()
    mark = "4" if cell.input_value() == "5" else "5"
    teacher.keyboard.type(mark)
    row = int(cell.get_attribute("data-row") or 0)
    teacher.keyboard.press("Enter")
    expect(teacher.locator(f'[data-row="{row + 1}"][data-column="1"]')).to_be_focused()
    teacher.keyboard.press("ArrowUp")
    expect(cell).to_be_focused()
    topic = f"Тема {os.urandom(3).hex()}"
    teacher.fill("[name=topic]", topic)
    teacher.fill("[name=homework]", "§ 7, № 12")
    teacher.check("[name=confirmed]")
    day = teacher.locator(".crumbs a").get_attribute("href") or ""
    teacher.keyboard.press("Control+s")
    expect(teacher.locator(".flash.saved")).to_be_visible()
    expect(cell).to_have_value(mark)
    expect(teacher.locator(".tag.good")).to_be_visible()

    expect(deputy.locator(f'[data-updated]:not([data-updated="{updated}"])')).to_have_count(1, timeout=30_000)
    assert deputy.evaluate("window.notReloaded")
    # The homework is told too, in notices of its own.
    more = "|".join(str(before_unread + number) for number in range(1, 6))
    expect(unread).to_have_text(re.compile(rf"^({more}|99\+)$"), timeout=60_000)
    guardian.click(".notices-link")
    expect(guardian.locator(".notice.unread .mark").first).to_have_text(re.compile("[2-5]"))
    guardian.goto(f"/{child}/diary?day={day.rpartition('=')[2]}")
    lesson = guardian.locator(".diary-lessons li", has_text=topic)
    expect(lesson.locator(".mark", has_text=mark)).to_be_visible()
    expect(lesson).to_contain_text("§ 7, № 12")


def test_two_teachers_in_one_lesson_see_both_values(log_in: LogIn) -> None:
    first, second = log_in("teacher"), log_in("teacher")
    for page in (first, second):
        lesson_of_today(page, 1)
    # A pupil who is there: the demonstration may have been played before, with an absence and a mark.
    present = first.locator("tr:has(input[value=present]:checked) .mark-input:not([value='4'])")
    name = present.nth(3).get_attribute("id")
    mine, theirs = first.locator(f"#{name}"), second.locator(f"#{name}")
    # Where the column is new for both, each makes one of its own: then the second save goes over a stored one.
    theirs.fill("4")
    second.click("button.save")
    expect(second.locator(".flash.saved")).to_be_visible()
    first.reload()
    second.reload()
    cell = second.locator(".mark-input[value='4']").first.get_attribute("id")
    mine, theirs = first.locator(f"#{cell}"), second.locator(f"#{cell}")
    theirs.fill("3")
    second.click("button.save")
    expect(second.locator(".flash.saved")).to_be_visible()
    mine.fill("2")
    first.fill("[name=topic]", "Тема первого учителя")
    first.click("button.save")
    expect(first.locator("#problems")).to_be_focused()
    expect(mine).to_have_value("2")
    expect(mine).to_have_attribute("aria-invalid", "true")
    expect(first.locator(f"#{cell} + .why")).to_contain_text("3")
    first.click("button.save")
    expect(first.locator(".flash.saved")).to_be_visible()
    expect(first.locator(f"#{cell}")).to_have_value("2")


def test_the_lesson_works_without_scripts(chromium: Any, endpoints: dict[str, Any]) -> None:
    context = chromium.new_context(base_url=endpoints["portal"], java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=username]", "teacher")
    page.fill("[name=password]", "zvonok-demo")
    page.click("button.main")
    lesson_of_today(page, 2)
    page.locator(".mark-input").nth(5).fill("н")
    page.fill("[name=topic]", f"Без сценариев {os.urandom(3).hex()}")
    page.click("button.save")
    expect(page.locator(".flash.saved")).to_be_visible()
    expect(page.locator(".att").nth(5).locator("[value=absent]")).to_be_checked()
    context.close()


PAGES = [
    ("teacher", ["/", "/journals", "/account"]),
    ("guardian", ["/", "/diary", "/notices", "/demonstration/mail"]),
    ("deputy", ["/"]),
]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit_the_screen(log_in: LogIn, width: int, color_scheme: str) -> None:
    problems: list[str] = []
    for login, paths in PAGES:
        page = log_in(login, width=width, color_scheme=color_scheme)
        addresses = [(path, None) for path in paths]
        if login == "teacher":
            addresses += [("/", ".lesson-card"), ("/journals", ".card.link")]
        if login == "guardian":
            addresses += [("/", ".child a:not(.main)")]
        if login == "deputy":
            addresses += [("/", ".shares .who a")]
        for path, click in addresses:
            page.goto(path)
            if click:
                page.locator(click).first.click()
                page.wait_for_load_state()
            problems += [f"{login} {path} {click} {width} {color_scheme}: {one}" for one in problems_of(page, width)]
    assert not problems


def problems_of(page: Page, width: int) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, and whether the page is wider than the screen."""
    page.evaluate(AXE)
    # The bar that stays in sight covers cells, which scroll out from under it: axe would call these too small.
    page.evaluate("document.querySelector('.save-bar')?.style.setProperty('position', 'static')")
    found = page.evaluate(
        "async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})).violations"
        ".map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target).join(' | ')}`)"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{wide} pixels wide"] if wide > width else [])]


def test_the_demonstration_plays(demonstration: subprocess.CompletedProcess[str]) -> None:
    assert demonstration.returncode == 0, demonstration.stdout + demonstration.stderr
    assert "All of it happened" in demonstration.stdout
