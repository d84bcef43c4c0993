"""Notices in a real browser: live in the open page; and by web push, shown by the worker of the portal."""

import json
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server
from zvonok.notify.v1.notify_pb2 import WatchUnreadResponse

from services.portal.app import create_app
from tests.unit.portal.conftest import portal_config
from tests.unit.portal.fakes import School, Stream

TOLD = {"title": "Новые отметки в дневнике", "body": "Варя: Алгебра\nТест: 5", "url": "/notices?x=1", "tag": "n1"}


@pytest.fixture
def portal() -> Iterator[tuple[School, str]]:
    """A portal over fake services at an address that browsers hold for safe."""
    school = School("guardian")
    server = make_server("127.0.0.1", 0, create_app(portal_config(), school.clients()), threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield school, address
    server.shutdown()


@pytest.fixture
def page(portal: tuple[School, str], chromium: Browser) -> Iterator[Page]:
    """A guardian's page of notices, in a browser that allows them."""
    _, address = portal
    context = chromium.new_context(base_url=address)
    context.grant_permissions(["notifications"], origin=address)
    found = context.new_page()
    found.set_default_timeout(15_000)
    found.goto("/login")
    found.fill("[name=username]", "vetrova")
    found.fill("[name=password]", "right")
    found.keyboard.press("Enter")
    found.wait_for_selector("header.top")
    found.goto("/notices")
    yield found
    context.close()


def test_a_push_is_shown_and_leads_into_the_portal(portal: tuple[School, str], page: Page) -> None:
    school, address = portal
    # No push service is reached from here: the browser gets a subscription as one would have given it.
    page.evaluate(
        """() => {
          const subscription = {endpoint: "https://fcm.googleapis.com/x", keys: {p256dh: "key", auth: "secret"}};
          PushManager.prototype.subscribe = async (options) => {
            window.asked = [options.userVisibleOnly, options.applicationServerKey.length];
            return {toJSON: () => subscription};
          };
        }"""
    )
    push = page.locator("[data-push]")
    expect(push.locator("[data-say=off]")).to_be_visible()
    push.locator("[data-on]").click()
    expect(push.locator("[data-say=on]")).to_be_visible()
    assert page.evaluate("window.asked") == [True, 65]
    [sent] = school.asked("AddPush")
    assert (sent.endpoint, sent.p256dh, sent.auth) == ("https://fcm.googleapis.com/x", "key", "secret")

    registrations: list[str] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(each["registrationId"] for each in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    for _ in range(2):
        message = {"origin": address, "registrationId": registrations[0], "data": json.dumps(TOLD)}
        devtools.send("ServiceWorker.deliverPushMessage", message)
    shown = page.wait_for_function(
        """async () => {
          const worker = await navigator.serviceWorker.getRegistration("/");
          const found = await worker.getNotifications();
          return found.length ? found.map((one) => [one.title, one.body, one.tag, one.data.url]) : null;
        }"""
    ).json_value()
    assert shown == [[TOLD["title"], TOLD["body"], "n1", "/notices?x=1"]], "a repeat takes the place of the first"


def test_who_forbids_it_is_told_where_to_allow_it(page: Page) -> None:
    page.context.clear_permissions()
    page.evaluate("() => { Notification.requestPermission = async () => 'denied'; }")
    page.locator("[data-on]").click()
    expect(page.locator("[data-say=denied]")).to_be_visible()
    expect(page.locator("[data-on]")).to_be_hidden()


def test_a_push_service_that_is_out_of_reach_is_said(portal: tuple[School, str], page: Page) -> None:
    school, _ = portal
    page.evaluate(
        "() => { PushManager.prototype.subscribe = async () => { throw new DOMException('', 'AbortError'); }; }"
    )
    page.locator("[data-on]").click()
    expect(page.locator("[data-say=failed]")).to_be_visible()
    assert school.asked("AddPush") == []


def test_what_comes_while_the_list_is_open_is_offered(portal: tuple[School, str], page: Page) -> None:
    school, _ = portal
    expect(page.locator("[data-told]")).to_be_hidden()
    school.streams["unread"] = Stream(
        WatchUnreadResponse(unread=3), WatchUnreadResponse(unread=4, notices=["01a2151f-783f-77e3-8288-283f39a4cf38"])
    )
    page.reload()
    expect(page.locator("[data-unread]")).to_have_text("4")
    expect(page.locator("[data-told]")).to_be_visible()
    school.streams["unread"] = Stream(WatchUnreadResponse(unread=4))
    page.locator("[data-told] a").click()
    expect(page.locator("[data-told]")).to_be_hidden()
