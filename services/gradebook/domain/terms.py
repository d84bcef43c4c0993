"""Term, annual and final marks: what is proposed, what is flagged, and which decisions are taken.

DOMAIN.md "Rules of the journal": term, annual and final marks. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from services.gradebook.domain.marks import read_number
from services.gradebook.domain.scales import Scale
from services.gradebook.domain.texts import Problem, bad_text

# The period that is a whole school year, beside its terms.
YEAR = "00000000-0000-0000-0000-000000000000"
TERM_KINDS = ("term", "interim")
YEAR_KINDS = ("annual", "exam", "final")
# The kind of which every pupil has a mark when a period is over.
LEADING = ("term", "annual")
# The kinds that something is proposed for.
PROPOSED = ("term", "annual", "final")
NOT_ASSESSED, EXEMPT = "н/а", "осв"
# A decision that departs so far from the average, or rests on fewer marks, is shown to the deputy head.
DEPARTURE = Decimal("0.6")
LONGEST_PROTOCOL = 100
LONGEST_WAIT = timedelta(days=366)
_CENT = Decimal("0.01")

MISSING, DEPARTS, FEW_MARKS = "missing", "departs", "few_marks"


@dataclass(frozen=True, slots=True)
class Period:
    """A term, or a school year (YEAR), with its days (both inclusive) and how far it is."""

    period_id: str
    school_year: int
    begin: date
    end: date
    state: str = "open"
    closed_at: datetime | None = None
    # The day at the school on which it was closed.
    closed_on: date | None = None
    protocol: str = ""
    protocol_date: date | None = None
    publish_at: datetime | None = None
    publish_event: str | None = None
    lock_id: str | None = None
    # 0: nothing was ever done to it.
    version: int = 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of marks that it has, the leading one first."""
        return YEAR_KINDS if self.period_id == YEAR else TERM_KINDS

    def day(self, today: date) -> date:
        """The day on whose groups it rests: its last, today while it runs, or that of its closing if it came before."""
        return min(self.end, self.closed_on or today)

    @property
    def told(self) -> str:
        """How it stands in the history."""
        parts = [self.state]
        if self.protocol_date is not None:
            parts.append(f"by {self.protocol} of {self.protocol_date.isoformat()}")
        if self.publish_at is not None:
            parts.append(f"published {self.publish_at.astimezone(UTC).isoformat()}")
        return ", ".join(parts)

    def published(self, now: datetime) -> bool:
        """Whether families see its marks."""
        return self.publish_at is not None and self.publish_at <= now


@dataclass(frozen=True, slots=True)
class Key:
    """Whose mark of which kind in which period; of one group."""

    period_id: str
    kind: str
    pupil_id: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision beside what it is judged by. `frozen`: average and count are those of the closing."""

    value: str = ""
    version: int = 0
    average: Decimal | None = None
    mark_count: int = 0
    frozen: bool = False


NOTHING = Standing()


def mean(values: Iterable[str]) -> tuple[Decimal | None, int]:
    """The mean of numeric marks, half up to two decimals, and how many they are."""
    numbers = [number for value in values if (number := read_number(value)) is not None]
    if not numbers:
        return None, 0
    return (Decimal(sum(numbers)) / len(numbers)).quantize(_CENT, rounding=ROUND_HALF_UP), len(numbers)


def values_of(scale: Scale) -> tuple[str, ...]:
    """What can be decided: numbers from the highest down, then words. No double marks: a decision is one."""
    numbers = range(scale.highest, scale.lowest - 1, -1) if scale.highest else ()
    return (*map(str, numbers), *scale.words)


def proposal(average: Decimal | None, scale: Scale) -> str:
    """The mark that an average proposes; '' without one."""
    return "" if average is None or not scale.highest else str(scale.mark_for(average))


def flags(kind: str, standing: Standing, minimum: int) -> tuple[str, ...]:
    """What the deputy head should look at. Only a term's mark rests on a minimum of marks; an exam may be missing."""
    found = []
    value = standing.value
    if not value and kind in LEADING:
        found.append(MISSING)
    number = read_number(value)
    if number is not None and standing.average is not None and abs(number - standing.average) >= DEPARTURE:
        found.append(DEPARTS)
    if number is not None and kind == "term" and standing.mark_count < minimum:
        found.append(FEW_MARKS)
    return tuple(found)


def with_term(
    standings: Mapping[Key, Standing],
    period: Period,
    members: Iterable[str],
    averages: Mapping[str, tuple[Decimal | None, int]],
) -> dict[Key, Standing]:
    """The standings with a term's averages (pupil → average, count) for its members; those of a closing stay."""
    result = dict(standings)
    for pupil_id in members:
        key = Key(period.period_id, "term", pupil_id)
        known = result.get(key, NOTHING)
        if not known.frozen:
            result[key] = Standing(known.value, known.version, *averages.get(pupil_id, (None, 0)))
    return result


