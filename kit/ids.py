"""Ids of things."""

import uuid_utils


def new_id() -> str:
    """A UUID version 7 (RFC 9562): opaque, and in order of time, so that indexes grow at their end."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether the text is an id in the form in which we give ids out."""
    try:
        return str(uuid_utils.UUID(text)) == text
    except ValueError:
        return False
