"""The control room as a deputy head has it: a real browser on a real platform."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]


def test_a_reminder_reaches_the_teacher_and_statistics_are_drawn(log_in: LogIn) -> None:
    deputy, teacher = log_in("deputy", width=390), log_in("teacher")
    school = re.search("/schools/[0-9a-f-]{36}", deputy.content())
    assert school
    teacher.goto("/account")
    name = teacher.locator("h1").inner_text()
    deputy.goto(f"{school[0]}/control-room/teachers")
    row = deputy.locator("tr", has=deputy.get_by_role("rowheader", name=name))
    # Today's lessons are due, and not all of them are filled.
    row.get_by_role("button", name=re.compile("Напомнить")).click()
    expect(deputy.locator(".flash.saved")).to_contain_text("Напоминание отправлено")
    assert not problems_of(deputy, 390)
    told = teacher.locator(".notice", has_text="Напоминание завуча")
    for _ in range(120):
        teacher.goto("/notices")
        if told.count():
            break
        teacher.wait_for_timeout(250)
    expect(told.first).to_contain_text("Не заполнено уроков")
    # The same teacher is not told twice.
    row.get_by_role("button", name=re.compile("Напомнить")).click()
    expect(deputy.locator(".flash.saved")).to_contain_text("уже напоминали")

    deputy.goto(f"{school[0]}/statistics")
    expect(deputy.locator("figure.chart").first).to_be_visible()
    assert not problems_of(deputy, 390)
    deputy.locator("table a[href*='/statistics']").first.click()
    expect(deputy.get_by_role("heading", name="На кого обратить внимание")).to_be_visible()
    assert not problems_of(deputy, 390)
