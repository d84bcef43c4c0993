"""Reads the mail sink of the demonstration over its HTTP API (deploy/local/mail_sink.py)."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

_TIMEOUT_SECONDS = 5.0


class SinkAway(Exception):
    """The mail sink does not answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail as the sink keeps it."""

    id: str
    to: str
    subject: str
    time: str
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
    raw = _get(f"{base}/messages?{query}")
    return [_message(one) for one in raw["messages"]], str(raw.get("cursor") or "")


def _get(address: str) -> Any:
    # The address comes from the portal's settings, never from a request.
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except (OSError, ValueError) as error:
        raise SinkAway from error


def _message(raw: dict[str, Any]) -> Message:
    to = raw.get("to", "")
    return Message(
        id=str(raw["id"]),
        to=", ".join(to) if isinstance(to, list) else str(to),
        subject=str(raw.get("subject", "")),
        time=str(raw.get("time") or raw.get("date") or ""),
        text=str(raw.get("text", "")),
        html=str(raw.get("html") or ""),
        trace_id=str(raw.get("trace_id") or ""),
    )
