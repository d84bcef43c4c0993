"""A rebuild gives what applying event by event gives; repairs what does not; and old answers stand until it ends."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from zvonok.reports.v1 import rebuilds_pb2 as pb
from zvonok.reports.v1 import rebuilds_pb2_grpc

from kit.config import ServiceConfig
from kit.consumer import Event
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.errors import FailedPrecondition
from kit.ids import new_id
from kit.listening import Bell
from kit.service import Resources
from services.reports.actions.control_room import Wanted, control_room_of
from services.reports.actions.rebuilding import finish_rebuild, progress_of_rebuild, start_rebuild
from services.reports.domain.rebuilding import Difference
from services.reports.events import handlers, read_models
from services.reports.rpc.rebuilds import RebuildServicer
from services.reports.store.progress import MOVED
from services.reports.store.read_model import LEFT_ALONE, READ_MODEL
from tests.conftest import DatabaseUrls, Pool
from tests.integration.reports import test_statistics as statistics
from tests.integration.reports.history import MONDAY, School, steps
from tests.integration.reports.replay import replay_of, replay_of_assessed
from tests.integration.reports.test_read_models import check, counts

HANDLERS = {handler.message_type: (name, handler.apply) for name, handler in handlers().items()}
Told = tuple[Message, str | None]


@pytest.fixture
def reports_pool(pool: Callable[[str], Pool]) -> Pool:
    return pool("reports")


def tell(pool: Pool, told: Sequence[Told]) -> None:
    """Applies messages, each of a replay or of none, as the consumer does, but without an inbox."""
    for message, replay_id in told:
        name, apply = HANDLERS[type(message)]
        school_id: str = message.school_id  # type: ignore[attr-defined]
        with transaction(pool, school_id) as connection:
            apply(connection, message, Event(new_id(), name, datetime.now(UTC), school_id, replay_id))


def types_of(messages: Sequence[Message]) -> Counter[str]:
    return Counter(HANDLERS[type(message)][0] for message in messages)


def differing(found: Sequence[Difference]) -> dict[str, tuple[int, int, int]]:
    """Missing, surplus and different rows by table, where there are any."""
    return {
        each.table: (each.missing, each.surplus, each.different)
        for each in found
        if each.missing or each.surplus or each.different
    }


def rows_under(pool: Pool, *ids: str) -> int:
    """Rows of all tables that stand under these ids."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return sum(
            connection.execute(
                sql.SQL("SELECT FROM {} WHERE school_id = ANY(%s)").format(sql.Identifier(table)), [list(ids)]
            ).rowcount
            for table in (*(each.name for each in READ_MODEL), *LEFT_ALONE)
        )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=20), st.lists(steps, max_size=8), st.randoms(use_true_random=False))
