"""Setting a group's weekly pattern from a day on: what of it can't be, what becomes of the one before. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from services.gradebook.domain.calendar import EVERY, LAST_BELL, A, B, Calendar
from services.gradebook.domain.membership import Span
from services.gradebook.domain.texts import Problem, bad_text
from services.gradebook.domain.timetable import Entry, Term

LONGEST_ROOM = 50
MOST_ENTRIES = 100
MOST_GROUPS = 1000
_DAY = timedelta(days=1)
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is known of a group: its titles, the terms in which it learns, who teaches and who learns when."""

    group_id: str
    title: str
    subject_title: str
    class_id: str | None
    class_title: str
    terms: Sequence[Term]
    teachers: Sequence[Span]
    pupils: Sequence[Span]


def begin_problem(begin: date, today: date) -> Problem | None:
    """Why a pattern can't hold from a day on."""
    if begin < today:
        return "BEGINS_IN_PAST", "A change holds from today on at the earliest: what was stays."
    return None


def entry_problem(entry: Entry, group: GroupFacts, calendar: Calendar, begin: date) -> Problem | None:
    """Why an entry can't be taken, whatever stands beside it."""
    shape = _shape_problem(entry, calendar)
    if shape is not None:
        return shape
    if entry.end < max(entry.begin, begin):
        return "DATES_REVERSED", "An entry ends after it begins, and after the day from which the change holds."
    days = effective_days(entry, group.terms, begin)
    if not days:
        return "OUTSIDE_TERMS", "The group has no term in these days."
    if entry.teacher_id is not None and not _teaches(entry.teacher_id, group.teachers, days):
        return "NOT_A_TEACHER_OF_GROUP", "Name a teacher who teaches this group in these days."
    return None


def _shape_problem(entry: Entry, calendar: Calendar) -> Problem | None:
    if not 1 <= entry.weekday <= 7:  # noqa: PLR2004
        return "BAD_WEEKDAY", "A day of the week is 1 (Monday) to 7."
    if not 1 <= entry.bell <= LAST_BELL:
        return "BAD_BELL", f"A bell is 1 to {LAST_BELL}."
    if entry.weeks in (A, B) and not calendar.a_weeks:
        return "NO_A_WEEKS", "Say first which weeks are A weeks."
    bells = next((each.bells for each in calendar.schedules if entry.weekday in each.weekdays), None)
    if bells is not None and entry.bell not in bells:
        return "NO_SUCH_BELL", "The bell schedule of this day of the week has no such bell."
    return bad_text(entry.room, LONGEST_ROOM)


def pattern_problems(entries: Sequence[Entry]) -> Iterator[tuple[int, Problem]]:
    """The entries (by number) that stand where an earlier one of the same group stands."""
    told = set()
    for (_, first), (number, second) in combinations(enumerate(entries), 2):
        same_time = (first.weekday, first.bell) == (second.weekday, second.bell)
        if same_time and weeks_meet(first.weeks, second.weeks) and days_meet(_span(first), _span(second)):
            if number not in told:
                yield number, ("ENTRY_TWICE", "The group has two lessons at one time.")
            told.add(number)


def pattern_from(before: Sequence[Entry], wanted: Iterable[Entry], begin: date) -> list[Entry]:
    """The pattern with `wanted` from a day on, and until then what was; what goes on unchanged stays one entry."""
    earlier_ones = sorted((each for each in before if each.begin < begin), key=lambda each: each.begin)
    others = [replace(each, end=min(each.end, begin - _DAY)) for each in earlier_ones]
    kept = {_what(each): each for each in others}
    result = []
    for each in wanted:
        entry = replace(each, begin=max(each.begin, begin))
        earlier = kept.get(_what(entry))
        if earlier is not None and entry.begin == begin and earlier.end == begin - _DAY:
            others.remove(earlier)
            entry = replace(entry, begin=earlier.begin)
        result.append(entry)
    return sorted([*others, *result], key=lambda each: (each.weekday, each.bell, each.weeks, each.begin))


def _what(entry: Entry) -> tuple[int, int, str, str, str | None]:
    return entry.weekday, entry.bell, entry.weeks, entry.room, entry.teacher_id


def effective_days(entry: Entry, terms: Iterable[Term], begin: date = date.min) -> list[Days]:
    """The days between which an entry makes lessons: its own, within the group's terms, from `begin` on."""
    first = max(entry.begin, begin)
    spans = [(max(first, term.begin), min(entry.end, term.end)) for term in terms]
    return [span for span in spans if span[0] <= span[1] and _has_weekday(span, entry.weekday)]


def _has_weekday(span: Days, weekday: int) -> bool:
    # A day off or an exchanged day may be any day of the week, so a week's span is taken for enough.
    return span[0] + timedelta(days=(weekday - span[0].isoweekday()) % 7) <= span[1]


def weeks_meet(first: str, second: str) -> bool:
    """Whether two kinds of week have a week in common."""
    return first == second or EVERY in (first, second)


def days_meet(first: Days, second: Days) -> bool:
    """Whether two spans of days have a day in common."""
    return max(first[0], second[0]) <= min(first[1], second[1])


def _span(entry: Entry) -> Days:
    return entry.begin, entry.end


def _teaches(person_id: str, teachers: Iterable[Span], days: Iterable[Days]) -> bool:
    spans = [(each.begin, each.end) for each in teachers if each.person_id == person_id]
    return any(days_meet(span, each) for span in spans for each in days)
