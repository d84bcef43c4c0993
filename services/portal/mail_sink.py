"""Reads the mail sink of the demonstration over its HTTP API (deploy/local/mail_sink.py)."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

_TIMEOUT_SECONDS = 5.0


class SinkAway(Exception):
    """The mail sink does not answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail as the sink keeps it."""

    id: int
    to: str
    subject: str
    time: datetime
    text: str
    html: str
    trace_id: str

    @property
    def has_html(self) -> bool:
        """Whether there is an HTML part beside the text."""
        return bool(self.html)


def read_messages(base: str, cursor: str) -> tuple[list[Message], str]:
    """A page of messages, newest first, and the cursor of the next one. Raises SinkAway."""
    query = urllib.parse.urlencode({"cursor": cursor} if cursor else {})
    try:
        raw = _get(f"{base}/messages?{query}")
    except urllib.error.HTTPError as error:
        raise SinkAway from error
    return [_message(one) for one in raw["messages"]], str(raw["cursor"])


def read_message(base: str, number: int) -> Message | None:
    """One message; None when the sink does not keep it. Raises SinkAway."""
    try:
        return _message(_get(f"{base}/messages/{number}"))
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise SinkAway from error


def _get(address: str) -> Any:
    # The address comes from the portal's settings, never from a request.
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError:
        raise
    except (OSError, ValueError) as error:
        raise SinkAway from error


def _message(raw: dict[str, Any]) -> Message:
    return Message(
        id=int(raw["id"]),
        to=", ".join(raw["to"]),
        subject=str(raw["subject"]),
        time=datetime.fromisoformat(raw["time"]),
        text=str(raw["text"]),
        html=str(raw["html"]),
        trace_id=str(raw["trace_id"]),
    )
