"""A class teacher's messages: who gets them, who has read them, and how long the text is kept."""

from dataclasses import replace

import pytest
from zvonok.identity.events.v1 import roster_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.notify.actions import messaging, reading
from services.notify.channels.message import put_in_words
from services.notify.domain.messages import KEPT_DAYS, LONGEST_TEXT, MOST_A_DAY
from services.notify.domain.settings import OFF, Settings
from services.notify.store import notices
from tests.integration.notify.test_settings import choose
from tests.integration.notify.test_telling import MakePool, World

TEXT = "Уважаемые родители!\nВ пятницу собрание."
TEACHER = new_id()


class Form(World):
    """A class of the pupil and another one, each with a family."""

    def introduce(self) -> None:
        super().introduce()
        self.form, self.other = new_id(), new_id()
        self.apply("zvonok.identity.family.changed.v1", roster_pb2.FamilyChanged(pupil_id=self.other, version=1))
        self.apply(
            "zvonok.identity.class.changed.v1",
            roster_pb2.ClassChanged(
                school_id=self.school, class_id=self.form, version=1,
                pupils=[roster_pb2.Membership(person_id=each) for each in (self.pupil, self.other)],
            ),
        )  # fmt: skip

    def send(self, text: str = TEXT, *pupils: str, form: str = "", confirm: bool = True) -> str:
        message = messaging.new_message(TEACHER, text, confirm=confirm)
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            messaging.send_message(connection, self.school, form or self.form, message, pupils, self.platform)
        return message.message_id

    def notice_of(self, guardian: int) -> notices.Notice:
        [notice] = reading.list_notices(self.pool, self.guardians[guardian], None, 10).notices
        return notice

    def confirm(self, person: str, notice_id: str) -> None:
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            messaging.confirm_message(connection, person, notice_id)


@pytest.fixture
def world(pool: MakePool) -> Form:
    made = Form(pool("notify"))
    made.introduce()
    return made


def test_a_message_comes_to_each_guardian_and_is_confirmed_by_each_alone(world: Form) -> None:
    message = world.send()
    world.deliver_all()
    assert sorted(person for person, kind, _ in world.received if kind == "message") == sorted(world.guardians)
    first = world.notice_of(0)
    assert (first.text, first.confirm, first.confirmed) == (TEXT, True, False)
    with pytest.raises(NotAllowed):
        world.confirm(world.guardians[1], first.notice_id)
    world.confirm(world.guardians[0], first.notice_id)
    world.confirm(world.guardians[0], first.notice_id)
    assert (world.notice_of(0).confirmed, world.notice_of(0).read, world.notice_of(1).confirmed) == (True, True, False)
    told, rows = messaging.read_report(world.pool, world.school, world.form, message)
    assert (told.pupils, told.read, told.confirmed) == (1, 1, 1)
    assert [(row.pupil_id, row.recipients, row.read, row.confirmed) for row in rows] == [(world.pupil, 2, 1, 1)]


def test_a_message_to_some_goes_to_no_others_and_to_nobody_outside_the_class(world: Form) -> None:
    world.send(TEXT, world.other)
    world.deliver_all()
    assert world.received == []
    with pytest.raises(InvalidArgument, match="class"):
        world.send(TEXT, new_id())
    with pytest.raises(FailedPrecondition):
        world.send(form=new_id())
    with pytest.raises(NotAllowed):
        messaging.read_report(world.pool, world.school, new_id(), world.send())


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_TEXT + 1), "a\x00b", "\u202eabc"])
def test_a_text_that_is_none_is_refused(world: Form, text: str) -> None:
    with pytest.raises(InvalidArgument):
        world.send(text)
    assert world.run("SELECT count(*) FROM message") == [(0,)]


def test_a_class_is_not_flooded(world: Form) -> None:
    for _ in range(MOST_A_DAY):
        world.send(TEXT, world.other)
    with pytest.raises(FailedPrecondition) as refused:
        world.send(TEXT, world.other)
    assert refused.value.reason == "TOO_MANY_MESSAGES"


def test_a_message_stands_on_the_page_whatever_is_switched_off_elsewhere(world: Form) -> None:
    choose(world, 0, Settings({("message", "email"): OFF}))
    with pytest.raises(InvalidArgument):
        choose(world, 1, Settings({("message", "in_app"): OFF}))
    world.send()
    world.deliver_all()
    assert [person for person, _, _ in world.received] == [world.guardians[1]]
    assert world.notice_of(0).text == TEXT


def test_the_text_is_kept_a_year_and_stands_in_no_other_table(world: Form) -> None:
    world.send()
    for table in ("notice", "cell", "outbox", "told"):
        assert world.run(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%собрание%'") == [(0,)]  # noqa: S608
    assert messaging.forget_texts(world.pool) == 0
    world.run(f"UPDATE message SET sent_at = now() - interval '{KEPT_DAYS + 1} days'")  # noqa: S608
    assert (messaging.forget_texts(world.pool), messaging.forget_texts(world.pool)) == (1, 0)
    assert world.run("SELECT text FROM message") == [("",)]


def test_the_letter_holds_the_text_and_asks_to_confirm(world: Form) -> None:
    world.send()
    world.deliver_all()
    words = put_in_words(
        world.notice_of(0), locale="ru", recipient_name="Анна", child_name="Пётр", diary_url="https://x/notices"
    )
    assert words.subject == "Сообщение классного руководителя"
    assert "В пятницу собрание." in words.plain
    assert "подтвердите" in words.html
    gone = put_in_words(
        replace(world.notice_of(0), text=""), locale="ru", recipient_name="Анна", child_name="Пётр", diary_url=""
    )
    assert "больше не хранится" in gone.plain
