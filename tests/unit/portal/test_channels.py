"""Pages of single channels: the way out of letters, and as whom a school writes."""

import grpc
from zvonok.notify.v1.channels_pb2 import GetPushResponse

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import SCHOOL, refusal

TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
SENDER = f"/{SCHOOL}/notice-sender"


def test_a_link_in_a_letter_asks_first_and_ends_letters_without_a_session(start: Start) -> None:
    browser, school, _ = start(logged_in=False)
    page = browser.get(f"/unsubscribe/{TOKEN}")
    assert page.status_code == 200
    assert "Не присылать писем" in page.text
    assert school.asked("Unsubscribe") == [], "programs that look at links end nothing"
    # As a mail program does it: no cookie, no form token, its own body (RFC 8058, 3.2).
    answer = browser.client.post(f"/unsubscribe/{TOKEN}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Писем об отметках, пропусках" in answer.text
    [sent] = school.asked("Unsubscribe")
    assert sent.token == TOKEN


def test_a_link_that_is_none_of_ours(start: Start) -> None:
    browser, school, _ = start(logged_in=False)
    school.fail["Unsubscribe"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "BAD_TOKEN")
    assert browser.client.post("/unsubscribe/nonsense").status_code == 404
    assert browser.client.post(f"/unsubscribe/{'x' * 101}").status_code == 404


def test_another_site_cannot_end_them_by_a_form(start: Start) -> None:
    browser, school, _ = start(logged_in=False)
    answer = browser.client.post(f"/unsubscribe/{TOKEN}", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert school.asked("Unsubscribe") == []


def test_a_school_says_as_whom_it_writes(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    page = browser.get(SENDER).text
    assert 'value="Лицей № 5"' in page
    answer = browser.post(SENDER, page, title="Школа № 7", reply_to="", version="2")
    assert answer.status_code == 302
    [sent] = school.asked("SetSender")
    assert (sent.school, sent.sender.title, sent.sender.reply_to, sent.sender.version) == (SCHOOL, "Школа № 7", "", 2)


def test_what_was_refused_stays_as_it_was_typed(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    school.fail["SetSender"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "BAD_REPLY_TO")
    answer = browser.post(SENDER, browser.get(SENDER).text, title="Школа № 7", reply_to="приёмная", version="2")
    assert answer.status_code == 422
    assert "адрес электронной почты" in answer.text
    assert 'value="приёмная"' in answer.text


def test_who_logs_out_is_told_nothing_more_in_this_browser(start: Start) -> None:
    browser, school, _ = start("guardian")
    browser.post("/logout", browser.get("/notices").text)
    [sent] = school.asked("RemovePush")
    assert (sent.endpoint, sent.session) == ("", "")
    assert school.asked("LogOut")


def test_a_log_out_does_not_wait_for_notify(start: Start) -> None:
    browser, school, _ = start("guardian")
    page = browser.get("/notices").text
    school.fail["RemovePush"] = refusal(grpc.StatusCode.UNAVAILABLE, "DATABASE_AWAY")
    assert browser.post("/logout", page).status_code == 302
    assert school.asked("LogOut")


def test_without_a_key_nothing_is_offered(start: Start) -> None:
    browser, school, _ = start("guardian")
    assert "data-push" in browser.get("/notices").text
    school.answers["GetPush"] = GetPushResponse()
    assert "data-push" not in browser.get("/notices").text
