"""The control room as a deputy head has it: a real browser on a real platform."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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


def test_the_tables_of_shares_are_seen_whole_on_a_desk(log_in: LogIn) -> None:
    deputy = log_in("deputy", width=1280)
    expect(deputy.get_by_role("heading", name="По классам")).to_be_visible()
    hidden = deputy.locator(".scroller:has(.shares)").evaluate_all(
        "scrollers => scrollers.map(one => one.scrollWidth - one.clientWidth).filter(hidden => hidden > 0)"
    )
    assert hidden == []


def test_the_pupils_behind_a_share_are_named_and_the_next_page_goes_on(log_in: LogIn) -> None:
    deputy = log_in("deputy", width=390)
    school = re.search("/schools/[0-9a-f-]{36}", deputy.content())
    assert school
    # As of a day before most of the demonstration's marks were entered.
    day = (datetime.now(ZoneInfo("Europe/Moscow")).date() - timedelta(days=3)).isoformat()
    deputy.goto(f"{school[0]}/control-room?day={day}")
    deputy.get_by_role("link", name="кто они").first.click()
    rows = deputy.locator("table.shares tbody tr")
    expect(rows).to_have_count(100)
    assert not problems_of(deputy, 390)
    first = rows.first.inner_text()
    assert re.search(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+$", first), first
    deputy.get_by_role("link", name="Дальше").click()
    expect(rows.first).not_to_have_text(first)
    assert "page=" in deputy.url
    # From a line to the journal of the group.
    rows.first.get_by_role("link").click()
    expect(deputy).to_have_url(re.compile("/groups/[0-9a-f-]{36}/journal"))
