"""The class teacher's messages to families, and a family's confirmation."""

import grpc
from zvonok.notify.v1 import notify_pb2

from kit.ids import new_id
from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import CLASS, PUPILS, TODAY, moment, refusal
from tests.unit.portal.fakes_messages import MESSAGE, TEXT

PAGE = f"/{CLASS}/messages"


def test_a_class_teacher_writes_and_sees_what_was_sent(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(PAGE).text
    for words in ("Сообщения семьям", "В пятницу собрание", "прочитали: 2 из 3", "подтвердили: 1", "?page=more"):
        assert words in page
    answer = browser.post(PAGE, page, text="Собрание\r\nв пятницу", confirm="1", request_id=new_id())
    assert answer.status_code == 302
    [sent] = school.asked("SendMessage")
    assert (sent.text, sent.confirm, list(sent.pupils)) == ("Собрание\nв пятницу", True, [])
    assert "семьям 25 учеников" in browser.get(PAGE).text


def test_some_families_are_written_to_and_none_is_a_mistake(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    page = browser.get(PAGE).text
    answer = browser.post(PAGE, page, text="Зайдите ко мне", whom="some")
    assert (answer.status_code, school.asked("SendMessage")) == (422, [])
    assert "Зайдите ко мне" in answer.text
    browser.post(PAGE, page, text="Зайдите ко мне", whom="some", pupils=PUPILS[1].split("/")[3])
    [sent] = school.asked("SendMessage")
    assert list(sent.pupils) == [PUPILS[1]]


def test_what_is_refused_stays_typed(start: Start) -> None:
    browser, school, _ = start("class_teacher")
    school.fail["SendMessage"] = refusal(grpc.StatusCode.FAILED_PRECONDITION, "TOO_MANY_MESSAGES")
    answer = browser.post(PAGE, browser.get(PAGE).text, text="Двадцать первое")
    assert answer.status_code == 422
    assert "не больше 20 сообщений" in answer.text
    assert "Двадцать первое" in answer.text


def test_heads_read_and_do_not_write(start: Start) -> None:
    browser, _, _ = start("deputy_head")
    page = browser.get(PAGE).text
    assert TEXT.splitlines()[1] in page
    assert 'name="text"' not in page


def test_the_report_begins_with_who_has_not_read(start: Start) -> None:
    browser, _, _ = start("class_teacher")
    page = browser.get(f"{PAGE}/{MESSAGE}").text
    assert "ещё нет" in page
    assert page.index("ещё нет") < page.index("18:30")  # 15:30 of UTC in Moscow


def test_a_family_confirms(start: Start) -> None:
    browser, school, _ = start("guardian")
    notice = notify_pb2.Notice(
        notice=new_id(), pupil=PUPILS[0], kind="message", lesson_date=TODAY.isoformat(), create_time=moment(3),
        text=TEXT, confirm=True,
    )  # fmt: skip
    school.more_notices = [notice]
    page = browser.get("/notices").text
    assert TEXT in page
    assert browser.post(f"/notices/{notice.notice}/confirm", page).status_code == 302
    [confirmed] = school.asked("ConfirmMessage")
    assert confirmed.notice == notice.notice
