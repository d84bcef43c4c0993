"""The deputy head's page of periods, the class's summary sheet, the child's term marks, over fake services."""

import datetime
import io
import re

import grpc
import openpyxl
import pytest
from zvonok.gradebook.v1 import terms_pb2 as pb

from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import CLASS, PUPILS, SCHOOL, TERM, moment, refusal
from tests.unit.portal.fakes_terms import FIRST, period

Code = grpc.StatusCode
PAGE = f"/{SCHOOL}/periods"
OPEN, CLOSED = f"terms-{TERM.rpartition('/')[2]}", f"terms-{FIRST}"
SHEET = f"/{CLASS}/summary"


def do(browser: Browser, path: str, key: str, **fields: str) -> str:
    """Posts a form of the page with what it holds, and shows the page again."""
    page = browser.get(f"{PAGE}?period={key}").text
    [version] = set(re.findall(r'name="version" value="(\d+)"', page))
    answer = browser.post(f"{PAGE}/{key}/{path}", page, version=version, **fields)
    assert answer.status_code == 302
    return browser.get(answer.headers["Location"]).text


def test_the_deputy_head_sees_how_far_a_term_is(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(f"{PAGE}?period={OPEN}").text
    for text in ("2 четверть", "Выставлено отметок: 24 из 25", "Проверить 3 отметки", "7А", "24 / 25", "Закрыть"):
        assert text in page
    assert "Утверждение педсоветом" not in page
    assert "Публикация" not in page
    assert f'href="{PAGE}"' in browser.get(f"/{SCHOOL}").text
    assert "Утверждение педсоветом" in browser.get(f"{PAGE}?period={CLOSED}").text


def test_a_term_is_closed_confirmed_and_opened_again(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    do(browser, "close", OPEN, accept_missing="1")
    [closed] = school.asked("ClosePeriod")
    assert (closed.period, closed.seen_version, closed.accept_missing) == (TERM, 3, True)
    do(browser, "confirm", CLOSED, protocol="№ 3", protocol_date="2026-11-02")
    [confirmed] = school.asked("ConfirmPeriod")
    assert (confirmed.protocol, confirmed.protocol_date) == ("№ 3", "2026-11-02")
    do(browser, "reopen", CLOSED, reason="Ошибка")
    [opened] = school.asked("ReopenPeriod")
    assert (opened.reason, opened.seen_version) == ("Ошибка", 3)


@pytest.mark.parametrize(
    ("code", "reason", "text"),
    [
        (Code.FAILED_PRECONDITION, "TERM_MARKS_MISSING", "У некоторых учеников ещё нет отметки"),
        (Code.ABORTED, "VERSION_CONFLICT", "Пока вы вводили"),
        (Code.FAILED_PRECONDITION, "NOT_OPEN", "Период уже закрыт"),
    ],
)
def test_a_refused_closing_is_told_in_words(start: Start, code: Code, reason: str, text: str) -> None:
    browser, school, _ = start("deputy_head")
    school.fail["ClosePeriod"] = refusal(code, reason)
    assert text in do(browser, "close", OPEN)


def test_the_moment_of_publication_is_by_the_schools_clock(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    do(browser, "publication", CLOSED, action="set", moment="2026-11-05T15:00")
    do(browser, "publication", CLOSED, action="now", moment="2026-11-05T15:00")
    do(browser, "publication", CLOSED, action="none")
    later, now, never = school.asked("SetPublication")
    assert later.publish_time.ToDatetime() == datetime.datetime(2026, 11, 5, 12)  # noqa: DTZ001 - Moscow is three hours on
    assert (now.now, now.HasField("publish_time")) == (True, False)
    assert (never.now, never.HasField("publish_time")) == (False, False)
    for nonsense in ("", "завтра", "2026-11-05T15:00+05:00"):
        assert "Выберите время в будущем" in do(browser, "publication", CLOSED, action="set", moment=nonsense)
    assert len(school.asked("SetPublication")) == 3


def test_what_families_see_is_said(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    found = period(SCHOOL, f"terms/{FIRST}", 60, 20, state=pb.PERIOD_STATE_CLOSED)
    found.publish_time.CopyFrom(moment(-600))
    school.answers["GetPeriod"] = pb.GetPeriodResponse(period=found)
    page = browser.get(f"{PAGE}?period={CLOSED}").text
    assert "Семьи увидят отметки с" in page
    assert "Отменить" in page
    found.published = True
    school.answers["GetPeriod"] = pb.GetPeriodResponse(period=found)
    page = browser.get(f"{PAGE}?period={CLOSED}").text
    assert "Семьи видят отметки с" in page
    assert "Назначить время" not in page


def test_flags_are_listed_with_names_page_by_page(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    page = browser.get(f"{PAGE}/{OPEN}/flags?page=older").text
    for text in ("Абрамова Вера", "3.40", "расходится со средним"):
        assert text in page
    [asked] = school.asked("ListFlags")
    assert (asked.period, asked.page_token) == (TERM, "older")
    assert browser.get(f"{PAGE}/nonsense/flags").status_code == 404


def test_a_school_without_terms_says_so(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    school.answers["ListPeriods"] = pb.ListPeriodsResponse()
    assert "У школы пока нет учебных периодов" in browser.get(PAGE).text


def test_the_summary_sheet_shows_marks_and_shares(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(SHEET).text
    for text in ("Сводная ведомость", "Абрамова Вера", "66.67", "нет данных", "Отличники"):
        assert text in page
    browser.get(f"{SHEET}?period=year")
    term, year = school.asked("GetSummarySheet")
    assert (term.period, year.period) == (TERM, f"{SCHOOL}/years/2027")


def test_the_summary_sheet_is_a_file_with_numbers(start: Start) -> None:
    browser, _, _ = start("class_teacher")
    answer = browser.get(f"{SHEET}.xlsx?period=year")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "Выгрузил" in str(rows[1][0])
    assert rows[3][1:4] == ["Абрамова Вера", 5, "осв"]
    assert rows[5][1:5] == ["Успеваемость, %", 66.67, None, 66.67]
    assert sheet.freeze_panes == "C4"
    assert sheet.page_setup.orientation == "landscape"


def test_a_child_has_a_page_of_published_marks(start: Start) -> None:
    browser, school, _ = start("guardian")
    page = browser.get(f"/{PUPILS[0]}/term-marks").text
    for text in ("Алгебра", "Годовая", "3.67", "2026/2027"):
        assert text in page
    assert f'href="/{PUPILS[0]}/term-marks"' in browser.get(f"/{PUPILS[0]}/diary").text
    school.answers["GetPupilTermMarks"] = pb.GetPupilTermMarksResponse()
    assert "Итоговых отметок пока нет" in browser.get(f"/{PUPILS[0]}/term-marks?year=2026").text
    browser.get(f"/{PUPILS[0]}/term-marks?year=٢٠٢٦")
    assert [asked.school_year for asked in school.asked("GetPupilTermMarks")] == [0, 2026, 0]
