"""The control room's page: comparison, any days, and the way from a share to the lessons behind it."""

import re
from html import unescape

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import SCHOOL, TODAY

ROOM = f"/{SCHOOL}/control-room"


def test_a_share_leads_to_the_lessons_behind_it(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(ROOM).text
    addresses = [unescape(one) for one in re.findall(r'href="([^"]+/control-room/lessons[^"]+)"', page)]
    assert addresses
    assert not [one for one in addresses if "metric=pupils" in one]
    page = browser.get(next(one for one in addresses if "class=" in one)).text
    assert school.lesson.name.split("/")[-1] in page
    asked = school.asked("ListLessonsBehind")[-1]
    assert getattr(asked, "class").startswith(f"{SCHOOL}/classes/")
    # The next page asks for the same part.
    browser.get(unescape(re.findall(r'href="([^"]*page=more[^"]*)"', page)[0]))
    again = school.asked("ListLessonsBehind")[-1]
    assert (again.page_token, again.metric, getattr(again, "class")) == ("more", asked.metric, getattr(asked, "class"))


def test_a_subject_is_found_by_its_opaque_key_and_an_unknown_one_narrows_to_nothing(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(ROOM).text
    address = next(unescape(one) for one in re.findall(r'href="([^"]+/lessons[^"]+subject=[^"]+)"', page))
    browser.get(address)
    assert school.asked("ListLessonsBehind")[-1].subject_title == "Алгебра"
    browser.get(f"{ROOM}/lessons?metric=lessons_filled&subject=nothing")
    assert school.asked("ListLessonsBehind")[-1].subject_title == "nothing"
    assert browser.get(f"{ROOM}/lessons?metric=pupils_without_marks").status_code == 404


def test_any_days_can_be_asked_for_instead_of_a_term(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{ROOM}?begin=2026-10-05&end=2026-10-01&day={TODAY}").text
    asked = school.asked("GetControlRoom")[-1]
    assert (asked.begin_date, asked.end_date, asked.term) == ("2026-10-01", "2026-10-05", "")
    # Links keep the days.
    assert "begin=2026-10-05" in unescape(re.findall(r'href="([^"]+/lessons[^"]+)"', page)[0])


def test_tiles_compare_with_the_days_before(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(ROOM).text
    assert "п. п." in page
    assert "Учителя без пропусков" in page
    assert "Сравнение:" in page
