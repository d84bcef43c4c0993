"""Wherever a page leads, there is a page for whom it leads there, and it fits a phone: a real browser follows links."""

import re
from collections import deque

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import LogIn

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform")]

WIDTH = 390
ID = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
# What ends the visit.
NO_PAGE = re.compile("/logout|/language")
LINKS = "links => links.filter(one => !one.hasAttribute('download')).map(one => one.pathname + one.search)"


@pytest.mark.parametrize("login", ["teacher", "guardian", "pupil", "deputy", "administrator", "operator"])
def test_every_link_leads_to_a_page_that_fits_a_phone(log_in: LogIn, login: str) -> None:
    page = log_in(login, width=WIDTH)
    # A page a moment would leave the portal with more open streams than it keeps (services/portal/streams.py).
    page.route(re.compile("/events$"), lambda route: route.abort())
    start = page.evaluate("location.pathname")
    waiting, visited, problems = deque([(start, "the start")]), set(), []
    while waiting:
        address, source = waiting.popleft()
        kind = kind_of(address)
        if kind in visited:
            continue
        visited.add(kind)
        problems += [f"{kind}, from {source}: {one}" for one in problems_at(page, address)]
        waiting += [(each, kind) for each in links_of(page)]
    assert not problems
    # More than the start, the account and the notices.
    assert len(visited) > 3


def kind_of(address: str) -> str:
    """The address without what differs from thing to thing: one page of each kind is looked at."""
    path, _, query = address.partition("?")
    names = sorted(part.partition("=")[0] for part in query.split("&") if part)
    return ID.sub("*", path) + ("?" + ",".join(names) if names else "")


def problems_at(page: Page, address: str) -> list[str]:
    """Goes there, unless it is a file."""
    answer = page.request.get(address)
    if not answer.ok:
        return [f"status {answer.status}"]
    if "text/html" not in answer.headers["content-type"]:
        return []
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} pixels wide"] if wide > WIDTH else []


def links_of(page: Page) -> list[str]:
    here = page.evaluate("location.origin")
    links: list[str] = page.locator(f"a[href^='/'], a[href^='?'], a[href^='{here}']").evaluate_all(LINKS)
    return [link for link in links if not NO_PAGE.search(link) and not link.startswith("/demonstration")]
