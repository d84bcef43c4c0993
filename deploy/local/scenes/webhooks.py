"""Another system is told that a lesson was recorded: subscribed on the page, called with a signature, kept in a log."""

import base64
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from deploy.local.browser import Browser
from deploy.local.scenes.stage import PATIENCE_SECONDS, Child, DidNotHappen, Stage, form_to, form_with, until
from kit.webhook_signature import signature

_OK = 200
_RECORDED = "zvonok.gradebook.lesson.recorded.v1"
_SECRET = re.compile(r"<code>whsec_([A-Za-z0-9+/=]+)</code>")
_LOG = re.compile(r'<a href="(/schools/[0-9a-f-]{36}/webhooks/[0-9a-f-]{36})"><b>([^<]+)</b>')
_FRESH_SECONDS = 300
_LOOK = "./zvonok logs reports-send"


class _Receiver(ThreadingHTTPServer):
    """The other system. It does not take the first call, and takes the second."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/zvonok"
        self._calls: list[tuple[dict[str, str], bytes]] = []
        self._changed = threading.Condition()

    def take(self, headers: dict[str, str], body: bytes) -> HTTPStatus:
        with self._changed:
            self._calls.append((headers, body))
            self._changed.notify_all()
            return HTTPStatus.SERVICE_UNAVAILABLE if len(self._calls) == 1 else HTTPStatus.NO_CONTENT

    def call(self, number: int) -> tuple[dict[str, str], bytes]:
        """The call of this number, from 1. Raises DidNotHappen when it does not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._calls) >= number, PATIENCE_SECONDS):
                raise DidNotHappen(f"call {number} of the webhook did not come: {_LOOK}")
            return self._calls[number - 1]


class _Handler(BaseHTTPRequestHandler):
    server: _Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.server.take({name.lower(): value for name, value in self.headers.items()}, body))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Steps say what came."""


class Webhooks:
    """One performance. The webhook is deleted in the end."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """All steps. Raises DidNotHappen."""
        step = self._stage.step
        _, (child, *_) = self._stage.family("guardian")
        teacher, office = self._stage.log_in("teacher"), self._stage.log_in("administrator")
        _, lesson = self._stage.lesson(teacher, child)
        page = f"/schools/{child.name.split('/')[1]}/webhooks"
        with _receiving() as receiver:
            with step("the school's office subscribes another system to lessons that are recorded"):
                key = self._subscribe(office, page, receiver.url)
            try:
                with step("a teacher saves a lesson: the system is called, signed, and told of nobody") as notes:
                    self._save(teacher, lesson.address)
                    notes.append(_checked(receiver.call(1), key, child))
                with step("it was busy: the same call comes again by itself, and the log tells both") as notes:
                    again, _ = receiver.call(2)
                    if again["webhook-id"] != receiver.call(1)[0]["webhook-id"]:
                        raise DidNotHappen(f"the second try is another call: {_LOOK}")
                    notes.append(self._logged(office, page, receiver.url, again["webhook-id"]))
            finally:
                self._delete(office, page, receiver.url)

    @staticmethod
    def _subscribe(office: Browser, page: str, url: str) -> bytes:
        """Makes the webhook; its key, which is shown once."""
        before = office.get(page)
        after = office.submit(before, form_with(before, "url"), url=url, event_type=_RECORDED)
        found = _SECRET.search(after.text)
        if found is None:
            raise DidNotHappen(f"the webhook was not made (HTTP {after.status}): ./zvonok logs reports")
        return base64.b64decode(found[1])

    @staticmethod
    def _save(teacher: Browser, address: str) -> None:
        page = teacher.get(address)
        topic = f"Квадратные уравнения, {time.strftime('%H:%M:%S')}"
        if teacher.submit(page, form_with(page, "seen"), action="save", topic=topic).status != _OK:
            raise DidNotHappen("the save was not taken: ./zvonok logs gradebook")

    @staticmethod
    def _logged(office: Browser, page: str, url: str, call: str) -> str:
        """What the log says of the call, once it says that it was taken. Raises DidNotHappen."""

        def taken() -> str:
            lines = office.get(_log_of(office, page, url)).text.split("<li>")
            line = next((each for each in lines if call in each), "")
            return "2 tries, the second taken" if "tag good" in line and ": 2 · HTTP 204" in line else ""

        found = until(taken)
        if not found:
            raise DidNotHappen(f"the log does not say that the call was taken: {_LOOK}")
        return found

    @staticmethod
    def _delete(office: Browser, page: str, url: str) -> None:
        log = office.get(_log_of(office, page, url))
        if url in office.submit(log, form_to(log, "/delete")).text:
            raise DidNotHappen("the webhook is still there: ./zvonok logs reports")


def _checked(call: tuple[dict[str, str], bytes], key: bytes, child: Child) -> str:
    """What a genuine call says. Raises DidNotHappen for one that is not, or that says whom it is about."""
    headers, body = call
    stamp = int(headers["webhook-timestamp"])
    right = signature([key], headers["webhook-id"], stamp, body)
    if not hmac.compare_digest(right, headers["webhook-signature"]) or abs(time.time() - stamp) > _FRESH_SECONDS:
        raise DidNotHappen("the call is not signed with the key that the page has shown")
    event: dict[str, Any] = json.loads(body)
    if event["type"] != _RECORDED or child.id in body.decode():
        raise DidNotHappen("the call is not the bare news of a lesson that was recorded")
    return f"{event['type']}, lesson of {event['data']['date']}"


def _log_of(office: Browser, page: str, url: str) -> str:
    found: str | None = next((address for address, title in _LOG.findall(office.get(page).text) if title == url), None)
    if found is None:
        raise DidNotHappen("the page does not show the webhook: ./zvonok logs portal")
    return found


@contextmanager
def _receiving() -> Iterator[_Receiver]:
    receiver = _Receiver()
    threading.Thread(target=receiver.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        receiver.server_close()
