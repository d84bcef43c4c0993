"""Lesson plan and homework as people use them: a real browser on a real platform."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import lesson_with, problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]

SHEET = b"%PDF-1.7\n" + os.urandom(3_000_000)


def in_diary(page: Page, child: str, text: str) -> Locator:
    """Where a child's diary says that it is to be done, this week or in one of the next."""
    page.goto(f"/{child}/diary")
    found = page.locator(".due-list li", has_text=text)
    for _ in range(3):
        if found.count():
            return found
        page.click("a[rel=next]")
    raise AssertionError("not in the diary of four weeks")


def test_homework_with_a_file_is_one_pupils_who_says_that_it_is_done(log_in: LogIn) -> None:
    teacher, pupil, guardian, stranger = (log_in(who) for who in ("teacher", "pupil", "guardian", "stranger"))
    child = guardian.locator("[data-child]").first.get_attribute("data-child") or ""
    other = stranger.locator("[data-child]").first.get_attribute("data-child") or ""
    lesson_with(teacher, child.rpartition("/")[2])
    teacher.click("a[href$='/homework']")
    text = f"Решить карточку {os.urandom(3).hex()}"
    teacher.fill("#text", text)
    teacher.fill("#minutes", "25")
    teacher.check("[name=whom][value=some]")
    teacher.check(f"[name=pupil][value='{child.rpartition('/')[2]}']")

    # A program that calls itself a picture is refused, and nothing that was typed is lost.
    program = FilePayload(name="Фото.png", mimeType="image/png", buffer=b"MZ\x90\x00" + bytes(100))
    sheet = FilePayload(name="Карточка № 7.pdf", mimeType="application/pdf", buffer=SHEET)
    teacher.set_input_files("#files", [sheet, program])
    teacher.click("#give button.main")
    expect(teacher.locator("[role=alert]")).to_be_visible()
    expect(teacher.locator("#text")).to_have_value(text)
    expect(teacher.locator("#give form")).to_contain_text("Карточка № 7.pdf")
    teacher.click("#give button.main")
    expect(teacher.locator(".flash.saved")).to_be_visible()
    given = teacher.locator("article", has_text=text)
    assert not problems_of(teacher, 1280)

    item = in_diary(pupil, child, text)
    with pupil.expect_download() as started:
        item.locator(".files a").click()
    assert started.value.suggested_filename == "Карточка № 7.pdf"
    assert Path(started.value.path()).read_bytes() == SHEET
    item.locator("button").click()
    expect(in_diary(pupil, child, text)).to_have_class("done")
    assert not problems_of(pupil, 1280)
    seen = in_diary(guardian, child, text)
    expect(seen).to_contain_text("✓")
    expect(seen.locator("button")).to_have_count(0)
    address = seen.locator(".files a").get_attribute("href") or ""
    # Another family: neither under the child's name nor under that of its own.
    for path in (address, address.replace(child, other)):
        assert stranger.request.get(path).status in (403, 404)
    teacher.reload()
    expect(given.locator("summary")).to_contain_text("1")


def test_the_plan_proposes_a_topic_which_one_click_takes(log_in: LogIn) -> None:
    teacher, deputy = log_in("teacher"), log_in("deputy")
    while not teacher.locator(".lesson-card:not(.dated)").count():
        teacher.click(".steps a[rel=prev]")
    # A lesson of the day after the newest one is nobody's work yet.
    teacher.click(".steps a[rel=next]")
    while not teacher.locator(".lesson-card:not(.dated)").count():
        teacher.click(".steps a[rel=next]")
    teacher.locator(".lesson-card:not(.dated)").last.click()
    words = teacher.locator(".proposal").inner_text()
    teacher.click("button[value=take_topic]")
    topic = teacher.locator("[name=topic]").input_value()
    assert topic
    assert topic in words
    group = teacher.url.split("/lessons/")[0]
    teacher.goto(f"{group}/plan")
    expect(teacher.locator(".topics")).to_contain_text(topic)
    number = len(teacher.locator(".topics > li").all())

    table = "Тема урока;Часы\nДополнительная тема;2\nЕщё одна;много\n"
    file = FilePayload(name="план.csv", mimeType="text/csv", buffer=table.encode())
    teacher.set_input_files("#file", file)
    teacher.check("[name=append]")
    teacher.click("#from-file button")
    expect(teacher.locator(".mistakes li")).to_have_count(1)
    expect(teacher.locator(".mistakes li")).to_contain_text("3")
    file["buffer"] = table.replace("много", "1").encode()
    teacher.set_input_files("#file", file)
    teacher.check("[name=append]")
    teacher.click("#from-file button")
    expect(teacher.locator(".topics").first.locator("li")).to_have_count(number + 2)
    teacher.click("button[value=take]")
    expect(teacher.locator(".flash.saved")).to_be_visible()
    expect(teacher.locator(".topics > li")).to_have_count(number + 2)
    # As it was, for who comes after.
    for _ in range(2):
        last = teacher.locator(".topics > li").last
        last.locator("summary").click()
        last.locator("button[value=delete]").click()
        expect(teacher.locator(".flash.saved")).to_be_visible()
    expect(teacher.locator(".topics > li")).to_have_count(number)

    school = group.split("/groups/")[0]
    deputy.goto(f"{school}/coverage")
    part = deputy.locator("details.part").first
    part.locator("summary").click()
    expect(part.locator("table a").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_plans_and_homework_are_usable_by_everybody(log_in: LogIn, width: int) -> None:
    teacher, deputy = log_in("teacher", width=width), log_in("deputy", width=width)
    while not teacher.locator(".lesson-card:not(.dated)").count():
        teacher.click(".steps a[rel=prev]")
    lesson = teacher.locator(".lesson-card:not(.dated)").first.get_attribute("href") or ""
    group, school = lesson.split("/lessons/")[0], lesson.split("/groups/")[0]
    problems: list[str] = []
    for page, path in (
        (teacher, f"{group}/plan"),
        (teacher, f"{group}/homework"),
        (teacher, f"{lesson}/homework"),
        (deputy, f"{school}/coverage"),
        (deputy, f"{school}/homework-limits"),
    ):
        page.goto(path)
        for details in page.locator("details").all()[:3]:
            details.locator("summary").click()
        problems += [f"{path.rpartition('/')[2]} {width}: {one}" for one in problems_of(page, width)]
    assert not problems
