"""The rules of giving and ending rights (DOMAIN.md "Roles", "Rules of the journal: substitution")."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.identity.domain import policy

# Role -> the kind of thing it is held to, by who may give it.
ROLES = {policy.SUBJECT_TEACHER: "group", policy.CLASS_TEACHER: "class", policy.DEPUTY_HEAD: "school"}
OFFICES = {
    policy.DIRECTOR: "school",
    policy.JOURNAL_ADMINISTRATOR: "school",
    policy.MUNICIPAL_OPERATOR: "municipality",
    policy.OPS: "platform",
}
STAFF = (
    policy.SUBJECT_TEACHER, policy.CLASS_TEACHER, policy.DEPUTY_HEAD, policy.DIRECTOR, policy.JOURNAL_ADMINISTRATOR,
)  # fmt: skip
# What a school itself may end; its director is the operator's.
ENDABLE = frozenset({*ROLES, policy.SUBSTITUTE, policy.JOURNAL_ADMINISTRATOR})
LONGEST_SUBSTITUTION_DAYS = 31
_LONGEST_PAST_DAYS = 7
_FAR = 3660

# rule, what to do
Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Days:
    """From a first to a last day, both included; None: open."""

    begin: date | None
    end: date | None


def days_problem(days: Days, today: date) -> Problem | None:
    """Why a right can't be given for these days."""
    if days.begin is not None and abs((days.begin - today).days) > _FAR:
        return "DATE_OUT_OF_RANGE", "begin_date must lie within ten years."
    if days.end is not None and days.end < (days.begin or today):
        return "DATES_REVERSED", "end_date must not be before begin_date."
    return None


def substitution_problem(days: Days, today: date) -> Problem | None:
    """Why somebody can't stand in for these days."""
    begin = days.begin or today
    end = days.end or begin
    if (today - begin).days > _LONGEST_PAST_DAYS:
        return "DATE_OUT_OF_RANGE", f"A substitution begins at most {_LONGEST_PAST_DAYS} days ago."
    if not 0 <= (end - begin).days < LONGEST_SUBSTITUTION_DAYS:
        return "DATE_OUT_OF_RANGE", f"A substitution lasts 1 to {LONGEST_SUBSTITUTION_DAYS} days."
    return days_problem(days, today)


@dataclass(frozen=True, slots=True)
class Held:
    """A guardian's relation to a child as it stands; `end` date.max: open."""

    relation_id: str
    begin: date
    end: date


def without(held: list[Held], begin: date, end: date) -> tuple[list[Held], list[tuple[date, date]]]:
    """What an order from `begin` to `end` leaves of a guardian's relations.

    Gives the relations with the last day they get (before their first: they never hold), and the days after the order
    on which rights hold again.
    """
    cut, again = [], []
    for each in held:
        if each.end < begin or each.begin > end:
            continue
        cut.append(Held(each.relation_id, each.begin, max(begin, each.begin) - timedelta(days=1)))
        if each.end > end:
            again.append((end + timedelta(days=1), each.end))
    return cut, again
