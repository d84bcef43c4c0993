"""Who and what can't be at two places at once: teachers, rooms, pupils. Pure.

Whether a class is twice at once is decided by its pupils: subgroups that share nobody learn side by side.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.gradebook.domain.calendar import EVERY, room_key
from services.gradebook.domain.membership import Span
from services.gradebook.domain.timetable_setting import Days, GroupFacts, days_meet, weeks_meet


@dataclass(frozen=True, slots=True)
class Occupation:
    """What takes place at a time: a place of a group's weekly pattern, or one lesson (which has a `day`).

    `spans`: the days between which it does. `teacher_id`: None: all teachers of the group.
    """

    group: GroupFacts
    weekday: int
    bell: int
    weeks: str
    room: str
    teacher_id: str | None
    spans: Sequence[Days]
    day: date | None = None
    # What the caller knows it by: a field of the request, a line of a file.
    key: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Two that can't be at once, by which rule."""

    rule: str
    wanted: Occupation
    other: Occupation


TOLD = {
    "PUPILS_BUSY": "Pupils of this group have another lesson at this time: choose another time.",
    "TEACHER_BUSY": "The teacher has another lesson at this time: choose another time or teacher.",
    "ROOM_TAKEN": "The room is taken at this time: choose another room, or say that it holds several groups.",
}


def clashes(
    wanted: Sequence[Occupation], others: Iterable[Occupation], is_shared: Callable[[str], bool]
) -> Iterator[Clash]:
    """Every pair of a wanted occupation with another, or with an earlier wanted one, that can't be."""
    at: Mapping[tuple[int, int], list[Occupation]] = defaultdict(list)
    for other in others:
        at[other.weekday, other.bell].append(other)
    for each in wanted:
        beside = at[each.weekday, each.bell]
        for other in beside:
            for rule in _rules(each, other, is_shared):
                yield Clash(rule, each, other)
        beside.append(each)


def _rules(first: Occupation, second: Occupation, is_shared: Callable[[str], bool]) -> Iterator[str]:
    same = first.group.group_id == second.group.group_id
    # A moved lesson of a group takes the place that the group's pattern gives there: they are one lesson.
    if not weeks_meet(first.weeks, second.weeks) or (same and (first.day is None) != (second.day is None)):
        return
    common = _common(first.spans, second.spans)
    if not common:
        return
    if same or _share(first.group.pupils, second.group.pupils, common):
        yield "PUPILS_BUSY"
    if _share(_teachers(first), _teachers(second), common):
        yield "TEACHER_BUSY"
    if first.room and room_key(first.room) == room_key(second.room) and not is_shared(first.room):
        yield "ROOM_TAKEN"


def _common(first: Iterable[Days], second: Collection[Days]) -> list[Days]:
    return [(max(one[0], two[0]), min(one[1], two[1])) for one in first for two in second if days_meet(one, two)]


def _teachers(occupation: Occupation) -> Sequence[Span]:
    if occupation.teacher_id is None:
        return occupation.group.teachers
    return [Span(occupation.teacher_id, date.min, date.max)]


def _share(first: Iterable[Span], second: Iterable[Span], days: Sequence[Days]) -> bool:
    """Whether somebody of both is in both on one of the days."""
    of_second: Mapping[str, list[Span]] = defaultdict(list)
    for span in second:
        of_second[span.person_id].append(span)
    for span in first:
        for other in of_second.get(span.person_id, ()):
            both = max(span.begin, other.begin), min(span.end, other.end)
            if any(days_meet(both, each) for each in days if both[0] <= both[1]):
                return True
    return False


def lesson_occupation(
    group: GroupFacts, day: date, place: tuple[int, str, str | None], weekday: int, key: str
) -> Occupation:
    """One lesson as an occupation; `place`: bell, room, teacher. `weekday`: by whose timetable its day goes."""
    bell, room, teacher_id = place
    return Occupation(group, weekday, bell, EVERY, room, teacher_id, [(day, day)], day, key)
