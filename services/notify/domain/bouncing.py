"""What a delivery status notification says (RFC 3464)."""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import default

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
# The mailbox or its host is not there, or is closed (RFC 3463, 3.2 to 3.5): a next letter will come back too.
_DEAD = re.compile(r"5\.(1\.\d+|2\.1|4\.4)", re.ASCII)


def failed_status(raw: bytes) -> str | None:
    """The status of a letter that came back for good, "5.1.1"; None for anything else that arrives, such as a note of
    absence, a delay or a receipt. Only the machine-readable part is read."""
    message = message_from_bytes(raw, policy=default)
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                found = _STATUS.match(str(block.get("Status", "")).strip())
                return found[0] if found else "5.0.0"
    return None


def is_dead(status: str) -> bool:
    """Whether nothing more is to be sent to an address whose letter came back so."""
    return _DEAD.fullmatch(status) is not None
