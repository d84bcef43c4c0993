"""A parent is told by messenger, with SMS in reserve: what becomes of a notice when the messenger fails."""

import json
import re
import time
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from deploy.local.browser import Form, Page
from deploy.local.scenes.stage import (
    PATIENCE_SECONDS,
    Child,
    DidNotHappen,
    Stage,
    form_with,
    is_after,
    read_json,
    until,
)

_OK = 200
_KINDS = ("absence", "late")
_DELIVERY = re.compile(r'class="delivery (\w+)">\s*(?:мессенджер|messenger|(SMS))', re.IGNORECASE)
# Until the bridge is asked for the third time: after five seconds and half a minute more.
_THIRD_TRY_SECONDS = 60.0
# News of the account, as of a log-in, come by every way whatever is set.
_ACCOUNT = "учётной записи"
_LOOK = "./zvonok logs notify-work"


class Channels:
    """One performance. The parent's settings and the gateways are as they were in the end."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """All steps but the last, which takes a while. Raises DidNotHappen."""
        step = self._stage.step
        self._parent, children = self._stage.family("two-schools")
        self._teacher = self._stage.log_in("teacher")
        self._child, self._lesson = self._find(children)
        # What an interrupted performance has left.
        self._end_refusals()
        with step("a parent wants absences by messenger, and SMS in reserve; the next one comes so") as notes:
            self._choose(email="off", messenger="at_once", sms="reserve")
            began = time.time()
            self._told_now({"messenger": "sent"})
            self._person = self._message(began, "messenger")["to"][0]
            notes.append("it names nobody: whoever follows its link logs in")
        with step("the messenger is broken for a moment: the page says so, and the notice comes by itself"):
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            before = self._told_now({"messenger": "queued"}, "этот способ сейчас не работает")
            self._end_refusals()
            self._wait(before, {"messenger": "sent"})
        with step("it knows no account of the parent: SMS takes its place at once"):
            began = time.time()
            self._refuse(HTTPStatus.NOT_FOUND)
            self._told_now({"messenger": "failed", "sms": "sent"}, "не привязана")
            self._message(began, "sms")
        with step("it is broken again, for long: the notice waits"):
            self._began = time.time()
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            before = self._told_now({"messenger": "queued"})
            self._notice = next(each for each in _notices(self._parent.get("/notices")) if each != before)

    def finish(self) -> None:
        """The last step, after `play`: SMS has taken its place. Raises DidNotHappen."""
        with self._stage.step("the messenger was broken for long: SMS has taken its place") as notes:
            try:
                self._wait_for_reserve()
                self._message(self._began, "sms")
                notes.append("in a demonstration after 20 s, else after 15 minutes")
            finally:
                self._end_refusals()
                self._choose(email="at_once", messenger="off", sms="off")

    def _wait_for_reserve(self) -> None:
        """Until the notice that waits shows SMS in the messenger's place: by now it need not be the newest one."""

        def shown() -> bool:
            text = _notices(self._parent.get("/notices")).get(self._notice, "")
            return _states(text) == {"messenger": "abandoned", "sms": "sent"}

        if not until(shown, _THIRD_TRY_SECONDS):
            raise DidNotHappen(f"the parent's page does not show that SMS has taken the messenger's place: {_LOOK}")

    def _told_now(self, wanted: Mapping[str, str], words: str = "") -> str:
        """The teacher changes the child's attendance, and the parent's page shows what becomes of the notice.

        The id of the newest notice before.
        """
        before, _ = _first(self._parent.get("/notices"))
        self._attendance()
        self._wait(before, wanted, words)
        return before

    def _find(self, children: list[Child]) -> tuple[Child, str]:
        for child in children:
            found = self._stage.find_lesson(self._teacher, child)
            if found is not None:
                return child, found[1].address
        raise DidNotHappen("the teacher has no lesson with a child of this family: look at var/demonstration")

    def _choose(self, **ways: str) -> None:
        _, school, _, pupil = self._child.name.split("/")
        page = self._parent.get(f"/notices/settings/{school}/{pupil}")
        wanted = {f"way:{kind}:{channel}": mode for kind in _KINDS for channel, mode in ways.items()}
        wanted |= {"weekly_on": "5"}
        if self._parent.submit(page, form_with(page, "daily_at"), **wanted).status != _OK:
            raise DidNotHappen("the settings of notices were not taken: ./zvonok logs notify")

    def _attendance(self) -> None:
        """The teacher records the child otherwise than it is: absent, or late."""
        page = self._teacher.get(self._lesson)
        form = form_with(page, "seen")
        if self._teacher.submit(page, form, action="save", **_otherwise(form, self._child)).status != _OK:
            raise DidNotHappen("the save was not taken: ./zvonok logs gradebook")

    def _wait(self, before: str, wanted: Mapping[str, str], words: str = "") -> None:
        """Waits until a newer notice shows these states of its deliveries, and the words. Raises DidNotHappen."""

        def shown() -> bool:
            notice, text = _first(self._parent.get("/notices"))
            return notice != before and _states(text) == wanted and words in text

        if not until(shown, PATIENCE_SECONDS):
            ways = ", ".join(f"{channel} {state}" for channel, state in wanted.items())
            raise DidNotHappen(f"the parent's page does not show a notice with {ways}: {_LOOK}")

    def _message(self, began: float, channel: str) -> dict[str, Any]:
        """The one message that this channel's gateway has got since; it tells of nobody. Raises DidNotHappen."""
        page = read_json(f"{self._stage.endpoints['mail_api']}/messages?limit=100")
        found = [
            one
            for one in page["messages"]
            if one["from"] == channel and is_after(one["time"], began) and _ACCOUNT not in one["text"]
        ]
        if len(found) != 1:
            raise DidNotHappen(f"{len(found)} messages came by {channel} and not one: {_LOOK}")
        [message] = found
        if self._child.id in message["text"] or "/notices" not in message["text"]:
            raise DidNotHappen(f"the message by {channel} is not the bare news and the address of the list")
        return dict(message)

    def _refuse(self, status: HTTPStatus) -> None:
        self._ask_sink("POST", json.dumps({"to": self._person, "status": status}).encode())

    def _end_refusals(self) -> None:
        self._ask_sink("DELETE")

    def _ask_sink(self, method: str, body: bytes = b"") -> None:
        address = f"{self._stage.endpoints['mail_api']}/refusals"
        request = urllib.request.Request(address, data=body, method=method)  # noqa: S310 - an address of our own
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310 - the same
            return


def _otherwise(form: Form, child: Child) -> dict[str, str]:
    marks = {name: "" for name in form.fields if name.startswith("mark.") and name.endswith(child.id)}
    if form.fields[f"att.{child.id}"] == "absent":
        return {f"att.{child.id}": "late", f"late.{child.id}": "5"}
    return {**marks, f"att.{child.id}": "absent", f"late.{child.id}": ""}


def _notices(page: Page) -> dict[str, str]:
    """The notices about a child that a page shows, newest first: id and text."""
    about = (one.partition('"') for one in page.text.split('data-notice="')[1:] if "/diary?" in one)
    return {notice: text for notice, _, text in about}


def _first(page: Page) -> tuple[str, str]:
    """The newest of them; empty where there is none."""
    return next(iter(_notices(page).items()), ("", ""))


def _states(text: str) -> dict[str, str]:
    """The states of a notice's deliveries by messenger and SMS."""
    return {"sms" if sms else "messenger": state for state, sms in _DELIVERY.findall(text)}
