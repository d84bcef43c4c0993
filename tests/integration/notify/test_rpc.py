"""A guardian's own notices over the wire, behind the real door: pages, reading, and a count that moves by itself."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from zvonok.notify.v1 import notify_pb2, notify_pb2_grpc, settings_pb2, settings_pb2_grpc

from kit import pages
from kit.config import read_config
from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.gauges import rows_of
from kit.ids import new_id
from kit.listening import Bell
from kit.rpc.client import open_channel, with_token
from kit.rpc.errors import error_info
from kit.rpc.gate import GateDecision, GateDisclosure
from kit.rpc.server import Binding, build_server
from kit.rpc.tokens import AUDIENCE, ISSUER, TokenVerifier
from kit.service import Resources
from services.notify.actions.setting import set_settings
from services.notify.domain.settings import SchoolSettings, Settings
from services.notify.rpc.notices import NoticeServicer
from services.notify.rpc.settings import SettingServicer
from services.notify.store.watching import WAITING
from tests.conftest import ROOT, DatabaseUrls
from tests.integration.kit_rpc.authority import Authority
from tests.integration.notify.test_telling import TODAY, World

PATIENCE_SECONDS = 30
SIGNER = ECKey.generate_key("P-256", {"kid": "k1"})


@dataclass
class Identity:
    """The gate that keeps what it is told, and allows what a test says."""

    records: list[GateDisclosure] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)

    def decide(
        self, subject: str, permission: str, resources: Sequence[str], *, fresh: bool, **_more: Any
    ) -> list[GateDecision]:
        return [GateDecision(permission in self.allowed, "guardian") for _ in resources]

    def begin_record(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        self.records.extend(disclosures)
        return lambda: None


class WatchedBell(Bell):
    """Tells when a listener comes and goes."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url, "notices")
        self.come = threading.Semaphore(0)
        self.gone = threading.Semaphore(0)
        self._listens = False

    def listen(self) -> None:
        """Starts it at the first call: a bell listens until its process ends."""
        if not self._listens:
            self._listens = True
            self.start()

    @contextmanager
    def subscribe(self, payload: str | None = None) -> Iterator[threading.Event]:
        with super().subscribe(payload) as rung:
            self.come.release()
            try:
                yield rung
            finally:
                self.gone.release()


@dataclass
class Wire:
    """A school with its families, and notify behind its door."""

    world: World
    identity: Identity
    bell: WatchedBell
    stub: notify_pb2_grpc.NoticeServiceStub
    settings: settings_pb2_grpc.SettingServiceStub
    database_url: str

    def tell(self, count: int = 1, mark: str = "5") -> None:
        """So many lessons' notices to both guardians."""
        for _ in range(count):
            self.world.lesson, self.world.item = new_id(), new_id()
            self.world.record(mark=mark)
            self.world.deliver_all()

    def list(self, guardian: int = 0, **page: Any) -> notify_pb2.ListNoticesResponse:
        request = notify_pb2.ListNoticesRequest(**page)
        answer: notify_pb2.ListNoticesResponse = self.stub.ListNotices(request, metadata=self.token(guardian))
        return answer

    def read(self, until: Timestamp, guardian: int = 0, request_id: str = "") -> int:
        request = notify_pb2.MarkNoticesReadRequest(until=until, request_id=request_id or new_id())
        return int(self.stub.MarkNoticesRead(request, metadata=self.token(guardian)).unread)

    def watch(self, guardian: int = 0) -> Any:
        """The stream of the count, with an end to a test's patience."""
        self.bell.listen()
        request = notify_pb2.WatchUnreadRequest()
        return self.stub.WatchUnread(request, metadata=self.token(guardian), timeout=PATIENCE_SECONDS)

    def token(self, guardian: int = 0) -> tuple[tuple[str, str], ...]:
        return token(self.world.guardians[guardian])


def token(person_id: str) -> tuple[tuple[str, str], ...]:
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": person_id, "sid": new_id(), "exp": int(time.time()) + 300}
    return with_token(jwt.encode({"alg": "ES256", "kid": "k1"}, claims, SIGNER, algorithms=["ES256"]))


