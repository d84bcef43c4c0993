"""An office connects another system in a real browser; its receiver, the guide's own, takes the call as genuine."""

from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import LogIn
from tests.e2e.test_main_job import problems_of
from tests.integration.reports.receivers import PATIENCE_SECONDS, example, serving

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_webhook_is_made_tested_and_sent_again(log_in: LogIn, width: int) -> None:
    names, called, genuine = example(), Event(), []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            genuine.append(names["is_genuine"](self.headers, body))
            self.send_response(204)
            self.end_headers()
            called.set()

        log_message = lambda *_: None  # noqa: E731

    page = log_in("administrator", width=width)
    school = (page.locator("header a[href^='/schools/']").first.get_attribute("href") or "").split("/")[2]
    page.goto(f"/schools/{school}/webhooks")
    with serving(Receiver) as url:
        page.get_by_label("Адрес").fill(f"{url}/{width}")
        page.get_by_label("урок записан").check()
        assert not problems_of(page, width)
        page.get_by_role("button", name="Создать").click()
        names["SECRET"] = page.get_by_role("status").locator("code").inner_text()
        assert not problems_of(page, width)
        page.get_by_role("link", name=f"{url}/{width}").click()
        page.get_by_role("button", name="Проверочный вызов").click()
        expect(page.locator(".flash.saved")).to_contain_text("Вызов отправлен")
        assert called.wait(PATIENCE_SECONDS)
        # What came of the call is kept a moment after the answer.
        for _ in range(50):
            page.reload()
            if page.locator("ol .tag.good").count():
                break
        expect(page.locator("ol .tag.good")).to_have_text("принят получателем")
        assert not problems_of(page, width)
        called.clear()
        page.get_by_role("button", name="Отправить повторно").first.click()
        assert called.wait(PATIENCE_SECONDS)
    assert genuine == [True, True]
    page.get_by_text("Удалить вебхук").click()
    page.get_by_role("button", name="Удалить вместе с журналом").click()
    expect(page.locator(".flash.saved")).to_contain_text("Вебхук удалён")
