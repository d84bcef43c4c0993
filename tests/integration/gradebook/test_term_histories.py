"""Random histories of marks, decisions, weights, moves, closings and publications against a simple model."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import terms_pb2 as events_pb
from zvonok.gradebook.v1 import gradebook_pb2 as journal_pb
from zvonok.gradebook.v1 import rules_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from tests.conftest import Pool
from tests.integration.gradebook.office import TermOffice
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell

YESTERDAY = TODAY - timedelta(days=1)
PUPILS = range(2)
_ITEMS_A_LESSON = 8


@dataclass(frozen=True)
class Mark:
    """A current mark in a new line item."""

    pupil: int
    value: str
    category: str


@dataclass(frozen=True)
class Decide:
    """A decision of somebody whose page is `lag` versions behind."""

    pupil: int
    value: str
    lag: int


@dataclass(frozen=True)
class Weigh:
    """Another weight for a category."""

    category: str
    weight: str


@dataclass(frozen=True)
class Office:
    """ "close", "reopen", "publish", "later" or "never"."""

    what: str


@dataclass(frozen=True)
class Move:
    """A pupil leaves the group today, or is back."""

    pupil: int


pupils = st.sampled_from(PUPILS)
steps = st.one_of(
    st.builds(Mark, pupils, st.sampled_from(["2", "3", "5", "4/5", "осв"]), st.sampled_from(["answer", "test"])),
    st.builds(Decide, pupils, st.sampled_from(["5", "3", "н/а", "", "6"]), st.sampled_from([0, 0, 0, 1])),
    st.builds(Weigh, st.sampled_from(["answer", "test"]), st.sampled_from(["0.5", "3", "7.25"])),
    st.builds(Office, st.sampled_from(["close", "close", "reopen", "publish", "later", "never"])),
    st.builds(Move, pupils),
)


def average(marks: list[tuple[str, Fraction]]) -> str:
    """Exact, then half up."""
    counted = [(int(part), weight) for value, weight in marks if value != "осв" for part in value.split("/")]
    if not counted:
        return ""
    exact = sum(mark * weight for mark, weight in counted) / sum(weight for _, weight in counted)
    return str((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))


@dataclass
class Model:
    """The rules in the plainest form."""

    weights: dict[str, Fraction] = field(default_factory=lambda: {"answer": Fraction(1), "test": Fraction(2)})
    marks: dict[int, list[tuple[str, Fraction]]] = field(default_factory=lambda: {pupil: [] for pupil in PUPILS})
    decisions: dict[int, tuple[str, int]] = field(default_factory=lambda: dict.fromkeys(PUPILS, ("", 0)))
    inside: set[int] = field(default_factory=lambda: set(PUPILS))
    closed: bool = False
    published: bool = False
    kept: dict[int, str] = field(default_factory=dict)

    def judge(self, step: Decide) -> str:
        """The rule by which it is refused, or ''."""
        value, version = self.decisions[step.pupil]
        if step.value == "6":
            return "NOT_IN_SCALE"
        if step.pupil not in self.inside:
            return "NOT_IN_GROUP_ON_DATE"
        if self.closed:
            return "PERIOD_CLOSED"
        seen = max(0, version - step.lag)
        conflict = step.value != value and seen != version and (value or seen)
        return "VERSION_CONFLICT" if conflict else ""

    def office(self, what: str) -> str:
        """What the office's wish comes to: a rule, or ''."""
        if what == "close":
            if self.closed:
                return "NOT_OPEN"
            self.closed, self.kept = True, {pupil: average(self.marks[pupil]) for pupil in self.inside}
        elif what == "reopen":
            if not self.closed:
                return "NOT_CLOSED"
            self.closed, self.kept = False, {}
        elif self.published:
            return "PUBLISHED"
        elif what != "never" and not self.closed:
            return "NOT_CLOSED"
        else:
            self.published = what == "publish"
        return ""

    def shown(self, pupil: int) -> str:
        return self.kept.get(pupil, average(self.marks[pupil])) if self.closed else average(self.marks[pupil])


