"""A browser at its barest, for tests of the portal's doors: cookies and raw answers, no redirect is followed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# What differs between two answers that say the same: ids of things and traces, and tokens of forms.
_PARTICULAR = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|value="[^"]{60,}"')


@dataclass(frozen=True)
class Answer:
    """Status, headers and text. Of a stream of events: the name of the first one."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def essence(self) -> tuple[int, tuple[str, ...], str]:
        """What an attacker could tell two answers apart by, besides the time that they took."""
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("date", "x-trace-id")}
        said = tuple(f"{name}: {_PARTICULAR.sub('…', value)}" for name, value in sorted(kept.items()))
        return self.status, said, _PARTICULAR.sub("…", self.text)


def _first_event(stream: HTTPResponse) -> str:
    for line in stream:
        if line.startswith(b"event: "):
            return line.decode().removeprefix("event: ").strip()
    return ""


@dataclass
class Visitor:
    """One browser at the portal."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request and its answer; cookies are kept."""
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", ()):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            stream = response.headers.get_content_type() == "text/event-stream"
            text = _first_event(response) if stream else response.read().decode("utf-8", "replace")
            return Answer(response.status, dict(response.headers), text)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def token(self, path: str = "/login") -> str:
        """A CSRF token of this browser's own; every page with a form has it."""
        found = _TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, token: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("POST", path, {"csrf_token": token, **form}, headers)

    def log_in(self, username: str, password: str) -> "Visitor":
        answer = self.post("/login", self.token(), {"username": username, "password": password})
        assert answer.status == 302, answer.status
        return self
