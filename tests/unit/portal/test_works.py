"""A work of the whole class in one sitting: what is sent, what a refusal leaves on the page."""

import json
import re

import grpc
import pytest
from zvonok.gradebook.v1 import gradebook_pb2, marks_pb2

from kit.ids import new_id
from services.portal.lesson_form import BadForm
from services.portal.work_form import NEW, read_work, request_of
from tests.unit.portal.conftest import Browser, Start
from tests.unit.portal.fakes import PUPILS, School, refusal

ANNA, BORIS, VERA = (name.rpartition("/")[2] for name in PUPILS[:3])
LESSON = f"schools/{new_id()}/groups/{new_id()}/lessons/{new_id()}"
ITEM = new_id()
SHOWN = json.dumps({ANNA: ["4", 3, "Аккуратно", ""], BORIS: ["•", 1, "", "2026-12-01"]})


def request(item: str = ITEM, **form: str) -> marks_pb2.BatchRecordMarksRequest:
    fields = {
        "request_id": new_id(), "seen": SHOWN, f"mark.{ANNA}": "4", f"comment.{ANNA}": "Аккуратно",
        f"mark.{BORIS}": "•", f"due.{BORIS}": "2026-12-01", f"mark.{VERA}": "",
    }  # fmt: skip
    return request_of(read_work(fields | form), LESSON, item)[0]


def test_an_untouched_form_sends_nothing() -> None:
    assert not request().marks


def test_only_what_was_changed_is_sent_with_the_version_seen() -> None:
    [mark] = request(**{f"mark.{ANNA}": "5", "reason": "Описка"}).marks
    assert (mark.pupil.rpartition("/")[2], mark.value, mark.seen_version, mark.reason) == (ANNA, "5", 3, "Описка")
    assert not mark.HasField("comment")


def test_a_comment_alone_leaves_the_mark_as_it_is_and_can_be_emptied() -> None:
    [mark] = request(**{f"comment.{ANNA}": ""}).marks
    assert (mark.value, mark.comment, mark.HasField("comment")) == ("4", "", True)


def test_a_point_is_owed_work_with_its_own_day() -> None:
    [mark] = request(**{f"mark.{VERA}": ".", f"due.{VERA}": "2026-12-05"}).marks
    assert (mark.value, mark.due_date, mark.reason) == ("•", "2026-12-05", "")


def test_owed_work_that_becomes_a_mark_is_owed_no_more() -> None:
    [mark] = request(**{f"mark.{BORIS}": "3"}).marks
    assert (mark.value, mark.due_date, mark.seen_version) == ("3", "", 1)


def test_a_new_work_brings_its_kind_and_the_rest_of_the_class() -> None:
    wanted = request(
        NEW, category="test", title=" Контрольная  № 3 ", fill="5", absent_owe="on", absent_due="2026-12-08"
    )
    assert wanted.line_item == wanted.new_line_item.client_key
    assert (wanted.new_line_item.category, wanted.new_line_item.title) == ("test", "Контрольная № 3")
    assert (wanted.fill_value, wanted.absent_due_date) == ("5", "2026-12-08")


def test_a_day_for_absent_pupils_counts_only_when_it_is_ticked() -> None:
    assert request(absent_due="2026-12-08").absent_due_date == ""


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"a": 1}', '{"a": ["4", "x", "", ""]}', "null"])
def test_a_damaged_form_is_told(seen: str) -> None:
    with pytest.raises(BadForm):
        read_work({"seen": seen})


def page_of(browser: Browser, school: School) -> tuple[str, str]:
    path = f"/{school.lesson.name}/works/{school.item.name.rpartition('/')[2]}"
    answer = browser.get(path)
    assert answer.status_code == 200
    return path, answer.text


