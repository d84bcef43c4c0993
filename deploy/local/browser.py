"""A browser in small, for the demonstration: cookies, forms with their hidden fields, live events."""

import http.cookiejar
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

_TIMEOUT_SECONDS = 30.0
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the portal."""

    status: int
    address: str
    text: str
    # The trace that the answer was made in; of the first answer where there was a redirect.
    trace_id: str

    @property
    def ok(self) -> bool:
        """Whether it is the page asked for."""
        return self.status < _FIRST_ERROR


@dataclass(slots=True)
class Element:
    """A tag with its attributes and all text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class Form:
    """A form as it would be sent: buttons are left out."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects elements with their text, and forms with their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self._in_form = False
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes)
        self.elements.append(element)
        if tag not in ("input", "meta", "link", "br", "hr", "img"):
            self._open.append(element)
        if tag == "form":
            self.forms.append(Form(attributes.get("action", "")))
            self._in_form = True
        elif self._in_form and "name" in attributes:
            self._field(tag, attributes)

    def _field(self, tag: str, attributes: dict[str, str]) -> None:
        name, fields = attributes["name"], self.forms[-1].fields
        if tag == "input" and attributes.get("type") in ("radio", "checkbox"):
            if "checked" in attributes:
                fields[name] = attributes.get("value", "on")
        elif tag == "input":
            fields[name] = attributes.get("value", "")
        elif tag == "textarea":
            fields[name], self._area = "", name

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if self._area:
            self.forms[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().tag == tag:
                break
        if tag == "form":
            self._in_form = False
        if tag == "textarea":
            self._area = ""


def read(page: Page) -> tuple[list[Element], list[Form]]:
    """Elements and forms of a page."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.elements, reader.forms


class _KeepFirstTrace(urllib.request.HTTPRedirectHandler):
    """The redirect after a save would hide the save's own trace."""

    trace_id = ""

    def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
        self.trace_id = self.trace_id or headers.get("X-Trace-Id", "")
        return super().http_error_302(req, fp, code, msg, headers)


class Browser:
    """One person's browser at one portal."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())

    def get(self, path: str) -> Page:
        """Opens a page. An error page is an answer too."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, path)))  # noqa: S310 - the portal

    def take(self, path: str) -> bytes:
        """A file. Raises OSError when there is none."""
        request = urllib.request.Request(urllib.parse.urljoin(self.base, path))  # noqa: S310 - the portal
        with urllib.request.build_opener(self._cookies).open(request, timeout=_TIMEOUT_SECONDS) as answer:
            content: bytes = answer.read()
        return content

    def submit(self, page: Page, form: Form, **changes: str) -> Page:
        """Sends a form of a page with some fields filled in."""
        target = urllib.parse.urljoin(page.address, form.action or page.address)
        body = urllib.parse.urlencode(form.fields | changes).encode()
        request = urllib.request.Request(target, data=body, headers={"Referer": page.address})  # noqa: S310 - the portal
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> Page:
        redirects = _KeepFirstTrace()
        opener = urllib.request.build_opener(self._cookies, redirects)
        try:
            with opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                return self._page(answer.status, answer, redirects.trace_id)
        except urllib.error.HTTPError as error:
            return self._page(error.code, error, redirects.trace_id)

    @staticmethod
    def _page(status: int, answer: object, first_trace: str) -> Page:
        headers = answer.headers  # type: ignore[attr-defined]
        text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
        return Page(status, answer.geturl(), text, first_trace or headers.get("X-Trace-Id", ""))  # type: ignore[attr-defined]

    def listen(self, path: str) -> "Listener":
        """Opens a live stream of the portal."""
        opener = urllib.request.build_opener(self._cookies)
        return Listener(opener, urllib.parse.urljoin(self.base, path))


class Listener:
    """Server-sent events of one stream, gathered in the background until `close`."""

    def __init__(self, opener: urllib.request.OpenerDirector, address: str) -> None:
        self._changed = threading.Condition()
        self._events: list[tuple[str, str]] = []
        self._answer = opener.open(address, timeout=_TIMEOUT_SECONDS)
        threading.Thread(target=self._read, name="events", daemon=True).start()

    def _read(self) -> None:
        name = ""
        try:
            for raw in self._answer:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    with self._changed:
                        self._events.append((name, line.removeprefix("data: ")))
                        self._changed.notify_all()
        except (OSError, ValueError, AttributeError):
            # Closed from our side, or the portal went away: whoever waits sees that nothing came.
            return

    def count(self) -> int:
        """How many events have come so far."""
        with self._changed:
            return len(self._events)

    def wait(self, wanted: Callable[[list[tuple[str, str]]], bool], seconds: float) -> bool:
        """Waits until the events so far are as wanted; False when they are not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: wanted(self._events), timeout=seconds)
