"""The history of marks: whoever changes it in the database is found, and which line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from zvonok.gradebook.v1 import gradebook_pb2 as pb

from kit.audit import Finding
from kit.database import open_pool
from services.gradebook.actions import audit
from tests.conftest import DatabaseUrls
from tests.integration.gradebook.test_recording import attends, mark
from tests.integration.gradebook.world import TODAY, World


@dataclass
class Audited:
    """A school whose lesson was saved three times, and its database as the owner."""

    world: World
    owner: str
    lesson: str

    def tamper(self, statement: str) -> None:
        with psycopg.connect(self.owner, autocommit=True) as connection:
            connection.execute("ALTER TABLE change_history DISABLE TRIGGER USER")
            connection.execute(statement.encode())

    def found(self, **roots: list[audit.Root]) -> list[Finding]:
        return list(audit.findings(self.world.pool, roots))


@pytest.fixture
def audited(database: Callable[[str], DatabaseUrls]) -> Iterator[Audited]:
    urls = database("gradebook")
    pool = open_pool(urls.app)
    world = World(pool).begin()
    lesson = world.lesson()
    new = [pb.NewLineItem(client_key="new", category="test")]
    first = world.record(lesson, new_line_items=new, marks=[mark(world, "new", "5"), mark(world, "new", "4", 1)])
    item = first.new_line_items[0].name
    world.record(lesson, marks=[mark(world, item, "3", 0, seen=1)])
    world.record(lesson, attendance=[attends(world, pb.ATTENDANCE_ABSENT, 2)])
    yield Audited(world, urls.owner, lesson.rpartition("/")[2])
    pool.close()


def test_an_untouched_history_is_right(audited: Audited) -> None:
    assert audited.found() == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE change_history SET new_value = '5' WHERE new_value = '3'", "altered"),
        ("UPDATE change_history SET changed_at = changed_at - interval '1 day' WHERE number = 2", "altered"),
        ("UPDATE change_history SET person_id = gen_random_uuid() WHERE number = 3", "altered"),
        ("DELETE FROM change_history WHERE number = 2", "removed"),
        ("DELETE FROM change_history WHERE number = (SELECT max(number) FROM change_history)", "removed"),
        ("DELETE FROM change_history", "removed"),
        ("UPDATE change_history SET number = 5 - number WHERE number IN (2, 3)", "altered"),
        (
            "INSERT INTO change_history (school_id, school_year, lesson_id, changed_at, person_id, request_id, cell,"
            " old_value, new_value, version, number, hash)"
            " SELECT school_id, school_year, lesson_id, changed_at, person_id, request_id, cell, old_value, '2',"
            " version, number, hash FROM change_history WHERE number = 3",
            "inserted",
        ),
    ],
)
def test_what_is_done_to_a_line_is_found(audited: Audited, statement: str, problem: str) -> None:
    audited.tamper(statement)
    found = audited.found()
    assert any(problem in finding.problem for finding in found), found
    assert all(audited.lesson in finding.chain for finding in found)


def test_a_history_written_anew_with_its_head_is_found_by_the_root(
    audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_SETTLED", timedelta(0))
    [root] = audit.todays_roots(audited.world.pool)
    assert audited.found(kept=[root]) == []
    audited.tamper("DELETE FROM change_history WHERE number = (SELECT max(number) FROM change_history)")
    audited.tamper("DELETE FROM attendance")
    audited.tamper(
        "UPDATE lesson SET (history_number, history_hash) ="
        " (SELECT number, hash FROM change_history ORDER BY number DESC LIMIT 1) WHERE history_number > 0"
    )
    assert audited.found() == []
    [finding] = audited.found(kept=[root])
    assert root.chain == finding.chain


def test_the_service_itself_can_change_no_line(audited: Audited) -> None:
    with audited.world.pool.connection() as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("UPDATE change_history SET new_value = '5'")


HELD = "UPDATE {} WHERE lesson_id = (SELECT lesson_id FROM change_history LIMIT 1)"


@pytest.mark.parametrize(
    ("statement", "where", "problem"),
    [
        ("UPDATE mark SET value = '5' WHERE value = '3'", "mark of line item", "altered"),
        ("UPDATE mark SET version = 7 WHERE value = '3'", "mark of line item", "altered"),
        ("DELETE FROM mark WHERE value = '3'", "mark of line item", "removed"),
        ("UPDATE mark SET pupil_id = gen_random_uuid() WHERE value = '3'", "mark of line item", "without a line"),
        (
            "INSERT INTO mark (school_id, school_year, lesson_id, pupil_id, line_item_id, value, version, updated_at)"
            " SELECT school_id, school_year, lesson_id, gen_random_uuid(), line_item_id, '5', 1, now() FROM mark"
            " LIMIT 1",
            "mark of line item",
            "without a line",
        ),
        ("UPDATE attendance SET attendance = 'present'", "attendance of pupil", "altered"),
        ("UPDATE attendance SET attendance = 'late', minutes_late = 5", "attendance of pupil", "altered"),
        ("DELETE FROM attendance", "attendance of pupil", "removed"),
        ("UPDATE line_item SET category = 'answer'", "line_item of line item", "altered"),
        ("UPDATE line_item SET title = 'x'", "line_item of line item", "altered"),
        ("DELETE FROM line_item", "line_item of line item", "removed"),
        (HELD.format("lesson SET topic = 'x'"), "topic", "without a line"),
        (HELD.format("lesson SET homework = 'none'"), "homework", "without a line"),
        (HELD.format("lesson SET attendance_confirmed = true"), "attendance_confirmed", "without a line"),
        (HELD.format("lesson SET state = 'planned'"), "state", "altered"),
        ("UPDATE lesson SET state = 'cancelled' WHERE recorded_at IS NULL", "state", "without a line"),
    ],
)
def test_what_is_done_to_the_journal_itself_is_found(
    audited: Audited, statement: str, where: str, problem: str
) -> None:
    audited.tamper(statement)
    found = audited.found()
    assert found, "the history is as it was: only the comparison can tell"
    assert all(finding.record.startswith(where) for finding in found), found
    assert any(problem in finding.problem for finding in found), found


def test_a_journal_with_everything_in_it_is_as_its_history_ends(audited: Audited) -> None:
    """Deleted marks, every kind of homework, lateness, a lesson of another school year."""
    world, lesson = audited.world, f"{audited.world.group_name}/lessons/{audited.lesson}"
    item = world.get(lesson).line_items[0].name
    world.record(lesson, marks=[mark(world, item, "", 0, seen=2)])
    world.record(lesson, attendance=[attends(world, pb.ATTENDANCE_LATE, 2, 12, seen=1)])
    for homework in (
        pb.Homework(text="  §4,\n№ 7 ", due_date=(TODAY + timedelta(days=2)).isoformat()),
        pb.Homework(text="[2026-09-01] стр. 5", due_date=""),
        pb.Homework(none=True),
        pb.Homework(),
    ):
        seen = world.get(lesson).lesson.version
        world.record(
            lesson, lesson_edit=pb.LessonEdit(seen_version=seen, topic=f"Тема {seen}", homework=homework,
                                              attendance_confirmed=bool(seen % 2))
        )  # fmt: skip
        assert audited.found() == []
