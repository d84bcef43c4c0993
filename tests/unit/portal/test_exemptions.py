"""Exemptions of a class's pupils."""

import grpc

from tests.unit.portal.conftest import Start
from tests.unit.portal.fake_marks import EXEMPTION
from tests.unit.portal.fakes import CLASS, PUPILS, refusal

PAGE = f"/{CLASS}/exemptions"
ANNA = PUPILS[0].rpartition("/")[2]
TYPED = {"pupil": ANNA, "subject": "PE", "begin": "2026-11-10", "end": "2026-11-30", "document": "ВК-18/2026"}


def test_a_class_teacher_sees_who_is_exempt_by_which_document(start: Start) -> None:
    browser, _, _ = start("class_teacher")
    page = browser.get(PAGE).text
    assert "Абрамова Вера" in page
    assert "ВК-17/2026" in page
    assert "Физическая культура" in page


def test_a_pupil_is_exempted(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    answer = browser.post(PAGE, browser.get(PAGE).text, **TYPED, partial="on")
    assert answer.status_code == 302
    [asked] = school.asked("CreateExemption")
    assert (asked.pupil, asked.subject_code, asked.document, asked.partial) == (PUPILS[0], "PE", "ВК-18/2026", True)
    assert (asked.begin_date, asked.end_date) == ("2026-11-10", "2026-11-30")


def test_what_a_rule_refuses_stays_typed(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    school.fail["CreateExemption"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "EXEMPTION_OVERLAPS")
    answer = browser.post(PAGE, browser.get(PAGE).text, **TYPED)
    assert answer.status_code == 409
    assert 'value="ВК-18/2026"' in answer.text
    assert f'<option value="{ANNA}" selected>' in answer.text
    assert 'role="alert"' in answer.text or "flash problem" in answer.text


def test_nobody_chosen_is_told_and_nothing_is_asked(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    answer = browser.post(PAGE, browser.get(PAGE).text, **(TYPED | {"pupil": ""}))
    assert answer.status_code == 409
    assert "Выберите ученика" in answer.text
    assert not school.asked("CreateExemption")


def test_an_exemption_ends_earlier(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    path = f"{PAGE}/{ANNA}/{EXEMPTION}/end"
    browser.post(path, browser.get(PAGE).text, end="2026-11-20", reason="Выздоровел")
    [asked] = school.asked("EndExemption")
    assert (asked.pupil, asked.exemption, asked.end_date, asked.reason) == (
        PUPILS[0], EXEMPTION, "2026-11-20", "Выздоровел",
    )  # fmt: skip
