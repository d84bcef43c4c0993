"""Random histories of saves by several teachers at once, against a simple model.

Whatever was sent in whatever order: cells, averages, history and events tell the same story, and nothing is lost.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from tests.conftest import Pool
from tests.integration.gradebook.world import TODAY, World, told

CATEGORIES = {"answer": Fraction(1), "test": Fraction(2)}
VALUES = ["2", "3", "4", "5", "4/5", "осв", "", "6"]
ATTENDANCE = {
    "present": (pb.ATTENDANCE_PRESENT, 0),
    "absent": (pb.ATTENDANCE_ABSENT, 0),
    "late 5": (pb.ATTENDANCE_LATE, 5),
    "late 99": (pb.ATTENDANCE_LATE, 99),
}


@dataclass(frozen=True)
class Save:
    """What one teacher sends. `lag`: how many versions behind the cell the teacher's page is."""

    marks: dict[tuple[str, int], str]
    attendance: dict[int, str]
    lag: int
    all_or_nothing: bool


pupils = st.integers(0, 2)
saves = st.builds(
    Save,
    st.dictionaries(st.tuples(st.sampled_from(list(CATEGORIES)), pupils), st.sampled_from(VALUES), max_size=3),
    st.dictionaries(pupils, st.sampled_from(list(ATTENDANCE)), max_size=2),
    st.sampled_from([0, 0, 0, 1]),
    st.booleans(),
)


class Model:
    """The rules in the plainest form: one cell after the other, in a dictionary."""

    def __init__(self) -> None:
        self.cells: dict[Any, tuple[str, int]] = {}

    def get(self, key: Any) -> tuple[str, int]:
        return self.cells.get(key, ("", 0))

    def seen(self, key: Any, lag: int) -> int:
        return max(0, self.get(key)[1] - lag)

    def apply(self, save: Save) -> list[str]:
        """Applies a save; returns the rules of its refusals."""
        wanted: dict[Any, str] = {**save.attendance, **save.marks}
        refused: dict[Any, str] = {}
        for key, value in wanted.items():
            stored, version = self.get(key)
            seen = self.seen(key, save.lag)
            if value == "6":
                refused[key] = "NOT_IN_SCALE"
            elif value == "late 99":
                refused[key] = "MINUTES_OUT_OF_RANGE"
            elif value != stored and seen != version and not (seen == 0 and not stored):
                refused[key] = "VERSION_CONFLICT"
        good = {key: value for key, value in wanted.items() if key not in refused and value != self.get(key)[0]}
        after = {key: self.get(key)[0] for key in self.cells} | good
        for key in [key for key in good if isinstance(key, tuple)]:
            if key[0] == "answer" and after[key] not in ("", "осв") and after.get(key[1]) == "absent":
                refused[key] = "ABSENT_WITH_ANSWER"
                del good[key]
        after = {key: self.get(key)[0] for key in self.cells} | good
        for key in [key for key in good if isinstance(key, int)]:
            if good[key] == "absent" and after.get(("answer", key), "") not in ("", "осв"):
                refused[key] = "ABSENT_WITH_ANSWER"
                del good[key]
        if not (save.all_or_nothing and refused):
            for key, value in good.items():
                self.cells[key] = (value, self.get(key)[1] + 1)
        return sorted(refused.values())

    def average(self, pupil: int) -> str:
        counted = [
            (int(part), CATEGORIES[key[0]])
            for key, (value, _) in self.cells.items()
            if isinstance(key, tuple) and key[1] == pupil and value not in ("осв", "")
            for part in value.split("/")
        ]
        if not counted:
            return ""
        exact = sum(mark * weight for mark, weight in counted) / sum(weight for _, weight in counted)
        return str((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))


def request(world: World, lesson: str, items: dict[str, str], save: Save, seen: Callable[[Any], int]) -> dict[str, Any]:
    return {
        "lesson": lesson,
        "marks": [
            pb.MarkEdit(
                line_item=items[category], pupil=world.pupil(pupil), value=value, seen_version=seen((category, pupil))
            )
            for (category, pupil), value in save.marks.items()
        ],
        "attendance": [
            pb.AttendanceEdit(
                pupil=world.pupil(pupil),
                attendance=ATTENDANCE[value][0],
                minutes_late=ATTENDANCE[value][1],
                seen_version=seen(pupil),
            )
            for pupil, value in save.attendance.items()
        ],
        "all_or_nothing": save.all_or_nothing,
    }


def stored_cells(world: World, lesson_id: str, items: dict[str, str]) -> dict[Any, tuple[str, int]]:
    """All cells of the lesson, deleted marks too."""
    categories = {name[-36:]: category for category, name in items.items()}
    number = {pupil_id: index for index, pupil_id in enumerate(world.pupil_ids)}
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        marks = connection.execute(
            "SELECT line_item_id, pupil_id, value, version FROM mark WHERE lesson_id = %s", [lesson_id]
        ).fetchall()
        attendance = connection.execute(
            "SELECT pupil_id, attendance, minutes_late, version FROM attendance WHERE lesson_id = %s", [lesson_id]
        ).fetchall()
    cells: dict[Any, tuple[str, int]] = {(categories[m[0]], number[m[1]]): (m[2], m[3]) for m in marks}
    for pupil_id, value, minutes, version in attendance:
        cells[number[pupil_id]] = (f"late {minutes}" if value == "late" else value, version)
    return cells


