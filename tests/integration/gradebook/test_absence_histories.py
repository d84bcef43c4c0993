"""Random histories of attendance, reasons, periods, notes and mass absences, against a simple model.

Whatever was done in whatever order: the cells are what the model says, and the journal is as its history ends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.v1 import absence_notes_pb2 as notes_pb
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from services.gradebook.actions.audit import findings
from tests.conftest import Pool
from tests.integration.gradebook.test_absence_notes import Family
from tests.integration.gradebook.test_absences import EXCUSED, ILL, NONE, UNEXCUSED
from tests.integration.gradebook.test_mass_absences import Desk
from tests.integration.gradebook.world import TODAY, World

DAYS = [TODAY - timedelta(days=2), TODAY - timedelta(days=1), TODAY]
REASONS = {"": NONE, "ill": ILL, "excused": EXCUSED, "unexcused": UNEXCUSED}
FACTS = {
    "present": (pb.ATTENDANCE_PRESENT, 0),
    "absent": (pb.ATTENDANCE_ABSENT, 0),
    "late": (pb.ATTENDANCE_LATE, 5),
}
NAMES = {number: name for name, (number, _) in FACTS.items()}
REASON_NAMES = {number: name for name, number in REASONS.items()}

pupils, days = st.integers(0, 1), st.integers(0, 2)
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
given_reasons = st.sampled_from(["ill", "excused", "unexcused"])
steps = st.one_of(
    st.tuples(st.just("record"), pupils, days, st.sampled_from(list(FACTS))),
    st.tuples(st.just("record"), pupils, days, st.just("absent")),
    st.tuples(st.just("reason"), pupils, days, st.sampled_from(list(REASONS)), st.sampled_from([0, 0, 1])),
    st.tuples(st.just("period"), pupils, spans, given_reasons, st.booleans()),
    st.tuples(st.just("end"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("note"), pupils, spans, st.sampled_from(["ill", "excused"]), st.booleans()),
    st.tuples(st.just("mass"), st.booleans(), spans, given_reasons),
    st.tuples(st.just("undo"), st.integers(0, 2)),
)


@dataclass
class Cell:
    """What the model thinks of a cell."""

    fact: str = ""
    reason: str = ""
    version: int = 0

    def become(self, fact: str, reason: str) -> None:
        if (self.fact, self.reason) != (fact, reason):
            self.fact, self.reason, self.version = fact, reason, self.version + 1


@dataclass
class Span:
    """Days with a reason."""

    pupils: list[int]
    first: int
    last: int
    reason: str
    open: bool = True
    # Of a mass absence: (pupil, day, fact, reason before, version after).
    changed: list[tuple[int, int, str, str, int]] = field(default_factory=list)


class Model:
    """The rules in the plainest form."""

    def __init__(self) -> None:
        self.cells = {(pupil, day): Cell() for pupil in range(2) for day in range(3)}
        self.spans: list[Span] = []

    def covering(self, pupil: int, day: int) -> str:
        """The reason that an absence recorded now gets: of the days entered last."""
        found = [s for s in self.spans if s.open and pupil in s.pupils and s.first <= day <= s.last]
        return found[-1].reason if found else ""

    def record(self, pupil: int, day: int, fact: str) -> None:
        cell = self.cells[pupil, day]
        if cell.fact != fact:
            cell.become(fact, self.covering(pupil, day) if fact == "absent" else "")

    def set_reason(self, pupil: int, day: int, reason: str, lag: int) -> None:
        cell = self.cells[pupil, day]
        if cell.fact == "absent" and lag == 0:
            cell.become("absent", reason)

    def enter(self, pupil: int, first: int, last: int, reason: str, *, replace: bool) -> Span:
        span = Span([pupil], first, last, reason)
        self.spans.append(span)
        for day in range(first, last + 1):
            cell = self.cells[pupil, day]
            if cell.fact == "absent" and (replace or not cell.reason):
                cell.become("absent", reason)
        return span

    def end(self, span: Span, *, clear: bool) -> None:
        span.open = False
        for day in range(span.first, span.last + 1):
            cell = self.cells[span.pupils[0], day]
            if clear and (cell.fact, cell.reason) == ("absent", span.reason):
                cell.become("absent", "")

    def mass(self, of: list[int], first: int, last: int, reason: str) -> Span:
        span = Span(of, first, last, reason)
        self.spans.append(span)
        for pupil in of:
            for day in range(first, last + 1):
                cell = self.cells[pupil, day]
                before = cell.fact, cell.reason
                if before in (("", ""), ("absent", "")):
                    cell.become("absent", reason)
                    span.changed.append((pupil, day, *before, cell.version))
        return span

    def undo(self, span: Span) -> None:
        span.open = False
        for pupil, day, fact, reason, version in span.changed:
            cell = self.cells[pupil, day]
            if cell.version == version:
                cell.become(fact or "present", reason)


class Player:
    """Plays steps against the service and the model."""

    def __init__(self, world: World) -> None:
        self.world, self.model = world, Model()
        self.desk, self.family = Desk(world), Family(world)
        self.teacher = self.desk.teacher
        self.lessons = [world.lesson(day) for day in DAYS]
        self.periods: list[tuple[str, Span]] = []
        self.masses: list[tuple[Any, Span]] = []

    def play(self, step: Any) -> None:
        getattr(self, step[0])(*step[1:])

    def record(self, pupil: int, day: int, fact: str) -> None:
        number, minutes = FACTS[fact]
        edit = pb.AttendanceEdit(
            pupil=self.world.pupil(pupil),
            attendance=number,
            minutes_late=minutes,
            seen_version=self.model.cells[pupil, day].version,
        )
        assert not self.world.record(self.lessons[day], attendance=[edit]).refusals
        self.model.record(pupil, day, fact)

    def reason(self, pupil: int, day: int, reason: str, lag: int) -> None:
        cell = self.model.cells[pupil, day]
        seen = max(0, cell.version - lag)
        answer = self.teacher.set((self.lessons[day], self.world.pupil(pupil), REASONS[reason], seen))
        rules = [each.rule for each in answer.refusals]
        if cell.fact != "absent":
            assert rules == ["NOT_ABSENT"]
        elif cell.reason == reason:
            assert [each.outcome for each in answer.absences] == [pb.CELL_OUTCOME_ALREADY_SO]
        else:
            assert rules == (["VERSION_CONFLICT"] if seen != cell.version else [])
        self.model.set_reason(pupil, day, reason, cell.version - seen)

    def period(self, pupil: int, span: tuple[int, int], reason: str, replace: bool) -> None:
        made = self.teacher.period(*_days(span), REASONS[reason], pupil=self.world.pupil(pupil), replace=replace).period
        self.periods.append((made.period, self.model.enter(pupil, *span, reason, replace=replace)))

    def end(self, number: int, clear: bool) -> None:
        if number < len(self.periods):
            period, span = self.periods.pop(number)
            self.teacher.call("EndAbsencePeriod", period=period, clear_reasons=clear)
            self.model.end(span, clear=clear)

    def note(self, pupil: int, span: tuple[int, int], reason: str, accept: bool) -> None:
        note = self.family.send(*_days(span), REASONS[reason], pupil=self.world.pupil(pupil))
        answer = self.family.decide(note.note, accept=accept, answer="Ответ")
        state = notes_pb.ABSENCE_NOTE_STATE_ACCEPTED if accept else notes_pb.ABSENCE_NOTE_STATE_REFUSED
        assert answer.note.state == state
        if accept:
            self.model.enter(pupil, *span, reason, replace=False)

    def mass(self, whole: bool, span: tuple[int, int], reason: str) -> None:
        begin, end = _days(span)
        names = [self.world.pupil(0), self.world.pupil(1)] if whole else [self.world.pupil(0)]
        answer = self.desk.record(begin, end, reason=REASONS[reason], pupils=names)
        found = self.model.mass([0, 1] if whole else [0], *span, reason)
        assert answer.saved_count == len(found.changed)
        self.masses.append((answer, found))

    def undo(self, number: int) -> None:
        if number < len(self.masses):
            answer, span = self.masses.pop(number)
            self.desk.undo(answer)
            self.model.undo(span)

    def stored(self) -> dict[tuple[int, int], tuple[str, str, int]]:
        found = dict.fromkeys(self.model.cells, ("", "", 0))
        numbers = {self.world.pupil(n): n for n in range(2)}
        for day, lesson in enumerate(self.lessons):
            for each in self.world.get(lesson).attendance:
                key = numbers[each.pupil], day
                found[key] = NAMES[each.attendance], REASON_NAMES[each.reason], each.version
        return found


def _days(span: tuple[int, int]) -> tuple[date, date]:
    return DAYS[span[0]], DAYS[span[1]]


@pytest.fixture
def history_world(pool: Callable[[str], Pool]) -> World:
    return World(pool("gradebook"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plays=st.lists(steps, min_size=3, max_size=14))
def test_any_order_of_steps_leaves_what_the_model_says(history_world: World, plays: list[Any]) -> None:
    player = Player(World(history_world.pool).begin())
    for step in plays:
        player.play(step)
        expected = {key: (cell.fact, cell.reason, cell.version) for key, cell in player.model.cells.items()}
        assert player.stored() == expected, step
    assert list(findings(player.world.pool, {})) == []
