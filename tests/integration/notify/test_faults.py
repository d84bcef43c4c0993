"""What goes wrong beside and while telling: jobs and events at once, servers that drop, processes that die."""

import socket
import threading
from collections.abc import Iterator
from io import BufferedRWPair

import pytest

from kit.database import EVERY_SCHOOL, transaction
from services.notify.actions.delivering import sweep
from services.notify.actions.sending import Channel, Parcel
from services.notify.domain.retrying import MOST_TRIES
from services.notify.domain.telling import items_to_tell, notice_kind
from services.notify.store import deliveries, notices
from tests.integration.notify.test_telling import MakePool, World, email

_PATIENCE = 20


@pytest.fixture
def world(pool: MakePool) -> World:
    made = World(pool("notify"))
    made.introduce()
    return made


def test_a_change_while_a_notice_is_being_told_is_told_after_it(world: World) -> None:
    world.record(mark="2")
    ids = [row[0] for row in world.run("SELECT notice_id FROM notice ORDER BY notice_id")]
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        notice = notices.lock_notice(connection, ids[0])
        assert notice is not None
        items = items_to_tell(notices.cells_of(connection, notice))
        event = threading.Thread(target=world.record, kwargs={"mark": "5"})
        event.start()
        # The event waits for the lock on this notice; only then is the old value told.
        for _ in range(100_000):
            if world.run(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ):
                break
        else:
            pytest.fail("the event did not wait for the notice")
        notices.show(connection, notice, notice_kind(items), items, None)
        deliveries.put(connection, notice.notice_id, "email", None)
    event.join(_PATIENCE)
    assert not event.is_alive()
    world.deliver_all()
    told = [items for guardian, _, items in world.received if guardian == notice.guardian_id]
    assert told == [[("", "2")], [("2", "5")]]


def test_a_guardian_without_rights_gets_no_second_try(world: World) -> None:
    world.record(mark="5")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")

    def die(_parcel: Parcel) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        world.tell(notice_id, Channel("email", die))
    world.run("UPDATE delivery SET lease_until = now()")
    world.run("DELETE FROM guardian")
    world.tell(notice_id)
    assert world.received == []
    assert world.run("SELECT state, reason FROM delivery") == [("abandoned", "RIGHTS_ENDED")]


def test_what_a_dead_worker_left_is_found_soon_after_its_lease(world: World) -> None:
    world.record(mark="5")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")

    def die(_parcel: Parcel) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        world.tell(notice_id, Channel("email", die))
    world.run("UPDATE notice SET due_at = now()")
    assert sweep(world.pool) == 0
    world.run("UPDATE delivery SET lease_until = now() - interval '11 seconds'")
    assert sweep(world.pool) == 1
    # Nobody has tried yet: the job waits its turn in the queue.
    world.run("UPDATE delivery SET tries = 0")
    assert sweep(world.pool) == 0


def test_a_message_that_cannot_be_made_is_given_up_at_last(world: World) -> None:
    world.record(mark="5")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")

    def die(_parcel: Parcel) -> None:
        raise RuntimeError

    for _ in range(MOST_TRIES):
        with pytest.raises(RuntimeError):
            world.tell(notice_id, Channel("email", die))
        world.run("UPDATE delivery SET lease_until = now()")
    world.tell(notice_id, Channel("email", die))
    assert world.run("SELECT state, reason FROM delivery") == [("abandoned", "NEVER_FINISHED")]


class Rude:
    """An SMTP server that takes the message and then hangs up: before its answer, or in place of the farewell."""

    def __init__(self, answers_data: bool) -> None:
        self.answers_data = answers_data
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.taken = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: BufferedRWPair) -> None:
        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"220 here")
        while line := stream.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                say(b"354 go on")
                while stream.readline() != b".\r\n":
                    pass
                self.taken += 1
                if not self.answers_data:
                    return
                say(b"250 taken")
            elif verb == b"QUIT":
                say(b"421 too busy to say farewell")
                return
            else:
                say(b"250 ok")


@pytest.fixture(params=[False, True])
def rude(request: pytest.FixtureRequest) -> Iterator[Rude]:
    server = Rude(request.param)
    yield server
    server.listener.close()


def test_a_server_that_hangs_up(world: World, rude: Rude) -> None:
    world.record(mark="5")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")
    world.tell(notice_id, email(world.pool, rude))  # type: ignore[arg-type]
    wanted = ("sent", "") if rude.answers_data else ("queued", "SMTPSERVERDISCONNECTED")
    assert world.run("SELECT state, reason FROM delivery") == [wanted]
    assert rude.taken == 1
