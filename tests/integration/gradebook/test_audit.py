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
from tests.integration.gradebook.world import World


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