@pytest.fixture
def wire(database: Callable[[str], DatabaseUrls], tmp_path: Path) -> Iterator[Wire]:
    urls = database("notify")
    authority = Authority(tmp_path)
    for name in ("notify", "portal"):
        authority.issue(name)
    with socket.socket() as held, open_pool(urls.app) as pool:
        # Bound and not listening: the port is nobody else's as long as the test lasts.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{held.getsockname()[1]}"
        config = read_config(
            "notify",
            {
                "ZVONOK_NOTIFY_DATABASE_URL": urls.app,
                "AMQP_URL": "not used",
                "ZVONOK_NOTIFY_LISTEN": listen,
                "ZVONOK_IDENTITY_ADDRESS": "127.0.0.1:1",
                "ZVONOK_TLS_DIR": str(tmp_path),
                "ZVONOK_CALLERS_FILE": str(ROOT / "deploy" / "callers.yaml"),
            },
        )
        world, identity, bell = World(pool), Identity(), WatchedBell(urls.app)
        world.introduce()
        resources = Resources(config, pool, grpc.insecure_channel("127.0.0.1:1"))
        bindings = [
            Binding(
                notify_pb2.DESCRIPTOR.services_by_name["NoticeService"],
                notify_pb2_grpc.add_NoticeServiceServicer_to_server,
                NoticeServicer(resources, bell),
            ),
            Binding(
                settings_pb2.DESCRIPTOR.services_by_name["SettingService"],
                settings_pb2_grpc.add_SettingServiceServicer_to_server,
                SettingServicer(resources, world.platform, ("in_app", "email")),
            ),
        ]
        tokens = TokenVerifier(lambda: json.dumps(KeySet([SIGNER]).as_dict(private=False)))
        server = build_server(config, bindings, identity, tokens)
        server.start()
        with open_channel(listen, "notify", tmp_path, "portal") as channel:
            notices = notify_pb2_grpc.NoticeServiceStub(channel)
            yield Wire(world, identity, bell, notices, settings_pb2_grpc.SettingServiceStub(channel), urls.app)
        server.stop(0).wait()


def refused(method: Any, request: Any, metadata: Sequence[tuple[str, str]]) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as error:
        method(request, metadata=metadata)
    info = error_info(error.value)
    return error.value.code(), info.reason if info else ""


def reaches(stream: Any, unread: int, *before: int) -> None:
    """The stream comes to this count; on the way it may repeat what it has said before."""
    while (heard := next(stream).unread) != unread:
        assert heard in before


def test_a_notice_says_what_happened_and_how_far_it_got(wire: Wire) -> None:
    wire.world.record(mark="4", attendance="late")
    wire.world.deliver_all()
    answer = wire.list()
    assert answer.unread == 2
    [mark] = [each for each in answer.notices if each.kind == "mark"]
    [late] = [each for each in answer.notices if each.kind == "late"]
    assert mark.pupil == late.pupil == f"schools/{wire.world.school}/pupils/{wire.world.pupil}"
    assert (mark.lesson_date, mark.lesson_bell, mark.subject_title, mark.read) == (
        TODAY.isoformat(), 2, "Алгебра", False,
    )  # fmt: skip
    [item] = mark.items
    assert (item.kind, item.category, item.old_value, item.new_value) == ("mark", "test", "", "4")
    [item] = late.items
    assert (item.kind, item.new_value, item.minutes_late) == ("late", "late", 0)
    assert [(each.channel, each.state, each.tries) for each in mark.deliveries] == [
        ("in_app", "sent", 0), ("email", "sent", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 5, 6, 0])
def test_pages_of_notices_give_each_once_newest_first_and_end(wire: Wire, size: int) -> None:
    wire.tell(5)
    notices: list[notify_pb2.Notice] = []
    lengths, token_ = [], ""
    while True:
        answer = wire.list(page_size=size, page_token=token_)
        assert answer.unread == 5
        notices += answer.notices
        lengths.append(len(answer.notices))
        token_ = answer.next_page_token
        if not token_:
            break
    times = [each.create_time.ToDatetime() for each in notices]
    assert times == sorted(times, reverse=True)
    assert len({each.notice for each in notices}) == len(notices) == 5
    full = size or 5
    assert lengths == [min(full, 5 - start) for start in range(0, 5, full)]


