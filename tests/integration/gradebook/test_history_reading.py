"""The history as people read it: who changed what, when, why, on real PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import changes_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit import pages
from kit.errors import InvalidArgument, NotAllowed
from kit.ids import new_id
from kit.listening import Bell
from kit.rpc.data_subjects import data_subjects
from services.gradebook.rpc.changes import ChangeServicer
from services.gradebook.store.watching import MOVED
from tests.integration.gradebook.test_recording import attends, mark
from tests.integration.gradebook.world import TODAY, World

YESTERDAY = TODAY - timedelta(days=1)


def changes(world: World, place: str, **fields: Any) -> changes_pb2.ListChangesResponse:
    servicer = ChangeServicer(world.servicer_resources, Bell("", MOVED))
    answer: changes_pb2.ListChangesResponse = world.call(
        servicer.ListChanges, changes_pb2.ListChangesRequest(place=place, **fields)
    )
    return answer


def told(answer: changes_pb2.ListChangesResponse) -> list[tuple[str, str, str]]:
    return [(each.cell, each.old_value, each.new_value) for each in answer.changes]


@pytest.fixture
def lesson(world: World) -> str:
    """A lesson with a test whose first mark was corrected by a colleague; yesterday's lesson holds an absence."""
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(lesson, marks=[mark(world, item, "3"), mark(world, item, "4", 1)])
    world.record(lesson, COLLEAGUE, marks=[mark(world, item, "4", 0, seen=1, reason="Описка")])
    world.record(world.lesson(YESTERDAY), attendance=[attends(world, pb.ATTENDANCE_LATE, 0, 5)])
    return lesson


COLLEAGUE = new_id()


def test_a_lesson_tells_its_changes_newest_first(world: World, lesson: str) -> None:
    answer = changes(world, lesson)
    assert told(answer) == [
        ("mark", "3", "4"), ("mark", "", "4"), ("mark", "", "3"), ("state", "planned", "held"),
        ("line_item", "", "test"),
    ]  # fmt: skip
    newest = answer.changes[0]
    assert (newest.person, newest.reason, newest.version) == (f"persons/{COLLEAGUE}", "Описка", 2)
    assert (newest.pupil, newest.category, newest.lesson) == (world.pupil(), "test", lesson)
    assert (newest.date, newest.bell) == (TODAY.isoformat(), 1)
    assert newest.line_item.startswith(f"{lesson}/lineItems/")
    assert newest.time.seconds > 0
    assert data_subjects(answer) == {world.pupil(0), world.pupil(1)}, "who is on the page is on record"


def test_of_one_cell_one_pupil_and_the_days_of_a_group(world: World, lesson: str) -> None:
    item = world.get(lesson).line_items[0].name
    assert told(changes(world, lesson, pupil=world.pupil(), line_item=item)) == [("mark", "3", "4"), ("mark", "", "3")]
    assert told(changes(world, world.group_name, pupil=world.pupil())) == [
        ("attendance", "", "late 5"), ("mark", "3", "4"), ("mark", "", "3"),
    ]  # fmt: skip
    day = YESTERDAY.isoformat()
    assert told(changes(world, world.group_name, begin_date=day, end_date=day)) == [
        ("state", "planned", "held"), ("attendance", "", "late 5"),
    ]  # fmt: skip
    assert not changes(world, world.group_name, begin_date=(TODAY + timedelta(days=1)).isoformat()).changes
    assert not changes(world, lesson, pupil=f"schools/{world.school_id}/pupils/{new_id()}").changes


def test_pages_hold_every_line_once(world: World, lesson: str) -> None:
    whole = list(changes(world, world.group_name).changes)
    found: list[changes_pb2.JournalChange] = []
    token = ""
    while True:
        answer = changes(world, world.group_name, page_size=2, page_token=token)
        found += answer.changes
        # What is saved meanwhile comes before the first page, and moves no other.
        world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=world.get(lesson).lesson.version, topic=new_id()))
        token = answer.next_page_token
        if not token:
            break
    assert found == whole
    assert len(whole) == 7


def test_nothing_of_another_group_or_school_is_told(world: World, lesson: str) -> None:
    other = World(world.pool).begin()
    foreign = lesson.replace(world.group_id, other.group_id)
    with pytest.raises(NotAllowed):
        changes(world, foreign)
    assert not changes(other, other.group_name).changes
    for field, name in (
        ("pupil", f"schools/{other.school_id}/pupils/{world.pupil_ids[0]}"),
        ("line_item", f"{other.group_name}/lessons/{new_id()}/lineItems/{new_id()}"),
        ("pupil", "x"),
        ("begin_date", "yesterday"),
        ("page_token", "x"),
        ("page_token", pages.encode([0])),
        ("page_token", pages.encode(["1"])),
    ):
        with pytest.raises(InvalidArgument):
            changes(world, lesson, **{field: name})
