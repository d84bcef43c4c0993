"""Statistics pages: shares, charts with their tables, and the pupils to look at."""

import re

import grpc
import pytest

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CLASS, GROUP, SCHOOL, TERM, TODAY, refusal
from tests.unit.portal.fakes_terms import FIRST

PAGES = [f"/{SCHOOL}/statistics", f"/{CLASS}/statistics", f"/{GROUP}/statistics"]


@pytest.mark.parametrize("path", PAGES)
def test_charts_are_drawn_and_told_as_tables(start: Start, path: str) -> None:
    page = start("deputy_head")[0].get(path).text
    drawn = page.count("<figure")
    assert drawn >= 4
    # Every drawing has its numbers in a table beside it, and nothing is styled inline.
    assert page.count("<polyline") >= 4
    assert page.count("<figure") == page.count('<details class="as-table"') + page.count('<table class="heat"')
    assert "style=" not in page
    for number in re.findall(r'\s(?:x|y|cx|cy|r|x1|y1)="([^"]*)"', page):
        float(number)


@pytest.mark.parametrize("path", PAGES)
def test_a_period_and_a_day_are_asked_for(start: Start, path: str) -> None:
    browser, school, _ = start("deputy_head")
    browser.get(f"{path}?period=year&day=2026-10-05")
    asked = next(request for name, request in school.calls if name.startswith("Get") and name.endswith("Statistics"))
    assert asked.period.startswith(f"{SCHOOL}/years/")
    assert asked.as_of_date == "2026-10-05"
    school.calls.clear()
    browser.get(path)
    asked = next(request for name, request in school.calls if name.startswith("Get") and name.endswith("Statistics"))
    assert (asked.period, asked.as_of_date) == (TERM, TODAY.isoformat())


def test_a_class_leads_to_its_own_page(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(PAGES[0]).text
    address = re.findall(r'href="(/schools/[^"]+/classes/[^"]+/statistics[^"]*)"', page)[0]
    assert browser.get(address.replace("&amp;", "&")).status_code == 200


def test_the_class_teacher_sees_whom_to_look_at(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(PAGES[1]).text
    assert "С одной тройкой" in page
    # The sheet of the period, and of the term before where there is one.
    assert [request.period for request in school.asked("GetSummarySheet")] == [TERM, f"{SCHOOL}/terms/{FIRST}"]


def test_the_subject_teacher_sees_falling_and_edge_by_the_groups_own_marks(start: Start) -> None:
    browser, school, _ = start("subject_teacher")
    page = browser.get(PAGES[2]).text
    assert "3.50" in page
    assert "С одной тройкой" not in page
    assert [request.group for request in school.asked("GetTermMarks")] == [GROUP]


@pytest.mark.parametrize("path", PAGES)
def test_who_may_not_is_refused_on_the_usual_page(start: Start, path: str) -> None:
    browser, school, _ = start("deputy_head")
    for name in ("GetSchoolStatistics", "GetClassStatistics", "GetGroupStatistics"):
        school.fail[name] = refusal(grpc.StatusCode.PERMISSION_DENIED)
    assert browser.get(path).status_code == 404