def test_a_page_goes_on_where_it_ended_though_a_new_notice_has_come(wire: Wire) -> None:
    wire.tell(3)
    first = wire.list(page_size=2)
    wire.tell()
    second = wire.list(page_size=2, page_token=first.next_page_token)
    assert len(second.notices) == 1
    assert not second.next_page_token
    assert not {each.notice for each in first.notices} & {each.notice for each in second.notices}
    assert second.unread == 4


def test_everybody_gets_their_own_notices_alone(wire: Wire) -> None:
    wire.tell(2)
    mine, theirs = wire.list(0), wire.list(1)
    assert len(mine.notices) == len(theirs.notices) == 2
    assert not {each.notice for each in mine.notices} & {each.notice for each in theirs.notices}
    # A token is a place in a list, not a right: another's token shows one's own notices.
    foreign = wire.list(0, page_token=wire.list(1, page_size=1).next_page_token)
    assert {each.notice for each in foreign.notices} <= {each.notice for each in mine.notices}
    stranger = wire.stub.ListNotices(notify_pb2.ListNoticesRequest(), metadata=token(new_id()))
    assert (len(stranger.notices), stranger.unread) == (0, 0)


def test_the_newest_shown_comes_first_though_it_was_held_first(wire: Wire) -> None:
    wire.world.platform = SchoolSettings(600, Settings())
    wire.world.record(mark="5")
    wire.world.platform = SchoolSettings(0, Settings())
    wire.world.record(attendance="late")
    wire.world.deliver_all()
    assert [each.kind for each in wire.list().notices] == ["late"]
    wire.world.make_due()
    wire.world.deliver_all()
    answer = wire.list()
    assert [each.kind for each in answer.notices] == ["mark", "late"]
    assert [each.notice for each in paged(wire, 1)] == [each.notice for each in answer.notices]
    assert wire.read(answer.notices[0].create_time) == 0


def paged(wire: Wire, size: int) -> list[notify_pb2.Notice]:
    found, answer = [], wire.list(page_size=size)
    while True:
        found += answer.notices
        if not answer.next_page_token:
            return found
        answer = wire.list(page_size=size, page_token=answer.next_page_token)


def test_who_is_no_longer_guardian_sees_the_old_notices_no_more(wire: Wire) -> None:
    wire.tell(2)
    assert wire.list().unread == 2
    with wire.world.pool.connection() as connection:
        connection.execute(
            "UPDATE guardian SET end_date = %s WHERE person_id = %s",
            [TODAY - timedelta(days=2), wire.world.guardians[0]],
        )
    assert (list(wire.list().notices), wire.list().unread) == ([], 0)
    assert wire.list(1).unread == 2


def test_marking_needs_a_time_that_calendars_have(wire: Wire) -> None:
    request = notify_pb2.MarkNoticesReadRequest(request_id=new_id())
    assert refused(wire.stub.MarkNoticesRead, request, wire.token())[1] == "FIELD_REQUIRED"
    request.until.seconds = 10**15
    assert refused(wire.stub.MarkNoticesRead, request, wire.token())[1] == "BAD_TIME"


def test_what_waits_or_was_taken_back_is_not_listed(wire: Wire) -> None:
    wire.world.platform = SchoolSettings(600, Settings())
    wire.tell()
    assert (len(wire.list().notices), wire.list().unread) == (0, 0)
    wire.world.record(mark="")
    wire.world.make_due()
    wire.world.deliver_all()
    assert (len(wire.list().notices), wire.list().unread) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    ["!", "страница", "eyI", pages.encode([]), pages.encode([7]), pages.encode(["x"]), "A" * 5000,
     pages.encode(["2026-10-01", "0190a000-0000-7000-8000-000000000001"])],
    ids=["no base64", "Russian", "no JSON", "empty", "number", "no id", "endless", "two keys"],
)  # fmt: skip
def test_a_foreign_or_malformed_page_token_is_refused(wire: Wire, wrong: str) -> None:
    request = notify_pb2.ListNoticesRequest(page_token=wrong)
    answer = refused(wire.stub.ListNotices, request, wire.token())
    assert answer == (grpc.StatusCode.INVALID_ARGUMENT, "BAD_PAGE_TOKEN")
    negative = refused(wire.stub.ListNotices, notify_pb2.ListNoticesRequest(page_size=-1), wire.token())
    assert negative == (grpc.StatusCode.INVALID_ARGUMENT, "BAD_PAGE_SIZE")


