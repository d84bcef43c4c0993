"""The pages over fake services: what they show, what they send, what they say when a service refuses."""

import html
import re

import grpc
import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook

from services.portal import catalogue
from services.portal.app import create_app
from services.portal.lesson_form import ABSENT
from tests.unit.portal.conftest import Browser, Start, portal_config
from tests.unit.portal.fakes import GROUP, NAMES, PUPILS, SCHOOL, School, refusal

Code = grpc.StatusCode
ANNA = PUPILS[0].rpartition("/")[2]


def test_without_a_session_every_page_leads_to_the_log_in(start: Start) -> None:
    browser, school, _ = start(logged_in=False)
    for path in ("/", "/diary", "/notices", "/account", f"/{GROUP}/journal", "/events"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login")
    assert not school.calls
    assert browser.get("/healthz").text == "ok"


@pytest.mark.parametrize(
    ("roles", "paths"),
    [
        (["subject_teacher"], ["/", "/?day=2026-09-01", "/journals", f"/{GROUP}/journal", "/account", "/notices"]),
        (["guardian"], ["/", f"/{PUPILS[0]}/diary", f"/{PUPILS[0]}/diary?day=2026-10-05", f"/{PUPILS[0]}/disclosures"]),
        (["deputy_head"], [f"/{SCHOOL}/control-room", f"/{SCHOOL}/control-room/numbers"]),
        (["pupil"], [f"/{PUPILS[0]}/diary"]),
    ],
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_pages_answer(start: Start, roles: list[str], paths: list[str], language: str) -> None:
    browser, _, _ = start(*roles)
    browser.client.set_cookie("zvonok-language", language)
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Language"] == language


def test_personal_pages_are_kept_nowhere_and_load_nothing_foreign(start: Start) -> None:
    browser, _, _ = start()
    headers = browser.get("/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    html = browser.get("/").text
    assert " style=" not in html
    assert " onclick=" not in html


def test_over_https_the_cookie_is_bound_to_the_host() -> None:
    app = create_app(portal_config(public_url="https://portal.example"), School().clients())
    client = app.test_client()
    page = client.get("/login", base_url="https://localhost")
    assert page.headers["Strict-Transport-Security"]
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/login",
        base_url="https://localhost",
        headers={"Referer": "https://localhost/login"},
        data={"csrf_token": token, "username": "a", "password": "right"},
    )
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-zvonok="))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_form_without_its_token_changes_nothing(start: Start) -> None:
    browser, school, _ = start()
    answer = browser.client.post("/logout")
    assert answer.status_code == 400
    assert not school.asked("LogOut")


def test_log_in_says_what_was_wrong(start: Start) -> None:
    browser, school, _ = start(logged_in=False)
    page = browser.get("/login").text
    wrong = browser.post("/login", page, username="vetrova", password="wrong")
    assert wrong.status_code == 401
    assert "неверны" in wrong.text
    assert 'value="vetrova"' in wrong.text
    assert school.asked("LogIn")[0].remote_address == "127.0.0.1"
    school.fail["LogIn"] = refusal(Code.RESOURCE_EXHAUSTED, "LOGIN_RATE_LIMITED", retry_seconds="170")
    blocked = browser.post("/login", page, username="vetrova", password="wrong")
    assert blocked.status_code == 429
    assert "через 3 минуты" in blocked.text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_log_in_leads_nowhere_else(start: Start, target: str) -> None:
    browser, _, _ = start(logged_in=False)
    page = browser.get("/login").text
    answer = browser.post("/login", page, username="a", password="right", next=target)
    assert answer.headers["Location"] == "/"


def test_log_in_leads_back_to_the_page_wanted(start: Start) -> None:
    browser, _, _ = start(logged_in=False)
    page = browser.client.get("/notices", follow_redirects=True).text
    assert 'name="next" value="/notices"' in page


def test_an_ended_session_leads_to_the_log_in(start: Start) -> None:
    browser, school, _ = start()
    school.fail["IssueToken"] = refusal(Code.UNAUTHENTICATED, "SESSION_ENDED")
    answer = browser.get("/notices")
    assert answer.status_code == 302
    assert "Max-Age=0" in answer.headers["Set-Cookie"] or "1970" in answer.headers["Set-Cookie"]


def test_no_right_and_no_such_page_look_the_same(start: Start) -> None:
    browser, school, _ = start("guardian")
    missing = browser.get("/no-such-page")
    school.fail["GetDiary"] = refusal(Code.PERMISSION_DENIED, "NOT_ALLOWED")
    refused = browser.get(f"/{PUPILS[9]}/diary")
    assert refused.status_code == missing.status_code == 404
    for answer in (refused, missing):
        assert "Не найдено или нет права" in answer.text
    assert NAMES[0][0] not in refused.text


def test_a_service_that_is_away_is_told_with_the_trace(start: Start) -> None:
    browser, school, _ = start()
    school.fail["ListNotices"] = refusal(Code.UNAVAILABLE)
    answer = browser.get("/notices")
    assert answer.status_code == 503
    assert "Повторите через несколько секунд" in answer.text


def lesson_page(browser: Browser, school: School) -> str:
    answer = browser.get(f"/{school.lesson.name}")
    assert answer.status_code == 200
    return answer.text


def hidden(page: str, name: str) -> str:

    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def fields(page: str, school: School, **changes: str) -> dict[str, str]:
    form = {name: hidden(page, name) for name in ("request_id", "seen", "topic")}
    form[f"mark.{school.item.name.rpartition('/')[2]}.{ANNA}"] = "5"
    return form | {"action": "save"} | changes


def test_the_lesson_page_shows_the_grid(start: Start) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    assert all(f"{family} {given}" in page for family, given in NAMES)
    assert page.count('class="mark-input') == len(PUPILS)


def test_one_save_is_one_call(start: Start) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    changes = {"topic": "Системы", f"att.{ANNA}": ABSENT}
    answer = browser.post(f"/{school.lesson.name}", page, **fields(page, school, **changes))
    assert answer.status_code == 302
    (request,) = school.asked("RecordLesson")
    assert request.request_id == hidden(page, "request_id")
    assert request.lesson_edit.topic == "Системы"
    assert [one.pupil for one in request.attendance] == [PUPILS[0]]
    assert "Сохранено" in browser.get(f"/{school.lesson.name}").text


def test_a_refused_cell_keeps_what_was_typed(start: Start) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    item = school.item.name.rpartition("/")[2]
    school.answers["RecordLesson"] = gradebook.RecordLessonResponse(
        refusals=[gradebook.CellRefusal(field="marks[0]", rule="NOT_IN_SCALE")]
    )
    answer = browser.post(f"/{school.lesson.name}", page, **fields(page, school, **{f"mark.{item}.{ANNA}": "7"}))
    assert answer.status_code == 409
    assert "Такой отметки нет" in answer.text
    assert f'name="mark.{item}.{ANNA}" value="7"' in answer.text
    assert hidden(answer.text, "request_id") != hidden(page, "request_id")


@pytest.mark.parametrize("error", [refusal(Code.UNAVAILABLE), refusal(Code.DEADLINE_EXCEEDED)])
def test_when_the_gradebook_is_away_everything_typed_waits_on_the_page(start: Start, error: Exception) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    sent = fields(page, school, topic="Системы")
    school.fail["RecordLesson"] = error
    kept = browser.post(f"/{school.lesson.name}", page, **sent)
    assert kept.status_code == 503
    assert {name: hidden(kept.text, name) for name in sent} == sent
    del school.fail["RecordLesson"]
    again = browser.post(f"/{school.lesson.name}", kept.text, **sent)
    assert again.status_code == 302
    first, second = school.asked("RecordLesson")
    assert first == second


def test_when_the_session_ended_everything_typed_waits_on_the_page(start: Start) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    browser.client.delete_cookie("zvonok")
    kept = browser.post(f"/{school.lesson.name}", page, **fields(page, school, topic="Системы"))
    assert kept.status_code == 401
    assert hidden(kept.text, "topic") == "Системы"


@pytest.mark.parametrize(("site", "keeps"), [("same-origin", True), ("cross-site", False)])
def test_a_stale_form_of_our_own_is_kept(start: Start, site: str, keeps: bool) -> None:
    browser, school, _ = start()
    sent = fields(lesson_page(browser, school), school, topic="Системы", csrf_token="old")
    answer = browser.client.post(f"/{school.lesson.name}", data=sent, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 400
    assert ("Системы" in answer.text) is keeps
    assert not school.asked("RecordLesson")


def test_a_save_that_had_got_through_is_finished_under_a_new_id(start: Start) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    school.fail["RecordLesson"] = refusal(Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED")
    browser.post(f"/{school.lesson.name}", page, **fields(page, school, topic="Системы"))
    first, second = school.asked("RecordLesson")
    assert first.lesson == second.lesson


def test_a_column_is_added_without_saving(start: Start) -> None:
    browser, school, _ = start()
    page = lesson_page(browser, school)
    sent = fields(page, school, topic="Системы", action="add_column", category="project")
    answer = browser.post(f"/{school.lesson.name}", page, **sent)
    assert answer.status_code == 200
    assert 'name="column.new-1" value="project"' in answer.text
    assert hidden(answer.text, "topic") == "Системы"
    assert not school.asked("RecordLesson")


def test_the_unread_count_comes_as_events(start: Start) -> None:
    browser, school, _ = start("guardian")
    answer = browser.get("/events")
    assert answer.mimetype == "text/event-stream"
    chunks = iter(answer.response)
    assert next(chunks) in (b"retry: 2000\n\n", "retry: 2000\n\n")
    assert b"event: unread\ndata: 3" in next(chunks)
    answer.close()
    assert school.streams["unread"].cancelled.is_set()


def test_the_demonstration_pages_are_absent_outside_it(start: Start) -> None:
    browser, _, _ = start(mail_page_url="http://127.0.0.1:9")
    assert browser.get("/demonstration/mail").status_code == 404


def test_the_language_can_be_chosen(start: Start) -> None:
    browser, _, _ = start()
    answer = browser.post("/language", browser.get("/account").text, language="en", next="/account")
    assert answer.headers["Location"] == "/account"
    assert "Where you are logged in" in browser.get("/account").text


def test_the_russian_catalogue_is_whole_and_compiled() -> None:
    committed = catalogue.read_catalogue()
    assert not catalogue.missing(catalogue.updated(committed)), "run python -m services.portal.catalogue"
    assert (catalogue.RUSSIAN / "messages.mo").read_bytes() == catalogue.compiled(committed)


def test_the_grid_shows_comments_and_until_when_work_is_owed(start: Start) -> None:
    browser, school, _ = start()
    school.marks[0].comment = "Отлично решено"
    school.marks[1].value, school.marks[1].due_date = "•", "2026-12-08"
    page = lesson_page(browser, school)
    assert 'title="Отлично решено"' in page
    assert "до 8.12" in page
    assert f"/{school.lesson.name}/works/{school.item.name.rpartition('/')[2]}" in page


def test_a_year_group_without_marks_has_attendance_alone(start: Start) -> None:
    browser, school, _ = start()
    answer = school.GetLesson(None)
    answer.ClearField("scale")
    answer.ClearField("line_items")
    answer.ClearField("marks")
    school.answers["GetLesson"] = answer
    page = lesson_page(browser, school)
    assert "add_column" not in page
    assert "mark-input" not in page
    assert "В этой параллели отметок нет" in page


def test_the_journal_and_the_lesson_show_exemptions_comments_and_owed_work(start: Start) -> None:
    browser, school, _ = start()
    journal = school.GetJournal(gradebook.GetJournalRequest(begin_date="2000-01-01", end_date="2100-01-01"))
    journal.marks[0].comment = "Отлично решено"
    journal.marks[1].value, journal.marks[1].due_date = "•", "2026-12-08"
    journal.pupils[3].exempt_times.add(begin_date="2000-01-01", end_date="2100-01-01")
    school.answers["GetJournal"] = journal
    page = browser.get(f"/{GROUP}/journal").text
    assert 'title="Отлично решено"' in page
    assert "долг, сдать до 8 декабря" in page
    assert "осв</span>" in page
    lesson = school.GetLesson(None)
    lesson.pupils[3].exempt_times.add(begin_date="2000-01-01", end_date="2100-01-01")
    school.answers["GetLesson"] = lesson
    assert lesson_page(browser, school).count("освобождение</span>") == 1


def test_the_diary_shows_comments_owed_work_and_exemptions(start: Start) -> None:
    browser, school, _ = start("guardian")
    diary = school.GetDiary(gradebook.GetDiaryRequest(begin_date="2026-11-23", end_date="2026-11-29"))
    for one in diary.lessons:
        del one.marks[:]
    diary.lessons[0].marks.add(value="4", category="test", comment="Хорошо, но проверь знаки")
    diary.lessons[1].marks.add(value="•", category="test", due_date="2026-12-08")
    diary.lessons[2].exempt = True
    school.answers["GetDiary"] = diary
    page = browser.get(f"/{PUPILS[0]}/diary?day=2026-11-24").text
    assert "Хорошо, но проверь знаки" in page
    assert "долг, сдать до 8 декабря" in page
    assert "осв</span>" in page
