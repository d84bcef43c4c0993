"""Checks of personal data: on the class teacher's page, and on the pages of families."""

from typing import Any

import grpc
import pytest
from zvonok.identity.v1 import verifications_pb2 as pb
from zvonok.notify.v1 import notify_pb2

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CLASS, PUPILS, TODAY, moment, refusal
from tests.unit.portal.fakes_verifications import CHECK, DUE, EARLIER, check

PAGE = f"/{CLASS}/verifications"
DATA = f"/{PUPILS[0]}/data"
Code = grpc.StatusCode


def answer_with(school: Any, *checks: pb.Verification) -> None:
    school.answers["ListVerifications"] = pb.ListVerificationsResponse(verifications=checks)


def test_the_class_teacher_asks_the_families(start: Start) -> None:
    browser, school, _ = start("subject_teacher", "class_teacher")
    assert f'href="{PAGE}"' in browser.get("/").text
    answer_with(school)
    page = browser.get(PAGE).text
    assert "Спросить семьи" in page
    answer = browser.post(PAGE, page, due=DUE)
    assert answer.headers["Location"] == PAGE
    [asked] = school.asked("StartVerification")
    assert (getattr(asked, "class"), asked.due_date) == (CLASS, DUE)
    assert "Семьи спрошены" in browser.get(PAGE).text


def test_who_has_not_answered_stands_first(start: Start) -> None:
    browser, _, _ = start("class_teacher")
    page = browser.get(PAGE).text
    table = page.split('<tbody role="rowgroup">')[1].split("</tbody>")[0]
    order = ("Белов Игорь", "ответа ещё нет", "Васильева Ника", "просят исправление", "Абрамова Вера", "всё верно")
    positions = [table.index(text) for text in order]
    assert positions == sorted(positions)
    assert "3 сентября" in table
    assert "не ответил 1" in page
    assert "Спросить семьи" not in page, "one check at a time"


def test_those_who_wait_are_reminded_and_the_check_is_ended(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(PAGE).text
    browser.post(f"{PAGE}/{CHECK}/remind", page)
    assert "Напомнили семье 1 ученика" in browser.get(PAGE).text
    browser.post(f"{PAGE}/{CHECK}/end", page)
    assert [(getattr(one, "class"), one.verification) for one in school.asked("EndVerification")] == [(CLASS, CHECK)]
    school.fail["RemindVerification"] = refusal(Code.FAILED_PRECONDITION, "REMINDED_TODAY")
    browser.post(f"{PAGE}/{CHECK}/remind", page)
    assert "напомните завтра" in browser.get(PAGE).text


def test_who_was_asked_today_is_not_reminded_today(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    school.answers["ListVerificationPupils"] = pb.ListVerificationPupilsResponse(
        verification=check(asked=TODAY.isoformat())
    )
    page = browser.get(PAGE).text
    assert "Напомнить тем, кто не ответил" not in page
    assert "напомнить можно с завтрашнего дня" in page


def test_an_earlier_check_is_shown_without_buttons(start: Start) -> None:
    browser, school, _ = start("deputy_head")
    assert f"{PAGE}?check={EARLIER}" in browser.get(PAGE).text
    page = browser.get(f"{PAGE}?check={EARLIER}").text
    assert [one.verification for one in school.asked("ListVerificationPupils")] == [CHECK, EARLIER]
    assert "завершена" in page
    assert "Завершить сверку" not in page
    answer_with(school, check(EARLIER, ended=True))
    assert "Спросить семьи" in browser.get(PAGE).text


@pytest.mark.parametrize("name", ["ListVerifications", "ListVerificationPupils", "ListClassPupils"])
def test_who_has_no_right_finds_no_such_page(start: Start, name: str) -> None:
    browser, school, _ = start("guardian")
    school.fail[name] = refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED")
    assert browser.get(PAGE).status_code == 404


def test_a_family_says_that_all_is_right(start: Start) -> None:
    browser, _, _ = start("guardian")
    assert "Всё верно" not in browser.get(DATA).text
    browser, school, _ = start("guardian")
    school.to_check = {PUPILS[0]: DUE}
    home = browser.get("/").text
    assert home.count("проверьте данные до") == 1
    page = browser.get(DATA).text
    for text in ("Проверьте эти данные до", "Всё верно", 'href="#wrong"', 'id="wrong"'):
        assert text in page, text
    assert "Всё верно" not in browser.get(f"/{PUPILS[4]}/data").text, "the other child's is not asked for"
    school.to_check = {}
    answer = browser.post(f"/{PUPILS[0]}/verification", page)
    assert answer.headers["Location"] == DATA
    assert [one.pupil for one in school.asked("ConfirmData")] == [PUPILS[0]]
    after = browser.get(DATA).text
    assert "Спасибо" in after
    assert "Проверьте эти данные" not in after, "what was kept of the person is forgotten"


def test_a_pupil_says_so_on_the_own_page(start: Start) -> None:
    browser, school, _ = start("pupil")
    school.to_check = {PUPILS[0]: DUE}
    page = browser.get("/account/data").text
    assert f'action="/{PUPILS[0]}/verification"' in page
    answer = browser.post(f"/{PUPILS[0]}/verification", page, own="1")
    assert answer.headers["Location"] == "/account/data"
    school.fail["ConfirmData"] = refusal(Code.FAILED_PRECONDITION, "NO_VERIFICATION")
    browser.post(f"/{PUPILS[0]}/verification", page, own="1")
    assert "Проверять эти данные больше не просят" in browser.get("/account/data").text


def test_the_data_says_when_it_was_checked(start: Start) -> None:
    browser, school, _ = start("guardian")
    response = school.GetSubjectData(pb.ConfirmDataRequest(pupil=PUPILS[0]))
    row = response.record.verifications.add(due_date=DUE, answer=pb.VERIFICATION_ANSWER_CONFIRMED)
    row.ask_time.CopyFrom(moment(60))
    school.answers["GetSubjectData"] = response
    assert "всё верно" in browser.get(DATA).text


def test_the_notice_leads_to_the_data(start: Start) -> None:
    browser, school, _ = start("guardian")
    notice = notify_pb2.Notice(
        notice=CHECK, kind="verification", pupil=PUPILS[0], lesson_date=TODAY.isoformat(), create_time=moment(5)
    )
    notice.items.add(kind="verification", new_value="asked", date=DUE)
    school.more_notices = [notice]
    page = browser.get("/notices").text
    assert "Сверка персональных данных" in page
    assert f'href="{DATA}"' in page
