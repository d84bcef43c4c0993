"""A class teacher writes to a family, which confirms; the report shows it. A real browser on a real platform."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]


def test_a_message_is_read_and_confirmed(log_in: LogIn, endpoints: dict[str, Any]) -> None:
    # The subject teacher of the demonstration may lead the class himself.
    leader = "class-teacher" if any(one["role"] == "class-teacher" for one in endpoints["accounts"]) else "teacher"
    teacher, guardian = log_in(leader), log_in("guardian", width=390)
    child = guardian.locator("[data-child]").first.get_attribute("data-child") or ""
    pupil = child.rpartition("/")[2]
    card = teacher.locator("a[href*='/classes/']").first.get_attribute("href") or ""
    place = re.match(r"/schools/[0-9a-f-]+/classes/[0-9a-f-]+", card)
    assert place is not None
    teacher.goto(f"{place[0]}/messages")
    text = f"Собрание в пятницу, кабинет {os.urandom(3).hex()}"
    teacher.fill("#text", text)
    teacher.check("[name=confirm]")
    teacher.check("[name=whom][value=some]")
    teacher.check(f"[name=pupils][value='{pupil}']")
    assert not problems_of(teacher, 1280)
    teacher.click("form.card button.main")
    expect(teacher.locator(".flash.saved")).to_be_visible()

    guardian.click(".notices-link")
    message = guardian.locator(".notice", has_text=text)
    expect(message).to_be_visible(timeout=30_000)
    assert not problems_of(guardian, 390)
    message.locator("button.main").click()
    expect(guardian.locator(".notice", has_text=text).locator(".tag.good")).to_be_visible()

    teacher.reload()
    teacher.locator("#sent li", has_text=text).locator("a").click()
    expect(teacher.locator("tbody tr")).to_have_count(1)
    expect(teacher.locator("tbody tr td").last).to_contain_text("1 ·")
    assert not problems_of(teacher, 1280)
