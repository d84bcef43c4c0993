"""What every scene of the demonstration stands on: browsers, accounts, steps that are timed, and patience."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from deploy.local.browser import Browser, Element, Form, Page, read
from deploy.local.steps import Steps

PATIENCE_SECONDS = 45.0
_POLL_SECONDS = 0.25
_LOOK_BACK_DAYS = 14
_LESSON = re.compile(r"^/schools/[0-9a-f-]{36}/groups/[0-9a-f-]{36}/lessons/[0-9a-f-]{36}$")

Found = TypeVar("Found")


class DidNotHappen(Exception):
    """A step did not happen; the text says what was expected and what to look at."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child of one of the families: its resource name (schools/{s}/pupils/{p})."""

    name: str

    @property
    def id(self) -> str:
        """The person id."""
        return self.name.rpartition("/")[2]


class Stage:
    """The running platform as people reach it."""

    def __init__(self, endpoints: Mapping[str, Any], steps: Steps) -> None:
        self.endpoints, self._steps = endpoints, steps
        self._accounts = {one["role"]: one for one in endpoints["accounts"]}

    @contextmanager
    def step(self, text: str) -> Any:
        """A step with its time; what is added to the list it gives is shown beside it."""
        with self._steps.step(text) as notes:
            yield notes

    def log_in(self, role: str) -> Browser:
        """A browser in which the demonstration's account of this role is logged in. Raises DidNotHappen."""
        account = self._accounts.get(role)
        if account is None:
            raise DidNotHappen(f"there is no demonstration account with the role {role}: look at var/endpoints.json")
        browser = Browser(self.endpoints["portal"])
        page = browser.get("/login")
        login = account.get("login") or account["username"]
        after = browser.submit(page, form_with(page, "username"), username=login, password=account["password"])
        if not after.ok or "/login" in after.address:
            raise DidNotHappen(f"{login} could not log in (HTTP {after.status}): ./zvonok logs identity")
        return browser

    def family(self, role: str) -> tuple[Browser, list[Child]]:
        """A guardian's browser and the children on the start page."""
        browser = self.log_in(role)
        elements, _ = read(browser.get("/"))
        children = [one.attributes["data-child"] for one in elements if "data-child" in one.attributes]
        if not children:
            raise DidNotHappen(
                f"the start page of {role} shows no child: ./zvonok logs portal, ./zvonok logs gradebook"
            )
        return browser, [Child(name) for name in children]

    def lesson(self, teacher: Browser, child: Child) -> tuple[str, Page]:
        """The newest lesson of a group that the child is in: its date and its page. Raises DidNotHappen."""
        found = self.find_lesson(teacher, child)
        if found is None:
            raise DidNotHappen(
                f"the teacher has no lesson with the child in {_LOOK_BACK_DAYS} days: ./zvonok logs gradebook"
            )
        return found

    def lesson_to_lock(self, teacher: Browser, child: Child, notes: list[str]) -> tuple[str, Page] | None:
        """An earlier lesson that no unlock holds open, as `find_lesson` gives it; None, and a note, when all are."""
        found = self.find_lesson(teacher, child, days_ago=1, without="data-open")
        if found is None:
            notes.append("earlier performances opened every lesson of two weeks: again in two hours")
        return found

    @staticmethod
    def find_lesson(teacher: Browser, child: Child, days_ago: int = 0, without: str = "\0") -> tuple[str, Page] | None:
        """The newest lesson of at least so many days ago of a group that the child is in: its date and its page.

        `without`: what the page may not hold.
        """
        for back in range(days_ago, days_ago + _LOOK_BACK_DAYS + 1):
            day = (date.fromisoformat(today()) - timedelta(days=back)).isoformat()
            cards = [
                one.attributes.get("href", "") for one in read(teacher.get(f"/?day={day}"))[0] if _is_day_card(one)
            ]
            for address in filter(_LESSON.match, cards):
                page = teacher.get(address)
                if child.id in page.text and without not in page.text:
                    return day, page
        return None


def form_to(page: Page, part: str) -> Form:
    """The page's form that goes to an address with this part. Raises DidNotHappen."""
    found = next((form for form in read(page)[1] if part in form.action), None)
    if found is None:
        raise DidNotHappen(f"the page has no form to {part} (HTTP {page.status}, trace {page.trace_id})")
    return found


def form_with(page: Page, with_field: str) -> Form:
    """The page's form that has a field of this name. Raises DidNotHappen."""
    found = next((form for form in read(page)[1] if with_field in form.fields), None)
    if found is None:
        raise DidNotHappen(f"the page has no form (HTTP {page.status}, trace {page.trace_id}): ./zvonok logs portal")
    return found


def has_class(element: Element, name: str) -> bool:
    """Whether an element is of a class."""
    return name in element.attributes.get("class", "").split()


def heading(page: Page) -> str:
    """The page's heading."""
    return next((one.text.strip() for one in read(page)[0] if one.tag == "h1"), "")


def until(ready: Callable[[], Found], seconds: float = PATIENCE_SECONDS) -> Found:
    """Asks until the answer is something or patience is over; the last answer."""
    end = time.monotonic() + seconds
    while not (found := ready()) and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    return found


def read_json(address: str) -> Any:
    """JSON from an address of our own; an empty object where there is nothing (yet). Raises DidNotHappen."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - an address of our own
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return {}
        raise DidNotHappen(f"{address} answers {error.code}: ./zvonok status") from error
    except OSError as error:
        raise DidNotHappen(f"{address} does not answer ({error}): ./zvonok status") from error


def is_after(stamp: str, moment: float) -> bool:
    """Whether an ISO time is at or after a moment (seconds)."""
    # Clocks are the same; the sink writes milliseconds.
    return moment_of(stamp) >= moment - 0.01


def moment_of(stamp: str) -> float:
    """An ISO time in seconds."""
    return datetime.fromisoformat(stamp).timestamp()


def today() -> str:
    """Today at the demonstration's schools; the portal opens the start page on it."""
    return datetime.now(ZoneInfo("Europe/Moscow")).date().isoformat()


def _is_day_card(element: Element) -> bool:
    return has_class(element, "lesson-card") and "dated" not in element.attributes.get("class", "").split()
