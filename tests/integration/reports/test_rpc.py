"""The control room over the wire: the answer, and a stream that moves by itself."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import grpc
import pytest
from zvonok.reports.v1 import reports_pb2, reports_pb2_grpc

from kit.config import ServiceConfig
from kit.database import open_pool
from kit.errors import InvalidArgument
from kit.ids import new_id
from kit.listening import Bell
from kit.service import Resources
from services.reports.rpc.control_room import ControlRoomServicer
from services.reports.store.progress import MOVED
from tests.conftest import DatabaseUrls, Pool
from tests.integration.reports.history import MONDAY, School
from tests.integration.reports.test_read_models import apply


@pytest.fixture
def wire(
    database: Callable[[str], DatabaseUrls],
) -> Iterator[tuple[Pool, ControlRoomServicer, reports_pb2_grpc.ControlRoomServiceStub]]:
    """The servicer on a real server, without the door, which has tests of its own."""
    urls = database("reports")
    with open_pool(urls.app) as pool:
        bell = Bell(urls.app, MOVED)
        bell.start()
        nothing = Path()
        config = ServiceConfig("reports", urls.app, urls.owner, "", "", "", nothing, nothing, "", False, nothing)
        servicer = ControlRoomServicer(Resources(config, pool, grpc.insecure_channel("127.0.0.1:1")), bell)
        server = grpc.server(ThreadPoolExecutor(4))
        reports_pb2_grpc.add_ControlRoomServiceServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield pool, servicer, reports_pb2_grpc.ControlRoomServiceStub(channel)
        server.stop(0).wait()


Wire = tuple[Pool, ControlRoomServicer, reports_pb2_grpc.ControlRoomServiceStub]


def test_the_answer_has_all_cuts(wire: Wire) -> None:
    pool, _, stub = wire
    school = School()
    school.plan(0, MONDAY, 1)
    school.plan(1, MONDAY, 2)
    school.enter(0, True, True, "given", MONDAY)
    school.marks(0, [(0, 0, "5")])
    apply(pool, school.events)
    answer = stub.GetControlRoom(
        reports_pb2.GetControlRoomRequest(school=f"schools/{school.school_id}", as_of_date=MONDAY.isoformat())
    )
    share = reports_pb2.Share
    assert answer.total.lessons_filled == share(part=1, whole=2)
    assert answer.total.filled_in_time == share(part=1, whole=1)
    assert answer.total.homework_recorded == share(part=1, whole=1)
    assert answer.total.pupils_without_marks == share(part=7, whole=8)
    assert answer.total.pupils_with_one_mark == share(part=1, whole=8)
    assert [(each.subject_title, each.metrics.lessons_filled.whole) for each in answer.subjects] == [
        ("Предмет 0", 1),
        ("Предмет 1", 1),
    ]
    assert len(answer.groups) == 3
    assert answer.as_of_date == MONDAY.isoformat()
    assert answer.update_time.seconds > 0
    # The same term by name; no lesson was due before it began.
    named = stub.GetControlRoom(
        reports_pb2.GetControlRoomRequest(
            school=f"schools/{school.school_id}",
            term=answer.term,
            as_of_date=(MONDAY - timedelta(days=1)).isoformat(),
        )
    )
    assert named.term == answer.term
    assert named.total.lessons_filled == share()


@pytest.mark.parametrize(
    ("term", "day", "reason"),
    [
        ("", "yesterday", "BAD_DATE"),
        ("schools/0198c0de-0000-7000-8000-000000000001/terms/0198c0de-0000-7000-8000-000000000002", "", "TERM_OF_"),
        ("terms/1", "", "BAD_RESOURCE_NAME"),
    ],
)
def test_wrong_requests_are_told_apart(wire: Wire, term: str, day: str, reason: str) -> None:
    _, servicer, _ = wire
    request = reports_pb2.GetControlRoomRequest(school=f"schools/{School().school_id}", term=term, as_of_date=day)
    with pytest.raises(InvalidArgument) as refused:
        servicer.GetControlRoom(request, None)  # type: ignore[arg-type]
    assert refused.value.reason.startswith(reason)


def test_watchers_hear_of_their_school_at_once_and_after_each_change(wire: Wire) -> None:
    pool, _, stub = wire
    school, other = School(), School()
    apply(pool, school.events)
    stream = stub.WatchControlRoom(
        reports_pb2.WatchControlRoomRequest(school=f"schools/{school.school_id}"), timeout=30
    )
    first = next(stream)
    assert first.update_time.seconds > 0
    apply(pool, other.events)
    # Many changes at once are one message, and it tells of the last.
    school.plan(0, MONDAY, 1)
    for _ in range(20):
        school.move(0, MONDAY)
    apply(pool, school.events)
    second = next(stream)
    with pool.connection() as connection:
        row = connection.execute("SELECT update_time FROM progress WHERE school_id = %s", [school.school_id]).fetchone()
    assert row is not None
    assert second.update_time.ToDatetime(row[0].tzinfo) >= first.update_time.ToDatetime(row[0].tzinfo)
    while second.update_time.ToDatetime(row[0].tzinfo) < row[0]:
        second = next(stream)
    stream.cancel()


def test_a_stream_that_was_left_frees_its_thread(wire: Wire) -> None:
    """The server of this test has four threads: ten streams, one after another, must each find one."""
    _, _, stub = wire
    for _ in range(10):
        stream = stub.WatchControlRoom(
            reports_pb2.WatchControlRoomRequest(school=f"schools/{School().school_id}"), timeout=20
        )
        next(stream)
        stream.cancel()


def test_the_lessons_behind_a_number_come_page_by_page(wire: Wire) -> None:
    pool, _, stub = wire
    school = School()
    for offset in range(7):
        school.plan(offset % 2, MONDAY + timedelta(days=offset), 1)
    school.enter(3, True, True, "given", MONDAY + timedelta(days=3))
    apply(pool, school.events)
    wanted = reports_pb2.ListLessonsBehindRequest(
        school=f"schools/{school.school_id}",
        metric="lessons_filled",
        begin_date=MONDAY.isoformat(),
        end_date=(MONDAY + timedelta(days=6)).isoformat(),
        page_size=2,
    )
    found: list[str] = []
    while True:
        answer = stub.ListLessonsBehind(wanted)
        found += [each.lesson.rpartition("/")[2] for each in answer.lessons]
        if not answer.next_page_token:
            break
        wanted.page_token = answer.next_page_token
    assert found == [lesson.lesson_id for number, lesson in enumerate(school.lessons) if number != 3]
    wanted.page_token = ""
    wanted.group = f"schools/{school.school_id}/groups/{school.group_ids[1]}"
    # The lesson of the fourth day is the other group's, and filled.
    assert len(stub.ListLessonsBehind(wanted).lessons) == 2


def test_teachers_are_counted_by_the_register(wire: Wire) -> None:
    pool, _, stub = wire
    school = School()
    school.plan(0, MONDAY, 1)
    school.plan(0, MONDAY + timedelta(days=12), 1)
    school.enter(0, True, True, "given", MONDAY)
    apply(pool, school.events)
    wanted = {"school": f"schools/{school.school_id}", "as_of_date": (MONDAY + timedelta(days=20)).isoformat()}
    answer = stub.ListTeacherMetrics(reports_pb2.ListTeacherMetricsRequest(**wanted))
    counted = {
        each.teacher: (each.metrics.lessons_filled.part, each.metrics.lessons_filled.whole) for each in answer.teachers
    }
    # The second lesson lies in the days when both taught.
    assert counted == {f"persons/{school.teacher_ids[0]}": (1, 2), f"persons/{school.teacher_ids[1]}": (0, 1)}
    room = stub.GetControlRoom(reports_pb2.GetControlRoomRequest(**wanted))
    assert room.teachers_in_full == reports_pb2.Share(part=0, whole=2)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"metric": "pupils_without_marks"}, "UNKNOWN_METRIC"),
        ({"begin_date": "2026-09-02", "end_date": "2026-09-01"}, "DATES_REVERSED"),
        ({"begin_date": "2026-09-02"}, "BAD_DATE"),
        ({"begin_date": "2025-01-01", "end_date": "2026-09-01"}, "PERIOD_TOO_LONG"),
        ({"year_group": 13}, "BAD_YEAR_GROUP"),
        (
            {"class": f"schools/{new_id()}/classes/{new_id()}"},
            "BAD_",
        ),
        ({"teacher": "teachers/1"}, "BAD_RESOURCE_NAME"),
        ({"page_token": "x"}, "BAD_PAGE_TOKEN"),
    ],
)
def test_wrong_questions_about_lessons_are_told_apart(wire: Wire, change: dict[str, object], reason: str) -> None:
    _, servicer, _ = wire
    values: dict[str, object] = {"school": f"schools/{School().school_id}", "metric": "lessons_filled"}
    request = reports_pb2.ListLessonsBehindRequest(**(values | change))  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument) as refused:
        servicer.ListLessonsBehind(request, None)  # type: ignore[arg-type]
    assert refused.value.reason.startswith(reason)
