"""The OneRoster page: packages out and in, and what is wrong in one."""

import html
import io
import re

import grpc
import pytest
from werkzeug.test import TestResponse
from zvonok.gradebook.v1 import bulk_pb2

from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import SCHOOL, TERM, refusal

PATH = f"/{SCHOOL}/oneroster"
Code = grpc.StatusCode


def send(browser: Browser, content: bytes, **fields: str) -> TestResponse:
    page = browser.get(PATH).text
    hidden = dict(re.findall(r'name="(csrf_token|request_id)" value="([^"]+)"', page))
    data = {**hidden, **fields, "file": (io.BytesIO(content), "package.zip")}
    return browser.client.post(PATH, data=data, content_type="multipart/form-data")


def test_heads_take_a_package_of_a_term(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    term = TERM.rpartition("/")[2]
    assert f"{PATH}/package?term={term}" in html.unescape(browser.get(PATH).text)
    answer = browser.get(f"{PATH}/package?term={term}")
    assert (answer.mimetype, answer.data) == ("application/zip", b"PKzip")
    [asked] = school.asked("ExportOneRoster")
    assert asked.school == SCHOOL
    assert asked.begin_date < asked.end_date


def test_the_administrator_only_puts_in_and_others_have_no_such_page(start: Start) -> None:
    browser, _, _ = start("journal_administrator")
    page = browser.get(PATH).text
    assert 'type="file"' in page
    assert "/package?" not in page
    browser, school, _ = start("subject_teacher")
    assert browser.get(PATH).status_code == 404
    assert browser.get(f"{PATH}/package").status_code == 404
    assert browser.post(PATH, browser.get("/").text).status_code == 404
    assert not school.asked("ImportOneRoster")


def test_a_package_is_checked_and_then_taken_in(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    checked = send(browser, b"PK", action="check")
    assert checked.status_code == 200
    assert "Пакет составлен верно. Пока ничего не сохранено." in checked.text
    taken = send(browser, b"PK", action="take")
    assert "Пакет принят." in taken.text
    assert [(each.dry_run, each.package) for each in school.asked("ImportOneRoster")] == [(True, b"PK"), (False, b"PK")]
    assert "Отметки" in taken.text


def test_mistakes_are_listed_by_file_and_line(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    problems = [
        bulk_pb2.OneRosterProblem(file="results.csv", line=17, column="score", rule="SCORE_OUT_OF_SCALE"),
        bulk_pb2.OneRosterProblem(file="results.csv", line=18, rule="VERSION_CONFLICT", current_value="4"),
        bulk_pb2.OneRosterProblem(rule="NOT_A_ZIP"),
    ]
    school.answers["ImportOneRoster"] = [bulk_pb2.ImportOneRosterResponse(problems=problems, problem_count=1200)]
    answer = send(browser, b"PK", action="take")
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "Ошибок: 1200" in page
    assert "Такой отметки нет: отметки других шкал не пересчитываются." in page
    assert ">17<" in page
    assert "Сейчас в журнале: <b>4</b>" in page
    assert "Это не пакет OneRoster" in page


def test_a_package_may_be_larger_than_other_forms_and_not_without_end(start: Start) -> None:
    browser, school, _ = start("director")
    assert send(browser, b"0" * (7 * 1024 * 1024), action="check").status_code == 200
    assert len(school.asked("ImportOneRoster")[0].package) == 7 * 1024 * 1024
    assert send(browser, b"0" * (9 * 1024 * 1024), action="check").status_code == 413


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (refusal(Code.FAILED_PRECONDITION, "TOO_MANY_CATEGORIES"), 302),
        (refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED"), 404),
        (refusal(Code.UNAVAILABLE), 503),
    ],
)
def test_a_refusal_is_told(start: Start, error: Exception, status: int) -> None:
    browser, school, _ = start("director")
    school.fail["ImportOneRoster"] = error
    assert send(browser, b"PK", action="take").status_code == status


def test_the_page_is_found(start: Start) -> None:
    for role in ("deputy_head", "director", "journal_administrator"):
        browser, _, _ = start(role)
        assert PATH in browser.get(f"/{SCHOOL}").text