def test_a_look_at_notices_is_on_record_for_the_child(wire: Wire) -> None:
    wire.list()
    assert wire.identity.records == []
    wire.tell(2)
    wire.list()
    [record] = wire.identity.records
    assert (record.reader, record.data_subjects, record.school, record.relation) == (
        f"persons/{wire.world.guardians[0]}", (wire.world.pupil,), wire.world.school, "own",
    )  # fmt: skip


def test_only_ones_own_notices_are_marked_read(wire: Wire) -> None:
    wire.tell(3)
    [newest, *_] = wire.list(0).notices
    late = Timestamp()
    late.FromDatetime(newest.create_time.ToDatetime(tzinfo=UTC) + timedelta(days=1))
    assert wire.read(late) == 0
    assert [each.read for each in wire.list(0).notices] == [True] * 3
    assert wire.list(0).unread == 0
    assert [each.read for each in wire.list(1).notices] == [False] * 3
    assert wire.list(1).unread == 3


def test_notices_are_marked_read_up_to_the_time_and_including_it(wire: Wire) -> None:
    wire.tell(3)
    notices = wire.list().notices
    early = Timestamp()
    early.FromDatetime(notices[-1].create_time.ToDatetime(tzinfo=UTC) - timedelta(microseconds=1))
    assert wire.read(early) == 3
    assert wire.read(notices[1].create_time) == 1
    assert [each.read for each in wire.list().notices] == [False, True, True]


def test_a_repeat_of_a_request_gets_the_first_answer_and_marks_nothing_new(wire: Wire) -> None:
    wire.tell(2)
    request_id, until = new_id(), Timestamp()
    until.FromDatetime(wire.list().notices[0].create_time.ToDatetime(tzinfo=UTC) + timedelta(days=1))
    assert wire.read(until, request_id=request_id) == 0
    wire.tell()
    assert wire.read(until, request_id=request_id) == 0
    assert wire.list().unread == 1
    # The same id from another person is another request.
    assert wire.read(until, guardian=1, request_id=request_id) == 0


def test_a_request_to_mark_read_must_be_whole_and_its_id_new(wire: Wire) -> None:
    request_id = new_id()
    wire.read(Timestamp(seconds=1), request_id=request_id)
    for request, reason in (
        (notify_pb2.MarkNoticesReadRequest(until=Timestamp(seconds=1)), "FIELD_REQUIRED"),
        (notify_pb2.MarkNoticesReadRequest(until=Timestamp(seconds=1), request_id="1"), "BAD_REQUEST_ID"),
        (notify_pb2.MarkNoticesReadRequest(until=Timestamp(seconds=2), request_id=request_id), "REQUEST_ID_REUSED"),
    ):
        answer = refused(wire.stub.MarkNoticesRead, request, wire.token())
        assert answer == (grpc.StatusCode.INVALID_ARGUMENT, reason)


def test_a_service_has_no_notices_of_its_own(wire: Wire) -> None:
    for method, request in (
        (wire.stub.ListNotices, notify_pb2.ListNoticesRequest()),
        (wire.stub.MarkNoticesRead, notify_pb2.MarkNoticesReadRequest(until=Timestamp(seconds=1), request_id=new_id())),
    ):
        assert refused(method, request, ()) == (grpc.StatusCode.UNAUTHENTICATED, "PERSON_NEEDED")
    with pytest.raises(grpc.RpcError) as error:
        next(wire.stub.WatchUnread(notify_pb2.WatchUnreadRequest(), timeout=PATIENCE_SECONDS))
    assert error.value.code() == grpc.StatusCode.UNAUTHENTICATED


def test_a_watcher_is_told_which_notices_have_come(wire: Wire) -> None:
    wire.tell()
    stream = wire.watch()
    first = next(stream)
    assert (first.unread, list(first.notices)) == (1, []), "what is in the list already is no news"
    wire.tell()
    fresh: list[str] = []
    for message in stream:
        fresh += message.notices
        if message.unread == 2:
            break
    assert fresh == [wire.list().notices[0].notice]
    stream.cancel()


