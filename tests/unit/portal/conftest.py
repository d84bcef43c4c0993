"""A portal over fake services, and a browser of sorts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.portal.app import create_app
from services.portal.config import PortalConfig
from services.portal.sessions import Sessions
from services.portal.streams import Streams
from tests.unit.portal.fakes import School


def portal_config(**changes: object) -> PortalConfig:
    values = {
        "listen": "127.0.0.1:1",
        "identity_address": "",
        "gradebook_address": "",
        "notify_address": "",
        "reports_address": "",
        "tls_dir": Path("/nowhere"),
        "otlp_endpoint": "",
        "public_url": "http://localhost",
        "secret": "for tests",
        "demonstration": False,
        "mail_page_url": "",
        "trace_page_url": "",
    }
    return PortalConfig(**(values | changes))  # type: ignore[arg-type]


class Browser:
    """Follows forms as a browser does: hidden fields and the CSRF token come from the page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, page: str, **fields: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        return self.client.post(path, data={"csrf_token": token[1], **fields})

    def log_in(self) -> None:
        page = self.get("/login").text
        answer = self.post("/login", page, username="vetrova", password="right")
        assert answer.status_code == 302


Start = Callable[..., tuple[Browser, School, Flask]]


@pytest.fixture(scope="session")
def plain_app() -> Flask:
    """A portal without settings of its own: to make one takes longer than most tests."""
    return create_app(portal_config(), School().clients())


@pytest.fixture
def start(plain_app: Flask) -> Start:
    """Starts a portal for a person with these roles, logged in."""

    def make(*roles: str, logged_in: bool = True, **settings: object) -> tuple[Browser, School, Flask]:
        school = School(*roles)
        clients = school.clients()
        app = create_app(portal_config(**settings), clients) if settings else plain_app
        app.extensions["zvonok_clients"] = clients
        app.extensions["zvonok_sessions"] = Sessions(clients)
        app.extensions["zvonok_streams"] = Streams(96)
        browser = Browser(app.test_client())
        if logged_in:
            browser.log_in()
        return browser, school, app

    return make
