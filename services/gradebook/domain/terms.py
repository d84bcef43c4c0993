"""Term, annual and final marks: what is proposed, what is flagged, and which decisions are taken (DOMAIN.md "Rules of the
journal": term, annual and final marks). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from services.gradebook.domain.texts import LONGEST_REASON, Problem, bad_text

# The period that is a whole school year, beside its terms.
YEAR = "00000000-0000-0000-0000-000000000000"
TERM_KINDS = ("term", "interim")
YEAR_KINDS = ("annual", "exam", "final")
NOT_ASSESSED, EXEMPT = "н/а", "осв"
SCALE = ("5", "4", "3", "2", "зачёт", "незачёт", NOT_ASSESSED, EXEMPT)
# A decision that departs so far from the average, or rests on fewer marks, is shown to the deputy head.
DEPARTURE = Decimal("0.6")
MINIMUM_MARKS = 3
_LOWEST, _HIGHEST = 2, 5
_CENT, _WHOLE = Decimal("0.01"), Decimal(1)
_YEAR_WITHOUT_MARKS = 1

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
        """The day on whose groups it rests: its last, or today while it runs."""
        return min(self.end, today)

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
    numbers = [int(value) for value in values if value.isascii() and value.isdigit()]
    if not numbers:
        return None, 0
    return (Decimal(sum(numbers)) / len(numbers)).quantize(_CENT, rounding=ROUND_HALF_UP), len(numbers)


def proposal(average: Decimal | None) -> str:
    """The mark that an average proposes: half up, within 2 to 5; '' without one."""
    if average is None:
        return ""
    return str(min(_HIGHEST, max(_LOWEST, int(average.quantize(_WHOLE, rounding=ROUND_HALF_UP)))))


def flags(kind: str, standing: Standing, minimum: int = MINIMUM_MARKS) -> tuple[str, ...]:
    """What the deputy head should look at. Only a term's mark rests on a minimum of marks; an exam may be missing."""
    found = []
    value = standing.value
    if not value and kind in ("term", "annual"):
        found.append(MISSING)
    numeric = value.isascii() and value.isdigit()
    if numeric and standing.average is not None and abs(int(value) - standing.average) >= DEPARTURE:
        found.append(DEPARTS)
    if numeric and kind == "term" and standing.mark_count < minimum:
        found.append(FEW_MARKS)
    return tuple(found)


def with_year(standings: Mapping[Key, Standing], years_of: Iterable[str]) -> dict[Key, Standing]:
    """The standings with the averages of these pupils' year: of annual marks over the terms', of final ones over annual and exam."""
    result = dict(standings)
    for pupil_id in years_of:
        terms = [each.value for key, each in standings.items() if key.kind == "term" and key.pupil_id == pupil_id]
        annual, exam = (standings.get(Key(YEAR, kind, pupil_id), NOTHING).value for kind in ("annual", "exam"))
        for kind, values in (("annual", terms), ("final", [annual, exam])):
            key = Key(YEAR, kind, pupil_id)
            known = result.get(key, NOTHING)
            average, count = mean(values)
            if not known.frozen and (known.version or average is not None):
                result[key] = Standing(known.value, known.version, average, count)
    return result


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision to save; '' takes it back."""

    field: str
    key: Key
    value: str
    seen_version: int


@dataclass(frozen=True, slots=True)
class GroupState:
    """Everything that decisions of a group are judged by."""

    year_group: int
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
    if period is None or wanted.key.kind not in period.kinds:
        return "UNKNOWN_PERIOD", "Name a period of the group's school year, and a kind of mark that it has."
    if state.year_group == _YEAR_WITHOUT_MARKS:
        return "NO_MARKS_IN_GRADE_1", "There are no marks in the first grade."
    if wanted.value and wanted.value not in SCALE:
        return "NOT_IN_SCALE", "A decision is 5, 4, 3, 2, зачёт, незачёт, н/а or осв."
    if period.begin > state.today:
        return "FUTURE_PERIOD", "The period has not begun."
    if wanted.key.pupil_id not in state.members[period.period_id]:
        return "NOT_IN_GROUP_ON_DATE", "The pupil is not in the group on the period's last day."
    if period.state != "open":
        if not state.unlocked:
            return "PERIOD_CLOSED", "The period is closed: ask the deputy head for an unlock of the group."
        if not reason:
            return "REASON_NEEDED", "Say why a mark of a closed period changes."
    return None


def reason_problem(reason: str) -> Problem | None:
    """Why a reason can't be taken."""
    return bad_text(reason, LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Assessment:
    """How many pupils have which mark. Not counted where exempt (DOMAIN.md "Control metrics": N leaves them out)."""

    fives: int = 0
    fours: int = 0
    threes: int = 0
    twos: int = 0
    not_assessed: int = 0
    exempt: int = 0
    missing: int = 0

    @property
    def whole(self) -> int:
        """N: those with a number, and those not assessed."""
        return self.fives + self.fours + self.threes + self.twos + self.not_assessed

    def percent(self, *weights: int) -> Decimal | None:
        """Σ(weight · count) ÷ N over 5, 4, 3, 2 and not assessed; two decimals, half up; None where N is zero."""
        if not self.whole:
            return None
        counts = (self.fives, self.fours, self.threes, self.twos, self.not_assessed)
        total = sum(weight * count for weight, count in zip(weights, counts, strict=True))
        return (Decimal(total) / self.whole).quantize(_CENT, rounding=ROUND_HALF_UP)

    @property
    def pass_rate(self) -> Decimal | None:
        """Успеваемость."""
        return self.percent(100, 100, 100, 0, 0)

    @property
    def quality_rate(self) -> Decimal | None:
        """Качество знаний."""
        return self.percent(100, 100, 0, 0, 0)

    @property
    def learning_index(self) -> Decimal | None:
        """СОУ."""
        return self.percent(100, 64, 36, 16, 7)


def assess(values: Iterable[str]) -> Assessment:
    """Counts decisions; зачёт and незачёт are neither."""
    counts = {"5": 0, "4": 0, "3": 0, "2": 0, NOT_ASSESSED: 0, EXEMPT: 0, "": 0}
    for value in values:
        if value in counts:
            counts[value] += 1
    return Assessment(*counts.values())