def check_story(world: World, lesson_id: str, items: dict[str, str], events: list[Any]) -> None:
    """History and events, each by itself, lead to what is stored, step by step."""
    cells = stored_cells(world, lesson_id, items)
    categories = {name[-36:]: category for category, name in items.items()}
    number = {pupil_id: index for index, pupil_id in enumerate(world.pupil_ids)}
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        lines = connection.execute(
            """SELECT line_item_id, pupil_id, old_value, new_value, version FROM change_history
               WHERE lesson_id = %s AND cell IN ('mark', 'attendance') ORDER BY change_id""",
            [lesson_id],
        ).fetchall()
    told_by_history: dict[Any, tuple[str, int]] = defaultdict(lambda: ("", 0))
    for line_item_id, pupil_id, old, new, version in lines:
        key = (categories[line_item_id], number[pupil_id]) if line_item_id else number[pupil_id]
        assert told_by_history[key] == (old, version - 1)
        told_by_history[key] = (new, version)
    assert dict(told_by_history) == cells
    told_by_events: dict[Any, tuple[str, int]] = {}
    steps = 0
    for event in events:
        for mark in event.marks:
            told_by_events[categories[mark.line_item_id], number[mark.pupil_id]] = (mark.new_value, mark.version)
            steps += 1
        for entry in event.attendance:
            value = f"late {entry.minutes_late}" if entry.new_attendance == "late" else entry.new_attendance
            told_by_events[number[entry.pupil_id]] = (value, entry.version)
            steps += 1
    assert steps == len(lines)
    assert told_by_events == cells


@pytest.fixture
def history_world(pool: Callable[[str], Pool]) -> World:
    return World(pool("gradebook"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(saves, min_size=1, max_size=12))
def test_a_history_of_saves_comes_out_as_the_model_says(history_world: World, history: list[Save]) -> None:
    world = World(history_world.pool).begin()
    lesson = world.lesson(TODAY)
    items = {category: world.item(lesson, category) for category in CATEGORIES}
    model = Model()
    for save in history:
        parts = request(world, lesson, items, save, lambda key, lag=save.lag: model.seen(key, lag))
        answer = world.record(person_id=new_id(), **parts)
        assert sorted(refusal.rule for refusal in answer.refusals) == model.apply(save)
    assert stored_cells(world, lesson[-36:], items) == model.cells
    averages = {each.pupil: each.average for each in world.get(lesson).pupils}
    assert [averages[world.pupil(pupil)] for pupil in range(3)] == [model.average(pupil) for pupil in range(3)]
    events = [event for event in told(world.pool, "lesson.recorded") if event.lesson_id == lesson[-36:]]
    assert all(event.marks or event.attendance for event in events[len(items) :])
    check_story(world, lesson[-36:], items, events)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(saves, min_size=2, max_size=6), min_size=2, max_size=4))
def test_histories_of_several_teachers_at_once_lose_nothing(history_world: World, teachers: list[list[Save]]) -> None:
    world = World(history_world.pool).begin()
    lesson = world.lesson(TODAY)
    items = {category: world.item(lesson, category) for category in CATEGORIES}
    faults: list[BaseException] = []
    saved: dict[Any, set[tuple[int, str]]] = defaultdict(set)

    def teach(history: list[Save]) -> None:
        try:
            for save in history:
                cells = stored_cells(world, lesson[-36:], items)
                parts = request(
                    world, lesson, items, save,
                    lambda key, cells=cells, lag=save.lag: max(0, cells.get(key, ("", 0))[1] - lag),
                )  # fmt: skip
                for mark in world.record(person_id=new_id(), **parts).marks:
                    saved[mark.line_item, mark.pupil].add((mark.version, mark.value))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=teach, args=[history]) for history in teachers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    # No version was ever given to two values.
    for versions in saved.values():
        assert len({version for version, _ in versions}) == len(versions)
    events = [event for event in told(world.pool, "lesson.recorded") if event.lesson_id == lesson[-36:]]
    events.sort(key=lambda event: (event.recorded_at.seconds, event.recorded_at.nanos))
    check_by_version(world, lesson[-36:], items, events)


def check_by_version(world: World, lesson_id: str, items: dict[str, str], events: list[Any]) -> None:
    """As a reader keeps it: the newest version of each cell, whatever the order of events."""
    cells = stored_cells(world, lesson_id, items)
    categories = {name[-36:]: category for category, name in items.items()}
    number = {pupil_id: index for index, pupil_id in enumerate(world.pupil_ids)}
    newest: dict[Any, tuple[str, int]] = {}
    steps = 0
    for event in events:
        changes = [
            ((categories[mark.line_item_id], number[mark.pupil_id]), (mark.new_value, mark.version))
            for mark in event.marks
        ]
        changes += [
            (
                number[each.pupil_id],  # type: ignore[list-item]
                (f"late {each.minutes_late}" if each.new_attendance == "late" else each.new_attendance, each.version),
            )
            for each in event.attendance
        ]
        for key, told_cell in changes:
            steps += 1
            if newest.get(key, ("", 0))[1] < told_cell[1]:
                newest[key] = told_cell
    assert newest == cells
    # A version of each cell in one event each, and one line of history each: none lost, none twice.
    assert steps == sum(version for _, version in cells.values())
    assert sum(row[0] in ("mark", "attendance") for row in world_history(world, lesson_id)) == steps


def world_history(world: World, lesson_id: str) -> list[tuple[Any, ...]]:
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        return connection.execute("SELECT cell FROM change_history WHERE lesson_id = %s", [lesson_id]).fetchall()
