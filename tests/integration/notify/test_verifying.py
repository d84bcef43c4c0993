"""Checks of personal data: each guardian is asked once about each child, and no more when somebody has answered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from zvonok.identity.events.v1 import roster_pb2, verifications_pb2
from zvonok.identity.v1 import people_pb2

from kit.database import open_pool
from kit.errors import FailedPrecondition
from kit.ids import new_id
from services.notify.actions.sending import Parcel
from services.notify.channels.links import link
from services.notify.channels.preparing import Prepared, Preparing
from services.notify.domain.settings import AT_ONCE, DAILY, KINDS, OFF, Settings
from services.notify.store.notices import Notice, lock_notice
from tests.conftest import ROOT, DatabaseUrls
from tests.integration.notify.test_settings import choose, quiet_now, told
from tests.integration.notify.test_telling import MakePool, World

TODAY = datetime.now(ZoneInfo("Europe/Moscow")).date()
DUE = TODAY + timedelta(days=14)
ASKED, REMINDED = ("", f"asked|{DUE}"), ("", f"reminded|{DUE}")
EVENINGS = Settings(routes={("verification", "email"): DAILY, ("verification", "in_app"): DAILY})


class Form(World):
    """The pupil, another one of the first guardian, and what identity says of their class."""

    def introduce(self) -> None:
        super().introduce()
        self.check, self.sibling = new_id(), new_id()
        self.newest = 0
        members = [roster_pb2.Membership(person_id=self.guardians[0])]
        family = roster_pb2.FamilyChanged(pupil_id=self.sibling, version=1, guardians=members)
        self.apply("zvonok.identity.family.changed.v1", family)

    def ask(self, *pupils: str, reminder: bool = False, version: int = 0) -> None:
        self.newest += 1
        message = verifications_pb2.VerificationRequested(
            school_id=self.school, verification_id=self.check, version=version or self.newest, date=TODAY.isoformat(),
            due_date=DUE.isoformat(), reminder=reminder, pupil_ids=pupils or (self.pupil, self.sibling),
        )  # fmt: skip
        self.apply("zvonok.identity.verification.requested.v1", message)
        self.deliver_all()

    def answer(self, *pupils: str) -> None:
        self.newest += 1
        message = verifications_pb2.VerificationAnswered(
            school_id=self.school, verification_id=self.check, version=self.newest, pupil_ids=pupils or (self.pupil,)
        )
        self.apply("zvonok.identity.verification.answered.v1", message)

    def end(self) -> None:
        self.newest += 1
        message = verifications_pb2.VerificationEnded(
            school_id=self.school, verification_id=self.check, version=self.newest,
            pupil_ids=(self.pupil, self.sibling),
        )  # fmt: skip
        self.apply("zvonok.identity.verification.ended.v1", message)

    def evening(self) -> None:
        self.run("UPDATE digest SET due_at = now() - random() * interval '1 second' WHERE state = 'held'")
        self.send_digests()

    def wake(self) -> None:
        """The quiet hours are over."""
        choose(self, 0, Settings(), seen_version=1)
        self.make_due()
        self.deliver_all()

    def notices(self) -> list[Notice]:
        ids = [row[0] for row in self.run("SELECT notice_id FROM notice ORDER BY notice_id")]
        with self.pool.connection() as connection:
            return [found for each in ids if (found := lock_notice(connection, each))]


@pytest.fixture
def world(pool: MakePool) -> Form:
    made = Form(pool("notify"))
    made.introduce()
    return made


def test_each_guardian_is_asked_once_about_each_child(world: Form) -> None:
    world.ask()
    world.ask(version=1)  # a doubled event
    assert sorted(told(world, 0)) == [[ASKED], [ASKED]]
    assert told(world, 1) == [[ASKED]]
    assert {kind for _, kind, _ in world.received} == {"verification"}


def test_who_was_asked_hears_nothing_of_the_answer(world: Form) -> None:
    world.ask()
    world.answer()
    world.deliver_all()
    assert len(world.received) == 3
    assert world.run("SELECT state, count(*) FROM notice GROUP BY 1") == [("visible", 3)]


def test_what_waits_for_the_morning_is_taken_back_by_an_answer(world: Form) -> None:
    choose(world, 0, Settings(quiet=quiet_now()))
    world.ask()
    # The sibling's notice has other settings.
    assert (told(world, 0), told(world, 1)) == ([[ASKED]], [[ASKED]])
    world.answer()
    world.wake()
    assert told(world, 0) == [[ASKED]]
    assert world.run("SELECT state, reason FROM notice WHERE state <> 'visible'") == [("retracted", "NOTHING_LEFT")]


def test_what_waits_for_a_digest_and_for_the_list_is_taken_back_by_an_answer(world: Form) -> None:
    choose(world, 0, EVENINGS)
    world.ask(world.pupil)
    assert (told(world, 0), told(world, 1)) == ([], [[ASKED]])
    assert world.run("SELECT count(*) FROM notice WHERE listed_at > now()") == [(1,)]
    world.answer()
    world.evening()
    assert told(world, 0) == []
    assert world.run("SELECT state, reason FROM digest") == [("retracted", "NOTHING_LEFT")]
    assert world.run("SELECT count(*) FROM notice WHERE listed_at > now()") == [(0,)]
    assert sorted(world.run("SELECT DISTINCT state FROM delivery")) == [("retracted",), ("sent",)]


def test_a_digest_tells_what_still_waits(world: Form) -> None:
    choose(world, 0, EVENINGS)
    world.ask()
    world.ask(world.pupil, reminder=True)
    world.evening()
    assert told(world, 0) == [[ASKED], [REMINDED]], "the sibling's at once; of the pupil one line, the newest"


def test_ending_takes_back_what_waits(world: Form) -> None:
    choose(world, 0, Settings(quiet=quiet_now()))
    world.ask()
    world.end()
    world.wake()
    assert told(world, 0) == [[ASKED]]
    assert len(world.received) == 2


def test_a_reminder_is_told_anew_and_only_to_who_waits(world: Form) -> None:
    world.ask()
    world.answer(world.sibling)
    world.ask(world.pupil, reminder=True)
    assert sorted(told(world, 0)) == [[ASKED], [ASKED], [REMINDED]]
    assert told(world, 1) == [[ASKED], [REMINDED]]
    world.ask(world.pupil, reminder=True)
    assert told(world, 1) == [[ASKED], [REMINDED], [REMINDED]]


def test_a_reminder_before_anything_was_told_makes_one_notice(world: Form) -> None:
    choose(world, 0, Settings(quiet=quiet_now()))
    world.ask(world.pupil)
    world.ask(world.pupil, reminder=True)
    world.wake()
    assert told(world, 0) == [[REMINDED]]


def test_a_request_that_comes_after_its_answer_is_told_to_nobody(world: Form) -> None:
    world.newest = 4
    world.answer(world.pupil, world.sibling)
    world.ask(version=1)
    world.ask(version=2, reminder=True)
    assert world.received == []
    assert world.run("SELECT count(*) FROM notice") == [(0,)]


def test_a_kind_switched_off_is_told_nowhere(world: Form) -> None:
    choose(world, 1, Settings(routes={("verification", "email"): OFF, ("verification", "in_app"): OFF}))
    world.ask()
    assert (len(told(world, 0)), told(world, 1)) == (2, [])


def test_a_pupil_from_14_is_asked_too(world: Form) -> None:
    family = roster_pb2.FamilyChanged(pupil_id=world.pupil, version=2, own_notices=True)
    world.apply("zvonok.identity.family.changed.v1", family)
    world.guardians = (world.pupil,)
    choose(world, 0, Settings(routes={("verification", "email"): AT_ONCE}))
    world.ask(world.pupil)
    assert told(world, 0) == [[ASKED]]


def test_a_family_that_is_not_known_yet_is_waited_for(world: Form) -> None:
    with pytest.raises(FailedPrecondition, match="family"):
        world.ask(new_id())


class Names:
    """Identity's names."""

    def BatchGetContacts(self, request: people_pb2.BatchGetContactsRequest) -> people_pb2.BatchGetContactsResponse:
        return people_pb2.BatchGetContactsResponse(
            contacts=[
                people_pb2.Contact(
                    person_id=each.rpartition("/")[2], person=people_pb2.Person(given_name="Мира", locale="ru")
                )
                for each in request.persons
            ]
        )


