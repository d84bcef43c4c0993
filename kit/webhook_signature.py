"""How a receiver of our calls knows that they are ours (Standard Webhooks, standardwebhooks.com)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def signature(keys: Sequence[bytes], call_id: str, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: one signature for each key that is valid, so that a key can be changed."""
    signed = f"{call_id}.{timestamp}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)


def webhook_headers(keys: Sequence[bytes], call_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a signed call with a JSON body. `timestamp`: Unix time in seconds, of this try."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Zvonok-Webhooks/1",
        "webhook-id": call_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(keys, call_id, timestamp, body),
    }
