"""From the journal's events to what a guardian was told, on real PostgreSQL and a real SMTP server."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zvonok.gradebook.events.v1 import lessons_pb2
from zvonok.identity.events.v1 import roster_pb2
from zvonok.identity.v1 import people_pb2

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition
from kit.ids import new_id
from services.notify.actions.delivering import deliver, sweep
from services.notify.actions.digesting import send_digest
from services.notify.actions.sending import Channel, Desk, Parcel, PermanentFailure, TemporaryFailure
from services.notify.channels.email import email_channel
from services.notify.channels.preparing import Preparing
from services.notify.config import NotifyConfig
from services.notify.domain.retrying import MOST_TRIES
from services.notify.domain.settings import SchoolSettings, Settings
from services.notify.events import handlers
from tests.conftest import Pool

MakePool = Callable[[str], Pool]
TODAY = date(2026, 11, 23)
# No grace, no quiet hours.
AT_ONCE = SchoolSettings(0, Settings())
EVENT = Event(new_id(), "", datetime.now(UTC), None)


@dataclass
class World:
    """A school with a pupil of two guardians; what they receive is kept as (guardian, items)."""

    pool: Pool
    platform: SchoolSettings = AT_ONCE
    school: str = field(default_factory=new_id)
    pupil: str = field(default_factory=new_id)
    guardians: tuple[str, ...] = field(default_factory=lambda: (new_id(), new_id()))
    lesson: str = field(default_factory=new_id)
    item: str = field(default_factory=new_id)
    version: int = 0
    received: list[tuple[str, str, list[tuple[str, str]]]] = field(default_factory=list)

    def apply(self, kind: str, message: Any) -> None:
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            handlers(self.platform)[kind].apply(connection, message, EVENT)

    def introduce(self) -> None:
        members = [roster_pb2.Membership(person_id=each) for each in self.guardians]
        self.apply(
            "zvonok.identity.school.changed.v1",
            roster_pb2.SchoolChanged(
                school_id=self.school, version=1, time_zone="Europe/Moscow", live_from=TODAY.isoformat()
            ),
        )
        self.apply(
            "zvonok.identity.family.changed.v1",
            roster_pb2.FamilyChanged(pupil_id=self.pupil, version=1, guardians=members),
        )

    def record(self, *, mark: str | None = None, attendance: str = "", day: date = TODAY, version: int = 0) -> None:
        self.version += 1
        message = lessons_pb2.LessonRecorded(
            school_id=self.school, lesson_id=self.lesson, date=day.isoformat(), bell=2, subject_title="Алгебра"
        )
        if mark is not None:
            message.marks.add(
                line_item_id=self.item, pupil_id=self.pupil, category="test", new_value=mark,
                version=version or self.version,
            )  # fmt: skip
        if attendance:
            message.attendance.add(pupil_id=self.pupil, new_attendance=attendance, version=version or self.version)
        self.apply("zvonok.gradebook.lesson.recorded.v1", message)

    def channel(self) -> Channel:
        def send(parcel: Parcel) -> None:
            items = [(item["old_value"], item["new_value"]) for notice in parcel.notices for item in notice.items]
            kind = "digest" if parcel.digest else parcel.notices[0].kind
            self.received.append((parcel.recipient_id, kind, items))

        return Channel("email", send)

    def make_due(self) -> None:
        self.run("UPDATE notice SET due_at = now() WHERE state = 'held'")

    def deliver_all(self) -> None:
        for (notice_id,) in self.run("SELECT notice_id FROM notice ORDER BY notice_id"):
            self.tell(notice_id)

    def send_digests(self) -> None:
        for (digest_id,) in self.run("SELECT digest_id FROM digest ORDER BY digest_id"):
            send_digest(Desk(self.pool, [self.channel()], self.platform), digest_id)

    def tell(self, notice_id: str, channel: Channel | None = None) -> None:
        """What a job does, with the channel that keeps what it sends or another one."""
        deliver(Desk(self.pool, [channel or self.channel()], self.platform), notice_id)

    def run(self, query: str) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def world(pool: MakePool) -> World:
    made = World(pool("notify"))
    made.introduce()
    return made


def test_each_guardian_is_told_once(world: World) -> None:
    world.record(mark="5")
    world.deliver_all()
    world.deliver_all()
    assert sorted(world.received) == sorted((guardian, "mark", [("", "5")]) for guardian in world.guardians)


def test_a_correction_within_the_grace_window_replaces(world: World) -> None:
    world.platform = SchoolSettings(600, Settings())
    world.record(mark="2")
    world.deliver_all()
    assert world.received == []
    world.record(mark="4")
    world.make_due()
    world.deliver_all()
    assert [items for _, _, items in world.received] == [[("", "4")]] * 2


def test_a_deletion_within_the_grace_window_takes_back(world: World) -> None:
    world.platform = SchoolSettings(600, Settings())
    world.record(mark="2")
    world.record(mark="")
    world.make_due()
    world.deliver_all()
    assert world.received == []
    assert world.run("SELECT DISTINCT state FROM notice") == [("retracted",)]


def test_a_correction_after_it_says_what_changed(world: World) -> None:
    world.record(mark="2")
    world.deliver_all()
    world.record(mark="4")
    world.deliver_all()
    assert [(kind, items) for _, kind, items in world.received[2:]] == [("mark_corrected", [("2", "4")])] * 2


def test_absence_goes_at_once_and_marks_wait(world: World) -> None:
    world.platform = SchoolSettings(600, Settings())
    world.record(mark="5", attendance="absent")
    world.deliver_all()
    assert [(kind, items) for _, kind, items in world.received] == [("absence", [("", "absent")])] * 2


def test_present_is_no_news(world: World) -> None:
    world.record(attendance="present")
    assert world.run("SELECT count(*) FROM notice") == [(0,)]


def test_lessons_from_before_the_school_came_in_are_history(world: World) -> None:
    world.record(mark="5", day=TODAY - timedelta(days=1))
    assert world.run("SELECT count(*) FROM notice") == [(0,)]


def test_an_older_event_that_comes_late_changes_nothing(world: World) -> None:
    world.record(mark="4", version=7)
    world.deliver_all()
    world.record(mark="2", version=6)
    world.deliver_all()
    assert [items for _, _, items in world.received] == [[("", "4")]] * 2


def test_an_event_before_its_family_is_tried_again(pool: MakePool) -> None:
    early = World(pool("notify"))
    with pytest.raises(FailedPrecondition, match="school"):
        early.record(mark="5")
    early.introduce()
    early.record(mark="5")
    early.deliver_all()
    assert len(early.received) == 2


def test_rights_that_ended_on_the_way_end_the_notice(world: World) -> None:
    world.platform = SchoolSettings(600, Settings())
    world.record(mark="5")
    one = [roster_pb2.Membership(person_id=world.guardians[0])]
    world.apply(
        "zvonok.identity.family.changed.v1",
        roster_pb2.FamilyChanged(pupil_id=world.pupil, version=2, guardians=one),
    )
    world.make_due()
    world.deliver_all()
    assert [guardian for guardian, _, _ in world.received] == [world.guardians[0]]


def test_a_refusal_for_good_is_not_repeated(world: World) -> None:
    world.record(mark="5")

    def refuse(_parcel: Parcel) -> None:
        raise PermanentFailure("SMTP_550")

    for (notice_id,) in world.run("SELECT notice_id FROM notice"):
        world.tell(notice_id, Channel("email", refuse))
        world.tell(notice_id)
    assert world.run("SELECT DISTINCT state, reason, tries FROM delivery") == [("failed", "SMTP_550", 1)]
    assert world.received == []


def test_a_passing_fault_is_tried_later_and_at_last_given_up(world: World) -> None:
    world.record(mark="5")

    def fail(_parcel: Parcel) -> None:
        raise TemporaryFailure("SMTP_451")

    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")
    for _ in range(MOST_TRIES):
        world.tell(notice_id, Channel("email", fail))
        world.tell(notice_id, Channel("email", fail))  # its time has not come: does nothing
        world.run("UPDATE delivery SET lease_until = now()")
    assert world.run("SELECT state, reason, tries FROM delivery") == [("abandoned", "SMTP_451", MOST_TRIES)]


def test_a_lost_job_is_found_again(world: World) -> None:
    world.record(mark="5")
    world.run("DELETE FROM outbox")
    assert sweep(world.pool) == 0
    world.run("UPDATE notice SET due_at = now() - interval '1 hour'")
    assert sweep(world.pool) == 2
    assert world.run("SELECT name, count(*) FROM outbox GROUP BY name") == [("notify.deliver", 2)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["2", "3", "5", "", "due", "job"]), max_size=12))
def test_whatever_happens_the_last_thing_told_is_true(world: World, steps: list[str]) -> None:
    world.lesson, world.item = new_id(), new_id()
    world.received.clear()
    world.platform = SchoolSettings(600, Settings())
    value = ""
    for step in steps:
        if step == "due":
            world.make_due()
        elif step == "job":
            world.deliver_all()
        else:
            world.record(mark=step)
            value = step
    world.make_due()
    world.deliver_all()
    for guardian in world.guardians:
        told = [items for each, _, items in world.received if each == guardian]
        chain = [item for items in told for item in items]
        assert (chain[-1][1] if chain else "") == value
        # Each message begins where the last one ended, and each says something new.
        assert [old for old, _ in chain] == ["", *(new for _, new in chain)][: len(chain)]
        assert all(old != new for old, new in chain)


class People:
    """Identity's answer about contacts."""

    phone = "8 (916) 123-45-67"

    def BatchGetContacts(self, request: people_pb2.BatchGetContactsRequest) -> people_pb2.BatchGetContactsResponse:
        return people_pb2.BatchGetContactsResponse(
            contacts=[
                people_pb2.Contact(
                    person_id=name.partition("/")[2],
                    email="roditel@pochta.example",
                    phone=self.phone if name in request.phones_of else "",
                    person=people_pb2.Person(given_name="Варвара", middle_name="Олеговна", locale="ru"),
                )
                for name in request.persons
            ]
        )


