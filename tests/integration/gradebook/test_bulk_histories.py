"""Random tables between random saves: the journal is as a simple model says, whatever the order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from services.gradebook.actions.audit import findings
from services.gradebook.domain.bulk import Typed, cell_text, read_cell
from tests.conftest import Pool
from tests.integration.gradebook.test_bulk import Desk
from tests.integration.gradebook.world import TODAY, World

DAYS = [TODAY - timedelta(days=2), TODAY - timedelta(days=1)]
PLACES = st.tuples(st.integers(0, 3), st.sampled_from(DAYS))
MARKS = ["", "2", "5", "4/5", "осв"]
TEXTS = ["", "2", "5", "4/5", "осв", "Н", "ОП5", "Н 2", "ОП7 5", "9"]
STEPS = st.one_of(
    st.tuples(st.just("mark"), PLACES, st.sampled_from(MARKS)),
    st.tuples(st.just("there"), PLACES, st.sampled_from(["present", "absent", "late 5", "late 9"])),
    st.tuples(st.just("put"), PLACES, st.sampled_from(TEXTS)),
    st.tuples(st.just("take"), st.none(), st.none()),
    st.tuples(st.just("give"), st.none(), st.none()),
)
State = dict[tuple[str, int, Any], str]


class Model:
    """The journal as it is, and as the table was taken and typed over."""

    def __init__(self) -> None:
        self.now: State = {}
        self.taken: State = {}
        self.typed: dict[tuple[int, Any], str] = {}

    def take(self) -> None:
        self.taken = dict(self.now)
        self.typed = {
            (pupil, day): cell_text(self.now.get(("mark", pupil, day), ""), self.now.get(("there", pupil, day), ""))
            for pupil in range(4)
            for day in DAYS
        }

    def give(self) -> bool:
        """Whether all of it is taken."""
        wanted: State = {}
        for (pupil, day), text in self.typed.items():
            typed = read_cell(text)
            assert isinstance(typed, Typed)
            for kind, value in (("mark", typed.mark), ("there", typed.attendance)):
                key = (kind, pupil, day)
                base, stored = self.taken.get(key, ""), self.now.get(key, "")
                if value in ("", base, stored):
                    continue
                if stored != base or value == "9":
                    return False
                wanted[key] = value
        self.now |= wanted
        return True


def stored(world: World) -> State:
    found: State = {}
    for day in DAYS:
        lesson = world.get(world.lesson(day))
        for mark in lesson.marks:
            found["mark", number(world, mark.pupil), day] = mark.value
        for entry in lesson.attendance:
            word = {1: "present", 2: "absent", 3: f"late {entry.minutes_late}"}[entry.attendance]
            found["there", number(world, entry.pupil), day] = word
    return found


def number(world: World, pupil: str) -> int:
    return world.pupil_ids.index(pupil.rpartition("/")[2])


def save(world: World, items: dict[Any, str], kind: str, place: tuple[int, Any], value: str) -> None:
    pupil, day = place
    lesson = world.lesson(day)
    state = world.get(lesson)
    name = world.pupil(pupil)
    if kind == "mark":
        seen = next((mark.version for mark in state.marks if mark.pupil == name), 0)
        part = {"marks": [pb.MarkEdit(line_item=items[day], pupil=name, value=value, seen_version=seen)]}
    else:
        seen = next((entry.version for entry in state.attendance if entry.pupil == name), 0)
        word, _, minutes = value.partition(" ")
        edit = pb.AttendanceEdit(
            pupil=name, attendance=f"ATTENDANCE_{word.upper()}", minutes_late=int(minutes or 0), seen_version=seen
        )
        part = {"attendance": [edit]}
    assert not world.record(lesson, **part).refusals


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_the_journal_is_as_the_model_says(pool: Callable[[str], Pool], steps: list[tuple[str, Any, Any]]) -> None:
    world = World(pool("gradebook")).begin()
    items = {day: world.item(world.lesson(day), "test") for day in DAYS}
    model, desk = Model(), Desk(world).take()
    model.take()
    for kind, place, value in [*steps, ("give", None, None)]:
        if kind == "take":
            desk.take()
            model.take()
        elif kind == "give":
            answer = desk.give()
            assert (answer.problem_count == 0) is model.give(), answer.problems
        elif kind == "put":
            desk.put(*place, value)
            model.typed[place] = value
        else:
            save(world, items, kind, place, value)
            model.now[kind, *place] = value
        assert {key: each for key, each in stored(world).items() if each} == {
            key: each for key, each in model.now.items() if each
        }
    assert not list(findings(world.pool, {}))
