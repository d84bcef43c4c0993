"""A substitution as people have it: a real browser on a real platform."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]


def free_lesson(office: Page, name: str) -> Locator:
    """The card of a lesson that somebody of this name could take; more teachers are away until there is one."""
    cards = office.locator("#lessons article", has=office.locator(f"option[value^='persons/']:text-matches('^{name}')"))
    away = office.locator("#person option").evaluate_all("all => all.map(one => one.value).filter(Boolean)")
    for person in away:
        if cards.count():
            return cards.first
        office.locator("#absences summary").click()
        office.select_option("#person", person)
        office.locator("#absences form.form button.main").click()
    raise AssertionError("no lesson could be covered today")


def test_a_day_is_covered_opened_filled_and_in_the_register(log_in: LogIn) -> None:
    office, teacher, guardian = log_in("deputy", width=390), log_in("teacher"), log_in("guardian")
    school = re.search("/schools/[0-9a-f-]{36}", office.content())
    assert school
    teacher.goto("/account")
    family, *others = teacher.locator("h1").inner_text().split()
    name = "\u00a0".join([family, *(f"{each[0]}\\\\." for each in others)])
    office.goto(f"{school[0]}/substitutions")
    card = free_lesson(office, name)
    title = card.locator("h3").inner_text()
    lesson = f"/{card.locator('[name=lesson]').get_attribute('value')}"
    # All others stay open.
    for choice in office.locator("[name=choice]").all():
        choice.select_option("")
    choice = card.locator(f"option[value^='persons/']:text-matches('^{name}')").get_attribute("value") or ""
    card.locator("[name=choice]").select_option(choice)
    assert not problems_of(office, 390)
    office.click("#lessons button.main")
    expect(office.locator(".flash.saved")).to_be_visible()
    assert not problems_of(office, 390)

    # The right comes by event.
    teacher.goto("/")
    own = teacher.locator(f"#substitutions a[href='{lesson}']")
    expect(own).to_be_visible()
    for _ in range(120):
        if teacher.request.get(lesson).status == 200:
            break
        teacher.wait_for_timeout(250)
    own.click()
    expect(teacher.locator("h1")).to_be_visible()
    expect(teacher.locator(".page-head")).to_contain_text("замещение")
    assert not problems_of(teacher, 1280)
    assert guardian.request.get(lesson).status in (403, 404)

    office.goto(f"{school[0]}/substitutions/register")
    expect(office.locator("tbody")).to_contain_text(family)
    assert not problems_of(office, 390)
    with office.expect_download() as started:
        office.click("a[href*='.xlsx']")
    sheet = openpyxl.load_workbook(BytesIO(Path(started.value.path()).read_bytes())).worksheets[0]
    assert any(family in str(row[6]) for row in sheet.iter_rows(min_row=5, values_only=True))

    office.goto(f"{school[0]}/substitutions")
    covered = office.locator("#lessons article", has_text=title).filter(has=office.locator("button[formaction]"))
    covered.locator("button").click()
    expect(office.locator(".flash.saved")).to_be_visible()
    for _ in range(120):
        if teacher.request.get(lesson).status == 404:
            break
        teacher.wait_for_timeout(250)
    assert teacher.request.get(lesson).status == 404