class Inbox:
    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answer = "250 ok"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.letters.append(envelope.content)
        return self.answer


@pytest.fixture
def smtp() -> Iterator[tuple[Inbox, Controller]]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, controller
    controller.stop()


def email(pool: Pool, controller: Controller, **settings: Any) -> Channel:
    config = mail_config(controller.port, **settings)
    return email_channel(pool, Preparing(People(), config.public_url), config)  # type: ignore[arg-type]


def mail_config(port: int, **settings: Any) -> NotifyConfig:
    return NotifyConfig(
        SchoolSettings(0, Settings()),
        "127.0.0.1",
        port,
        "noreply@zvonok.example",
        "http://portal.example",
        b"secret of tests",
        **settings,
    )


def test_a_letter_says_what_happened_and_its_subject_names_nobody(world: World, smtp: tuple[Inbox, Controller]) -> None:
    inbox, controller = smtp
    world.record(mark="4")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")
    world.tell(notice_id, email(world.pool, controller))
    [raw] = inbox.letters
    letter = message_from_bytes(raw, policy=default)
    assert letter["Subject"] == "Новые отметки в дневнике"
    assert letter["Message-ID"] == f"<{notice_id}@zvonok.example>"
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Алгебра" in text
    assert "Контрольная работа: 4" in text
    assert f"/diary/{world.school}/{world.pupil}" in text


@pytest.mark.parametrize(
    ("answer", "state", "reason"), [("451 later", "queued", "SMTP_451"), ("550 no", "failed", "SMTP_550")]
)
def test_the_servers_answer_decides(
    world: World, smtp: tuple[Inbox, Controller], answer: str, state: str, reason: str
) -> None:
    inbox, controller = smtp
    inbox.answer = answer
    world.record(mark="4")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")
    world.tell(notice_id, email(world.pool, controller))
    assert world.run("SELECT state, reason FROM delivery") == [(state, reason)]


def test_a_repeat_after_a_crash_has_the_same_message_id(world: World, smtp: tuple[Inbox, Controller]) -> None:
    inbox, controller = smtp
    world.record(mark="4")
    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")
    world.tell(notice_id, email(world.pool, controller))
    # As if the worker had died between the server's 250 and its own commit.
    world.run("UPDATE delivery SET state = 'queued', lease_until = now()")
    world.tell(notice_id, email(world.pool, controller))
    ids = [line for letter in inbox.letters for line in letter.splitlines() if line.lower().startswith(b"message-id")]
    assert len(ids) == 2
    assert len(set(ids)) == 1