def seen_of(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"')


def test_the_page_shows_marks_and_leaves_absent_pupils_out(start: Start) -> None:
    browser, school, _ = start()
    school.marks[0].comment = "Отлично решено"
    _, page = page_of(browser, school)
    assert f'name="mark.{ANNA}" value="5"' in page
    assert "Отлично решено" in page
    assert f'name="mark.{VERA}"' not in page
    assert "без отметки" in page


def test_a_save_says_whom_it_left_out(start: Start) -> None:
    browser, school, _ = start()
    path, page = page_of(browser, school)
    sent = {"seen": seen_of(page), f"mark.{ANNA}": "4", "absent_owe": "on", "absent_due": "2026-12-08"}
    assert browser.post(path, page, **sent).status_code == 302
    [asked] = school.asked("BatchRecordMarks")
    assert asked.absent_due_date == "2026-12-08"
    after = browser.get(path).text
    assert "Отсутствующие должны сдать работу: 1 ученик" in after or "Отсутствующий должен сдать" in after


def test_what_is_refused_stays_typed_with_its_rule(start: Start) -> None:
    browser, school, _ = start()
    path, page = page_of(browser, school)
    refused = gradebook_pb2.CellRefusal(field="marks[0]", rule="NOT_IN_SCALE", message="m")
    fill = gradebook_pb2.CellRefusal(field="fill_value", rule="NOT_IN_SCALE", message="m")
    school.answers["BatchRecordMarks"] = marks_pb2.BatchRecordMarksResponse(
        saved=gradebook_pb2.RecordLessonResponse(refusals=[refused, fill, fill])
    )
    answer = browser.post(path, page, **{"seen": seen_of(page), f"mark.{ANNA}": "7", "fill": "7"})
    assert answer.status_code == 409
    assert f'name="mark.{ANNA}" value="7"' in answer.text
    assert 'name="fill" value="7"' in answer.text
    assert answer.text.count("<li>") >= 2


def test_a_lock_keeps_all_that_was_typed(start: Start) -> None:
    browser, school, _ = start()
    path, page = page_of(browser, school)
    school.fail["BatchRecordMarks"] = refusal(grpc.StatusCode.FAILED_PRECONDITION, "PERIOD_LOCKED")
    answer = browser.post(path, page, **{"seen": seen_of(page), f"mark.{ANNA}": "4", f"comment.{ANNA}": "Хорошо"})
    assert answer.status_code == 409
    assert 'value="Хорошо"' in answer.text


def test_when_the_gradebook_is_away_the_form_is_kept(start: Start) -> None:
    browser, school, _ = start()
    path, page = page_of(browser, school)
    school.fail["BatchRecordMarks"] = refusal(grpc.StatusCode.UNAVAILABLE)
    answer = browser.post(path, page, **{"seen": seen_of(page), f"mark.{ANNA}": "4"})
    assert answer.status_code == 503
    assert f'name="mark.{ANNA}" value="4"' in answer.text


def test_a_column_gets_another_kind_and_is_deleted(start: Start) -> None:
    browser, school, _ = start()
    path, page = page_of(browser, school)
    browser.post(f"{path}/change", page, version="1", title="Контрольная", category="test")
    [changed] = school.asked("UpdateLineItem")
    assert (changed.title, changed.category, changed.seen_version) == ("Контрольная", "test", 1)
    school.fail["DeleteLineItem"] = refusal(grpc.StatusCode.FAILED_PRECONDITION, "LINE_ITEM_HAS_MARKS")
    assert browser.post(f"{path}/delete", page, version="1").headers["Location"] == path
    assert "сначала удалите" in browser.get(path).text
    del school.fail["DeleteLineItem"]
    assert browser.post(f"{path}/delete", page, version="1").headers["Location"] == f"/{school.lesson.name}"


def test_a_work_that_the_lesson_has_not_is_a_missing_page(start: Start) -> None:
    browser, school, _ = start()
    assert browser.get(f"/{school.lesson.name}/works/{new_id()}").status_code == 404
    assert browser.get(f"/{school.lesson.name}/works").status_code == 200
