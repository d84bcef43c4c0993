"""The pages of documents, over a fake service."""

import grpc
import pytest
from zvonok.gradebook.v1 import documents_pb2 as pb
from zvonok.reports.v1 import documents_pb2 as reports_pb

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CLASS, GROUP, PUPILS, SCHOOL, refusal
from tests.unit.portal.fakes_documents import CONTENT, DONE, FAILED, REPORT, RUNNING

PLACES = {
    SCHOOL: ("deputy_head", "School", "summary_sheet"),
    CLASS: ("class_teacher", "Class", "report_card"),
    GROUP: ("subject_teacher", "Group", "class_journal"),
    PUPILS[0]: ("guardian", "Pupil", "diary_week"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_document_is_ordered_watched_and_taken(start: Start, place: str) -> None:
    role, name, kind = PLACES[place]
    browser, school, _ = start(role)
    page = browser.get(f"/{place}/documents").text
    for text in ("Документы", "готовится: 3 из 28", "готов", "2 КБ", "Не хватило места на диске", 'data-open="1"'):
        assert text in page, text
    answer = browser.post(f"/{place}/documents", page, kind=kind, form="xlsx", begin="2026-09-01", end="2026-10-01")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{place}/documents#list")
    [asked] = school.asked(f"Create{name}Document")
    assert (asked.order.kind, asked.order.form) == (
        pb.DocumentKind.Value(f"DOCUMENT_KIND_{kind.upper()}"),
        pb.DOCUMENT_FORM_XLSX,
    )
    assert (asked.order.begin_date, asked.order.locale) == ("2026-09-01", "ru")
    assert f'href="/{place}/documents/{DONE}"' in page
    file = browser.get(f"/{place}/documents/{DONE}")
    assert (file.data, file.mimetype) == (CONTENT, "application/pdf")
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_refused_order_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(f"/{CLASS}/documents").text
    school.fail["CreateClassDocument"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "DATES_REVERSED")
    answer = browser.post(
        f"/{CLASS}/documents", page, kind="class_journal", form="xlsx", begin="2026-10-02", end="2026-10-01"
    )
    assert answer.status_code == 409
    assert 'value="2026-10-02"' in answer.text
    assert '<option value="xlsx" selected>' in answer.text
    assert answer.text.count('role="alert"') == 1


def test_one_is_ended_and_one_made_again_from_its_own_page(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(f"/{CLASS}/documents").text
    class_id = CLASS.rpartition("/")[2]
    for action, document, method in (
        ("cancel", RUNNING, "CancelDocument"),
        ("repeat", FAILED, "RepeatDocument"),
    ):
        answer = browser.post(f"/{SCHOOL}/documents/{document}/{action}", page, place="class", thing=class_id)
        assert answer.headers["Location"] == f"/{CLASS}/documents#list"
        [asked] = school.asked(method)
        assert asked.document == document


def test_only_closed_periods_are_offered_for_the_archive(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(f"/{SCHOOL}/documents").text
    _, _, archive = page.partition('id="period-term_archive"')
    assert archive.partition("</select>")[0].count("<option") == 1


def test_reports_stand_in_the_schools_list_and_are_ordered_taken_and_ended(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    place = f"/{SCHOOL}/documents"
    page = browser.get(place).text
    assert "Отчёт о ведении журналов" in page and f'href="{place}/reports/{REPORT}"' in page
    answer = browser.post(f"{place}/reports", page, kind="report_kind_month", form="pdf", begin="2026-10-07")
    assert answer.headers["Location"] == f"{place}#list"
    [asked] = school.asked("CreateReport")
    assert (asked.order.kind, asked.order.form) == (reports_pb.REPORT_KIND_MONTH, reports_pb.REPORT_FORM_PDF)
    assert asked.order.date == "2026-10-07"
    file = browser.get(f"{place}/reports/{REPORT}")
    assert (file.data, file.headers["Content-Disposition"].endswith(".xlsx")) == (CONTENT, True)
    for action, method in (("cancel", "CancelReport"), ("repeat", "RepeatReport")):
        assert browser.post(f"{place}/reports/{REPORT}/{action}", page).status_code == 302
        assert [each.report for each in school.asked(method)] == [REPORT]
    school.fail["CreateReport"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "DAYS_NEEDED")
    refused = browser.post(f"{place}/reports", page, kind="report_kind_month", form="xlsx", begin="")
    assert refused.status_code == 409 and refused.text.count('role="alert"') == 1
