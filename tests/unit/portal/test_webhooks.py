"""The pages on which a school's office keeps webhooks."""

from datetime import UTC, datetime, timedelta

import grpc
import pytest

from tests.unit.portal.conftest import Start
from tests.unit.portal.fakes import SCHOOL, refusal
from tests.unit.portal.fakes_webhooks import HOOK, PARKED, RECORDED

PAGE = f"/{SCHOOL}/webhooks"
ONE = f"{PAGE}/{HOOK}"


def test_the_journal_administrator_finds_webhooks_and_a_deputy_head_does_not(start: Start) -> None:
    browser, _, _ = start("journal_administrator")
    assert PAGE in browser.get(f"/{SCHOOL}").text
    page = browser.get(PAGE).text
    for word in ("https://canteen.example/hook", "урок записан", "ждут: 2", "zvonok.new.v1"):
        assert word in page
    browser, _, _ = start("deputy_head")
    assert PAGE not in browser.get(f"/{SCHOOL}").text


def test_a_new_webhooks_key_is_on_this_page_and_no_other(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    answer = browser.post(PAGE, browser.get(PAGE).text, url=" https://site.example/in ", event_type=RECORDED)
    assert answer.status_code == 200
    assert "whsec_first" in answer.text
    [asked] = school.asked("CreateWebhook")
    assert (asked.url, list(asked.event_types)) == ("https://site.example/in", [RECORDED])
    assert "whsec" not in browser.get(PAGE).text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refused_webhook_stays_typed(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    school.fail["CreateWebhook"] = refusal(grpc.StatusCode.INVALID_ARGUMENT, "BAD_WEBHOOK_URL")
    answer = browser.post(PAGE, browser.get(PAGE).text, url="http://site.example", event_type=RECORDED)
    assert answer.status_code == 409
    assert 'value="http://site.example"' in answer.text
    assert f'value="{RECORDED}" checked' in answer.text
    assert "https://" in answer.text


def test_the_log_says_what_came_of_each_call(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    page = browser.get(f"{ONE}?state=parked&page=abc").text
    for word in ("не ответил за десять секунд", "HTTP 500", "page=more", f"webhook-id: {PARKED}", "попыток: 9"):
        assert word in page
    [asked] = school.asked("ListWebhookDeliveries")
    assert (asked.webhook, asked.state, asked.page_token) == (HOOK, "parked", "abc")
    browser.get(f"{ONE}?state=nonsense")
    assert school.asked("ListWebhookDeliveries")[1].state == ""


def test_one_call_and_a_span_are_sent_again(start: Start) -> None:
    browser, school, _ = start("journal_administrator")
    page = browser.get(ONE).text
    answer = browser.post(f"{ONE}/replay", page, delivery=PARKED)
    assert "5 вызовов" in browser.get(answer.headers["Location"]).text
    browser.post(f"{ONE}/replay", page, begin="2026-09-14T08:00", end="2026-09-14T09:30", parked_only="1")
    one, span = school.asked("ReplayWebhookDeliveries")
    assert (list(one.deliveries), one.HasField("begin_time")) == ([PARKED], False)
    # By the school's clock.
    assert span.end_time.ToDatetime(UTC) - span.begin_time.ToDatetime(UTC) == timedelta(minutes=90)
    assert span.begin_time.ToDatetime(UTC) < datetime(2026, 9, 14, 8, tzinfo=UTC)
    assert (span.parked_only, list(span.deliveries)) == (True, [])


def test_settings_are_changed_with_the_version_seen(start: Start) -> None:
    browser, school, _ = start("director")
    page = browser.get(ONE).text
    answer = browser.post(ONE, page, version="3", url="https://new.example/", event_type=RECORDED, active="1")
    assert answer.status_code == 302
    [asked] = school.asked("UpdateWebhook")
    assert (asked.version, asked.url, asked.active) == (3, "https://new.example/", True)
    school.fail["UpdateWebhook"] = refusal(grpc.StatusCode.ABORTED, "VERSION_CONFLICT")
    answer = browser.post(ONE, page, version="2", url="https://other.example/", event_type=RECORDED)
    assert (answer.status_code, 'value="https://other.example/"' in answer.text) == (409, True)


@pytest.mark.parametrize(
    ("path", "method", "told"),
    [
        ("test", "TestWebhook", "Вызов отправлен"),
        ("delete", "DeleteWebhook", "удалён"),
        ("key", "RotateWebhookKey", ""),
    ],
)
def test_what_can_be_done_with_one(start: Start, path: str, method: str, told: str) -> None:
    browser, school, _ = start("director")
    answer = browser.post(f"{ONE}/{path}", browser.get(ONE).text)
    [asked] = school.asked(method)
    assert asked.webhook == HOOK
    if told:
        assert told in browser.get(answer.headers["Location"]).text
    else:
        assert "whsec_second" in answer.text
