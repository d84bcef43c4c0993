"""Page tokens (AIP-158): keys of the last row shown, opaque to the caller. Keys are ids, dates and numbers only."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime

from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.moments import micros_of, time_of

_LONGEST_TOKEN = 1024
_LATEST_MICROS = 253_402_300_799_000_000


def encode(values: Sequence[str | int]) -> str:
    """A page token for the keys of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(list(values), separators=(",", ":")).encode()).decode().rstrip("=")


def decode(token: str, *kinds: type[str] | type[int]) -> list[str | int]:
    """The keys in a page token, checked for number and kind. Raises InvalidArgument (BAD_PAGE_TOKEN)."""
    if len(token) > _LONGEST_TOKEN:
        raise _refusal()
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error) as error:
        raise _refusal() from error
    fits = isinstance(values, list) and all(type(value) in (str, int) for value in values)
    if not fits or (kinds and [type(value) for value in values] != list(kinds)):
        raise _refusal()
    return list(values)


def page_size(requested: int, default: int, most: int) -> int:
    """How many rows to give: the default for 0, never more than `most`. Raises InvalidArgument when negative."""
    if requested < 0:
        raise InvalidArgument("BAD_PAGE_SIZE", "page_size must not be negative.")
    return min(requested or default, most)


def read_id(token: str) -> str | None:
    """The one id in a page token, None for an empty token. Raises InvalidArgument (BAD_PAGE_TOKEN)."""
    if not token:
        return None
    [value] = decode(token, str)
    if not is_id(str(value)):
        raise _refusal()
    return str(value)


def encode_moment(time: datetime, row_id: str) -> str:
    """A page token for rows that stand by time and id."""
    return encode([micros_of(time), row_id])


def read_moment(token: str) -> tuple[datetime, str] | None:
    """The time and id in a page token, None for an empty token. Raises InvalidArgument (BAD_PAGE_TOKEN)."""
    if not token:
        return None
    micros, row_id = decode(token, int, str)
    if not is_id(str(row_id)) or not 0 <= int(micros) < _LATEST_MICROS:
        raise _refusal()
    return time_of(int(micros)), str(row_id)


def _refusal() -> InvalidArgument:
    """The refusal of a page token that is none of ours."""
    return InvalidArgument(
        "BAD_PAGE_TOKEN", "The page token is not one that this method gave out: leave it empty to start again."
    )
