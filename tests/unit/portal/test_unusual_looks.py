"""Unusual looks on the pages of the school and of the family."""

import grpc
import pytest
from zvonok.identity.v1 import access_pb2

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import PUPILS, SCHOOL, refusal

PAGE = f"/{SCHOOL}/unusual-looks"


@pytest.mark.parametrize("role", ["director", "journal_administrator"])
def test_the_start_page_tells_the_number_and_leads_to_the_report(start: Start, role: str) -> None:
    browser, school, _ = start(role)
    page = browser.get("/").text
    assert "1000 или больше за семь дней" in page
    assert page.count(f'href="{PAGE}"') == 1  # on the card; the menu leads to the school's page
    assert f'href="{PAGE}"' in browser.get(f"/{SCHOOL}").text
    [asked] = school.asked("ListUnusualLooks")
    assert (asked.school, asked.count_only) == (SCHOOL, True)
    school.answers["ListUnusualLooks"] = access_pb2.ListUnusualLooksResponse()
    assert "за семь дней нет" in browser.get("/").text


@pytest.mark.parametrize("role", ["deputy_head", "subject_teacher", "class_teacher", "guardian", "pupil"])
def test_nobody_else_is_asked_or_led_there(start: Start, role: str) -> None:
    browser, school, _ = start(role)
    assert "unusual-looks" not in browser.client.get("/", follow_redirects=True).text
    assert not school.asked("ListUnusualLooks")


def test_the_report_says_who_when_what_and_why_and_names_no_family(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    page = browser.get(PAGE).text
    assert "<b>Ветрова Полина Олеговна</b>, завуч" in page
    assert "много детей за короткое время" in page
    assert "вне рабочего времени" in page
    assert ">125<" in page
    assert '<td role="cell">родитель или законный представитель</td>' in page
    assert 'href="?page=older"' in page
    browser.get(f"{PAGE}?page=older")
    assert [request.page_token for request in school.asked("ListUnusualLooks")] == ["", "older"]
    school.answers["ListUnusualLooks"] = access_pb2.ListUnusualLooksResponse()
    assert "Ничего необычного пока не замечено" in browser.get(PAGE).text
    assert "Более ранних нет" in browser.get(f"{PAGE}?page=older").text


def test_the_report_speaks_english_too(start: Start) -> None:
    browser, _, _ = start("director")
    browser.client.set_cookie("zvonok-language", "en")
    assert "many children in a short time" in browser.get(PAGE).text
    assert "1000 or more in seven days" in browser.get("/").text


def test_who_has_no_right_finds_no_such_page(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.fail["ListUnusualLooks"] = refusal(grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED")
    answer = browser.get(PAGE)
    assert answer.status_code == 404
    assert "Не найдено или нет права" in answer.text


def test_the_family_sees_the_mark_and_why(start: Start) -> None:
    browser, _, _ = start("guardian")
    page = browser.get(f"/{PUPILS[0]}/disclosures").text
    assert '<span class="tag todo">вне рабочего времени</span>' in page
    assert page.count('class="tag todo"') == 1
