"""What people have set decides what they are told and when, on real PostgreSQL."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict
from services.notify.actions import setting
from services.notify.actions.sending import Channel, Parcel, TemporaryFailure
from services.notify.domain.settings import AT_ONCE, OFF, SchoolSettings, Settings
from services.notify.domain.timing import QuietHours
from tests.integration.notify.test_telling import MakePool, World

ZONE = ZoneInfo("Europe/Moscow")


@pytest.fixture
def world(pool: MakePool) -> World:
    made = World(pool("notify"))
    made.introduce()
    return made


def choose(world: World, guardian: int, settings: Settings, seen_version: int = 0) -> None:
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        setting.set_settings(
            connection, world.school, world.guardians[guardian], world.pupil, settings, seen_version, world.platform
        )


def quiet_now(hours: float = 4) -> QuietHours:
    """Quiet hours that began two hours ago and end in so many."""
    now = datetime.now(ZONE)
    return QuietHours((now - timedelta(hours=2)).time(), (now + timedelta(hours=hours)).time())


def told(world: World, guardian: int) -> list[list[tuple[str, str]]]:
    return [items for each, _, items in world.received if each == world.guardians[guardian]]


def test_each_guardian_has_a_threshold_of_their_own(world: World) -> None:
    choose(world, 0, Settings(marks_at_most=3))
    world.record(mark="4")
    world.deliver_all()
    assert (told(world, 0), told(world, 1)) == ([], [[("", "4")]])
    world.record(mark="2")
    world.deliver_all()
    world.record(mark="5")
    world.deliver_all()
    # Who was told of the 2 is told that it is none any more.
    assert told(world, 0) == [[("", "2")], [("2", "5")]]
    assert told(world, 1) == [[("", "4")], [("4", "2")], [("2", "5")]]


def test_what_is_switched_off_everywhere_is_told_nowhere(world: World) -> None:
    choose(world, 0, Settings(routes={("mark", "email"): OFF, ("mark", "in_app"): OFF}))
    world.record(mark="5", attendance="absent")
    world.deliver_all()
    assert told(world, 0) == [[("", "absent")]]
    assert len(told(world, 1)) == 2
    assert world.run("SELECT state FROM notice WHERE reason = 'SWITCHED_OFF'") == [("retracted",)]


def test_a_channel_switched_off_leaves_the_other(world: World) -> None:
    choose(world, 0, Settings(routes={("mark", "email"): OFF}))
    choose(world, 1, Settings(routes={("mark", "in_app"): OFF}))
    world.record(mark="5")
    world.deliver_all()
    assert (told(world, 0), told(world, 1)) == ([], [[("", "5")]])
    assert world.run("SELECT guardian_id::text FROM notice WHERE listed_at IS NOT NULL") == [(world.guardians[0],)]


def test_nothing_goes_out_in_quiet_hours_and_what_waits_takes_corrections_in(world: World) -> None:
    choose(world, 0, Settings(quiet=quiet_now()))
    world.record(mark="2", attendance="absent")
    world.deliver_all()
    assert (told(world, 0), len(told(world, 1))) == ([], 2)
    world.make_due()  # a job that comes too early finds the quiet hours and waits for their end
    world.deliver_all()
    world.record(mark="4", attendance="present")
    assert told(world, 0) == []
    held = world.run("SELECT guardian_id::text, due_at > now() FROM notice WHERE state = 'held'")
    assert (world.guardians[0], False) not in held
    choose(world, 0, Settings(), seen_version=1)
    world.deliver_all()
    assert told(world, 0) == [[("", "4")]]
    assert world.run("SELECT topic FROM notice WHERE state = 'retracted'") == [("attendance",)]


def test_a_second_try_waits_for_the_morning_too(world: World) -> None:
    world.record(mark="5")

    def fail(_parcel: Parcel) -> None:
        raise TemporaryFailure("SMTP_451")

    [(notice_id,), *_] = world.run("SELECT notice_id FROM notice")
    world.tell(notice_id, Channel("email", fail))
    world.run("UPDATE delivery SET lease_until = now()")
    for guardian in (0, 1):
        choose(world, guardian, Settings(quiet=quiet_now()))
    world.run("DELETE FROM outbox")
    world.tell(notice_id)
    assert world.received == []
    [(tries, reason, waits)] = world.run("SELECT tries, reason, lease_until > now() FROM delivery")
    assert (tries, reason, waits) == (1, "QUIET_HOURS", True)
    assert world.run("SELECT count(*) FROM outbox WHERE available_at > now() + interval '1 hour'") == [(1,)]


def test_the_schools_grace_window_and_defaults_hold_for_who_has_chosen_nothing(world: World) -> None:
    choose(world, 0, Settings(routes={("mark", "email"): AT_ONCE}))
    laid_down = SchoolSettings(1200, Settings(routes={("mark", "email"): OFF}))
    with transaction(world.pool, world.school) as connection:
        setting.set_school_settings(connection, world.school, laid_down, 0)
    world.record(mark="5")
    [(wait,)] = world.run("SELECT DISTINCT ready_at - created_at FROM notice")
    assert wait == timedelta(minutes=20)
    world.make_due()
    world.deliver_all()
    assert (told(world, 0), told(world, 1)) == ([[("", "5")]], [])


def test_another_save_of_the_schools_settings_is_refused(world: World) -> None:
    with transaction(world.pool, world.school) as connection:
        setting.set_school_settings(connection, world.school, SchoolSettings(0, Settings()), 0)
        with pytest.raises(Conflict):
            setting.set_school_settings(connection, world.school, SchoolSettings(5, Settings()), 0)
