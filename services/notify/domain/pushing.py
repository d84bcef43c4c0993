"""Where web push may be sent, and what a subscription must hold (RFC 8030, RFC 8291)."""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from urllib.parse import urlsplit

# The services of the browsers. A subscription's address comes from a browser, that is from anybody: a list keeps us
# from calling addresses of our own network for them.
_SERVICES = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
_MOST_LETTERS = 2000
_KEY_BYTES, _SECRET_BYTES = 65, 16
_UNCOMPRESSED = 4


def find_problem(endpoint: str, p256dh: str, auth: str, others: Sequence[str]) -> str | None:
    """Why a subscription cannot be, a reason in capitals; None: it can. `others`: host:port of push services of one's
    own, which may speak HTTP."""
    parts = urlsplit(endpoint)
    if len(endpoint) > _MOST_LETTERS or not _is_service(parts.scheme, parts.netloc, others):
        return "UNKNOWN_PUSH_SERVICE"
    key = _decoded(p256dh)
    if len(key) != _KEY_BYTES or key[0] != _UNCOMPRESSED or len(_decoded(auth)) != _SECRET_BYTES:
        return "BAD_PUSH_KEYS"
    return None


def _is_service(scheme: str, netloc: str, others: Sequence[str]) -> bool:
    # netloc whole: a user name or a port before or after the host makes it another text.
    if netloc in others:
        return scheme in ("http", "https")
    return scheme == "https" and any(netloc == each or netloc.endswith(f".{each}") for each in _SERVICES)


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