def test_rebuilt_is_what_event_by_event_gives(
    reports_pool: Pool, before: list[tuple[Any, ...]], during: list[tuple[Any, ...]], random: Random
) -> None:
    """Any history in any order; a replay amid late, doubled and new events; the two are the same to the last row."""
    school = School()
    for step in before:
        school.take(step)
    told: list[Told] = [(message, None) for message in school.events]
    random.shuffle(told)
    late = told[: len(told) // 4]
    tell(reports_pool, told[len(late) :])
    rebuild_id = start_rebuild(reports_pool, school.school_id)
    replayed = replay_of(school)
    known = len(school.events)
    for step in during:
        school.take(step)
    doubles = random.sample(told, len(told) // 4)
    arriving: list[Told] = [*late, *doubles, *((message, None) for message in school.events[known:])]
    arriving += [(message, rebuild_id) for message in replayed]
    random.shuffle(arriving)
    tell(reports_pool, arriving)
    check(reports_pool, school)
    awaited = types_of(replayed)
    assert progress_of_rebuild(reports_pool, school.school_id, rebuild_id, awaited).complete
    assert differing(finish_rebuild(reports_pool, school.school_id, rebuild_id)) == {}
    check(reports_pool, school)
    assert rows_under(reports_pool, rebuild_id) == 0


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(statistics.steps, max_size=20), st.lists(statistics.steps, max_size=6), st.randoms(use_true_random=False)
)
def test_attendance_and_decisions_are_rebuilt_too(
    reports_pool: Pool, before: list[tuple[Any, ...]], during: list[tuple[Any, ...]], random: Random
) -> None:
    school = statistics.School()
    statistics.play(school, before)
    tell(reports_pool, [(message, None) for message in school.events])
    rebuild_id = start_rebuild(reports_pool, school.school_id)
    replayed, known = replay_of_assessed(school), len(school.events)
    statistics.play(school, during)
    arriving: list[Told] = [(message, None) for message in school.events[known:]]
    arriving += [(message, rebuild_id) for message in replayed]
    random.shuffle(arriving)
    tell(reports_pool, arriving)
    assert differing(finish_rebuild(reports_pool, school.school_id, rebuild_id)) == {}
    statistics.check(reports_pool, school)


def a_school_with_marks() -> School:
    school = School()
    for offset in range(4):
        school.plan(0, MONDAY + timedelta(days=offset), 1)
        school.enter(offset, True, True, "given", MONDAY + timedelta(days=offset))
        school.marks(offset, [(0, 0, "5"), (1, 0, "4/5")])
    return school


def lessons_now(pool: Pool, school: School) -> tuple[int, ...]:
    wanted = Wanted(None, None, MONDAY + timedelta(days=10))
    return counts(control_room_of(pool, school.school_id, wanted).groups)[school.group_ids[0]]


def test_what_was_damaged_answers_until_the_rebuild_has_ended_and_is_right_then(reports_pool: Pool) -> None:
    school, other = a_school_with_marks(), a_school_with_marks()
    tell(reports_pool, [(message, None) for message in (*school.events, *other.events)])
    right = lessons_now(reports_pool, school)
    with transaction(reports_pool, school.school_id) as connection:
        connection.execute("UPDATE lesson_count SET filled = filled + 7 WHERE day = %s", [MONDAY])
        connection.execute("UPDATE mark_cell SET marks = 2 WHERE pupil_id = %s", [school.pupil_ids[0]])
        connection.execute("INSERT INTO class VALUES (%s, %s, 1, '1А', 1)", [school.school_id, new_id()])
    damaged = lessons_now(reports_pool, school)
    assert damaged != right
    untouched = rows_under(reports_pool, other.school_id)
    rebuild_id = start_rebuild(reports_pool, school.school_id)
    tell(reports_pool, [(message, rebuild_id) for message in replay_of(school)])
    assert lessons_now(reports_pool, school) == damaged
    found = differing(finish_rebuild(reports_pool, school.school_id, rebuild_id))
    # The pupil's two early marks stand by term, of which there are two around these days.
    assert found == {"class": (0, 1, 0), "lesson_count": (0, 0, 1), "mark_cell": (0, 0, 4), "early_mark": (0, 0, 4)}
    assert lessons_now(reports_pool, school) == right
    assert rows_under(reports_pool, other.school_id) == untouched


def test_a_school_that_was_lost_comes_back_whole(reports_pool: Pool) -> None:
    school = a_school_with_marks()
    rebuild_id = start_rebuild(reports_pool, school.school_id)
    told = replay_of(school)
    assert not progress_of_rebuild(reports_pool, school.school_id, rebuild_id, types_of(told)).complete
    tell(reports_pool, [(message, rebuild_id) for message in told])
    finish_rebuild(reports_pool, school.school_id, rebuild_id)
    check(reports_pool, school)


def test_an_interrupted_rebuild_is_begun_again_and_leaves_nothing(reports_pool: Pool) -> None:
    school = a_school_with_marks()
    tell(reports_pool, [(message, None) for message in school.events])
    first = start_rebuild(reports_pool, school.school_id)
    told = replay_of(school)
    tell(reports_pool, [(message, first) for message in told[: len(told) // 2]])
    second = start_rebuild(reports_pool, school.school_id)
    # What the first replay still tells is taken by the second rebuild, and does not count as its own.
    tell(reports_pool, [(message, first) for message in told[len(told) // 2 :]])
    assert progress_of_rebuild(reports_pool, school.school_id, second, types_of(told)).taken == 0
    for call in (
        lambda: finish_rebuild(reports_pool, school.school_id, first),
        lambda: progress_of_rebuild(reports_pool, school.school_id, first, {}),
    ):
        with pytest.raises(FailedPrecondition, match="begin again"):
            call()
    tell(reports_pool, [(message, second) for message in replay_of(school)])
    assert differing(finish_rebuild(reports_pool, school.school_id, second)) == {}
    assert rows_under(reports_pool, first, second) == 0
    check(reports_pool, school)


def test_a_dropped_lesson_that_its_owner_has_forgotten_stays_dropped(reports_pool: Pool) -> None:
    school = a_school_with_marks()
    school.plan(0, MONDAY + timedelta(days=5), 2)
    planned = school.events[-1]
    school.cancel(4)
    tell(reports_pool, [(message, None) for message in school.events])
    rebuild_id = start_rebuild(reports_pool, school.school_id)
    school.lessons.pop()
    tell(reports_pool, [(message, rebuild_id) for message in replay_of(school)])
    assert differing(finish_rebuild(reports_pool, school.school_id, rebuild_id)) == {}
    # A late word of when it was planned does not bring it back.
    tell(reports_pool, [(planned, None)])
    check(reports_pool, school)


def test_a_rebuild_that_nobody_finished_is_forgotten_after_a_day(reports_pool: Pool) -> None:
    school = a_school_with_marks()
    left = start_rebuild(reports_pool, school.school_id)
    with transaction(reports_pool, school.school_id) as connection:
        connection.execute("UPDATE rebuild SET started_at = now() - interval '25 hours'")
    tell(reports_pool, [(message, None) for message in school.events])
    assert rows_under(reports_pool, left) == 0
    with pytest.raises(FailedPrecondition):
        finish_rebuild(reports_pool, school.school_id, left)
    check(reports_pool, school)
    start_rebuild(reports_pool, school.school_id)


def test_every_table_of_a_school_is_rebuilt_or_named_as_left_alone(reports_pool: Pool) -> None:
    with reports_pool.connection() as connection:
        rows = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'school_id'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'outbox'"
        ).fetchall()
    named = [table.name for table in READ_MODEL]
    assert sorted(row[0] for row in rows) == sorted([*named, *LEFT_ALONE])


@contextmanager
def rebuilds(urls: DatabaseUrls, pool: Pool) -> Iterator[rebuilds_pb2_grpc.RebuildServiceStub]:
    """The servicer on a real server, without the door, which has tests of its own."""
    bell = Bell(urls.app, MOVED)
    bell.start()
    nothing = Path()
    config = ServiceConfig("reports", urls.app, urls.owner, "", "", "", nothing, nothing, "", False, nothing)
    resources = Resources(config, pool, grpc.insecure_channel("127.0.0.1:1"))
    server = grpc.server(ThreadPoolExecutor(4))
    rebuilds_pb2_grpc.add_RebuildServiceServicer_to_server(RebuildServicer(resources, bell, read_models()), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield rebuilds_pb2_grpc.RebuildServiceStub(channel)
    server.stop(0).wait()


def test_over_the_wire_it_ends_when_the_last_replayed_event_has_come(
    database: Callable[[str], DatabaseUrls],
) -> None:
    urls = database("reports")
    school = a_school_with_marks()
    name = f"schools/{school.school_id}"
    with open_pool(urls.app) as pool, rebuilds(urls, pool) as stub:
        rebuild_id = stub.StartRebuild(pb.StartRebuildRequest(school=name)).rebuild
        told = replay_of(school)
        # Types that a school's read models are not made from are not waited for.
        awaited = types_of(told) | {"zvonok.identity.family.changed.v1": 3}
        stream = stub.FinishRebuild(pb.FinishRebuildRequest(school=name, rebuild=rebuild_id, told=awaited), timeout=60)
        first = next(stream)
        assert (first.taken, first.awaited, first.HasField("report")) == (0, len(told), False)
        tell(pool, [(message, rebuild_id) for message in told])
        *_, last = stream
        assert last.taken == len(told)
        assert {each.table: each.rows for each in last.report.tables}["lesson"] == len(school.lessons)
        check(pool, school)
        ended = stub.FinishRebuild(pb.FinishRebuildRequest(school=name, rebuild=rebuild_id), timeout=60)
        with pytest.raises(grpc.RpcError):
            next(ended)