def test_a_watcher_wakes_when_a_notice_comes_and_when_it_is_read(wire: Wire) -> None:
    stream = wire.watch()
    assert next(stream).unread == 0
    wire.tell()
    reaches(stream, 1, 0)
    wire.tell()
    reaches(stream, 2, 1)
    wire.read(wire.list().notices[0].create_time)
    reaches(stream, 0, 2)
    stream.cancel()


def test_every_watcher_hears_of_their_own_notices_alone(wire: Wire) -> None:
    wire.tell()
    mine, again, theirs = wire.watch(0), wire.watch(0), wire.watch(1)
    for stream in (mine, again, theirs):
        assert next(stream).unread == 1
    wire.read(wire.list(1).notices[0].create_time, guardian=1)
    reaches(theirs, 0, 1)
    wire.tell()
    for stream, before in ((mine, 1), (again, 1), (theirs, 0)):
        reaches(stream, before + 1, before)
        stream.cancel()


def test_a_watch_that_is_cancelled_ends_on_the_server(wire: Wire) -> None:
    stream = wire.watch()
    assert next(stream).unread == 0
    assert wire.bell.come.acquire(timeout=PATIENCE_SECONDS)
    assert not wire.bell.gone.acquire(blocking=False)
    stream.cancel()
    assert wire.bell.gone.acquire(timeout=PATIENCE_SECONDS)
    with pytest.raises(grpc.RpcError) as error:
        next(stream)
    assert error.value.code() == grpc.StatusCode.CANCELLED


def test_watches_that_end_leave_room_for_more_than_the_server_has_threads(wire: Wire) -> None:
    for _ in range(80):
        stream = wire.watch()
        assert next(stream).unread == 0
        stream.cancel()
    for _ in range(80):
        assert wire.bell.gone.acquire(timeout=PATIENCE_SECONDS)


def test_people_set_what_they_want_to_be_told_and_see_it(wire: Wire) -> None:
    pupil = f"schools/{wire.world.school}/pupils/{wire.world.pupil}"
    read = settings_pb2.GetSettingsRequest(pupil=pupil)
    assert refused(wire.settings.GetSettings, read, wire.token())[0] is grpc.StatusCode.PERMISSION_DENIED
    wire.identity.allowed = {"notify.settings.own"}
    seen = wire.settings.GetSettings(read, metadata=wire.token()).settings
    assert (seen.version, seen.quiet_begin, seen.daily_at, seen.weekly_on) == (0, "", "18:30", 5)
    seen.marks_at_most, seen.quiet_begin, seen.quiet_end = 3, "21:15", "7:00"
    for route in seen.routes:
        route.mode = settings_pb2.MODE_OFF if route.channel == "email" else settings_pb2.MODE_AT_ONCE
    change = settings_pb2.SetSettingsRequest(pupil=pupil, request_id=new_id(), settings=seen)
    changed = wire.settings.SetSettings(change, metadata=wire.token()).settings
    assert (changed.version, changed.marks_at_most, changed.quiet_end) == (1, 3, "07:00")
    assert changed == wire.settings.GetSettings(read, metadata=wire.token()).settings
    # The same click twice is one change; another save of what was seen before is refused; the other guardian has
    # settings of their own.
    assert wire.settings.SetSettings(change, metadata=wire.token()).settings == changed
    change.request_id = new_id()
    assert refused(wire.settings.SetSettings, change, wire.token()) == (grpc.StatusCode.ABORTED, "VERSION_CONFLICT")
    assert wire.settings.GetSettings(read, metadata=wire.token(1)).settings.version == 0


