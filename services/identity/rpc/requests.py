"""Requests as what they ask for."""

import re
from datetime import date

from kit.errors import InvalidArgument

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str, field: str) -> date | None:
    """An ISO date; None for an empty text. Raises InvalidArgument (BAD_DATE)."""
    if not text:
        return None
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidArgument("BAD_DATE", f"{field} must be a date YYYY-MM-DD.", metadata={"field": field})
