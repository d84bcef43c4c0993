"""All that the journal holds about a pupil, without any limit, and of nobody else."""

from collections.abc import Callable

import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import subjects_pb2

from kit.database import EVERY_SCHOOL, transaction
from services.gradebook.rpc.subjects import SubjectServicer
from tests.conftest import Pool
from tests.integration.gradebook.world import TODAY, World, _Resources

MANY = 3500


@pytest.fixture
def world(pool: Callable[[str], Pool]) -> World:
    return World(pool("gradebook")).begin()


def everything(world: World, number: int = 0) -> subjects_pb2.GetSubjectDataResponse:
    servicer = SubjectServicer(_Resources(world.pool))  # type: ignore[arg-type]
    answer = subjects_pb2.GetSubjectDataResponse()
    request = subjects_pb2.GetSubjectDataRequest(pupil=world.pupil(number))
    for part in world.call(servicer.GetSubjectData, request):
        assert len(part.marks) <= 1000
        answer.MergeFrom(part)
    return answer


def test_marks_absences_and_their_changes_are_there(world: World) -> None:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    for value, seen in (("4", 0), ("5", 1)):
        mark = pb.MarkEdit(line_item=item, pupil=world.pupil(), value=value, seen_version=seen, reason="Ошибка")
        other = pb.MarkEdit(line_item=item, pupil=world.pupil(1), value="2", seen_version=seen)
        world.record(lesson, marks=[mark, other])
    late = pb.AttendanceEdit(pupil=world.pupil(), attendance=pb.ATTENDANCE_LATE, minutes_late=7)
    world.record(lesson, attendance=[late])
    found = everything(world)
    assert [(each.date, each.subject_title, each.category, each.value) for each in found.marks] == [
        (TODAY.isoformat(), "Алгебра", "test", "5")
    ]
    assert [(each.attendance, each.minutes_late) for each in found.attendance] == [("late", 7)]
    assert [(each.cell, each.old_value, each.new_value) for each in found.changes] == [
        ("mark", "", "4"), ("mark", "4", "5"), ("attendance", "", "late 7"),
    ]  # fmt: skip
    assert not everything(world, 2).marks


def test_many_marks_are_all_there(world: World) -> None:
    lesson = world.lesson().rpartition("/")[2]
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        connection.execute(
            """WITH item AS (
                   INSERT INTO line_item (school_id, school_year, lesson_id, line_item_id, category, weight)
                   SELECT school_id, school_year, lesson_id, gen_random_uuid(), 'test', 1
                   FROM lesson, generate_series(1, %(many)s) WHERE lesson_id = %(lesson)s RETURNING *
               )
               INSERT INTO mark (school_id, school_year, lesson_id, pupil_id, line_item_id, value, version, updated_at)
               SELECT school_id, school_year, lesson_id, %(pupil)s, line_item_id, '5', 1, now() FROM item""",
            {"many": MANY, "lesson": lesson, "pupil": world.pupil_ids[0]},
        )
    assert len(everything(world).marks) == MANY
