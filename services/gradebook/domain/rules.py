"""The school's own rules of its journal (DOMAIN.md "Rules of the journal": line items, edit window)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from services.gradebook.domain.texts import LONGEST_REASON, LONGEST_TITLE, Problem, bad_text

_CODE = re.compile("[a-z][a-z0-9_]{0,39}", re.ASCII)
_WEIGHT = re.compile(r"\d{1,2}(\.\d{1,2})?", re.ASCII)
MOST_EDIT_DAYS = 3650
MOST_CATEGORIES = 100
LONGEST_GRANT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of work. `edit_days`: its own window; None: the school's. Version 0: not there yet."""

    code: str
    title: str
    weight: Decimal
    edit_days: int | None
    retired: bool
    version: int = 0

    @property
    def told(self) -> str:
        """How it stands in the history."""
        window = "" if self.edit_days is None else f" {self.edit_days} days"
        return f"{self.weight} {self.title}{window}{' retired' if self.retired else ''}"


def read_weight(text: str) -> Decimal | None:
    """A weight of 0.01 to 99.99 with at most two decimals; None for anything else (NaN, 1e3, -1)."""
    if not _WEIGHT.fullmatch(text):
        return None
    try:
        weight = Decimal(text)
    except InvalidOperation:
        return None
    return weight if weight > 0 else None


def category_problem(code: str, title: str, edit_days: int | None) -> Problem | None:
    """Why a category can't be taken."""
    if not _CODE.fullmatch(code):
        return "BAD_CATEGORY_CODE", "A code is 1 to 40 lower-case Latin letters, digits and underscores."
    return bad_text(title, LONGEST_TITLE) or window_problem(edit_days)


def window_problem(edit_days: int | None) -> Problem | None:
    """Why an edit window can't be taken."""
    if edit_days is not None and not 0 <= edit_days <= MOST_EDIT_DAYS:
        return "EDIT_DAYS_OUT_OF_RANGE", f"An edit window is 0 to {MOST_EDIT_DAYS} days, or none."
    return None


def reason_problem(reason: str, *, needed: bool) -> Problem | None:
    """Why a reason can't be taken."""
    if needed and not reason:
        return "REASON_NEEDED", "Say why."
    return bad_text(reason, LONGEST_REASON)


def grant_problem(until: datetime, now: datetime) -> Problem | None:
    """Why an unlock can't be granted until then."""
    if not now < until <= now + LONGEST_GRANT:
        return "GRANT_OUT_OF_RANGE", f"Grant it until a time to come, at most {LONGEST_GRANT.days} days from now."
    return None
