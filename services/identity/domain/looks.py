"""Which looks at personal data are unusual, and why. A mark accuses nobody: it says that a look is worth a question.

Looks of families and services are never unusual, refused ones of people are. An office is a relation that opens a whole
school: what is looked at by one is weighed against the reader's own classes, which the office does not ask about.
"""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.identity.domain import policy

# The reasons: stable words, as they stand in records and contracts.
OUTSIDE_HOURS = "outside_hours"
REFUSED = "refused"
MANY_CHILDREN = "many_children"
OUTSIDE_OWN_CLASSES = "outside_own_classes"

# Kinds of data that colleagues see of each other: a deputy head looks for a substitute at 21:00, and at everybody.
OF_COLLEAGUES = frozenset({"work", "staff"})

TEACHING = (policy.SUBJECT_TEACHER, policy.SUBSTITUTE, policy.CLASS_TEACHER)
OFFICES = (policy.DEPUTY_HEAD, policy.DIRECTOR, policy.JOURNAL_ADMINISTRATOR)
STAFF = (*TEACHING, *OFFICES)

# A school works from 07:00 to 20:00, Sundays off.
FIRST_HOUR, LAST_HOUR = 7, 20
_SUNDAY = 6
# More children than four classes, one after the other.
MOST_CHILDREN, MANY_WITHIN = 100, timedelta(minutes=10)
# A deputy head who teaches looks up a child of another class now and then, a whole class of them is another matter.
MOST_FOREIGN, FOREIGN_WITHIN = 3, timedelta(hours=1)


def unusual_at_once(reader: str, relation: str, local: datetime, *, refused: bool) -> list[str]:
    """The reasons that one look shows by itself; `local` is its time by the school's clock."""
    if not reader.startswith("persons/"):
        return []
    if refused:
        return [REFUSED]
    return [OUTSIDE_HOURS] if relation in STAFF and outside_hours(local) else []


def outside_hours(local: datetime) -> bool:
    """Whether nobody is expected to work at this time: before 07:00, from 20:00 on, on Sunday."""
    return local.weekday() == _SUNDAY or not FIRST_HOUR <= local.hour < LAST_HOUR


@dataclass(frozen=True, slots=True)
class Own:
    """The reader's own work at the school: whether there is any, and the children of his groups and classes."""

    teaches: bool
    children: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class OfficeLook:
    """One look by an office: when, at which children, and as what it is on record."""

    time: datetime
    children: frozenset[str]
    look_id: str = ""
    relation: str = ""
    kind: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A look that is unusual for a reason, and the children of it that the reason is about."""

    look: OfficeLook
    reason: str
    children: frozenset[str]


@dataclass(slots=True)
class _Window:
    """The looks of some minutes: more than so many children in it are unusual for a reason."""

    reason: str
    most: int
    within: timedelta
    looks: "deque[OfficeLook]" = field(default_factory=deque)
    # In how many looks each child is.
    children: "Counter[str]" = field(default_factory=Counter)
    unmarked: "deque[OfficeLook]" = field(default_factory=deque)

    def add(self, look: OfficeLook) -> None:
        self.looks.append(look)
        self.unmarked.append(look)
        self.children.update(look.children)

    def take_back(self, look: OfficeLook) -> None:
        """Undoes the last `add`."""
        if self.looks and self.looks[-1] is look:
            self._uncount(self.looks.pop())
            self.unmarked.pop()

    def forget(self, now: datetime) -> None:
        while self.looks and now - self.looks[0].time >= self.within:
            self._uncount(self.looks.popleft())
        while self.unmarked and now - self.unmarked[0].time >= self.within:
            self.unmarked.popleft()

    def _uncount(self, look: OfficeLook) -> None:
        self.children.subtract(look.children)
        for child in look.children:
            if not self.children[child]:
                del self.children[child]

    def marks(self, own: frozenset[str]) -> list[Mark]:
        if sum(child not in own for child in self.children) <= self.most:
            return []
        return [Mark(look, self.reason, foreign) for look in self.unmarked if (foreign := look.children - own)]


def _many() -> _Window:
    return _Window(MANY_CHILDREN, MOST_CHILDREN, MANY_WITHIN)


def _foreign() -> _Window:
    return _Window(OUTSIDE_OWN_CLASSES, MOST_FOREIGN, FOREIGN_WITHIN)


@dataclass(slots=True)
class RecentLooks:
    """What one reader has lately looked at by an office, in order of time; counted as it comes, so that no look costs
    more after many others."""

    many: _Window = field(default_factory=_many)
    foreign: _Window = field(default_factory=_foreign)

    def add(self, look: OfficeLook) -> None:
        """Takes a look that is not earlier than those before it, and forgets what is over."""
        self.forget(look.time)
        self.many.add(look)
        # Looks at one child: a journal or a class is what an office opens all day.
        if len(look.children) == 1:
            self.foreign.add(look)

    def take_back(self, look: OfficeLook) -> None:
        """Undoes the last `add`: the look did not get on record."""
        self.many.take_back(look)
        self.foreign.take_back(look)

    def forget(self, now: datetime) -> None:
        """Drops looks that no rule goes back to."""
        self.many.forget(now)
        self.foreign.forget(now)

    def is_empty(self) -> bool:
        """Whether there is nothing left to weigh."""
        return not self.many.looks and not self.foreign.looks

    def worth_asking(self) -> bool:
        """Whether something would be unusual, should none of the children be the reader's own."""
        return any(len(window.children) > window.most for window in (self.many, self.foreign))

    def marks(self, own: Own) -> list[Mark]:
        """What is unusual and not marked yet: all looks of a window that the own classes don't explain."""
        found = self.many.marks(own.children)
        # Who has an office and no classes looks at single children by the office: that is what it is for.
        return found + self.foreign.marks(own.children) if own.teaches else found

    def settle(self, marks: Sequence[Mark]) -> None:
        """The marks are on record: none is given twice."""
        given = {mark.reason for mark in marks}
        for window in (self.many, self.foreign):
            if window.reason in given:
                window.unmarked.clear()