def test_a_school_lays_down_its_grace_window_and_defaults(wire: Wire) -> None:
    school = f"schools/{wire.world.school}"
    read = settings_pb2.GetSchoolSettingsRequest(school=school)
    assert refused(wire.settings.GetSchoolSettings, read, wire.token())[0] is grpc.StatusCode.PERMISSION_DENIED
    wire.identity.allowed = {"notify.school_settings.change", "notify.settings.own"}
    seen = wire.settings.GetSchoolSettings(read, metadata=wire.token()).settings
    seen.grace_seconds, seen.defaults.quiet_begin, seen.defaults.quiet_end = 1800, "20:00", "08:00"
    change = settings_pb2.SetSchoolSettingsRequest(school=school, request_id=new_id(), settings=seen)
    changed = wire.settings.SetSchoolSettings(change, metadata=wire.token()).settings
    assert (changed.grace_seconds, changed.defaults.version) == (1800, 1)
    change.request_id = new_id()
    assert refused(wire.settings.SetSchoolSettings, change, wire.token())[1] == "VERSION_CONFLICT"
    pupil = settings_pb2.GetSettingsRequest(pupil=f"{school}/pupils/{wire.world.pupil}")
    own = wire.settings.GetSettings(pupil, metadata=wire.token()).settings
    assert (own.version, own.quiet_begin) == (0, "20:00")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("daily_at", "25:00", "BAD_CLOCK_TIME"), ("weekly_on", 8, "BAD_WEEKDAY"), ("quiet_end", "x", "BAD_CLOCK_TIME")],
)
def test_settings_that_there_are_not_are_refused_by_field(wire: Wire, field: str, value: Any, reason: str) -> None:
    wire.identity.allowed = {"notify.settings.own"}
    pupil = f"schools/{wire.world.school}/pupils/{wire.world.pupil}"
    wanted = settings_pb2.Settings(daily_at="18:30", weekly_on=5, quiet_begin="22:00", quiet_end="07:00")
    setattr(wanted, field, value)
    change = settings_pb2.SetSettingsRequest(pupil=pupil, request_id=new_id(), settings=wanted)
    assert refused(wire.settings.SetSettings, change, wire.token()) == (grpc.StatusCode.INVALID_ARGUMENT, reason)


def test_a_school_sees_how_its_notices_got_through(wire: Wire) -> None:
    request = notify_pb2.CountDeliveriesRequest(school=f"schools/{wire.world.school}")
    assert refused(wire.stub.CountDeliveries, request, wire.token())[0] is grpc.StatusCode.PERMISSION_DENIED
    wire.identity.allowed = {"notify.deliveries.count"}
    wire.tell(2)
    wire.world.platform = SchoolSettings(600, Settings())
    wire.tell()
    counts = wire.stub.CountDeliveries(request, metadata=wire.token()).counts
    assert {(one.channel, one.state, one.count) for one in counts} == {
        ("in_app", "sent", 4), ("in_app", "held", 2), ("email", "sent", 4),
    }  # fmt: skip
    request.days = 32
    assert refused(wire.stub.CountDeliveries, request, wire.token())[1] == "DAYS_OUT_OF_RANGE"
    request.school = f"schools/{new_id()}"
    request.days = 1
    assert not wire.stub.CountDeliveries(request, metadata=wire.token()).counts


def test_a_person_sees_how_many_wait_and_until_when(wire: Wire) -> None:
    wire.world.platform = SchoolSettings(600, Settings())
    wire.tell(2)
    listed = wire.list()
    assert (len(listed.notices), listed.held) == (0, 2)
    assert 590 < listed.next_time.ToDatetime(UTC).timestamp() - time.time() < 600
    assert not wire.list(guardian=1).notices


def test_what_waits_for_a_digest_says_until_when(wire: Wire) -> None:
    with transaction(wire.world.pool, EVERY_SCHOOL) as connection:
        wanted = Settings(routes={("mark", "email"): "daily"})
        person = wire.world.guardians[0]
        set_settings(connection, wire.world.school, person, wire.world.pupil, wanted, 0, wire.world.platform)
    wire.tell()
    [notice] = wire.list().notices
    [waits] = [each for each in notice.deliveries if each.channel == "email"]
    assert waits.state == "held"
    assert waits.due_time.ToDatetime(UTC).timestamp() > time.time()


def test_operators_see_what_waits(wire: Wire) -> None:
    wire.world.platform = SchoolSettings(600, Settings())
    wire.tell(2)
    rows = rows_of(wire.database_url, WAITING)
    assert ("notice", "", "held", 4) in rows
    assert rows_of("postgresql://127.0.0.1:1/x", WAITING) == []