def prepare(notices: list[Notice], *, digest: bool) -> Prepared:
    preparing = Preparing(Names(), "https://zvonok.example")  # type: ignore[arg-type]  (one call is all it makes)
    return preparing.prepare(Parcel(new_id(), notices[0].guardian_id, tuple(notices), digest=digest))


def test_the_letter_leads_to_the_childs_data(world: Form) -> None:
    world.ask(world.pupil)
    notice = world.notices()[0]
    page = f"https://zvonok.example/schools/{world.school}/pupils/{world.pupil}/data"
    assert link("https://zvonok.example", notice) == page
    letter = prepare([notice], digest=False).words
    assert letter.subject == "Проверьте персональные данные"
    assert f"Мира: Сверка персональных данных, {TODAY:%d.%m.%Y}" in letter.plain
    assert f"Проверьте до {DUE:%d.%m.%Y}" in letter.plain
    assert f"Подробнее: {page}" in letter.plain
    assert f"Подробнее: {page}" in prepare([notice], digest=True).words.plain
    world.record(mark="5")
    world.deliver_all()
    both = [each for each in world.notices() if each.guardian_id == notice.guardian_id]
    digest = prepare(both, digest=True).words.plain
    assert f"Открыть дневник: https://zvonok.example/diary/{world.school}/{world.pupil}" in digest
    assert page not in digest


def test_who_had_ended_all_letters_gets_none_of_the_new_kind(database: Callable[[str], DatabaseUrls]) -> None:
    urls = database("notify")
    migration = (ROOT / "services" / "notify" / "migrations" / "0123_verifications.sql").read_text(encoding="utf-8")
    older = [kind for kind in KINDS if kind != "verification"]
    with open_pool(urls.app) as pool, psycopg.connect(urls.owner) as owner:
        world = Form(pool)
        world.introduce()
        choose(world, 0, Settings(routes={(kind, "email"): OFF for kind in older}))
        choose(world, 1, Settings(routes={(kind, "email"): OFF for kind in older if kind != "mark"}))
        owner.execute(migration[migration.index("CREATE FUNCTION") :])
        owner.commit()
        world.ask(world.pupil)
        assert (told(world, 0), told(world, 1)) == ([], [[ASKED]])
        assert world.run("SELECT count(*) FROM notice WHERE listed_at <= now()") == [(2,)], "on the portal both"
