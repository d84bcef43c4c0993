"""What is not asked for is neither read nor sent (AIP-157), on real PostgreSQL."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.errors import InvalidArgument
from kit.rpc.data_subjects import data_subjects
from tests.integration.gradebook.test_recording import attends, mark
from tests.integration.gradebook.world import TODAY, World


@pytest.fixture
def lesson(world: World) -> str:
    lesson = world.lesson()
    item = world.item(lesson, "test")
    world.record(
        lesson, marks=[mark(world, item, "5"), mark(world, item, "4", 1)],
        attendance=[attends(world, pb.ATTENDANCE_LATE, 0, 5)],
        lesson_edit=pb.LessonEdit(seen_version=2, topic="Дроби", homework=pb.Homework(text="§ 4")),
    )  # fmt: skip
    return lesson


def ask(world: World, name: str, *paths: str) -> Any:
    days = {"begin_date": (TODAY - timedelta(days=1)).isoformat(), "end_date": TODAY.isoformat()}
    mask: dict[str, Any] = {"read_mask": FieldMask(paths=paths)} if paths else {}
    request: Any = {
        "ListLessons": lambda: pb.ListLessonsRequest(groups=[world.group_name], **days, **mask),
        "GetLesson": lambda: pb.GetLessonRequest(lesson=world.lesson(), **mask),
        "GetJournal": lambda: pb.GetJournalRequest(group=world.group_name, **days, **mask),
        "GetDiary": lambda: pb.GetDiaryRequest(pupil=world.pupil(), **days, **mask),
    }[name]()
    return world.call(getattr(world.servicer, name), request)


def tables_read(world: World, name: str, *paths: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Of which tables of cells the statements of a call speak."""
    said: list[str] = []
    execute: Any = psycopg.Connection.execute

    def heard(connection: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        said.append(query.decode() if isinstance(query, bytes) else str(query))
        return execute(connection, query, *args, **kwargs)

    world.lesson()
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "execute", heard)
        ask(world, name, *paths)
    kinds = {"mark": "mark c", "attendance": "attendance c", "line_item": "JOIN line_item i", "pupil": "min(p.begin_"}
    return {kind for kind, words in kinds.items() if any(words in each for each in said)}


@pytest.mark.parametrize("name", ["GetLesson", "GetJournal"])
@pytest.mark.parametrize("part", ["pupils", "line_items", "marks", "attendance"])
def test_a_part_comes_alone_and_as_it_is_in_the_whole(world: World, lesson: str, name: str, part: str) -> None:
    whole, alone = ask(world, name), ask(world, name, part)
    assert [field.name for field, _ in alone.ListFields()] == [part]
    assert getattr(alone, part) == getattr(whole, part)
    both = ask(world, name, part, "marks")
    assert {field.name for field, _ in both.ListFields()} == {part, "marks"}


@pytest.mark.parametrize(
    ("name", "paths", "tables"),
    [
        ("GetLesson", ["lesson"], set()),
        ("GetJournal", ["lessons"], set()),
        ("GetJournal", ["attendance"], {"attendance"}),
        # Averages come with pupils.
        ("GetJournal", ["pupils"], {"pupil", "mark", "line_item"}),
        ("GetJournal", ["*"], {"pupil", "mark", "line_item", "attendance"}),
        ("GetDiary", ["lesson"], set()),
        ("GetDiary", ["lesson", "attendance"], {"attendance"}),
    ],
)
def test_what_is_not_asked_for_is_not_read(
    world: World, lesson: str, monkeypatch: pytest.MonkeyPatch, name: str, paths: list[str], tables: set[str]
) -> None:
    assert tables_read(world, name, *paths, monkeypatch=monkeypatch) == tables


def test_an_answer_without_pupils_discloses_nobody(world: World, lesson: str) -> None:
    assert data_subjects(ask(world, "GetJournal", "lessons", "line_items")) == set()
    assert data_subjects(ask(world, "GetJournal", "marks")) == {world.pupil(0), world.pupil(1)}


def test_masks_of_lists_are_of_their_items(world: World, lesson: str) -> None:
    whole, some = ask(world, "ListLessons").lessons, ask(world, "ListLessons", "name", "topic").lessons
    assert [(each.name, each.topic) for each in some] == [(each.name, each.topic) for each in whole]
    assert {field.name for each in some for field, _ in each.ListFields()} == {"name", "topic"}
    diary = ask(world, "GetDiary", "lesson", "marks").lessons
    assert [[mark.value for mark in each.marks] for each in diary] == [[], ["5"]]
    assert not any(each.HasField("attendance") for each in diary)
    assert [len(each.marks) for each in ask(world, "GetDiary", "marks").lessons] == [0, 1]
    assert not any(each.HasField("lesson") for each in ask(world, "GetDiary", "marks").lessons)


@pytest.mark.parametrize("name", ["ListLessons", "GetLesson", "GetJournal", "GetDiary"])
@pytest.mark.parametrize("path", ["nothing", "marks.value", "Lesson", "lessons,marks", "", "marks\x00", "иванов"])
def test_a_field_that_is_not_there_is_refused_by_name_of_those_that_are(
    world: World, lesson: str, name: str, path: str
) -> None:
    with pytest.raises(InvalidArgument) as refused:
        ask(world, name, path)
    assert refused.value.reason == "BAD_FIELD_MASK"
    assert refused.value.metadata == {"field": "read_mask"}
    assert "marks" in refused.value.message or "topic" in refused.value.message
    assert "иванов" not in refused.value.message
