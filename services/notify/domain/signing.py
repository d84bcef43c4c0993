"""Short signed texts for links and addresses: what they hold was put there by us. Letters and digits of base 32
(RFC 4648), because mail servers may change upper and lower case of an address."""

import binascii
import hmac
from base64 import b32decode, b32encode

UNSUBSCRIBE, BOUNCE, ADDRESS = "unsubscribe", "bounce", "address"
_MAC_BYTES = 12
_ADDRESS_BYTES = 6


def sign(secret: bytes, purpose: str, body: bytes) -> str:
    """The body with its signature; good for this purpose alone."""
    return b32encode(body + _mac(secret, purpose, body)).decode().rstrip("=").lower()


def read_signed(secret: bytes, purpose: str, text: str) -> bytes | None:
    """The body of a signed text; None where we have not signed it for this purpose."""
    try:
        raw = b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    return body if hmac.compare_digest(mac, _mac(secret, purpose, body)) else None


def mark_of_address(secret: bytes, address: str) -> bytes:
    """By what an e-mail address is known again without being kept."""
    return _mac(secret, ADDRESS, address.strip().lower().encode())[:_ADDRESS_BYTES]


def _mac(secret: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + body, "sha256")[:_MAC_BYTES]
