"""Digests on real PostgreSQL and a real SMTP server: once a day or a week, one message, with what is true by then."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from zvonok.identity.events.v1 import roster_pb2

from kit.ids import new_id
from services.notify.actions.delivering import sweep
from services.notify.actions.digesting import send_digest
from services.notify.actions.sending import Channel, Desk, Parcel, TemporaryFailure
from services.notify.domain.retrying import MOST_TRIES
from services.notify.domain.settings import AT_ONCE, DAILY, OFF, WEEKLY, Settings
from tests.integration.notify.test_settings import choose, quiet_now, told
from tests.integration.notify.test_telling import Inbox, MakePool, World, email, smtp

__all__ = ["smtp"]
ZONE = ZoneInfo("Europe/Moscow")
EVENINGS = Settings(routes={("mark", "email"): DAILY})


@pytest.fixture
def world(pool: MakePool) -> World:
    made = World(pool("notify"))
    made.introduce()
    choose(made, 0, EVENINGS)
    return made


def evening(world: World) -> None:
    """The time of all digests comes."""
    world.run("UPDATE digest SET due_at = now() - random() * interval '1 second' WHERE state = 'held'")
    world.send_digests()


def lesson(world: World, mark: str) -> tuple[str, str]:
    world.lesson, world.item = new_id(), new_id()
    world.record(mark=mark)
    world.deliver_all()
    return world.lesson, world.item


def test_a_day_is_one_message_at_the_time_chosen(world: World) -> None:
    for mark in ("5", "2", "4"):
        lesson(world, mark)
    world.send_digests()
    assert (told(world, 0), len(told(world, 1))) == ([], 3)
    [(due,)] = world.run("SELECT due_at FROM digest")
    assert due.astimezone(ZONE).strftime("%H:%M") == "18:30"
    assert datetime.now(UTC) < due <= datetime.now(UTC) + timedelta(days=1)
    assert world.run("SELECT count(*) FROM outbox WHERE name = 'notify.digest' AND available_at > now()") == [(1,)]
    evening(world)
    evening(world)  # a doubled job
    assert told(world, 0) == [[("", "5"), ("", "2"), ("", "4")]]
    assert world.run("SELECT DISTINCT state FROM delivery") == [("sent",)]


def test_a_digest_says_what_is_true_by_then(world: World) -> None:
    lesson(world, "2")
    world.record(mark="4")
    world.deliver_all()
    lesson(world, "3")
    world.record(mark="")
    world.deliver_all()
    evening(world)
    assert told(world, 0) == [[("", "4")]]
    states = world.run(
        f"""SELECT d.state, count(*) FROM delivery d JOIN notice USING (notice_id)
            WHERE guardian_id = '{world.guardians[0]}' GROUP BY 1 ORDER BY 1"""  # noqa: S608
    )
    assert states == [("retracted", 2), ("sent", 2)]


def test_a_day_whose_marks_were_all_taken_back_sends_nothing(world: World) -> None:
    lesson(world, "2")
    world.record(mark="")
    world.deliver_all()
    evening(world)
    assert told(world, 0) == []
    assert world.run("SELECT state, reason FROM digest") == [("retracted", "NOTHING_LEFT")]


def test_a_week_is_one_message_on_the_day_chosen(world: World) -> None:
    choose(world, 0, Settings(routes={("mark", "email"): WEEKLY}, weekly_on=6), seen_version=1)
    lesson(world, "5")
    [(due,)] = world.run("SELECT due_at FROM digest")
    assert due.astimezone(ZONE).strftime("%a %H:%M") == "Sun 18:30"


def test_children_of_one_guardian_share_a_message_and_are_never_mixed_up(world: World) -> None:
    received: list[Parcel] = []
    lesson(world, "5")
    first = world.pupil
    world.pupil = new_id()
    members = [roster_pb2.Membership(person_id=world.guardians[0])]
    world.apply(
        "zvonok.identity.family.changed.v1",
        roster_pb2.FamilyChanged(pupil_id=world.pupil, version=1, guardians=members),
    )
    choose(world, 0, EVENINGS)
    lesson(world, "2")
    world.run("UPDATE digest SET due_at = now()")
    [(digest_id,)] = world.run("SELECT digest_id FROM digest")
    send_digest(Desk(world.pool, [Channel("email", received.append)], world.platform), digest_id)
    [parcel] = received
    assert [(each.pupil_id, each.items[0]["new_value"]) for each in parcel.notices] == [
        (first, "5"),
        (world.pupil, "2"),
    ]


def test_a_guardian_whose_rights_ended_gets_no_digest_of_the_child(world: World) -> None:
    lesson(world, "5")
    world.run("DELETE FROM guardian")
    evening(world)
    assert told(world, 0) == []
    assert world.run("SELECT state, reason FROM delivery WHERE digest_id IS NOT NULL") == [
        ("abandoned", "RIGHTS_ENDED")
    ]


def test_a_digest_waits_for_the_end_of_quiet_hours_and_takes_in_what_comes(world: World) -> None:
    lesson(world, "5")
    choose(world, 0, Settings(routes=EVENINGS.routes, quiet=quiet_now()), seen_version=1)
    evening(world)
    assert told(world, 0) == []
    assert world.run("SELECT state, reason FROM digest WHERE state <> 'held'") in (
        [("retracted", "QUIET_HOURS")], [("retracted", "NOTHING_LEFT"), ("retracted", "QUIET_HOURS")],
        [("retracted", "QUIET_HOURS"), ("retracted", "NOTHING_LEFT")],
    )  # fmt: skip
    assert world.run("SELECT count(*) FROM delivery d JOIN digest g USING (digest_id) WHERE g.state = 'held'") == [(1,)]
    choose(world, 0, EVENINGS, seen_version=2)
    evening(world)
    assert told(world, 0) == [[("", "5")]]


def test_who_wants_it_at_once_again_gets_what_waits_at_once_in_order(world: World) -> None:
    lesson(world, "2")
    world.record(mark="4")
    world.deliver_all()
    choose(world, 0, Settings(routes={("mark", "email"): AT_ONCE}), seen_version=1)
    # Jobs in the wrong order: the correction does not overtake.
    for (notice_id,) in reversed(world.run("SELECT notice_id FROM notice ORDER BY visible_at")):
        world.tell(notice_id)
    world.deliver_all()
    assert told(world, 0) == [[("", "2")], [("2", "4")]]
    evening(world)
    assert len(told(world, 0)) == 2


def test_who_switches_it_off_gets_nothing_of_what_waits(world: World) -> None:
    lesson(world, "2")
    choose(world, 0, Settings(routes={("mark", "email"): OFF}), seen_version=1)
    evening(world)
    assert told(world, 0) == []
    assert ("retracted", "SWITCHED_OFF") in world.run("SELECT state, reason FROM delivery")


def test_the_list_on_the_portal_can_wait_for_the_evening_too(world: World) -> None:
    choose(world, 1, Settings(routes={("mark", "in_app"): DAILY, ("mark", "email"): OFF}))
    lesson(world, "5")
    listed = f"SELECT listed_at FROM notice WHERE guardian_id = '{world.guardians[1]}'"  # noqa: S608
    [(at,)] = world.run(listed)
    assert at.astimezone(ZONE).strftime("%H:%M") == "18:30"
    choose(world, 1, Settings(routes={("mark", "in_app"): AT_ONCE}), seen_version=1)
    [(at,)] = world.run(listed)
    assert at <= datetime.now(UTC)


def test_a_lost_job_of_a_digest_is_found_again(world: World) -> None:
    lesson(world, "5")
    world.run("DELETE FROM outbox")
    assert sweep(world.pool) == 0
    world.run("UPDATE digest SET due_at = now() - interval '1 hour'")
    assert sweep(world.pool) == 1
    assert world.run("SELECT name FROM outbox") == [("notify.digest",)]


def test_a_passing_fault_is_tried_later_and_at_last_given_up(world: World) -> None:
    lesson(world, "5")

    def fail(_parcel: Parcel) -> None:
        raise TemporaryFailure("SMTP_451")

    world.run("UPDATE digest SET due_at = now()")
    [(digest_id,)] = world.run("SELECT digest_id FROM digest")
    desk = Desk(world.pool, [Channel("email", fail)], world.platform)
    for _ in range(MOST_TRIES):
        send_digest(desk, digest_id)
        send_digest(desk, digest_id)  # its time has not come: does nothing
        world.run("UPDATE digest SET lease_until = now()")
    assert world.run("SELECT state, reason, tries FROM digest") == [("abandoned", "SMTP_451", MOST_TRIES)]
    assert ("abandoned", "SMTP_451") in world.run("SELECT state, reason FROM delivery WHERE digest_id IS NOT NULL")


def test_the_letter_of_a_digest(world: World, smtp: tuple[Inbox, Controller]) -> None:
    inbox, controller = smtp
    lesson(world, "5")
    lesson(world, "2")
    world.run("UPDATE digest SET due_at = now()")
    [(digest_id,)] = world.run("SELECT digest_id FROM digest")
    send_digest(Desk(world.pool, [email(world.pool, controller)], world.platform), digest_id)
    [raw] = inbox.letters
    letter = message_from_bytes(raw, policy=default)
    assert letter["Subject"] == "Сводка из дневника"
    assert letter["Message-ID"] == f"<{digest_id}@zvonok.example>"
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.count("Алгебра, 23.11.2026") == 2
    assert "Контрольная работа: 5" in text
    assert "Контрольная работа: 2" in text
    assert text.count("/diary/") == 1