class Town:
    """The service, driven by the same steps."""

    def __init__(self, pool: Pool) -> None:
        self.world = World(pool, pupil_ids=[new_id() for _ in PUPILS]).begin()
        self.office = TermOffice(self.world)
        self.model, self.items, self.version = Model(), 0, 1

    def take(self, step: Any) -> None:
        {Mark: self.mark, Decide: self.decide, Weigh: self.weigh, Office: self.change, Move: self.move}[type(step)](
            step
        )

    def mark(self, step: Mark) -> None:
        lesson = self.world.lesson(YESTERDAY - timedelta(days=self.items // _ITEMS_A_LESSON))
        answer = self.world.record(
            lesson,
            new_line_items=[journal_pb.NewLineItem(client_key="k", category=step.category)],
            marks=[journal_pb.MarkEdit(line_item="k", pupil=self.world.pupil(step.pupil), value=step.value)],
        )
        assert bool(answer.refusals) is self.model.closed
        if not self.model.closed:
            self.items += 1
            self.model.marks[step.pupil].append((step.value, self.model.weights[step.category]))

    def decide(self, step: Decide) -> None:
        rule = self.model.judge(step)
        value, version = self.model.decisions[step.pupil]
        answer = self.office.decide(self.office.edit(step.value, step.pupil, max(0, version - step.lag)))
        assert [refusal.rule for refusal in answer.refusals] == ([rule] if rule else [])
        if not rule and step.value != value:
            self.model.decisions[step.pupil] = step.value, version + 1

    def weigh(self, step: Weigh) -> None:
        found = self.world.call(self.office.rules.GetRules, rules_pb2.GetRulesRequest(school=self.office.school))
        [category] = [each for each in found.rules.categories if each.code == step.category]
        category.weight = step.weight
        request = rules_pb2.SetCategoryRequest(school=self.office.school, category=category, request_id=new_id())
        self.world.call(self.office.rules.SetCategory, request)
        self.model.weights[step.category] = Fraction(step.weight)

    def change(self, step: Office) -> None:
        wishes: dict[str, Callable[[], Any]] = {
            "close": self.office.close,
            "reopen": self.office.reopen,
            "publish": lambda: self.office.publish(None, now=True),
            "later": lambda: self.office.publish(datetime.now(UTC) + timedelta(days=1)),
            "never": lambda: self.office.publish(None),
        }
        rule = self.model.office(step.what)
        if not rule:
            wishes[step.what]()
            return
        with pytest.raises(FailedPrecondition) as refused:
            wishes[step.what]()
        assert refused.value.reason == rule

    def move(self, step: Move) -> None:
        self.model.inside ^= {step.pupil}
        self.version += 1
        members = [
            (self.world.pupil_ids[each], MONDAY.isoformat(), "" if each in self.model.inside else YESTERDAY.isoformat())
            for each in PUPILS
        ]
        tell(self.world.pool, self.world.group(self.version, pupils=members))

    def check(self) -> None:
        for pupil in PUPILS:
            stands, decided = self.office.stands(pupil), self.model.decisions[pupil]
            if pupil in self.model.inside or decided[0]:
                assert (stands.value, stands.version) == decided
            if pupil in self.model.inside:
                assert stands.average == self.model.shown(pupil)
            seen = [("Алгебра", decided[0])] if self.model.published and decided[0] else []
            assert self.office.family(pupil) == seen

    def check_story(self) -> None:
        """History and events lead to what is stored, and nothing was changed past them."""
        assert not [each for each in findings(self.world.pool, {}) if self.world.school_id in each.chain]
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.term_marks.recorded.v1' AND school_id = %s"
                " ORDER BY outbox_id",
                [self.world.school_id],
            ).fetchall()
        told: dict[str, tuple[str, int]] = {}
        for (payload,) in rows:
            for change in events_pb.TermMarksRecorded.FromString(payload).marks:
                assert told.get(change.pupil_id, ("", 0)) == (change.old_value, change.version - 1)
                told[change.pupil_id] = change.new_value, change.version
        decided = {self.world.pupil_ids[pupil]: each for pupil, each in self.model.decisions.items() if each[1]}
        assert told == decided


@pytest.fixture
def gradebook(pool: Callable[[str], Pool]) -> Pool:
    return pool("gradebook")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=4, max_size=14))
def test_a_history_of_a_term_comes_out_as_the_model_says(gradebook: Pool, history: list[Any]) -> None:
    town = Town(gradebook)
    for step in history:
        town.take(step)
    town.check()
    town.check_story()


def test_a_closing_counts_every_mark_that_was_saved_and_refuses_the_rest(gradebook: Pool) -> None:
    town = Town(gradebook)
    begun = threading.Barrier(4)
    saved: list[int] = []

    def work(number: int) -> None:
        lesson = town.world.lesson(TODAY - timedelta(days=number))
        begun.wait()
        for _ in range(6):
            answer = town.world.record(
                lesson,
                new_line_items=[journal_pb.NewLineItem(client_key="k", category="answer")],
                marks=[journal_pb.MarkEdit(line_item="k", pupil=town.world.pupil(), value="4")],
            )
            saved.append(not answer.refusals)

    teachers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for teacher in teachers:
        teacher.start()
    begun.wait()
    town.office.close()
    for teacher in teachers:
        teacher.join()
    assert town.office.stands().mark_count == sum(saved)
