"""Ids of things."""

import uuid_utils


def new_id() -> str:
    """A UUID version 7 (RFC 9562): opaque, and in order of time, so that indexes grow at their end."""
    return str(uuid_utils.uuid7())
