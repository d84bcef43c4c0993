"""The rules of checks of personal data (DOMAIN.md "Class teacher")."""

from datetime import date

from services.identity.domain.subjects import FIELDS

LONGEST_DAYS = 92
CONFIRMED, CORRECTION = "confirmed", "correction"

# rule, what to do
Problem = tuple[str, str]


def due_problem(due: date, today: date) -> Problem | None:
    """Why families can't be asked to answer until a day."""
    if 0 <= (due - today).days <= LONGEST_DAYS:
        return None
    return "DUE_OUT_OF_RANGE", f"due_date must be from today on, within {LONGEST_DAYS} days."


def is_answer(field: str) -> bool:
    """Whether a request of the family says that the data is wrong: not one to restrict or erase it."""
    return field in FIELDS or field == "other"
