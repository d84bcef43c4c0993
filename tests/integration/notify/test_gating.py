"""Channels that are slow, fail for long or for good: rates, the breaker, channels in reserve, on real PostgreSQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from kit.database import EVERY_SCHOOL, transaction
from services.notify.actions import setting
from services.notify.actions.delivering import deliver
from services.notify.actions.digesting import send_digest
from services.notify.actions.sending import (
    LEASE,
    Channel,
    ChannelDown,
    Desk,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
)
from services.notify.domain.breaking import OPENS_AFTER, RESERVE_AFTER
from services.notify.domain.settings import AT_ONCE, DAILY, EMAIL, MESSENGER, OFF, RESERVE, SMS, Settings
from tests.integration.notify.test_telling import AT_ONCE as PLATFORM
from tests.integration.notify.test_telling import MakePool, World, email


@dataclass
class Wire:
    """A channel whose other side does what it is told to; it keeps what it took."""

    name: str
    per_second: float = 100.0
    failure: Exception | None = None
    asked: int = 0
    taken: list[Parcel] = field(default_factory=list)

    def send(self, parcel: Parcel) -> None:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        self.taken.append(parcel)

    @property
    def channel(self) -> Channel:
        return Channel(self.name, self.send, self.per_second)


@dataclass
class Post:
    """A school whose guardian 0 has these ways, and the channels."""

    world: World
    wires: Mapping[str, Wire]
    reserve_after: timedelta = RESERVE_AFTER

    def run(self) -> None:
        desk = Desk(self.world.pool, [wire.channel for wire in self.wires.values()], PLATFORM, self.reserve_after)
        for (notice_id,) in self.world.run("SELECT notice_id FROM notice ORDER BY notice_id"):
            deliver(desk, notice_id)
        for (digest_id,) in self.world.run("SELECT digest_id FROM digest ORDER BY digest_id"):
            send_digest(desk, digest_id)

    def later(self, what: str = "1 hour") -> None:
        """As if so much time had passed."""
        for column, table in (
            ("lease_until", "delivery"),
            ("failing_since", "delivery"),
            ("lease_until", "digest"),
            ("failing_since", "digest"),
            ("due_at", "digest"),
            ("paused_until", "channel_state"),
            ("next_slot", "channel_state"),
        ):
            self.world.run(f"UPDATE {table} SET {column} = {column} - interval '{what}'")  # noqa: S608

    def states(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for channel, state, reason in self.world.run(
            "SELECT channel, state, reason FROM delivery ORDER BY channel, notice_id"
        ):
            found.setdefault(channel, []).append((state, reason))
        return found


@pytest.fixture
def make(pool: MakePool) -> Callable[..., Post]:
    def post(ways: Mapping[str, str], **wires: Wire) -> Post:
        world = World(pool("notify"))
        world.guardians = world.guardians[:1]
        world.introduce()
        with transaction(world.pool, EVERY_SCHOOL) as connection:
            settings = Settings(routes={("mark", channel): mode for channel, mode in ways.items()})
            setting.set_settings(connection, world.school, world.guardians[0], world.pupil, settings, 0, world.platform)
        return Post(world, {name: Wire(name) for name in ways if name != "in_app"} | wires)

    return post


def marks(post: Post, count: int) -> None:
    """So many marks at lessons of their own."""
    for number in range(count):
        post.world.lesson, post.world.item = (f"{number:08x}-0000-4000-8000-{kind:012x}" for kind in (1, 2))
        post.world.record(mark="5")


def test_not_faster_than_the_rate_and_each_waits_for_its_own_slot(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE}, email=Wire(EMAIL, per_second=2))
    marks(post, 5)
    post.run()
    # A second's worth at once, then one after the other.
    assert 2 <= len(post.wires[EMAIL].taken) <= 4
    waiting = post.world.run("SELECT reason, tries FROM delivery WHERE state = 'queued'")
    assert waiting == [("RATE_LIMITED", 0)] * (5 - len(post.wires[EMAIL].taken))
    times = post.world.run("SELECT DISTINCT lease_until FROM delivery WHERE state = 'queued'")
    assert len(times) == len(waiting)
    post.later("1 minute")
    post.run()
    assert len(post.wires[EMAIL].taken) == 5
    assert post.wires[EMAIL].asked == 5


def test_a_channel_that_fails_is_left_alone_probed_by_one_and_used_again(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE})
    wire = post.wires[EMAIL]
    wire.failure = ChannelDown("TIMEOUTERROR")
    marks(post, OPENS_AFTER + 5)
    post.run()
    assert wire.asked == OPENS_AFTER, "the rest was not even tried"
    [down] = post.world.run("SELECT count(*) FROM delivery WHERE reason = 'CHANNEL_DOWN' AND tries = 0")
    assert down == (5,)
    [row] = post.world.run("SELECT failures, paused_until > now(), down_since IS NOT NULL FROM channel_state")
    assert row == (OPENS_AFTER, True, True)
    post.later("2 minutes")
    post.run()
    assert wire.asked == OPENS_AFTER + 1, "one probe"
    post.later("2 minutes")
    wire.failure = None
    post.run()
    assert len(wire.taken) == OPENS_AFTER + 5, "the probe found it well, and all go"
    assert post.world.run("SELECT failures, paused_until, down_since FROM channel_state") == [(0, None, None)]


def test_a_probe_that_dies_lets_another_one_go(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE})
    marks(post, 1)
    post.world.run(
        "INSERT INTO channel_state (channel, failures, down_since, paused_until)"
        " VALUES ('email', 5, now(), now() - interval '1 s')"
    )
    post.wires[EMAIL].failure = RuntimeError("the process died")
    with pytest.raises(RuntimeError):
        post.run()
    [(left,)] = post.world.run("SELECT paused_until - now() FROM channel_state")
    assert timedelta(0) < left <= LEASE
    post.wires[EMAIL].failure = None
    post.later("3 minutes")
    post.run()
    assert post.states() == {EMAIL: [("sent", "")]}


@pytest.mark.parametrize("failure", [TemporaryFailure("SMTP_450"), PermanentFailure("SMTP_550")])
def test_what_is_about_one_mailbox_stops_no_channel(make: Callable[..., Post], failure: Exception) -> None:
    post = make({EMAIL: AT_ONCE})
    post.wires[EMAIL].failure = failure
    marks(post, OPENS_AFTER + 3)
    post.run()
    assert post.wires[EMAIL].asked == OPENS_AFTER + 3


def test_a_refusal_for_good_goes_on_by_the_next_channel_in_reserve(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE, MESSENGER: RESERVE, SMS: RESERVE})
    post.wires[EMAIL].failure = PermanentFailure("SMTP_550")
    marks(post, 1)
    post.run()
    post.run()
    assert post.states() == {EMAIL: [("failed", "SMTP_550")], MESSENGER: [("sent", "")]}
    assert [wire.asked for wire in post.wires.values()] == [1, 1, 0]


def test_and_from_there_to_the_one_after_it_and_no_further(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE, MESSENGER: RESERVE, SMS: RESERVE})
    for wire in post.wires.values():
        wire.failure = PermanentFailure("NO")
    marks(post, 1)
    for _ in range(4):
        post.run()
    assert post.states() == {name: [("failed", "NO")] for name in (EMAIL, MESSENGER, SMS)}
    assert [wire.asked for wire in post.wires.values()] == [1, 1, 1]


@pytest.mark.parametrize("failure", [TemporaryFailure("SMTP_451"), ChannelDown("TIMEOUTERROR")])
def test_what_fails_for_long_goes_by_the_reserve_and_not_by_both(make: Callable[..., Post], failure: Exception) -> None:
    post = make({EMAIL: AT_ONCE, SMS: RESERVE})
    post.wires[EMAIL].failure = failure
    marks(post, 1)
    post.run()
    post.later("5 minutes")
    post.run()
    assert post.wires[SMS].asked == 0, "not yet"
    post.later("20 minutes")
    post.run()
    post.run()
    post.wires[EMAIL].failure = None
    post.later("1 day")
    post.run()
    assert post.states() == {EMAIL: [("abandoned", str(failure))], SMS: [("sent", "")]}
    assert (post.wires[EMAIL].taken, len(post.wires[SMS].taken)) == ([], 1)


def test_how_long_a_reserve_waits_can_be_set(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE, SMS: RESERVE})
    post.reserve_after = timedelta(seconds=20)
    post.wires[EMAIL].failure = TemporaryFailure("SMTP_451")
    marks(post, 1)
    post.run()
    assert post.states() == {EMAIL: [("queued", "SMTP_451")]}
    post.later("1 minute")
    post.run()
    post.run()
    assert post.states() == {EMAIL: [("abandoned", "SMTP_451")], SMS: [("sent", "")]}


def test_without_a_reserve_the_channel_is_tried_on(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE, SMS: OFF})
    post.wires[EMAIL].failure = TemporaryFailure("SMTP_451")
    marks(post, 1)
    post.run()
    post.later("1 hour")
    post.run()
    post.wires[EMAIL].failure = None
    post.later("1 hour")
    post.run()
    assert post.states() == {EMAIL: [("sent", "")]}
    assert post.wires[SMS].asked == 0


def test_an_outage_of_days_ends_the_wait(make: Callable[..., Post]) -> None:
    post = make({EMAIL: AT_ONCE})
    post.wires[EMAIL].failure = ChannelDown("TIMEOUTERROR")
    marks(post, OPENS_AFTER)
    post.run()
    post.later("3 days")
    post.run()
    states = post.states()[EMAIL]
    assert {state for state, _ in states} == {"abandoned"}


def test_a_digest_that_fails_for_long_is_one_message_of_the_reserve(make: Callable[..., Post]) -> None:
    post = make({EMAIL: DAILY, SMS: RESERVE})
    post.wires[EMAIL].failure = ChannelDown("TIMEOUTERROR")
    marks(post, 3)
    post.run()
    for wait in ("2 days", "10 minutes", "20 minutes"):
        post.later(wait)
        post.run()
    post.run()
    assert {state for state, _ in post.states()[EMAIL]} == {"abandoned"}
    assert post.states()[SMS] == [("sent", "")] * 3
    [parcel] = post.wires[SMS].taken
    assert (parcel.digest, len(parcel.notices)) == (True, 3)


def test_a_message_that_cannot_be_made_fails_alone(make: Callable[..., Post]) -> None:
    """A template error for one recipient: it fails with its reason, without a try of the channel; the others go on."""

    def send(parcel: Parcel) -> None:
        [notice] = parcel.notices
        email(post.world.pool, SimpleNamespace(port=1)).send(  # type: ignore[arg-type]
            replace(parcel, notices=(replace(notice, items=[{"kind": "mark"}]),))
        )

    post = make({EMAIL: AT_ONCE})
    marks(post, 2)
    ids = [row[0] for row in post.world.run("SELECT notice_id FROM notice ORDER BY notice_id")]
    deliver(Desk(post.world.pool, [Channel(EMAIL, send)], PLATFORM), ids[0])
    post.run()
    assert post.states() == {EMAIL: [("failed", "TEMPLATE_ERROR"), ("sent", "")]}
