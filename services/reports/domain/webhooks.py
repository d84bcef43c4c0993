"""Webhooks: which events there are, keys and signatures (standardwebhooks.com), when a failed call is tried again."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

TEST = "zvonok.webhook.test.v1"
# What a webhook can be told of. None holds personal data: ids, days, states and versions.
EVENT_TYPES = (
    "zvonok.identity.school.changed.v1",
    "zvonok.identity.class.changed.v1",
    "zvonok.identity.group.changed.v1",
    "zvonok.gradebook.lessons.scheduled.v1",
    "zvonok.gradebook.lesson.recorded.v1",
    "zvonok.gradebook.homework.changed.v1",
    "zvonok.gradebook.substitution.changed.v1",
    "zvonok.gradebook.period.published.v1",
)
ACTIVE, PAUSED, GONE = "active", "paused", "gone"
WAITING, DELIVERED, PARKED = "waiting", "delivered", "parked"
STATES = (WAITING, DELIVERED, PARKED)

OLD_KEY_LIVES = timedelta(days=7)
LONGEST_URL = 500
# Between tries; after the last one the call is parked. Altogether about a day.
_DELAYS = (5, 30, 120, 600, 3600, 4 * 3600, 8 * 3600, 12 * 3600)
# So much earlier or later, so that what failed together does not come back together.
_JITTER = 0.2
_LONGEST_REST_SECONDS = 300
_OK, _REDIRECTS, _GONE_STATUS = 200, 300, 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: an HTTP status, or 0 and the problem."""

    status: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows: the delivery's state, and how long until the next try; whether the receiver is gone for good."""

    state: str
    delay: timedelta = timedelta()
    gone: bool = False


def judge(answer: Answer, tries: int, random: Random) -> Verdict:
    """What follows from the answer to the try of this number (from 1). Redirects are not followed, and so a failure."""
    if _OK <= answer.status < _REDIRECTS:
        return Verdict(DELIVERED)
    if answer.status == _GONE_STATUS:
        return Verdict(PARKED, gone=True)
    if tries > len(_DELAYS):
        return Verdict(PARKED)
    return Verdict(WAITING, _jittered(_DELAYS[tries - 1], random))


def rest_after(failures: int, random: Random) -> timedelta:
    """How long a receiver rests that has failed so often in a row: other events don't knock on a closed door."""
    return _jittered(min(2.0**failures, _LONGEST_REST_SECONDS), random)


def _jittered(seconds: float, random: Random) -> timedelta:
    return timedelta(seconds=seconds * random.uniform(1 - _JITTER, 1 + _JITTER))


def is_url(url: str, *, loopback: bool) -> bool:
    """Whether it can be called at all. What its name leads to is looked at with every call (kit/outward.py)."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.username is None and parts.port != 0 and not parts.fragment
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    return named and plain and parts.scheme in (("https", "http") if loopback else ("https",))


def key_of(own_secret: bytes, webhook_id: str, number: int) -> bytes:
    """A webhook's key: derived from the service's own secret, so that none is stored."""
    return hmac.digest(own_secret, f"webhook/{webhook_id}/{number}".encode(), hashlib.sha256)


def shown(key: bytes) -> str:
    """The key as its receiver gets it."""
    return "whsec_" + base64.b64encode(key).decode()


def body_of(event_id: str, event_type: str, time: datetime, school_id: str, data: Mapping[str, Any]) -> str:
    """The JSON that is sent."""
    return json.dumps(
        {
            "id": event_id,
            "type": event_type,
            "time": time.astimezone(UTC).isoformat(timespec="seconds"),
            "school": f"schools/{school_id}",
            "data": data,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