def with_year(
    standings: Mapping[Key, Standing], members: Iterable[str], earlier: Mapping[str, Mapping[str, str]]
) -> dict[Key, Standing]:
    """The standings with what the year proposes for its members: annual marks from the terms', final ones from annual
    and exam. `earlier`: pupil → period → the term's mark in another group of the subject, for who came from there."""
    result = dict(standings)
    own: dict[str, dict[str, str]] = {}
    for key, standing in standings.items():
        if key.kind == "term" and standing.value:
            own.setdefault(key.pupil_id, {})[key.period_id] = standing.value
    for pupil_id in members:
        terms = {**earlier.get(pupil_id, {}), **own.get(pupil_id, {})}
        annual, exam = (standings.get(Key(YEAR, kind, pupil_id), NOTHING).value for kind in ("annual", "exam"))
        for kind, values in (("annual", list(terms.values())), ("final", [annual, exam])):
            key = Key(YEAR, kind, pupil_id)
            known = result.get(key, NOTHING)
            if not known.frozen:
                result[key] = Standing(known.value, known.version, *mean(values))
    return result


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision to save; '' takes it back."""

    field: str
    key: Key
    value: str
    seen_version: int
    # Of a mark of the year; 0: a term tells its year itself.
    school_year: int = 0

    def names(self, period: Period) -> bool:
        """Whether it is of this period."""
        return self.key.period_id == period.period_id and self.school_year in (0, period.school_year)


@dataclass(frozen=True, slots=True)
class GroupState:
    """Everything that decisions of a group are judged by."""

    scale: Scale
    today: date
    # A grant to edit the group holds now.
    unlocked: bool
    periods: Mapping[str, Period]
    # period id → pupils in the group on the period's day
    members: Mapping[str, frozenset[str]]
    standings: Mapping[Key, Standing]


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that is not saved: by which rule, what to do; on a conflict what is stored."""

    wanted: Wanted
    rule: str
    message: str
    current: Standing = NOTHING


@dataclass(slots=True)
class Judged:
    """Decisions that change something, those that are so already, and those that are refused."""

    changes: list[tuple[Wanted, Standing]] = field(default_factory=list)
    same: list[tuple[Wanted, Standing]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)


def judge(state: GroupState, wanted: Sequence[Wanted], reason: str) -> Judged:
    """Tells right from wrong, decision by decision. What is stored already is neither saved nor refused."""
    result, seen = Judged(), set()
    for each in wanted:
        stored = state.standings.get(each.key, NOTHING)
        problem = ("CELL_TWICE", "Name each mark once.") if each.key in seen else _problem(state, each, reason)
        seen.add(each.key)
        if problem is not None:
            result.refusals.append(Refused(each, *problem))
        elif stored.value == each.value:
            result.same.append((each, stored))
        elif stored.version != each.seen_version and (stored.value or each.seen_version):
            message = "Another save came between: look at both values and choose."
            result.refusals.append(Refused(each, "VERSION_CONFLICT", message, stored))
        else:
            result.changes.append((each, stored))
    return result


def _problem(state: GroupState, wanted: Wanted, reason: str) -> Problem | None:
    period = state.periods.get(wanted.key.period_id)
    if period is None or not wanted.names(period) or wanted.key.kind not in period.kinds:
        return "UNKNOWN_PERIOD", "Name a period of the group's school year, and a kind of mark that it has."
    if state.scale.empty:
        return "NO_MARKS_IN_YEAR_GROUP", "The school gives no marks in this year group."
    if wanted.value and wanted.value not in state.scale.words and not state.scale.holds(wanted.value):
        return "NOT_IN_SCALE", f"A decision is one of {', '.join(values_of(state.scale))}."
    if wanted.key.pupil_id not in state.members[period.period_id]:
        return "NOT_IN_GROUP_ON_DATE", "The pupil is not in the group on the period's last day."
    return _period_problem(state, period, reason)


def _period_problem(state: GroupState, period: Period, reason: str) -> Problem | None:
    if period.begin > state.today:
        return "FUTURE_PERIOD", "The period has not begun."
    if period.state != "open" and not state.unlocked:
        return "PERIOD_CLOSED", "The period is closed: ask the deputy head for an unlock of the group."
    if period.state != "open" and not reason:
        return "REASON_NEEDED", "Say why a mark of a closed period changes."
    return None


def publication_problem(publish_at: datetime, now: datetime) -> Problem | None:
    """Why a period can't be published at that moment."""
    if not now <= publish_at <= now + LONGEST_WAIT:
        return "PUBLICATION_OUT_OF_RANGE", f"Set a moment to come, at most {LONGEST_WAIT.days} days from now."
    return None


def protocol_problem(protocol: str, protocol_date: date, today: date) -> Problem | None:
    """Why a council's protocol can't be taken."""
    if not protocol:
        return "PROTOCOL_NEEDED", "Name the council's protocol by its number."
    if protocol_date > today:
        return "PROTOCOL_OF_THE_FUTURE", "The council has met already: its day is today or earlier."
    return bad_text(protocol, LONGEST_PROTOCOL)
