"""The rights of data subjects: age of consent, what can be put right, how long data must be kept.

DOMAIN.md "Personal data": a current journal is kept for 5 years; "Notifications": a pupil from 14 decides himself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.identity.domain import policy

AGE_OF_CONSENT = 14
RETENTION_YEARS = 5
NAMES = ("given_name", "family_name", "middle_name")
FIELDS = (*NAMES, "birth_date", "email", "phone")
REQUESTS = (*FIELDS, "other", "restriction", "lift_restriction", "erasure")
_LONGEST_VALUE, _LONGEST_TEXT = 200, 1000
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")
_PHONE = re.compile(r"\+?[0-9 ()-]{5,25}")
_BAD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BAD_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

# rule, what to do
Problem = tuple[str, str]


def years_later(day: date, years: int) -> date:
    """The same day some years later; of 29 February the 1 March where there is none: a period is never cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def is_of_age(born: date | None, today: date) -> bool:
    """Whether a pupil decides on consents himself; not without a known birth date."""
    return born is not None and years_later(born, AGE_OF_CONSENT) <= today


def request_problem(field: str, proposed: str, explanation: str, today: date) -> Problem | None:
    """Why a request for correction can't be taken."""
    if field not in REQUESTS:
        return "UNKNOWN_FIELD", f"What can be asked for: {', '.join(REQUESTS)}."
    if len(explanation) > _LONGEST_TEXT or _BAD_IN_TEXT.search(explanation):
        return "BAD_TEXT", f"The explanation is at most {_LONGEST_TEXT} characters, without control characters."
    if field not in FIELDS:
        return None if explanation or field != "other" else ("EXPLANATION_NEEDED", "Say what is wrong.")
    return value_problem(field, proposed, today)


def value_problem(field: str, value: str, today: date) -> Problem | None:
    """Why a value can't stand in a field of a person."""
    if len(value) > _LONGEST_VALUE or _BAD.search(value):
        return "BAD_TEXT", f"A value is at most {_LONGEST_VALUE} characters, without control characters."
    wrong = {
        "given_name": not value,
        "family_name": not value,
        "birth_date": not _is_birth_date(value, today),
        "email": bool(value) and not _EMAIL.fullmatch(value),
        "phone": bool(value) and not _PHONE.fullmatch(value),
    }
    if wrong.get(field, False):
        return "BAD_VALUE", "A name is not empty; a birth date is YYYY-MM-DD; e-mail and phone look like such."
    return None


def _is_birth_date(text: str, today: date) -> bool:
    try:
        return bool(_ISO.fullmatch(text)) and years_later(today, -120) <= date.fromisoformat(text) <= today
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation of a person as retention sees it; `end` None: open. Of a guardian: whether the child still learns."""

    relation: str
    end: date | None
    child_learns: bool = True


def erasable_from(ties: Iterable[Tie], today: date) -> date | None:
    """The first day on which the person may be forgotten; None: a reason to keep the data holds still.

    Of pupils and staff the journal speaks for five years; a guardian is known for the child's sake alone.
    """
    first = date.min
    for tie in ties:
        family = tie.relation in (policy.GUARDIAN, policy.GUARDIAN_WITHOUT_RIGHTS)
        if family and not tie.child_learns:
            continue
        if tie.end is None or tie.end >= today:
            return None
        if not family:
            first = max(first, years_later(tie.end, RETENTION_YEARS))
    return first
